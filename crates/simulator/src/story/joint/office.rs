//! Joint offices with their seconded staff.

use joint_office::office as offices;
use kernel::AgencyCode;

use crate::city::{Agency, person};
use crate::ledger::Claim;
use crate::teller::Teller;

/// A joint office with its seconded staff.
pub(in crate::story) fn office(t: &mut Teller<'_>) {
    let record = t.own("joint-office.office", Agency::JointOffice, "示例联勤联动办公室");
    let agencies: Vec<AgencyCode> = t.city.agencies[1..4].to_vec();
    let name = t.subjects[record].key.to_string();
    t.say(t.part(record, "opened", &[]), t.day, |_, on, wrong| {
        let assessment = Some(if wrong { "每月" } else { "每季度" }.to_owned());
        let rules = Some("示例联勤联动工作规则".to_owned());
        (
            offices::Opened { on, name: name.clone(), agencies: agencies.clone(), rules, assessment },
            vec![Claim::one("joint-offices")],
        )
    });
    for n in 1..=t.draw.between(2, 6) {
        let staff = n.to_string();
        let day = t.day + t.draw.between(1, 60);
        let home = t.draw.weighted(&[(60, Agency::FoodDrug), (40, Agency::Environment)]);
        let home = t.org(home);
        let who = person(t.draw);
        t.say(t.part(record, "seconded", &["opened"]).label(&staff), day, |_, on, wrong| {
            let who = (!wrong).then(|| who.clone());
            (offices::Seconded { on, staff: staff.clone(), who, home: home.clone() }, vec![Claim::one("seconded-staff")])
        });
        if t.draw.chance(0.3) {
            let day = day + t.draw.between(60, 180);
            t.say(t.part(record, "secondment-ended", &["seconded"]).label(&staff), day, |_, on, _| {
                (offices::SecondmentEnded { on, staff: staff.clone() }, vec![Claim::of("seconded-staff", -1)])
            });
        }
    }
    if t.draw.chance(0.25) {
        let day = t.day + t.draw.between(120, 200);
        t.say(t.part(record, "closed", &["opened"]), day, |_, on, wrong| {
            let reason = Some(if wrong { "示例：合并（草稿）" } else { "示例：合并" }.to_owned());
            (offices::Closed { on, reason }, vec![Claim::of("joint-offices", -1)])
        });
    }
}
