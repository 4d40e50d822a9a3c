//! The two places in which the read tables can stand: one is live, the other is free for a rebuild.

use sqlx::{Connection, Executor, PgConnection};

use crate::{NAME, ProjectionError, VERSION};

/// A place for the read tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Schema `read_a`.
    A,
    /// Schema `read_b`.
    B,
}

/// The tables that pages read, as views in schema `read` over the live slot.
const TABLES: [&str; 17] = [
    "records",
    "reported",
    "record_subjects",
    "links",
    "subjects",
    "facts",
    "legal_facts",
    "files",
    "members",
    "clocks",
    "settled",
    "spans",
    "alerts",
    "cells",
    "cube",
    "cube_day",
    "cube_month",
];

impl Slot {
    /// The schema.
    pub const fn schema(self) -> &'static str {
        match self {
            Self::A => "read_a",
            Self::B => "read_b",
        }
    }

    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    pub(crate) fn from_code(code: &str) -> Self {
        if code == "b" { Self::B } else { Self::A }
    }
}

/// The live slot with its version and checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Live {
    /// Where.
    pub slot: Slot,
    /// The version of the fold that fills it.
    pub version: i32,
    /// Position of the last event folded.
    pub checkpoint: i64,
}

/// The live slot, if there is one.
///
/// # Errors
/// [`ProjectionError`] if it cannot be read.
pub async fn live(connection: &mut PgConnection) -> Result<Option<Live>, ProjectionError> {
    let row: Option<(String, i32, i64)> =
        sqlx::query_as("SELECT slot, version, checkpoint FROM projections WHERE name = $1 AND live")
            .bind(NAME)
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|(slot, version, checkpoint)| Live { slot: Slot::from_code(&slot), version, checkpoint }))
}

/// Makes the tables of `slot` anew and empty, without the indexes that only readers need.
///
/// # Errors
/// [`ProjectionError`] if they cannot be made.
pub async fn create(connection: &mut PgConnection, slot: Slot) -> Result<(), ProjectionError> {
    let mut tx = connection.begin().await?;
    tx.execute(format!("DROP SCHEMA IF EXISTS {} CASCADE", slot.schema()).as_str()).await?;
    tx.execute(include_str!("../sql/tables.sql").replace("{slot}", slot.schema()).as_str()).await?;
    sqlx::query("DELETE FROM projection_failures WHERE name = $1 AND slot = $2")
        .bind(NAME)
        .bind(slot.code())
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "INSERT INTO projections (name, slot, version, live) VALUES ($1, $2, $3, false)
         ON CONFLICT (name, slot) DO UPDATE SET version = excluded.version, checkpoint = 0, error = NULL, error_at = NULL, live = false",
    )
    .bind(NAME)
    .bind(slot.code())
    .bind(VERSION)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Makes the indexes that readers need, and counts for the planner what is there.
///
/// # Errors
/// [`ProjectionError`] if they cannot be made.
pub async fn index(connection: &mut PgConnection, slot: Slot) -> Result<(), ProjectionError> {
    let schema = slot.schema();
    let mut tx = connection.begin().await?;
    tx.execute("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL default_statistics_target = 20").await?;
    tx.execute(include_str!("../sql/indexes.sql").replace("{slot}", schema).as_str()).await?;
    for table in TABLES {
        tx.execute(format!("ANALYZE {schema}.{table}").as_str()).await?;
    }
    let grants = format!(
        "GRANT USAGE ON SCHEMA {schema} TO jointcase_web; GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO jointcase_web"
    );
    tx.execute(grants.as_str()).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes `slot` the live one within the caller's transaction: the views point to it from the commit on.
///
/// # Errors
/// [`ProjectionError`] if it cannot be done.
pub async fn swap(connection: &mut PgConnection, slot: Slot) -> Result<(), ProjectionError> {
    for table in TABLES.into_iter().chain(["named", "cubed"]) {
        let view = format!(
            "DROP VIEW IF EXISTS read.{table}; CREATE VIEW read.{table} AS SELECT * FROM {}.{table}; GRANT SELECT ON read.{table} TO jointcase_react, jointcase_web",
            slot.schema()
        );
        connection.execute(view.as_str()).await?;
    }
    sqlx::query("UPDATE projections SET live = false WHERE name = $1 AND slot <> $2")
        .bind(NAME)
        .bind(slot.code())
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE projections SET live = true WHERE name = $1 AND slot = $2")
        .bind(NAME)
        .bind(slot.code())
        .execute(connection)
        .await?;
    Ok(())
}

/// Drops what stands in `slot`, which must not be the live one.
///
/// # Errors
/// [`ProjectionError`] if it cannot be done.
pub async fn discard(connection: &mut PgConnection, slot: Slot) -> Result<(), ProjectionError> {
    connection.execute(format!("DROP SCHEMA IF EXISTS {} CASCADE", slot.schema()).as_str()).await?;
    sqlx::query("DELETE FROM projection_failures WHERE name = $1 AND slot = $2")
        .bind(NAME)
        .bind(slot.code())
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM projections WHERE name = $1 AND slot = $2 AND NOT live")
        .bind(NAME)
        .bind(slot.code())
        .execute(connection)
        .await?;
    Ok(())
}

/// A checksum of each table of `slot`, independent of row order: `(table, rows, sum of row hashes)`.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read.
pub async fn checksums(connection: &mut PgConnection, slot: Slot) -> Result<Vec<(String, i64, String)>, ProjectionError> {
    let mut sums = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        // A sum of nothing says nothing: withdrawals in one batch leave none, in two they leave a zero.
        let said = match table {
            "cube" | "cube_day" | "cube_month" => " WHERE (amount, rows) <> (0, 0)",
            "reported" => " WHERE parts <> 0",
            "settled" => " WHERE (done, undone) <> (0, 0)",
            _ => "",
        };
        let (rows, sum): (i64, String) = sqlx::query_as(&format!(
            "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {}.{table} AS t{said}",
            slot.schema()
        ))
        .fetch_one(&mut *connection)
        .await?;
        sums.push((table.to_owned(), rows, sum));
    }
    Ok(sums)
}
