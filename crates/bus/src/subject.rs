//! Subjects and who may use them. Reports go to `report.<agency>.<org>.<kind>` ([`kernel::ReportType::subject`]).

use kernel::{AgencyCode, OrgId};

/// The header that carries the message id, so that a report which cannot be decoded still gets its receipt.
pub const MESSAGE_HEADER: &str = "Jointcase-Message";

/// Where an organisation reads its receipts.
pub fn receipt_subject(org: &OrgId) -> String {
    format!("receipt.{org}")
}

/// Where an organisation reads its notices.
pub fn notice_subject(org: &OrgId) -> String {
    format!("notice.{org}")
}

/// All reports of an agency: what its stream holds.
pub fn report_subjects(agency: &AgencyCode) -> String {
    format!("report.{agency}.>")
}

/// Under which answers to an organisation arrive; the service has `_INBOX`.
pub fn inbox_prefix(org: Option<&OrgId>) -> String {
    org.map_or_else(|| "_INBOX".to_owned(), |org| format!("_INBOX.{org}"))
}

/// What a user may do; an empty list allows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permissions {
    /// Subjects to publish on.
    pub publish: Vec<String>,
    /// Subjects to subscribe to.
    pub subscribe: Vec<String>,
}

/// An organisation publishes its own reports, and reads its own answers, receipts and notices.
///
/// The agency is left open: any organisation may state its part of a joint action, and ingest judges what is its business.
pub fn permissions_for_org(org: &OrgId) -> Permissions {
    Permissions {
        publish: vec![format!("report.*.{org}.>")],
        subscribe: vec![
            format!("{}.>", inbox_prefix(Some(org))),
            receipt_subject(org),
            notice_subject(org),
            format!("{}.>", notice_subject(org)),
        ],
    }
}

/// The service does everything, `$JS.ACK.>` included, which servers from 2.15 on ask for.
pub fn permissions_for_service() -> Permissions {
    Permissions { publish: vec![">".into()], subscribe: vec![">".into()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_is_allowed_its_own_subjects_only() {
        let own = OrgId::new("jn-police").unwrap();
        let all = permissions_for_org(&own);
        assert!(all.publish.iter().chain(&all.subscribe).all(|subject| subject.split('.').any(|token| token == "jn-police")));
        let report: kernel::ReportType = "jointcase.police.case.accepted.v1".parse().unwrap();
        assert_eq!(all.publish, ["report.*.jn-police.>"]);
        assert_eq!(report.subject(&own), "report.police.jn-police.case.accepted");
    }
}
