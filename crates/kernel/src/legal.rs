//! Facts that the law knows: the vocabulary to which every agency's events map, and from which clocks and bans follow.

use serde::{Deserialize, Serialize};

macro_rules! legal_facts {
    ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
        /// A fact that the law knows, by the code that statutes-as-data name as trigger.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum LegalFact {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl LegalFact {
            /// Every fact.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code, for ever.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The fact with `code`.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|fact| fact.code() == code)
            }
        }
    };
}

legal_facts! {
    /// A regulator found a suspected crime (涉嫌犯罪).
    SuspectedCrimeFound = "suspected-crime-found",
    /// A regulator's case was filed (行政立案).
    AdminCaseFiled = "admin-case-filed",
    /// A penalty was decided (处罚决定).
    PenaltyDecided = "penalty-decided",
    /// A penalty decision was served (送达).
    PenaltyServed = "penalty-served",
    /// A regulator's case was closed (结案).
    AdminCaseClosed = "admin-case-closed",
    /// Goods or premises were sealed or seized (查封扣押).
    Seized = "seized",
    /// A seizure was lifted (解除查封扣押).
    SeizureLifted = "seizure-lifted",
    /// An order to correct was served (责令改正).
    CorrectionOrdered = "correction-ordered",
    /// A correction was verified (整改完成).
    Corrected = "corrected",
    /// Production was limited (限制生产).
    ProductionLimited = "production-limited",
    /// Production was stopped (停产整治).
    ProductionStopped = "production-stopped",
    /// A limit or stop of production was lifted (解除限制生产、停产整治).
    RestrictionLifted = "restriction-lifted",
    /// A sample was taken (抽样).
    Sampled = "sampled",
    /// A laboratory reported a failed sample (检验不合格).
    SampleFailed = "sample-failed",
    /// Police accepted a case (受案).
    CaseAccepted = "case-accepted",
    /// Police decided to file (立案).
    CaseFiled = "case-filed",
    /// Police decided not to file (不予立案).
    CaseNotFiled = "case-not-filed",
    /// Police withdrew a case (撤案).
    CaseWithdrawn = "case-withdrawn",
    /// A suspect was detained (刑事拘留).
    Detained = "detained",
    /// A suspect was released pending trial (取保候审).
    Bailed = "bailed",
    /// An arrest was approved (批准逮捕).
    Arrested = "arrested",
    /// A case was sent for prosecution (移送起诉).
    SentForProsecution = "sent-for-prosecution",
    /// A charge was brought (提起公诉).
    Prosecuted = "prosecuted",
    /// The procuratorate did not prosecute (不起诉).
    NotProsecuted = "not-prosecuted",
    /// A court judged (判决).
    Judged = "judged",
    /// The procuratorate asked police why no case was filed (要求说明不立案理由).
    ExplanationRequested = "explanation-requested",
    /// The procuratorate notified police to file (通知立案).
    FilingNotified = "filing-notified",
    /// The procuratorate sent a regulator its opinion (检察意见).
    OpinionSent = "opinion-sent",
}
