//! Food and drug regulation: inspections, samples, cases, recalls.

use food_drug::admin_case::{Closed, Closure, CrimeSuspected, Filed, Involved, Origin, OriginKind, Penalised};
use food_drug::inspection::{Disposed, Disposition, Finding, Outcome, Planned, Rechecked, Visited};
use food_drug::recall::{Announced, Class, Closed as RecallClosed, Status};
use food_drug::sample::{
    Addressee, ChainLink, Dated, DatedBy, Item, NoRetest, Notified, Product, Received, Taken, Tested, Verdict,
};
use kernel::money::Currency;
use kernel::{Money, PenaltyKind, When};

use super::{admin, concerned, decimal, retest, transfer};
use crate::city::{Agency, Trade};
use crate::draw::Draw;
use crate::ledger::Claim;
use crate::story::foodstuffs::FOODSTUFFS;
use crate::teller::Teller;

const FINDINGS: &[(&str, &str)] = &[
    ("食品经营-1.1", "示例：未公示许可证"),
    ("食品经营-2.3", "示例：加工场所不洁"),
    ("食品经营-3.2", "示例：进货查验记录不全"),
    ("食品经营-4.1", "示例：从业人员无健康证明"),
    ("食品经营-5.4", "示例：超范围使用添加剂"),
    ("药品经营-2.1", "示例：处方药未凭处方销售"),
];

fn findings(draw: &mut Draw, count: i64) -> Vec<Finding> {
    let one = |draw: &mut Draw| {
        let (code, text) = draw.pick(FINDINGS);
        let corrected_on_site = draw.chance(0.5).then_some(draw.chance(0.4));
        Finding { code: (*code).to_owned(), text: Some((*text).to_owned()), corrected_on_site }
    };
    (0..count).map(|_| one(draw)).collect()
}

/// An inspection from its plan to its recheck; perhaps as part of a joint action.
pub(super) fn inspection(t: &mut Teller<'_>, joint_action: Option<&str>) {
    let site = t.site(Trade::Food);
    let record = t.own("food-drug.inspection", Agency::FoodDrug, "示例食检");
    let outcome = t.draw.weighted(&[(70, Outcome::Pass), (18, Outcome::BasicPass), (12, Outcome::Fail)]);
    let mut day = t.day;
    if joint_action.is_none() && t.draw.chance(0.6) {
        t.say(t.part(record, "planned", &[]), day, |_, on, _| {
            (Planned { on, premises: site.premises.clone(), plan: Some("双随机".to_owned()) }, Vec::new())
        });
        day += t.draw.between(1, 14);
    }
    let campaign = t.campaign();
    t.say(t.part(record, "visited", &[]), day, |draw, on, wrong| {
        let (few, many) = match outcome {
            Outcome::Pass => (0, 0),
            Outcome::BasicPass => (1, 3),
            Outcome::Fail => (2, 7),
        };
        let count = draw.between(few, many) + i64::from(wrong);
        let mut claims = vec![Claim::one("food-inspections")];
        claims.extend((count > 0).then(|| Claim::of("food-findings", count)));
        let report = Visited {
            on,
            premises: site.premises.clone(),
            visit_type: Some(draw.weighted(&[(70, "日常检查"), (20, "飞行检查"), (10, "专项检查")]).to_owned()),
            findings: findings(draw, count),
            outcome: (wrong || draw.chance(0.8)).then_some(if wrong { Outcome::BasicPass } else { outcome }),
            inspectors: draw.chance(0.9).then_some(2),
            campaign: campaign.clone(),
            joint_action: joint_action.map(str::to_owned),
        };
        (report, claims)
    });
    let disposition = match outcome {
        Outcome::Pass if t.draw.chance(0.7) => return,
        Outcome::Pass => Disposition::Pass,
        Outcome::BasicPass if t.draw.chance(0.4) => return,
        Outcome::BasicPass => Disposition::Correct,
        Outcome::Fail => {
            t.draw.weighted(&[(83, Disposition::Correct), (15, Disposition::OwnCase), (2, Disposition::SuspectedCrime)])
        }
    };
    day += t.draw.between(0, 5);
    let document = t.number("示例责改");
    t.say(t.part(record, "disposed", &["visited"]), day, |_, on, wrong| {
        let disposition = if wrong { Disposition::Pass } else { disposition };
        (Disposed { on, disposition, document: Some(document.clone()) }, Vec::new())
    });
    if disposition != Disposition::Correct {
        return;
    }
    for round in 1..=2 {
        day += t.draw.between(7, 30);
        let corrected = round == 2 || t.draw.chance(0.85);
        t.say(t.part(record, "rechecked", &["disposed"]).label(round.to_string()), day, |_, on, wrong| {
            (Rechecked { on, round, corrected: corrected != wrong }, Vec::new())
        });
        if corrected {
            break;
        }
    }
}

/// A sample from the shelf over the laboratory to the notice; it fails at the rate of its class.
pub(super) fn sample(t: &mut Teller<'_>) {
    let site = t.site(Trade::Food);
    let producer = t.city.site(t.at, Trade::Food, t.draw);
    let record = t.own("food-drug.sample", Agency::FoodDrug, "示例抽样");
    let food = t.draw.weighted(FOODSTUFFS);
    let campaign = t.campaign();
    let bought = t.day - t.draw.between(5, 60);
    let bought = t.date(bought);
    t.say(t.part(record, "taken", &[]), t.day, |draw, on, wrong| {
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
            backup: Some(true),
            samplers: Some(2),
            inspection: None,
            campaign: campaign.clone(),
            joint_action: None,
        };
        (report, vec![Claim::one("food-samples")])
    });
    let fails = t.draw.chance(f64::from(food.failures) / 1000.0);
    let mut day = t.day + t.draw.between(10, 28);
    let document = t.number("示例检验");
    if t.draw.chance(0.8) {
        let received = t.day + t.draw.between(1, 5);
        t.say(t.part(record, "received", &["taken"]), received, |_, on, wrong| {
            (Received { on, laboratory: Some("示例检验所".to_owned()), seal_whole: (!wrong).then_some(true) }, Vec::new())
        });
    }
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
    if !fails && t.draw.chance(0.5) {
        return;
    }
    day += if fails { t.draw.between(0, 3) } else { t.draw.between(3, 14) };
    let told = [(true, Addressee::Premises, "premises"), (fails, Addressee::Producer, "producer")];
    for (_, to, label) in told.into_iter().filter(|(told, ..)| *told) {
        t.say(t.part(record, "notified", &["tested"]).label(label), day, |_, on, wrong| {
            let verdict = Some(if fails { Verdict::Fail } else { Verdict::Pass });
            (Notified { on, to, verdict, document: (!wrong).then(|| document.clone()) }, Vec::new())
        });
    }
    if fails {
        retest::told(t, record, day, no_retest.is_some());
    }
}

fn yuan(draw: &mut Draw, few: i64, many: i64) -> Money {
    Money { minor: draw.between(few, many) * 10_000, currency: Currency::Cny }
}

/// A case of the agency's own, from filing to closure.
pub(super) fn case(t: &mut Teller<'_>) {
    let site = t.site(Trade::Food);
    let record = t.own("food-drug.admin-case", Agency::FoodDrug, "示例食药立案");
    let campaign = t.campaign();
    let cause = *t.draw.pick(&["涉嫌经营不合格食品案", "涉嫌未按规定查验进货案", "涉嫌销售劣药案", "涉嫌超范围使用添加剂案"]);
    if t.draw.chance(0.07) {
        return admin::food::refused(t, record);
    }
    let mut day = t.day;
    t.say(t.part(record, "filed", &[]), day, |draw, on, wrong| {
        let persons = concerned(draw).map(|who| Involved { who, role: Some("当事人".to_owned()) });
        let kind = draw.weighted(&[(50, OriginKind::Inspection), (35, OriginKind::Sample), (15, OriginKind::Complaint)]);
        let report = Filed {
            on,
            cause: if wrong { format!("{cause}（暂定）") } else { cause.to_owned() },
            premises: Some(site.premises.clone()),
            persons: persons.into_iter().collect(),
            origin: Some(Origin { kind, number: None }),
            campaign: campaign.clone(),
            joint_action: None,
        };
        (report, vec![Claim::one("food-cases")])
    });
    let crime = t.draw.chance(0.08);
    let mut transferred = day;
    if crime {
        day += t.draw.between(3, 20);
        t.say(t.part(record, "crime-suspected", &["filed"]), day, |_, on, wrong| {
            let offence = (!wrong).then(|| "生产、销售有毒、有害食品罪".to_owned());
            (
                CrimeSuspected(kernel::admin::CrimeSuspected { on, offence, grounds: None }),
                vec![Claim::one("food-suspected-crimes")],
            )
        });
        transferred = transfer::of_case(t, Agency::FoodDrug, &site, record, day);
    }
    // A penalty in spite of the transfer is recorded, and flagged if police have filed a case.
    let penalised = t.draw.chance(if crime { 0.15 } else { 0.85 });
    if t.draw.chance(0.25) {
        admin::food::seizure(t, record, day + 1);
    }
    if t.draw.chance(0.06) {
        admin::food::extended(t, record, day + 20);
        day += 40;
    }
    day += t.draw.between(20, 60);
    if penalised && t.draw.chance(0.25) {
        day += admin::food::hearing(t, record, day);
    }
    if penalised {
        let document = t.number("示例食药处罚");
        t.say(t.part(record, "penalised", &["filed"]).label("1"), day, |draw, on, wrong| {
            let fine = yuan(draw, 1, if wrong { 400 } else { 40 });
            let gains = draw.chance(0.3).then(|| yuan(draw, 1, 20));
            let mut claims = vec![Claim::one("food-penalties"), Claim::of("food-penalty-amount", fine.minor)];
            claims.extend(gains.as_ref().map(|gains| Claim::of("food-penalty-amount", gains.minor)));
            let gained = gains.is_some().then_some(PenaltyKind::GainsConfiscated);
            let report = Penalised {
                on,
                decision: 1,
                document: Some(document.clone()),
                kinds: [PenaltyKind::Warning, PenaltyKind::Fine].into_iter().chain(gained).collect(),
                fine: Some(fine),
                gains,
                basis: vec!["食品安全法(2021)第一百二十四条".to_owned()],
            };
            (report, claims)
        });
        day += t.draw.between(1, 7);
        admin::food::served(t, record, day);
    }
    let closure = if crime {
        Closure::Transferred
    } else if penalised {
        Closure::Executed
    } else {
        t.draw.weighted(&[(50, Closure::NoPenalty), (40, Closure::Unfounded), (10, Closure::Terminated)])
    };
    day = day.max(transferred) + t.draw.between(5, 30);
    t.say(t.part(record, "closed", &["filed"]), day, |_, on, wrong| {
        (Closed(kernel::admin::Closed { on, closure: if wrong { Closure::Terminated } else { closure } }), Vec::new())
    });
}

/// A recall or a public warning, sometimes told in two languages.
pub(super) fn recall(t: &mut Teller<'_>) {
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
