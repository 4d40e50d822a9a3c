//! Which joint office is responsible for a place.

use chrono::NaiveDate;
use kernel::DivisionCode;

use crate::office::responsible;

fn office(division: &str) -> Option<String> {
    let reference = roster::reference().expect("the shipped trees");
    let day = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let division = DivisionCode::new(division).expect("a code");
    responsible(&reference, &division, day).map(|office| office.id.to_string())
}

#[test]
fn a_countys_own_office_is_responsible_for_the_county_and_all_that_lies_in_it() {
    assert_eq!(office("370811000000").as_deref(), Some("jn-joint-office-370811"));
    let reference = roster::reference().expect("the shipped trees");
    let county = DivisionCode::new("370811000000").expect("a code");
    let town = reference.divisions.iter().find(|d| d.tier == kernel::Tier::Town && reference.divisions.within(&d.code, &county));
    assert_eq!(office(town.expect("a town").code.as_str()).as_deref(), Some("jn-joint-office-370811"));
}

#[test]
fn a_county_of_old_has_the_office_of_its_successor() {
    assert_eq!(office("370882000000").as_deref(), Some("jn-joint-office-370812"));
}

#[test]
fn what_lies_in_no_county_is_the_citys() {
    assert_eq!(office("370800000000").as_deref(), Some("jn-joint-office"));
    assert_eq!(office("SIM").as_deref(), Some("sim-joint-office"));
}

#[test]
fn where_there_is_no_joint_office_none_is_responsible() {
    assert_eq!(office("US-DE-003"), None);
}
