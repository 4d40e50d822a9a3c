//! Where a regulator's case stands as people read it: the case, each seizure, each list of preserved evidence, each decision.

use super::state::{Hearing, Penalty, Seizure, State, Stepped};
use crate::{Attribute, Book, DomainEvent, Facet, Says, Shown, Stand, Text, When};

/// The facets of the case told in `book`; `decisions` are the agency's stages of decision.
pub fn facets<E: Stepped + DomainEvent>(book: &Book<E>, decisions: &[&str]) -> Vec<Facet> {
    let state = State::of(book, decisions);
    let seizures = state.seizures.iter().map(|(list, seizure)| (list.clone(), vec![seized(book, list, *seizure)])).collect();
    let preserved = book.labels(&["preserved"]).into_iter().map(|list| (list.clone(), vec![preserved(book, &list)])).collect();
    let mut numbers: Vec<&String> = state.hearings.keys().chain(state.penalties.keys()).collect();
    numbers.sort();
    numbers.dedup();
    let decided = |number: &&String| {
        let hearing = state.hearings.get(*number).map_or(Stand::NOTHING, |hearing| heard(book, number, *hearing));
        let penalty = state.penalties.get(*number).map_or(Stand::NOTHING, |how| penalised(book, decisions, number, *how));
        ((*number).clone(), vec![hearing, penalty])
    };
    let one = |zh, en| [Text::new(zh, en)];
    [
        Some(Facet::whole(Text::new("案件", "Case"), whole(book, &state))),
        Facet::each(Text::new("查封、扣押", "Seizures"), &one("状态", "State"), seizures),
        Facet::each(Text::new("先行登记保存", "Evidence registered for preservation"), &one("状态", "State"), preserved),
        Facet::each(
            Text::new("处罚决定", "Decisions"),
            &[Text::new("听证", "Hearing"), Text::new("处罚", "Penalty")],
            numbers.iter().map(decided).collect(),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn whole<E>(book: &Book<E>, state: &State) -> Vec<(Text, Stand)> {
    let filing = if state.refused && !state.filed {
        Stand::named("不予立案", "not filed").on(book.when("not-filed"))
    } else if state.filed {
        Stand::named("已立案", "filed").on(book.when("filed"))
    } else {
        Stand::NOTHING
    };
    let crime = if state.suspected_crime {
        Stand::named("涉嫌犯罪", "suspected").on(book.when("crime-suspected"))
    } else {
        Stand::NOTHING
    };
    let closure = state.closure.map_or(Stand::NOTHING, |how| Stand::of(Shown::Outcome(how.code())).on(book.when("closed")));
    vec![
        (Text::new("立案", "Filing"), filing),
        (Text::new("涉嫌犯罪", "Suspected crime"), crime),
        (Text::new("结案", "Closing"), closure),
    ]
}

/// When `stage` of `label` happened.
fn when<'a, E>(book: &'a Book<E>, stage: &str, label: &str) -> Option<&'a When> {
    book.when(&format!("{stage}/{label}"))
}

fn seized<E>(book: &Book<E>, list: &str, seizure: Seizure) -> Stand {
    let (stand, stage) = match seizure {
        Seizure::Held => (Stand::named("查封、扣押中", "held"), "seized"),
        Seizure::Extended => (Stand::named("已延长", "extended"), "seizure-extended"),
        Seizure::Testing => (Stand::named("检验中", "being tested"), "testing-started"),
        Seizure::Lifted => (Stand::named("已解除", "lifted"), "seizure-lifted"),
        Seizure::Disposed => (Stand::named("已处理", "dealt with"), "goods-disposed"),
    };
    let begun = when(book, "seized", list).filter(|_| seizure != Seizure::Held);
    let begun = begun.map(|when| Shown::Step(Text::new("查封、扣押", "seized"), when.clone()));
    stand.on(when(book, stage, list)).with(begun)
}

fn preserved<E>(book: &Book<E>, list: &str) -> Stand {
    match when(book, "preservation-disposed", list) {
        None => Stand::named("保存中", "kept").on(when(book, "preserved", list)),
        Some(end) => {
            let begun = when(book, "preserved", list);
            let begun = begun.map(|when| Shown::Step(Text::new("先行登记保存", "registered"), when.clone()));
            Stand::named("已处理", "dealt with").on(Some(end)).with(begun)
        }
    }
}

fn heard<E>(book: &Book<E>, number: &str, hearing: Hearing) -> Stand {
    let (stand, stage) = match hearing {
        Hearing::Notified => (Stand::named("已告知", "told of the right"), "hearing-notified"),
        Hearing::Requested => (Stand::named("已申请", "asked for"), "hearing-requested"),
        Hearing::Held => (Stand::named("已举行", "held"), "hearing-held"),
    };
    stand.on(when(book, stage, number))
}

fn penalised<E: DomainEvent>(book: &Book<E>, decisions: &[&str], number: &str, penalty: Penalty) -> Stand {
    let decision = decisions.iter().map(|stage| format!("{stage}/{number}")).find(|part| book.get(part).is_some());
    let decided = decision.as_deref().and_then(|part| book.when(part));
    let (stand, on) = match penalty {
        Penalty::Decided => (Stand::named("已决定", "decided"), decided),
        Penalty::Served => (Stand::named("已送达", "served"), when(book, "served", number)),
        Penalty::Paid => (Stand::named("已缴纳", "paid"), when(book, "paid", number)),
        Penalty::Appealed => (Stand::named("已复议、诉讼", "appealed"), when(book, "appealed", number)),
    };
    let amount = decision
        .and_then(|part| book.get(&part))
        .into_iter()
        .flat_map(|event| event.tell().says)
        .find_map(|says| if let Says::Attribute(Attribute::Amount(amount)) = says { Some(amount) } else { None });
    let amount = amount.map(|amount| Shown::Money(amount, crate::Qualifier::Exact));
    let before = decided.filter(|_| penalty != Penalty::Decided);
    let before = before.map(|when| Shown::Step(Text::new("决定", "decided"), when.clone()));
    stand.on(on).with(amount).with(before)
}
