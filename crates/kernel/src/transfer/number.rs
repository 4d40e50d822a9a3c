//! The shared number of a transfer: the regulator's organisation, its case and which transfer of that case it is.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{OrgId, RecordKey};

/// A transfer by (regulator's organisation, case number, ordinal), written `jn-food-drug:2024-001:1`.
///
/// It is known before there is a letter, and stays where there never is one. Of two spellings of one number, only the one without leading
/// zeros is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TransferNumber {
    org: OrgId,
    ordinal: u32,
    whole: RecordKey,
}

/// A text that is no number of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not the number of a transfer: write <organisation>:<case number>:<ordinal from 1>, such as jn-food-drug:2024-001:1"
)]
pub struct InvalidTransferNumber(pub String);

impl TransferNumber {
    /// The `ordinal`th transfer of `case` of `org`, from 1.
    ///
    /// # Errors
    /// If the case number is empty, padded or too long, or the ordinal is 0.
    pub fn new(org: &OrgId, case: &str, ordinal: u32) -> Result<Self, InvalidTransferNumber> {
        format!("{org}:{case}:{ordinal}").parse()
    }

    /// The regulator whose case it is.
    pub fn org(&self) -> &OrgId {
        &self.org
    }

    /// The case's number there.
    pub fn case(&self) -> &str {
        let whole = self.whole.as_str();
        whole.get(self.org.as_str().len() + 1..).and_then(|rest| rest.rsplit_once(':')).map_or("", |(case, _)| case)
    }

    /// Which transfer of the case it is, from 1.
    pub const fn ordinal(&self) -> u32 {
        self.ordinal
    }

    /// The number as the key of the record.
    pub fn key(&self) -> &RecordKey {
        &self.whole
    }
}

impl FromStr for TransferNumber {
    type Err = InvalidTransferNumber;

    fn from_str(text: &str) -> Result<Self, InvalidTransferNumber> {
        let wrong = || InvalidTransferNumber(text.to_owned());
        let (org, rest) = text.split_once(':').ok_or_else(wrong)?;
        let (case, ordinal) = rest.rsplit_once(':').ok_or_else(wrong)?;
        let number = ordinal.parse::<u32>().ok().filter(|n| *n > 0 && n.to_string() == ordinal).ok_or_else(wrong)?;
        if RecordKey::new(case).is_err() {
            return Err(wrong());
        }
        let org = OrgId::new(org).map_err(|_| wrong())?;
        Ok(Self { org, ordinal: number, whole: RecordKey::new(text).map_err(|_| wrong())? })
    }
}

impl TryFrom<String> for TransferNumber {
    type Error = InvalidTransferNumber;
    fn try_from(text: String) -> Result<Self, InvalidTransferNumber> {
        text.parse()
    }
}

impl From<TransferNumber> for String {
    fn from(number: TransferNumber) -> Self {
        number.whole.into()
    }
}

impl fmt::Display for TransferNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.whole.fmt(f)
    }
}

impl JsonSchema for TransferNumber {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TransferNumber".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A transfer: regulator's organisation, its case number, which transfer of that case from 1",
            "pattern": r"^[a-z0-9-]{2,60}:\S(.*\S)?:[1-9][0-9]*$",
            "examples": ["jn-food-drug:2024-001:1"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_says_whose_case_it_is_and_which_transfer_of_it() {
        let number: TransferNumber = "jn-food-drug:济食药立〔2024〕1:2号:3".parse().expect("a number");
        assert_eq!((number.org().as_str(), number.case(), number.ordinal()), ("jn-food-drug", "济食药立〔2024〕1:2号", 3));
    }

    #[test]
    fn what_lacks_a_part_is_no_number() {
        for text in [
            "jn-food-drug:2024-001",
            "2024-001:1",
            "jn-food-drug:2024-001:0",
            "jn-food-drug:2024-001:01",
            "jn-food-drug::1",
            "jn-food-drug: 1:1",
            "JN:2024-001:1",
            "济食药移〔2024〕12号",
            "jn-food-drug:2024-001:+1",
            "",
        ] {
            assert!(text.parse::<TransferNumber>().is_err(), "{text}");
        }
        let long = "号".repeat(190);
        assert!(TransferNumber::new(&OrgId::new("jn-food-drug").expect("an org"), &long, 1).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(org in "[a-z0-9-]{2,60}", case in r"[^\s\p{C}]{1,40}", ordinal in 1u32..) {
            let org = OrgId::new(org).expect("an org");
            let number = TransferNumber::new(&org, &case, ordinal).expect("a number");
            prop_assert_eq!((number.org(), number.case(), number.ordinal()), (&org, case.as_str(), ordinal));
            prop_assert_eq!(number.to_string().parse::<TransferNumber>(), Ok(number));
        }
    }
}
