//! Food and drug regulation (食品药品监管, since 2019 市场监管): inspections, samples, cases, recalls and incidents.

pub mod admin_case;
pub mod category;
pub mod incident;
pub mod inspection;
pub mod recall;
pub mod sample;
#[cfg(test)]
mod tests;
mod words;

pub use category::Category;

use kernel::{Agency, Attribute, Group, Host, Measure, Mention, Says, Unit};

/// The agency.
pub const AGENCY: Agency = Agency { code: "food-drug", zh: "食品药品监管", en: "Food and drug regulation" };

/// Inspections of premises (检查户次).
pub const INSPECTIONS: Measure =
    Measure::flow("food-inspections", "食药检查户次", "Food and drug inspections", Group::Prevention);
/// Findings at inspections (发现问题).
pub const FINDINGS: Measure =
    Measure::flow("food-findings", "食药检查发现问题", "Findings at food and drug inspections", Group::Prevention);
/// Samples taken (抽检批次).
pub const SAMPLES: Measure = Measure::flow("food-samples", "食药抽检批次", "Food and drug samples taken", Group::Prevention);
/// Samples with a result (检验批次): what the failure rate is a share of.
pub const SAMPLES_TESTED: Measure =
    Measure::flow("food-samples-tested", "食药检验批次", "Food and drug samples tested", Group::Prevention);
/// Failed samples (不合格批次).
pub const FAILED_SAMPLES: Measure =
    Measure::flow("food-failed-samples", "食药不合格批次", "Failed food and drug samples", Group::Prevention);
/// Food-safety incidents (食品安全事故).
pub const INCIDENTS: Measure = Measure::flow("food-incidents", "食品安全事故", "Food-safety incidents", Group::Prevention);
/// Recalls (召回).
pub const RECALLS: Measure = Measure::flow("food-recalls", "食药召回", "Food and drug recalls", Group::Prevention);
/// Public warnings without a recall (风险警示).
pub const ALERTS: Measure = Measure::flow("food-alerts", "食药风险警示", "Food and drug public alerts", Group::Prevention);
/// The agency's own cases (行政立案).
pub const CASES: Measure = Measure::flow("food-cases", "食药行政立案", "Food and drug administrative cases", Group::Strike);
/// Seizures (查封扣押).
pub const SEIZURES: Measure = Measure::flow("food-seizures", "食药查封扣押", "Food and drug seizures", Group::Strike);
/// Penalty decisions (行政处罚).
pub const PENALTIES: Measure = Measure::flow("food-penalties", "食药行政处罚", "Food and drug penalties", Group::Strike);
/// Fines and confiscated gains (罚没金额); only renminbi enters.
pub const PENALTY_AMOUNT: Measure =
    Measure::flow("food-penalty-amount", "食药罚没金额", "Food and drug fines and confiscated gains", Group::Strike)
        .unit(Unit::Fen);
/// Suspected crimes found (发现涉嫌犯罪).
pub const SUSPECTED_CRIMES: Measure =
    Measure::flow("food-suspected-crimes", "食药案件涉嫌犯罪", "Suspected crimes in food and drug cases", Group::Strike);

/// The agency's whole wiring.
pub fn mount(host: &mut impl Host) {
    host.agency(AGENCY);
    kernel::host::declare(host, words::FIELDS);
    host.words("category", category::Category::ALL.iter().map(|one| (one.code(), one.name())));
    host.measures(&[
        INSPECTIONS,
        FINDINGS,
        SAMPLES,
        SAMPLES_TESTED,
        FAILED_SAMPLES,
        INCIDENTS,
        RECALLS,
        ALERTS,
        CASES,
        SEIZURES,
        PENALTIES,
        PENALTY_AMOUNT,
        SUSPECTED_CRIMES,
    ]);
    inspection::mount(host);
    sample::mount(host);
    admin_case::mount(host);
    recall::mount(host);
    incident::mount(host);
}

/// The joint work of which a record is part: its campaign and its joint action.
fn joint_work(campaign: Option<&String>, joint_action: Option<&String>) -> impl Iterator<Item = Says> {
    let campaign = campaign.cloned().map(|number| Says::Attribute(Attribute::Campaign(number)));
    let action = joint_action.cloned();
    let action = action.map(|number| Says::Mention(Mention::Shared { kind: "joint-office.joint-action", number }));
    campaign.into_iter().chain(action)
}
