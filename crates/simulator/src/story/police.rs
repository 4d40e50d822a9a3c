//! Police: criminal cases from acceptance to judgment.

use kernel::money::Currency;
use kernel::{Money, Qualifier, Quantity, Unit};
use police::case::{
    Accepted, AmountEstablished, Charged, ClosedWithoutCharge, DenDestroyed, Domain, Filed, GangBroken, Goods, GoodsKind,
    GoodsSeized, Instance, ItemHandedOver, ItemMoved, Judged, Judgment, Kept, NonProsecution, NotFiled, NotProsecuted, Offence,
    Receiver, Returned, SentForProsecution, Solved, Source, Verdict,
};

use super::{seen, suspects};
use crate::city::{Agency, Trade};
use crate::draw::Draw;
use crate::ledger::Claim;
use crate::teller::{Recent, Teller};

const OFFENCES: &[(&str, &str)] = &[
    ("143", "生产、销售不符合安全标准的食品罪"),
    ("144", "生产、销售有毒、有害食品罪"),
    ("141", "生产、销售、提供假药罪"),
    ("140", "生产、销售伪劣产品罪"),
    ("338", "污染环境罪"),
];

const GOODS: &[(GoodsKind, &str, Unit, i64)] = &[
    (GoodsKind::Food, "示例食品", Unit::Gram, 5_000_000),
    (GoodsKind::Drug, "示例药品", Unit::Item, 20_000),
    (GoodsKind::Additive, "示例添加物", Unit::Gram, 100_000),
    (GoodsKind::Equipment, "示例设备", Unit::Item, 20),
    (GoodsKind::HazardousWaste, "示例危险废物", Unit::Gram, 9_000_000),
    (GoodsKind::Material, "示例溶剂", Unit::Millilitre, 500_000),
];

/// A criminal case; perhaps of a matter, perhaps from a joint action. Its record.
pub(super) fn case(t: &mut Teller<'_>, matter: Option<&str>, joint_action: Option<&str>) -> usize {
    let polluting = t.draw.chance(0.25);
    let site = t.site(if polluting { Trade::Factory } else { Trade::Food });
    let record = t.own("police.case", Agency::Police, "示例公案");
    let known = (t.org(Agency::Police), t.subjects[record].key.clone());
    Recent::remember(&mut t.recent.cases, known);
    let (article, name) = if polluting { OFFENCES[4] } else { *t.draw.pick(&OFFENCES[..4]) };
    let (domain, filed_as) = match article {
        "143" | "144" => (Domain::Food, "cases-filed-food"),
        "141" => (Domain::Drug, "cases-filed-drug"),
        "338" => (Domain::Environment, "cases-filed-environment"),
        _ => (Domain::Other, "cases-filed-other"),
    };
    let offence = Offence { article: article.to_owned(), name: name.to_owned() };
    let campaign = t.campaign();
    t.say(t.part(record, "accepted", &[]), t.day, |draw, on, wrong| {
        let source = if joint_action.is_some() {
            Source::JointAction
        } else {
            draw.weighted(&[(35, Source::Transfer), (30, Source::Public), (25, Source::Own), (10, Source::OtherPolice)])
        };
        let report = Accepted {
            on,
            title: format!("{}涉嫌{name}案{}", site.premises.name, if wrong { "（暂定）" } else { "" }),
            source: Some(source),
            premises: Some(site.premises.clone()),
            matter: matter.map(str::to_owned),
            joint_action: joint_action.map(str::to_owned),
            campaign: campaign.clone(),
        };
        (report, vec![Claim::one("cases-accepted")])
    });
    let day = t.day + t.draw.between(1, 7);
    if t.draw.chance(0.15) {
        t.say(t.part(record, "not-filed", &["accepted"]), day, |_, on, wrong| {
            let reasons = if wrong { "示例：没有犯罪事实（待核实）" } else { "示例：没有犯罪事实" };
            let report = NotFiled { on, offence: Some(offence.clone()), reasons: reasons.to_owned(), document: None };
            (report, vec![Claim::one("cases-not-filed")])
        });
        return record;
    }
    let document = t.number("示例公立");
    t.say(t.part(record, "filed", &["accepted"]), day, |_, on, wrong| {
        let document = (!wrong).then(|| document.clone());
        let report = Filed {
            on,
            offence: offence.clone(),
            domain: None,
            document,
            reasons: None,
            matter: matter.map(str::to_owned),
            campaign: None,
        };
        (report, vec![Claim::one("cases-filed"), Claim::one(filed_as)])
    });
    if t.draw.chance(0.04) {
        let day = day + t.draw.between(20, 60);
        t.say(t.part(record, "closed-without-charge", &["filed"]), day, |_, on, wrong| {
            let reasons = if wrong { "示例：情节显著轻微（待核实）" } else { "示例：情节显著轻微" };
            let claims = vec![Claim::one("cases-closed-without-charge")];
            (ClosedWithoutCharge { on, reasons: reasons.to_owned(), document: None }, claims)
        });
        return record;
    }
    let suspects = suspects::told(t, record, day, domain);
    results(t, record, day, &site.premises);
    if t.draw.chance(0.65) {
        let sent = day + t.draw.between(30, 70);
        prosecution(t, record, sent, &suspects);
    }
    record
}

/// What the case leads to.
fn results(t: &mut Teller<'_>, record: usize, filed: i64, premises: &kernel::Premises) {
    let day = filed + t.draw.between(1, 20);
    if t.draw.chance(0.3) {
        t.say(t.part(record, "den-destroyed", &["accepted"]).label("1"), day, |_, on, wrong| {
            let premises = (!wrong).then(|| seen(premises));
            (DenDestroyed { on, den: "1".to_owned(), premises }, vec![Claim::one("dens-destroyed")])
        });
    }
    if t.draw.chance(0.06) {
        t.say(t.part(record, "gang-broken", &["accepted"]).label("1"), day, |draw, on, _| {
            let members = u32::try_from(draw.between(3, 12)).ok();
            (GangBroken { on, gang: "1".to_owned(), members }, vec![Claim::one("gangs-broken")])
        });
    }
    if t.draw.chance(0.45) {
        let list = t.number("示例扣押");
        t.say(t.part(record, "goods-seized", &["accepted"]).label(&list), day, |draw, on, _| goods(draw, on, &list));
        keeping(t, record, day);
    }
    if t.draw.chance(0.6) {
        let at_least = t.draw.chance(0.3);
        t.say(t.part(record, "amount-established", &["accepted"]), day + 10, |draw, on, _| {
            let minor = draw.between(1, 3_000) * 100_000;
            let qualifier = if at_least { Qualifier::AtLeast } else { Qualifier::Exact };
            let claim = Claim { at_least, ..Claim::of("amount-involved", minor) };
            (AmountEstablished { on, amount: Money { minor, currency: Currency::Cny }, qualifier }, vec![claim])
        });
    }
    if t.draw.chance(0.8) {
        let day = day + t.draw.between(0, 30);
        t.say(t.part(record, "solved", &["filed"]), day, |_, on, _| (Solved { on }, vec![Claim::one("cases-solved")]));
    }
}

/// The first seized thing goes for testing and back, and perhaps with the case.
fn keeping(t: &mut Teller<'_>, record: usize, seized: i64) {
    if !t.draw.chance(0.4) {
        return;
    }
    for (step, from, to, after) in [(1, "示例物证室", "示例检验所", 2), (2, "示例检验所", "示例物证室", 14)] {
        let part = t.part(record, "item-moved", &["goods-seized"]).label(format!("W1#{step}"));
        t.say(part, seized + after, |_, on, wrong| {
            let kept = Kept { place: None, seal: Some(format!("F-{step}")), sha256: None };
            let report = ItemMoved {
                on,
                item: "W1".to_owned(),
                step,
                from: from.to_owned(),
                to: to.to_owned(),
                kept: (!wrong).then_some(kept),
            };
            (report, Vec::new())
        });
    }
    if t.draw.chance(0.5) {
        let to = t.draw.weighted(&[(70, Receiver::Procuratorate), (15, Receiver::Owner), (15, Receiver::Destroyed)]);
        let day = seized + t.draw.between(30, 60);
        t.say(t.part(record, "item-handed-over", &["goods-seized"]).label("W1"), day, |_, on, wrong| {
            let document = (!wrong).then(|| "示例移交清单".to_owned());
            (ItemHandedOver { on, item: "W1".to_owned(), to, document, seal: None }, Vec::new())
        });
    }
}

fn goods(draw: &mut Draw, on: kernel::When, list: &str) -> (GoodsSeized, Vec<Claim>) {
    let mut claims = Vec::new();
    let mut line = |draw: &mut Draw| {
        let (kind, name, unit, most) = *draw.pick(GOODS);
        let amount = draw.between(1, most);
        let measure = match unit {
            Unit::Item | Unit::Fen => "seized-goods-item",
            Unit::Gram => "seized-goods-gram",
            Unit::Millilitre => "seized-goods-millilitre",
        };
        claims.push(Claim::of(measure, amount));
        Goods { kind, name: name.to_owned(), quantity: Quantity::of(amount, unit), item: None, keeper: None, kept: None }
    };
    let mut goods: Vec<Goods> = (0..draw.between(1, 4)).map(|_| line(draw)).collect();
    if let Some(first) = goods.first_mut() {
        first.item = Some("W1".to_owned());
        first.keeper = Some("示例物证室".to_owned());
    }
    (GoodsSeized { on, list: list.to_owned(), goods }, claims)
}

/// Sent for prosecution, perhaps twice, and judged, perhaps in two instances: each person is counted once.
fn prosecution(t: &mut Teller<'_>, record: usize, sent: i64, suspects: &[String]) {
    let rounds = if t.draw.chance(0.1) { 2 } else { 1 };
    for round in 1..=rounds {
        let mut day = sent;
        if round == 2 {
            // Investigated anew for a month, sometimes longer.
            let returned = sent + t.draw.between(10, 25);
            t.say(t.part(record, "returned", &["sent-for-prosecution"]).label("1"), returned, |_, on, wrong| {
                (Returned { on, round: 1, reasons: (!wrong).then(|| "示例：补充证据".to_owned()) }, Vec::new())
            });
            let latest = if t.draw.chance(0.15) { 45 } else { 28 };
            day = returned + t.draw.between(10, latest);
        }
        let part = t.part(record, "sent-for-prosecution", &["filed"]).label(round.to_string());
        t.say(part, day, |_, on, wrong| {
            // By mistake the last suspect is left out.
            let left_out = usize::from(wrong && suspects.len() > 1);
            let suspects = suspects[..suspects.len() - left_out].to_vec();
            let claims = suspects.iter().map(|suspect| Claim::once("prosecuted", suspect, 1)).collect();
            (SentForProsecution { on, round, suspects, document: None }, claims)
        });
    }
    let charged = charged(t, record, sent + 40, suspects);
    if charged.is_empty() || !t.draw.chance(0.6) {
        return;
    }
    let suspects = &charged;
    let appeals = t.draw.chance(0.12);
    let instances = [(true, Instance::First, "first", 0), (appeals, Instance::Second, "second", 45)];
    let judged = sent + t.draw.between(70, 120);
    for (_, instance, label, after) in instances.into_iter().filter(|(held, ..)| *held) {
        t.say(t.part(record, "judged", &["sent-for-prosecution"]).label(label), judged + after, |draw, on, _| {
            let verdict = |draw: &mut Draw, suspect: &String| Verdict {
                suspect: suspect.clone(),
                judgment: draw.weighted(&[
                    (94, Judgment::Convicted),
                    (5, Judgment::ExemptFromPunishment),
                    (1, Judgment::Acquitted),
                ]),
                sentence: None,
            };
            let verdicts = suspects.iter().map(|suspect| verdict(draw, suspect)).collect();
            let claims = suspects.iter().map(|suspect| Claim::once("judged", suspect, 1)).collect();
            (Judged { on, instance, court: Some("示例市人民法院".to_owned()), verdicts }, claims)
        });
    }
}

/// Who is charged; the others are not prosecuted.
fn charged(t: &mut Teller<'_>, record: usize, day: i64, suspects: &[String]) -> Vec<String> {
    let mut charged = Vec::new();
    for suspect in suspects {
        let day = day + t.draw.between(0, 20);
        if t.draw.chance(0.1) {
            let ground = t.draw.weighted(&[(70, NonProsecution::Discretionary), (30, NonProsecution::InsufficientEvidence)]);
            t.say(t.part(record, "not-prosecuted", &["sent-for-prosecution"]).label(suspect), day, |_, on, wrong| {
                let document = (!wrong).then(|| "示例不诉".to_owned());
                let claims = vec![Claim::once("not-prosecuted", suspect, 1)];
                (NotProsecuted { on, suspect: suspect.clone(), ground, document }, claims)
            });
            continue;
        }
        charged.push(suspect.clone());
        t.say(t.part(record, "charged", &["sent-for-prosecution"]).label(suspect), day, |_, on, wrong| {
            let document = (!wrong).then(|| "示例公诉".to_owned());
            (Charged { on, suspect: suspect.clone(), document }, vec![Claim::once("charged", suspect, 1)])
        });
    }
    charged
}
