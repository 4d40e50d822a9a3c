//! A complainant's way against non-filing (控告人申请复议、复核): the notice, the request, the decision, its review. Nobody is named.

use kernel::When;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

kernel::data! {
    /// The notice that no case is filed was served on the complainant (不予立案通知书送达控告人).
    ComplainantNotified {
        /// Number of the notice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// The complainant asked for reconsideration (申请复议).
    ComplaintRequested {
        /// Why, where stated, without names of natural persons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// The police decided on it (复议决定).
    ComplaintDecided {
        /// How.
        outcome: ComplaintOutcome,
        /// Number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// The complainant asked the police organ above for a review (申请复核).
    ComplaintReviewRequested {
        /// Why, where stated, without names of natural persons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// That organ decided on it (复核决定).
    ComplaintReviewDecided {
        /// How.
        outcome: ComplaintOutcome,
        /// Number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }
}

/// What is decided on a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ComplaintOutcome {
    /// 维持不予立案.
    Upheld,
    /// 撤销，应当立案.
    Reversed,
}

kernel::report!(ComplainantNotified = "case.complainant-notified");
kernel::report!(ComplaintRequested = "case.complaint-requested");
kernel::report!(ComplaintDecided = "case.complaint-decided");
kernel::report!(ComplaintReviewRequested = "case.complaint-review-requested");
kernel::report!(ComplaintReviewDecided = "case.complaint-review-decided");
