//! What laboratories and samplers report beside test and retest: a result of high risk, more time to name a retest laboratory, the end of the
//! backup part, and the quick test on the spot (domain.md 3.2).

use kernel::{Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::report::{Addressee, Verdict};

kernel::data! {
    /// The laboratory found a result of high risk (高风险检验结果), to be reported at once.
    HighRiskFound {
        /// The item that shows it, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
    }

    /// It reported that result (限时报告).
    HighRiskReported {
        /// To whom, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    }

    /// The time to name the retest laboratory was extended (延长确定复检机构).
    RetestNamingExtended {
        /// Until when, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<When>,
        /// Why, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// The backup part is kept no more (处置备份样品).
    BackupDisposed {
        /// What became of it.
        how: BackupEnd,
    }

    /// A party was told of the result of a quick test on the spot (快速检测结果告知).
    QuickTestNotified {
        /// Who.
        to: Addressee,
        /// The result.
        verdict: Verdict,
        /// What was tested, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
    }

    /// The party disputes it (对快速检测结果有异议，申请复检).
    QuickTestDisputed {
        /// Who.
        by: Addressee,
    }
}

/// What becomes of a backup part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BackupEnd {
    /// 销毁.
    Destroyed,
    /// 退还.
    Returned,
    /// 复检用尽.
    UsedUp,
}

kernel::report!(HighRiskFound = "sample.high-risk-found", check);
kernel::report!(HighRiskReported = "sample.high-risk-reported");
kernel::report!(RetestNamingExtended = "sample.retest-naming-extended");
kernel::report!(BackupDisposed = "sample.backup-disposed");
kernel::report!(QuickTestNotified = "sample.quick-test-notified");
kernel::report!(QuickTestDisputed = "sample.quick-test-disputed");

impl HighRiskFound {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.item.as_deref().is_some_and(|item| item.trim().is_empty()) {
            return Err(Refusal::contradiction("检验项目名称为空", "the item has no name"));
        }
        Ok(())
    }
}
