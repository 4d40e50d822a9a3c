//! What precedes a case: a clue (案件线索) that is checked, and when the violation ended and was discovered (处罚时效).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::law::{penalties, plain};
use crate::{Article, Demand, Field, Label, Law, Refusal, Rule, Stage, When};

crate::data! {
    /// A clue was received (收到案件线索), to be checked until it is decided whether to file.
    ClueReceived {
        /// From where it came.
        source: ClueSource,
        /// Its number in the register of sources (案件来源登记表编号), where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// The time to check it was extended (延长核查期限).
    ClueExtended {
        /// Until when, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<When>,
        /// Why, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// The violation ended (违法行为终了): `on` is the last day of it, also of one that continued.
    ViolationEnded {
        /// It touches life, health or finance and did harm (涉及公民生命健康安全、金融安全且有危害后果): punishable for five years.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        harm: bool,
    }

    /// The violation was discovered (发现违法行为), by this or another organ of state.
    ViolationDiscovered {
        /// By whom, where that was another organ.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    }
}

/// From where a clue came (线索来源).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClueSource {
    /// 监督检查.
    Inspection,
    /// 监督抽检、监测.
    Testing,
    /// 投诉、举报.
    Complaint,
    /// 其他机关移送.
    Transfer,
    /// 上级交办.
    Assigned,
    /// 媒体等其他途径.
    Other,
}

const CLUES: Article = Article::new(
    "市场监督管理行政处罚程序规定（条号待核）",
    "Procedure for penalties of market regulators (article to be checked)",
);
const LIMITATION: Article = penalties!("三十六", "36", "二十九", "29");

const fn undecided(code: &'static str, zh: &'static str, en: &'static str) -> Rule {
    Rule { code, demand: Demand::NotAfter(&["filed", "not-filed"]), zh, en, article: CLUES }
}

/// Clue received.
pub const CLUE_RECEIVED: Stage = Stage::first("clue-received", "已收到线索", "clue received").under(&Law {
    article: CLUES,
    label: Label::Whole,
    needs: &[Field::required("source", "线索来源", "source"), Field::optional("document", "登记编号", "number in the register")],
    rules: &[undecided("clue-after-decision", "是否立案已经决定", "it is decided already whether to file")],
});
/// Time to check the clue extended.
pub const CLUE_EXTENDED: Stage =
    Stage::after("clue-extended", "已延长核查期限", "time to check the clue extended", &["clue-received"]).under(&Law {
        article: CLUES,
        label: Label::Whole,
        needs: &[Field::optional("until", "延长至", "until"), Field::optional("reasons", "理由", "reasons")],
        rules: &[undecided(
            "clue-extended-after-decision",
            "是否立案已经决定，不能再延长核查",
            "whether to file is decided: nothing is left to extend",
        )],
    });
/// Violation ended.
pub const VIOLATION_ENDED: Stage = Stage::first("violation-ended", "违法行为终了", "violation ended").undated().under(&plain(
    LIMITATION,
    Label::Whole,
    &[Field::optional("harm", "涉及公民生命健康安全、金融安全且有危害后果", "harm to life, health or finance")],
));
/// Violation discovered.
pub const VIOLATION_DISCOVERED: Stage = Stage::first("violation-discovered", "发现违法行为", "violation discovered")
    .undated()
    .under(&plain(LIMITATION, Label::Whole, &[Field::optional("by", "发现机关", "by whom")]));

impl ViolationDiscovered {
    /// Whether it contradicts itself.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    pub fn consistent(&self) -> Result<(), Refusal> {
        if self.by.as_deref().is_some_and(|by| by.trim().is_empty()) {
            return Err(Refusal::contradiction("发现机关为空", "whoever discovered it has no name"));
        }
        Ok(())
    }
}
