//! A case at procuratorate and court: sent, returned for supplementary investigation, charged or not, judged in one instance or two.

use police::case::{
    Charged, Instance, Judged, Judgment, NonProsecution, NotProsecuted, Returned, ReviewExtended, SentForProsecution, Verdict,
};

use super::suspects::Suspects;
use super::{Course, End};
use crate::ledger::Claim;
use crate::statement::Means;
use crate::story::evidence::Piece;
use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

/// From the investigation's end on; how it ended if that was no conviction. Of a transferred case all suspects fare alike, so that it
/// comes back as a whole or not at all.
pub(super) fn told(
    t: &mut Teller<'_>,
    record: usize,
    filed: i64,
    suspects: &Suspects,
    course: Course,
    alike: bool,
    pieces: &mut [Piece],
) -> Option<End> {
    // Custody bounds the investigation; without it there is a year, of which nobody uses more than some months.
    let earliest = suspects.last.max(filed + 20) + 1;
    let term = match suspects.custody {
        Some(ends) => Term::strict((ends - earliest).max(0)).from((ends - earliest).max(0) / 3),
        None => Term::natural(90).from(20),
    };
    let day = earliest + term.done(t.draw, shares::CUSTODY)?;
    let day = sent(t, record, day, &suspects.labels)?;
    for piece in pieces.iter_mut().filter(|piece| piece.is_with_police()) {
        piece.sent_on(t, day);
    }
    if course == Course::NotProsecuted {
        let decided = day + Term::natural(28).from(10).done(t.draw, shares::PROCURATORATE)?;
        let ground = t.draw.weighted(&[(70, NonProsecution::Discretionary), (30, NonProsecution::InsufficientEvidence)]);
        suspects.labels.iter().for_each(|suspect| not_prosecuted(t, record, suspect, ground, decided));
        return Some(End::NotProsecuted(decided));
    }
    let (charged, decided) = charged(t, record, day, &suspects.labels, alike)?;
    if charged.is_empty() || !t.draw.chance(0.85) {
        return None;
    }
    let day = decided + t.draw.between(25, 90);
    judged(t, record, day, &charged, course == Course::Exempted)
}

/// Sent, perhaps returned and sent again; the day of the last sending, `None` if it did not come that far.
fn sent(t: &mut Teller<'_>, record: usize, first: i64, suspects: &[String]) -> Option<i64> {
    let [never, once, twice] = shares::SUPPLEMENTED;
    let rounds = t.draw.weighted(&[(never, 1_u16), (once, 2), (twice, 3)]);
    let mut day = first;
    for round in 1..=rounds {
        if round > 1 {
            let returned = day + t.draw.between(10, 28);
            let again = round - 1;
            t.say(t.part(record, "returned", &["sent-for-prosecution"]).label(again.to_string()), returned, |_, on, wrong| {
                (Returned { on, round: again, reasons: (!wrong).then(|| "示例：补充证据".to_owned()) }, Vec::new())
            });
            // Investigated anew for a month.
            day = returned + Term::strict(28).from(10).done(t.draw, shares::POLICE)?;
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
    if t.draw.chance(0.1) {
        // Half a month more for a major or complex case.
        let extended = day + t.draw.between(8, 25);
        t.say(
            t.part(record, "review-extended", &["sent-for-prosecution"]).label(rounds.to_string()),
            extended,
            |_, on, wrong| (ReviewExtended { on, round: rounds, document: (!wrong).then(|| "示例延审".to_owned()) }, Vec::new()),
        );
    }
    Some(day)
}

fn not_prosecuted(t: &mut Teller<'_>, record: usize, suspect: &String, ground: NonProsecution, day: i64) {
    t.say(t.part(record, "not-prosecuted", &["sent-for-prosecution"]).label(suspect), day, |_, on, wrong| {
        let document = (!wrong).then(|| "示例不诉".to_owned());
        let claims = vec![Claim::once("not-prosecuted", suspect, 1)];
        (NotProsecuted { on, suspect: suspect.clone(), ground, document }, claims)
    });
}

/// Who is charged, and when; the others are not prosecuted.
fn charged(t: &mut Teller<'_>, record: usize, sent: i64, suspects: &[String], alike: bool) -> Option<(Vec<String>, i64)> {
    let day = sent + Term::natural(28).from(10).done(t.draw, shares::PROCURATORATE)?;
    let mut charged = Vec::new();
    for suspect in suspects {
        if !alike && t.draw.chance(0.07) {
            not_prosecuted(t, record, suspect, NonProsecution::Discretionary, day);
            continue;
        }
        charged.push(suspect.clone());
        t.say(t.part(record, "charged", &["sent-for-prosecution"]).label(suspect), day, |_, on, wrong| {
            let document = (!wrong).then(|| "示例公诉".to_owned());
            (Charged { on, suspect: suspect.clone(), document }, vec![Claim::once("charged", suspect, 1)])
        });
    }
    Some((charged, day))
}

/// Judged, perhaps in two instances: each person is counted once.
fn judged(t: &mut Teller<'_>, record: usize, day: i64, suspects: &[String], exempted: bool) -> Option<End> {
    let appeals = !exempted && t.draw.chance(0.12);
    let instances = [(true, Instance::First, "first", 0), (appeals, Instance::Second, "second", 45)];
    for (_, instance, label, after) in instances.into_iter().filter(|(held, ..)| *held) {
        let part = t.part(record, "judged", &["sent-for-prosecution"]).label(label);
        let part = if exempted { part.meaning([Means::Exemption]) } else { part };
        t.say(part, day + after, |draw, on, _| {
            let judgment = if exempted {
                Judgment::ExemptFromPunishment
            } else {
                draw.weighted(&[(99, Judgment::Convicted), (1, Judgment::Acquitted)])
            };
            let verdict = |suspect: &String| Verdict { suspect: suspect.clone(), judgment, sentence: None };
            let verdicts = suspects.iter().map(verdict).collect();
            let claims = suspects.iter().map(|suspect| Claim::once("judged", suspect, 1)).collect();
            (Judged { on, instance, round: 1, court: Some("示例市人民法院".to_owned()), verdicts }, claims)
        });
    }
    exempted.then_some(End::Exempted(day))
}
