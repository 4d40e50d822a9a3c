//! The clocks of the law and the breaches of rules that span records: computed from the facts of a matter whenever one of them changes.
//!
//! A row holds both what a clock shows while it runs and what it shows once its time is over, so that the passing of time needs no writing.

mod known;

use std::collections::BTreeSet;
use std::num::NonZero;

use chrono::{DateTime, Utc};
use kernel::RecordId;
use kernel::law::{self, Course, Doubt, Instance, State, Warned, Warning};
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

pub(crate) use self::known::facts;
use self::known::{Given, Known, Told};
use crate::changes::Changes;
use crate::copy::Rows;
use crate::settled::{self, Settled, Sums};
use crate::{Folding, NAME, ProjectionError, Slot, cube, members};

/// Where the hash is in a row: after the count of its columns, the matter and the length of each of both.
const PRINT: usize = 2 + (4 + 16) + 4;

/// Matters whose clocks are computed at once.
const MATTERS: usize = 2_000;

/// Computes anew the clocks of every matter whose facts, records or alerts `changes` touched.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read or written: then the transaction must be given up.
pub(crate) async fn refresh(
    connection: &mut PgConnection,
    slot: &str,
    folding: &Folding,
    changes: &Changes,
) -> Result<(), ProjectionError> {
    let alerted = changes.alerts.values().flatten().map(|(alert, _)| alert.record);
    let told: Vec<Uuid> = changes.legal.records().chain(alerted).map(|record| record.0).collect();
    let mut touched = members::refresh(connection, slot, changes).await?;
    if told.is_empty() && touched.is_empty() {
        return Ok(());
    }
    let matters: Vec<Uuid> = sqlx::query_scalar(&format!("SELECT matter FROM {slot}.members WHERE record = ANY($1)"))
        .bind(&told)
        .fetch_all(&mut *connection)
        .await?;
    touched.extend(told.into_iter().chain(matters));
    touched.sort_unstable();
    touched.dedup();
    anew(connection, slot, folding, &touched).await
}

/// Computes the clocks of `groups`, of which some may have been computed before.
async fn anew(connection: &mut PgConnection, slot: &str, folding: &Folding, groups: &[Uuid]) -> Result<(), ProjectionError> {
    for groups in groups.chunks(MATTERS) {
        let known = Known::of(connection, slot, groups).await?;
        Anew::of(&known, folding)?.write(connection, slot).await?;
    }
    Ok(())
}

/// As [`anew`] of all there is, where nobody else changes what the law knows: what comes next is read on another connection meanwhile, and
/// every processor computes. Returns of how many matters.
async fn all_anew(
    pool: &PgPool,
    connection: &mut PgConnection,
    slot: &'static str,
    folding: &Folding,
) -> Result<usize, ProjectionError> {
    let (sender, mut ahead) = mpsc::channel(1);
    let mut other = pool.acquire().await?;
    let reading = AbortOnDropHandle::new(tokio::spawn(async move { Known::all(&mut other, slot, sender).await }));
    let (mut computed, cores) = (0, std::thread::available_parallelism().map_or(1, NonZero::get));
    while let Some(known) = ahead.recv().await {
        computed += known.len();
        let parts = known.chunks(known.len().div_ceil(cores));
        let parts: Vec<Result<Anew, ProjectionError>> = std::thread::scope(|scope| {
            let computing: Vec<_> = parts.map(|part| scope.spawn(|| Anew::of(part, folding))).collect();
            computing.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        for part in parts {
            part?.write(connection, slot).await?;
        }
    }
    reading.await.map_err(|error| ProjectionError::Unreadable(error.to_string()))??;
    Ok(computed)
}

/// Computes the clocks of all matters of `slot`, which must be committed.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read or written.
pub(crate) async fn fill(
    pool: &PgPool,
    connection: &mut PgConnection,
    slot: &'static str,
    folding: &Folding,
) -> Result<(), ProjectionError> {
    members::fill(connection, slot).await?;
    all_anew(pool, connection, slot, folding).await?;
    Ok(())
}

/// Computes all clocks of the live slot anew where they were computed under another law than that of `folding`; returns of how many matters.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read or written; then all stay as they were.
pub async fn renew(pool: &PgPool, connection: &mut PgConnection, folding: &Folding) -> Result<usize, ProjectionError> {
    let mut tx = connection.begin().await?;
    // A rebuild swaps under this row, and computes under its own law.
    let live: Option<(String, Option<Uuid>)> =
        sqlx::query_as("SELECT slot, law FROM projections WHERE name = $1 AND live FOR UPDATE")
            .bind(NAME)
            .fetch_optional(&mut *tx)
            .await?;
    let Some((slot, _)) = live.filter(|(_, law)| *law != Some(folding.law.print)) else { return Ok(0) };
    let slot = Slot::from_code(&slot);
    let groups = all_anew(pool, &mut tx, slot.schema(), folding).await?;
    computed_under(&mut tx, slot, folding).await?;
    tx.commit().await?;
    Ok(groups)
}

/// Notes under which law the clocks of `slot` were computed.
pub(crate) async fn computed_under(connection: &mut PgConnection, slot: Slot, folding: &Folding) -> Result<(), ProjectionError> {
    sqlx::query("UPDATE projections SET law = $3 WHERE name = $1 AND slot = $2")
        .bind(NAME)
        .bind(slot.code())
        .bind(folding.law.print)
        .execute(connection)
        .await?;
    Ok(())
}

/// What is computed of some matters and differs from what stands.
struct Anew {
    clocks: Rows,
    spans: Rows,
    /// The matters whose spans are not the same any more.
    moved: Vec<Uuid>,
    /// The rows that do not hold any more: matter and hash.
    gone: (Vec<Uuid>, Vec<i64>),
    settled: Sums,
}

impl Anew {
    /// The clocks and the spans of all that is `known`.
    fn of(known: &[Known], folding: &Folding) -> Result<Self, ProjectionError> {
        let mut anew = Self {
            clocks: Rows::new(34),
            spans: Rows::new(4),
            moved: Vec::new(),
            gone: Default::default(),
            settled: Sums::default(),
        };
        for known in known {
            let (mut facts, mut rims) = (Vec::new(), Vec::new());
            for told in &known.told {
                for (fact, county) in told.facts()? {
                    facts.push(fact);
                    rims.push(Rim { county, told });
                }
            }
            let mut standing = known.standing.clone();
            for course in law::course(&facts, &folding.law, i64::MAX) {
                let rim = facts.iter().position(|fact| std::ptr::eq(fact, course.after.trigger)).and_then(|at| rims.get(at));
                let Some(rim) = rim else { continue };
                anew.add(known, &course, rim, folding, &mut standing);
            }
            anew.gone.0.extend(standing.iter().map(|_| known.id));
            anew.gone.1.extend(standing);
            let across = law::across(&facts, &folding.law, i64::MAX);
            let across: BTreeSet<_> = across.into_iter().map(|one| (one.record.0, one.flag(), one.other.0)).collect();
            if across != known.spans {
                anew.moved.push(known.id);
                for (record, flag, other) in across {
                    anew.spans.row().uuid(known.id).uuid(record).text(&flag).uuid(other);
                }
            }
        }
        Ok(anew)
    }

    /// Writes it, and takes away what does not hold any more.
    async fn write(self, connection: &mut PgConnection, slot: &str) -> Result<(), ProjectionError> {
        let Self { clocks, spans, moved, gone: (groups, prints), mut settled } = self;
        if !moved.is_empty() {
            sqlx::query(&format!("DELETE FROM {slot}.spans WHERE grp = ANY($1)")).bind(moved).execute(&mut *connection).await?;
        }
        if !groups.is_empty() {
            let gone = sqlx::query(&format!(
                "DELETE FROM {slot}.clocks c USING unnest($1::uuid[], $2::bigint[]) AS g (grp, print)
                  WHERE c.grp = g.grp AND c.print = g.print RETURNING {}",
                settled::COLUMNS
            ))
            .bind(groups)
            .bind(prints)
            .fetch_all(&mut *connection)
            .await?;
            for row in &gone {
                settled.add(Settled::try_from(row)?, -1);
            }
        }
        settled.write(connection, slot).await?;
        clocks.copy(connection, &format!("{slot}.clocks")).await?;
        spans.copy(connection, &format!("{slot}.spans")).await
    }

    /// Adds the row of one clock unless it is among those that are `standing`; what stays of these is not what a row says any more.
    fn add(&mut self, known: &Known, course: &Course<'_>, rim: &Rim<'_>, folding: &Folding, standing: &mut Vec<i64>) {
        let (law, rows, after) = (&folding.law, &mut self.clocks, &course.after);
        let now = course.before.as_ref().unwrap_or(after);
        let warnings = now.warnings(law);
        let warned = |kind: Warning| warnings.iter().find(|warned| warned.warning == kind).map(|warned| warned.at.utc());
        let due = now.due_at().or(after.due_at()).map(law::Moment::utc);
        let running = (now.state == State::Running).then_some(due).flatten();
        let closed = after.closed.or(after.ended);
        let closed_at = after.over_at.map(law::Moment::utc);
        let key = after.key().to_string();
        let next = next_warning(&key, &warnings, due, after.trigger.recorded_at, &known.given);
        let open = after.open() || running.is_some();
        let start = rows.end();
        rows.row()
            .uuid(known.id)
            .big(0) // Its hash, once the rest is there.
            .text(&key)
            .text(&after.clock.question)
            .text(after.row)
            .text(&after.clock.regime.code)
            .text(after.clock.kind.code())
            .text(after.state.code())
            .maybe_instant(running)
            .maybe_instant(due)
            .maybe_instant(warned(Warning::Half))
            .maybe_instant(warned(Warning::Near))
            .maybe_instant(warned(Warning::Missed))
            .instant(after.start.at.utc())
            .text(after.owner.code())
            .maybe_text(after.org.map(kernel::OrgId::as_str))
            .text(after.trigger.fact.code())
            .uuid(after.trigger.record.0)
            .text(&rim.told.kind)
            .text(&after.trigger.part)
            .big(after.trigger.recorded)
            .maybe_uuid(closed.map(|fact| fact.record.0))
            .maybe_instant(closed_at)
            .flag(open)
            .flag(!after.doubts().contains(&Doubt::Rule))
            .flag(after.uncertain)
            .text(after.trigger.division.as_str())
            .maybe_text(rim.county.as_deref())
            .text(&rim.told.root)
            .small(rim.told.sharing)
            .uuid(rim.told.origin)
            .instant(after.trigger.recorded_at)
            .maybe_instant(next.map(|next| next.at.utc()))
            .maybe_text(next.map(|next| next.warning.code()));
        let print = print(rows.since(start));
        if let Some(at) = standing.iter().position(|standing| *standing == print) {
            standing.swap_remove(at);
            rows.undo(start);
        } else {
            rows.put_big(start + PRINT, print);
            self.settled.add(kept(after, due, closed_at, open, rim), 1);
        }
    }
}

/// What a row needs of the fact that starts a clock beyond what the law knows of it.
struct Rim<'a> {
    county: Option<String>,
    told: &'a Told,
}

/// By what a row is known to be the same: a part of a hash for which processors have instructions.
fn print(row: &[u8]) -> i64 {
    cube::beginning(Sha256::new_with_prefix(row))
}

/// What the row of `clock` says, should it be of a duty.
fn kept(
    clock: &Instance<'_>,
    due_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    open: bool,
    rim: &Rim<'_>,
) -> Settled {
    Settled {
        root: rim.told.root.clone(),
        line: clock.row.to_owned(),
        county: rim.county.clone(),
        owner: clock.owner.code().to_owned(),
        org: clock.org.map(ToString::to_string),
        state: clock.state.code().to_owned(),
        kind: clock.clock.kind.code().to_owned(),
        started_at: clock.start.at.utc(),
        due_at,
        closed_at,
        open,
    }
}

/// The first warning that has not been given. What had passed before the clock was known is too late to warn of, but is told once it is
/// missed.
fn next_warning<'a>(
    key: &str,
    warnings: &'a [Warned],
    due: Option<DateTime<Utc>>,
    recorded_at: DateTime<Utc>,
    given: &[Given],
) -> Option<&'a Warned> {
    let due = due?;
    let ahead = |warned: &&Warned| warned.at.utc() > recorded_at || warned.warning == Warning::Missed;
    let given_of_it = |warned: &&Warned| {
        given.iter().any(|(clock, warning, of)| *of == due && warning == warned.warning.code() && clock == key)
    };
    warnings.iter().filter(ahead).find(|warned| !given_of_it(warned))
}

/// The matters that `record` belongs to; the record itself if to none.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read.
pub(crate) async fn groups_of(connection: &mut PgConnection, record: RecordId) -> Result<Vec<Uuid>, ProjectionError> {
    let matters: Vec<Uuid> = sqlx::query_scalar("SELECT DISTINCT matter FROM read.members WHERE record = $1")
        .bind(record.0)
        .fetch_all(connection)
        .await?;
    Ok(if matters.is_empty() { vec![record.0] } else { matters })
}
