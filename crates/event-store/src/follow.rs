//! Following the history on: who follows how far ([`Ledger`]), one at a time, resuming after any stop.

use std::time::Duration;

use sqlx::postgres::PgListener;
use sqlx::{Connection, PgConnection, PgPool};
use tokio_util::sync::CancellationToken;

use crate::StoreError;

/// How long to wait for a wake-up before looking anyway.
const POLL: Duration = Duration::from_secs(1);
/// How long a stretch gathers: what follows from the history is in no hurry, and each look costs the same however little there is.
const GATHER: Duration = Duration::from_millis(50);

/// Where followers of one sort keep how far they are and which events they could not handle.
#[derive(Clone, Copy, Debug)]
pub struct Ledger {
    table: &'static str,
    failures: &'static str,
    /// The first key of the advisory locks that they hold, one for each name.
    lease: i32,
}

impl Ledger {
    /// Rules from what is recorded to further reports.
    pub const REACTIONS: Self = Self { table: "reactions", failures: "reaction_failures", lease: 0x6a6f_7265 };
    /// Notices out.
    pub const RELAYS: Self = Self { table: "relays", failures: "relay_failures", lease: 0x6a6f_726c };

    /// A connection that holds the lease of the follower `name`: both end together. `None` while another process has it.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn lease(self, pool: &PgPool, name: &str) -> Result<Option<PgConnection>, StoreError> {
        let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
        let held: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1, hashtext($2))")
            .bind(self.lease)
            .bind(name)
            .fetch_one(&mut connection)
            .await?;
        Ok(held.then_some(connection))
    }

    /// The position up to which `name` has gone; a version of it that has not run yet begins anew, at 0.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn begin(self, connection: &mut PgConnection, name: &str, version: i32) -> Result<i64, StoreError> {
        let Self { table, failures, .. } = self;
        let mut tx = connection.begin().await?;
        let known: Option<i64> = sqlx::query_scalar(&format!("SELECT checkpoint FROM {table} WHERE name = $1 AND version = $2"))
            .bind(name)
            .bind(version)
            .fetch_optional(&mut *tx)
            .await?;
        if let Some(checkpoint) = known {
            return Ok(checkpoint);
        }
        sqlx::query(&format!("DELETE FROM {failures} WHERE name = $1")).bind(name).execute(&mut *tx).await?;
        sqlx::query(&format!(
            "INSERT INTO {table} (name, version) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE
                SET version = excluded.version, checkpoint = 0, error = NULL, error_at = NULL, updated_at = clock_timestamp()"
        ))
        .bind(name)
        .bind(version)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(0)
    }

    /// `name` has gone up to `position`; `failed` are the events it could not handle, by position: listed, and its status is red.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    pub async fn advance(
        self,
        connection: &mut PgConnection,
        name: &str,
        position: i64,
        failed: &[(i64, String)],
    ) -> Result<(), StoreError> {
        let Self { table, failures, .. } = self;
        let mut tx = connection.begin().await?;
        for (at, error) in failed {
            tracing::error!(follower = name, position = at, error, "an event cannot be handled");
            sqlx::query(&format!("INSERT INTO {failures} (name, position, error) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"))
                .bind(name)
                .bind(at)
                .bind(error)
                .execute(&mut *tx)
                .await?;
        }
        let first = failed.first();
        sqlx::query(&format!(
            "UPDATE {table} SET checkpoint = $2, error = coalesce(error, $3), error_at = coalesce(error_at, $4),
                    updated_at = clock_timestamp() WHERE name = $1"
        ))
        .bind(name)
        .bind(position)
        .bind(first.map(|failure| failure.1.as_str()))
        .bind(first.map(|failure| failure.0))
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    }
}

/// Begins `session` anew until told to stop: at once after its regular end, a second later while another process has the lease
/// (`held_elsewhere`), else after a while.
pub async fn keep_trying<E, F, S>(stop: &CancellationToken, held_elsewhere: fn(&E) -> bool, mut session: F)
where
    E: std::error::Error + 'static,
    F: FnMut() -> S,
    S: Future<Output = Result<(), E>>,
{
    let mut pause = Duration::from_millis(200);
    while !stop.is_cancelled() {
        match session().await {
            Ok(()) => pause = Duration::from_millis(200),
            Err(error) if held_elsewhere(&error) => pause = Duration::from_secs(1),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "what follows the history is behind; trying again");
                pause = (pause * 2).min(Duration::from_secs(5));
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Waits until `listener` is woken, or a second; then a moment longer, so that what comes in quick succession is one stretch.
///
/// # Errors
/// [`StoreError`] if its connection is lost.
pub async fn wait(listener: &mut PgListener, stop: &CancellationToken) -> Result<(), StoreError> {
    tokio::select! {
        notified = listener.recv() => drop(notified?),
        () = tokio::time::sleep(POLL) => {}
        () = stop.cancelled() => {}
    }
    tokio::select! {
        () = tokio::time::sleep(GATHER) => {}
        () = stop.cancelled() => {}
    }
    // One look serves all wake-ups that have arrived meanwhile.
    while listener.next_buffered().is_some() {}
    Ok(())
}
