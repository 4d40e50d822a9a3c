//! Campaigns with what was found under them.

use joint_office::{Level, Place, campaign as campaigns};
use kernel::Quantity;

use super::found::place_found;
use super::{accounts, company};
use crate::city::Trade;
use crate::ledger::Claim;
use crate::made;
use crate::story::until;
use crate::teller::{Recent, Teller};

/// A campaign, special or cluster, with what was found under it.
pub(in crate::story) fn campaign(t: &mut Teller<'_>) {
    let number = t.number("示例专项");
    let record = t.shared("joint-office.campaign", made::key(number.clone()));
    let cluster = t.draw.chance(0.15);
    let (kind, measure) = if cluster {
        (campaigns::CampaignKind::Cluster, "cluster-campaigns")
    } else {
        (campaigns::CampaignKind::Special, "special-campaigns")
    };
    let orgs = company(t);
    for org in accounts(t.draw, &orgs) {
        t.say(t.part(record, "launched", &[]).by(&org), t.day, |_, on, wrong| {
            let report = campaigns::Launched {
                until: until(&on, 90),
                on,
                name: format!("示例{}", if cluster { "集群战役" } else { "专项行动" }),
                kind,
                level: Some(if cluster { Level::Nation } else { Level::City }),
                themes: vec![if wrong { "食品（草稿）" } else { "食品" }.to_owned()],
                originator: None,
                approved_by: None,
            };
            (report, vec![Claim::once(measure, "", 1)])
        });
    }
    Recent::remember(&mut t.recent.campaigns, number);
    let began = t.day;
    for n in 1..=t.draw.between(0, 5) {
        t.day = began + t.draw.between(3, 60);
        let premises = t.draw.chance(0.7).then(|| t.site(Trade::Food).premises);
        let place = Place { label: n.to_string(), premises, quantity: Quantity::count(1) };
        let governed = t.draw.chance(0.5);
        let org = t.draw.pick(&orgs).clone();
        place_found(t, record, &org, place, governed);
    }
    if t.draw.chance(0.7) {
        let day = began + t.draw.between(61, 95);
        t.say(t.part(record, "ended", &["launched"]), day, |_, on, wrong| {
            let summary = Some(if wrong { "示例：已结束（草稿）" } else { "示例：已结束" }.to_owned());
            (campaigns::Ended { on, summary }, Vec::new())
        });
    }
    t.day = began;
}
