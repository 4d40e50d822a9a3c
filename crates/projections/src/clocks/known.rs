//! What is known of matters before their clocks are computed: of those that were touched by index, of all in one pass over the tables.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use kernel::RecordId;
use kernel::law::Fact;
use sqlx::postgres::PgRow;
use sqlx::{Connection, Decode, PgConnection, Postgres, Row, Type};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::MATTERS;
use crate::{ProjectionError, legal};

/// What is known of one matter, or of one record that belongs to none.
#[derive(Default)]
pub(super) struct Known {
    /// The matter, or the record.
    pub(super) id: Uuid,
    /// What each of its records tells.
    pub(super) told: Vec<Told>,
    /// The rows that stand, by their hash.
    pub(super) standing: Vec<i64>,
    /// What spans its records.
    pub(super) spans: BTreeSet<Span>,
    /// The warnings that were given.
    pub(super) given: Vec<Given>,
}

/// What the law is told of one record.
pub(super) struct Told {
    record: RecordId,
    pub(super) root: String,
    pub(super) sharing: i16,
    pub(super) origin: Uuid,
    pub(super) kind: String,
    facts: Vec<u8>,
}

/// What spans the records of a matter: record, flag, the other record.
pub(super) type Span = (Uuid, String, Uuid);

/// A warning that was given: clock, warning, and for which due instant.
pub(super) type Given = (String, String, DateTime<Utc>);

/// The columns of [`Told`], of the table `f`.
const TOLD: &str = "f.record, f.root, f.sharing, f.origin, f.kind, f.facts";

impl Told {
    /// From the columns [`TOLD`] after the first, which is the matter.
    fn of(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            record: RecordId(row.try_get(1)?),
            root: row.try_get(2)?,
            sharing: row.try_get(3)?,
            origin: row.try_get(4)?,
            kind: row.try_get(5)?,
            facts: row.try_get(6)?,
        })
    }

    /// The facts, those that do not stand any more too.
    pub(super) fn facts(&self) -> Result<Vec<legal::Placed>, ProjectionError> {
        legal::facts(self.record, &self.facts)
    }
}

/// The records of the groups `$1`, each a matter or a record that belongs to none.
fn members(slot: &str) -> String {
    format!(
        "SELECT m.matter AS grp, m.record FROM {slot}.members m WHERE m.matter = ANY($1)
         UNION
         SELECT g, g FROM unnest($1) AS g WHERE NOT EXISTS (SELECT FROM {slot}.members m WHERE m.record = g)"
    )
}

/// What is told in each of `groups`.
async fn told(connection: &mut PgConnection, slot: &str, groups: &[Uuid]) -> Result<Vec<(Uuid, Told)>, ProjectionError> {
    let members = members(slot);
    let query = format!("SELECT m.grp, {TOLD} FROM ({members}) m JOIN {slot}.legal_facts f ON f.record = m.record");
    let rows = sqlx::query(&query).bind(groups).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, Told::of(row)?))).collect()
}

/// The facts of one matter, or of one record that belongs to none.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read.
pub(crate) async fn facts(connection: &mut PgConnection, slot: &str, group: Uuid) -> Result<Vec<Fact>, ProjectionError> {
    let told = told(connection, slot, &[group]).await?;
    let facts: Vec<Vec<legal::Placed>> = told.iter().map(|(_, told)| told.facts()).collect::<Result<_, _>>()?;
    Ok(facts.into_iter().flatten().map(|(fact, _)| fact).collect())
}

impl Known {
    /// What is known of each of `groups`.
    ///
    /// # Errors
    /// [`ProjectionError`] if it cannot be read.
    pub(super) async fn of(connection: &mut PgConnection, slot: &str, groups: &[Uuid]) -> Result<Vec<Self>, ProjectionError> {
        let mut known: HashMap<Uuid, Self> = groups.iter().map(|id| (*id, Self { id: *id, ..Self::default() })).collect();
        for (group, told) in told(connection, slot, groups).await? {
            known.entry(group).and_modify(|known| known.told.push(told));
        }
        let rows: Vec<(Uuid, i64)> = sqlx::query_as(&format!("SELECT grp, print FROM {slot}.clocks WHERE grp = ANY($1)"))
            .bind(groups)
            .fetch_all(&mut *connection)
            .await?;
        for (group, print) in rows {
            known.entry(group).and_modify(|known| known.standing.push(print));
        }
        let rows: Vec<(Uuid, Uuid, String, Uuid)> =
            sqlx::query_as(&format!("SELECT grp, record, flag, other FROM {slot}.spans WHERE grp = ANY($1)"))
                .bind(groups)
                .fetch_all(&mut *connection)
                .await?;
        for (group, record, flag, other) in rows {
            known.entry(group).and_modify(|known| known.spans.extend([(record, flag, other)]));
        }
        let told: HashMap<Uuid, Vec<Uuid>> = known.values().fold(HashMap::new(), |mut told, known| {
            known.told.iter().for_each(|one| told.entry(one.record.0).or_default().push(known.id));
            told
        });
        let rows: Vec<(Uuid, String, String, DateTime<Utc>)> =
            sqlx::query_as(&format!("SELECT record, clock, warning, due_at FROM {slot}.alerts WHERE record = ANY($1)"))
                .bind(told.keys().copied().collect::<Vec<_>>())
                .fetch_all(connection)
                .await?;
        for (record, clock, warning, due) in rows {
            for group in told.get(&record).into_iter().flatten() {
                known.entry(*group).and_modify(|known| known.given.push((clock.clone(), warning.clone(), due)));
            }
        }
        Ok(known.into_values().collect())
    }

    /// Sends what is known of every matter, and of every record that belongs to none, of which the law knows anything: some at once, until
    /// nobody listens.
    ///
    /// # Errors
    /// [`ProjectionError`] if it cannot be read.
    pub(super) async fn all(
        connection: &mut PgConnection,
        slot: &str,
        listener: mpsc::Sender<Vec<Self>>,
    ) -> Result<(), ProjectionError> {
        let query = format!(
            "SELECT coalesce(m.matter, f.record) AS grp, {TOLD}, c.prints, s.records, s.flags, s.others, a.clocks, a.warnings, a.due
               FROM {slot}.legal_facts f
               LEFT JOIN {slot}.members m USING (record)
               LEFT JOIN (SELECT grp, array_agg(print) AS prints FROM {slot}.clocks GROUP BY grp) c
                      ON c.grp = coalesce(m.matter, f.record)
               LEFT JOIN (SELECT grp, array_agg(record) AS records, array_agg(flag) AS flags, array_agg(other) AS others
                            FROM {slot}.spans GROUP BY grp) s ON s.grp = coalesce(m.matter, f.record)
               LEFT JOIN (SELECT record, array_agg(clock) AS clocks, array_agg(warning) AS warnings, array_agg(due_at) AS due
                            FROM {slot}.alerts GROUP BY record) a ON a.record = f.record
              ORDER BY grp"
        );
        let mut tx = connection.begin().await?;
        // All of them are sorted: not on the disk while they are few enough.
        sqlx::query("SET LOCAL work_mem = '64MB'").execute(&mut *tx).await?;
        let mut rows = sqlx::query(&query).fetch(&mut *tx);
        let mut known: Vec<Self> = Vec::new();
        while let Some(row) = rows.try_next().await? {
            let id = row.try_get(0)?;
            if known.last().is_none_or(|last| last.id != id) {
                if known.len() == MATTERS && listener.send(std::mem::take(&mut known)).await.is_err() {
                    return Ok(());
                }
                known.push(Self { id, standing: array(&row, 7)?, spans: rows_in(&row, 8)?.collect(), ..Self::default() });
            }
            let Some(last) = known.last_mut() else { continue };
            last.told.push(Told::of(&row)?);
            last.given.extend(rows_in(&row, 11)?);
        }
        if !known.is_empty() {
            // Whoever does not listen any more wants to know nothing.
            let _ = listener.send(known).await;
        }
        Ok(())
    }
}

/// A column that holds an array, or nothing.
fn array<T>(row: &PgRow, column: usize) -> Result<Vec<T>, sqlx::Error>
where
    Vec<T>: for<'r> Decode<'r, Postgres> + Type<Postgres>,
{
    Ok(row.try_get::<Option<Vec<T>>, _>(column)?.unwrap_or_default())
}

/// The rows that the arrays of three columns hold.
fn rows_in<A, B, C>(row: &PgRow, first: usize) -> Result<impl Iterator<Item = (A, B, C)>, sqlx::Error>
where
    Vec<A>: for<'r> Decode<'r, Postgres> + Type<Postgres>,
    Vec<B>: for<'r> Decode<'r, Postgres> + Type<Postgres>,
    Vec<C>: for<'r> Decode<'r, Postgres> + Type<Postgres>,
{
    let (a, b, c) = (array(row, first)?, array(row, first + 1)?, array(row, first + 2)?);
    Ok(a.into_iter().zip(b).zip(c).map(|((a, b), c)| (a, b, c)))
}
