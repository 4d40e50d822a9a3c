//! What a food and drug regulator reports of its own case.

use kernel::admin::{Involved, counted, total};
use kernel::{Money, PenaltyKind, Premises, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A case is filed (立案).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filed {
    /// When.
    pub on: When,
    /// What it is about (案由), without names of persons.
    pub cause: String,
    /// Where, and who runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<Premises>,
    /// The natural persons concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<Involved>,
    /// It is about drugs, devices or cosmetics (药品案件), so that the drug rules go before those of food.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drugs: bool,
    /// From what it arose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The campaign (专项行动) it belongs to, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The joint action (联合执法) from which it arose, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_action: Option<String>,
}

/// From what a case arose (案件来源).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// From what kind of thing.
    pub kind: OriginKind,
    /// Its number, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

impl Origin {
    /// The kind and number of the record from which it arose, where that is an inspection of the same organisation.
    pub(super) fn record(&self) -> Option<(&'static str, &str)> {
        match self.kind {
            OriginKind::Inspection => Some(("food-drug.inspection", self.number.as_deref()?)),
            OriginKind::Sample
            | OriginKind::Complaint
            | OriginKind::Transfer
            | OriginKind::Assigned
            | OriginKind::ReturnedByJustice => None,
        }
    }
}

/// From what kind of thing a case arose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// 监督检查.
    Inspection,
    /// 监督抽检.
    Sample,
    /// 投诉举报.
    Complaint,
    /// 其他部门移送.
    Transfer,
    /// 上级交办.
    Assigned,
    /// 司法机关反向移送.
    ReturnedByJustice,
}

/// A penalty is decided (处罚决定).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Penalised {
    /// When.
    pub on: When,
    /// The how-manieth decision of the case, from 1: several parties may be penalised.
    pub decision: u16,
    /// The number of the decision (处罚决定书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What was imposed.
    pub kinds: Vec<PenaltyKind>,
    /// The fine (罚款).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fine: Option<Money>,
    /// The confiscated illegal gains (没收违法所得).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gains: Option<Money>,
    /// On which articles it rests, such as 食品安全法(2015)第一百二十四条.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
}

kernel::report!(Filed = "admin-case.filed", check);
kernel::report!(Penalised = "admin-case.penalised", check);

impl Filed {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.cause.trim().is_empty() {
            return Err(Refusal::contradiction("案由为空", "the case does not say what it is about"));
        }
        if self.persons.len() > 500 {
            return Err(Refusal::contradiction("一案涉及人员超过500人", "more than 500 persons in one case"));
        }
        self.premises.iter().try_for_each(Premises::check)
    }
}

impl Penalised {
    fn consistent(&self) -> Result<(), Refusal> {
        let wrong = |zh: &str, en: &str| Err(Refusal::contradiction(zh, en));
        counted(self.decision)?;
        if self.kinds.is_empty() {
            return wrong("处罚决定未写明处罚种类", "the decision imposes nothing: give the kinds of penalty");
        }
        let amounts = [
            (&self.fine, PenaltyKind::Fine, "罚款", "a fine"),
            (&self.gains, PenaltyKind::GainsConfiscated, "没收违法所得", "confiscated gains"),
        ];
        for (amount, kind, zh, en) in amounts {
            let Some(money) = amount else { continue };
            if money.minor <= 0 {
                return wrong(&format!("{zh}金额须大于零"), &format!("the amount of {en} must be above zero"));
            }
            if !self.kinds.contains(&kind) {
                return wrong(
                    &format!("写有{zh}金额，但处罚种类中没有{zh}"),
                    &format!("an amount of {en} is stated, but it is not among the kinds of penalty"),
                );
            }
        }
        if self.fine.is_some() && self.gains.is_some() && total(self.fine.as_ref(), self.gains.as_ref()).is_none() {
            return wrong("罚款与没收违法所得的币种须一致", "fine and confiscated gains are not of one currency");
        }
        Ok(())
    }
}
