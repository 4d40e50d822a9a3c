//! Turns the passing of an instant into an alert: each warning of each clock once, also after days of downtime, by one ticker at a time.
//!
//! It asks only when the read tables have everything that was recorded a tick ago, so that a backlog being taken in warns of nothing that
//! its next report closes, and a steady flow keeps no warning back. What was over before it was recorded waits until nothing has been recorded for a while. An alert starts no clock.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use event_store::Ledger;
use event_store::follow::keep_trying;
use ingest::{Arrived, Door};
use kernel::law::Law;
use projections::read::{self, DueAlert};
use sqlx::{Connection, PgConnection, PgPool};
use tokio_util::sync::CancellationToken;

use crate::alert::{self, NAME, VERSION};
use crate::{ReactionError, say};

/// How often it looks, and how soon again while there is more.
const TICK: Duration = Duration::from_secs(1);
const SOON: Duration = Duration::from_millis(100);
/// Most alerts of one tick.
const PAGE: i64 = 100;
/// For so long nothing must have been recorded before alerts of what was over already are raised.
const QUIET: Duration = Duration::from_secs(3);

/// The ticker of this process.
pub struct Ticker {
    door: Door,
    pool: PgPool,
    law: Arc<Law>,
    stop: CancellationToken,
}

/// One ticker's turn: it holds the lease.
pub struct Turn {
    connection: PgConnection,
    checkpoint: i64,
    /// Where the history stood a tick ago.
    head: i64,
    /// Where the last alert that it raised stands.
    raised: i64,
    /// Keys of clocks whose alert cannot be raised: listed once, not tried again in this turn.
    given_up: HashSet<String>,
}

impl Ticker {
    /// Over a pool of role `react`; `stop` ends [`Ticker::run`].
    pub fn new(door: Door, pool: PgPool, law: Arc<Law>, stop: CancellationToken) -> Self {
        Self { door, pool, law, stop }
    }

    /// Works until told to stop: takes the lease (waiting while another process has it), ticks once a second.
    pub async fn run(self) {
        keep_trying(&self.stop, ReactionError::held_elsewhere, || self.session()).await;
    }

    async fn session(&self) -> Result<(), ReactionError> {
        let mut turn = self.begin().await?;
        while !self.stop.is_cancelled() {
            let raised = self.tick(&mut turn, kernel::time::now()).await?;
            tokio::select! {
                () = tokio::time::sleep(if raised > 0 { SOON } else { TICK }) => {}
                () = self.stop.cancelled() => {}
            }
        }
        Ok(turn.connection.close().await?)
    }

    /// Takes the lease.
    ///
    /// # Errors
    /// [`ReactionError::HeldElsewhere`] while another ticker of this database has it.
    pub async fn begin(&self) -> Result<Turn, ReactionError> {
        let ledger = Ledger::REACTIONS;
        let mut connection = ledger.lease(&self.pool, NAME).await?.ok_or(ReactionError::HeldElsewhere)?;
        let checkpoint = ledger.begin(&mut connection, NAME, VERSION).await?;
        Ok(Turn { connection, checkpoint, head: i64::MAX, raised: 0, given_up: HashSet::new() })
    }

    /// Raises what is due at `now`, a page of it, and returns how many alerts that were; nothing while the read tables are behind.
    ///
    /// # Errors
    /// [`ReactionError`]: trying again is harmless.
    pub async fn tick(&self, turn: &mut Turn, now: DateTime<Utc>) -> Result<usize, ReactionError> {
        let (head, recorded) = read::head(&self.pool).await?;
        let projected = read::checkpoint(&self.pool).await?;
        // Nor before it has what this ticker raised last, or it would be raised again.
        if projected < head.min(std::mem::replace(&mut turn.head, head)).max(turn.raised) {
            return Ok(0);
        }
        let mut due = read::due_alerts(&self.pool, now, false, PAGE).await?;
        let quiet = head == turn.raised || recorded.is_none_or(|at| (now - at).to_std().is_ok_and(|quiet| quiet >= QUIET));
        if due.is_empty() && quiet {
            due = read::due_alerts(&self.pool, now, true, PAGE).await?;
        }
        let raised = self.raise(turn, &due).await?;
        if turn.checkpoint != head {
            Ledger::REACTIONS.advance(&mut turn.connection, NAME, head, &[]).await?;
            turn.checkpoint = head;
        }
        Ok(raised)
    }

    async fn raise(&self, turn: &mut Turn, due: &[DueAlert]) -> Result<usize, ReactionError> {
        let (mut reports, mut causes, mut failures) = (Vec::<Arrived>::new(), Vec::<&DueAlert>::new(), Vec::new());
        for one in alert::once(due).into_iter().filter(|one| !turn.given_up.contains(&one.key)) {
            match alert::alert(one, &self.law, self.door.reference()) {
                Ok(saying) => {
                    causes.push(one);
                    reports.push(saying.arrived(self.door.reference()));
                }
                Err(reason) => failures.push((one, reason)),
            }
        }
        let raised = reports.len();
        let said = say(&self.door, reports).await?;
        turn.raised = turn.raised.max(said.until);
        failures.extend(said.refused.into_iter().map(|(place, reason)| (causes[place], reason)));
        if !failures.is_empty() {
            turn.given_up.extend(failures.iter().map(|(one, _)| one.key.clone()));
            let listed: Vec<(i64, String)> = failures.into_iter().map(|(one, reason)| (one.known_at, reason)).collect();
            Ledger::REACTIONS.advance(&mut turn.connection, NAME, turn.checkpoint, &listed).await?;
        }
        Ok(raised)
    }
}
