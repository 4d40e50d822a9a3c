//! A case, given / when / then.

use kernel::admin::{self, Step};
use kernel::money::Currency;
use kernel::spec::{counted, flags_of, given, legal_facts, told};
use kernel::{
    AgencyCode, Asking, Attribute, Decider, DomainEvent, LegalFact, Money, OrgId, PenaltyKind, Qualifier, Report, Says, Shown,
    Stand, Told,
};

use super::{
    AdminCase, Closed, Closure, CrimeSuspected, DrugRetestRequested, DrugSeizureDecided, DrugTestReported, Event, Filed,
    Penalised, Seized, Served,
};
use crate::tests::{back, example, place};

const fn money(minor: i64, currency: Currency) -> Option<Money> {
    Some(Money { minor, currency })
}

fn fined(currency: Currency) -> Penalised {
    Penalised { kinds: vec![PenaltyKind::Fine], fine: money(5_000_000, currency), gains: None, ..example() }
}

#[test]
fn a_case_is_filed_penalised_served_and_closed() {
    let state = given::<AdminCase>([])
        .when(Event::Filed(told(1, None, "2016-08-01"), example()))
        .then([Event::Filed(told(1, None, "2016-08-01"), example())])
        .when(Event::Penalised(told(2, None, "2016-08-10"), example()))
        .then([Event::Penalised(told(2, None, "2016-08-10"), example())])
        .when(Event::Step(Step::Served(told(3, None, "2016-08-12"), example::<Served>().0)))
        .then_recorded()
        .when(Event::Step(Step::Closed(told(4, None, "2016-08-20"), example::<Closed>().0)))
        .then_recorded();
    assert_eq!(state.state().state().closure, Some(Closure::Executed));
    assert!(!state.state().state().suspected_crime);
    assert!(flags_of::<AdminCase>(state.state().book.parts()).is_empty());
}

#[test]
fn a_suspected_crime_found_in_a_case_is_a_fact_that_the_law_knows() {
    let found = Event::Step(Step::CrimeSuspected(told(2, None, "2016-08-05"), example::<CrimeSuspected>().0));
    assert_eq!(legal_facts(&found), [LegalFact::SuspectedCrimeFound]);
    let state = given::<AdminCase>([found]);
    assert!(state.state().state().suspected_crime);
    let state = state.when(Event::Withdrawn(told(3, Some(2), "2016-08-06"), back("crime-suspected"))).then_recorded();
    assert!(!state.state().state().suspected_crime);
}

#[test]
fn the_same_decision_twice_is_known() {
    given::<AdminCase>([Event::Penalised(told(1, None, "2016-08-10"), example())])
        .when(Event::Penalised(told(1, None, "2016-08-10"), example()))
        .then_nothing();
}

#[test]
fn a_corrected_closure_stands_in_either_order() {
    let original = Event::Step(Step::Closed(told(1, None, "2016-08-20"), example::<Closed>().0));
    let corrected = Event::Step(Step::Closed(
        told(2, Some(1), "2016-08-20"),
        admin::Closed { closure: Closure::Transferred, ..example::<Closed>().0 },
    ));
    let in_order = given::<AdminCase>([original.clone(), corrected.clone()]);
    assert_eq!(in_order.state().state().closure, Some(Closure::Transferred));
    assert_eq!(in_order.state(), given::<AdminCase>([corrected, original]).state());
}

#[test]
fn a_decision_before_filing_is_recorded_and_flagged_until_the_filing_arrives() {
    let early = given::<AdminCase>([]).when(Event::Penalised(told(2, None, "2016-08-10"), example())).then_recorded();
    assert_eq!(flags_of::<AdminCase>(early.state().book.parts()), ["gap:penalised/1"]);
    let filled = early.when(Event::Filed(told(1, None, "2016-08-01"), example())).then_recorded();
    assert!(flags_of::<AdminCase>(filled.state().book.parts()).is_empty());
}

#[test]
fn service_before_its_decision_is_flagged() {
    let state = given::<AdminCase>([Event::Step(Step::Served(told(1, None, "2016-08-10"), example::<Served>().0))]);
    assert_eq!(flags_of::<AdminCase>(state.state().book.parts()), ["gap:served/1"]);
}

#[test]
fn a_decision_that_contradicts_itself_is_refused() {
    let with = |kinds: &[PenaltyKind], fine, gains| Penalised { kinds: kinds.to_vec(), fine, gains, ..example() };
    let both = [PenaltyKind::Fine, PenaltyKind::GainsConfiscated];
    for contradiction in [
        with(&[], None, None),
        with(&[PenaltyKind::Warning], money(1, Currency::Cny), None),
        with(&[PenaltyKind::Fine], None, money(1, Currency::Cny)),
        with(&[PenaltyKind::Fine], money(0, Currency::Cny), None),
        with(&[PenaltyKind::Fine], money(-1, Currency::Cny), None),
        with(&both, money(1, Currency::Cny), money(1, Currency::Usd)),
        with(&both, money(i64::MAX, Currency::Cny), money(1, Currency::Cny)),
        Penalised { decision: 0, ..example() },
    ] {
        assert_eq!(contradiction.check().map_err(|refusal| refusal.code), Err("contradiction"), "{contradiction:?}");
    }
    assert_eq!(with(&[PenaltyKind::Warning], None, None).check(), Ok(()));
    assert!(Filed { cause: " ".into(), ..example() }.check().is_err());
    assert!(Served(admin::Served { decision: 0, ..example::<Served>().0 }).check().is_err());
}

#[test]
fn fen_of_fine_and_gains_are_counted_and_dollars_only_shown() {
    let event = |data| Event::Penalised(told(1, None, "2016-08-10"), data);
    let both = event(example());
    assert_eq!(counted(&both), [("food-penalties", 1), ("food-penalty-amount", 5_000_000), ("food-penalty-amount", 123_450)]);
    assert_eq!(legal_facts(&both), [LegalFact::PenaltyDecided]);
    assert!(both.tell().says.contains(&Says::Attribute(Attribute::Amount(Money { minor: 5_123_450, currency: Currency::Cny }))));
    let dollars = event(fined(Currency::Usd));
    assert_eq!(counted(&dollars), [("food-penalties", 1)]);
    assert!(
        dollars.tell().says.contains(&Says::Attribute(Attribute::Amount(Money { minor: 5_000_000, currency: Currency::Usd })))
    );
}

#[test]
fn a_filing_counts_one_case_and_names_no_person() {
    let filed = Event::Filed(told(1, None, "2016-08-01"), Filed { premises: Some(place()), ..example() });
    assert_eq!((counted(&filed), legal_facts(&filed)), (vec![("food-cases", 1)], vec![LegalFact::AdminCaseFiled]));
    assert!(!format!("{:?} {filed:?}", filed.tell()).contains("示例甲"));
}

#[test]
fn seized_drugs_are_tested_disputed_and_decided_on_list_by_list() {
    let act = |n, day| Told { act: true, ..told(n, None, day) };
    let seized = Event::Step(Step::Seized(told(1, None, "2020-08-01"), example::<Seized>().0));
    let retest = |told| Event::DrugRetestRequested(told, example::<DrugRetestRequested>());
    given::<AdminCase>([seized.clone()]).when(retest(act(3, "2020-08-12"))).then_refused("unlawful");
    let state = given::<AdminCase>([seized.clone()])
        .when(Event::DrugTestReported(act(2, "2020-08-08"), example()))
        .then_recorded()
        .when(retest(act(3, "2020-08-12")))
        .then_recorded()
        .when(Event::DrugSeizureDecided(act(4, "2020-08-20"), example()))
        .then_recorded();
    assert!(flags_of::<AdminCase>(state.state().book.parts()).is_empty());
    let other = DrugTestReported { list: "查2".into(), ..example() };
    given::<AdminCase>([seized]).when(Event::DrugTestReported(act(2, "2020-08-08"), other)).then_refused("unlawful");
}

#[test]
fn a_step_with_drugs_is_taken_with_seized_drugs_only() {
    let seized = |drugs| {
        let data = admin::Seized { drugs, ..example::<Seized>().0 };
        Event::Step(Step::Seized(told(1, None, "2020-08-01"), data))
    };
    let offered = |drugs| {
        let asking = Asking {
            org: &OrgId::new("jn-food-drug").expect("an org"),
            agency: &AgencyCode::new("food-drug").expect("an agency"),
            on: "2020-08-08".parse().expect("a day"),
        };
        let codes = given::<AdminCase>([seized(drugs)]).state().actions(asking).into_iter().map(|action| action.code);
        codes.filter(|code| code.starts_with("drug-")).collect::<Vec<_>>()
    };
    assert_eq!(offered(true), ["drug-test-reported", "drug-seizure-decided"]);
    assert!(offered(false).is_empty());
    let tested = |told| Event::DrugTestReported(told, DrugTestReported { list: example::<Seized>().0.list, ..example() });
    let act = Told { act: true, ..told(2, None, "2020-08-08") };
    given::<AdminCase>([seized(false)]).when(tested(act)).then_refused("unlawful");
    // A report is recorded and flagged, in whatever order the two arrive.
    for events in [[seized(false), tested(told(2, None, "2020-08-08"))], [tested(told(2, None, "2020-08-08")), seized(false)]] {
        let state = given::<AdminCase>(events);
        let codes: Vec<_> = state.state().breaches().into_iter().map(|breach| breach.code).collect();
        assert_eq!(codes, ["seized-no-drugs"]);
    }
    assert!(given::<AdminCase>([seized(true), tested(told(2, None, "2020-08-08"))]).state().breaches().is_empty());
}

#[test]
fn what_was_released_is_decided_on_no_more() {
    let seized = Event::Step(Step::Seized(told(1, None, "2020-08-01"), example::<Seized>().0));
    let list = example::<Seized>().0.list;
    let lifted = admin::SeizureLifted { on: "2020-08-05".parse().expect("a day"), list, document: None };
    let lifted = Event::Step(Step::SeizureLifted(told(2, None, "2020-08-05"), lifted));
    let decided = |told| Event::DrugSeizureDecided(told, example::<DrugSeizureDecided>());
    let case = given::<AdminCase>([seized, lifted]);
    let told = case.when(decided(told(3, None, "2020-08-06"))).then_recorded();
    let codes: Vec<_> = told.state().breaches().into_iter().map(|breach| breach.code).collect();
    assert_eq!(codes, ["drugs-decided-after-end"]);
}

#[test]
fn a_case_about_drugs_says_so() {
    let filed = |drugs| Event::Filed(told(1, None, "2020-08-01"), Filed { drugs, ..example() });
    assert_eq!(legal_facts(&filed(true)), [LegalFact::AdminCaseFiled, LegalFact::DrugCase]);
    assert_eq!(legal_facts(&filed(false)), [LegalFact::AdminCaseFiled]);
}

#[test]
fn a_case_is_shown_in_each_dimension_with_its_dates_and_amounts() {
    let list = example::<Seized>().0.list;
    let case = given::<AdminCase>([
        Event::Filed(told(1, None, "2016-08-01"), example()),
        Event::Step(Step::Seized(told(2, None, "2016-08-02"), example::<Seized>().0)),
        Event::Penalised(told(3, None, "2016-08-10"), Penalised { decision: 1, ..fined(Currency::Cny) }),
        Event::Step(Step::Served(told(4, None, "2016-08-12"), admin::Served { decision: 1, ..example::<Served>().0 })),
        Event::Step(Step::Closed(told(5, None, "2016-08-20"), example::<Closed>().0)),
    ]);
    let facets = case.state().facets();
    let on = |day: &str| Some(day.parse().expect("a day"));
    let row = |name: &str, label: &str| {
        let facet = facets.iter().find(|facet| facet.name.en == name).expect("the facet");
        facet.rows.iter().find(|(known, _)| known == label).map(|(_, stands)| stands.clone()).expect("the row")
    };
    let whole = row("Case", "");
    assert_eq!((&whole[0].on, &whole[1].state, &whole[2].on), (&on("2016-08-01"), &None, &on("2016-08-20")));
    assert_eq!(whole[2].state, Some(Shown::Outcome("case-executed")));
    assert_eq!(row("Seizures", &list)[0].on, on("2016-08-02"));
    let decision = row("Decisions", "1");
    assert_eq!((decision[0].clone(), decision[1].on.clone()), (Stand::NOTHING, on("2016-08-12")));
    let fine = Money { minor: 5_000_000, currency: Currency::Cny };
    assert!(decision[1].with.contains(&Shown::Money(fine, Qualifier::Exact)), "{decision:?}");
}
