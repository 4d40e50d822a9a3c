//! A transfer (案件移送) from administrative to criminal enforcement and back, told by regulator, police and procuratorate (domain.md 2).
//!
//! Each side's reports are mounted under the agency that tells them. A *report* of what happened is recorded and flagged where it is out
//! of order or against the law; a person's *act* is refused with the article that bars it. Before a regulator has the case, police ask about it
//! under a number that names their own.

mod article;
mod decide;
mod event;
mod facets;
mod lawful;
pub mod measures;
mod misfit;
mod rounds;
mod rules;
mod state;
mod steps;
#[cfg(test)]
mod tests;
mod ties;

pub use article::Regime;
pub use decide::{Command, Transfer};
pub use event::{Event, REPEATED};
pub use lawful::Lawful;
pub use state::{Administration, Handed, Police, Reverse, Stages, Supervision};
pub use steps::{Role, Said, Step};

use kernel::transfer::{consultation, platform, police, procuratorate, regulator};
use kernel::{Heading, Host, Report};

use crate::Account;

/// The record and what it is counted as; no joint office tells any of it.
pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Transfer>();
    host.outcomes(event::OUTCOMES);
    host.measures(measures::ALL);
}

/// The side of the regulator, under the agency that was declared last.
pub fn mount_regulator(host: &mut impl Host) {
    host.report::<regulator::Reported, Transfer>(told);
    host.report::<regulator::Approved, Transfer>(told);
    host.report::<regulator::Refused, Transfer>(told);
    host.report::<regulator::Sent, Transfer>(told);
    host.report::<regulator::PartyTold, Transfer>(told);
    host.report::<regulator::SupplementSupplied, Transfer>(told);
    host.report::<regulator::SupplementImpossible, Transfer>(told);
    host.report::<regulator::Recalled, Transfer>(told);
    host.report::<regulator::ReconsiderationRequested, Transfer>(told);
    host.report::<regulator::SupervisionSuggested, Transfer>(told);
    host.report::<regulator::ItemsHandedOver, Transfer>(told);
    host.report::<regulator::ResultReported, Transfer>(told);
    mount_each(host);
    host.withdrawal::<Transfer>(|heading, data| Command::Withdraw(Account::of(heading, data.on.clone()), Role::Regulator, data));
}

/// The side of the police, under the agency that was declared last.
pub fn mount_police(host: &mut impl Host) {
    host.report::<police::SignedFor, Transfer>(told);
    host.report::<police::GapsNotified, Transfer>(told);
    host.report::<police::Forwarded, Transfer>(told);
    host.report::<police::Returned, Transfer>(told);
    host.report::<police::Accepted, Transfer>(told);
    host.report::<police::Extended, Transfer>(told);
    host.report::<police::NotFiled, Transfer>(told);
    host.report::<police::Reconsidered, Transfer>(told);
    host.report::<police::ReasonsExplained, Transfer>(told);
    host.report::<police::Filed, Transfer>(told);
    host.report::<police::NoticeServed, Transfer>(told);
    host.report::<police::DetentionDecided, Transfer>(told);
    host.report::<police::DetentionCopied, Transfer>(told);
    host.report::<police::CaseWithdrawn, Transfer>(told);
    host.report::<police::WithdrawalTold, Transfer>(told);
    mount_each(host);
    host.withdrawal::<Transfer>(|heading, data| Command::Withdraw(Account::of(heading, data.on.clone()), Role::Police, data));
}

/// The side of the procuratorate, under the agency that was declared last.
pub fn mount_procuratorate(host: &mut impl Host) {
    host.report::<procuratorate::TransferUrged, Transfer>(told);
    host.report::<procuratorate::ExplanationRequested, Transfer>(told);
    host.report::<procuratorate::FilingNotified, Transfer>(told);
    host.report::<procuratorate::NonProsecutionNotified, Transfer>(told);
    host.report::<procuratorate::PenaltyUrged, Transfer>(told);
    mount_each(host);
    host.withdrawal::<Transfer>(|heading, data| {
        Command::Withdraw(Account::of(heading, data.on.clone()), Role::Procuratorate, data)
    });
}

/// What each organ tells alike.
fn mount_each(host: &mut impl Host) {
    host.report::<consultation::Consulted, Transfer>(told);
    host.report::<consultation::ConsultationAnswered, Transfer>(told);
    host.report::<platform::EnteredInPlatform, Transfer>(told);
}

fn told<R: Report + Into<Said>>(heading: &Heading, data: R) -> Command {
    Command::Tell(Account::of(heading, data.when()), Box::new(data.into()))
}
