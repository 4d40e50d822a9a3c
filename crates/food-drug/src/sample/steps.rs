//! What is reported of a sample beside taking and testing it: receipt, notice, retest, dispute, publication, handling (domain.md 3.2).

use kernel::{Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::report::{Addressee, Verdict};

kernel::data! {
    /// The laboratory received the sample (承检机构收样).
    Received {
        /// The laboratory (承检机构).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        laboratory: Option<String>,
        /// Whether the seal was whole (封样完好).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seal_whole: Option<bool>,
    }

    /// The laboratory sent its report to the regulator (报送检验结论).
    Submitted {
        /// What it says.
        verdict: Verdict,
    }

    /// A party asked for a retest (申请复检).
    RetestRequested {
        /// Who.
        by: Addressee,
        /// Why, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// The retest was accepted (受理复检).
    RetestAccepted {
        /// Who had asked.
        by: Addressee,
    }

    /// The retest was not accepted (不予受理复检).
    RetestRefused {
        /// Who had asked.
        by: Addressee,
        /// Why.
        reasons: String,
    }

    /// The retest laboratory was named (确定复检机构).
    RetestLabNamed {
        /// The laboratory (复检机构).
        laboratory: String,
    }

    /// The retest laboratory collected the backup part (调取备份样品).
    BackupCollected {
        /// Whether its seal was whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seal_whole: Option<bool>,
    }

    /// The retest laboratory stated its result (复检结论): it is final.
    RetestReported {
        /// The result.
        verdict: Verdict,
        /// The number of its report.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// A party says that the product is not its own (真实性异议).
    AuthenticityDisputed {
        /// Who.
        by: Addressee,
        /// Whether the dispute was found right, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        upheld: Option<bool>,
    }

    /// The result was published (公布抽检结果).
    Published {
        /// The number of the notice (公告号).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice: Option<String>,
    }

    /// The handling of a failed sample was finished (完成核查处置).
    HandlingFinished {
        /// The case that came of it, by its number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<String>,
    }
}

kernel::report!(Received = "sample.received");
kernel::report!(Submitted = "sample.submitted");
kernel::report!(RetestRequested = "sample.retest-requested");
kernel::report!(RetestAccepted = "sample.retest-accepted");
kernel::report!(RetestRefused = "sample.retest-refused", check);
kernel::report!(RetestLabNamed = "sample.retest-lab-named", check);
kernel::report!(BackupCollected = "sample.backup-collected");
kernel::report!(RetestReported = "sample.retest-reported");
kernel::report!(AuthenticityDisputed = "sample.authenticity-disputed");
kernel::report!(Published = "sample.published");
kernel::report!(HandlingFinished = "sample.handling-finished");

impl RetestRefused {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.reasons.trim().is_empty() {
            return Err(Refusal::contradiction("不予受理复检须写明理由", "refusing a retest needs its reasons"));
        }
        Ok(())
    }
}

impl RetestLabNamed {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.laboratory.trim().is_empty() {
            return Err(Refusal::contradiction("复检机构名称为空", "the retest laboratory has no name"));
        }
        Ok(())
    }
}
