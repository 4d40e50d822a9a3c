//! The clocks of the law and the breaches of rules that span records: computed from the facts of a matter whenever one of them changes.
//!
//! A row holds both what a clock shows while it runs and what it shows once its time is over, so that the passing of time needs no writing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::RecordId;
use kernel::law::{self, Doubt, Fact, Instance, State, Warned, Warning};
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection, PgPool, Row};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use crate::changes::Changes;
use crate::copy::Rows;
use crate::legal;
use crate::settled::{self, Settled, Sums};
use crate::{Folding, NAME, ProjectionError, Slot, cube, members};

/// Matters whose clocks are computed at once.
const GROUPS: usize = 5_000;

/// The facts of one matter, or of one record that belongs to none.
#[derive(Default)]
pub(crate) struct Group {
    facts: Vec<Fact>,
    rims: Vec<Rim>,
}

/// What a row needs of the fact that starts a clock beyond what the law knows of it.
struct Rim {
    county: Option<String>,
    told_in: Arc<ToldIn>,
}

/// The record in which facts are told.
struct ToldIn {
    root: String,
    sharing: i16,
    origin: Uuid,
    kind: String,
}

/// The rows that stand: matter and hash.
type Standing = HashSet<(Uuid, i64)>;

/// What spans the records of a matter: record, flag, the other record.
type Spans = BTreeMap<Uuid, BTreeSet<(Uuid, String, Uuid)>>;

/// Warnings that were given, by clock: which one, for which due instant.
type Given = HashMap<String, Vec<(String, DateTime<Utc>)>>;

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
    for groups in groups.chunks(GROUPS) {
        let known = known(connection, slot, groups).await?;
        compute(connection, slot, folding, known).await?;
    }
    Ok(())
}

/// As [`anew`] of all there is, where nobody else changes what the law knows: what comes next is read on another connection meanwhile.
async fn all_anew(
    pool: &PgPool,
    connection: &mut PgConnection,
    slot: &'static str,
    folding: &Folding,
) -> Result<usize, ProjectionError> {
    let groups: Arc<[Uuid]> = all(connection, slot).await?.into();
    let (sender, mut ahead) = mpsc::channel(1);
    let (pool, those) = (pool.clone(), Arc::clone(&groups));
    let _reading = AbortOnDropHandle::new(tokio::spawn(async move {
        let next = async |groups: &[Uuid]| known(&mut *pool.acquire().await?, slot, groups).await;
        for groups in those.chunks(GROUPS) {
            let known = next(groups).await;
            let failed = known.is_err();
            if sender.send(known).await.is_err() || failed {
                break;
            }
        }
    }));
    for _ in groups.chunks(GROUPS) {
        let Some(known) = ahead.recv().await else { return Err(ProjectionError::Unreadable("reading ahead broke off".into())) };
        compute(connection, slot, folding, known?).await?;
    }
    Ok(groups.len())
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

/// Every matter, and every record that belongs to none, of which the law knows anything.
async fn all(connection: &mut PgConnection, slot: &str) -> Result<Vec<Uuid>, ProjectionError> {
    Ok(sqlx::query_scalar(&format!(
        "SELECT DISTINCT coalesce(m.matter, f.record) AS grp FROM {slot}.legal_facts f
           LEFT JOIN {slot}.members m ON m.record = f.record ORDER BY 1"
    ))
    .fetch_all(connection)
    .await?)
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

/// What is known of some groups.
struct Known {
    groups: BTreeMap<Uuid, Group>,
    standing: Standing,
    spans: Spans,
    given: Given,
}

async fn known(connection: &mut PgConnection, slot: &str, groups: &[Uuid]) -> Result<Known, ProjectionError> {
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(&format!("SELECT grp, print FROM {slot}.clocks WHERE grp = ANY($1)"))
        .bind(groups)
        .fetch_all(&mut *connection)
        .await?;
    let standing = rows.into_iter().collect();
    let rows: Vec<(Uuid, Uuid, String, Uuid)> =
        sqlx::query_as(&format!("SELECT grp, record, flag, other FROM {slot}.spans WHERE grp = ANY($1)"))
            .bind(groups)
            .fetch_all(&mut *connection)
            .await?;
    let mut spans = Spans::new();
    for (grp, record, flag, other) in rows {
        spans.entry(grp).or_default().insert((record, flag, other));
    }
    let groups = load(connection, slot, groups).await?;
    let given = given(connection, slot, &groups).await?;
    Ok(Known { groups, standing, spans, given })
}

/// Writes what is known now and differs from what stands, and takes away what does not hold any more.
async fn compute(connection: &mut PgConnection, slot: &str, folding: &Folding, known: Known) -> Result<(), ProjectionError> {
    let Known { groups, mut standing, spans: mut spanned, given } = known;
    let (mut clocks, mut spans, mut settled) = (Rows::new(34), Rows::new(4), Sums::default());
    let mut moved = Vec::new();
    for (id, group) in &groups {
        write(&mut clocks, *id, group, &given, folding, &mut standing, &mut settled);
        let across = law::across(&group.facts, &folding.law, i64::MAX);
        let across: BTreeSet<_> = across.into_iter().map(|one| (one.record.0, one.flag(), one.other.0)).collect();
        if spanned.remove(id).unwrap_or_default() != across {
            moved.push(*id);
            for (record, flag, other) in across {
                spans.row().uuid(*id).uuid(record).text(&flag).uuid(other);
            }
        }
    }
    moved.extend(spanned.into_keys());
    if !moved.is_empty() {
        sqlx::query(&format!("DELETE FROM {slot}.spans WHERE grp = ANY($1)")).bind(moved).execute(&mut *connection).await?;
    }
    if !standing.is_empty() {
        let (groups, prints): (Vec<Uuid>, Vec<i64>) = standing.into_iter().unzip();
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

/// The warnings that were given of the clocks of `groups`.
async fn given(connection: &mut PgConnection, slot: &str, groups: &BTreeMap<Uuid, Group>) -> Result<Given, ProjectionError> {
    let mut records: Vec<Uuid> = groups.values().flat_map(|group| &group.facts).map(|fact| fact.record.0).collect();
    records.sort_unstable();
    records.dedup();
    let rows: Vec<(String, String, DateTime<Utc>)> =
        sqlx::query_as(&format!("SELECT clock, warning, due_at FROM {slot}.alerts WHERE record = ANY($1)"))
            .bind(&records)
            .fetch_all(connection)
            .await?;
    let mut given = Given::new();
    for (clock, warning, due) in rows {
        given.entry(clock).or_default().push((warning, due));
    }
    Ok(given)
}

/// The facts of `groups`, each a matter or a record that belongs to none, by group.
pub(crate) async fn load(
    connection: &mut PgConnection,
    slot: &str,
    groups: &[Uuid],
) -> Result<BTreeMap<Uuid, Group>, ProjectionError> {
    let rows = sqlx::query(&format!(
        "SELECT m.grp, f.record, f.root, f.sharing, f.origin, f.kind, f.facts
           FROM (SELECT m.matter AS grp, m.record FROM {slot}.members m WHERE m.matter = ANY($1)
                 UNION
                 SELECT g, g FROM unnest($1) AS g WHERE NOT EXISTS (SELECT FROM {slot}.members m WHERE m.record = g)) m
           JOIN {slot}.legal_facts f ON f.record = m.record"
    ))
    .bind(groups)
    .fetch_all(connection)
    .await?;
    let mut groups: BTreeMap<Uuid, Group> = BTreeMap::new();
    for row in &rows {
        let group = groups.entry(row.try_get(0)?).or_default();
        let told_in = ToldIn { root: row.try_get(2)?, sharing: row.try_get(3)?, origin: row.try_get(4)?, kind: row.try_get(5)? };
        let told_in = Arc::new(told_in);
        for (fact, county) in legal::facts(RecordId(row.try_get(1)?), row.try_get(6)?)? {
            group.facts.push(fact);
            group.rims.push(Rim { county, told_in: Arc::clone(&told_in) });
        }
    }
    Ok(groups)
}

impl Group {
    /// The facts.
    pub(crate) fn into_facts(self) -> Vec<Fact> {
        self.facts
    }

    /// By when all that is known has occurred.
    fn latest(&self, folding: &Folding) -> DateTime<Utc> {
        let latest = |(fact, rim): (&Fact, &Rim)| fact.when.span(folding.zone(&rim.told_in.root)).latest;
        self.facts.iter().zip(&self.rims).map(latest).max().unwrap_or_default()
    }
}

/// Adds the rows that differ from those that `standing` has; what stays in it is not what a row says any more.
fn write(
    rows: &mut Rows,
    id: Uuid,
    group: &Group,
    given: &Given,
    folding: &Folding,
    standing: &mut Standing,
    settled: &mut Sums,
) {
    let law = &folding.law;
    // All facts have occurred at both instants, so both name the same clocks in the same order.
    let now = law::state(&group.facts, law, i64::MAX, group.latest(folding));
    let after = law::state(&group.facts, law, i64::MAX, DateTime::<Utc>::MAX_UTC);
    for (now, after) in now.iter().zip(&after) {
        // What its recording closed was recorded after it had occurred.
        let now = if after.entered { after } else { now };
        let Some(rim) = group.facts.iter().position(|fact| std::ptr::eq(fact, after.trigger)).and_then(|at| group.rims.get(at))
        else {
            continue;
        };
        let warnings = now.warnings(law);
        let warned = |kind: Warning| warnings.iter().find(|warned| warned.warning == kind).map(|warned| warned.at.utc());
        let due = now.due_at().or(after.due_at()).map(law::Moment::utc);
        let running = (now.state == State::Running).then_some(due).flatten();
        let closed = after.closed.or(after.ended);
        let closed_at = after.over_at.map(law::Moment::utc);
        let key = after.key().to_string();
        let next = next_warning(&key, &warnings, due, after.trigger.recorded_at, given);
        let start = rows.end();
        rows.row()
            .uuid(id)
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
            .text(&rim.told_in.kind)
            .text(&after.trigger.part)
            .big(after.trigger.recorded)
            .maybe_uuid(closed.map(|fact| fact.record.0))
            .maybe_instant(closed_at)
            .flag(after.open() || running.is_some())
            .flag(!after.doubts().contains(&Doubt::Rule))
            .flag(after.uncertain)
            .text(after.trigger.division.as_str())
            .maybe_text(rim.county.as_deref())
            .text(&rim.told_in.root)
            .small(rim.told_in.sharing)
            .uuid(rim.told_in.origin)
            .instant(after.trigger.recorded_at)
            .maybe_instant(next.map(|next| next.at.utc()))
            .maybe_text(next.map(|next| next.warning.code()));
        let print = print(rows.since(start));
        if standing.remove(&(id, print)) {
            rows.undo(start);
        } else {
            rows.big(print);
            settled.add(kept(after, due, closed_at, after.open() || running.is_some(), rim), 1);
        }
    }
}

/// By what a row is known to be the same: a part of a hash for which processors have instructions.
fn print(row: &[u8]) -> i64 {
    cube::beginning(Sha256::new_with_prefix(row))
}

/// What the row of `clock` says, should it be of a duty.
fn kept(clock: &Instance<'_>, due_at: Option<DateTime<Utc>>, closed_at: Option<DateTime<Utc>>, open: bool, rim: &Rim) -> Settled {
    Settled {
        root: rim.told_in.root.clone(),
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
    given: &Given,
) -> Option<&'a Warned> {
    let due = due?;
    let ahead = |warned: &&Warned| warned.at.utc() > recorded_at || warned.warning == Warning::Missed;
    let given = given.get(key).map_or(&[][..], Vec::as_slice);
    let fresh = |warned: &&Warned| !given.iter().any(|(warning, of)| *of == due && warning == warned.warning.code());
    warnings.iter().filter(ahead).find(fresh)
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
