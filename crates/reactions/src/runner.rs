//! Follows the feed as far as the read tables have got, and says what follows: in order, one runner at a time, resuming after any stop.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use event_store::follow::{keep_trying, wait};
use event_store::{Ledger, StoredEvent, feed};
use ingest::{Arrived, Door};
use kernel::{DivisionCode, LegalFact, RecordId, Says};
use projections::{Vocabulary, read};
use sqlx::postgres::PgListener;
use sqlx::{Connection, PgConnection, PgPool};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::heard::Heard;
use crate::suspicion::{self, Follows, NAME, VERSION};
use crate::{ReactionError, lookup, say};

/// Most positions that are looked through at once; only events that may have consequences are read.
const WINDOW: i64 = 20_000;

/// The runner of the rule in this process.
pub struct Runner {
    door: Door,
    pool: PgPool,
    vocabulary: Arc<Vocabulary>,
    stop: CancellationToken,
}

/// What was said and is not in the read tables yet, and places without a joint office that have been named in the log.
#[derive(Default)]
struct Memory {
    /// Where the history ended when this session began: an earlier one may have said something up to there.
    began: i64,
    joined: HashMap<RecordId, Uuid>,
    until: i64,
    without_office: HashSet<DivisionCode>,
}

/// What follows from a stretch of the history.
#[derive(Default)]
struct Work {
    reports: Vec<Arrived>,
    /// Of each report, the position of its cause.
    causes: Vec<i64>,
    failures: Vec<(i64, String)>,
}

impl Runner {
    /// Over a pool of role `react`; `stop` ends [`Runner::run`].
    pub fn new(door: Door, pool: PgPool, vocabulary: Arc<Vocabulary>, stop: CancellationToken) -> Self {
        Self { door, pool, vocabulary, stop }
    }

    /// Works until told to stop: takes the lease (waiting while another process has it), follows the feed.
    pub async fn run(self) {
        keep_trying(&self.stop, ReactionError::held_elsewhere, || self.session()).await;
    }

    async fn session(&self) -> Result<(), ReactionError> {
        let mut connection = Ledger::REACTIONS.lease(&self.pool, NAME).await?.ok_or(ReactionError::HeldElsewhere)?;
        let mut listener = listen(&self.pool).await?;
        let mut memory = Memory { began: feed::head(&self.pool).await?.position, ..Memory::default() };
        while !self.stop.is_cancelled() {
            if !self.step(&mut connection, &mut memory).await? {
                wait(&mut listener, &self.stop).await?;
            }
        }
        Ok(connection.close().await?)
    }

    /// Goes through the next stretch of the history; says whether there is more.
    ///
    /// What is said comes first, the checkpoint second: stopped between the two, it says the same again, and the inbox knows it.
    async fn step(&self, connection: &mut PgConnection, memory: &mut Memory) -> Result<bool, ReactionError> {
        let checkpoint = Ledger::REACTIONS.begin(connection, NAME, VERSION).await?;
        // The read tables say where records belong: no event is judged before they have it.
        let projected = read::checkpoint(&self.pool).await?;
        if projected <= checkpoint || projected < memory.began {
            return Ok(false);
        }
        if projected >= memory.until {
            memory.joined.clear();
        }
        let until = projected.min(checkpoint + WINDOW);
        let tags: Vec<&str> = self.vocabulary.followed().iter().flat_map(|(_, tags)| tags.iter().copied()).collect();
        let mut work = Work::default();
        for event in feed::tagged(&self.pool, checkpoint, until, &tags).await? {
            self.judge(&event, memory, &mut work).await?;
        }
        let said = say(&self.door, work.reports).await?;
        memory.until = memory.until.max(said.until);
        work.failures.extend(said.refused.into_iter().map(|(place, reason)| (work.causes[place], reason)));
        Ledger::REACTIONS.advance(connection, NAME, until, &work.failures).await?;
        Ok(until < projected)
    }

    async fn judge(&self, event: &StoredEvent, memory: &mut Memory, work: &mut Work) -> Result<(), ReactionError> {
        match self.follows(event, memory).await? {
            Ok(Follows::Nothing) => {}
            Ok(Follows::NoOffice(division)) => {
                if memory.without_office.insert(division.clone()) {
                    tracing::info!(%division, "no joint office is responsible here: suspected crimes open no matter");
                }
            }
            Ok(Follows::Reports(sayings, joined)) => {
                memory.joined.extend(joined);
                work.causes.extend(sayings.iter().map(|_| event.position));
                work.reports.extend(sayings.iter().map(|saying| saying.arrived(self.door.reference())));
            }
            Err(reason) => work.failures.push((event.position, reason)),
        }
        Ok(())
    }

    /// What follows from `event`; within, a sentence that says why it cannot be handled.
    async fn follows(&self, event: &StoredEvent, memory: &Memory) -> Result<Result<Follows, String>, ReactionError> {
        let Ok(record) = event.record() else { return Ok(Err(format!("{:?} is not a record id", event.aggregate_id))) };
        // Most events with a tag that may have consequences have none: they need no look at the past.
        let told = self.vocabulary.hear(&event.aggregate_type, &event.event_type, &event.event_version, event.payload.get());
        let followed = |says: &Says| matches!(says, Says::Legal(fact) if LegalFact::FOLLOWED.contains(fact));
        if matches!(&told, Some(Ok(telling)) if !telling.says.iter().any(followed)) {
            return Ok(Ok(Follows::Nothing));
        }
        let past = feed::past(&self.pool, record, event.sequence).await?;
        let heard = match Heard::of(event, &past, &self.vocabulary) {
            Ok(heard) => heard,
            Err(reason) => return Ok(Err(reason)),
        };
        let kin = suspicion::kin(&heard, &self.vocabulary);
        let asked: Vec<RecordId> = std::iter::once(record).chain(kin.iter().map(|kin| kin.record)).collect();
        let mut known = lookup::belongings(&self.pool, &asked).await?;
        for (record, matter) in asked.iter().filter_map(|record| Some((record, memory.joined.get(record)?))) {
            known.entry(*record).or_default().matters.insert(*matter);
        }
        Ok(suspicion::follow(&heard, &kin, &known, self.door.reference()))
    }
}

/// Listens for the read tables.
async fn listen(pool: &PgPool) -> Result<PgListener, ReactionError> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(projections::CHANNEL).await?;
    Ok(listener)
}
