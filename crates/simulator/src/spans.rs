//! What a story's records make of each other: which of its twists are against the law because of another record, as the simulator knows
//! them from what it played.

use std::collections::{BTreeMap, BTreeSet};

use crate::affair::{Act, Group};
use crate::calendar;
use crate::duties::{deciding_in_time, local_day};
use crate::ledger::Record;
use crate::statement::Means;

/// Each record with a flag, without its label, that it has because of another or of a time that was over.
pub(crate) fn across<'r>(groups: &[Group<'r>]) -> Vec<(&'r Record, String)> {
    groups.iter().flat_map(|group| flags(group)).collect()
}

/// One wrong of one part, once whatever it is because of: of which thing, where it is of one of several.
type Wrong<'a> = (&'static str, Act<'a>, String);

fn flags<'r>(group: &Group<'r>) -> Vec<(&'r Record, String)> {
    let wrongs = [
        penalised_after_filing(group),
        left_without_hand_over(group),
        closed_instead(group),
        two_organs(group),
        urged_without_ground(group),
        document_missing(group),
        supervised_too_early(group),
        retested_too_late(group),
    ];
    let mut found = BTreeMap::new();
    for (rule, act, thing) in wrongs.into_iter().flatten() {
        found.insert((act.record.id, act.part, rule, thing), (act.record, format!("across:{rule}:{}", act.stage)));
    }
    for (act, other, _) in group.told_twice().into_iter().filter(|(.., agree)| !agree) {
        for act in [act, other] {
            found.insert((act.record.id, act.part, "differs", String::new()), (act.record, format!("differs:{}", act.stage)));
        }
    }
    found.into_values().collect()
}

/// The filing that still bars `act` of a regulator: the last that police told before it of what that regulator sent, unless the case came
/// back in between.
fn barred_by<'a, 'r>(group: &'a Group<'r>, act: &Act<'r>) -> Option<&'a Act<'r>> {
    group.transfers(&["sent"]).find(|sent| sent.is_of(act))?;
    let filed = group.transfers(&["filed"]).chain(group.police(&["filed"])).filter(|filed| filed.surely_before(act));
    let filed = filed.max_by_key(|filed| filed.last)?;
    let told = group.transfers(&["case-withdrawn", "returned", "non-prosecution-notified", "penalty-urged"]);
    let own = group.police(&["closed-without-charge", "not-prosecuted"]);
    let exempted = group.acts().filter(|act| act.is(&Means::Exemption));
    let back = told.chain(own).chain(exempted).any(|back| filed.perhaps_before(back) && back.perhaps_before(act));
    (!back).then_some(filed)
}

fn penalised_after_filing<'r>(group: &Group<'r>) -> Vec<Wrong<'r>> {
    let penalties = group.acts().filter(|act| act.is(&Means::Penalty));
    let barred = penalties.filter(|act| barred_by(group, act).is_some());
    barred.map(|act| ("penalised-after-filing", *act, String::new())).collect()
}

/// What was seized and listed, and was released or disposed of although it had to be handed over.
fn left_without_hand_over<'r>(group: &Group<'r>) -> Vec<Wrong<'r>> {
    let mut wrongs = Vec::new();
    for act in group.case(&["seizure-lifted", "goods-disposed"]).filter(|act| barred_by(group, act).is_some()) {
        let list = act.part.split('/').nth(1);
        let seized = |means: &'r Means| {
            let Means::Thing(label, Some(of)) = means else { return None };
            (Some(of.as_str()) == list).then_some(label.as_str())
        };
        let sent = group.transfers(&["sent"]).filter(|sent| sent.is_of(act));
        let things: BTreeSet<&str> = sent.flat_map(Act::means).filter_map(seized).collect();
        let gone: Vec<&Act<'r>> = group.transfers(&["items-handed-over"]).filter(|gone| gone.perhaps_before(act)).collect();
        let handed = |thing: &str| gone.iter().any(|gone| gone.is(&Means::Thing(thing.to_owned(), None)));
        let left = things.iter().filter(|thing| !handed(thing));
        wrongs.extend(left.map(|thing| ("left-without-hand-over", *act, (*thing).to_owned())));
    }
    wrongs
}

fn closed_instead<'r>(group: &Group<'r>) -> Vec<Wrong<'r>> {
    let mut wrongs = Vec::new();
    for act in group.case(&["closed"]) {
        let mut suspected = group.case(&["crime-suspected"]);
        if !suspected.any(|suspected| suspected.record.id == act.record.id && suspected.perhaps_before(act)) {
            continue;
        }
        let by_then = |told: &&Act<'r>| told.is_of(act) && told.perhaps_before(act);
        let recalled = |sent: &Act<'r>| {
            let mut back = group.transfers(&["recalled"]).filter(|back| back.surely_before(act));
            back.any(|back| back.record.id == sent.record.id)
        };
        let refused = group.transfers(&["refused"]).any(|refused| by_then(&refused));
        let sent = group.transfers(&["sent"]).filter(by_then).any(|sent| !recalled(sent));
        if !refused && !sent {
            wrongs.push(("closed-instead", *act, String::new()));
        }
    }
    wrongs
}

/// The organ to which a case was forwarded decided in its own case, and the first one on the transfer, where nobody says that it was
/// forwarded.
fn two_organs<'r>(group: &Group<'r>) -> Vec<Wrong<'r>> {
    const DECISIONS: [&str; 2] = ["filed", "not-filed"];
    if group.known().len() != 1 || group.transfers(&["forwarded"]).next().is_some() {
        return Vec::new();
    }
    let mut wrongs = Vec::new();
    for act in group.transfers(&DECISIONS) {
        for other in group.police(&DECISIONS).filter(|other| !other.is_of(act)) {
            wrongs.extend([act, other].map(|act| ("two-organs", *act, String::new())));
        }
    }
    wrongs
}

fn urged_without_ground<'r>(group: &Group<'r>) -> Vec<Wrong<'r>> {
    let mut wrongs = Vec::new();
    for act in group.transfers(&["penalty-urged"]) {
        let filed = group.transfers(&["filed"]).chain(group.police(&["filed"])).filter(|filed| filed.surely_before(act));
        let Some(filed) = filed.max_by_key(|filed| filed.last) else { continue };
        let told = group.transfers(&["case-withdrawn", "returned", "non-prosecution-notified"]);
        let own = group.police(&["closed-without-charge", "not-prosecuted", "judged"]);
        if !told.chain(own).any(|ground| filed.perhaps_before(ground) && ground.perhaps_before(act)) {
            wrongs.push(("urged-without-ground", *act, String::new()));
        }
    }
    wrongs
}

/// What was forgotten when the file was sent and supplied at no time.
fn document_missing<'r>(group: &Group<'r>) -> Vec<Wrong<'r>> {
    let mut wrongs = Vec::new();
    for act in group.transfers(&["sent"]) {
        let rule = if act.record.of_detention() { "detention-document-missing" } else { "document-missing" };
        for means in act.means() {
            let Means::Lacks(document) = means else { continue };
            let mut supplied = group.transfers(&["supplement-supplied"]).filter(|told| told.record.id == act.record.id);
            if !supplied.any(|supplied| supplied.is(&Means::Supplies(*document))) {
                wrongs.push((rule, *act, document.code().to_owned()));
            }
        }
    }
    wrongs
}

/// Supervision while police neither refused nor let their time pass: where their refusal was taken back, or told of too late.
fn supervised_too_early<'r>(group: &Group<'r>) -> Vec<Wrong<'r>> {
    let mut wrongs = Vec::new();
    for act in group.transfers(&["supervision-suggested", "explanation-requested"]) {
        let mut told =
            group.transfers(&["not-filed", "case-withdrawn"]).chain(group.police(&["not-filed", "closed-without-charge"]));
        if told.any(|refused| refused.perhaps_before(act)) || !deciding_in_time(group, act) {
            continue;
        }
        let rule = if act.stage == "explanation-requested" { "explanation-too-early" } else { "supervision-too-early" };
        wrongs.push((rule, *act, String::new()));
    }
    wrongs
}

/// A retest that was accepted though its party asked for it when the right was over: seven working days after the notice of the failure, five
/// for farm produce.
fn retested_too_late<'r>(group: &Group<'r>) -> Vec<Wrong<'r>> {
    let mut wrongs = Vec::new();
    for act in group.samples(&["retest-accepted"]) {
        let party =
            |other: &&Act<'r>| other.record.id == act.record.id && other.part.split('/').nth(1) == act.part.split('/').nth(1);
        let Some(asked) = group.samples(&["retest-requested"]).filter(party).min_by_key(|asked| asked.first) else { continue };
        let notified = group.samples(&["notified"]).filter(party).filter(|told| told.is(&Means::Failure));
        let last_day = |told: &Act<'r>| {
            let mut known =
                group.samples(&["taken"]).filter(|taken| taken.record.id == told.record.id && taken.first <= told.last);
            let days = if known.any(|taken| taken.is(&Means::FarmProduce)) { 5 } else { 7 };
            let from = local_day(told.last);
            Some(calendar::after(from, days)).filter(|last| calendar::knows(from, *last))
        };
        let mut lasts = notified.filter(|told| told.perhaps_before(asked)).map(last_day).peekable();
        if lasts.peek().is_some() && lasts.all(|last| last.is_some_and(|last| local_day(asked.first) > last)) {
            wrongs.push(("retest-lapsed", *act, String::new()));
        }
    }
    wrongs
}
