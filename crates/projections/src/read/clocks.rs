//! What the law asks of whom and until when: the clocks of all matters, and the facts behind one.

use chrono::{DateTime, Utc};
use kernel::law::{self, Across, Fact, Law};
use kernel::{RecordId, When};
use sqlx::{PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{Page, Paged, ReadError};
use crate::changes::TRANSFER;
use crate::{ProjectionError, clocks};

/// Which side of its due instant a clock is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Due {
    /// To come: soonest first.
    #[default]
    Ahead,
    /// Whatever is open, late, to come or without a due instant: soonest first, the last without one.
    Open,
    /// Over, and what was owed is not done (逾期): latest first.
    Late,
    /// Owed without a due instant, or standing still.
    Undated,
    /// Nothing is to be done, but something is to be kept until then: soonest first.
    Keeping,
    /// Nothing is owed any more: latest first.
    Closed,
    /// A duty with a due instant that was done (已办), in time or not: latest first.
    Done,
    /// Done after its time was over (逾期完成): latest first.
    Overrun,
    /// A duty of which the time ran out undone (超期), whether it was done later or not: latest first.
    RanOut,
}

/// Which clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockFilter {
    /// The division root.
    pub root: String,
    /// Which side of the due instant.
    pub due: Due,
    /// Only those that this record, or the records of this matter, started.
    pub record: Option<Uuid>,
    /// Only what this organisation owes; [`ClockFilter::UNNAMED`] for what is owed by nobody knows whom.
    pub org: Option<String>,
    /// Only what this side owes: `regulator`, `police`, `procuratorate`, `party`, `laboratory`.
    pub owner: Option<String>,
    /// Only this county.
    pub county: Option<String>,
    /// `duty`, `right`, `limit` or `keep`.
    pub kind: Option<String>,
    /// Only this row of the clock table.
    pub line: Option<String>,
    /// Only those that transfers (移送) started.
    pub transfers: bool,
    /// Due by this instant: a day that ends then is among them.
    pub until: Option<DateTime<Utc>>,
    /// Closed from the first of these instants on and before the second; of [`Due::RanOut`], due after the first and by the second.
    pub between: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

super::row::row! {
    /// One clock as it stands now.
    ClockRow {
        /// The matter, or the record that belongs to none.
        grp: Uuid,
        /// What it is known by in its matter.
        key: String,
        /// The question it answers.
        question: String,
        /// The row of the clock table that applies.
        line: String,
        /// The regime under which it started.
        regime: String,
        /// `duty`, `right`, `limit` or `keep`.
        kind: String,
        /// The code of its state.
        state: String,
        /// When it started.
        started_at: DateTime<Utc>,
        /// When it ends, if it has an end.
        due_at: Option<DateTime<Utc>>,
        /// When to warn that it ends soon.
        near_at: Option<DateTime<Utc>>,
        /// Whose side owes it.
        owner: String,
        /// The organisation that owes it, where it is known.
        org: Option<String>,
        /// The fact that started it.
        trigger: String,
        /// The record that tells it.
        record: Uuid,
        /// The part of that record.
        part: String,
        /// When it was closed.
        closed_at: Option<DateTime<Utc>>,
        /// By which record.
        closed_record: Option<Uuid>,
        /// Whether something is to be done, or may be.
        open: bool,
        /// False for what the catalogue marks as unconfirmed.
        confirmed: bool,
        /// Whether the documents say too little to tell if it was in time.
        uncertain: bool,
        /// The county.
        county: Option<String>,
        /// The kind of the record.
        record_kind: String,
        /// Its number.
        number: String,
        /// What it is called.
        title: Option<String>,
        /// The last warning that was given of it for this due instant: `half`, `near`, `missed`, or `historical` if it was over before it
        /// was known.
        alerted: Option<String>,
    }
}

super::row::row! {
    /// What one organisation owes.
    Owing {
        /// Whose side it is on.
        owner: String,
        /// The organisation, where it is known.
        org: Option<String>,
        /// Clocks that run.
        running: i64,
        /// Of these, how many end soon.
        near: i64,
        /// Duties missed and limits exceeded that are still open.
        late: i64,
    }
}

impl ClockFilter {
    /// Stands for an organisation that the reports do not name.
    pub const UNNAMED: &str = "-";
}

/// After whatever has a due instant: where in their order stands what has none.
const NEVER: DateTime<Utc> = match DateTime::from_timestamp_secs(253_370_764_800) {
    Some(year_9999) => year_9999,
    None => DateTime::<Utc>::MAX_UTC,
};

const COLUMNS: &str = "c.grp, c.key, c.question, c.line, c.regime, c.kind, CASE WHEN c.running_until > now() THEN 'running'
         WHEN c.kind = 'keep' AND c.state = 'preserved' AND c.due_at > now() THEN 'keeping' ELSE c.state END AS state,
    c.started_at, c.due_at, c.near_at, c.owner, c.org, c.trigger, c.record, c.part, c.closed_at, c.closed_record, c.open, c.confirmed,
    c.uncertain, c.county, c.record_kind, r.number, r.title,
    (SELECT CASE WHEN a.historical THEN 'historical' ELSE a.warning END FROM read.alerts a
      WHERE a.record = c.record AND a.clock = c.key AND a.due_at = c.due_at AND a.stands
      ORDER BY array_position(ARRAY['missed', 'near', 'half'], a.warning) LIMIT 1) AS alerted";

/// The clocks of `filter`.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn clocks(pool: &PgPool, filter: &ClockFilter, page: &Page) -> Result<Paged<ClockRow>, ReadError> {
    let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM (SELECT * FROM read.clocks c WHERE c.root = "));
    query.push_bind(filter.root.clone());
    query.push(match filter.due {
        Due::Ahead => " AND c.open AND c.due_at > now()",
        Due::Open => " AND c.open",
        Due::Late => " AND c.open AND c.state IN ('missed', 'exceeded') AND c.due_at <= now()",
        Due::Undated => " AND c.open AND c.due_at IS NULL",
        Due::Keeping => " AND c.kind = 'keep' AND c.state = 'preserved' AND c.due_at > now()",
        Due::Closed => " AND NOT c.open AND NOT (c.kind = 'keep' AND c.state = 'preserved' AND c.due_at > now())",
        // As they are added up: see `settled`.
        Due::Done => " AND NOT c.open AND c.kind = 'duty' AND c.state IN ('met', 'met-late') AND c.due_at IS NOT NULL",
        Due::Overrun => " AND NOT c.open AND c.kind = 'duty' AND c.state = 'met-late' AND c.due_at IS NOT NULL",
        // As `kept_of_transfers` counts them.
        Due::RanOut => {
            " AND c.kind = 'duty' AND (c.state = 'met-late' OR c.open AND c.state IN ('missed', 'exceeded')) AND c.due_at <= now()"
        }
    });
    let unnamed = filter.org.as_deref() == Some(ClockFilter::UNNAMED);
    if unnamed {
        query.push(" AND c.org IS NULL");
    }
    for (column, value) in [
        ("org", if unnamed { &None } else { &filter.org }),
        ("owner", &filter.owner),
        ("county", &filter.county),
        ("kind", &filter.kind),
        ("line", &filter.line),
    ] {
        if let Some(value) = value {
            query.push(format_args!(" AND c.{column} = ")).push_bind(value.clone());
        }
    }
    if let Some(record) = filter.record {
        query.push(" AND (c.record = ").push_bind(record).push(" OR c.grp = ").push_bind(record).push(")");
    }
    if filter.transfers {
        query.push(format_args!(" AND c.record_kind = '{TRANSFER}'"));
    }
    if let Some(until) = filter.until {
        query.push(" AND c.due_at <= ").push_bind(until);
    }
    if let Some((from, to)) = filter.between {
        // What ends with a day is due at the midnight after it.
        let ran_out = filter.due == Due::RanOut;
        let [first, last] = if ran_out { ["c.due_at > ", "c.due_at <= "] } else { ["c.closed_at >= ", "c.closed_at < "] };
        query.push(" AND ").push(first).push_bind(from).push(" AND ").push(last).push_bind(to);
    }
    let place = |after: &super::Cursor| DateTime::from_timestamp_micros(after.number).unwrap_or_default();
    let order = match filter.due {
        Due::Ahead | Due::Keeping => {
            after(&mut query, page, "(c.due_at, c.grp, c.key) > (", place);
            "due_at, grp, key".to_owned()
        }
        Due::Open => {
            after(&mut query, page, &format!("(coalesce(c.due_at, '{NEVER}'), c.grp, c.key) > ("), place);
            format!("coalesce(due_at, '{NEVER}'), grp, key")
        }
        // As the index has it: what is late has a due instant.
        Due::Late | Due::RanOut => {
            after(&mut query, page, "(c.due_at, c.grp, c.key) < (", place);
            "due_at DESC, grp DESC, key DESC".to_owned()
        }
        Due::Closed | Due::Done | Due::Overrun => {
            after(&mut query, page, "(coalesce(c.due_at, c.started_at), c.grp, c.key) < (", place);
            "coalesce(due_at, started_at) DESC, grp DESC, key DESC".to_owned()
        }
        Due::Undated => {
            after(&mut query, page, "(c.started_at, c.grp, c.key) > (", place);
            "started_at, grp, key".to_owned()
        }
    };
    query.push(format_args!(" ORDER BY {order} LIMIT ")).push_bind(i64::from(page.limit) + 1);
    query.push(format_args!(") c JOIN read.records r USING (record) ORDER BY {}", order.replace("grp", "c.grp")));
    let rows: Vec<ClockRow> = query.build_query_as().fetch_all(pool).await?;
    let at = |row: &ClockRow| match filter.due {
        Due::Undated => row.started_at,
        Due::Open => row.due_at.unwrap_or(NEVER),
        Due::Ahead | Due::Late | Due::Keeping | Due::Closed | Due::Done | Due::Overrun | Due::RanOut => {
            row.due_at.unwrap_or(row.started_at)
        }
    };
    Ok(Paged::cut(rows, page.limit, |row| super::Cursor {
        day: at(row).date_naive(),
        number: at(row).timestamp_micros(),
        id: row.grp,
        detail: row.key.clone(),
    }))
}

fn after(query: &mut QueryBuilder<'_, Postgres>, page: &Page, compare: &str, place: impl Fn(&super::Cursor) -> DateTime<Utc>) {
    if let Some(cursor) = &page.after {
        query.push(format_args!(" AND {compare}")).push_bind(place(cursor));
        query.push(", ").push_bind(cursor.id).push(", ").push_bind(cursor.detail.clone()).push(")");
    }
}

/// The clocks that facts of `record`, or of the records of this matter, started, in that order: all of them.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn clocks_of(pool: &PgPool, record: Uuid) -> Result<Vec<ClockRow>, ReadError> {
    let query = format!(
        "SELECT {COLUMNS} FROM read.clocks c JOIN read.records r USING (record)
          WHERE c.record = $1 OR c.grp = $1 ORDER BY c.started_at, c.line, c.key"
    );
    Ok(sqlx::query_as(&query).bind(record).fetch_all(pool).await?)
}

/// What each organisation of `root` owes, those that are late first; of one `county` if given.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn owing(pool: &PgPool, root: &str, county: Option<&str>) -> Result<Vec<Owing>, ReadError> {
    Ok(sqlx::query_as(
        // From the index alone.
        "SELECT c.owner, c.org, count(*) FILTER (WHERE c.running_until > now()) AS running,
                count(*) FILTER (WHERE c.running_until > now() AND c.near_at <= now()) AS near,
                count(*) FILTER (WHERE c.state IN ('missed', 'exceeded') AND c.due_at <= now()) AS late
           FROM read.clocks c WHERE c.root = $1 AND c.open AND ($2::text IS NULL OR c.county = $2)
          GROUP BY c.owner, c.org ORDER BY late DESC, near DESC, running DESC, c.org LIMIT 200",
    )
    .bind(root)
    .bind(county)
    .fetch_all(pool)
    .await?)
}

/// The facts over which the clocks of a matter, or of a record that belongs to none, are computed; empty if it has none.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn clock_facts(pool: &PgPool, grp: Uuid) -> Result<Vec<Fact>, ReadError> {
    let mut connection = pool.acquire().await?;
    clocks::facts(&mut connection, "read", grp).await.map_err(broken)
}

/// What would be wrong with `record` because of others of its matter, and is not yet, were `facts` told of it too, at `now`.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn would_break(
    pool: &PgPool,
    law: &Law,
    record: RecordId,
    facts: &[Fact],
    now: DateTime<Utc>,
) -> Result<Vec<Across>, ReadError> {
    let mut found = Vec::new();
    // Before the read tables are built for the first time nothing is known of any matter.
    let built: bool = sqlx::query_scalar("SELECT to_regclass('read.members') IS NOT NULL").fetch_one(pool).await?;
    if !built {
        return Ok(found);
    }
    for grp in matters_of(pool, record).await? {
        let mut history: Vec<Fact> = clock_facts(pool, grp).await?.into_iter().map(|fact| by_now(fact, now)).collect();
        let known = law::across(&history, law, i64::MAX);
        history.extend(facts.iter().cloned().map(|fact| by_now(Fact { recorded_at: now, ..fact }, now)));
        let broken = law::across(&history, law, i64::MAX);
        found.extend(broken.into_iter().filter(|one| one.record == record && !known.contains(one)));
    }
    Ok(found)
}

/// What is said of today had happened when it was recorded: a person who acts now acts after it.
fn by_now(fact: Fact, now: DateTime<Utc>) -> Fact {
    let local = |at: DateTime<Utc>| at.with_timezone(&chrono_tz::Asia::Shanghai);
    let today = fact.when == When::Day(local(now).date_naive());
    let when = if today { When::Instant(local(fact.recorded_at.min(now)).fixed_offset()) } else { fact.when };
    Fact { when, ..fact }
}

/// The matters of a record; the record itself if it belongs to none.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn matters_of(pool: &PgPool, record: RecordId) -> Result<Vec<Uuid>, ReadError> {
    let mut connection = pool.acquire().await?;
    clocks::groups_of(&mut connection, record).await.map_err(broken)
}

pub(super) fn broken(error: ProjectionError) -> ReadError {
    match error {
        ProjectionError::Unavailable(error) => error.into(),
        ProjectionError::HeldElsewhere | ProjectionError::CannotFold { .. } | ProjectionError::Unreadable(_) => {
            ReadError::Broken(sqlx::Error::Protocol(error.to_string()))
        }
    }
}
