//! Where a case stands, dimension by dimension, for the whole and for each suspect: not one state but a vector.
//!
//! Each dimension is what happened last in it, so that it does not depend on the order in which the parts were told.

use std::collections::BTreeMap;

use kernel::rule::{again, label_of};
use kernel::{Entry, Money, When};

use super::custody::{self, Item};
use super::decide::Case;
use super::event::Event;
use super::report::{Judgment, NonProsecution, Offence, Verdict};

/// Whether a case is filed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filing {
    /// Nothing is decided (or accepted).
    #[default]
    Undecided,
    /// 立案.
    Filed,
    /// 不予立案.
    NotFiled,
    /// 撤案.
    Withdrawn,
}

/// What holds a suspect; of two of one day the later here came last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Custody {
    /// Nothing did yet.
    #[default]
    None,
    /// 刑事拘留.
    Detained,
    /// 逮捕.
    Arrested,
    /// 监视居住.
    ResidenceSurveilled,
    /// 取保候审.
    Bailed,
    /// Nothing any more: the case was closed, the suspect is not prosecuted, or was acquitted or exempted.
    Ended,
    /// 释放.
    Released,
}

/// What became of the request for arrest; of two of one day the later here came last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArrestRequest {
    /// There is none.
    #[default]
    None,
    /// 提请批准逮捕.
    Requested,
    /// 不批准.
    Refused,
    /// 批准.
    Approved,
}

/// How far prosecution is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prosecution {
    /// Not sent.
    #[default]
    None,
    /// 移送起诉.
    Sent,
    /// 退回补充侦查.
    Returned,
    /// 提起公诉.
    Charged,
    /// 不起诉.
    NotProsecuted,
}

/// Where one suspect stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspect {
    /// What holds the suspect.
    pub custody: Custody,
    /// How often custody was extended since the last arrest.
    pub custody_extensions: u8,
    /// What became of the request for arrest.
    pub arrest: ArrestRequest,
    /// Whether under administrative detention at some time.
    pub administratively_detained: bool,
    /// How far prosecution is.
    pub prosecution: Prosecution,
    /// What the court of the last instance judged.
    pub judgment: Option<Judgment>,
    /// Whether the case was closed without charge (撤案).
    pub withdrawn: bool,
}

/// Stages that name a suspect by label.
const NAMING: &[&str] = &[
    "suspect-identified",
    "detained",
    "arrest-requested",
    "arrested",
    "arrest-refused",
    "bailed",
    "residence-surveilled",
    "released",
    "administratively-detained",
    "charged",
    "not-prosecuted",
];

impl Case {
    /// The latest of these parts, and when it was.
    fn last<T: Copy>(&self, parts: &[(String, T)]) -> Option<(&When, T)> {
        let names: Vec<String> = parts.iter().map(|(part, _)| part.clone()).collect();
        let last = self.book.latest(&names)?;
        let (part, state) = parts.iter().find(|(part, _)| part == last)?;
        self.book.when(part).map(|when| (when, *state))
    }

    /// Whether it is accepted.
    pub fn accepted(&self) -> bool {
        self.book.get("accepted").is_some()
    }

    /// Whether it is filed.
    pub fn filing(&self) -> Filing {
        self.filing_since().map(|(_, filing)| filing).unwrap_or_default()
    }

    /// The same, with when it was decided.
    pub(super) fn filing_since(&self) -> Option<(&When, Filing)> {
        let mut rounds: Vec<(u16, Filing, &str)> = self.rounds("filed").map(|round| (round, Filing::Filed, "filed")).collect();
        rounds.extend(self.rounds("closed-without-charge").map(|round| (round, Filing::Withdrawn, "closed-without-charge")));
        rounds.sort_unstable();
        let parts = rounds.into_iter().map(|(round, filing, stage)| (again(stage, round), filing));
        self.last(&[("not-filed".to_owned(), Filing::NotFiled)].into_iter().chain(parts).collect::<Vec<_>>())
    }

    /// The rounds of `stage`, which happens to the whole.
    fn rounds<'a>(&'a self, stage: &'a str) -> impl Iterator<Item = u16> {
        self.book.of(stage).map(|(label, _)| label.parse().unwrap_or(1))
    }

    /// The last time that `stage` happened to the whole.
    pub(super) fn last_of(&self, stage: &str) -> Option<&Event> {
        let mut rounds: Vec<u16> = self.rounds(stage).collect();
        rounds.sort_unstable();
        let parts: Vec<String> = rounds.into_iter().map(|round| again(stage, round)).collect();
        self.book.get(self.book.latest(&parts)?)
    }

    /// Where each suspect stands, by label.
    pub fn suspects(&self) -> BTreeMap<String, Suspect> {
        let mut labels = self.book.things(NAMING);
        for (_, event) in self.book.iter() {
            if let Event::SentForProsecution(_, data) = event {
                labels.extend(data.suspects.iter().cloned());
            } else if let Event::Judged(_, data) = event {
                labels.extend(data.verdicts.iter().map(|verdict| verdict.suspect.clone()));
            }
        }
        labels.into_iter().map(|label| (label.clone(), self.suspect(&label))).collect()
    }

    /// Where one suspect stands.
    pub fn suspect(&self, label: &str) -> Suspect {
        let extended = ["custody-extended-first", "custody-extended-second", "custody-extended-third"];
        let arrests: Vec<String> = self.book.rounds("arrested", label).map(ToOwned::to_owned).collect();
        let last = self.book.latest(&arrests).and_then(label_of).unwrap_or(label);
        let extended = extended.iter().filter(|stage| self.book.get(&format!("{stage}/{last}")).is_some()).count();
        Suspect {
            custody: self.measures(label).last().map(|(_, custody)| *custody).unwrap_or_default(),
            custody_extensions: u8::try_from(extended).unwrap_or(u8::MAX),
            arrest: self.arrest_since(label).map(|(_, arrest)| arrest).unwrap_or_default(),
            administratively_detained: !self.administrative(label).is_empty(),
            prosecution: self.prosecution_since(label).map(|(_, prosecution)| prosecution).unwrap_or_default(),
            judgment: self.verdict(label).map(|(_, verdict)| verdict.judgment),
            withdrawn: self.filing() == Filing::Withdrawn,
        }
    }

    /// What `pick` makes of the events, in the order in which they happened: of two of one day the greater came last.
    fn steps<T: Copy + Ord>(&self, pick: impl Fn(&Event) -> Option<T>) -> Vec<(&When, T)> {
        let picked = self.book.iter().filter_map(|(_, event)| Some((&event.place().0.when, pick(event)?)));
        let mut steps: Vec<(&When, T)> = picked.collect();
        steps.sort_by_key(|(when, step)| (when.last_day(), *step));
        steps
    }

    /// The measures against a suspect in their order, with what ended them.
    pub(super) fn measures(&self, label: &str) -> Vec<(&When, Custody)> {
        let mut measures: Vec<(&When, Custody)> = Vec::new();
        for (when, custody) in self.steps(|event| custody_by(event, label)) {
            let held = measures.last().is_some_and(|(_, last)| !matches!(last, Custody::Ended | Custody::Released));
            if held || custody != Custody::Ended {
                measures.push((when, custody));
            }
        }
        measures
    }

    /// What became of the last request for a suspect's arrest, and when.
    pub(super) fn arrest_since(&self, label: &str) -> Option<(&When, ArrestRequest)> {
        let of = |suspect: &str, step| (suspect == label).then_some(step);
        let steps = self.steps(|event| {
            if let Event::ArrestRequested(_, data) = event {
                of(&data.suspect, ArrestRequest::Requested)
            } else if let Event::ArrestRefused(_, data) = event {
                of(&data.suspect, ArrestRequest::Refused)
            } else if let Event::Arrested(_, data) = event {
                of(&data.suspect, ArrestRequest::Approved)
            } else {
                None
            }
        });
        steps.last().copied()
    }

    /// The acts of administrative detention of a suspect in their order, each with its days where stated.
    pub(super) fn administrative(&self, label: &str) -> Vec<(&When, Option<u16>)> {
        self.steps(|event| {
            let Event::AdministrativelyDetained(_, data) = event else { return None };
            (data.suspect == label).then_some(data.days)
        })
    }

    /// How far the prosecution of a suspect is, and since when.
    pub(super) fn prosecution_since(&self, label: &str) -> Option<(&When, Prosecution)> {
        let mut rounds: Vec<(String, Prosecution)> = Vec::new();
        for (round, event) in self.book.of("sent-for-prosecution") {
            if matches!(event, Event::SentForProsecution(_, data) if data.suspects.iter().any(|one| one == label)) {
                rounds.push((format!("sent-for-prosecution/{round}"), Prosecution::Sent));
                rounds.push((format!("returned/{round}"), Prosecution::Returned));
            }
        }
        rounds.push((format!("charged/{label}"), Prosecution::Charged));
        rounds.push((format!("not-prosecuted/{label}"), Prosecution::NotProsecuted));
        self.last(&rounds)
    }

    /// What the court of the last instance judged of a suspect, and when.
    pub(super) fn verdict(&self, label: &str) -> Option<(&When, &Verdict)> {
        let judged = self.book.of("judged").filter_map(|(round, event)| {
            let Event::Judged(told, data) = event else { return None };
            let verdict = data.verdicts.iter().find(|verdict| verdict.suspect == label)?;
            Some(((data.instance, told.when.last_day(), round), (&told.when, verdict)))
        });
        judged.max_by_key(|(order, _)| *order).map(|(_, verdict)| verdict)
    }

    /// The offence of the last decision to file.
    pub fn offence(&self) -> Option<&Offence> {
        match self.last_of("filed") {
            Some(Event::Filed(_, data)) => Some(&data.offence),
            _ => None,
        }
    }

    /// The amount involved, as it stands.
    pub fn amount(&self) -> Option<&Money> {
        match self.book.get("amount-established") {
            Some(Event::AmountEstablished(_, data)) => Some(&data.amount),
            _ => None,
        }
    }

    /// The seized things by label, each with its chain of keepers.
    pub fn items(&self) -> BTreeMap<String, Item> {
        custody::items(&self.book)
    }
}

/// What `event` makes of the custody of a suspect. Nobody is held in a case that was closed, nor who is not prosecuted, acquitted or exempted
/// (刑事诉讼法第一百六十三条、第一百七十八条、第二百六十条 [K]).
fn custody_by(event: &Event, label: &str) -> Option<Custody> {
    let of = |suspect: &str, custody| (suspect == label).then_some(custody);
    if let Event::Detained(_, data) = event {
        of(&data.suspect, Custody::Detained)
    } else if let Event::Arrested(_, data) = event {
        of(&data.suspect, Custody::Arrested)
    } else if let Event::ResidenceSurveilled(_, data) = event {
        of(&data.suspect, Custody::ResidenceSurveilled)
    } else if let Event::Bailed(_, data) = event {
        of(&data.suspect, Custody::Bailed)
    } else if let Event::Released(_, data) = event {
        of(&data.suspect, Custody::Released)
    } else if let Event::NotProsecuted(_, data) = event {
        of(&data.suspect, Custody::Ended).filter(|_| data.ground != NonProsecution::Conditional)
    } else if let Event::Judged(_, data) = event {
        let free = |verdict: &&Verdict| verdict.suspect == label && verdict.judgment != Judgment::Convicted;
        data.verdicts.iter().find(free).map(|_| Custody::Ended)
    } else {
        matches!(event, Event::ClosedWithoutCharge(..)).then_some(Custody::Ended)
    }
}
