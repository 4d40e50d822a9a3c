//! The columns of a record's row that follow from its parts.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use kernel::parts::{Part, breaches, flags};
use kernel::rule::stage_of;
use kernel::{Kind, SubjectId, When};

use super::standing::Standing;
use super::{RecordState, Who};

/// The columns of a record's row that follow from its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose it is, who states it otherwise, and where.
    pub who: Arc<Who>,
    /// What it is called.
    pub title: Option<String>,
    /// The latest part told, by occurrence; `withdrawn` if none stands.
    pub stage: String,
    /// The outcome's code.
    pub outcome: Option<Cow<'static, str>>,
    /// Where it was.
    pub place: Option<String>,
    /// The campaign.
    pub campaign: Option<String>,
    /// Amount in minor units with its currency.
    pub amount: Option<(i64, Cow<'static, str>)>,
    /// How many things were found wrong.
    pub findings: Option<i32>,
    /// The premises.
    pub premises: Option<SubjectId>,
    /// The entity's credit code.
    pub entity: Option<String>,
    /// What is out of order.
    pub flags: Vec<String>,
    /// First local day of it.
    pub first_on: NaiveDate,
    /// Last local day of it.
    pub last_on: NaiveDate,
    /// How exactly the latest part is known.
    pub precision: &'static str,
}

/// The order in which things occurred: day, time of day where known, usual order of the stages, name.
type Occurred<'a> = (NaiveDate, NaiveTime, usize, &'a str);

fn occurred<'a>(kind: &Kind, name: &'a str, when: &When) -> Occurred<'a> {
    let time = match when {
        When::Instant(at) => at.time(),
        When::Day(_) | When::Month(_) | When::Year(_) | When::Between(..) => {
            NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default()
        }
    };
    let usual = kind.stages.iter().position(|known| known.code == stage_of(name)).unwrap_or(usize::MAX);
    (when.last_day(), time, usual, name)
}

/// Whether the part called `name` dates its record.
fn dates(kind: &Kind, name: &str) -> bool {
    kind.stage(stage_of(name)).is_none_or(|stage| stage.dates)
}

/// The last outcome that is not over.
fn outcome(told: &[(&str, &Standing)]) -> Option<Cow<'static, str>> {
    let mut outcomes: Vec<&Cow<'static, str>> = Vec::new();
    for (_, standing) in told {
        outcomes.retain(|outcome| standing.outcome_over.as_ref() != Some(outcome));
        outcomes.extend(&standing.outcome);
    }
    outcomes.last().map(|outcome| (*outcome).clone())
}

impl RecordState {
    /// Where `part` is said to have happened, and between which local days; `None` if it is not told, or does not date the record.
    pub fn reported(&self, kind: &Kind, part: &str) -> Option<(Option<&str>, NaiveDate, NaiveDate)> {
        let told = self.standing().find(|(name, _)| *name == part).filter(|(name, _)| dates(kind, name));
        told.map(|(_, standing)| (standing.who.county.as_deref(), standing.when.first_day(), standing.when.last_day()))
    }

    /// The columns of its row; `None` if nothing has been said.
    pub fn row(&self, kind: &Kind) -> Option<Row> {
        let mut told: Vec<(&str, &Standing)> = self.standing().collect();
        told.sort_by(|a, b| occurred(kind, a.0, &a.1.when).cmp(&occurred(kind, b.0, &b.1.when)));
        let all = || self.parts.iter().filter_map(|part| part.standing().map(|standing| (part.name.as_str(), standing)));
        let (first, last) = match (told.first(), told.last()) {
            (Some(first), Some(last)) => (*first, *last),
            _ => (all().next()?, all().next()?),
        };
        // A circumstance may lie years before; it dates a record of which nothing else is told.
        let (dated, circumstances): (Vec<_>, Vec<_>) = told.iter().copied().partition(|(name, _)| dates(kind, name));
        let spoken = if dated.is_empty() { circumstances } else { dated };
        let days = || spoken.iter().copied().chain(spoken.is_empty().then(all).into_iter().flatten());
        let latest = |pick: fn(&Standing) -> Option<&String>| told.iter().rev().find_map(|(_, s)| pick(s)).cloned();
        let present: Vec<(&str, &Part)> = self.parts.iter().map(|part| (part.name.as_str(), &part.part)).collect();
        let (begun, shown) = (&first.1.who, &last.1.who);
        let whose = self.whose.as_deref().map(|(agency, org)| (agency, org));
        let (agency, org) = whose.unwrap_or((&begun.agency, &begun.org));
        let who = if (agency, org) == (&shown.agency, &shown.org) {
            Arc::clone(shown)
        } else {
            Arc::new(Who { agency: agency.clone(), org: org.clone(), ..Who::clone(shown) })
        };
        Some(Row {
            who,
            title: latest(|s| s.title.as_ref()),
            stage: if told.is_empty() { "withdrawn".to_owned() } else { last.0.to_owned() },
            outcome: outcome(&told),
            place: latest(|s| s.place.as_ref()),
            campaign: latest(|s| s.campaign.as_ref()),
            amount: told.iter().rev().find_map(|(_, s)| s.amount.clone()),
            findings: told.iter().rev().find_map(|(_, s)| s.findings),
            premises: told
                .iter()
                .rev()
                .find_map(|(_, s)| s.subjects.iter().find(|(_, kind)| kind == "premises").map(|(id, _)| *id)),
            entity: latest(|s| s.entity.as_ref()),
            flags: flags(kind, present.into_iter())
                .into_iter()
                .chain(breaches(told.iter().flat_map(|(_, standing)| &standing.ties)))
                .collect(),
            first_on: days().map(|(_, s)| s.when.first_day()).min()?,
            last_on: days().map(|(_, s)| s.when.last_day()).max()?,
            precision: last.1.when.precision().code(),
        })
    }
}
