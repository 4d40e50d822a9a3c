//! What each of the three organs reports alike: that it entered its decision into a sharing platform elsewhere (E17 第三十三条至第三十五条).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::written;
use crate::{LegalFact, Refusal, Text, When};

/// A decision of its own was entered into the sharing platform (录入信息共享平台), where that is another system than this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnteredInPlatform {
    /// When.
    pub on: When,
    /// Which decision.
    pub decision: Entered,
    /// The number that the platform gave to the entry.
    pub entry: String,
    /// Which platform, such as 两法衔接信息共享平台.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
}

macro_rules! entered {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $fact:ident;)*) => {
        /// A decision that is to be entered, as the law names it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Entered {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Entered {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code: that of its fact of law.
            pub const fn code(self) -> &'static str {
                self.fact().code()
            }

            /// The fact of law that it is.
            pub const fn fact(self) -> LegalFact {
                match self { $(Self::$name => LegalFact::$fact,)* }
            }

            /// The name in both languages.
            pub const fn name(self) -> Text {
                self.fact().name()
            }
        }

        #[cfg(test)]
        const CODES: &[(&str, LegalFact)] = &[$(($code, LegalFact::$fact)),*];
    };
}

entered! {
    /// 批准移送.
    TransferApproved = "transfer-approved", TransferApproved;
    /// 决定不移送.
    TransferRefused = "transfer-refused", TransferRefused;
    /// 行政处罚决定.
    PenaltyDecided = "penalty-decided", PenaltyDecided;
    /// 立案.
    CaseFiled = "case-filed", CaseFiled;
    /// 不予立案.
    CaseNotFiled = "case-not-filed", CaseNotFiled;
    /// 撤案.
    CaseWithdrawn = "case-withdrawn", CaseWithdrawn;
    /// 提起公诉.
    Prosecuted = "prosecuted", Prosecuted;
    /// 不起诉.
    NotProsecuted = "not-prosecuted", NotProsecuted;
}

crate::report!(EnteredInPlatform = "transfer.entered-in-platform", check);

impl EnteredInPlatform {
    fn consistent(&self) -> Result<(), Refusal> {
        written(&self.entry, "平台编号", "the number of the entry")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_decision_has_the_code_of_its_fact() {
        for (code, fact) in CODES {
            assert_eq!(fact.code(), *code);
        }
        assert_eq!(CODES.len(), Entered::ALL.len());
    }
}
