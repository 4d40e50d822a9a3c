//! How the duties of transfers were kept as far as was known by a past moment: the law's clocks, computed from the facts that stood then.
//!
//! Which records belong together is taken as it is known now: what came to be said of a matter later is left out, not whose matter it is.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;
use kernel::RecordId;
use kernel::division::Root;
use kernel::law::{self, Fact, Law, Moment, State};
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::clocks::broken;
use super::duties::{KeptOfTransfers, Stretch, Whose, stretches};
use super::{AsOf, ReadError, Span};
use crate::changes::TRANSFER;
use crate::legal;

/// Matters whose facts are read at once.
const MATTERS: usize = 2_000;

/// As [`super::kept_of_transfers`], as known by `as_of`: what was recorded later had not been done, and what ran out later was not overdue.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn kept_of_transfers_as_of(
    pool: &PgPool,
    law: &Law,
    root: &Root,
    whose: Whose<'_>,
    spans: &[Span],
    as_of: AsOf,
) -> Result<Vec<KeptOfTransfers>, ReadError> {
    let mut sums = vec![KeptOfTransfers { done: 0, seconds: 0, overdue: 0 }; spans.len()];
    let Some(known) = known(pool, root, as_of).await? else { return Ok(sums) };
    let matters: Vec<Uuid> = sqlx::query_scalar(
        "SELECT DISTINCT coalesce(m.matter, f.record) AS grp FROM read.legal_facts f LEFT JOIN read.members m ON m.record = f.record
          WHERE f.root = $1 AND f.kind = $2 ORDER BY grp",
    )
    .bind(root.code.as_str())
    .bind(TRANSFER)
    .fetch_all(pool)
    .await?;
    let stretches = stretches(spans);
    for matters in matters.chunks(MATTERS) {
        for matter in load(pool, matters).await?.into_values() {
            let duties = matter.duties(law, known);
            for duty in duties.iter().filter(|duty| duty.is_of(whose)) {
                for (sum, stretch) in sums.iter_mut().zip(&stretches) {
                    duty.add(sum, *stretch, known.at);
                }
            }
        }
    }
    Ok(sums)
}

/// Up to where the history was known, and by when.
#[derive(Clone, Copy, Debug)]
struct Known {
    position: i64,
    at: DateTime<Utc>,
}

/// `None` if nothing had been recorded by then.
async fn known(pool: &PgPool, root: &Root, as_of: AsOf) -> Result<Option<Known>, ReadError> {
    let next = as_of.day.succ_opt().unwrap_or(as_of.day).and_time(NaiveTime::MIN);
    let over = root.zone.from_local_datetime(&next).earliest().map_or(DateTime::<Utc>::MAX_UTC, |at| at.to_utc());
    let last: Option<(i64, DateTime<Utc>)> = sqlx::query_as(
        "SELECT position, recorded_at FROM event_history WHERE recorded_at < $1 AND ($2::bigint IS NULL OR position <= $2)
          ORDER BY position DESC LIMIT 1",
    )
    .bind(over)
    .bind(as_of.position)
    .fetch_optional(pool)
    .await?;
    // A position is known at the moment of its recording, a day at its end, today now.
    let by = |recorded_at| if as_of.position.is_some() { recorded_at } else { over.min(kernel::time::now().to_utc()) };
    Ok(last.map(|(position, recorded_at)| Known { position, at: by(recorded_at) }))
}

/// All facts of one matter, or of a record that belongs to none, each with its county.
#[derive(Debug, Default)]
struct Matter {
    facts: Vec<Fact>,
    counties: Vec<Option<String>>,
    transfers: Vec<RecordId>,
}

async fn load(pool: &PgPool, matters: &[Uuid]) -> Result<BTreeMap<Uuid, Matter>, ReadError> {
    let rows = sqlx::query(
        "SELECT m.grp, f.record, f.kind, f.facts
           FROM (SELECT m.matter AS grp, m.record FROM read.members m WHERE m.matter = ANY($1)
                 UNION
                 SELECT g, g FROM unnest($1) AS g WHERE NOT EXISTS (SELECT FROM read.members m WHERE m.record = g)) m
           JOIN read.legal_facts f ON f.record = m.record",
    )
    .bind(matters)
    .fetch_all(pool)
    .await?;
    let mut known: BTreeMap<Uuid, Matter> = BTreeMap::new();
    for row in &rows {
        let matter = known.entry(row.try_get(0)?).or_default();
        let (record, kind): (RecordId, &str) = (RecordId(row.try_get(1)?), row.try_get(2)?);
        if kind == TRANSFER {
            matter.transfers.push(record);
        }
        for (fact, county) in legal::facts(record, row.try_get(3)?).map_err(broken)? {
            matter.facts.push(fact);
            matter.counties.push(county);
        }
    }
    Ok(known)
}

/// A duty that a transfer started, with an end.
#[derive(Debug, PartialEq)]
struct Duty {
    county: Option<String>,
    /// Who owed it, where that is known.
    org: Option<String>,
    started: DateTime<Utc>,
    due: DateTime<Utc>,
    /// When it was done.
    done: Option<DateTime<Utc>>,
    /// Not done, or not by then.
    late: bool,
}

impl Matter {
    /// Its duties as the tables of clocks would have them, had nothing been recorded since.
    fn duties(&self, law: &Law, known: Known) -> Vec<Duty> {
        let stood = self.facts.iter().filter(|fact| fact.stands_at(known.position));
        let latest = stood.map(|fact| fact.when.span(Shanghai).latest).max().unwrap_or_default();
        let now = law::state(&self.facts, law, known.position, latest);
        let after = law::state(&self.facts, law, known.position, DateTime::<Utc>::MAX_UTC);
        let duty = |(now, after): (&law::Instance<'_>, &law::Instance<'_>)| {
            let at = self.facts.iter().position(|fact| std::ptr::eq(fact, after.trigger))?;
            let of_transfer = after.clock.kind == law::Kind::Duty && self.transfers.contains(&after.trigger.record);
            let now = if after.entered { after } else { now };
            let due = now.due_at().or(after.due_at()).filter(|_| of_transfer)?;
            let done = after.over_at.filter(|_| matches!(after.state, State::Met | State::MetLate));
            Some(Duty {
                county: self.counties.get(at).cloned().flatten(),
                org: after.org.map(ToString::to_string),
                started: after.start.at.utc(),
                due: due.utc(),
                done: done.map(Moment::utc),
                late: matches!(after.state, State::MetLate | State::Missed),
            })
        };
        now.iter().zip(&after).filter_map(duty).collect()
    }
}

impl Duty {
    fn is_of(&self, whose: Whose<'_>) -> bool {
        let owed_by = |orgs: &[String]| self.org.as_ref().is_some_and(|org| orgs.contains(org));
        whose.county.is_none_or(|county| self.county.as_deref() == Some(county)) && whose.orgs.is_none_or(owed_by)
    }

    /// Adds it to what was done and ran out in the stretch, as seen at `at`.
    fn add(&self, sum: &mut KeptOfTransfers, (begun, over): Stretch, at: DateTime<Utc>) {
        let over = over.unwrap_or(DateTime::<Utc>::MAX_UTC);
        if let Some(done) = self.done.filter(|done| *done < over && begun.is_none_or(|begun| *done >= begun)) {
            sum.done += 1;
            sum.seconds += (done - self.started).num_seconds().max(0);
        }
        // What ends with a day is due at the midnight after it.
        if self.late && self.due <= over.min(at) && begun.is_none_or(|begun| self.due > begun) {
            sum.overdue += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::LegalFact;
    use kernel::law::Settings;

    use super::*;

    fn fact(fact: LegalFact, agency: &str, day: &str, recorded: i64) -> Fact {
        let told = kernel::Telling::of(fact.code(), &kernel::spec::told(1, None, day), vec![kernel::Says::Legal(fact)]);
        let known = legal::facts_of(RecordId(Uuid::from_u128(7)), &told, agency, &format!("jn-{agency}"), "370811000000");
        Fact { recorded, ..known.into_iter().next().expect("a fact") }
    }

    /// Accepted at position 2, decided late at 3, and corrected to have been decided in time at 5.
    fn matter() -> Matter {
        let late = Fact { withdrawn: Some(5), ..fact(LegalFact::CaseFiled, "police", "2016-10-20", 3) };
        let facts = vec![
            fact(LegalFact::TransferSent, "food-drug", "2016-09-10", 1),
            fact(LegalFact::CaseAccepted, "police", "2016-09-12", 2),
            late,
            fact(LegalFact::CaseFiled, "police", "2016-09-14", 5),
        ];
        let counties = vec![Some("370811000000".to_owned()); facts.len()];
        Matter { facts, counties, transfers: vec![RecordId(Uuid::from_u128(7))] }
    }

    /// Done in the year, on average in how many days, and overdue, as known up to `position` and seen on `day`.
    fn year(position: i64, day: &str) -> (i64, i64, i64) {
        let law = Law::with(&[], &[], Settings::default()).expect("a law");
        let at = |day: &str| format!("{day}T00:00:00+08:00").parse::<DateTime<Utc>>().expect("an instant");
        let mut sum = KeptOfTransfers { done: 0, seconds: 0, overdue: 0 };
        for duty in matter().duties(&law, Known { position, at: at(day) }) {
            duty.add(&mut sum, (Some(at("2016-01-01")), Some(at("2017-01-01"))), at(day));
        }
        (sum.done, (sum.seconds + 5) / 86_400, sum.overdue)
    }

    #[test]
    fn what_was_recorded_later_had_not_been_done_and_what_was_corrected_later_was_late() {
        assert_eq!(year(2, "2016-09-13"), (0, 0, 0), "it runs");
        assert_eq!(year(2, "2016-10-01"), (0, 0, 1), "it has run out");
        assert_eq!(year(3, "2016-10-25"), (1, 38, 1));
        assert_eq!(year(5, "2016-10-25"), (1, 2, 0));
    }
}
