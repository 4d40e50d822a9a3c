//! One message as it is to be sent.

use kernel::{MessageId, OrgId};

use crate::Defect;

/// One message of the simulated year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// Who sends it; its NATS user may publish on `subject`.
    pub org: OrgId,
    /// `report.<agency>.<org>.<type>`.
    pub subject: String,
    /// The report's id, also of a body that cannot be read.
    pub message: MessageId,
    /// The bytes.
    pub body: Vec<u8>,
    /// What it is.
    pub kind: ShotKind,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShotKind {
    /// A report as it should be.
    Plain,
    /// A report stated long after the fact.
    Late,
    /// A report that arrives after its successor.
    Reordered,
    /// A report that will be corrected.
    Mistaken,
    /// A report that corrects another.
    Correction,
    /// A report that takes another back.
    Withdrawal,
    /// The bytes of an earlier message again.
    Duplicate,
    /// A message that must be put aside.
    Defective(Defect),
}

/// What should become of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It is recorded.
    Accepted,
    /// It is known already.
    Duplicate,
    /// It is put aside with this reason code.
    Quarantined(&'static str),
}

impl ShotKind {
    /// What should become of it.
    pub const fn fate(self) -> Fate {
        match self {
            Self::Plain | Self::Late | Self::Reordered | Self::Mistaken | Self::Correction | Self::Withdrawal => Fate::Accepted,
            Self::Duplicate => Fate::Duplicate,
            Self::Defective(defect) => Fate::Quarantined(defect.code()),
        }
    }
}
