//! Every loop of domain.md 2.2 once, as persons act it: each step is offered before it is taken, and leaves no flag.

use kernel::Decider;
use kernel::transfer::police::{
    Accepted, CaseWithdrawn, Decision, Filed, GapsNotified, NoticeServed, ReasonsExplained, Reconsideration, Reconsidered,
    SignedFor, WithdrawalTold,
};
use kernel::transfer::procuratorate::{ExplanationRequested, FilingNotified};
use kernel::transfer::regulator::{SupplementImpossible, SupplementSupplied};

use super::{
    Command, OTHER_POLICE, POLICE, PROCURATORATE, REGULATOR, Role, Said, Step, Story, by, example, for_detention, org,
    signed_for, usual,
};
use crate::transfer::{Administration, Police, Reverse, Supervision};

fn served(decision: Decision) -> Said {
    NoticeServed { decision, ..example() }.into()
}

fn not_filed() -> Story {
    signed_for().goes(&[Step::Accepted, Step::NotFiled]).acts(POLICE, served(Decision::NotFiled))
}

#[test]
fn a_suspected_crime_goes_from_the_head_to_the_police_and_its_things_follow_the_filing() {
    let story = signed_for()
        .goes(&[Step::PartyTold, Step::GapsNotified])
        .bars(POLICE, GapsNotified { round: 2, ..example() }.into())
        .goes(&[Step::SupplementSupplied])
        .acts(POLICE, GapsNotified { round: 2, ..example() }.into())
        .refuses(REGULATOR, SupplementSupplied { round: 1, ..example() }.into())
        .acts(REGULATOR, SupplementImpossible { round: 2, ..example() }.into())
        .goes(&[Step::Accepted, Step::Extended])
        .bars(REGULATOR, usual(Step::ItemsHandedOver))
        .goes(&[Step::Filed])
        .acts(POLICE, served(Decision::Filed))
        .goes(&[Step::ItemsHandedOver]);
    let stages = story.transfer.stages();
    assert_eq!((stages.administration, stages.police), (Administration::Sent, Police::Filed));
    assert_eq!((stages.supervision, stages.reverse), (Supervision::None, Reverse::None));
    let items = story.transfer.items();
    assert_eq!(items.values().map(|handed| handed.lists.as_slice()).collect::<Vec<_>>(), [["1"], ["1"]]);
    assert_eq!(items["1"].kept_at, Some("示例涉案财物管理中心"));
    assert_eq!(story.transfer.aliases().into_iter().collect::<Vec<_>>(), ["济公受案字〔2016〕77号", "济食药移〔2016〕12号"]);
    assert_eq!(story.offered(REGULATOR, Role::Regulator), [Step::EnteredInPlatform, Step::Consulted]);
}

#[test]
fn a_head_who_refused_decides_again_after_the_procuratorates_opinion() {
    let story = Story::default()
        .goes(&[Step::Reported, Step::Refused])
        .bars(REGULATOR, usual(Step::Sent))
        .bars(REGULATOR, usual(Step::Approved))
        .goes(&[Step::TransferUrged, Step::Approved, Step::Sent]);
    assert_eq!(story.transfer.stages().administration, Administration::Sent);
}

#[test]
fn a_silent_regulator_is_urged_before_it_reports_anything() {
    Story::default().goes(&[Step::TransferUrged, Step::Reported, Step::Approved, Step::Sent]);
}

#[test]
fn a_case_that_is_forwarded_is_decided_by_the_organ_that_it_reaches() {
    let signed: Said = example::<SignedFor>().into();
    let story = signed_for().goes(&[Step::Forwarded]);
    assert_eq!(story.transfer.stages().police, Police::Forwarded);
    assert_eq!(story.transfer.in_charge(), Some(&org(OTHER_POLICE)));
    let story = story
        .bars(POLICE, usual(Step::Accepted))
        .bars(OTHER_POLICE, usual(Step::Accepted))
        .acts(OTHER_POLICE, signed)
        .acts(OTHER_POLICE, usual(Step::Accepted))
        .bars(POLICE, usual(Step::Filed))
        .acts(OTHER_POLICE, usual(Step::Filed));
    assert_eq!(story.transfer.stages().police, Police::Filed);
}

#[test]
fn a_case_that_is_no_police_matter_goes_back_to_the_regulator_who_reports_what_it_did() {
    let story = signed_for().goes(&[Step::Returned]).bars(POLICE, usual(Step::Accepted));
    assert_eq!((story.transfer.stages().police, story.transfer.stages().reverse), (Police::Returned, Reverse::Back));
    assert_eq!(story.goes(&[Step::ResultReported]).transfer.stages().reverse, Reverse::Reported);
}

#[test]
fn a_transfer_is_taken_back_only_before_police_accept_it() {
    let story = signed_for().goes(&[Step::Recalled]).bars(POLICE, usual(Step::Accepted));
    assert_eq!(story.transfer.stages().administration, Administration::Recalled);
    signed_for().goes(&[Step::Accepted]).bars(REGULATOR, usual(Step::Recalled));
}

#[test]
fn a_refusal_that_is_reversed_on_reconsideration_is_filed() {
    let reversed: Said = Reconsidered { outcome: Reconsideration::Reversed, ..example() }.into();
    let story = not_filed()
        .bars(POLICE, usual(Step::Filed))
        .goes(&[Step::ReconsiderationRequested])
        .acts(POLICE, reversed)
        .goes(&[Step::Filed])
        .acts(POLICE, served(Decision::Filed));
    assert_eq!((story.transfer.stages().police, story.transfer.stages().supervision), (Police::Filed, Supervision::Reversed));
}

#[test]
fn a_refusal_that_is_upheld_goes_to_the_procuratorate_whose_notice_police_follow() {
    let story = not_filed()
        .goes(&[Step::ReconsiderationRequested, Step::Reconsidered])
        .bars(POLICE, usual(Step::Filed))
        .goes(&[Step::SupervisionSuggested])
        .bars(PROCURATORATE, usual(Step::FilingNotified))
        .bars(POLICE, usual(Step::ReasonsExplained))
        .goes(&[Step::ExplanationRequested, Step::ReasonsExplained, Step::FilingNotified, Step::Filed]);
    assert_eq!((story.transfer.stages().police, story.transfer.stages().supervision), (Police::Filed, Supervision::ToBeFiled));
}

#[test]
fn police_who_decide_nothing_are_asked_why_and_may_then_no_longer_refuse() {
    signed_for()
        .goes(&[Step::Accepted, Step::SupervisionSuggested, Step::ExplanationRequested, Step::FilingNotified])
        .bars(POLICE, usual(Step::NotFiled))
        .goes(&[Step::Filed]);
}

#[test]
fn a_case_that_police_withdraw_comes_back_for_a_penalty() {
    let story = signed_for().goes(&[
        Step::Accepted,
        Step::Filed,
        Step::CaseWithdrawn,
        Step::WithdrawalTold,
        Step::PenaltyUrged,
        Step::ResultReported,
    ]);
    assert_eq!((story.transfer.stages().police, story.transfer.stages().reverse), (Police::Withdrawn, Reverse::Reported));
}

#[test]
fn a_case_withdrawn_in_doubt_is_supervised() {
    let steps = [Step::Accepted, Step::Filed, Step::CaseWithdrawn, Step::SupervisionSuggested, Step::ExplanationRequested];
    let again: Said = Filed { round: 2, ..example() }.into();
    let story = signed_for()
        .goes(&steps)
        .bars(PROCURATORATE, ExplanationRequested { round: 2, ..example() }.into())
        .goes(&[Step::ReasonsExplained])
        .bars(POLICE, again.clone())
        .goes(&[Step::FilingNotified])
        .refuses(POLICE, usual(Step::Filed))
        .acts(POLICE, again.clone());
    assert_eq!((story.transfer.stages().police, story.transfer.stages().reverse), (Police::Filed, Reverse::None));
    let story = story
        .bars(POLICE, again)
        .acts(POLICE, NoticeServed { decision: Decision::Filed, round: 2, ..example() }.into())
        .acts(POLICE, CaseWithdrawn { round: 2, ..example() }.into())
        .acts(POLICE, WithdrawalTold { round: 2, ..example() }.into());
    assert_eq!((story.transfer.stages().police, story.transfer.stages().supervision), (Police::Withdrawn, Supervision::None));
    // What is doubted now is another decision.
    let story = story.acts(PROCURATORATE, ExplanationRequested { round: 2, ..example() }.into());
    assert_eq!(story.transfer.stages().supervision, Supervision::Explaining);
    story
        .bars(POLICE, Filed { round: 3, ..example() }.into())
        .acts(POLICE, ReasonsExplained { round: 2, ..example() }.into())
        .acts(PROCURATORATE, FilingNotified { round: 2, ..example() }.into())
        .acts(POLICE, Filed { round: 3, ..example() }.into());
}

#[test]
fn a_case_that_a_refusal_and_a_withdrawal_bring_to_supervision_is_asked_about_twice() {
    let reversed: Said = Reconsidered { outcome: Reconsideration::Reversed, ..example() }.into();
    let story = not_filed()
        .goes(&[Step::ExplanationRequested, Step::ReasonsExplained, Step::ReconsiderationRequested])
        .acts(POLICE, reversed)
        .goes(&[Step::Filed])
        .acts(POLICE, served(Decision::Filed))
        .goes(&[Step::CaseWithdrawn]);
    assert_eq!(story.transfer.stages().supervision, Supervision::None);
    story
        .refuses(PROCURATORATE, usual(Step::ExplanationRequested))
        .acts(PROCURATORATE, ExplanationRequested { round: 2, ..example() }.into());
}

#[test]
fn what_is_filed_again_is_another_part_and_each_is_taken_back_by_itself() {
    let story = signed_for()
        .goes(&[Step::Accepted, Step::Filed, Step::CaseWithdrawn, Step::ExplanationRequested])
        .goes(&[Step::FilingNotified]);
    let again: Said = Filed { round: 2, ..example() }.into();
    let mut transfer = story.acts(POLICE, again).transfer;
    assert_eq!(transfer.stages().police, Police::Filed);
    let back = Command::Withdraw(by(POLICE, 20, Some(10)), Role::Police, crate::tests::back("filed/2"));
    transfer.decide(back).expect("its own part").iter().for_each(|event| transfer.evolve(event));
    assert_eq!(transfer.stages().police, Police::Withdrawn);
}

#[test]
fn an_opinion_to_penalise_may_follow_while_the_case_is_filed() {
    // Whether it was judged exempt its own record tells: a rule over the matter's records.
    let story = signed_for().goes(&[Step::Accepted]).bars(PROCURATORATE, usual(Step::PenaltyUrged)).goes(&[Step::Filed]);
    story.goes(&[Step::PenaltyUrged, Step::ResultReported]);
}

#[test]
fn a_case_that_is_not_prosecuted_comes_back_for_a_penalty() {
    let story = signed_for().bars(PROCURATORATE, usual(Step::NonProsecutionNotified)).goes(&[
        Step::Accepted,
        Step::Filed,
        Step::NonProsecutionNotified,
        Step::PenaltyUrged,
    ]);
    assert_eq!(story.transfer.stages().reverse, Reverse::Urged);
    story.goes(&[Step::ResultReported]);
}

#[test]
fn a_file_for_administrative_detention_is_decided_and_copied_and_never_filed() {
    let detention = |story: Story, step: Step| story.acts(super::usually(step.role()), for_detention(usual(step)));
    let steps = [Step::Reported, Step::Approved, Step::Sent, Step::SignedFor, Step::GapsNotified];
    let story = steps
        .into_iter()
        .fold(Story::default(), detention)
        .goes(&[Step::SupplementSupplied])
        .refuses(POLICE, example::<Accepted>().into())
        .acts(POLICE, for_detention(usual(Step::Accepted)))
        .bars(POLICE, usual(Step::Filed))
        .bars(POLICE, usual(Step::Extended))
        .bars(POLICE, usual(Step::DetentionCopied))
        .goes(&[Step::DetentionDecided, Step::DetentionCopied]);
    assert_eq!(story.transfer.stages().police, Police::Detained);
    signed_for().goes(&[Step::Accepted]).bars(POLICE, usual(Step::DetentionDecided));
}

#[test]
fn a_detention_file_that_does_not_fit_is_given_back_before_or_after_it_is_accepted() {
    let detention = |story: Story, step: Step| story.acts(super::usually(step.role()), for_detention(usual(step)));
    let sent = || [Step::Reported, Step::Approved, Step::Sent, Step::SignedFor].into_iter().fold(Story::default(), detention);
    assert_eq!(detention(sent(), Step::Returned).transfer.stages().police, Police::Returned);
    // The twenty-four hours in which gaps are notified, and the three days in which it is given back, run from the acceptance.
    let examined = [Step::Accepted, Step::GapsNotified, Step::Returned].into_iter().fold(sent(), detention);
    assert_eq!(examined.transfer.stages().police, Police::Returned);
    examined.bars(POLICE, usual(Step::DetentionDecided));
    signed_for().goes(&[Step::Accepted]).bars(POLICE, usual(Step::Returned)).bars(POLICE, usual(Step::GapsNotified));
}

#[test]
fn supervision_asks_the_organ_in_charge() {
    let other: Said = ExplanationRequested { police: org(OTHER_POLICE), ..example() }.into();
    not_filed().refuses(PROCURATORATE, other).goes(&[Step::ExplanationRequested]);
}
