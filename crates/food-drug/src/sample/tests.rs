//! A sample, given / when / then.

use kernel::spec::{counted, flags_of, given, legal_facts, told};
use kernel::{AgencyCode, Asking, Decider, DomainEvent, Entry, LegalFact, Mention, OrgId, Report, Says, Told};
use proptest::prelude::*;

use super::{
    Addressee, Basis, Event, Item, Judged, NoRetest, Notified, QuickTestDisputed, Retest, Sample, Step, Taken, Tested, Verdict,
};
use crate::tests::{back, example};

fn item(measured: &str, limit: &str, verdict: Verdict) -> Item {
    Item {
        item: "苯甲酸".into(),
        measured: measured.into(),
        limit: limit.into(),
        unit: Some("g/kg".into()),
        standard: Some("GB 2760-2014".into()),
        method: None,
        verdict,
    }
}

fn result(verdict: Option<Verdict>, items: Vec<Item>) -> Tested {
    Tested { items, verdict, ..example() }
}

fn judged(verdict: Verdict, basis: Basis, failed: u32) -> Judged {
    Judged { verdict, basis, failed }
}

fn failed() -> Tested {
    result(Some(Verdict::Fail), vec![item("1.62", "≤1.0", Verdict::Fail)])
}

#[test]
fn a_sample_is_taken_tested_and_notified() {
    let taken: Taken = example();
    let notified: Notified = example();
    let state = given::<Sample>([])
        .when(Event::Step(Step::Taken(told(1, None, "2016-08-01"), taken.clone())))
        .then([Event::Step(Step::Taken(told(1, None, "2016-08-01"), taken))])
        .when(Event::tested(told(2, None, "2016-08-12"), failed()))
        .then([Event::Tested(told(2, None, "2016-08-12"), failed(), judged(Verdict::Fail, Basis::Stated, 1))])
        .when(Event::Step(Step::Notified(told(3, None, "2016-08-14"), notified)))
        .then_recorded();
    assert_eq!(state.state().judged(), Some(judged(Verdict::Fail, Basis::Stated, 1)));
    assert!(flags_of::<Sample>(state.state().book.parts()).is_empty());
}

#[test]
fn one_failed_item_fails_a_sample_without_a_stated_conclusion() {
    let mixed = result(None, vec![item("0.2", "≤1.0", Verdict::Pass), item("1.2", "≤1.0", Verdict::Fail)]);
    given::<Sample>([]).when(Event::tested(told(1, None, "2016-08-12"), mixed.clone())).then([Event::Tested(
        told(1, None, "2016-08-12"),
        mixed,
        judged(Verdict::Fail, Basis::Items, 1),
    )]);
    let clean = result(None, vec![item("0.2", "≤1.0", Verdict::Pass)]);
    assert_eq!(clean.judged(), judged(Verdict::Pass, Basis::Items, 0));
}

#[test]
fn a_result_that_contradicts_itself_is_refused() {
    for contradiction in [
        result(Some(Verdict::Fail), Vec::new()),
        result(Some(Verdict::Fail), vec![item("0.2", "≤1.0", Verdict::Pass)]),
        result(Some(Verdict::Pass), vec![item("1.2", "≤1.0", Verdict::Fail)]),
        result(None, Vec::new()),
        result(None, vec![item("0.9", "≤1.0", Verdict::Fail)]),
        result(None, vec![item("1.1", "≤1.0", Verdict::Pass)]),
        result(None, vec![item(" ", "≤1.0", Verdict::Fail)]),
        result(None, vec![item("1.2", "≤1.0", Verdict::Fail); 501]),
    ] {
        assert_eq!(contradiction.check().map_err(|refusal| refusal.code), Err("contradiction"), "{contradiction:?}");
    }
}

#[test]
fn a_result_that_no_number_refutes_is_the_laboratorys() {
    for fine in [
        result(Some(Verdict::Pass), Vec::new()),
        result(None, vec![item("检出", "不得检出", Verdict::Fail)]),
        result(None, vec![item("3.0", "5", Verdict::Fail)]),
        result(Some(Verdict::Fail), vec![item("0.2", "≤1.0", Verdict::Pass), item("未检出", "≥1", Verdict::Fail)]),
    ] {
        assert_eq!(fine.check(), Ok(()), "{fine:?}");
    }
}

#[test]
fn the_same_result_twice_is_known() {
    given::<Sample>([Event::Tested(told(1, None, "2016-08-12"), failed(), failed().judged())])
        .when(Event::tested(told(1, None, "2016-08-12"), failed()))
        .then_nothing();
}

#[test]
fn a_corrected_result_stands_in_either_order() {
    let passed = result(Some(Verdict::Pass), Vec::new());
    let original = Event::Tested(told(1, None, "2016-08-12"), failed(), failed().judged());
    let corrected = Event::Tested(told(2, Some(1), "2016-08-12"), passed.clone(), passed.judged());
    let in_order = given::<Sample>([original.clone(), corrected.clone()]);
    let reordered = given::<Sample>([corrected, original]);
    assert_eq!(in_order.state().judged().map(|judged| judged.verdict), Some(Verdict::Pass));
    assert_eq!(in_order.state(), reordered.state());
}

#[test]
fn a_result_before_its_sample_is_recorded_and_flagged_until_the_sample_arrives() {
    let early = given::<Sample>([]).when(Event::tested(told(2, None, "2016-08-12"), failed())).then_recorded();
    assert_eq!(flags_of::<Sample>(early.state().book.parts()), ["gap:tested"]);
    let filled = early.when(Event::Step(Step::Taken(told(1, None, "2016-08-01"), example()))).then_recorded();
    assert!(flags_of::<Sample>(filled.state().book.parts()).is_empty());
}

#[test]
fn a_result_dated_before_its_sample_is_flagged() {
    let state = given::<Sample>([])
        .when(Event::Step(Step::Taken(told(1, None, "2016-08-20"), example())))
        .then_recorded()
        .when(Event::tested(told(2, None, "2016-08-12"), failed()))
        .then_recorded();
    assert_eq!(flags_of::<Sample>(state.state().book.parts()), ["early:tested"]);
}

#[test]
fn each_addressee_is_notified_for_itself() {
    let to = |addressee| Notified { to: addressee, ..example() };
    let state = given::<Sample>([])
        .when(Event::Step(Step::Notified(told(1, None, "2016-08-14"), to(Addressee::Premises))))
        .then_recorded()
        .when(Event::Step(Step::Notified(told(2, None, "2016-08-15"), to(Addressee::Producer))))
        .then_recorded();
    assert_eq!(
        state.state().book.parts().iter().map(|(name, _)| name).collect::<Vec<_>>(),
        ["notified/premises", "notified/producer"]
    );
}

#[test]
fn a_result_taken_back_leaves_no_verdict() {
    let state = given::<Sample>([Event::Tested(told(1, None, "2016-08-12"), failed(), failed().judged())])
        .when(Event::Step(Step::Withdrawn(told(2, Some(1), "2016-08-13"), back("tested"))))
        .then_recorded();
    assert_eq!(state.state().judged(), None);
    given::<Sample>([])
        .when(Event::Step(Step::Withdrawn(told(2, None, "2016-08-13"), back("tested"))))
        .then_refused("contradiction");
}

#[test]
fn a_sample_counts_when_taken_when_tested_and_when_it_fails() {
    let taken = Event::Step(Step::Taken(told(1, None, "2016-08-01"), example()));
    assert_eq!((counted(&taken), legal_facts(&taken)), (vec![("food-samples", 1)], vec![LegalFact::Sampled]));
    let fail = Event::Tested(told(2, None, "2016-08-12"), failed(), failed().judged());
    assert_eq!(counted(&fail), [("food-samples-tested", 1), ("food-failed-samples", 1)]);
    assert_eq!(legal_facts(&fail), [LegalFact::TestReported, LegalFact::SampleFailed]);
    let passed = result(Some(Verdict::Pass), Vec::new());
    let pass = Event::Tested(told(2, None, "2016-08-12"), passed.clone(), passed.judged());
    assert_eq!(
        (counted(&pass), legal_facts(&pass)),
        (vec![("food-samples-tested", 1)], vec![LegalFact::TestReported, LegalFact::SamplePassed])
    );
}

#[test]
fn a_sample_is_about_the_sampled_premises_and_the_producer_its_label_names() {
    let telling = Event::Step(Step::Taken(told(1, None, "2016-08-01"), example())).tell();
    let mentions: Vec<_> = telling.says.iter().filter_map(|s| if let Says::Mention(m) = s { Some(m) } else { None }).collect();
    assert!(
        matches!(mentions[..], [Mention::Premises(p), Mention::Entity(_, name)] if p.name == "示例超市" && name == "示例酱菜厂")
    );
    assert!(Sample::KIND.stage(&telling.part).is_some());
}

fn act(n: u32, day: &str) -> kernel::Told {
    kernel::Told { act: true, ..told(n, None, day) }
}

fn requested() -> Vec<Event> {
    vec![
        Event::Step(Step::Taken(told(1, None, "2020-08-01"), example())),
        Event::tested(told(2, None, "2020-08-12"), failed()),
        Event::Step(Step::Notified(told(3, None, "2020-08-14"), example())),
        Event::Step(Step::RetestRequested(told(4, None, "2020-08-18"), example())),
    ]
}

#[test]
fn the_result_of_a_retest_goes_before_the_first_and_is_final() {
    let passed = super::RetestReported { verdict: Verdict::Pass, ..example() };
    let state = given::<Sample>(requested())
        .when(Event::Step(Step::RetestAccepted(told(5, None, "2020-08-20"), example())))
        .then_recorded()
        .when(Event::Step(Step::RetestReported(told(6, None, "2020-09-04"), passed)))
        .then_recorded();
    assert_eq!(state.state().retest(), Retest::Reported(Verdict::Pass));
    assert_eq!(state.state().verdict(), Some(Verdict::Pass));
    assert_eq!(state.state().judged().map(|judged| judged.verdict), Some(Verdict::Fail));
    assert!(state.state().breaches().is_empty(), "{:?}", state.state().breaches());
    let again =
        Event::Step(Step::RetestRequested(act(8, "2020-09-05"), super::RetestRequested { by: Addressee::Producer, ..example() }));
    state.when(again).then_refused("unlawful");
}

#[test]
fn nobody_accepts_a_retest_that_this_party_did_not_ask_for() {
    let other = super::RetestAccepted { by: Addressee::Producer, ..example() };
    given::<Sample>(requested()).when(Event::Step(Step::RetestAccepted(act(9, "2020-08-20"), other))).then_refused("unlawful");
}

#[test]
fn there_is_no_retest_of_microbes_under_the_rules_of_the_day_of_the_test() {
    for (day, order, code) in [("2016-08-12", "2014", "retest-excluded"), ("2020-08-12", "2019", "retest-excluded-2019")] {
        let microbes = Tested { no_retest: Some(NoRetest::Microbes), ..failed() };
        let mut past = requested();
        past[1] = Event::tested(told(2, None, day), microbes);
        let case = given::<Sample>(past);
        let accept = || Event::Step(Step::RetestAccepted(act(5, "2020-08-20"), example()));
        let refusal = case.state().decide(accept()).expect_err("a refusal");
        assert!(refusal.text.zh.contains(&format!("食品安全抽样检验管理办法({order})")), "{}", refusal.text.zh);
        let told = Event::Step(Step::RetestAccepted(told(5, None, "2020-08-20"), example()));
        let state = case.when(told).then_recorded();
        assert_eq!(state.state().breaches().iter().map(|breach| breach.code).collect::<Vec<_>>(), [code]);
    }
}

#[test]
fn a_sample_without_a_backup_part_has_no_retest_and_the_law_is_told() {
    let taken = Event::Step(Step::Taken(told(1, None, "2020-08-01"), Taken { backup: Some(false), ..example() }));
    assert_eq!(legal_facts(&taken), [LegalFact::Sampled, LegalFact::RetestExcluded]);
    assert_eq!(given::<Sample>([taken]).state().no_retest(), Some(NoRetest::NoBackup));
}

#[test]
fn only_notice_of_a_failed_result_starts_the_partys_time() {
    let notice = |verdict| Event::Step(Step::Notified(told(3, None, "2020-08-14"), Notified { verdict, ..example() }));
    assert_eq!(legal_facts(&notice(Some(Verdict::Fail))), [LegalFact::FailureNotified]);
    assert!(legal_facts(&notice(Some(Verdict::Pass))).is_empty());
}

#[test]
fn a_sample_of_farm_produce_says_so() {
    let facts = |farm_produce| {
        legal_facts(&Event::Step(Step::Taken(told(1, None, "2024-08-01"), Taken { farm_produce, backup: None, ..example() })))
    };
    assert_eq!(facts(true), [LegalFact::Sampled, LegalFact::FarmProduce]);
    assert_eq!(facts(false), [LegalFact::Sampled]);
}

#[test]
fn a_result_of_high_risk_is_reported_after_it_was_found() {
    let taken = || Event::Step(Step::Taken(told(1, None, "2020-08-01"), example()));
    let reported = |told: Told| Event::Step(Step::HighRiskReported(told, example()));
    given::<Sample>([taken()]).when(reported(act(3, "2020-08-10"))).then_refused("unlawful");
    let found = Event::Step(Step::HighRiskFound(told(2, None, "2020-08-09"), example()));
    let state = given::<Sample>([taken(), found]).when(reported(act(3, "2020-08-10"))).then_recorded();
    assert!(flags_of::<Sample>(state.state().book.parts()).is_empty());
}

#[test]
fn a_quick_test_is_disputed_by_who_was_told_of_it() {
    let past = [
        Event::Step(Step::Taken(told(1, None, "2020-08-01"), example())),
        Event::Step(Step::QuickTestNotified(told(2, None, "2020-08-01"), example())),
    ];
    let disputed = |by| Event::Step(Step::QuickTestDisputed(act(3, "2020-08-01"), QuickTestDisputed { by, ..example() }));
    given::<Sample>(past.clone()).when(disputed(Addressee::Producer)).then_refused("unlawful");
    given::<Sample>(past).when(disputed(Addressee::Premises)).then_recorded();
}

#[test]
fn no_time_is_left_to_extend_once_the_retest_laboratory_is_named() {
    let extended = |told: Told| Event::Step(Step::RetestNamingExtended(told, example()));
    let accepted = Event::Step(Step::RetestAccepted(told(5, None, "2020-08-18"), example()));
    let past: Vec<Event> = requested().into_iter().chain([accepted]).collect();
    given::<Sample>(past.clone()).when(extended(act(6, "2020-08-20"))).then_recorded();
    let named = Event::Step(Step::RetestLabNamed(told(6, None, "2020-08-21"), example()));
    let state = given::<Sample>(past.into_iter().chain([named])).when(extended(told(7, None, "2020-08-22"))).then_recorded();
    assert_eq!(state.state().breaches().iter().map(|breach| breach.code).collect::<Vec<_>>(), ["naming-extended-after-naming"]);
}

/// One of the things that can be said of a sample, by the way in which the law knows it.
fn some(told: Told, choice: usize) -> Event {
    let of = |step: fn(Told) -> Step| Event::Step(step(told.clone()));
    match choice {
        0 => of(|told| Step::Received(told, example())),
        1 => of(|told| Step::Submitted(told, example())),
        2 => of(|told| Step::Notified(told, example())),
        3 => of(|told| Step::RetestRequested(told, example())),
        4 => of(|told| Step::RetestAccepted(told, example())),
        5 => of(|told| Step::RetestRefused(told, example())),
        6 => of(|told| Step::RetestLabNamed(told, example())),
        7 => of(|told| Step::BackupCollected(told, example())),
        8 => of(|told| Step::RetestReported(told, example())),
        9 => of(|told| Step::AuthenticityDisputed(told, example())),
        10 => of(|told| Step::Published(told, example())),
        11 => of(|told| Step::HandlingFinished(told, example())),
        12 => of(|told| Step::HighRiskFound(told, example())),
        13 => of(|told| Step::HighRiskReported(told, example())),
        14 => of(|told| Step::RetestNamingExtended(told, example())),
        15 => of(|told| Step::BackupDisposed(told, example())),
        16 => of(|told| Step::QuickTestNotified(told, example())),
        17 => of(|told| Step::QuickTestDisputed(told, example())),
        // No law governs these: they can only be told.
        18 => of(|told| Step::Taken(told, example())),
        19 => Event::tested(told, Tested { no_retest: Some(NoRetest::Microbes), ..failed() }),
        _ => Event::tested(told, failed()),
    }
}

const LAWFUL: usize = 18;

fn listed(sample: &Sample, event: &Event, on: &str) -> bool {
    let (_, part) = event.place();
    let (code, label) = part.split_once('/').map_or((part.as_str(), None), |(code, label)| (code, Some(label)));
    let (org, agency) = (OrgId::new("jn-food-drug").expect("an org"), AgencyCode::new("food-drug").expect("an agency"));
    let actions = sample.actions(Asking { org: &org, agency: &agency, on: on.parse().expect("a day") });
    actions.iter().any(|action| action.code == code && action.label.as_deref() == label)
}

proptest! {
    #[test]
    fn what_is_listed_as_lawful_is_done_and_what_is_not_is_refused(
        past in proptest::collection::vec((0usize..21, 1u32..28), 0..9), choice in 0..LAWFUL, day in 1u32..29,
    ) {
        let past = (1u32..).zip(past).map(|(n, (choice, day))| some(told(n, None, &format!("2016-08-{day:02}")), choice));
        let sample = given::<Sample>(past);
        let on = format!("2016-08-{day:02}");
        let event = some(Told { act: true, ..told(20, None, &on) }, choice);
        let listed = listed(sample.state(), &event, &on);
        prop_assert_eq!(listed, sample.state().decide(event.clone()).is_ok(), "{}", event.place().1);
    }
}
