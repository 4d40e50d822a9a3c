//! A shared record is told in accounts: each organisation states its own parts and no other's.

use kernel::{AgencyCode, Heading, OrgId, RecordKey, Refusal, Told, When, Withdrawal};
use serde::{Deserialize, Serialize};

/// Whose account of which shared record an event belongs to, and its circumstances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The circumstances.
    pub told: Told,
    /// Who tells it.
    pub org: OrgId,
    /// That organisation's agency, where it was kept: which rules apply depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyCode>,
    /// The record's shared number.
    pub number: RecordKey,
}

impl Account {
    /// The account that a report with `heading` gives of something that happened `when`.
    pub fn of(heading: &Heading, when: When) -> Self {
        Self {
            told: heading.told(when),
            org: heading.org.clone(),
            agency: Some(heading.agency.clone()),
            number: heading.key.clone(),
        }
    }

    /// The part that this organisation tells of `stage`: `held/jn-police`.
    pub(crate) fn part(&self, stage: &str) -> String {
        format!("{stage}/{}", self.org)
    }

    /// The part that this organisation tells of one of many things of `stage`: `problem-found/jn-police/1`.
    pub(crate) fn labelled(&self, stage: &str, label: &str) -> String {
        format!("{stage}/{}/{label}", self.org)
    }

    /// The withdrawal with the full name of the part, which is this organisation's own; `labelled` are the stages with labels, `repeated`
    /// those that have one from the second time on.
    ///
    /// # Errors
    /// If the part is another organisation's, has a label too many, or lacks one.
    pub(crate) fn own(&self, data: Withdrawal, labelled: &[&str], repeated: &[&str]) -> Result<Withdrawal, Refusal> {
        let (stage, rest) = data.part.split_once('/').unwrap_or((&data.part, ""));
        let rest = if rest == self.org.as_str() { "" } else { rest };
        let label = rest.strip_prefix(&format!("{}/", self.org)).unwrap_or(rest);
        let part = match (labelled.contains(&stage) || !label.is_empty() && repeated.contains(&stage), label.is_empty()) {
            (true, false) if !label.contains('/') => self.labelled(stage, label),
            (false, true) => self.part(stage),
            (true, false) | (true, true) | (false, false) => {
                return Err(Refusal::contradiction(
                    format!("“{}”不是{}所报的部分：只能撤回本单位报送的内容", data.part, self.org),
                    format!("{:?} is no part that {} told: an organisation takes back its own parts only", data.part, self.org),
                ));
            }
        };
        Ok(Withdrawal { part, ..data })
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::{account, back};

    #[test]
    fn an_organisation_takes_back_its_own_parts_only() {
        let police = account("jn-police", 1, Some(2), "2016-08-25");
        let own = |part: &str| police.own(back(part), &["problem-found"], &["filed"]).map(|data| data.part);
        assert_eq!(own("held").as_deref(), Ok("held/jn-police"));
        assert_eq!(own("held/jn-police").as_deref(), Ok("held/jn-police"));
        assert_eq!(own("problem-found/1").as_deref(), Ok("problem-found/jn-police/1"));
        assert_eq!(own("problem-found/jn-police/1").as_deref(), Ok("problem-found/jn-police/1"));
        assert_eq!(own("filed").as_deref(), Ok("filed/jn-police"));
        assert_eq!(own("filed/2").as_deref(), Ok("filed/jn-police/2"));
        for foreign in ["held/jn-food-drug", "problem-found/jn-food-drug/1", "problem-found", "problem-found/jn-police"] {
            assert!(own(foreign).is_err(), "{foreign}");
        }
    }
}
