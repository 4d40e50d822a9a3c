//! What an environment agency reports of its own case.

use std::collections::BTreeSet;

use kernel::admin::{Involved, counted, total};
use kernel::{Money, PenaltyKind, Premises, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The codes of outcomes that only this agency has, with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[("ordered", "已责令", "ordered")];

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
            OriginKind::Inspection => Some(("environment.inspection", self.number.as_deref()?)),
            OriginKind::Monitoring
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
    /// 现场检查.
    Inspection,
    /// 监测.
    Monitoring,
    /// 投诉举报.
    Complaint,
    /// 其他部门移送.
    Transfer,
    /// 上级交办.
    Assigned,
    /// 司法机关反向移送.
    ReturnedByJustice,
}

/// Orders and penalties are decided (处理决定).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// When.
    pub on: When,
    /// The how-manieth decision of the case, from 1: several parties, or a fine for each day (按日连续处罚).
    pub decision: u16,
    /// No case was filed before: decided on the spot (当场处罚, 行政处罚法 2021 art. 51), or an action published without its file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_filing: bool,
    /// The number of the decision (决定书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// On whom, where no filing says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<Premises>,
    /// The instruments used, as codes of lower-case words joined by `-`, such as `consent-order`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<String>,
    /// The areas of law, as codes of the same shape, such as `wetlands`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub law_areas: Vec<String>,
    /// What was imposed; a stated amount says its kind by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<PenaltyKind>,
    /// The fine (罚款).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fine: Option<Money>,
    /// The confiscated illegal gains (没收违法所得).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gains: Option<Money>,
    /// Which of the acts of 环境保护法第六十三条 it punishes, so that the file goes to the police for administrative detention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detention: Option<DetentionGround>,
    /// On which articles it rests, such as 水污染防治法(2008)第七十四条.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
    /// Where, such as municipalities, in the source's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// The decision in the words in which it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// An act for which administrative detention is due (环境保护法第六十三条).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DetentionGround {
    /// 未批先建被责令停止建设，拒不执行.
    UnapprovedConstruction,
    /// 无证排污被责令停止排污，拒不执行.
    NoPermit,
    /// 暗管、渗井等逃避监管排污，或者篡改、伪造监测数据.
    CovertDischarge,
    /// 生产、使用禁用农药，被责令改正，拒不改正.
    BannedPesticide,
}

kernel::report!(Filed = "admin-case.filed", check);
kernel::report!(Decided = "admin-case.decided", check);

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

impl Decided {
    /// The kinds of penalty: those stated, and those that a stated amount implies.
    pub(super) fn penalties(&self) -> BTreeSet<PenaltyKind> {
        let fine = self.fine.as_ref().map(|_| PenaltyKind::Fine);
        let gains = self.gains.as_ref().map(|_| PenaltyKind::GainsConfiscated);
        self.kinds.iter().copied().chain(fine).chain(gains).collect()
    }

    fn consistent(&self) -> Result<(), Refusal> {
        let wrong = |zh: &str, en: &str| Err(Refusal::contradiction(zh, en));
        counted(self.decision)?;
        self.premises.iter().try_for_each(Premises::check)?;
        let says_something = self.summary.as_ref().is_some_and(|summary| !summary.trim().is_empty());
        if self.instruments.is_empty() && self.penalties().is_empty() && !says_something {
            return wrong("决定未写明任何处理内容", "nothing is decided: give instruments, penalties or a summary");
        }
        if self.detention.is_some() && self.penalties().is_empty() {
            return wrong(
                "移送行政拘留以处罚决定为前提",
                "a file goes for administrative detention after a penalty: give its kinds",
            );
        }
        if self.instruments.len() > 100 || self.law_areas.len() > 100 || self.places.len() > 500 {
            return wrong("决定的文书、领域或地区过多", "too many instruments, areas of law or places in one decision");
        }
        if let Some(code) = self.instruments.iter().chain(&self.law_areas).find(|code| !is_code(code)) {
            return wrong(
                &format!("“{code}”不是代码：须为小写英文单词，以“-”连接"),
                &format!("{code:?} is not a code: write lower-case words joined by -"),
            );
        }
        if self.fine.iter().chain(&self.gains).any(|money| money.minor <= 0) {
            return wrong("罚没金额须大于零", "a fine or confiscated gains must be above zero");
        }
        if self.fine.is_some() && self.gains.is_some() && total(self.fine.as_ref(), self.gains.as_ref()).is_none() {
            return wrong("罚款与没收违法所得的币种须一致", "fine and confiscated gains are not of one currency");
        }
        Ok(())
    }
}

fn is_code(code: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    code.len() <= 60 && code.split('-').all(word)
}
