//! The 2016 account as reports: counts, windows and printed names as it states them, "not stated" where it does not.

use chrono::{DateTime, FixedOffset, NaiveDate};
use joint_office::{Level, Place, campaign, joint_action, meeting, office};
use kernel::envelope::Mark;
use kernel::{AgencyCode, DivisionCode, Envelope, MessageId, OrgId, Quantity, RecordKey, Report, ReportType, When};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The account's figures with their quotations.
const ACCOUNT: &str = include_str!("../data/account-2016.toml");
/// Jining: the account names no county.
const DIVISION: &str = "370800000000";

/// Why the fixture cannot be made: a mistake in the program's own data.
#[derive(Debug, thiserror::Error)]
pub enum FixtureError {
    /// The table does not have the shape it should.
    #[error("account-2016.toml cannot be read")]
    Table(#[from] toml::de::Error),
    /// A name that is none.
    #[error(transparent)]
    Id(#[from] kernel::id::InvalidId),
    /// A report type that is none.
    #[error(transparent)]
    Type(#[from] kernel::envelope::InvalidReportType),
    /// A report that cannot be written.
    #[error("a report cannot be written")]
    Write(#[from] serde_json::Error),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    last: NaiveDate,
    stated: DateTime<FixedOffset>,
    set_up: NaiveDate,
    year: NaiveDate,
    row: Vec<Row>,
}

/// `count` reports of one sentence.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    measure: String,
    quotation: String,
    org: OrgId,
    report: Kind,
    window: Window,
    number: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    themes: Vec<String>,
    remark: Option<String>,
    #[serde(default = "from_one")]
    first: u32,
    count: u32,
}

const fn from_one() -> u32 {
    1
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Meeting,
    JointAction,
    Office,
    SpecialCampaign,
    ClusterCampaign,
    PlaceGoverned,
    AndMorePlacesGoverned,
    ProblemFound,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Window {
    SetUp,
    Year,
}

/// The reports of the account, always the same, in a fixed order; all are marked as reconstructed.
///
/// # Errors
/// [`FixtureError`] if the table that ships with the program is wrong; a test reads it.
pub fn fixture_2016() -> Result<Vec<Envelope>, FixtureError> {
    let account: Account = toml::from_str(ACCOUNT)?;
    let mut reports = Vec::new();
    for row in &account.row {
        for n in row.first..row.first + row.count {
            reports.push(row.report(&account, n)?);
        }
    }
    Ok(reports)
}

/// The rows of the account in the order of their reports: measure, sentence, and how many reports it makes.
///
/// # Errors
/// As [`fixture_2016`].
pub fn quotations_2016() -> Result<Vec<(String, String, u32)>, FixtureError> {
    let account: Account = toml::from_str(ACCOUNT)?;
    Ok(account.row.into_iter().map(|row| (row.measure, row.quotation, row.count)).collect())
}

impl Account {
    fn window(&self, window: Window) -> When {
        match window {
            Window::SetUp => When::Between(self.set_up, self.last),
            Window::Year => When::Between(self.year, self.last),
        }
    }
}

impl Row {
    fn report(&self, account: &Account, n: u32) -> Result<Envelope, FixtureError> {
        let on = account.window(self.window);
        let name = self.name.clone();
        match self.report {
            Kind::Meeting => {
                let (level, chair) = (None, None);
                let (participants, topics, decisions) = (Vec::new(), Vec::new(), Vec::new());
                let data = meeting::Held { on, title: Some(name), level, chair, participants, topics, decisions };
                self.envelope(account, n, &data)
            }
            Kind::JointAction => {
                let (lead, campaign, matter) = (None, None, None);
                let (participants, sites) = (Vec::new(), Vec::new());
                let data = joint_action::Held { on, title: Some(name), lead, participants, sites, campaign, matter };
                self.envelope(account, n, &data)
            }
            Kind::Office => {
                let agencies = ["police", "food-drug", "environment"].map(AgencyCode::new);
                let agencies = agencies.into_iter().collect::<Result<_, _>>()?;
                // Rules and assessment exist; their titles and intervals are not stated.
                let (rules, assessment) = (Some("有（文件名称未载明）".to_owned()), Some("定期考核（周期未载明）".to_owned()));
                self.envelope(account, n, &office::Opened { on, name, agencies, rules, assessment })
            }
            Kind::SpecialCampaign => self.launched(account, n, on, campaign::CampaignKind::Special, None),
            Kind::ClusterCampaign => self.launched(account, n, on, campaign::CampaignKind::Cluster, Some(Level::Nation)),
            Kind::PlaceGoverned => {
                let place = Place { label: n.to_string(), premises: None, quantity: Quantity::count(1) };
                self.envelope(account, n, &campaign::PlaceGoverned { on, place, remark: self.remark.clone() })
            }
            Kind::AndMorePlacesGoverned => {
                let place = Place { label: n.to_string(), premises: None, quantity: Quantity::at_least(0) };
                self.envelope(account, n, &campaign::PlaceGoverned { on, place, remark: self.remark.clone() })
            }
            Kind::ProblemFound => {
                let place = Place { label: n.to_string(), premises: None, quantity: Quantity::count(1) };
                let data = campaign::ProblemFound { on, place, problem: self.remark.clone(), corrected: Some(true) };
                self.envelope(account, n, &data)
            }
        }
    }

    fn launched(
        &self,
        account: &Account,
        n: u32,
        on: When,
        kind: campaign::CampaignKind,
        level: Option<Level>,
    ) -> Result<Envelope, FixtureError> {
        let (name, themes) = (self.name.clone(), self.themes.clone());
        let data = campaign::Launched { on, name, kind, level, until: None, themes, originator: None, approved_by: None };
        self.envelope(account, n, &data)
    }

    fn envelope<R: Report>(&self, account: &Account, n: u32, data: &R) -> Result<Envelope, FixtureError> {
        let report_type = format!("jointcase.joint-office.{}.v{}", R::TYPE, R::VERSION);
        let data = serde_json::value::to_raw_value(data)?;
        let content = hex::encode(Sha256::digest(format!("{report_type}\n{}", data.get())));
        let subject = RecordKey::new(self.number.replace("{n}", &format!("{n:02}")))?;
        Ok(Envelope {
            specversion: "1.0".into(),
            id: MessageId::derive(&self.org, &subject, 1, &content),
            source: format!("/{}/account-2016", self.org),
            report_type: report_type.parse::<ReportType>()?,
            subject,
            time: account.stated,
            datacontenttype: Some("application/json".into()),
            dataschema: None,
            org: self.org.clone(),
            division: DivisionCode::new(DIVISION)?,
            corrects: None,
            mark: Some(Mark::Reconstructed),
            ordinal: None,
            traceparent: None,
            data,
        })
    }
}
