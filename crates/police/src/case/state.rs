//! Where a case stands, dimension by dimension, for the whole and for each suspect: not one state but a vector.
//!
//! Each dimension is what happened last in it, so that it does not depend on the order in which the parts were told.

use std::collections::BTreeMap;

use kernel::Money;
use kernel::rule::label_of;

use super::custody::{self, Item};
use super::decide::Case;
use super::event::Event;
use super::report::{Judgment, Offence};

/// Whether a case is filed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// What holds a suspect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Custody {
    /// Nothing did yet.
    #[default]
    None,
    /// 刑事拘留.
    Detained,
    /// 逮捕.
    Arrested,
    /// 取保候审.
    Bailed,
    /// 监视居住.
    ResidenceSurveilled,
    /// 释放.
    Released,
}

/// What became of the request for arrest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArrestRequest {
    /// There is none.
    #[default]
    None,
    /// 提请批准逮捕.
    Requested,
    /// 批准.
    Approved,
    /// 不批准.
    Refused,
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
    /// The latest of what these stages say of a suspect in whatever round, or of the whole case.
    fn latest<T: Copy>(&self, suspect: Option<&str>, stages: &[(&str, T)]) -> Option<T> {
        let (mut parts, mut states) = (Vec::new(), Vec::new());
        for (stage, state) in stages {
            match suspect {
                Some(suspect) => parts.extend(self.book.rounds(stage, suspect).map(ToOwned::to_owned)),
                None => parts.push((*stage).to_owned()),
            }
            states.resize(parts.len(), *state);
        }
        let last = self.book.latest(&parts)?;
        parts.iter().position(|part| part == last).and_then(|at| states.get(at)).copied()
    }

    /// Whether it is accepted.
    pub fn accepted(&self) -> bool {
        self.book.get("accepted").is_some()
    }

    /// Whether it is filed.
    pub fn filing(&self) -> Filing {
        let stages = [("not-filed", Filing::NotFiled), ("filed", Filing::Filed), ("closed-without-charge", Filing::Withdrawn)];
        self.latest(None, &stages).unwrap_or_default()
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
        let custody = [
            ("detained", Custody::Detained),
            ("arrested", Custody::Arrested),
            ("residence-surveilled", Custody::ResidenceSurveilled),
            ("bailed", Custody::Bailed),
            ("released", Custody::Released),
        ];
        let arrest = [
            ("arrest-requested", ArrestRequest::Requested),
            ("arrest-refused", ArrestRequest::Refused),
            ("arrested", ArrestRequest::Approved),
        ];
        let extended = ["custody-extended-first", "custody-extended-second", "custody-extended-third"];
        let arrests: Vec<String> = self.book.rounds("arrested", label).map(ToOwned::to_owned).collect();
        let last = self.book.latest(&arrests).and_then(label_of).unwrap_or(label);
        let extended = extended.iter().filter(|stage| self.book.get(&format!("{stage}/{last}")).is_some()).count();
        Suspect {
            custody: self.latest(Some(label), &custody).unwrap_or_default(),
            custody_extensions: u8::try_from(extended).unwrap_or(u8::MAX),
            arrest: self.latest(Some(label), &arrest).unwrap_or_default(),
            administratively_detained: self.book.rounds("administratively-detained", label).next().is_some(),
            prosecution: self.prosecution_of(label),
            judgment: self.judgment_of(label),
        }
    }

    fn prosecution_of(&self, label: &str) -> Prosecution {
        let mut rounds: Vec<(String, Prosecution)> = Vec::new();
        for (round, event) in self.book.of("sent-for-prosecution") {
            if matches!(event, Event::SentForProsecution(_, data) if data.suspects.iter().any(|one| one == label)) {
                rounds.push((format!("sent-for-prosecution/{round}"), Prosecution::Sent));
                rounds.push((format!("returned/{round}"), Prosecution::Returned));
            }
        }
        rounds.push((format!("charged/{label}"), Prosecution::Charged));
        rounds.push((format!("not-prosecuted/{label}"), Prosecution::NotProsecuted));
        let parts: Vec<String> = rounds.iter().map(|(part, _)| part.clone()).collect();
        let last = self.book.latest(&parts);
        rounds.iter().find(|(part, _)| Some(part.as_str()) == last).map(|(_, state)| *state).unwrap_or_default()
    }

    fn judgment_of(&self, label: &str) -> Option<Judgment> {
        ["judged/second", "judged/first"].iter().find_map(|part| match self.book.get(part) {
            Some(Event::Judged(_, data)) => {
                data.verdicts.iter().find(|verdict| verdict.suspect == label).map(|verdict| verdict.judgment)
            }
            _ => None,
        })
    }

    /// The offence of the decision to file that stands.
    pub fn offence(&self) -> Option<&Offence> {
        match self.book.get("filed") {
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
