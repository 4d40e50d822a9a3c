//! The time of testing for which a seizure waits (检验、检测期间): it does not count. A measure is one seizure, so that these steps need no list.
//! In a case of its own an agency takes the same steps by list ([`kernel::admin`]).

use kernel::admin::{SEIZURE_TERM, TESTING_UNTOLD, testing, testing_over};
use kernel::{Field, Label, Law, LegalFact, Says, Stage, Tie, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::release::{NOTHING_SEIZED, of_a_seizure};

kernel::data! {
    /// Testing began for which the seizure waits (检验、检测期间开始).
    TestingStarted {
        /// The laboratory, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        laboratory: Option<String>,
        /// When the party was told of its time in writing (书面告知).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told_on: Option<When>,
    }

    /// That testing ended (检验、检测期间结束).
    TestingEnded {
        /// Number of the report on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }
}

kernel::report!(TestingStarted = "measure.testing-started");
kernel::report!(TestingEnded = "measure.testing-ended");

/// Testing started.
pub(super) const STARTED: Stage = Stage::after("testing-started", "检验期间开始", "testing started", &["imposed"]).under(&Law {
    article: SEIZURE_TERM,
    label: Label::Whole,
    needs: &[
        Field::optional("laboratory", "检验机构", "laboratory"),
        Field::optional("told_on", "书面告知日期", "when the party was told in writing"),
    ],
    rules: &[NOTHING_SEIZED, TESTING_UNTOLD],
});
/// Testing ended.
pub(super) const ENDED: Stage =
    Stage::after("testing-ended", "检验期间结束", "testing ended", &["testing-started"]).under(&Law {
        article: SEIZURE_TERM,
        label: Label::Whole,
        needs: &[Field::optional("document", "检验报告编号", "number of the report")],
        rules: &[NOTHING_SEIZED],
    });

/// The stages of testing, by their codes.
pub(super) const STEPS: &[&str] = &[STARTED.code, ENDED.code];

/// What stops the time of a seizure, and what lets it run again.
pub(super) fn pauses() -> (String, String) {
    (STARTED.code.to_owned(), ENDED.code.to_owned())
}

/// What is said by the start of testing, which `part` tells.
pub(super) fn started(on: &When, part: &str, data: &TestingStarted) -> Vec<Says> {
    let step = step(LegalFact::TestingStarted, on, part);
    step.into_iter().chain(testing("", part, data.told_on.as_ref())).collect()
}

/// What is said by its end.
pub(super) fn ended(on: &When, part: &str) -> Vec<Says> {
    step(LegalFact::TestingEnded, on, part).into_iter().chain([testing_over("")]).collect()
}

fn step(fact: LegalFact, on: &When, part: &str) -> [Says; 3] {
    [Says::Legal(fact), Says::Tie(Tie::On(part.to_owned(), on.clone())), of_a_seizure(part)]
}
