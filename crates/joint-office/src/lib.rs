//! Joint office (联勤联动办公室): offices, meetings, joint actions, campaigns, matters, transfers, alerts of clocks, evidence, and the links
//! between what agencies report.
//!
//! Meetings, joint actions, campaigns and matters are known by numbers that several organisations share: each tells its own account.

mod account;
pub mod alert;
pub mod campaign;
pub mod evidence;
pub mod joint_action;
mod level;
pub mod link;
pub mod matter;
pub mod meeting;
pub mod office;
mod place;
#[cfg(test)]
mod tests;
pub mod transfer;
mod words;

pub use account::Account;
pub use level::Level;
pub use place::Place;

use kernel::{Agency, Group, Host, Measure, Window};

/// The agency.
pub const AGENCY: Agency = Agency { code: "joint-office", zh: "联勤联动办公室", en: "Joint office" };

const fn joint(code: &'static str, zh: &'static str, en: &'static str) -> Measure {
    Measure::flow(code, zh, en, Group::Joint)
}

/// Joint meetings (联席会议), since the mechanism was set up.
pub const MEETINGS: Measure = joint("joint-meetings", "联席会议", "Joint meetings").window(Window::SinceSetUp);
/// Joint enforcement actions (联合执法), since the mechanism was set up; each once, whoever reports it.
pub const ACTIONS: Measure = joint("joint-actions", "联合执法", "Joint enforcement actions").window(Window::SinceSetUp);
/// Joint offices (联勤联动办公室) that stand on a day.
pub const OFFICES: Measure = joint("joint-offices", "联勤联动办公室", "Joint offices").stock();
/// Staff seconded to joint offices (抽调人员) on a day.
pub const SECONDED: Measure = joint("seconded-staff", "抽调人员", "Seconded staff").stock();
/// Special campaigns (专项打击) launched.
pub const SPECIAL_CAMPAIGNS: Measure = joint("special-campaigns", "专项打击", "Special campaigns");
/// Nationwide cluster campaigns (全国集群战役) launched.
pub const CLUSTER_CAMPAIGNS: Measure = joint("cluster-campaigns", "全国集群战役", "Nationwide cluster campaigns");
/// Places governed at the source (源头治理).
pub const GOVERNED: Measure = joint("source-governed-places", "源头治理场所", "Source-governed places").window(Window::NotStated);
/// Premises found with problems (问题场所) in joint work.
pub const PROBLEMS: Measure = joint("problem-premises", "问题场所", "Problem premises").window(Window::NotStated);
/// Premises visited in joint actions (联合执法检查场所).
pub const SITES: Measure = joint("joint-sites-visited", "联合执法检查场所", "Premises visited jointly");
/// Persons sent out in joint actions (联合执法出动人次).
pub const PERSONS: Measure = joint("joint-persons-out", "联合执法出动人次", "Persons out in joint actions");

/// The agency's whole wiring.
pub fn mount(host: &mut impl Host) {
    host.agency(AGENCY);
    kernel::words::mount(host);
    kernel::host::declare(host, words::FIELDS);
    host.measures(&[
        MEETINGS,
        ACTIONS,
        OFFICES,
        SECONDED,
        SPECIAL_CAMPAIGNS,
        CLUSTER_CAMPAIGNS,
        GOVERNED,
        PROBLEMS,
        SITES,
        PERSONS,
    ]);
    office::mount(host);
    meeting::mount(host);
    joint_action::mount(host);
    campaign::mount(host);
    matter::mount(host);
    link::mount(host);
    transfer::mount(host);
    alert::mount(host);
    evidence::mount(host);
}
