//! What a person may do now: exactly what is offered, and nothing that leaves a flag.

use std::collections::BTreeSet;

use kernel::RecordKey;
use kernel::transfer::consultation::{ConsultationAnswered, Consulted};
use kernel::transfer::platform::{Entered, EnteredInPlatform};
use kernel::transfer::police::{
    CaseWithdrawn, Decision, Extended, Extension, Filed, Forwarded, GapsNotified, NoticeServed, ReasonsExplained, WithdrawalTold,
};
use kernel::transfer::procuratorate::{ExplanationRequested, FilingNotified};
use kernel::transfer::regulator::{
    ItemsHandedOver, Reported, Sent, SupervisionSuggested, SupplementImpossible, SupplementSupplied,
};
use proptest::prelude::*;

use super::super::ties::DECISIONS;
use super::{
    Account, Command, Decider, OTHER_POLICE, POLICE, PROCURATORATE, REGULATOR, Role, Said, Step, Story, Transfer, acting, by,
    example, for_detention, item, org, signed_for, usual,
};

#[test]
fn before_a_suspicion_is_reported_the_regulator_reports_or_asks_and_police_do_nothing() {
    let story = Story::default();
    assert_eq!(story.offered(REGULATOR, Role::Regulator), [Step::Reported, Step::Consulted]);
    assert_eq!(story.offered(POLICE, Role::Police), []);
    assert_eq!(story.offered(PROCURATORATE, Role::Procuratorate), [Step::TransferUrged]);
}

#[test]
fn each_side_is_offered_its_own_steps_only_and_the_joint_office_none() {
    let story = signed_for().goes(&[Step::Accepted]);
    assert_eq!(
        story.offered(REGULATOR, Role::Regulator),
        [Step::PartyTold, Step::SupervisionSuggested, Step::EnteredInPlatform, Step::Consulted]
    );
    assert_eq!(story.offered(POLICE, Role::Police), [Step::Extended, Step::NotFiled, Step::Filed, Step::Consulted]);
    assert_eq!(story.offered(PROCURATORATE, Role::Procuratorate), [Step::ExplanationRequested, Step::Consulted]);
    assert_eq!(story.offered("jn-joint-office", Role::JointOffice), []);
    assert_eq!(story.offered("jn-environment", Role::Regulator), [], "the case of another regulator");
    assert_eq!(story.offered(OTHER_POLICE, Role::Police), [], "another organ is in charge");
}

#[test]
fn an_action_says_what_it_needs_and_on_which_article_it_rests() {
    let story = signed_for();
    let accept = |on: &str| {
        let on = on.parse().expect("a day");
        let actions = story.transfer.lawful(&super::number(), &org(POLICE), Role::Police, on);
        actions.into_iter().find(|action| action.step == Step::Accepted).expect("offered")
    };
    let now = accept("2026-11-29");
    assert_eq!(now.needs, ["acceptance"]);
    assert_eq!(now.article.en, "Procedure rules for criminal cases of police (2020), art 180");
    assert_eq!(now.step.report(), ("transfer.accepted", 1));
    let then = accept("2016-08-05").article;
    assert!(then.zh.contains("程序规定(2012)") && then.zh.ends_with("[K]"), "{then:?}");
}

#[test]
fn what_a_step_needs_are_fields_of_its_report_and_all_that_it_demands() {
    for step in Step::ALL {
        let schema = step.schema().to_value();
        let names = |list: &serde_json::Value| -> BTreeSet<String> {
            list.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
        };
        let needs: BTreeSet<String> = step.needs().iter().map(|need| (*need).to_owned()).chain(["on".to_owned()]).collect();
        let fields: BTreeSet<String> = schema["properties"].as_object().expect("fields").keys().cloned().collect();
        assert!(needs.is_subset(&fields), "{step:?}: {needs:?}");
        assert!(names(&schema["required"]).is_subset(&needs), "{step:?}: {}", schema["required"]);
        assert_eq!(step.report(), (format!("transfer.{}", step.code()).as_str(), 1));
        // The first report says the kind by itself; all that follow must say the same.
        assert_eq!(step.says_kind(), fields.contains("kind") && *step != Step::Reported, "{step:?}");
    }
}

#[test]
fn of_a_file_for_detention_an_action_says_that_it_needs_the_kind() {
    let needs = |story: &Story| {
        let lawful =
            story.transfer.lawful(&super::number(), &org(REGULATOR), Role::Regulator, "2026-11-29".parse().expect("a day"));
        lawful.into_iter().find(|action| action.step == Step::Approved).expect("offered").needs
    };
    let reported = |said| Story::default().acts(REGULATOR, said);
    assert_eq!(needs(&reported(for_detention(usual(Step::Reported)))), ["kind"]);
    assert_eq!(needs(&reported(usual(Step::Reported))), [""; 0]);
}

#[test]
fn one_officer_alone_verifies_nothing() {
    Story::default().refuses(REGULATOR, Reported { officers: Some(1), ..example() }.into());
}

#[test]
fn an_extension_that_needs_approval_names_who_gave_it_and_is_given_once() {
    let major = |approved_by: Option<&str>| -> Said { Extended { approved_by: approved_by.map(org), ..example() }.into() };
    let clue: Said = Extended { ground: Extension::Clue, approved_by: None, ..example() }.into();
    let special = |by: &str| -> Said { Extended { ground: Extension::Special, approved_by: Some(org(by)), ..example() }.into() };
    signed_for()
        .bars(POLICE, clue.clone())
        .goes(&[Step::Accepted])
        .acts(POLICE, clue.clone())
        .refuses(POLICE, clue)
        .refuses(POLICE, major(None))
        .acts(POLICE, major(Some(POLICE)))
        .refuses(POLICE, special(POLICE))
        .acts(POLICE, special("sd-police"));
}

#[test]
fn a_thing_is_handed_over_once_from_the_list_to_the_organ_in_charge() {
    let list = |list: &str, items: &[&str], to: &str| -> Said {
        let items = items.iter().map(|label| (*label).to_owned()).collect();
        ItemsHandedOver { list: list.into(), items, to: org(to), ..example() }.into()
    };
    signed_for()
        .goes(&[Step::Accepted, Step::Filed])
        .refuses(REGULATOR, list("1", &["3"], POLICE))
        .refuses(REGULATOR, list("1", &["1"], OTHER_POLICE))
        .acts(REGULATOR, list("1", &["1"], POLICE))
        .refuses(REGULATOR, list("2", &["1", "2"], POLICE))
        .acts(REGULATOR, list("2", &["2"], POLICE))
        .bars(REGULATOR, list("3", &["2"], POLICE));
}

#[test]
fn where_no_thing_went_with_the_case_its_remaining_material_is_handed_over_once() {
    let sent: Said = Sent { items: Vec::new(), ..example() }.into();
    let material = |list: &str| -> Said {
        let material = vec!["讯问笔录".to_owned()];
        ItemsHandedOver { list: list.into(), items: Vec::new(), material, ..example() }.into()
    };
    let story = Story::default().goes(&[Step::Reported, Step::Approved]).acts(REGULATOR, sent).goes(&[
        Step::SignedFor,
        Step::Accepted,
        Step::Filed,
    ]);
    let lawful = story.transfer.lawful(&super::number(), &org(REGULATOR), Role::Regulator, super::day(9));
    let hand_over = lawful.iter().find(|lawful| lawful.step == Step::ItemsHandedOver).expect("offered");
    assert_eq!(hand_over.needs, ["list", "material", "to"]);
    story.acts(REGULATOR, material("1")).bars(REGULATOR, material("2"));
    let empty = ItemsHandedOver { items: Vec::new(), ..example() };
    assert!(kernel::Report::check(&empty).is_err(), "a list of nothing");
}

#[test]
fn a_notice_is_of_the_decision_that_was_made() {
    let filed: Said = NoticeServed { decision: Decision::Filed, ..example() }.into();
    signed_for().goes(&[Step::Accepted, Step::NotFiled]).refuses(POLICE, filed);
}

#[test]
fn each_organ_enters_its_own_decisions_once() {
    let entry = |decision: Entered| -> Said { EnteredInPlatform { decision, ..example() }.into() };
    signed_for()
        .acts(REGULATOR, entry(Entered::TransferApproved))
        .bars(REGULATOR, entry(Entered::TransferApproved))
        .bars(POLICE, entry(Entered::CaseFiled))
        .goes(&[Step::Accepted, Step::Filed])
        .refuses(POLICE, entry(Entered::CaseNotFiled))
        .acts(POLICE, entry(Entered::CaseFiled))
        .bars(PROCURATORATE, entry(Entered::NotProsecuted))
        .goes(&[Step::NonProsecutionNotified])
        .acts(PROCURATORATE, entry(Entered::NotProsecuted));
}

#[test]
fn whoever_has_to_do_with_the_case_asks_and_only_who_was_asked_answers_once() {
    let asks = |question: &str, to: &str| -> Said { Consulted { question: question.into(), to: org(to), ..example() }.into() };
    let answers = |question: &str| -> Said { ConsultationAnswered { question: question.into(), ..example() }.into() };
    signed_for()
        .bars(OTHER_POLICE, asks("咨1", REGULATOR))
        .bars(POLICE, answers("咨1"))
        .acts(REGULATOR, asks("咨1", POLICE))
        .refuses(PROCURATORATE, asks("咨1", POLICE))
        .acts(PROCURATORATE, asks("咨2", REGULATOR))
        .acts(POLICE, asks("咨3", OTHER_POLICE))
        .refuses(POLICE, answers("咨2"))
        .acts(POLICE, answers("咨1"))
        .bars(POLICE, answers("咨1"))
        .acts(OTHER_POLICE, answers("咨3"))
        .acts(REGULATOR, answers("咨2"))
        .bars(REGULATOR, answers("咨2"));
}

#[test]
fn police_ask_about_a_case_of_their_own_before_any_regulator_has_it() {
    const OWN: &str = "jn-police:A3708110000002016080001:1";
    let number: kernel::TransferNumber = OWN.parse().expect("a number");
    let account = |who: &str, day| Account { number: RecordKey::new(OWN).expect("a key"), ..acting(by(who, day, None)) };
    let asking = |who: &'static str, agency: &'static str, transfer: &Transfer| {
        let (org, agency) = (org(who), kernel::AgencyCode::new(agency).expect("an agency"));
        let asking = kernel::Asking { org: &org, agency: &agency, on: "2016-08-05".parse().expect("a day") };
        let untold = transfer.standing.is_empty();
        let offered = if untold { Transfer::beginning(&number, asking) } else { transfer.actions(asking) };
        offered.into_iter().map(|action| action.code).collect::<Vec<_>>()
    };
    let mut transfer = Transfer::default();
    assert_eq!(asking(POLICE, "police", &transfer), ["consulted"]);
    let mut act = |who: &str, day, said: Said| {
        let events = transfer.decide(Command::Tell(account(who, day), Box::new(said)));
        events.map(|events| events.iter().for_each(|event| transfer.evolve(event))).map_err(|refusal| refusal.code)
    };
    let asks = Consulted { question: "公咨1".into(), to: org(REGULATOR), ..example() };
    assert_eq!(act(REGULATOR, 1, usual(Step::Reported)), Err("not-your-record"));
    assert_eq!(act(POLICE, 1, asks.into()), Ok(()));
    assert_eq!(asking(REGULATOR, "food-drug", &transfer), ["consulted", "consultation-answered"]);
    assert!(asking(PROCURATORATE, "procuratorate", &transfer).is_empty(), "no regulator has the case");
    let answers = ConsultationAnswered { question: "公咨1".into(), ..example() };
    let events = transfer.decide(Command::Tell(account(REGULATOR, 4), Box::new(answers.into()))).expect("an answer");
    events.iter().for_each(|event| transfer.evolve(event));
    assert!(transfer.flags().is_empty());
}

#[test]
fn nobody_asks_itself() {
    let asked = Consulted { to: org(REGULATOR), ..example() };
    let refusal = signed_for().attempt(REGULATOR, asked.into()).expect_err("refused");
    assert_eq!(refusal.code, "contradiction");
}

#[test]
fn the_same_act_twice_is_known_and_not_barred() {
    let story = signed_for();
    let again = Command::Tell(acting(by(POLICE, 4, None)), Box::new(usual(Step::SignedFor)));
    assert_eq!(story.transfer.decide(again), Ok(Vec::new()));
}

#[test]
fn whoever_acts_gives_the_transfers_own_number() {
    let alias = Account { number: RecordKey::new("济食药移〔2016〕12号").expect("a number"), ..by(POLICE, 1, None) };
    let refusal =
        Transfer::default().decide(Command::Tell(acting(alias), Box::new(usual(Step::SignedFor)))).expect_err("refused");
    assert_eq!(refusal.code, "contradiction");
}

/// `step` in words that fit the transfer as it stands.
#[allow(clippy::wildcard_enum_match_arm, reason = "the usual words of any other step fit")]
fn fitting(story: &Story, who: &str, step: Step) -> Said {
    let transfer = &story.transfer;
    let organ = || transfer.in_charge().cloned().unwrap_or_else(|| org(POLICE));
    let round = || transfer.open_round().unwrap_or(1);
    let again = transfer.round_of(step).unwrap_or(1);
    match usual(step) {
        Said::GapsNotified(data) => GapsNotified { round: transfer.rounds().last().map_or(1, |last| last + 1), ..data }.into(),
        Said::SupplementSupplied(data) => SupplementSupplied { round: round(), ..data }.into(),
        Said::SupplementImpossible(data) => SupplementImpossible { round: round(), ..data }.into(),
        Said::NoticeServed(data) => {
            let (decision, round) = transfer.unserved().first().copied().unwrap_or((Decision::Filed, again));
            NoticeServed { decision, round, ..data }.into()
        }
        Said::Filed(data) => Filed { round: again, ..data }.into(),
        Said::CaseWithdrawn(data) => CaseWithdrawn { round: again, ..data }.into(),
        Said::WithdrawalTold(data) => WithdrawalTold { round: again, ..data }.into(),
        Said::ReasonsExplained(data) => ReasonsExplained { round: again, ..data }.into(),
        Said::SupervisionSuggested(data) => SupervisionSuggested { round: again, ..data }.into(),
        Said::ItemsHandedOver(data) => ItemsHandedOver { to: organ(), ..data }.into(),
        Said::ExplanationRequested(data) => ExplanationRequested { police: organ(), round: again, ..data }.into(),
        Said::FilingNotified(data) => FilingNotified { police: organ(), round: again, ..data }.into(),
        Said::Sent(data) => Sent { items: vec![item("1"), item("2")], ..data }.into(),
        Said::Forwarded(data) => Forwarded { to: org(if who == POLICE { OTHER_POLICE } else { POLICE }), ..data }.into(),
        Said::Consulted(data) => {
            let to = org(if who == REGULATOR { POLICE } else { REGULATOR });
            Consulted { question: format!("咨{}", story.day), to, ..data }.into()
        }
        Said::ConsultationAnswered(data) => {
            let question = transfer.unanswered(&org(who)).first().map_or(data.question, |question| (*question).to_owned());
            ConsultationAnswered { question, ..data }.into()
        }
        Said::EnteredInPlatform(data) => {
            let decision = transfer.unentered(&org(who)).first().copied().unwrap_or(data.decision);
            EnteredInPlatform { decision, ..data }.into()
        }
        Said::Extended(data) => {
            let ground = Extension::ALL.into_iter().find(|ground| !transfer.extended(*ground)).unwrap_or(data.ground);
            Extended { ground, approved_by: Some(org("sd-police")), ..data }.into()
        }
        other => other,
    }
}

/// `step` in many words, few of which fit.
#[allow(clippy::wildcard_enum_match_arm, reason = "the other steps have nothing in them that could fit another time")]
fn otherwise(story: &Story, who: &str, step: Step) -> Vec<Said> {
    let rounds = || 1..=3_u16;
    let organs = || [POLICE, OTHER_POLICE].map(org);
    let mut all = vec![fitting(story, who, step), usual(step), for_detention(usual(step))];
    match usual(step) {
        Said::Reported(data) => all.push(Reported { officers: Some(1), ..data }.into()),
        Said::GapsNotified(data) => all.extend(rounds().map(|round| GapsNotified { round, ..data.clone() }.into())),
        Said::SupplementSupplied(data) => all.extend(rounds().map(|round| SupplementSupplied { round, ..data.clone() }.into())),
        Said::SupplementImpossible(data) => {
            all.extend(rounds().map(|round| SupplementImpossible { round, ..data.clone() }.into()));
        }
        Said::Extended(data) => {
            let by = [None, Some(org(who)), Some(org("sd-police"))];
            let grounds = Extension::ALL.into_iter().flat_map(|ground| by.clone().map(|approved_by| (ground, approved_by)));
            all.extend(grounds.map(|(ground, approved_by)| Extended { ground, approved_by, ..data.clone() }.into()));
        }
        Said::NoticeServed(data) => {
            let decisions =
                [Decision::Filed, Decision::NotFiled].into_iter().flat_map(|one| rounds().map(move |round| (one, round)));
            // A refusal is one: its notice has no round.
            let decisions = decisions.filter(|(decision, round)| *decision == Decision::Filed || *round == 1);
            all.extend(decisions.map(|(decision, round)| NoticeServed { decision, round, ..data.clone() }.into()));
        }
        Said::Filed(data) => all.extend(rounds().map(|round| Filed { round, ..data.clone() }.into())),
        Said::CaseWithdrawn(data) => all.extend(rounds().map(|round| CaseWithdrawn { round, ..data.clone() }.into())),
        Said::WithdrawalTold(data) => all.extend(rounds().map(|round| WithdrawalTold { round, ..data.clone() }.into())),
        Said::ReasonsExplained(data) => all.extend(rounds().map(|round| ReasonsExplained { round, ..data.clone() }.into())),
        Said::SupervisionSuggested(data) => {
            all.extend(rounds().map(|round| SupervisionSuggested { round, ..data.clone() }.into()));
        }
        Said::ExplanationRequested(data) => {
            let to = organs().into_iter().flat_map(|police| rounds().map(move |round| (police.clone(), round)));
            all.extend(to.map(|(police, round)| ExplanationRequested { police, round, ..data.clone() }.into()));
        }
        Said::FilingNotified(data) => {
            let to = organs().into_iter().flat_map(|police| rounds().map(move |round| (police.clone(), round)));
            all.extend(to.map(|(police, round)| FilingNotified { police, round, ..data.clone() }.into()));
        }
        Said::ItemsHandedOver(data) => {
            for (list, items) in [("1", &["1"][..]), ("2", &["2"]), ("3", &["1", "2"]), ("4", &["9"])] {
                let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
                let lists = organs().map(|to| ItemsHandedOver { list: list.into(), items: items.clone(), to, ..data.clone() });
                all.extend(lists.map(Said::from));
            }
        }
        Said::EnteredInPlatform(data) => {
            let decisions = DECISIONS.iter().map(|(_, decision)| *decision);
            all.extend(decisions.map(|decision| EnteredInPlatform { decision, ..data.clone() }.into()));
        }
        Said::Consulted(data) => {
            let told = (0..story.day).map(|n| format!("咨{n}"));
            all.extend(told.map(|question| Consulted { question, ..data.clone() }.into()));
        }
        Said::ConsultationAnswered(data) => {
            let told = (0..story.day).map(|n| format!("咨{n}"));
            all.extend(told.map(|question| ConsultationAnswered { question, ..data.clone() }.into()));
        }
        _ => {}
    }
    all
}

/// Who may say anything of the transfer, and in which role.
const SPEAKERS: [(&str, Role); 4] =
    [(REGULATOR, Role::Regulator), (POLICE, Role::Police), (OTHER_POLICE, Role::Police), (PROCURATORATE, Role::Procuratorate)];

/// Whatever is refused to a person now, as far as any word of it is known, leaves a flag where it is only stated.
#[track_caller]
pub(super) fn every_refusal_is_a_flag(story: &Story) {
    for (who, role) in SPEAKERS {
        for step in Step::ALL.iter().filter(|step| role.takes(step.role())) {
            for said in otherwise(story, who, *step) {
                let Err(refusal) = story.attempt(who, said.clone()) else { continue };
                if refusal.code != "unlawful" {
                    continue; // Refused for its form or for who says it: so it would be as a report.
                }
                let report = Command::Tell(by(who, story.day + 1, None), Box::new(said.clone()));
                let events = story.transfer.decide(report).unwrap_or_else(|refused| panic!("{said:?}: {refused}"));
                let mut told = story.transfer.clone();
                events.iter().for_each(|event| told.evolve(event));
                let past: Vec<&str> = story.events.iter().map(kernel::DomainEvent::event_type).collect();
                assert!(!told.flags().is_empty(), "{who} after {past:?}: {said:?} leaves no flag: {refusal}");
                for flag in told.flags().iter().filter(|flag| flag.starts_with("unlawful:")) {
                    assert!(kernel::rule::breach(&Transfer::KIND, flag).is_some(), "{flag} says nothing");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_the_law_bars_leaves_a_flag_where_it_is_reported(
        choices in proptest::collection::vec(any::<prop::sample::Index>(), 0..28),
        detention in any::<bool>(),
    ) {
        let mut story = Story::default();
        for choice in choices {
            let of = |(who, role)| story.offered(who, role).into_iter().map(move |step| (who, step));
            let offered: Vec<(&str, Step)> = SPEAKERS.into_iter().flat_map(of).collect();
            if offered.is_empty() {
                break;
            }
            let (who, step) = *choice.get(&offered);
            let said = fitting(&story, who, step);
            story = story.acts(who, if detention { for_detention(said) } else { said });
        }
        every_refusal_is_a_flag(&story);
    }

    #[test]
    fn whatever_is_offered_can_be_done_leaves_no_flag_and_all_else_is_refused(choices in proptest::collection::vec(any::<prop::sample::Index>(), 1..28)) {
        let mut story = Story::default();
        for choice in choices {
            let mut offered = Vec::new();
            for who in [REGULATOR, POLICE, OTHER_POLICE, PROCURATORATE] {
                let role = match who {
                    REGULATOR => Role::Regulator,
                    PROCURATORATE => Role::Procuratorate,
                    _ => Role::Police,
                };
                let lawful = story.offered(who, role);
                for step in Step::ALL.iter().filter(|step| role.takes(step.role())) {
                    if lawful.contains(step) {
                        offered.push((who, *step));
                    } else {
                        let refusal = story.attempt(who, fitting(&story, who, *step)).expect_err("not offered");
                        prop_assert_eq!(refusal.code, "unlawful");
                    }
                }
            }
            if offered.is_empty() {
                break;
            }
            let (who, step) = *choice.get(&offered);
            let said = fitting(&story, who, step);
            story = story.acts(who, said);
        }
    }
}
