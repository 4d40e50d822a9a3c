//! What is reported of a measure once it is imposed: service, covert rechecks, fines for each day, plan, completion, follow-up.

use kernel::admin::counted;
use kernel::{Money, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::report::MeasureKind;

kernel::data! {
    /// The decision was served (送达).
    Served {
        /// Which measure it is: the report may arrive before the one that imposed it.
        kind: MeasureKind,
        /// How, such as 直接送达.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manner: Option<String>,
    }

    /// A covert recheck (暗查复查).
    Rechecked {
        /// The how-manieth, from 1.
        round: u16,
        /// What was found.
        found: Found,
    }

    /// A fine for each day was decided (按日连续处罚): the original fine times the days, without a cap, as often as it goes on.
    DailyFined {
        /// The recheck on which it rests, from 1.
        round: u16,
        /// The number of days, from the day after service to the day of the recheck.
        days: u32,
        /// The original fine, for one day.
        daily: Money,
        /// Number of the decision (按日连续处罚决定书文号).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// The party filed its plan of correction (整改方案备案).
    PlanFiled {
        /// Whether it was published.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        published: Option<bool>,
    }

    /// The party finished its correction (完成整改任务).
    Finished {
        /// With monitoring data that show it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        monitored: Option<bool>,
    }

    /// The party reported the completion (整改情况备案): the restriction ends with it.
    CompletionReported {
        /// Number of the filing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// The monitoring report that shows the excess on which the order to correct rests (超标监测报告): the order is due from then on.
    ExcessReported {
        /// Number of the monitoring report.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
        /// The site check at which it was sampled, by its number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        inspection: Option<String>,
    }

    /// The closure of a polluter that does it again was put to the government (报请停业、关闭).
    ClosureReported {
        /// To which government.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// Number of the report.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// A check after the restriction had ended (跟踪检查).
    FollowedUp {
        /// Whether the violation had come back.
        again: bool,
    }
}

/// What a covert recheck found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// 已改正.
    Corrected,
    /// 违法行为仍在继续.
    Continuing,
    /// 拒绝、阻挠复查: counts as continuing.
    Refused,
}

kernel::report!(Served = "measure.served");
kernel::report!(Rechecked = "measure.rechecked", check);
kernel::report!(DailyFined = "measure.daily-fined", check);
kernel::report!(PlanFiled = "measure.plan-filed");
kernel::report!(Finished = "measure.finished");
kernel::report!(CompletionReported = "measure.completion-reported");
kernel::report!(ExcessReported = "measure.excess-reported");
kernel::report!(ClosureReported = "measure.closure-reported");
kernel::report!(FollowedUp = "measure.followed-up");

impl Rechecked {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)
    }
}

impl DailyFined {
    /// The original fine times the days.
    pub fn amount(&self) -> Option<Money> {
        let minor = self.daily.minor.checked_mul(self.days.into())?;
        Some(Money { minor, currency: self.daily.currency })
    }

    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        if self.days == 0 || self.daily.minor <= 0 || self.amount().is_none() {
            return Err(Refusal::contradiction(
                "按日连续处罚的日数和每日罚款须大于零",
                "a fine for each day needs days and a daily amount above zero",
            ));
        }
        Ok(())
    }
}
