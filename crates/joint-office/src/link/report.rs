//! What a person of a joint office says of two things that belong together.

use kernel::{Link, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Two things were joined, or told apart; nothing is merged, and the report `link.withdrawn` undoes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Linked {
    /// When.
    pub on: When,
    /// What was said of which two.
    pub link: Link,
    /// Why they belong together, or do not.
    pub reason: String,
}

kernel::report!(Linked = "link.linked", check);

impl Linked {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::contradiction("关联须写明理由", "a link needs a reason"));
        }
        Ok(())
    }
}
