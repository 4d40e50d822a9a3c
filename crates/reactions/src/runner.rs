//! Follows the feed as far as the read tables have got, and says what follows: in order, one runner at a time, resuming after any stop.

use std::collections::{BTreeSet, HashMap, HashSet};
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
use crate::suspicion::{self, Follows, Kin, NAME, VERSION};
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
        let events = feed::tagged(&self.pool, checkpoint, until, &tags).await?;
        let mut work = self.work(&events, memory).await?;
        let said = say(&self.door, work.reports).await?;
        memory.until = memory.until.max(said.until);
        work.failures.extend(said.refused.into_iter().map(|(place, reason)| (work.causes[place], reason)));
        work.failures.sort_unstable();
        Ledger::REACTIONS.advance(connection, NAME, until, &work.failures).await?;
        Ok(until < projected)
    }

    /// What follows from `events`. The past of their records is read for all of them at once, and so is where these belong.
    async fn work(&self, events: &[StoredEvent], memory: &mut Memory) -> Result<Work, ReactionError> {
        let mut work = Work::default();
        let mut asked = Vec::new();
        for event in events.iter().filter(|event| self.may_have_consequences(event)) {
            match event.record() {
                Ok(record) => asked.push((event, record)),
                Err(error) => work.failures.push((event.position, error.to_string())),
            }
        }
        let pasts: Vec<(RecordId, i64)> = asked.iter().map(|(event, record)| (*record, event.sequence)).collect();
        let pasts = feed::pasts(&self.pool, &pasts).await?;
        let mut heard: Vec<(Heard<'_>, Vec<Kin>)> = Vec::with_capacity(asked.len());
        for ((event, _), past) in asked.into_iter().zip(&pasts) {
            match Heard::of(event, past, &self.vocabulary) {
                Ok(one) => {
                    let kin = suspicion::kin(&one, &self.vocabulary);
                    heard.push((one, kin));
                }
                Err(reason) => work.failures.push((event.position, reason)),
            }
        }
        let records = heard.iter().flat_map(|(one, kin)| std::iter::once(one.record).chain(kin.iter().map(|kin| kin.record)));
        let records: BTreeSet<RecordId> = records.collect();
        let mut known = lookup::belongings(&self.pool, &records.iter().copied().collect::<Vec<_>>()).await?;
        for (one, kin) in &heard {
            // What an event before it led to is not in the read tables yet.
            for record in std::iter::once(one.record).chain(kin.iter().map(|kin| kin.record)) {
                known.entry(record).or_default().matters.extend(memory.joined.get(&record));
            }
            let follows = suspicion::follow(one, kin, &known, self.door.reference());
            self.note(one.event.position, follows, memory, &mut work);
        }
        Ok(work)
    }

    /// Most events with a tag that may have consequences have none: they need no look at the past.
    fn may_have_consequences(&self, event: &StoredEvent) -> bool {
        let told = self.vocabulary.hear(&event.aggregate_type, &event.event_type, &event.event_version, event.payload.get());
        let followed = |says: &Says| matches!(says, Says::Legal(fact) if LegalFact::FOLLOWED.contains(fact));
        !matches!(&told, Some(Ok(telling)) if !telling.says.iter().any(followed))
    }

    fn note(&self, position: i64, follows: Result<Follows, String>, memory: &mut Memory, work: &mut Work) {
        match follows {
            Ok(Follows::Nothing) => {}
            Ok(Follows::NoOffice(division)) => {
                if memory.without_office.insert(division.clone()) {
                    tracing::info!(%division, "no joint office is responsible here: suspected crimes open no matter");
                }
            }
            Ok(Follows::Reports(sayings, joined)) => {
                memory.joined.extend(joined);
                work.causes.extend(sayings.iter().map(|_| position));
                work.reports.extend(sayings.iter().map(|saying| saying.arrived(self.door.reference())));
            }
            Err(reason) => work.failures.push((position, reason)),
        }
    }
}

/// Listens for the read tables.
async fn listen(pool: &PgPool) -> Result<PgListener, ReactionError> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(projections::CHANNEL).await?;
    Ok(listener)
}
