//! A campaign, given / when / then.

use kernel::spec::{flags_of, given};
use kernel::{Attribute, DomainEvent, Qualifier, Quantity, Report, Says, Unit};

use super::{Campaign, CampaignKind, Command, Ended, Event, Launched, PlaceGoverned, ProblemFound};
use crate::tests::{account, back, premises, tally, when};
use crate::{Account, Place};

const YEAR: &str = "2016-01-01/2016-08-15";

fn by(org: &str, message: u32, corrects: Option<u32>) -> Account {
    account(org, message, corrects, YEAR)
}

fn launched(kind: CampaignKind) -> Launched {
    Launched {
        on: when(YEAR),
        name: "利剑行动".into(),
        kind,
        level: None,
        until: None,
        themes: Vec::new(),
        originator: None,
        approved_by: None,
    }
}

fn governed(label: &str, quantity: Quantity) -> PlaceGoverned {
    PlaceGoverned { on: when(YEAR), place: Place { label: label.into(), premises: None, quantity }, remark: None }
}

fn ended() -> Ended {
    Ended { on: when("2016-08-15"), summary: None }
}

#[test]
fn a_campaign_runs_from_its_launch_to_its_end() {
    let running = given::<Campaign>([])
        .when(Command::Launch(by("jn-police", 1, None), launched(CampaignKind::Special)))
        .then([Event::Launched(by("jn-police", 1, None), launched(CampaignKind::Special))]);
    assert!(running.state().is_running());
    let over = running.when(Command::End(by("jn-joint-office", 2, None), ended())).then_recorded();
    assert!(!over.state().is_running());
    assert!(flags_of::<Campaign>(&over.state().parts).is_empty());
}

#[test]
fn special_and_cluster_campaigns_are_counted_apart_and_each_once() {
    for (kind, measure) in [(CampaignKind::Special, "special-campaigns"), (CampaignKind::Cluster, "cluster-campaigns")] {
        let events = [
            Event::Launched(by("jn-police", 1, None), launched(kind)),
            Event::Launched(by("jn-joint-office", 2, None), launched(kind)),
        ];
        assert_eq!(tally(&events).into_iter().collect::<Vec<_>>(), [(measure, 1)]);
    }
}

#[test]
fn more_than_thirty_places_are_thirty_exact_rows_and_one_that_says_at_least() {
    let one = |n: u32| {
        let data = governed(&n.to_string(), Quantity::count(1));
        assert!(data.check().is_ok());
        Event::PlaceGoverned(account("jn-joint-office", n, None, YEAR), data)
    };
    let more = governed("余", Quantity::at_least(0));
    assert!(more.check().is_ok());
    let mut events: Vec<_> = (1..=30).map(one).collect();
    events.push(Event::PlaceGoverned(by("jn-joint-office", 31, None), more));
    assert_eq!(tally(&events).get("source-governed-places"), Some(&30));
    let last = events.pop().expect("a row").tell().says;
    let says = |says: &Says| matches!(says, Says::Count(count) if count.quantity.qualifier == Qualifier::AtLeast);
    assert!(last.iter().any(says));
    events.pop();
    assert_eq!(tally(&events).get("source-governed-places"), Some(&29));
}

#[test]
fn what_is_found_under_a_campaign_belongs_to_it() {
    let place = Place { label: "1".into(), premises: Some(premises("示例美容院")), quantity: Quantity::count(1) };
    let data = ProblemFound { on: when(YEAR), place, problem: None, corrected: None };
    let event = Event::ProblemFound(by("jn-food-drug", 1, None), data);
    assert!(event.tell().says.contains(&Says::Attribute(Attribute::Campaign("济联〔2016〕1号".into()))));
    assert_eq!(tally(&[event]).into_iter().collect::<Vec<_>>(), [("problem-premises", 1)]);
}

#[test]
fn the_same_report_twice_is_known() {
    given::<Campaign>([Event::Launched(by("jn-police", 1, None), launched(CampaignKind::Special))])
        .when(Command::Launch(by("jn-police", 1, None), launched(CampaignKind::Special)))
        .then_nothing();
}

#[test]
fn a_campaign_corrected_from_special_to_cluster_is_counted_as_cluster_in_either_order() {
    let original = Event::Launched(by("jn-police", 1, None), launched(CampaignKind::Special));
    let correction = Event::Launched(by("jn-police", 2, Some(1)), launched(CampaignKind::Cluster));
    let in_order = [original.clone(), correction.clone()];
    let reordered = [correction, original];
    assert_eq!(tally(&in_order).into_iter().collect::<Vec<_>>(), [("cluster-campaigns", 1)]);
    assert_eq!(tally(&in_order), tally(&reordered));
    assert_eq!(given::<Campaign>(in_order).state(), given::<Campaign>(reordered).state());
}

#[test]
fn a_result_before_the_launch_is_recorded_and_flagged_until_the_launch_arrives() {
    let early = given::<Campaign>([])
        .when(Command::GovernPlace(by("jn-food-drug", 2, None), governed("1", Quantity::count(1))))
        .then_recorded();
    assert_eq!(flags_of::<Campaign>(&early.state().parts), ["gap:place-governed/jn-food-drug/1"]);
    let late = early.when(Command::Launch(by("jn-police", 1, None), launched(CampaignKind::Special))).then_recorded();
    assert!(flags_of::<Campaign>(&late.state().parts).is_empty());
}

#[test]
fn each_organisation_takes_back_its_own_parts() {
    let events = [
        Event::Launched(by("jn-police", 1, None), launched(CampaignKind::Special)),
        Event::Ended(by("jn-joint-office", 2, None), ended()),
        Event::PlaceGoverned(by("jn-food-drug", 3, None), governed("1", Quantity::count(1))),
    ];
    let campaign =
        given::<Campaign>(events).when(Command::Withdraw(by("jn-joint-office", 4, Some(2)), back("ended"))).then_recorded();
    assert!(campaign.state().is_running());
    campaign
        .clone()
        .when(Command::Withdraw(by("jn-police", 5, Some(3)), back("place-governed/jn-food-drug/1")))
        .then_refused("contradiction");
    let campaign = campaign.when(Command::Withdraw(by("jn-police", 5, Some(1)), back("launched"))).then_recorded();
    assert!(campaign.state().launched.is_empty());
}

#[test]
fn what_contradicts_itself_is_refused() {
    assert!(Launched { name: " ".into(), ..launched(CampaignKind::Special) }.check().is_err());
    assert!(Launched { until: Some(when("2015-12-31")), ..launched(CampaignKind::Special) }.check().is_err());
    for quantity in [Quantity::count(0), Quantity::at_least(-1), Quantity::of(3, Unit::Gram)] {
        assert!(governed("1", quantity).check().is_err(), "{quantity:?}");
    }
    assert!(governed("1", Quantity::count(3)).check().is_ok());
    assert!(governed("1/2", Quantity::count(1)).check().is_err());
    let place = Place { label: "1".into(), premises: Some(premises("示例餐馆")), quantity: Quantity::count(3) };
    assert!(PlaceGoverned { place, ..governed("1", Quantity::count(1)) }.check().is_err());
}
