//! What is appended: visits of inspectors, one new record each, with a payload of about 400 bytes.

use std::collections::BTreeMap;

use anyhow::{Context, anyhow};
use event_store::unit::Denied;
use event_store::{Circumstances, InboxRow, Unit, UnitOfWork};
use food_drug::inspection::{Command, Inspection, Visited};
use kernel::{AgencyCode, Decider, DivisionCode, MessageId, OrgId, RecordId, RecordKey, Told};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

const VISITED: &str = r#"{"on":"2016-08-01T10:00:00+08:00","premises":{"name":"Example Restaurant","licence":"JY23708110000001"},
    "visit_type":"routine","findings":[{"code":"4.2","text":"cold storage above limit","corrected_on_site":true}],
    "outcome":"basic-pass","inspectors":2}"#;

/// Makes reports; each has an id, and so a record, of its own.
#[derive(Clone)]
pub struct Reports {
    visited: Visited,
    org: OrgId,
    agency: AgencyCode,
    division: DivisionCode,
}

/// A report that has been read and waits to be decided.
pub struct Waiting {
    record: RecordId,
    command: Command,
    circumstances: Circumstances,
    row: InboxRow,
}

impl Reports {
    /// Reads the pattern of all reports.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            visited: serde_json::from_str(VISITED).context("the pattern of a report")?,
            org: OrgId::new("jn-food-drug")?,
            agency: AgencyCode::new("food-drug")?,
            division: DivisionCode::new("370811000000")?,
        })
    }

    /// A new report's id, record and command.
    pub fn command(&self) -> anyhow::Result<(MessageId, RecordId, Command)> {
        let message = MessageId(Uuid::new_v4());
        let record = RecordId::own(&self.org, Inspection::KIND.code, &RecordKey::new(message.to_string())?);
        let stated = self.visited.on.first_day().and_time(chrono::NaiveTime::MIN).and_utc();
        let told = Told { message, corrects: None, when: self.visited.on.clone(), stated, act: false };
        Ok((message, record, Command::Visit(told, self.visited.clone())))
    }

    /// A new report with everything that is appended beside its events.
    pub fn next(&self) -> anyhow::Result<Waiting> {
        let (message, record, command) = self.command()?;
        let report = format!(
            r#"{{"specversion":"1.0","id":"{message}","source":"/jn-food-drug/bench","type":"jointcase.food-drug.inspection.visited.v1",
"subject":"{message}","time":"2016-08-01T17:30:00+08:00","org":"jn-food-drug","division":"370811000000","data":{VISITED}}}"#
        );
        let circumstances = Circumstances {
            agency: self.agency.clone(),
            org: self.org.clone(),
            division: self.division.clone(),
            root: DivisionCode::new("370800000000")?,
            occurred: self.visited.on.span(chrono_tz::UTC),
            message: Some(message),
            metadata: self.metadata(message),
        };
        let hash = Sha256::digest(&report).into();
        let row =
            InboxRow::new(self.org.clone(), message, hash, "jointcase.food-drug.inspection.visited.v1".into(), record, report);
        Ok(Waiting { record, command, circumstances, row })
    }

    /// The metadata of one report's events.
    pub fn metadata(&self, message: MessageId) -> BTreeMap<String, String> {
        BTreeMap::from([
            ("number".to_owned(), message.to_string()),
            ("report".to_owned(), "jointcase.food-drug.inspection.visited.v1".to_owned()),
            ("actor".to_owned(), format!("org:{}", self.org)),
        ])
    }

    /// Makes, loads and decides `count` reports as one batch.
    pub async fn decide(&self, pool: &PgPool, count: usize) -> anyhow::Result<Vec<Unit>> {
        let waiting = (0..count).map(|_| self.next()).collect::<anyhow::Result<Vec<_>>>()?;
        let records: Vec<RecordId> = waiting.iter().map(|one| one.record).collect();
        let work = UnitOfWork::load(pool, &records).await?;
        let mut units = Vec::with_capacity(count);
        for one in waiting {
            let decided = work.run::<Inspection>(one.record, one.command, &one.circumstances).await;
            let events = decided.map_err(|denied| match denied {
                Denied::Rejected(refusal) => anyhow!("{refusal}"),
                Denied::Failed(error) => error.into(),
            })?;
            units.push(Unit { events, inbox: Some(one.row) });
        }
        Ok(units)
    }
}
