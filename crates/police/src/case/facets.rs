//! Where a case stands as people read it: the case, each suspect, each seized thing.

use std::collections::BTreeMap;

use kernel::{Entry, Facet, Shown, Stand, Text, When};

use super::custody::Item;
use super::decide::Case;
use super::event::Event;
use super::report::{GoodsSeized, Offence, Receiver};
use super::state::{ArrestRequest, Custody, Filing, Prosecution};

const SUSPECT: [Text; 6] = [
    Text::new("强制措施", "Custody"),
    Text::new("提请批捕", "Request for arrest"),
    Text::new("行政拘留", "Administrative detention"),
    Text::new("起诉", "Prosecution"),
    Text::new("判决", "Judgment"),
    Text::new("撤案", "Closing"),
];
const THING: [Text; 4] =
    [Text::new("物品", "Thing"), Text::new("扣押清单", "List"), Text::new("保管", "Kept by"), Text::new("去向", "Where it went")];

/// The facets of `case`.
pub(super) fn facets(case: &Case) -> Vec<Facet> {
    let suspects: Vec<(String, Vec<Stand>)> =
        case.suspects().into_keys().map(|label| (label.clone(), suspect(case, &label))).collect();
    let whole = Facet::whole(Text::new("案件", "Case"), whole(case));
    let suspects = Facet::each(Text::new("犯罪嫌疑人", "Suspects"), &SUSPECT, suspects);
    let things = Facet::each(Text::new("查扣物品", "Seized things"), &THING, things(case));
    [Some(whole), suspects, things].into_iter().flatten().collect()
}

fn whole(case: &Case) -> Vec<(Text, Stand)> {
    let done = |part: &str, zh, en| case.book.when(part).map_or(Stand::NOTHING, |on| Stand::named(zh, en).on(Some(on)));
    let count = |stage: &str| {
        let count = i64::try_from(case.book.of(stage).count()).unwrap_or(i64::MAX);
        if count == 0 { Stand::NOTHING } else { Stand::of(Shown::Text(Text::of(count.to_string(), count.to_string()))) }
    };
    vec![
        (Text::new("受案", "Acceptance"), done("accepted", "已受案", "accepted")),
        (Text::new("立案", "Filing"), filing(case)),
        (Text::new("涉案金额", "Amount involved"), amount(case)),
        (Text::new("破案", "Solving"), done("solved", "已破案", "solved")),
        (Text::new("捣毁窝点", "Dens destroyed"), count("den-destroyed")),
        (Text::new("打掉团伙", "Gangs broken"), count("gang-broken")),
    ]
}

fn filing(case: &Case) -> Stand {
    let Some((on, filing)) = case.filing_since() else { return Stand::NOTHING };
    let offence = || case.offence().map(named);
    let said = |text: &str| Some(Shown::Said(text.to_owned()));
    let (stand, with) = match filing {
        Filing::Undecided => (Stand::NOTHING, None),
        Filing::Filed => (Stand::named("已立案", "filed"), offence()),
        Filing::NotFiled => match case.book.get("not-filed") {
            Some(Event::NotFiled(_, data)) => (Stand::named("不予立案", "not filed"), said(&data.reasons)),
            _ => (Stand::named("不予立案", "not filed"), None),
        },
        Filing::Withdrawn => match case.last_of("closed-without-charge") {
            Some(Event::ClosedWithoutCharge(_, data)) => (Stand::named("已撤案", "closed without charge"), said(&data.reasons)),
            _ => (Stand::named("已撤案", "closed without charge"), None),
        },
    };
    let filed = case.last_of("filed").map(|event| &event.place().0.when).filter(|_| filing == Filing::Withdrawn);
    let before = filed.map(|when| Shown::Step(Text::new("立案", "filed"), when.clone()));
    stand.on(Some(on)).with(with).with(before).with(offence().filter(|_| filing == Filing::Withdrawn))
}

fn named(offence: &Offence) -> Shown {
    let Offence { name, article } = offence;
    Shown::Text(Text::of(format!("{name}（刑法第{article}条）"), format!("{name} (Criminal Law, art {article})")))
}

fn amount(case: &Case) -> Stand {
    match case.book.get("amount-established") {
        Some(Event::AmountEstablished(told, data)) => {
            Stand::of(Shown::Money(data.amount.clone(), data.qualifier)).on(Some(&told.when))
        }
        _ => Stand::NOTHING,
    }
}

fn suspect(case: &Case, label: &str) -> Vec<Stand> {
    let arrest = case.arrest_since(label).map_or(Stand::NOTHING, |(on, arrest)| match arrest {
        ArrestRequest::None => Stand::NOTHING,
        ArrestRequest::Requested => Stand::named("已提请", "requested").on(Some(on)),
        ArrestRequest::Approved => Stand::named("批准逮捕", "approved").on(Some(on)),
        ArrestRequest::Refused => Stand::named("不批准逮捕", "refused").on(Some(on)),
    });
    let prosecution = case.prosecution_since(label).map_or(Stand::NOTHING, |(on, stage)| match stage {
        Prosecution::None => Stand::NOTHING,
        Prosecution::Sent => Stand::named("已移送起诉", "sent for prosecution").on(Some(on)),
        Prosecution::Returned => Stand::named("退回补充侦查", "returned for supplementary investigation").on(Some(on)),
        Prosecution::Charged => Stand::named("已提起公诉", "charged").on(Some(on)),
        Prosecution::NotProsecuted => Stand::named("不起诉", "not prosecuted").on(Some(on)).with(ground(case, label)),
    });
    let judgment = case.verdict(label).map_or(Stand::NOTHING, |(on, verdict)| {
        Stand::of(Shown::Outcome(verdict.judgment.code())).on(Some(on)).with(verdict.sentence.clone().map(Shown::Said))
    });
    let closed = case.filing_since().filter(|(_, filing)| *filing == Filing::Withdrawn);
    let closed = closed.map_or(Stand::NOTHING, |(on, _)| Stand::named("已撤案", "closed without charge").on(Some(on)));
    vec![custody(case, label), arrest, administrative(case, label), prosecution, judgment, closed]
}

/// What holds a suspect since when, what did before, and how often that was extended.
fn custody(case: &Case, label: &str) -> Stand {
    let measures = case.measures(label);
    let Some(((on, last), before)) = measures.split_last() else { return Stand::NOTHING };
    let extended = case.suspect(label).custody_extensions;
    let extended = (extended > 0).then(|| {
        Shown::Text(Text::of(
            format!("延长侦查羁押期限{extended}次"),
            format!("investigative custody extended, times: {extended}"),
        ))
    });
    Stand::of(Shown::Text(measure(*last)))
        .on(Some(on))
        .with(before.iter().map(|(when, custody)| Shown::Step(measure(*custody), When::clone(when))))
        .with(extended)
}

const fn measure(custody: Custody) -> Text {
    match custody {
        Custody::None => Text::new("未采取", "none"),
        Custody::Detained => Text::new("刑事拘留", "detained"),
        Custody::Arrested => Text::new("逮捕", "arrested"),
        Custody::ResidenceSurveilled => Text::new("监视居住", "under residential surveillance"),
        Custody::Bailed => Text::new("取保候审", "released pending trial"),
        Custody::Ended => Text::new("依法终止", "ended by law"),
        Custody::Released => Text::new("释放、解除", "released"),
    }
}

fn administrative(case: &Case, label: &str) -> Stand {
    let acts = case.administrative(label);
    let Some(((on, days), before)) = acts.split_last() else { return Stand::NOTHING };
    let days = days.map(|days| Shown::Text(Text::of(format!("{days}日"), format!("{days} days"))));
    let detained = Text::new("行政拘留", "detained");
    let before = before.iter().map(|(when, _)| Shown::Step(detained.clone(), When::clone(when)));
    Stand::of(Shown::Text(detained.clone())).on(Some(on)).with(days).with(before)
}

fn ground(case: &Case, label: &str) -> Option<Shown> {
    match case.book.get(&format!("not-prosecuted/{label}")) {
        Some(Event::NotProsecuted(_, data)) => Some(Shown::Code("ground", data.ground.code())),
        _ => None,
    }
}

/// Every line of the lists of seized goods, by its label or else by its list and place; and what moved without being on a list.
fn things(case: &Case) -> Vec<(String, Vec<Stand>)> {
    let items = case.items();
    let nothing = Item::default();
    let mut things: BTreeMap<String, Vec<Stand>> = BTreeMap::new();
    for (list, event) in case.book.of("goods-seized") {
        let Event::GoodsSeized(told, GoodsSeized { goods, .. }) = event else { continue };
        for (at, line) in goods.iter().enumerate() {
            let label = line.item.clone().unwrap_or_else(|| format!("{list}-{}", at + 1));
            let item = line.item.as_ref().and_then(|item| items.get(item)).unwrap_or(&nothing);
            let thing = Stand::of(Shown::Said(line.name.clone())).with([Shown::Quantity(line.quantity)]);
            let on_list = Stand::of(Shown::Said(list.to_owned())).on(Some(&told.when));
            things.insert(label, vec![thing, on_list, kept(item), went(item)]);
        }
    }
    for (label, item) in &items {
        things.entry(label.clone()).or_insert_with(|| vec![Stand::NOTHING, Stand::NOTHING, kept(item), went(item)]);
    }
    things.into_iter().collect()
}

fn kept(item: &Item) -> Stand {
    let last = item.keepers.last().filter(|_| item.handed_over.is_none());
    last.map_or(Stand::NOTHING, |(keeper, since)| Stand::of(Shown::Said(keeper.clone())).on(Some(since)))
}

fn went(item: &Item) -> Stand {
    let Some(left) = &item.handed_over else { return Stand::NOTHING };
    let to = match left.to {
        Receiver::Procuratorate => "procuratorate",
        Receiver::Court => "court",
        Receiver::Regulator => "regulator",
        Receiver::Owner => "owner",
        Receiver::Treasury => "treasury",
        Receiver::Destroyed => "destroyed",
    };
    Stand::of(Shown::Code("to", to)).on(Some(&left.on)).with(left.document.clone().map(Shown::Said))
}
