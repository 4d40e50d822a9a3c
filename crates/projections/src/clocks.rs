//! The clocks of the law and the breaches of rules that span records: computed from the facts of a matter whenever one of them changes.
//!
//! A row holds both what a clock shows while it runs and what it shows once its time is over, so that the passing of time needs no writing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kernel::RecordId;
use kernel::law::{self, Fact, State, Warning};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::changes::Changes;
use crate::copy::Rows;
use crate::legal::{self, COLUMNS};
use crate::{Folding, ProjectionError};

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
    root: String,
    county: Option<String>,
    sharing: i16,
    origin: Uuid,
}

/// Computes anew the clocks of every matter whose facts or records `changes` touched.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read or written: then the transaction must be given up.
pub(crate) async fn refresh(
    connection: &mut PgConnection,
    slot: &str,
    folding: &Folding,
    changes: &Changes,
) -> Result<(), ProjectionError> {
    let mut touched: Vec<Uuid> = changes.legal.records().map(|record| record.0).chain(changes.moved.iter().copied()).collect();
    if touched.is_empty() {
        return Ok(());
    }
    let belonging: Vec<Uuid> = sqlx::query_scalar(&format!(
        "SELECT matter FROM {slot}.members WHERE record = ANY($1)
         UNION SELECT record FROM {slot}.members WHERE matter = ANY($1)"
    ))
    .bind(&touched)
    .fetch_all(&mut *connection)
    .await?;
    touched.extend(belonging);
    touched.sort_unstable();
    touched.dedup();
    for groups in touched.chunks(GROUPS) {
        for table in ["clocks", "spans"] {
            let delete = format!("DELETE FROM {slot}.{table} WHERE grp = ANY($1)");
            sqlx::query(&delete).bind(groups).execute(&mut *connection).await?;
        }
        compute(connection, slot, folding, groups).await?;
    }
    Ok(())
}

/// Computes the clocks of all matters of `slot`, whose table of clocks must be empty.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read or written.
pub(crate) async fn fill(connection: &mut PgConnection, slot: &str, folding: &Folding) -> Result<(), ProjectionError> {
    let groups: Vec<Uuid> = sqlx::query_scalar(&format!(
        "SELECT DISTINCT coalesce(m.matter, f.record) AS grp FROM {slot}.legal_facts f
           LEFT JOIN {slot}.members m ON m.record = f.record ORDER BY 1"
    ))
    .fetch_all(&mut *connection)
    .await?;
    for groups in groups.chunks(GROUPS) {
        compute(connection, slot, folding, groups).await?;
    }
    Ok(())
}

async fn compute(connection: &mut PgConnection, slot: &str, folding: &Folding, groups: &[Uuid]) -> Result<(), ProjectionError> {
    let groups = load(connection, slot, groups).await?;
    let (mut clocks, mut spans) = (Rows::new(29), Rows::new(4));
    for (id, group) in &groups {
        write(&mut clocks, *id, group, folding);
        for across in law::across(&group.facts, &folding.law.catalogue, i64::MAX) {
            spans.row().uuid(*id).uuid(across.record.0).text(&across.flag()).uuid(across.other.0);
        }
    }
    clocks.copy(connection, &format!("{slot}.clocks")).await?;
    spans.copy(connection, &format!("{slot}.spans")).await
}

/// The facts of `groups`, each a matter or a record that belongs to none, by group.
pub(crate) async fn load(
    connection: &mut PgConnection,
    slot: &str,
    groups: &[Uuid],
) -> Result<BTreeMap<Uuid, Group>, ProjectionError> {
    let rows = sqlx::query(&format!(
        "SELECT m.grp, f.root, f.county, f.sharing, f.origin, {COLUMNS}
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
        group.facts.push(legal::fact(row, 5)?);
        group.rims.push(Rim {
            root: row.try_get(1)?,
            county: row.try_get(2)?,
            sharing: row.try_get(3)?,
            origin: row.try_get(4)?,
        });
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
        let latest = |(fact, rim): (&Fact, &Rim)| fact.when.span(folding.zone(&rim.root)).latest;
        self.facts.iter().zip(&self.rims).map(latest).max().unwrap_or_default()
    }
}

fn write(rows: &mut Rows, id: Uuid, group: &Group, folding: &Folding) {
    let law = &folding.law;
    // All facts have occurred at both instants, so both name the same clocks in the same order.
    let now = law::state(&group.facts, law, i64::MAX, group.latest(folding));
    let after = law::state(&group.facts, law, i64::MAX, DateTime::<Utc>::MAX_UTC);
    for (now, after) in now.iter().zip(&after) {
        let Some(rim) = group.facts.iter().position(|fact| std::ptr::eq(fact, after.trigger)).and_then(|at| group.rims.get(at))
        else {
            continue;
        };
        let warnings = now.warnings(law);
        let warned = |kind: Warning| warnings.iter().find(|warned| warned.warning == kind).map(|warned| warned.at.utc());
        let due = now.due_at().or(after.due_at()).map(law::Moment::utc);
        let running = (now.state == State::Running).then_some(due).flatten();
        let closed = after.closed.or(after.ended);
        rows.row()
            .uuid(id)
            .text(&after.key().to_string())
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
            .text(&after.trigger.part)
            .big(after.trigger.recorded)
            .maybe_uuid(closed.map(|fact| fact.record.0))
            .maybe_instant(closed.map(|fact| fact.when.span(folding.zone(&rim.root)).latest))
            .flag(after.open() || running.is_some())
            .flag(after.clock.confirmed)
            .flag(after.uncertain)
            .text(after.trigger.division.as_str())
            .maybe_text(rim.county.as_deref())
            .text(&rim.root)
            .small(rim.sharing)
            .uuid(rim.origin);
    }
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
