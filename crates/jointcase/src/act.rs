//! What a person does here and now, or states that was done already, as the report that says it.

use anyhow::Result;
use ingest::Arrived;
use kernel::envelope::ReportType;
use kernel::reference::Reference;
use kernel::{DivisionCode, MessageId, OrgId, RecordKey};
use serde_json::{Value, json};

use crate::words::{Saying, unlisted};

/// Who acts on which record.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// For which organisation.
    pub org: &'a OrgId,
    /// Who, as it is recorded.
    pub actor: &'a str,
    /// The kind of record without its agency, such as `transfer`.
    pub record: &'a str,
    /// Its number.
    pub number: &'a RecordKey,
    /// Where it is done; where the organisation is, if not said.
    pub division: Option<&'a DivisionCode>,
    /// Whether it only states that it was done: that is recorded whatever the law says of it.
    pub past: bool,
}

impl Act<'_> {
    /// The report of `action`, on the subject on which the organisation reports.
    ///
    /// # Errors
    /// If the organisation is not listed, or the action has no name of one.
    pub fn says(&self, reference: &Reference, action: &str, data: Value) -> Result<Arrived> {
        let organisation = reference.organisations.get(self.org).ok_or_else(|| unlisted(self.org))?;
        let name = format!("jointcase.{}.{}.{action}.v1", organisation.agency, self.record);
        let report_type: ReportType = name.parse().ok().saying(|| {
            (
                format!("“{action}”不是可办理的事项：请用jointcase actions查看"),
                format!("{action:?} is no action: see them with jointcase actions"),
            )
        })?;
        let now = kernel::time::now().to_rfc3339();
        let root = reference.divisions.root_of(&organisation.division);
        let mut envelope = json!({
            "specversion": "1.0",
            "id": MessageId::derive(self.org, self.number, 1, &format!("{name} {now}")),
            "source": format!("/{}/act", self.org),
            "type": name,
            "subject": self.number,
            "time": now,
            "org": self.org,
            "division": self.division.unwrap_or(&organisation.division),
            "data": data,
        });
        if root.is_some_and(|root| root.simulated) {
            envelope["mark"] = "simulated".into();
        }
        let body = serde_json::to_vec(&envelope)?.into();
        Ok(Arrived { subject: report_type.subject(self.org), body, by: Some(self.actor.to_owned()), act: !self.past })
    }
}
