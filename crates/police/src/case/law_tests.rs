//! What the law says of a case, given / when / then.

use chrono::NaiveDate;
use kernel::spec::{counted, flags_of, given, told};
use kernel::{AgencyCode, Asking, Decider, OrgId, Parts, Report, Told};
use proptest::prelude::*;

use super::{
    Accepted, ArrestRequest, ArrestRequested, Case, ComplaintDecided, ComplaintOutcome, CustodyExtended, Detained, Domain, Event,
    Filed, GoodsSeized, ItemHandedOver, ItemMoved, Prosecution, SentForProsecution, SuspectIdentified, Verdict,
};
use crate::case::{ClosedWithoutCharge, Custody, Filing, Judged, Judgment, NotProsecuted, Released, Returned};
use crate::measures::{ByDomain, FILED, SUSPECTS};

fn example<R: Report>() -> R {
    let envelope: kernel::Envelope = serde_json::from_str(R::EXAMPLE).expect("an envelope");
    serde_json::from_str(envelope.data.get()).expect("a report")
}

fn accepted() -> Event {
    Event::Accepted(told(1, None, "2016-08-01"), example::<Accepted>())
}

fn filed() -> Event {
    Event::Filed(told(2, None, "2016-08-03"), example::<Filed>())
}

fn detained(day: &str) -> Event {
    Event::Detained(told(3, None, day), example::<Detained>())
}

fn requested(n: u32, day: &str) -> Event {
    Event::ArrestRequested(told(n, None, day), example::<ArrestRequested>())
}

fn sent(n: u32, round: u16, day: &str) -> Event {
    Event::SentForProsecution(told(n, None, day), SentForProsecution { round, ..example() })
}

fn returned(n: u32, round: u16, day: &str) -> Event {
    Event::Returned(told(n, None, day), Returned { round, ..example() })
}

fn act(n: u32, day: &str) -> Told {
    Told { act: true, ..told(n, None, day) }
}

fn breaches(case: &Case) -> Vec<(&'static str, String)> {
    case.breaches().into_iter().map(|breach| (breach.code, breach.part)).collect()
}

fn lawful(case: &Case, day: &str) -> Vec<(&'static str, Option<String>)> {
    let (org, agency) = (OrgId::new("jn-police").expect("an org"), AgencyCode::new("police").expect("an agency"));
    let on: NaiveDate = day.parse().expect("a day");
    let actions = case.actions(Asking { org: &org, agency: &agency, on });
    actions.into_iter().map(|action| (action.code, action.label)).collect()
}

fn flags(parts: &Parts) -> Vec<String> {
    flags_of::<Case>(parts)
}

#[test]
fn arrest_is_requested_within_three_days_of_detention() {
    let in_time = given::<Case>([accepted(), filed(), detained("2016-08-04"), requested(4, "2016-08-07")]);
    assert!(in_time.state().breaches().is_empty());
    let late = given::<Case>([accepted(), filed(), detained("2016-08-04"), requested(4, "2016-08-08")]);
    assert_eq!(breaches(late.state()), [("detained-too-long", "detained/1".to_owned())]);
    assert_eq!(flags(late.state().book.parts()), ["unlawful:detained-too-long:detained/1"]);
}

#[test]
fn an_extension_of_up_to_four_days_makes_it_seven() {
    let extended = Event::ArrestRequestExtended(told(5, None, "2016-08-06"), example());
    let past = [accepted(), filed(), detained("2016-08-04"), extended];
    for (day, lawful) in [("2016-08-11", true), ("2016-08-12", false)] {
        let case = given::<Case>(past.iter().cloned().chain([requested(6, day)]));
        assert_eq!(case.state().breaches().is_empty(), lawful, "{day}");
    }
}

#[test]
fn a_detention_is_extended_before_its_three_days_are_over_and_not_after() {
    let extended = |told| Event::ArrestRequestExtended(told, example());
    let to_thirty = |told| {
        let ground = super::ExtensionGround::RoamingRepeatedOrGang;
        Event::ArrestRequestExtended(told, super::ArrestRequestExtended { ground, ..example() })
    };
    let past = [accepted(), filed(), detained("2016-08-01")];
    given::<Case>(past.clone()).when(extended(act(5, "2016-08-04"))).then_recorded();
    given::<Case>(past.clone()).when(extended(act(5, "2016-08-05"))).then_refused("unlawful");
    given::<Case>(past.clone()).when(extended(act(5, "2016-08-07"))).then_refused("unlawful");
    let late = given::<Case>(past.clone()).when(extended(told(5, None, "2016-08-07"))).then_recorded();
    let late = late.when(requested(6, "2016-08-08")).then_recorded();
    let both = [("extended-too-late", "arrest-request-extended/1"), ("detained-too-long", "detained/1")];
    assert_eq!(breaches(late.state()), both.map(|(code, part)| (code, part.to_owned())));
    // What was extended in time runs longer, and is extended again within that.
    let again = given::<Case>(past).when(extended(told(5, None, "2016-08-03"))).then_recorded();
    again.clone().when(to_thirty(act(6, "2016-08-09"))).then_refused("unlawful");
    let again = again.when(to_thirty(act(6, "2016-08-08"))).then_recorded().when(requested(7, "2016-08-31")).then_recorded();
    assert!(again.state().breaches().is_empty(), "{:?}", again.state().breaches());
    again.when(extended(act(8, "2016-09-01"))).then_refused("unlawful");
}

#[test]
fn an_extension_of_anothers_detention_does_not_help() {
    let other = super::ArrestRequestExtended { suspect: "2".into(), ..example() };
    let extended = Event::ArrestRequestExtended(told(5, None, "2016-08-06"), other);
    let case = given::<Case>([accepted(), filed(), detained("2016-08-04"), extended, requested(6, "2016-08-09")]);
    let expected = [("extension-without-detention", "arrest-request-extended/2"), ("detained-too-long", "detained/1")];
    let expected: Vec<_> = expected.map(|(code, part)| (code, part.to_owned())).to_vec();
    assert_eq!(breaches(case.state()), expected);
}

fn again(n: u32, round: u16, day: &str) -> Event {
    Event::ArrestRequested(act(n, day), ArrestRequested { round, ..example() })
}

#[test]
fn an_arrest_that_was_refused_is_requested_again() {
    let refused = |n, round, day| {
        let data = super::ArrestRefused { suspect: "1".into(), round, ..example() };
        Event::ArrestRefused(told(n, None, day), data)
    };
    let pending = given::<Case>([accepted(), filed(), detained("2016-08-04"), requested(4, "2016-08-07")]);
    pending.clone().when(again(5, 2, "2016-08-12")).then_refused("unlawful");
    let free = Event::Released(told(6, None, "2016-08-12"), Released { suspect: "1".into(), ..example() });
    let case = pending.when(refused(5, 1, "2016-08-12")).then_recorded().when(free).then_recorded();
    assert!(lawful(case.state(), "2016-09-01").contains(&("arrest-requested", Some("1/2".to_owned()))));
    case.clone().when(again(7, 1, "2016-09-01")).then_refused("unlawful");
    case.clone().when(again(7, 3, "2016-09-01")).then_refused("unlawful");
    let case = case.when(again(7, 2, "2016-09-01")).then_recorded();
    assert_eq!(case.state().suspect("1").arrest, ArrestRequest::Requested);
    let arrested = |round| Event::Arrested(act(8, "2016-09-06"), super::Arrested { round, ..example() });
    let case = case.when(arrested(2)).then_recorded();
    assert!(flags(case.state().book.parts()).is_empty(), "{:?}", flags(case.state().book.parts()));
    let one = case.state().suspect("1");
    assert_eq!((one.custody, one.arrest), (Custody::Arrested, ArrestRequest::Approved));
    assert_eq!(case.state().suspects().len(), 1, "the rounds of one suspect are one suspect");
    // The same without its round says the first request anew, as it always did.
    let anew = case.when(refused(9, 1, "2016-09-06")).then_recorded();
    assert_eq!(flags(anew.state().book.parts()), ["restated:arrest-refused/1"]);
}

#[test]
fn who_was_released_is_detained_again_under_a_term_of_its_own() {
    let again = |told, round| Event::Detained(told, Detained { round, ..example() });
    let held = given::<Case>([accepted(), filed(), detained("2016-08-04")]);
    held.clone().when(again(act(5, "2016-08-20"), 2)).then_refused("unlawful");
    let overlapping = held.clone().when(again(told(5, None, "2016-08-20"), 2)).then_recorded();
    assert_eq!(flags(overlapping.state().book.parts()), ["unlawful:not-ended-before:detained/1/2"]);
    let free = Event::Released(told(6, None, "2016-08-06"), Released { suspect: "1".into(), ..example() });
    let case = held.when(free).then_recorded().when(again(act(5, "2016-08-20"), 2)).then_recorded();
    for (day, lawful) in [("2016-08-23", true), ("2016-08-24", false)] {
        let case = case.clone().when(requested(7, day)).then_recorded();
        let expected = if lawful { vec![] } else { vec![("detained-too-long", "detained/1/2".to_owned())] };
        assert_eq!(breaches(case.state()), expected, "{day}");
    }
    let extension = |round| super::ArrestRequestExtended { suspect: "1".into(), round, ..example() };
    let extended = |n, round, day| Event::ArrestRequestExtended(told(n, None, day), extension(round));
    let longer = case.when(extended(8, 2, "2016-08-22")).then_recorded().when(requested(7, "2016-08-27")).then_recorded();
    assert!(longer.state().breaches().is_empty(), "{:?}", longer.state().breaches());
}

#[test]
fn bail_arrest_and_bail_again_are_three_measures_against_one_person() {
    let bailed =
        |n, round, day: &str| Event::Bailed(told(n, None, day), super::Bailed { suspect: "1".into(), round, ..example() });
    let arrested = Event::Arrested(told(6, None, "2016-08-12"), example());
    let second = bailed(7, 2, "2016-08-20");
    assert_eq!(kernel::spec::counted(&second), kernel::spec::counted(&bailed(4, 1, "2016-08-05")));
    let case = given::<Case>([accepted(), filed(), bailed(4, 1, "2016-08-05"), requested(5, "2016-08-09"), arrested, second]);
    assert!(flags(case.state().book.parts()).is_empty(), "{:?}", flags(case.state().book.parts()));
    assert_eq!(case.state().suspect("1").custody, Custody::Bailed);
}

#[test]
fn bail_ends_with_the_arrest_or_the_surveillance_that_takes_its_place() {
    let bailed = Event::Bailed(told(4, None, "2016-01-10"), super::Bailed { suspect: "1".into(), ..example() });
    let filed = Event::Filed(told(2, None, "2016-01-03"), example());
    let judged = Event::Judged(told(8, None, "2017-06-01"), example());
    let surveilled = super::ResidenceSurveilled { suspect: "1".into(), ..example() };
    let surveilled = Event::ResidenceSurveilled(told(6, None, "2016-03-01"), surveilled);
    let arrested = Event::Arrested(told(6, None, "2016-03-01"), example());
    for ended in [Some(arrested), Some(surveilled), None] {
        let long = ended.is_none();
        let past = [filed.clone(), bailed.clone(), judged.clone()].into_iter().chain(ended);
        let found = breaches(given::<Case>(past).state());
        assert_eq!(found.contains(&("bail-too-long", "bailed/1".to_owned())), long, "{found:?}");
    }
}

fn closed(told: Told, round: u16) -> Event {
    Event::ClosedWithoutCharge(told, ClosedWithoutCharge { round, ..example() })
}

fn filed_again(told: Told, round: u16) -> Event {
    Event::Filed(told, Filed { round, ..example() })
}

#[test]
fn a_case_that_was_closed_may_be_filed_again_and_is_no_other_case() {
    let open = given::<Case>([accepted(), filed()]);
    assert!(!lawful(open.state(), "2016-09-10").contains(&("filed", Some("2".to_owned()))), "it is filed");
    open.clone().when(filed_again(act(5, "2016-09-10"), 2)).then_refused("unlawful");
    let twice = open.when(filed_again(told(5, None, "2016-09-10"), 2)).then_recorded();
    assert_eq!(flags(twice.state().book.parts()), ["unlawful:not-ended-before:filed/2"]);

    let case = given::<Case>([accepted(), filed(), closed(told(4, None, "2016-09-01"), 1)]);
    let listed = lawful(case.state(), "2016-09-10");
    assert!(
        listed.contains(&("filed", Some("2".to_owned()))) && !listed.iter().any(|(code, _)| *code == "detained"),
        "{listed:?}"
    );
    case.clone().when(filed_again(act(5, "2016-09-10"), 3)).then_refused("unlawful");
    case.clone().when(closed(act(5, "2016-09-10"), 2)).then_refused("unlawful");
    let again = case.when(filed_again(act(5, "2016-09-10"), 2)).then_recorded();
    assert!(flags(again.state().book.parts()).is_empty(), "{:?}", flags(again.state().book.parts()));
    assert_eq!(again.state().filing(), Filing::Filed);
    assert!(counted(&filed_again(told(5, None, "2016-09-10"), 2)).is_empty(), "the case is counted once");
    let over = again.when(closed(act(6, "2016-10-01"), 2)).then_recorded();
    assert_eq!((over.state().filing(), breaches(over.state())), (Filing::Withdrawn, Vec::new()));
    assert!(lawful(over.state(), "2016-10-02").contains(&("filed", Some("3".to_owned()))));
}

#[test]
fn who_was_held_in_a_case_that_was_closed_is_held_again_once_it_is_filed_again() {
    // Of suspect 2: the second filing and the second closing are not of a suspect of that label.
    let held = |told, round| Event::Detained(told, Detained { suspect: "2".into(), round, ..example() });
    let past = [accepted(), filed(), held(told(3, None, "2016-08-04"), 1), closed(told(4, None, "2016-08-06"), 1)];
    let case = given::<Case>(past);
    case.clone().when(held(act(6, "2016-09-11"), 2)).then_refused("unlawful");
    let early = case.clone().when(held(told(6, None, "2016-09-08"), 2)).then_recorded();
    let early = early.when(filed_again(told(5, None, "2016-09-10"), 2)).then_recorded();
    assert_eq!(flags(early.state().book.parts()), ["unlawful:case-over:detained/2/2"]);
    let again = case.when(filed_again(told(5, None, "2016-09-10"), 2)).then_recorded();
    assert!(lawful(again.state(), "2016-09-11").contains(&("detained", Some("2/2".to_owned()))));
    let again = again.when(held(act(6, "2016-09-11"), 2)).then_recorded();
    let over = again.when(closed(act(7, "2016-09-13"), 2)).then_recorded();
    assert!(over.state().breaches().is_empty(), "{:?}", over.state().breaches());
    let after = over.when(held(told(8, None, "2016-09-20"), 3)).then_recorded();
    assert_eq!(flags(after.state().book.parts()), ["unlawful:case-over:detained/2/3"]);
}

#[test]
fn the_judgment_of_a_fugitive_stands_beside_that_of_the_others() {
    let judged = |told, round, suspect: &str, judgment| {
        let verdicts = vec![Verdict { suspect: suspect.into(), judgment, sentence: None }];
        Event::Judged(told, Judged { round, verdicts, ..example() })
    };
    let others = judged(told(9, None, "2017-01-10"), 1, "1", Judgment::Convicted);
    let case = given::<Case>([accepted(), filed(), sent(8, 1, "2016-12-01"), others]);
    assert!(lawful(case.state(), "2018-01-10").contains(&("judged", Some("first/2".to_owned()))));
    let both = case.clone().when(judged(act(10, "2018-01-10"), 2, "2", Judgment::Acquitted)).then_recorded();
    let verdicts = ["1", "2"].map(|label| both.state().suspect(label).judgment);
    assert_eq!(verdicts, [Some(Judgment::Convicted), Some(Judgment::Acquitted)]);
    assert!(flags(both.state().book.parts()).is_empty(), "{:?}", flags(both.state().book.parts()));
    case.clone().when(judged(act(10, "2018-01-10"), 3, "2", Judgment::Acquitted)).then_refused("unlawful");
    // Who is judged again by the same instance stands as judged last, and the second instance goes before the first.
    let retried = both.when(judged(told(11, None, "2018-06-01"), 3, "1", Judgment::Acquitted)).then_recorded();
    assert_eq!(retried.state().suspect("1").judgment, Some(Judgment::Acquitted));
    let appealed = Judged { instance: super::Instance::Second, verdicts: vec![], ..example() };
    let verdicts = vec![Verdict { suspect: "1".into(), judgment: Judgment::Convicted, sentence: None }];
    let appealed = retried.when(Event::Judged(told(12, None, "2018-05-01"), Judged { verdicts, ..appealed })).then_recorded();
    assert_eq!(appealed.state().suspect("1").judgment, Some(Judgment::Convicted));
}

#[test]
fn a_fugitive_is_detained_after_the_others_were_judged() {
    let verdict = |suspect: &str| Verdict { suspect: suspect.into(), judgment: Judgment::Convicted, sentence: None };
    let judged = |suspects: &[&str]| {
        let verdicts = suspects.iter().map(|suspect| verdict(suspect)).collect();
        Event::Judged(told(9, None, "2017-01-10"), Judged { verdicts, ..example() })
    };
    let fugitive = Event::SuspectIdentified(told(7, None, "2016-08-20"), SuspectIdentified { suspect: "2".into(), ..example() });
    let detained = |told, suspect: &str| Event::Detained(told, Detained { suspect: suspect.into(), ..example() });
    let past = [accepted(), filed(), sent(8, 1, "2016-12-01"), fugitive, judged(&["1"])];
    let case = given::<Case>(past);
    let listed = lawful(case.state(), "2017-03-01");
    assert!(listed.contains(&("detained", Some("2".to_owned()))));
    assert!(!listed.contains(&("detained", Some("1".to_owned()))));
    case.clone().when(detained(act(10, "2017-03-01"), "1")).then_refused("unlawful");
    let held = case.clone().when(detained(act(10, "2017-03-01"), "2")).then_recorded();
    assert!(held.state().breaches().is_empty(), "{:?}", held.state().breaches());
    // A verdict of an earlier day does not touch who is not named in it, whoever is told first.
    given::<Case>([accepted(), filed(), detained(told(10, None, "2017-03-01"), "2")])
        .when(Event::Judged(act(9, "2017-01-10"), Judged { verdicts: vec![verdict("1")], ..example() }))
        .then_refused("unlawful"); // Nothing was sent.
    // Once a correction names both, the detention was after the judgment.
    let both = Event::Judged(told(11, Some(9), "2017-01-10"), Judged { verdicts: vec![verdict("1"), verdict("2")], ..example() });
    let over = held.when(both).then_recorded();
    assert_eq!(breaches(over.state()), [("case-over", "detained/2".to_owned())]);
}

#[test]
fn the_custody_of_one_suspect_does_not_end_when_another_is_sent_for_prosecution() {
    let arrested = Event::Arrested(told(5, None, "2016-08-10"), example());
    let of = |n, round, suspect: &str, day: &str| {
        let data = SentForProsecution { round, suspects: vec![suspect.into()], ..example() };
        Event::SentForProsecution(told(n, None, day), data)
    };
    let past = [accepted(), filed(), requested(4, "2016-08-07"), arrested];
    let other = given::<Case>(past.clone().into_iter().chain([of(6, 1, "2", "2016-09-01"), of(7, 2, "1", "2016-10-11")]));
    assert!(breaches(other.state()).contains(&("custody-too-long", "arrested/1".to_owned())));
    let own = given::<Case>(past.into_iter().chain([of(6, 1, "1", "2016-09-01"), of(7, 2, "2", "2016-10-11")]));
    assert!(!breaches(own.state()).contains(&("custody-too-long", "arrested/1".to_owned())));
}

#[test]
fn a_measure_reported_without_a_round_is_the_first() {
    let old = serde_json::json!({"on": "2016-08-04", "suspect": "1"});
    let data: Detained = serde_json::from_value(old.clone()).expect("a detention");
    assert_eq!(data.round, 1);
    assert_eq!(serde_json::to_value(&data).expect("json"), old);
    assert_eq!(kernel::Entry::place(&Event::Detained(told(3, None, "2016-08-04"), data)).1, "detained/1");
    assert!(Detained { round: 0, ..example() }.check().is_err());
}

#[test]
fn who_is_held_too_long_may_still_be_released() {
    let release = Event::Released(act(6, "2016-08-20"), Released { suspect: "1".into(), ..example() });
    given::<Case>([accepted(), filed(), detained("2016-08-04")]).when(release).then_recorded();
}

#[test]
fn a_person_may_not_detain_before_filing_while_a_report_of_it_is_flagged() {
    let data = || example::<Detained>();
    given::<Case>([accepted()]).when(Event::Detained(act(3, "2016-08-04"), data())).then_refused("unlawful");
    let told = given::<Case>([accepted()]).when(Event::Detained(told(3, None, "2016-08-04"), data())).then_recorded();
    assert_eq!(flags(told.state().book.parts()), ["gap:detained/1"]);
}

#[test]
fn a_refusal_names_the_article_in_both_languages() {
    let case = given::<Case>([accepted()]);
    let refusal = case.state().decide(Event::Detained(act(3, "2016-08-04"), example())).expect_err("a refusal");
    assert_eq!(refusal.text.zh, "须先“已立案”，方可“已刑事拘留”（刑事诉讼法(2012)第八十条[K]）");
    assert!(refusal.text.en.contains("art 80"), "{}", refusal.text.en);
    let refusal = case.state().decide(Event::Detained(act(3, "2026-08-04"), example())).expect_err("a refusal");
    assert!(refusal.text.zh.ends_with("（刑事诉讼法(2018)第八十二条）"), "{}", refusal.text.zh);
}

#[test]
fn custody_is_extended_step_by_step_and_in_time() {
    let arrested = Event::Arrested(told(5, None, "2016-08-10"), example());
    let past = [accepted(), filed(), detained("2016-08-04"), requested(4, "2016-08-07"), arrested];
    let extend = |n, round, day| Event::CustodyExtended(act(n, day), CustodyExtended { round, ..example() });
    given::<Case>(past.clone()).when(extend(6, 2, "2016-09-10")).then_refused("unlawful");
    given::<Case>(past.clone()).when(extend(6, 1, "2016-10-11")).then_refused("unlawful");
    let case = given::<Case>(past).when(extend(6, 1, "2016-10-10")).then_recorded();
    assert_eq!(case.state().suspect("1").custody_extensions, 1);
    // Three months from 2016-08-10 are the whole of it.
    for (day, lawful) in [("2016-11-10", true), ("2016-11-11", false)] {
        let case = case.clone().when(sent(7, 1, day)).then_recorded();
        assert_eq!(case.state().breaches().is_empty(), lawful, "{day}");
    }
}

#[test]
fn a_case_is_returned_at_most_twice_and_a_month_each() {
    let past = [accepted(), filed(), sent(3, 1, "2016-09-01"), returned(4, 1, "2016-09-20"), sent(5, 2, "2016-10-20")];
    let case = given::<Case>(past);
    assert!(case.state().breaches().is_empty(), "{:?}", case.state().breaches());
    let twice = case.when(returned(6, 2, "2016-11-01")).then_recorded().when(sent(7, 3, "2016-12-02")).then_recorded();
    assert_eq!(breaches(twice.state()), [("investigated-too-long", "returned/2".to_owned())]);
    let third = Event::Returned(act(8, "2016-12-20"), Returned { round: 3, ..example() });
    twice.when(third).then_refused("unlawful");
}

#[test]
fn nobody_sends_a_case_again_that_was_not_returned() {
    let again = Event::SentForProsecution(act(5, "2016-10-01"), SentForProsecution { round: 2, ..example() });
    given::<Case>([accepted(), filed(), sent(3, 1, "2016-09-01")]).when(again).then_refused("unlawful");
}

#[test]
fn an_item_is_handed_over_once() {
    let seized = Event::GoodsSeized(told(3, None, "2016-08-04"), example::<GoodsSeized>());
    let hand_over = |told| Event::ItemHandedOver(told, example::<ItemHandedOver>());
    let case = given::<Case>([accepted(), filed(), seized, hand_over(told(4, None, "2016-08-20"))]);
    assert!(case.state().breaches().is_empty());
    case.clone().when(hand_over(act(5, "2016-08-21"))).then_refused("unlawful");
    let twice = case.when(hand_over(told(5, None, "2016-08-21"))).then_recorded();
    assert_eq!(breaches(twice.state()), [("handed-over-twice", "item-handed-over/W1".to_owned())]);
}

#[test]
fn a_chain_of_keepers_shows_who_has_each_thing_and_where_it_is_broken() {
    let seized = Event::GoodsSeized(told(3, None, "2016-08-04"), example::<GoodsSeized>());
    let moved = |n, step, from: &str, to: &str, day: &str| {
        let data = ItemMoved { step, from: from.into(), to: to.into(), ..example() };
        Event::ItemMoved(told(n, None, day), data)
    };
    let case = given::<Case>([
        accepted(),
        seized,
        moved(4, 1, "食药环侦大队", "示例检验所", "2016-08-05"),
        moved(5, 2, "示例检验所", "食药环侦大队", "2016-08-15"),
    ]);
    let keepers: Vec<String> = case.state().items()["W1"].keepers.iter().map(|(who, _)| who.clone()).collect();
    assert_eq!(keepers, ["食药环侦大队", "示例检验所", "食药环侦大队"]);
    assert!(case.state().breaches().is_empty());
    let broken = case.when(moved(6, 3, "他人", "示例法院", "2016-08-16")).then_recorded();
    assert_eq!(breaches(broken.state()), [("chain-broken", "item-moved/W1#3".to_owned())]);
}

#[test]
fn administrative_detention_beyond_the_law_is_recorded_and_flagged_but_not_imposed() {
    for (days, acts) in [(16, None), (21, Some(2))] {
        let data = super::AdministrativelyDetained { days: Some(days), acts, ..example() };
        given::<Case>([accepted()])
            .when(Event::AdministrativelyDetained(act(3, "2016-08-04"), data.clone()))
            .then_refused("unlawful");
        let told = Event::AdministrativelyDetained(told(3, None, "2016-08-04"), data);
        let case = given::<Case>([accepted()]).when(told).then_recorded();
        assert_eq!(case.state().breaches().len(), 1);
    }
    let several = super::AdministrativelyDetained { days: Some(20), acts: Some(2), ..example() };
    let done = Event::AdministrativelyDetained(act(3, "2016-08-04"), several);
    given::<Case>([accepted()]).when(done).then_recorded();
}

#[test]
fn each_suspect_stands_where_the_latest_measure_put_them() {
    let bailed = super::Bailed { suspect: "1".into(), ..example() };
    let case = given::<Case>([
        Event::Bailed(told(6, None, "2016-08-18"), bailed),
        accepted(),
        detained("2016-08-04"),
        requested(4, "2016-08-07"),
        filed(),
        sent(7, 1, "2016-10-01"),
        Event::NotProsecuted(told(8, None, "2016-11-01"), NotProsecuted { suspect: "2".into(), ..example() }),
    ]);
    let one = case.state().suspect("1");
    assert_eq!((one.custody, one.arrest, one.prosecution), (Custody::Bailed, ArrestRequest::Requested, Prosecution::Sent));
    assert_eq!(case.state().suspect("2").prosecution, Prosecution::NotProsecuted);
    assert_eq!((case.state().filing(), case.state().suspects().len()), (Filing::Filed, 2));
}

#[test]
fn who_is_exempt_from_punishment_is_judged_and_the_law_is_told() {
    let verdict = Verdict { suspect: "1".into(), judgment: Judgment::ExemptFromPunishment, sentence: None };
    let event = Event::Judged(told(9, None, "2017-03-01"), Judged { verdicts: vec![verdict], ..example() });
    let facts = kernel::spec::legal_facts(&event);
    assert_eq!(facts, [kernel::LegalFact::Judged, kernel::LegalFact::ExemptedFromPunishment]);
    let case = given::<Case>([event]);
    assert_eq!(case.state().suspect("1").judgment, Some(Judgment::ExemptFromPunishment));
}

#[test]
fn a_complainant_asks_for_reconsideration_and_review_as_long_as_no_case_is_filed() {
    let refused = [accepted(), Event::NotFiled(told(2, None, "2016-08-04"), example())];
    let requested = |told: Told| Event::ComplaintRequested(told, example());
    let case = given::<Case>(refused.clone()).when(requested(act(3, "2016-08-10"))).then_recorded();
    let codes = |case: &Case| lawful(case, "2016-08-25").into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert!(codes(case.state()).contains(&"complaint-decided"));
    assert!(!codes(case.state()).contains(&"complaint-review-requested"), "nothing is decided");
    let decided = Event::ComplaintDecided(act(4, "2016-08-21"), example());
    let case = case.when(decided).then_recorded();
    assert!(codes(case.state()).contains(&"complaint-review-requested"));
    // Who won has nothing to have reviewed.
    let won = |told| Event::ComplaintDecided(told, ComplaintDecided { outcome: ComplaintOutcome::Reversed, ..example() });
    let review = |told| Event::ComplaintReviewRequested(told, example());
    let after = |case: &[Event]| given::<Case>(refused.clone().into_iter().chain(case.iter().cloned()));
    let asked = requested(told(3, None, "2016-08-10"));
    let reversed = after(&[asked.clone(), won(told(4, None, "2016-08-21"))]);
    assert!(!codes(reversed.state()).contains(&"complaint-review-requested"));
    reversed.when(review(act(5, "2016-08-25"))).then_refused("unlawful");
    let all_told = [asked, review(told(5, None, "2016-08-25")), won(told(4, None, "2016-08-21"))];
    assert_eq!(breaches(after(&all_told).state()), [("review-after-reversal", "complaint-review-requested".to_owned())]);
    // Nobody asks about what was not refused, or is filed by now.
    given::<Case>([accepted()]).when(requested(act(3, "2016-08-10"))).then_refused("unlawful");
    let filed = Event::Filed(told(5, None, "2016-08-08"), example());
    let late = given::<Case>(refused.into_iter().chain([filed])).when(requested(told(6, None, "2016-08-10"))).then_recorded();
    assert_eq!(breaches(late.state()), [("complaint-after-filing", "complaint-requested".to_owned())]);
}

#[test]
fn a_case_under_the_rules_for_economic_crime_says_so() {
    let facts =
        |economic| kernel::spec::legal_facts(&Event::Accepted(told(1, None, "2016-08-01"), Accepted { economic, ..example() }));
    assert_eq!(facts(true), [kernel::LegalFact::CaseAccepted, kernel::LegalFact::EconomicCrime]);
    assert_eq!(facts(false), [kernel::LegalFact::CaseAccepted]);
}

/// The published mix of Jinan, February to September 2014: 57 food, 27 drug and 11 environment cases; 63, 39 and 28 suspects.
#[test]
fn ninety_five_cases_and_a_hundred_and_thirty_suspects_are_the_sum_of_their_domains() {
    let mix = [(Domain::Food, 57, 63), (Domain::Drug, 27, 39), (Domain::Environment, 11, 28)];
    let mut sums = std::collections::BTreeMap::<&str, i64>::new();
    for (domain, cases, suspects) in mix {
        let filed = Event::Filed(told(2, None, "2014-06-01"), Filed { domain: Some(domain), ..example() });
        let suspect = SuspectIdentified { domain: Some(domain), ..example() };
        let suspect = Event::SuspectIdentified(told(3, None, "2014-06-02"), suspect);
        for event in std::iter::repeat_n(&filed, cases).chain(std::iter::repeat_n(&suspect, suspects)) {
            counted(event).into_iter().for_each(|(measure, amount)| *sums.entry(measure).or_default() += amount);
        }
    }
    let of = |measure: &kernel::Measure| sums.get(measure.code).copied().unwrap_or(0);
    let parts = |by: &ByDomain| [of(&by.food), of(&by.drug), of(&by.environment), of(&by.other)];
    assert_eq!((of(&FILED.total), parts(&FILED)), (95, [57, 27, 11, 0]));
    assert_eq!((of(&SUSPECTS.total), parts(&SUSPECTS)), (130, [63, 39, 28, 0]));
}

fn some(n: u32, choice: u8, day: u32, acts: bool) -> Event {
    let told = Told { act: acts, ..told(n, None, &format!("2016-08-{day:02}")) };
    match choice {
        0 => Event::Accepted(told, example()),
        1 => Event::Filed(told, example()),
        2 => Event::NotFiled(told, example()),
        3 => Event::Detained(told, example()),
        4 => Event::ArrestRequestExtended(told, example()),
        5 => Event::ArrestRequested(told, example()),
        6 => Event::Arrested(told, example()),
        7 => Event::ArrestRefused(told, super::ArrestRefused { suspect: "1".into(), ..example() }),
        8 => Event::Released(told, Released { suspect: "1".into(), ..example() }),
        9 => Event::CustodyExtended(told, example()),
        10 => Event::SentForProsecution(told, example()),
        11 => Event::Returned(told, example()),
        12 => Event::Judged(told, example()),
        14 => Event::ComplainantNotified(told, example()),
        15 => Event::ComplaintRequested(told, example()),
        16 => Event::ComplaintDecided(told, example()),
        17 => Event::ComplaintReviewRequested(told, example()),
        18 => Event::ComplaintReviewDecided(told, example()),
        19 => Event::Detained(told, Detained { round: 2, ..example() }),
        20 => Event::ArrestRequestExtended(told, super::ArrestRequestExtended { round: 2, ..example() }),
        21 => Event::ArrestRequested(told, ArrestRequested { round: 2, ..example() }),
        22 => Event::Arrested(told, super::Arrested { round: 2, ..example() }),
        23 => Event::ArrestRefused(told, super::ArrestRefused { suspect: "1".into(), round: 2, ..example() }),
        24 => Event::Bailed(told, super::Bailed { suspect: "1".into(), ..example() }),
        25 => Event::Bailed(told, super::Bailed { suspect: "1".into(), round: 2, ..example() }),
        26 => Event::Released(told, Released { suspect: "1".into(), round: 2, ..example() }),
        27 => Event::CustodyExtended(told, CustodyExtended { arrest: 2, ..example() }),
        28 => Event::Charged(told, super::Charged { suspect: "1".into(), ..example() }),
        _ => Event::ClosedWithoutCharge(told, example()),
    }
}

proptest! {
    #[test]
    fn what_is_listed_as_lawful_is_done_and_what_is_not_is_refused(
        past in proptest::collection::vec((0u8..29, 1u32..28), 0..10), choice in 0u8..29, day in 1u32..29,
    ) {
        let identified = Event::SuspectIdentified(told(21, None, "2016-08-01"), example());
        let past = std::iter::once(identified).chain((1u32..).zip(past).map(|(n, (choice, day))| some(n, choice, day, false)));
        let case = given::<Case>(past);
        let event = some(20, choice, day, true);
        let (_, part) = kernel::Entry::place(&event);
        let (code, label) = part.split_once('/').map_or((part.as_str(), None), |(code, label)| (code, Some(label.to_owned())));
        let listed = lawful(case.state(), &format!("2016-08-{day:02}")).contains(&(code, label));
        prop_assert_eq!(listed, case.state().decide(event).is_ok(), "{}", part);
    }
}

#[test]
fn the_longest_measures_are_those_of_the_catalogue_under_the_law_of_2012_and_of_2018() {
    for day in ["2016-08-15", "2020-01-01"] {
        let catalogue = |measure| kernel::spec::catalogued(measure, day);
        let code = |stage, rule| kernel::spec::lasts(&Case::KIND, stage, rule);
        assert_eq!(code("arrested", "custody-too-long"), catalogue("custody"), "{day}");
        assert_eq!(code("bailed", "bail-too-long"), catalogue("bail"), "{day}");
        assert_eq!(code("residence-surveilled", "surveillance-too-long"), catalogue("residential-surveillance"), "{day}");
        // The catalogue has the longest extension only: of the one to four days its remark speaks.
        let detained = code("detained", "detained-too-long");
        assert_eq!([detained[0], detained[2]], catalogue("criminal-detention")[..], "{day}");
        assert_eq!(detained[1], kernel::Term::Days(7), "three days and at most four");
    }
}

#[test]
fn articles_have_the_numbers_that_the_catalogue_has_on_the_day_of_the_fact() {
    let catalogue = kernel::law::Catalogue::shipped().unwrap_or_else(|errors| panic!("{errors}"));
    let article = |measure: &str, day: &str| {
        let day = day.parse().expect("a day");
        catalogue.measure(measure, day).unwrap_or_else(|| panic!("{measure}")).article.clone()
    };
    for (flag, measure) in [
        ("unlawful:detained-too-long:detained/1", "criminal-detention"),
        ("unlawful:custody-too-long:arrested/1", "custody"),
        ("unlawful:bail-too-long:bailed/1", "bail"),
        ("unlawful:surveillance-too-long:residence-surveilled/1", "residential-surveillance"),
    ] {
        for day in ["2020-01-01", "2016-08-15"] {
            let breach = kernel::rule::breach(&Case::KIND, flag).expect("a breach").on(day.parse().expect("a day"));
            let cited = breach.cited().zh;
            assert!(cited.trim_end_matches("[K]").ends_with(&article(measure, day)), "{cited}");
        }
    }
}
