//! The shared number of a piece of evidence: the organisation that took it, and its number there.

use crate::{OrgId, RecordKey, Refusal};

/// A piece of evidence by (organisation, its number), written `jn-police:物证2016-17`.
///
/// It keeps this number whoever holds it later, so that every keeper tells of the same thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceNumber {
    org: OrgId,
    whole: RecordKey,
}

impl EvidenceNumber {
    /// Number `number` of `org`.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    pub fn new(org: &OrgId, number: &str) -> Result<Self, Refusal> {
        Self::read(&format!("{org}:{number}"))
    }

    /// Reads `<organisation>:<number>`; people write the two with a stroke (`/`), too.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let wrong = || {
            Refusal::contradiction(
                format!("“{text}”不是证据编号：应为“取证单位:编号”，如jn-police:物证2016-17"),
                format!(
                    "{text:?} is not the number of a piece of evidence: write <organisation>:<number>, such as jn-police:2016-17"
                ),
            )
        };
        let (org, number) = text.split_once([':', '/']).ok_or_else(wrong)?;
        let org = OrgId::new(org).map_err(|_| wrong())?;
        if RecordKey::new(number).is_err() {
            return Err(wrong());
        }
        let whole = RecordKey::new(format!("{org}:{number}")).map_err(|_| wrong())?;
        Ok(Self { org, whole })
    }

    /// The organisation that took it.
    pub fn org(&self) -> &OrgId {
        &self.org
    }

    /// The number as the key of the record.
    pub fn key(&self) -> &RecordKey {
        &self.whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_its_organisation() {
        let number = EvidenceNumber::read("jn-police:物证:2016-17").expect("a number");
        assert_eq!((number.org().as_str(), number.key().as_str()), ("jn-police", "jn-police:物证:2016-17"));
        assert_eq!(EvidenceNumber::read("jn-police/2016-17"), EvidenceNumber::new(number.org(), "2016-17"));
        for wrong in ["2016-17", "jn-police:", "济宁:1", ":1", "jn-police: 1"] {
            assert_eq!(EvidenceNumber::read(wrong).map_err(|refusal| refusal.code), Err("contradiction"), "{wrong}");
        }
    }
}
