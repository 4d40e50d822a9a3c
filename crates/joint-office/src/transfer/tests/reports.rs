//! Reports of what happened: recorded whatever their order, flagged where the law is broken, refused only for form and authority.

use kernel::spec::{check_agency, legal_facts};
use kernel::transfer::consultation::{ConsultationAnswered, Consulted};
use kernel::transfer::police::{
    Accepted, Decision, Extended, Extension, Filed, Forwarded, GapsNotified, NoticeServed, Reconsideration, Reconsidered,
};
use kernel::transfer::regulator::{ItemsHandedOver, Reported, Sent, SupplementSupplied};
use kernel::transfer::{Document, DocumentKind, Item};
use kernel::{Attribute, DomainEvent, Enclosed, Host, LegalFact, Mention, RecordKey, Report, Says, Withdrawal};

use super::{
    Account, Command, Decider, Event, OTHER_POLICE, POLICE, PROCURATORATE, REGULATOR, Role, Said, Step, Transfer, by, event,
    example, for_detention, item, org, usual, usually,
};
use crate::tests::{back, tally};
use crate::transfer::{self, Administration, Police, Reverse};

/// What is reported by these organisations, day by day.
fn told(said: &[(&str, Said)]) -> Vec<Event> {
    (1..).zip(said).map(|(n, (org, said))| event(by(org, n, None), said.clone())).collect()
}

fn given(events: &[Event]) -> Transfer {
    let mut transfer = Transfer::default();
    events.iter().for_each(|event| transfer.evolve(event));
    transfer
}

fn steps(steps: &[Step]) -> Vec<Event> {
    told(&steps.iter().map(|step| (usually(step.role()), usual(*step))).collect::<Vec<_>>())
}

const TO_ACCEPTANCE: [Step; 5] = [Step::Reported, Step::Approved, Step::Sent, Step::SignedFor, Step::Accepted];

fn accepted_and(rest: &[(&str, Said)]) -> Transfer {
    let first = TO_ACCEPTANCE.map(|step| (usually(step.role()), usual(step)));
    given(&told(&[&first[..], rest].concat()))
}

#[test]
fn every_side_holds_against_its_golden_examples() {
    fn side(mount: impl FnOnce(&mut kernel::spec::Recorder)) -> kernel::spec::Recorder {
        check_agency(|host| {
            host.agency(crate::AGENCY);
            transfer::mount(host);
            mount(host);
        })
    }
    let sides = [side(transfer::mount_regulator), side(transfer::mount_police), side(transfer::mount_procuratorate)];
    assert_eq!(sides.iter().map(|side| side.reports.len()).collect::<Vec<_>>(), [15, 18, 8]);
    for (_, telling) in sides.iter().flat_map(|side| &side.tellings) {
        assert!(telling.says.iter().any(|says| matches!(says, Says::Legal(_))), "{} states a fact of law", telling.part);
    }
    let told: usize = sides.iter().map(|side| side.tellings.len()).sum();
    let of_each = Step::ALL.iter().filter(|step| step.role() == Role::Each).count();
    assert_eq!(told, Step::ALL.len() + of_each * (sides.len() - 1));
}

#[test]
fn a_supplement_for_a_transfer_never_sent_is_recorded_and_flagged() {
    let transfer = given(&steps(&[Step::SupplementSupplied]));
    assert_eq!(transfer.flags(), ["gap:supplement-supplied/jn-food-drug/1", "unlisted:round/1"]);
}

#[test]
fn a_decision_before_acceptance_is_flagged_until_the_acceptance_arrives() {
    let events = steps(&[Step::Reported, Step::Approved, Step::Sent, Step::SignedFor, Step::Filed]);
    let mut transfer = given(&events);
    assert_eq!(transfer.flags(), ["gap:filed/jn-police"]);
    transfer.evolve(&event(by(POLICE, 9, None), usual(Step::Accepted)));
    assert_eq!(transfer.flags(), ["early:filed/jn-police"], "filed on the 5th, accepted on the 9th");
    let corrected = Account { told: kernel::spec::told(10, Some(9), "2016-08-04"), ..by(POLICE, 10, Some(9)) };
    transfer.evolve(&event(corrected, usual(Step::Accepted)));
    assert!(transfer.flags().is_empty());
}

#[test]
fn a_thing_handed_over_twice_or_not_on_the_list_is_flagged() {
    let list = |list: &str, items: &[&str]| -> Said {
        let items = items.iter().map(|label| (*label).to_owned()).collect();
        ItemsHandedOver { list: list.into(), items, ..example() }.into()
    };
    let filed = (POLICE, usual(Step::Filed));
    let both = accepted_and(&[filed.clone(), (REGULATOR, list("1", &["1", "2"])), (REGULATOR, list("2", &["2", "9"]))]);
    assert_eq!(both.flags(), ["twice:item/2", "unlisted:item/9"]);
    assert_eq!(both.items()["2"].lists, ["1", "2"]);
    assert!(both.items()["9"].item.is_none());
    let early = accepted_and(&[(REGULATOR, list("1", &["1"]))]);
    assert_eq!(early.flags(), ["gap:items-handed-over/jn-food-drug/1"], "no case was filed");
    // A correction of the letter that puts the thing on the list clears the flag.
    let mut events = told(&[(REGULATOR, list("2", &["9"]))]);
    events.push(event(by(REGULATOR, 2, None), Sent { items: vec![item("9")], ..example() }.into()));
    assert!(!given(&events).flags().iter().any(|flag| flag.starts_with("unlisted")));
}

#[test]
fn two_police_organs_that_decide_one_transfer_are_flagged() {
    let two = accepted_and(&[(POLICE, usual(Step::NotFiled)), (OTHER_POLICE, usual(Step::Filed))]);
    let organ = "unlawful:another-organ:filed/jn-police-370811";
    assert_eq!(two.flags(), [organ, "unlawful:filed-after-refusal:filed/jn-police-370811", "differs:deciding-organ"]);
}

/// A refusal has two remedies (domain.md 2.2, 2.4), and police are held to it: their own change of mind is on record as what it is.
#[test]
fn a_filing_after_a_refusal_that_neither_reconsideration_nor_supervision_changed_is_flagged() {
    let refused = (POLICE, usual(Step::NotFiled));
    let filed = (POLICE, usual(Step::Filed));
    let flag = "unlawful:filed-after-refusal:filed/jn-police";
    assert_eq!(accepted_and(&[refused.clone(), filed.clone()]).flags(), [flag]);
    let asked = (REGULATOR, usual(Step::ReconsiderationRequested));
    let decided = |outcome| -> (&str, Said) { (POLICE, Reconsidered { outcome, ..example() }.into()) };
    let upheld = decided(Reconsideration::Upheld);
    assert_eq!(accepted_and(&[refused.clone(), asked.clone(), upheld, filed.clone()]).flags(), [flag]);
    let reversed = decided(Reconsideration::Reversed);
    assert!(accepted_and(&[refused.clone(), asked, reversed, filed.clone()]).flags().is_empty());
    let supervised = [Step::ExplanationRequested, Step::FilingNotified].map(|step| (PROCURATORATE, usual(step)));
    let [explained, notified] = supervised;
    assert!(accepted_and(&[refused, explained, notified, filed]).flags().is_empty());
}

#[test]
fn what_an_act_would_be_refused_for_is_flagged_in_a_report() {
    let one = given(&told(&[(REGULATOR, Reported { officers: Some(1), ..example() }.into())]));
    assert_eq!(one.flags(), ["unlawful:one-officer:reported/jn-food-drug"]);
    let filed = (POLICE, usual(Step::Filed));
    let explained = (PROCURATORATE, usual(Step::ExplanationRequested));
    let notified = (PROCURATORATE, usual(Step::FilingNotified));
    let refused = accepted_and(&[explained, notified, (POLICE, usual(Step::NotFiled))]);
    assert_eq!(refused.flags(), ["unlawful:refused-after-notice:not-filed/jn-police"]);
    let elsewhere: Said = ItemsHandedOver { to: org(OTHER_POLICE), ..example() }.into();
    let handed = accepted_and(&[filed, (REGULATOR, elsewhere)]);
    assert_eq!(handed.flags(), ["unlawful:to-another-organ:items-handed-over/jn-food-drug/1"]);
    let recalled = accepted_and(&[(REGULATOR, usual(Step::Recalled))]);
    assert_eq!(recalled.flags(), ["unlawful:recalled-too-late:recalled/jn-food-drug"]);
    let stages = recalled.stages();
    assert_eq!((stages.administration, stages.police), (Administration::Sent, Police::Accepted), "it is still with the police");
}

#[test]
fn an_extension_that_nobody_with_that_power_approved_is_flagged_and_extends_nothing() {
    let extended = |ground, approved_by: Option<&str>| {
        let said: Said = Extended { ground, approved_by: approved_by.map(org), ..example() }.into();
        let facts = legal_facts(&event(by(POLICE, 6, None), said.clone()));
        (facts, accepted_and(&[(POLICE, said)]).flags())
    };
    let flag = |ground: &str| vec![format!("unlawful:extended-without-approval:extended/jn-police/{ground}")];
    assert_eq!(extended(Extension::Major, None), (vec![], flag("major")));
    assert_eq!(extended(Extension::Major, Some(POLICE)), (vec![LegalFact::MajorCaseApproved], vec![]));
    assert_eq!(extended(Extension::Special, Some(POLICE)), (vec![], flag("special")), "one level up");
    assert_eq!(extended(Extension::Special, Some("sd-police")), (vec![LegalFact::SpecialCaseApproved], vec![]));
    assert_eq!(extended(Extension::Clue, None), (vec![LegalFact::ClueCheckNeeded], vec![]));
}

#[test]
fn a_file_that_is_accepted_as_another_kind_than_it_was_sent_is_flagged() {
    let sent = steps(&[Step::Reported, Step::Approved, Step::Sent, Step::SignedFor]);
    let mut transfer = given(&sent);
    transfer.evolve(&event(by(POLICE, 5, None), for_detention(usual(Step::Accepted))));
    assert_eq!(transfer.flags(), ["differs:kind"]);
}

#[test]
fn two_organs_that_count_a_notice_of_gaps_alike_leave_open_which_was_answered() {
    let mut transfer = Transfer::default();
    for (who, day) in [(POLICE, 5), (OTHER_POLICE, 7)] {
        transfer.evolve(&event(by(who, day, None), GapsNotified { round: 1, ..example() }.into()));
    }
    assert!(transfer.flags().contains(&"differs:gaps/1".to_owned()), "{:?}", transfer.flags());
}

#[test]
fn a_transfer_without_the_heads_approval_is_flagged() {
    assert_eq!(given(&steps(&[Step::Sent])).flags(), ["gap:sent/jn-food-drug"]);
}

#[test]
fn a_regulator_tells_its_own_transfers_under_their_numbers() {
    let tell = |org: &str, number: &str, step: Step| {
        let account = Account { number: RecordKey::new(number).expect("a key"), ..by(org, 1, None) };
        Transfer::default().decide(Command::Tell(account, Box::new(usual(step)))).map(|events| events.len()).map_err(|r| r.code)
    };
    assert_eq!(tell(REGULATOR, super::NUMBER, Step::Sent), Ok(1));
    assert_eq!(tell("jn-environment", super::NUMBER, Step::Sent), Err("not-your-record"));
    assert_eq!(tell(REGULATOR, "济食药移〔2016〕12号", Step::Sent), Err("contradiction"));
    // Police may know the letter only; a misspelt number is told so.
    assert_eq!(tell(POLICE, super::NUMBER, Step::SignedFor), Ok(1));
    assert_eq!(tell(POLICE, "济食药移〔2016〕12号", Step::SignedFor), Ok(1));
    assert_eq!(tell(PROCURATORATE, "jn-food-drug:3", Step::PenaltyUrged), Err("contradiction"));
}

#[test]
fn nobody_hands_a_case_to_itself() {
    let itself: Said = Forwarded { to: org(POLICE), ..example() }.into();
    let refused = Transfer::default().decide(Command::Tell(by(POLICE, 1, None), Box::new(itself))).expect_err("refused");
    assert_eq!(refused.code, "contradiction");
}

#[test]
fn reports_that_contradict_themselves_are_refused() {
    let Said::Sent(sent) = usual(Step::Sent) else { panic!("a letter") };
    let both = Sent {
        documents: vec![kernel::transfer::Document {
            kind: DocumentKind::Other,
            name: None,
            present: true,
            not_applicable: Some("x".into()),
        }],
        ..sent.clone()
    };
    for wrong in [Sent { letter: " ".into(), ..sent.clone() }, Sent { items: vec![item("1"), item("1")], ..sent }, both] {
        assert!(wrong.check().is_err(), "{wrong:?}");
    }
    assert!(GapsNotified { missing: Vec::new(), ..example() }.check().is_err());
    assert!(SupplementSupplied { round: 0, ..example() }.check().is_err());
    assert!(ItemsHandedOver { items: Vec::new(), ..example() }.check().is_err());
    assert!(Accepted { acceptance: String::new(), ..example() }.check().is_err());
}

#[test]
fn a_side_takes_back_its_own_parts_only() {
    let transfer = accepted_and(&[(POLICE, usual(Step::NotFiled))]);
    let withdraw = |org: &str, role, part: &str| {
        transfer.decide(Command::Withdraw(by(org, 20, Some(6)), role, back(part))).map(|events| events.len()).map_err(|r| r.code)
    };
    assert_eq!(withdraw(POLICE, Role::Police, "not-filed"), Ok(1));
    assert_eq!(withdraw(REGULATOR, Role::Regulator, "not-filed/jn-police"), Err("contradiction"));
    assert_eq!(withdraw(POLICE, Role::Police, "no-such"), Err("contradiction"));
    assert_eq!(withdraw("jn-environment", Role::Regulator, "sent"), Err("not-your-record"));
    let mut undone = transfer.clone();
    undone.evolve(&Event::Withdrawn(
        by(POLICE, 20, Some(6)),
        Withdrawal { part: "not-filed/jn-police".into(), ..back("not-filed") },
    ));
    assert_eq!((transfer.stages().police, undone.stages().police), (Police::NotFiled, Police::Accepted));
    assert_eq!((transfer.stages().reverse, undone.stages().reverse), (Reverse::Back, Reverse::None));
}

#[test]
fn each_step_is_counted_once_per_transfer() {
    let mut said: Vec<(&str, Said)> = TO_ACCEPTANCE.map(|step| (usually(step.role()), usual(step))).to_vec();
    said.extend([
        (OTHER_POLICE, usual(Step::Accepted)),
        (POLICE, usual(Step::NotFiled)),
        (REGULATOR, usual(Step::ReconsiderationRequested)),
        (POLICE, usual(Step::Reconsidered)),
        (PROCURATORATE, usual(Step::ExplanationRequested)),
        (PROCURATORATE, usual(Step::FilingNotified)),
        (POLICE, usual(Step::Filed)),
        (OTHER_POLICE, Filed { case: None, ..example() }.into()),
        (PROCURATORATE, usual(Step::PenaltyUrged)),
        (PROCURATORATE, usual(Step::TransferUrged)),
    ]);
    let counts = [
        ("prosecutor-opinions", 2),
        ("transfers-accepted", 1),
        ("transfers-filed", 1),
        ("transfers-not-filed", 1),
        ("transfers-reconsidered", 1),
        ("transfers-reversed", 1),
        ("transfers-sent", 1),
        ("transfers-supervised", 1),
    ];
    assert_eq!(tally(&told(&said)).into_iter().collect::<Vec<_>>(), counts);
    let detention = [Step::Sent, Step::Accepted].map(|step| (usually(step.role()), for_detention(usual(step))));
    assert_eq!(tally(&told(&detention)).into_iter().collect::<Vec<_>>(), [("detention-transfers-sent", 1)]);
}

#[test]
fn rounds_grounds_and_notices_are_parts_of_their_own() {
    let part = |org: &str, said: Said| event(by(org, 1, None), said).tell().part;
    assert_eq!(part(POLICE, GapsNotified { round: 2, ..example() }.into()), "gaps-notified/jn-police/2");
    assert_eq!(part(REGULATOR, SupplementSupplied { round: 2, ..example() }.into()), "supplement-supplied/jn-food-drug/2");
    assert_eq!(
        part(POLICE, NoticeServed { decision: Decision::NotFiled, ..example() }.into()),
        "notice-served/jn-police/not-filed"
    );
    assert_eq!(part(POLICE, usual(Step::Extended)), "extended/jn-police/major");
    assert_eq!(part(POLICE, usual(Step::Filed)), "filed/jn-police");
}

#[test]
fn the_same_step_is_another_fact_of_law_for_detention() {
    let facts = |said: Said| legal_facts(&event(by(POLICE, 1, None), said));
    assert_eq!(facts(usual(Step::Sent)), [LegalFact::TransferSent, LegalFact::TransferCopied]);
    assert_eq!(facts(for_detention(usual(Step::Sent))), [LegalFact::DetentionTransferSent, LegalFact::TransferCopied]);
    assert_eq!(facts(for_detention(usual(Step::Accepted))), [LegalFact::DetentionTransferAccepted]);
    assert_eq!(facts(for_detention(usual(Step::GapsNotified))), [LegalFact::DetentionGapsNotified]);
    assert_eq!(facts(for_detention(usual(Step::Returned))), [LegalFact::DetentionTransferReturned]);
    assert_eq!(facts(usual(Step::PenaltyUrged)), [LegalFact::OpinionSent, LegalFact::PenaltyUrged]);
    assert_eq!(facts(for_detention(usual(Step::Approved))), [], "the clock of a crime's transfer does not run");
}

#[test]
fn a_letter_says_what_it_is_about_and_is_found_under_its_matter() {
    let says = event(by(REGULATOR, 1, None), usual(Step::Sent)).tell().says;
    let matter = Mention::Shared { kind: "joint-office.matter", number: "济联案〔2016〕3号".into() };
    assert!(says.contains(&Says::Mention(matter)));
    assert!(says.iter().any(|says| matches!(says, Says::Mention(Mention::Premises(_)))));
    assert!(says.iter().any(|says| matches!(says, Says::Mention(Mention::Entity(..)))));
    assert!(says.contains(&Says::Attribute(Attribute::Outcome("transfer-sent"))));
}

#[test]
fn what_goes_with_a_letter_a_supplement_and_a_hand_over_is_told_to_the_law() {
    let enclosed = |said: Said| -> Vec<Enclosed> {
        let says = event(by(REGULATOR, 1, None), said).tell().says;
        says.into_iter().filter_map(|says| if let Says::Encloses(one) = says { Some(one) } else { None }).collect()
    };
    let document =
        |kind, present, reason: Option<&str>| Document { kind, name: None, present, not_applicable: reason.map(str::to_owned) };
    let of = |kind: DocumentKind| Enclosed::Document(kind.code().to_owned());
    let documents = vec![
        document(DocumentKind::TransferLetter, true, None),
        document(DocumentKind::ItemList, false, None),
        document(DocumentKind::TestReport, false, Some("无须检验")),
    ];
    let items = vec![item("1"), Item { seized: Some("查1".into()), ..item("2") }];
    let Said::Sent(sent) = usual(Step::Sent) else { panic!("a letter") };
    let all = [
        of(DocumentKind::TransferLetter),
        of(DocumentKind::TestReport),
        Enclosed::Item("1".into()),
        Enclosed::Seized("2".into(), "查1".into()),
    ];
    assert_eq!(
        enclosed(Sent { documents: documents.clone(), items, ..sent }.into()),
        all,
        "what is absent without a reason is not"
    );
    assert_eq!(enclosed(SupplementSupplied { documents, ..example() }.into()), all[..2]);
    let things = vec!["1".to_owned()];
    assert_eq!(enclosed(ItemsHandedOver { items: things, ..example() }.into()), [Enclosed::Item("1".into())]);
}

#[test]
fn a_question_and_its_answer_are_facts_of_law_whichever_way_it_goes_and_say_to_whom() {
    let asked = |who: &str, to: &str| event(by(who, 6, None), Consulted { to: org(to), ..example() }.into());
    for (who, to) in [(REGULATOR, POLICE), (POLICE, PROCURATORATE), (PROCURATORATE, REGULATOR)] {
        assert_eq!(legal_facts(&asked(who, to)), [LegalFact::Consulted]);
        assert!(asked(who, to).tell().says.contains(&Says::To(org(to))));
        let answered = event(by(to, 8, None), example::<ConsultationAnswered>().into());
        assert_eq!(legal_facts(&answered), [LegalFact::ConsultationAnswered]);
        let told = steps(&[Step::Reported, Step::Approved, Step::Sent]);
        assert!(given(&[&told[..], &[asked(who, to), answered]].concat()).flags().is_empty());
    }
}

#[test]
fn an_answer_that_comes_before_its_question_is_recorded_and_flagged_until_it_arrives() {
    let answered = event(by(POLICE, 8, None), usual(Step::ConsultationAnswered));
    let early = given(std::slice::from_ref(&answered));
    assert_eq!(
        early.flags(),
        ["gap:consultation-answered/jn-police/济食药咨〔2016〕2号", "unlisted:question/济食药咨〔2016〕2号@jn-police"]
    );
    let asked = event(by(REGULATOR, 6, None), usual(Step::Consulted));
    assert!(given(&[answered.clone(), asked.clone()]).flags().is_empty());
    let after = event(by(REGULATOR, 9, None), usual(Step::Consulted));
    assert_eq!(given(&[answered, after]).flags(), ["early:consultation-answered/jn-police/济食药咨〔2016〕2号"]);
}

#[test]
fn an_answer_to_a_question_that_nobody_put_to_who_answers_is_recorded_and_flagged() {
    let asked = event(by(REGULATOR, 6, None), usual(Step::Consulted));
    let other = event(by(POLICE, 8, None), ConsultationAnswered { question: "咨9".into(), ..example() }.into());
    assert_eq!(given(&[asked.clone(), other]).flags(), ["unlisted:question/咨9@jn-police"]);
    let in_its_place = event(by(PROCURATORATE, 8, None), usual(Step::ConsultationAnswered));
    assert_eq!(given(&[asked, in_its_place]).flags(), ["unlisted:question/济食药咨〔2016〕2号@jn-procuratorate"]);
}

#[test]
fn the_regime_of_the_transfer_decides_which_article_is_cited_for_a_question() {
    let cited = |agency: &str, drugs: bool, on: &str| {
        let agency = Some(kernel::AgencyCode::new(agency).expect("an agency"));
        let Said::Reported(data) = usual(Step::Reported) else { panic!("a report to the head") };
        let about = kernel::transfer::About { drugs, ..data.about.clone() };
        let account = Account { agency, ..by(REGULATOR, 1, None) };
        let transfer = given(&[event(account, Reported { about, ..data }.into())]);
        transfer.article(Step::Consulted, &super::number(), on.parse().expect("a day")).zh.into_owned()
    };
    let known = |article: &str| !article.ends_with("[K]");
    let environment = cited("environment", false, "2017-03-01");
    assert!(environment.ends_with("第二十四条") && known(&environment), "{environment}");
    let before = cited("environment", false, "2016-08-01");
    assert!(before.contains("78号") && !known(&before), "{before}");
    let food = cited("food-drug", false, "2017-03-01");
    assert!(food.contains("271号") && !known(&food), "{food}");
    let drugs = cited("food-drug", true, "2024-03-01");
    assert!(drugs.contains("41号") && !known(&drugs), "{drugs}");
    assert!(cited("food-drug", true, "2020-03-01").contains("271号"), "before the rules of 2023");
}

#[test]
fn a_step_rests_on_the_edition_of_the_day_on_which_it_is_taken() {
    let cited = |on: &str| {
        let transfer = given(&[event(by(REGULATOR, 1, None), usual(Step::Reported))]);
        transfer.article(Step::CaseWithdrawn, &super::number(), on.parse().expect("a day")).zh.into_owned()
    };
    assert_eq!(cited("2019-01-01"), "刑事诉讼法(2018)第一百六十三条");
    assert_eq!(cited("2016-08-01"), "刑事诉讼法(2012)第一百六十一条[K]");
    assert_eq!(cited("2010-08-01"), "刑事诉讼法(1996)第一百三十条[K]");
}
