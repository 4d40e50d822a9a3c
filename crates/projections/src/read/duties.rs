//! How the law's duties are kept: how long they took, how many were late, and what runs now.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;
use sqlx::PgPool;

use super::{ReadError, Span};
use crate::changes::TRANSFER;

super::row::row! {
    /// Duties of one row of the clock table: those that were done, and those that are late now.
    Kept {
        /// The row of the clock table.
        line: String,
        /// Whose side owed them.
        owner: String,
        /// How many were done.
        done: i64,
        /// Of these, how many after their time was over.
        late: i64,
        /// From start to end, of all that were done, in seconds.
        seconds: i64,
        /// How many are not done although their time is over.
        missing: i64,
    }
}

/// The first day of the twelve months of which that of `to` is the last.
pub fn year_up_to(to: NaiveDate) -> NaiveDate {
    let first = to.with_day(1).unwrap_or(to);
    first.checked_sub_months(Months::new(11)).unwrap_or(first)
}

/// The instants at which the months from that of `from` to that of `to` begin and are over, where the law's clocks run.
pub fn months(from: NaiveDate, to: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let midnight = |day: NaiveDate| Some(Shanghai.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest()?.to_utc());
    Some((midnight(from.with_day(1)?)?, midnight(to.with_day(1)?.checked_add_months(Months::new(1))?)?))
}

/// How the duties of `root` were kept that were done in the months from that of `from` to that of `to`; of one `county` if given. What is
/// missing is missing now, whenever it should have been done.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn kept(
    pool: &PgPool,
    root: &str,
    county: Option<&str>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Kept>, ReadError> {
    // Of months that are over it is added up what is undone; of this one it depends on the hour.
    let today = kernel::time::now().with_timezone(&Shanghai).date_naive();
    let month = today.with_day(1).unwrap_or(today);
    let begun = months(month, month).map(|(begun, _)| begun);
    Ok(sqlx::query_as(
        "SELECT line, owner, sum(done)::bigint AS done, sum(late)::bigint AS late, sum(seconds)::bigint AS seconds,
                sum(missing)::bigint AS missing
           FROM (SELECT line, owner, done, late, seconds, 0 AS missing FROM read.settled
                  WHERE root = $1 AND month BETWEEN date_trunc('month', $3) AND $4 AND ($2::text IS NULL OR county = $2)
                 UNION ALL
                 SELECT line, owner, 0, 0, 0, undone FROM read.settled
                  WHERE root = $1 AND month < $5 AND undone <> 0 AND ($2::text IS NULL OR county = $2)
                 UNION ALL
                 SELECT line, owner, 0, 0, 0, count(*) FROM read.clocks c
                  WHERE c.root = $1 AND c.open AND c.state IN ('missed', 'exceeded') AND c.due_at >= $6 AND c.due_at <= now()
                    AND c.kind = 'duty' AND ($2::text IS NULL OR c.county = $2)
                  GROUP BY line, owner) s
          GROUP BY line, owner HAVING sum(done) + sum(missing) > 0 ORDER BY line, owner",
    )
    .bind(root)
    .bind(county)
    .bind(from)
    .bind(to)
    .bind(month)
    .bind(begun)
    .fetch_all(pool)
    .await?)
}

super::row::row! {
    /// How the duties that transfers (移送) started were kept in one span of days.
    KeptOfTransfers {
        /// How many were done in it.
        done: i64,
        /// From start to end, of all of these, in seconds.
        seconds: i64,
        /// Of how many the time ran out in it undone (超期), whether they were done later or not.
        overdue: i64,
    }
}

/// From the first instant on and before the second, each open if it is `None`.
pub(super) type Stretch = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// When `span` begins and is over, where the law's clocks run.
fn stretch(span: &Span) -> Stretch {
    let midnight = |day: NaiveDate| Shanghai.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest().map(|at| at.to_utc());
    (span.from.and_then(midnight), span.to.succ_opt().and_then(midnight))
}

/// The same of each of `spans`.
pub(super) fn stretches(spans: &[Span]) -> Vec<Stretch> {
    spans.iter().map(stretch).collect()
}

/// The instants at which the days of `span` begin and are over, where the law's clocks run; before anything, if it is open to the past.
pub fn days(span: &Span) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let (begun, over) = stretch(&Span { from: Some(span.first()), to: span.to });
    begun.zip(over)
}

/// Of whose duties is asked; of all if nothing is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whose<'a> {
    /// Only in this county.
    pub county: Option<&'a str>,
    /// Only what one of these organisations owed.
    pub orgs: Option<&'a [String]>,
}

/// How the duties that transfers of `root` started were kept in each of `spans`, in their order.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn kept_of_transfers(
    pool: &PgPool,
    root: &str,
    whose: Whose<'_>,
    spans: &[Span],
) -> Result<Vec<KeptOfTransfers>, ReadError> {
    let (begun, over): (Vec<_>, Vec<_>) = stretches(spans).into_iter().unzip();
    let first = begun.iter().min().copied().flatten();
    // What ends with a day is due at the midnight after it.
    Ok(sqlx::query_as(&format!(
        "WITH d AS MATERIALIZED (
             SELECT greatest(date_part('epoch', c.closed_at - c.started_at), 0) AS seconds, c.closed_at, c.due_at,
                    NOT c.open AND c.state IN ('met', 'met-late') AS done,
                    (c.state = 'met-late' OR c.open AND c.state IN ('missed', 'exceeded')) AND c.due_at <= now() AS overdue
               FROM read.clocks c
              WHERE c.root = $1 AND c.record_kind = '{TRANSFER}' AND c.kind = 'duty' AND c.due_at IS NOT NULL
                AND ($2::text IS NULL OR c.county = $2) AND ($5::text[] IS NULL OR c.org = ANY($5))
                AND ($6::timestamptz IS NULL OR c.closed_at >= $6 OR c.due_at > $6))
         SELECT count(*) FILTER (WHERE f.done) AS done, coalesce(sum(f.seconds) FILTER (WHERE f.done), 0)::bigint AS seconds,
                count(*) FILTER (WHERE f.overdue) AS overdue
           FROM unnest($3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS w (begun, over, place)
           LEFT JOIN LATERAL (
                SELECT d.seconds, d.done AND d.closed_at < w.over AND (w.begun IS NULL OR d.closed_at >= w.begun) AS done,
                       d.overdue AND d.due_at <= w.over AND (w.begun IS NULL OR d.due_at > w.begun) AS overdue
                  FROM d) f ON true
          GROUP BY w.place ORDER BY w.place"
    ))
    .bind(root)
    .bind(whose.county)
    .bind(begun)
    .bind(over)
    .bind(whose.orgs)
    .bind(first)
    .fetch_all(pool)
    .await?)
}

super::row::row! {
    /// What transfers ask of one side now, or of all if `owner` is `None`.
    Running {
        /// Whose side.
        owner: Option<String>,
        /// The organisation, where it is known.
        org: Option<String>,
        /// Transfers (移送) of which something is open.
        transfers: i64,
        /// Of these, transfers of which something is late.
        late: i64,
        /// Of these, transfers of which something ends before the given instant, and has not yet.
        soon: i64,
    }
}

/// The transfers of `root` that are under way: all of them first, then by who owes something, those that are late first. `soon` is counted
/// until `until`.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn running_transfers(
    pool: &PgPool,
    root: &str,
    county: Option<&str>,
    until: DateTime<Utc>,
) -> Result<Vec<Running>, ReadError> {
    Ok(sqlx::query_as(
        "WITH owed AS MATERIALIZED (
             SELECT record, owner, org, bool_or(state IN ('missed', 'exceeded') AND due_at <= now()) AS late,
                    bool_or(due_at > now() AND due_at <= $4) AS soon
               FROM read.clocks c
              WHERE c.root = $1 AND c.open AND c.record_kind = $3 AND ($2::text IS NULL OR c.county = $2)
              GROUP BY record, owner, org)
         SELECT NULL AS owner, NULL AS org, count(*) AS transfers, count(*) FILTER (WHERE late) AS late,
                count(*) FILTER (WHERE soon) AS soon
           FROM (SELECT bool_or(late) AS late, bool_or(soon) AS soon FROM owed GROUP BY record) one
         UNION ALL
         (SELECT owner, org, count(*), count(*) FILTER (WHERE late) AS late, count(*) FILTER (WHERE soon) AS soon
            FROM owed GROUP BY owner, org ORDER BY late DESC, soon DESC, 3 DESC, org LIMIT 200)",
    )
    .bind(root)
    .bind(county)
    .bind(TRANSFER)
    .bind(until)
    .fetch_all(pool)
    .await?)
}
