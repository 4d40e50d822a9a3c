//! Every report type of the roster with the record and command it becomes.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use chrono::NaiveDate;
use event_store::unit::Denied;
use event_store::{Circumstances, PreparedEvent, StoreError, UnitOfWork};
use kernel::{
    Action, Agency, AgencyCode, Asking, Decider, Heading, Host, Kind, Measure, OrgId, RecordId, Refusal, Report, ReportType,
    When, Withdrawal,
};

use crate::chinese;

/// A command that waits for its record.
pub type Run = Box<dyn FnOnce(UnitOfWork, RecordId, Circumstances) -> Running + Send>;
/// The command while it runs.
pub type Running = Pin<Box<dyn Future<Output = Result<Vec<PreparedEvent>, Denied>> + Send>>;

/// A report whose data has been read and found consistent.
pub struct Decoded {
    /// When the fact occurred.
    pub when: When,
    /// The command it becomes.
    pub run: Run,
}

/// What may be done to a record of one kind.
type Ask = fn(UnitOfWork, RecordId, OrgId, AgencyCode, NaiveDate) -> Asked;
/// The answer while it is looked up.
pub type Asked = Pin<Box<dyn Future<Output = Result<Vec<Action>, StoreError>> + Send>>;

type Decode = Box<dyn Fn(&Heading, &str) -> Result<Decoded, Refusal> + Send + Sync>;

/// A report type and the record it is about.
pub struct Entry {
    /// The kind of record.
    pub kind: &'static Kind,
    decode: Decode,
}

impl Entry {
    /// Reads `data` and checks it.
    ///
    /// # Errors
    /// A [`Refusal`] that says which field is wrong and what is expected.
    pub fn decode(&self, heading: &Heading, data: &str) -> Result<Decoded, Refusal> {
        (self.decode)(heading, data)
    }
}

/// All report types by their full name.
#[derive(Default)]
pub struct Registry {
    agency: Option<Agency>,
    entries: HashMap<ReportType, Entry>,
    agencies: Vec<Agency>,
    asks: HashMap<&'static str, Ask>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry").field("types", &self.entries.len()).finish_non_exhaustive()
    }
}

impl Registry {
    /// The roster's report types.
    pub fn of_the_roster() -> Self {
        Self::of(roster::mount_all)
    }

    /// The report types of the agencies that `mount` mounts.
    ///
    /// # Panics
    /// If `mount` declares a report before its agency.
    pub fn of(mount: impl FnOnce(&mut Self)) -> Self {
        let mut registry = Self::default();
        mount(&mut registry);
        registry
    }

    /// The agencies that declare report types.
    pub fn agencies(&self) -> &[Agency] {
        &self.agencies
    }

    /// The entry of `report_type`.
    ///
    /// # Errors
    /// A [`Refusal`]: `unknown-version` where other versions are known, else `unknown-type`.
    pub fn get(&self, report_type: &ReportType) -> Result<&Entry, Refusal> {
        if let Some(entry) = self.entries.get(report_type) {
            return Ok(entry);
        }
        let versions = (1..=32).map(|version| ReportType { version, ..report_type.clone() });
        let known: Vec<String> = versions.filter(|one| self.entries.contains_key(one)).map(|one| one.to_string()).collect();
        if known.is_empty() {
            return Err(Refusal::new(
                "unknown-type",
                format!("报送类型“{report_type}”不存在，请核对类型名称"),
                format!("there is no report type {report_type}: check its name"),
            ));
        }
        Err(Refusal::new(
            "unknown-version",
            format!("报送类型“{report_type}”的版本不受支持，可用：{}", known.join("、")),
            format!("this version of {report_type} is not supported; use {}", known.join(", ")),
        ))
    }

    /// Checks a report's data without a record: for importers and forms.
    ///
    /// # Errors
    /// A [`Refusal`] that says which field is wrong and what is expected.
    pub fn check(&self, report_type: &ReportType, heading: &Heading, data: &str) -> Result<(), Refusal> {
        self.get(report_type)?.decode(heading, data).map(drop)
    }

    /// What `org` of `agency` may lawfully do to a record of `kind` on the local day `on`; nothing for a kind that nobody declares.
    pub(crate) fn actions(
        &self,
        unit: UnitOfWork,
        kind: &str,
        record: RecordId,
        org: OrgId,
        agency: AgencyCode,
        on: NaiveDate,
    ) -> Asked {
        match self.asks.get(kind) {
            Some(ask) => ask(unit, record, org, agency, on),
            None => Box::pin(std::future::ready(Ok(Vec::new()))),
        }
    }

    /// # Panics
    /// If no agency was declared: a report that nobody's is would be refused as unknown for ever, and its agency never hear why.
    fn add(&mut self, kind: &'static Kind, report: &str, version: u16, decode: Decode) {
        let Some(agency) = self.agency.map(|agency| agency.code()) else {
            panic!("{report}.v{version} is declared before its agency: call Host::agency first in mount (请先在mount中声明机关)")
        };
        self.entries.insert(ReportType { agency, kind: report.to_owned(), version }, Entry { kind, decode });
    }
}

fn read<T: serde::de::DeserializeOwned>(data: &str) -> Result<T, Refusal> {
    serde_json::from_str(data).map_err(|error| {
        // An error quotes the value it stumbles over; a person's must not get into a sentence that is kept and shown.
        if data.contains("\"personal\"") {
            let (line, column) = (error.line(), error.column());
            return Refusal::new(
                "wrong-data",
                format!("报送内容（data）第{line}行第{column}列有误。个人信息（personal）须为姓名name及可选的id_number、phone、address，均为文本"),
                format!(
                    "the data of the report is wrong at line {line} column {column}. A person (personal) has a name and, optionally, \
                     id_number, phone and address, all of them text"
                ),
            );
        }
        Refusal::new(
            "wrong-data",
            format!("报送内容（data）有误：{}。请对照该类型的字段说明修改后重新报送", chinese::sentence(&error)),
            format!("the data of the report is wrong: {error}. Correct it by the schema of its type and send it again"),
        )
    })
}

fn command<D: Decider>(command: D::Command) -> Run {
    Box::new(move |unit, record, circumstances| Box::pin(async move { unit.run::<D>(record, command, &circumstances).await }))
}

impl Host for Registry {
    fn agency(&mut self, agency: Agency) {
        self.agency = Some(agency);
        self.agencies.push(agency);
    }

    fn record<D: Decider>(&mut self) {
        self.asks.insert(D::KIND.code, |unit, record, org, agency, on| {
            Box::pin(async move { Ok(unit.state::<D>(record).await?.actions(Asking { org: &org, agency: &agency, on })) })
        });
    }

    fn report<R: Report, D: Decider>(&mut self, into: fn(&Heading, R) -> D::Command) {
        self.add(
            &D::KIND,
            R::TYPE,
            R::VERSION,
            Box::new(move |heading, data| {
                let report: R = read(data)?;
                report.check()?;
                Ok(Decoded { when: report.when(), run: command::<D>(into(heading, report)) })
            }),
        );
    }

    fn withdrawal<D: Decider>(&mut self, into: fn(&Heading, Withdrawal) -> D::Command) {
        let report = format!("{}.withdrawn", D::KIND.short());
        self.add(
            &D::KIND,
            &report,
            1,
            Box::new(move |heading, data| {
                let withdrawal: Withdrawal = read(data)?;
                Ok(Decoded { when: withdrawal.on.clone(), run: command::<D>(into(heading, withdrawal)) })
            }),
        );
    }

    fn measures(&mut self, _: &'static [Measure]) {}

    fn outcomes(&mut self, _: &'static [(&'static str, &'static str, &'static str)]) {}
}
