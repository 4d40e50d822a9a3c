//! Recalls and public warnings.

use food_drug::recall::{Announced, Class, Closed as RecallClosed, Status};

use super::foodstuffs::FOODSTUFFS;
use crate::city::{Agency, Trade};
use crate::ledger::Claim;
use crate::teller::Teller;

/// A recall or a public warning, sometimes told in two languages.
pub(in crate::story) fn recall(t: &mut Teller<'_>) {
    let site = t.site(Trade::Food);
    let record = t.own("food-drug.recall", Agency::FoodDrug, "示例召回");
    let food = t.draw.weighted(FOODSTUFFS);
    let alert = t.draw.chance(0.2);
    let editions: &[Option<&str>] = if t.draw.chance(0.15) { &[None, Some("en")] } else { &[None] };
    for edition in editions {
        let part = t.part(record, "announced", &[]);
        let part = if let Some(edition) = edition { part.label(*edition) } else { part };
        t.say(part, t.day, |draw, on, wrong| {
            let class = draw.weighted(&[(20, Class::One), (50, Class::Two), (30, Class::Three)]);
            let report = Announced {
                on,
                title: format!("示例牌{}{}", food.name, if alert { "风险警示" } else { "召回公告" }),
                status: if alert { Status::Alert } else { Status::Active },
                class: (!alert).then_some(class),
                risk_level: Some(if wrong { "较高" } else { "一般" }.to_owned()),
                reasons: vec![food.item.to_owned()],
                product: Some(format!("示例牌{}", food.name)),
                category: Some(food.category),
                brand: Some("示例牌".to_owned()),
                company: Some(site.premises.name.clone()),
                entity: site.premises.entity.clone(),
                places: vec!["示例市".to_owned()],
                authority: None,
                notice_number: None,
                edition: edition.map(str::to_owned),
                url: None,
                notified_on: None,
                announced_on: None,
            };
            (report, vec![Claim::once(if alert { "food-alerts" } else { "food-recalls" }, "", 1)])
        });
    }
    if !alert && t.draw.chance(0.8) {
        let day = t.day + t.draw.between(10, 60);
        t.say(t.part(record, "closed", &["announced"]), day, |draw, on, _| {
            let result = format!("示例：召回{}件，全部销毁", draw.between(10, 5000));
            (RecallClosed { on, result: Some(result) }, Vec::new())
        });
    }
}
