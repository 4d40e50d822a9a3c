//! Duties added up by month: of those that were done how many, how many late, and how long they took; and those whose time ends undone.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use kernel::law::{Kind, State};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use crate::ProjectionError;

/// What a row of `clocks` says of a duty; the columns are those of [`COLUMNS`].
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    pub(crate) root: String,
    pub(crate) line: String,
    pub(crate) county: Option<String>,
    pub(crate) owner: String,
    pub(crate) org: Option<String>,
    pub(crate) state: String,
    pub(crate) kind: String,
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) due_at: Option<DateTime<Utc>>,
    pub(crate) closed_at: Option<DateTime<Utc>>,
    pub(crate) open: bool,
}

/// The columns of `clocks` from which a [`Settled`] is read.
pub(crate) const COLUMNS: &str =
    "c.root, c.line, c.county, c.owner, c.org, c.state, c.kind, c.started_at, c.due_at, c.closed_at, c.open";

impl TryFrom<&PgRow> for Settled {
    type Error = sqlx::Error;

    fn try_from(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            root: row.try_get(0)?,
            line: row.try_get(1)?,
            county: row.try_get(2)?,
            owner: row.try_get(3)?,
            org: row.try_get(4)?,
            state: row.try_get(5)?,
            kind: row.try_get(6)?,
            started_at: row.try_get(7)?,
            due_at: row.try_get(8)?,
            closed_at: row.try_get(9)?,
            open: row.try_get(10)?,
        })
    }
}

/// Root, line, county, owner, organisation, month.
type Key = (String, String, String, String, String, NaiveDate);

/// What a batch adds to the sums.
#[derive(Debug, Default)]
pub(crate) struct Sums(HashMap<Key, [i64; 4]>);

impl Sums {
    /// A row of clocks came (`sign` 1) or went (-1).
    pub(crate) fn add(&mut self, row: Settled, sign: i64) {
        let is = |states: [State; 2]| states.iter().any(|state| row.state == state.code());
        let (Some(due), true) = (row.due_at, row.kind == Kind::Duty.code()) else { return };
        let (at, more) = match row.closed_at {
            Some(closed) if is([State::Met, State::MetLate]) => {
                // What was done before its clock ran took no time.
                let took = (closed - row.started_at).num_seconds().max(0);
                (closed, [1, i64::from(is([State::MetLate; 2])), took, 0])
            }
            Some(_) | None if row.open && is([State::Missed, State::Exceeded]) => (due, [0, 0, 0, 1]),
            Some(_) | None => return,
        };
        // The law's clocks run only where days begin in Shanghai.
        let day = at.with_timezone(&Shanghai).date_naive();
        let month = day.with_day(1).unwrap_or(day);
        let key = (row.root, row.line, row.county.unwrap_or_default(), row.owner, row.org.unwrap_or_default(), month);
        let sum = self.0.entry(key).or_default();
        sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += sign * more);
    }

    /// Adds them to the table of `slot`.
    ///
    /// # Errors
    /// [`ProjectionError`] if they cannot be written: then the transaction must be given up.
    pub(crate) async fn write(self, connection: &mut PgConnection, slot: &str) -> Result<(), ProjectionError> {
        let mut rows: Vec<(Key, [i64; 4])> = self.0.into_iter().filter(|(_, sum)| *sum != [0; 4]).collect();
        if rows.is_empty() {
            return Ok(());
        }
        rows.sort_unstable();
        let text = |pick: fn(&Key) -> &String| rows.iter().map(|(key, _)| pick(key).as_str()).collect::<Vec<_>>();
        let sums = |place: usize| rows.iter().map(|(_, sum)| sum[place]).collect::<Vec<_>>();
        sqlx::query(&format!(
            "INSERT INTO {slot}.settled AS s (root, line, county, owner, org, month, done, late, seconds, undone)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bigint[], $8::bigint[],
                                  $9::bigint[], $10::bigint[])
             ON CONFLICT (root, line, county, owner, org, month) DO UPDATE
                SET done = s.done + excluded.done, late = s.late + excluded.late, seconds = s.seconds + excluded.seconds,
                    undone = s.undone + excluded.undone"
        ))
        .bind(text(|key| &key.0))
        .bind(text(|key| &key.1))
        .bind(text(|key| &key.2))
        .bind(text(|key| &key.3))
        .bind(text(|key| &key.4))
        .bind(rows.iter().map(|(key, _)| key.5).collect::<Vec<_>>())
        .bind(sums(0))
        .bind(sums(1))
        .bind(sums(2))
        .bind(sums(3))
        .execute(connection)
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(started: &str, closed: &str) -> Settled {
        let at = |text: &str| text.parse().expect("an instant");
        Settled {
            root: "370800000000".into(),
            line: "G22".into(),
            county: None,
            owner: "police".into(),
            org: None,
            state: State::Met.code().into(),
            kind: Kind::Duty.code().into(),
            started_at: at(started),
            due_at: Some(at("2016-08-20T16:00:00Z")),
            closed_at: Some(at(closed)),
            open: false,
        }
    }

    #[test]
    fn a_duty_done_before_its_clock_ran_took_no_time() {
        let mut sums = Sums::default();
        sums.add(met("2016-08-10T16:00:00Z", "2016-08-10T09:00:00Z"), 1);
        sums.add(met("2016-08-10T16:00:00Z", "2016-08-11T16:00:00Z"), 1);
        assert_eq!(sums.0.into_values().collect::<Vec<_>>(), [[2, 0, 86_400, 0]]);
    }
}
