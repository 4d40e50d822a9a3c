//! Samples from the shelf over the laboratory to the notice.

use food_drug::Category;
use food_drug::sample::{
    Addressee, ChainLink, Dated, DatedBy, Item, NoRetest, Notified, Product, Received, Submitted, Taken, Tested, Verdict,
};
use kernel::When;

use super::foodstuffs::FOODSTUFFS;
use super::{laboratory, retest};
use crate::city::{Agency, Trade};
use crate::ledger::Claim;
use crate::statement::Means;
use crate::story::pace::Term;
use crate::story::{decimal, shares};
use crate::teller::Teller;

/// A sample from the shelf over the laboratory to the notice; it fails at the rate of its class.
pub(in crate::story) fn sample(t: &mut Teller<'_>) {
    let site = t.site(Trade::Food);
    let producer = t.city.site(t.at, Trade::Food, t.draw);
    let record = t.own("food-drug.sample", Agency::FoodDrug, "示例抽样");
    let food = t.draw.weighted(FOODSTUFFS);
    let campaign = t.campaign();
    let farm_produce = food.category == Category::FarmProduce && t.draw.chance(0.5);
    let bought = t.day - t.draw.between(5, 60);
    let bought = t.date(bought);
    let taken = t.part(record, "taken", &[]).meaning(farm_produce.then_some(Means::FarmProduce));
    t.say(taken, t.day, |draw, on, wrong| {
        let product = Product {
            name: format!("示例牌{}", food.name),
            category: Some(food.category),
            specification: Some(if wrong { "250g/袋" } else { "500g/袋" }.to_owned()),
            brand: draw.chance(0.7).then(|| "示例牌".to_owned()),
            batch: Some(bought.format("%Y%m%d").to_string()),
            dated: Some(Dated { by: DatedBy::Production, on: When::Day(bought) }),
        };
        let report = Taken {
            on,
            premises: site.premises.clone(),
            product,
            producer: draw.chance(0.6).then(|| producer.premises.clone()),
            supplier: None,
            link: Some(draw.weighted(&[(20, ChainLink::Production), (55, ChainLink::Sale), (25, ChainLink::Catering)])),
            platform: None,
            task: Some("监督抽检".to_owned()),
            farm_produce,
            backup: Some(true),
            samplers: Some(2),
            inspection: None,
            campaign: campaign.clone(),
            joint_action: None,
        };
        (report, vec![Claim::one("food-samples")])
    });
    if t.draw.chance(shares::QUICK_TEST) {
        laboratory::quickly(t, record);
    }
    let fails = t.draw.chance(f64::from(food.failures) / 1000.0);
    let document = t.number("示例检验");
    let Some(brought) = Term::working(5).from(1).done(t.draw, shares::REGULATOR) else { return };
    let received = t.day + brought;
    t.say(t.part(record, "received", &["taken"]), received, |_, on, wrong| {
        (Received { on, laboratory: Some("示例检验所".to_owned()), seal_whole: (!wrong).then_some(true) }, Vec::new())
    });
    let Some(took) = Term::working(20).from(8).done(t.draw, shares::LABORATORY) else { return };
    let mut day = received + took;
    let no_retest = t.draw.chance(0.15).then_some(NoRetest::Microbes);
    t.say(t.part(record, "tested", &["taken"]), day, |draw, on, wrong| {
        let fails = fails != wrong;
        let verdict = if fails { Verdict::Fail } else { Verdict::Pass };
        let measured = if fails { food.limit * draw.between(110, 400) / 100 + 1 } else { food.limit * draw.between(0, 90) / 100 };
        let item = Item {
            item: food.item.to_owned(),
            measured: decimal(measured),
            limit: format!("≤{}", decimal(food.limit)),
            unit: Some(food.unit.to_owned()),
            standard: Some(food.standard.to_owned()),
            method: None,
            verdict,
        };
        let mut claims = vec![Claim::one("food-samples-tested")];
        claims.extend(fails.then(|| Claim::one("food-failed-samples")));
        let report = Tested {
            on,
            laboratory: Some("示例检验所".to_owned()),
            document: Some(document.clone()),
            received_on: None,
            items: vec![item],
            verdict: draw.chance(0.8).then_some(verdict),
            no_retest: if fails { no_retest } else { None },
            remarks: None,
        };
        (report, claims)
    });
    laboratory::kept(t, record, day, fails);
    if fails && t.draw.chance(shares::HIGH_RISK) {
        laboratory::high_risk(t, record, day);
    }
    // The laboratory sends its report: of a failure at once.
    let term = Term::working(if fails { 2 } else { 7 });
    let submitted = term.done(t.draw, shares::LABORATORY).map(|after| day + after);
    if let Some(submitted) = submitted {
        t.say(t.part(record, "submitted", &["tested"]), submitted, |_, on, wrong| {
            (Submitted { on, verdict: if fails == wrong { Verdict::Pass } else { Verdict::Fail } }, Vec::new())
        });
    }
    if !fails && t.draw.chance(0.5) {
        return;
    }
    day = submitted.unwrap_or(day) + if fails { t.draw.between(0, 3) } else { t.draw.between(3, 14) };
    let told = [(true, Addressee::Premises, "premises"), (fails, Addressee::Producer, "producer")];
    for (_, to, label) in told.into_iter().filter(|(told, ..)| *told) {
        let notified = t.part(record, "notified", &["tested"]).label(label).meaning(fails.then_some(Means::Failure));
        t.say(notified, day, |_, on, wrong| {
            let verdict = Some(if fails { Verdict::Fail } else { Verdict::Pass });
            (Notified { on, to, verdict, document: (!wrong).then(|| document.clone()) }, Vec::new())
        });
    }
    if fails {
        retest::told(t, record, day, submitted, no_retest.is_some());
    }
}
