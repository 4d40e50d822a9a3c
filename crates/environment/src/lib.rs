//! Environment (环境保护, since 2018 生态环境): site checks with monitoring, measures, and cases.

pub mod admin_case;
pub mod inspection;
pub mod measure;
#[cfg(test)]
mod tests;
mod words;

use kernel::{Agency, Attribute, Group, Host, Measure, Mention, Says, Unit};

/// The agency.
pub const AGENCY: Agency = Agency { code: "environment", zh: "生态环境", en: "Environment" };

/// Site checks (现场检查).
pub const INSPECTIONS: Measure = Measure::flow("env-inspections", "环境现场检查", "Environmental site checks", Group::Prevention);
/// Findings at site checks (发现问题).
pub const FINDINGS: Measure =
    Measure::flow("env-findings", "环境检查发现问题", "Findings at environmental site checks", Group::Prevention);
/// Monitoring results (监测报告).
pub const MONITORINGS: Measure =
    Measure::flow("env-monitorings", "环境监测", "Environmental monitoring results", Group::Prevention);
/// Values over their limit (超标项).
pub const EXCEEDANCES: Measure = Measure::flow("env-exceedances", "环境监测超标项", "Values over their limit", Group::Prevention);
/// Orders to correct (责令改正).
pub const CORRECTION_ORDERS: Measure =
    Measure::flow("env-correction-orders", "环境责令改正", "Environmental orders to correct", Group::Prevention);
/// Orders to correct that were fulfilled (整改完成): what the completion rate counts; a recheck alone does not enter.
pub const CORRECTIONS: Measure =
    Measure::flow("env-corrections", "环境整改完成", "Environmental orders to correct fulfilled", Group::Prevention);
/// Seizures (查封扣押).
pub const SEIZURES: Measure = Measure::flow("env-seizures", "环境查封扣押", "Environmental seizures", Group::Strike);
/// Limits of production (限制生产).
pub const PRODUCTION_LIMITS: Measure =
    Measure::flow("env-production-limits", "环境限制生产", "Limits of production", Group::Prevention);
/// Stops of production (停产整治).
pub const PRODUCTION_STOPS: Measure =
    Measure::flow("env-production-stops", "环境停产整治", "Stops of production", Group::Prevention);
/// The agency's own cases (行政立案).
pub const CASES: Measure = Measure::flow("env-cases", "环境行政立案", "Environmental administrative cases", Group::Strike);
/// Penalty decisions (行政处罚).
pub const PENALTIES: Measure = Measure::flow("env-penalties", "环境行政处罚", "Environmental penalties", Group::Strike);
/// Fines and confiscated gains (罚没金额); only renminbi enters.
pub const PENALTY_AMOUNT: Measure =
    Measure::flow("env-penalty-amount", "环境罚没金额", "Environmental fines and confiscated gains", Group::Strike)
        .unit(Unit::Fen);
/// Suspected crimes found (发现涉嫌犯罪).
pub const SUSPECTED_CRIMES: Measure =
    Measure::flow("env-suspected-crimes", "环境案件涉嫌犯罪", "Suspected crimes in environmental cases", Group::Strike);

/// Fines for each day that a violation went on (按日连续处罚).
pub const DAILY_FINES: Measure = Measure::flow("env-daily-fines", "环境按日连续处罚", "Environmental daily fines", Group::Strike);

/// The agency's whole wiring.
pub fn mount(host: &mut impl Host) {
    host.agency(AGENCY);
    kernel::host::declare(host, words::FIELDS);
    host.measures(&[
        INSPECTIONS,
        FINDINGS,
        MONITORINGS,
        EXCEEDANCES,
        CORRECTION_ORDERS,
        CORRECTIONS,
        SEIZURES,
        PRODUCTION_LIMITS,
        PRODUCTION_STOPS,
        CASES,
        PENALTIES,
        PENALTY_AMOUNT,
        SUSPECTED_CRIMES,
        DAILY_FINES,
    ]);
    inspection::mount(host);
    measure::mount(host);
    admin_case::mount(host);
}

/// The joint work of which a record is part: its campaign and its joint action.
fn joint_work(campaign: Option<&String>, joint_action: Option<&String>) -> impl Iterator<Item = Says> {
    let campaign = campaign.cloned().map(|number| Says::Attribute(Attribute::Campaign(number)));
    let action = joint_action.cloned();
    let action = action.map(|number| Says::Mention(Mention::Shared { kind: "joint-office.joint-action", number }));
    campaign.into_iter().chain(action)
}
