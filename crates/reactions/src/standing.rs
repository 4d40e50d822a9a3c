//! How far each reaction is, and what it could not handle: the tables `reactions` and `reaction_failures`, and the lease.

use sqlx::{Connection, PgConnection, PgPool};

use crate::ReactionError;

/// The first key of the advisory locks that reactions hold, one for each name.
const LEASE: i32 = 0x6a6f_7265;

/// A connection that holds the lease of one reaction: both end together.
///
/// # Errors
/// [`ReactionError::HeldElsewhere`] while another process has it.
pub(crate) async fn lease(pool: &PgPool, name: &str) -> Result<PgConnection, ReactionError> {
    let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
    let held: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1, hashtext($2))")
        .bind(LEASE)
        .bind(name)
        .fetch_one(&mut connection)
        .await?;
    if held { Ok(connection) } else { Err(ReactionError::HeldElsewhere) }
}

/// The position up to which `name` has gone; a version of it that has not run yet begins anew, at 0.
///
/// # Errors
/// [`ReactionError`] if the database does not answer.
pub(crate) async fn begin(connection: &mut PgConnection, name: &str, version: i32) -> Result<i64, ReactionError> {
    let mut tx = connection.begin().await?;
    let known: Option<i64> = sqlx::query_scalar("SELECT checkpoint FROM reactions WHERE name = $1 AND version = $2")
        .bind(name)
        .bind(version)
        .fetch_optional(&mut *tx)
        .await?;
    if let Some(checkpoint) = known {
        return Ok(checkpoint);
    }
    sqlx::query("DELETE FROM reaction_failures WHERE name = $1").bind(name).execute(&mut *tx).await?;
    sqlx::query(
        "INSERT INTO reactions (name, version) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE
            SET version = excluded.version, checkpoint = 0, error = NULL, error_at = NULL, updated_at = clock_timestamp()",
    )
    .bind(name)
    .bind(version)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(0)
}

/// `name` has gone up to `position`; `failures` are the events it could not handle, by position: listed, and its status is red.
///
/// # Errors
/// [`ReactionError`] if the database does not answer.
pub(crate) async fn advance(
    connection: &mut PgConnection,
    name: &str,
    position: i64,
    failures: &[(i64, String)],
) -> Result<(), ReactionError> {
    let mut tx = connection.begin().await?;
    for (at, error) in failures {
        tracing::error!(reaction = name, position = at, error, "an event cannot be handled");
        sqlx::query("INSERT INTO reaction_failures (name, position, error) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(at)
            .bind(error)
            .execute(&mut *tx)
            .await?;
    }
    let first = failures.first();
    sqlx::query(
        "UPDATE reactions SET checkpoint = $2, error = coalesce(error, $3), error_at = coalesce(error_at, $4),
                updated_at = clock_timestamp() WHERE name = $1",
    )
    .bind(name)
    .bind(position)
    .bind(first.map(|failure| failure.1.as_str()))
    .bind(first.map(|failure| failure.0))
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}
