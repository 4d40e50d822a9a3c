//! Subjects and who may use them. Reports go to `report.<agency>.<org>.<kind>` ([`kernel::ReportType::subject`]).

use kernel::{AgencyCode, OrgId};

use crate::NOTICES;

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

/// All notices to an organisation: the only filter under which it may read the stream of notices.
pub(crate) fn own_notices(org: &OrgId) -> String {
    format!("{}.>", notice_subject(org))
}

/// The consumer under which a person of the organisation looks at its notices. No organisation's id has an underscore, so that these
/// names are no other's; the organisation's programs use the consumer that is called like itself.
pub(crate) fn reader_name(org: &OrgId) -> String {
    format!("{org}_reader")
}

/// What an organisation may ask of the stream of notices: two consumers of its own, each by its full name and with its own subjects as
/// filter, which the server holds against the request itself.
///
/// An acknowledgement is granted for these consumers in both forms of its subject. The second form begins with `_` (no domain) and not
/// with a wildcard: as the first form it would name any stream and consumer, and an acknowledgement may ask for the next message.
fn reading(org: &OrgId) -> Vec<String> {
    let mut subjects = Vec::new();
    for name in [org.to_string(), reader_name(org)] {
        subjects.push(format!("$JS.API.CONSUMER.CREATE.{NOTICES}.{name}.{}", own_notices(org)));
        subjects.extend(["INFO", "DELETE", "MSG.NEXT"].map(|verb| format!("$JS.API.CONSUMER.{verb}.{NOTICES}.{name}")));
    }
    subjects.push(format!("$JS.ACK.{NOTICES}.{org}.>"));
    subjects.push(format!("$JS.ACK._.*.{NOTICES}.{org}.>"));
    subjects
}

/// An organisation publishes its own reports, and reads its own answers, receipts and notices.
///
/// The agency is left open: any organisation may state its part of a joint action, and ingest judges what is its business.
pub fn permissions_for_org(org: &OrgId) -> Permissions {
    Permissions {
        publish: [format!("report.*.{org}.>")].into_iter().chain(reading(org)).collect(),
        subscribe: vec![format!("{}.>", inbox_prefix(Some(org))), receipt_subject(org), notice_subject(org), own_notices(org)],
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
        let own_token = |token: &str| token == "jn-police" || token == "jn-police_reader";
        assert!(all.publish.iter().chain(&all.subscribe).all(|subject| subject.split('.').any(own_token)));
        let report: kernel::ReportType = "jointcase.police.case.accepted.v1".parse().unwrap();
        assert_eq!(all.publish[0], "report.*.jn-police.>");
        assert_eq!(report.subject(&own), "report.police.jn-police.case.accepted");
    }
}
