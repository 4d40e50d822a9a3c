//! A case, given / when / then.

use kernel::admin::{self, Step};
use kernel::money::Currency;
use kernel::spec::{counted, flags_of, given, legal_facts, told};
use kernel::{Attribute, DomainEvent, LegalFact, Money, PenaltyKind, Report, Says};

use super::{AdminCase, Closed, Closure, CrimeSuspected, Decided, Event, Filed, Served};
use crate::tests::{back, example, place};

const fn money(minor: i64, currency: Currency) -> Option<Money> {
    Some(Money { minor, currency })
}

/// A row as an agency of another country publishes it: words, instruments, a fine in dollars, no number and no filing.
fn published(fine: Option<Money>) -> Decided {
    Decided {
        detention: None,
        without_filing: true,
        document: None,
        instruments: vec!["consent-order".into(), "penalty-assessment-notice".into()],
        law_areas: vec!["wetlands".into()],
        kinds: Vec::new(),
        fine,
        basis: Vec::new(),
        places: vec!["Exampleton".into(), "North Example".into()],
        summary: Some("The agency entered into a consent order with Example Paving for filling a wetland. ".repeat(3)),
        ..example()
    }
}

#[test]
fn a_case_is_filed_decided_served_and_closed() {
    let state = given::<AdminCase>([])
        .when(Event::Filed(told(1, None, "2016-08-11"), example()))
        .then([Event::Filed(told(1, None, "2016-08-11"), example())])
        .when(Event::Decided(told(2, None, "2016-09-09"), example()))
        .then([Event::Decided(told(2, None, "2016-09-09"), example())])
        .when(Event::Step(Step::Served(told(3, None, "2016-09-12"), example::<Served>().0)))
        .then_recorded()
        .when(Event::Step(Step::Closed(told(4, None, "2016-10-11"), example::<Closed>().0)))
        .then_recorded();
    assert_eq!(state.state().state().closure, Some(Closure::Executed));
    assert!(flags_of::<AdminCase>(state.state().book.parts()).is_empty());
}

#[test]
fn the_same_decision_twice_is_known() {
    given::<AdminCase>([Event::Decided(told(1, None, "2016-09-09"), example())])
        .when(Event::Decided(told(1, None, "2016-09-09"), example()))
        .then_nothing();
}

#[test]
fn a_corrected_closure_stands_in_either_order() {
    let original = Event::Step(Step::Closed(told(1, None, "2016-10-11"), example::<Closed>().0));
    let corrected = Event::Step(Step::Closed(
        told(2, Some(1), "2016-10-11"),
        admin::Closed { closure: Closure::Unfounded, ..example::<Closed>().0 },
    ));
    let in_order = given::<AdminCase>([original.clone(), corrected.clone()]);
    assert_eq!(in_order.state().state().closure, Some(Closure::Unfounded));
    assert_eq!(in_order.state(), given::<AdminCase>([corrected, original]).state());
}

#[test]
fn a_decision_before_filing_is_recorded_and_flagged_until_the_filing_arrives() {
    let early = given::<AdminCase>([]).when(Event::Decided(told(2, None, "2016-09-09"), example())).then_recorded();
    assert_eq!(flags_of::<AdminCase>(early.state().book.parts()), ["gap:decided/1"]);
    let filled = early.when(Event::Filed(told(1, None, "2016-08-11"), example())).then_recorded();
    assert!(flags_of::<AdminCase>(filled.state().book.parts()).is_empty());
}

#[test]
fn a_decision_on_the_spot_needs_no_filing() {
    let state = given::<AdminCase>([])
        .when(Event::Decided(told(1, None, "2016-08-11"), Decided { without_filing: true, ..example() }))
        .then_recorded()
        .when(Event::Step(Step::Served(told(2, None, "2016-08-11"), example::<Served>().0)))
        .then_recorded()
        .when(Event::Step(Step::Closed(told(3, None, "2016-08-20"), example::<Closed>().0)))
        .then_recorded();
    assert!(flags_of::<AdminCase>(state.state().book.parts()).is_empty());
}

#[test]
fn a_fine_for_each_day_is_a_decision_of_its_own() {
    let state = given::<AdminCase>([
        Event::Filed(told(1, None, "2016-08-11"), example()),
        Event::Decided(told(2, None, "2016-09-09"), example()),
        Event::Decided(told(3, None, "2016-10-09"), Decided { decision: 2, ..example() }),
    ]);
    assert_eq!(state.state().book.parts().iter().map(|(name, _)| name).collect::<Vec<_>>(), ["decided/1", "decided/2", "filed"]);
    assert!(flags_of::<AdminCase>(state.state().book.parts()).is_empty());
}

#[test]
fn a_decision_that_contradicts_itself_is_refused() {
    let bare = Decided { instruments: Vec::new(), kinds: Vec::new(), fine: None, summary: None, ..example() };
    for contradiction in [
        bare.clone(),
        Decided { summary: Some(" ".into()), ..bare.clone() },
        Decided { instruments: vec!["Consent order".into()], ..example() },
        Decided { law_areas: vec!["chapter-".into()], ..example() },
        Decided { fine: money(0, Currency::Usd), ..example() },
        Decided { gains: money(1, Currency::Usd), ..example() },
        Decided { gains: money(i64::MAX, Currency::Cny), ..example() },
        Decided { decision: 0, ..example() },
    ] {
        assert_eq!(contradiction.check().map_err(|refusal| refusal.code), Err("contradiction"), "{contradiction:?}");
    }
    assert_eq!(Decided { summary: Some("责令停止建设".into()), ..bare }.check(), Ok(()));
    assert!(Filed { cause: " ".into(), ..example() }.check().is_err());
    assert!(Served(admin::Served { decision: 0, ..example::<Served>().0 }).check().is_err());
}

#[test]
fn a_published_action_of_another_country_keeps_its_dollars_and_all_its_columns() {
    let row = published(money(3_535_500, Currency::Usd));
    assert_eq!(row.check(), Ok(()));
    let kept = serde_json::to_value(&row).expect("written");
    assert_eq!(serde_json::from_value::<Decided>(kept).expect("read"), row);
    let event = Event::Decided(told(1, None, "2004-12-29"), row);
    let says = event.tell().says;
    assert_eq!(counted(&event), [("env-penalties", 1)]);
    assert!(says.contains(&Says::Attribute(Attribute::Amount(Money { minor: 3_535_500, currency: Currency::Usd }))));
    assert!(says.contains(&Says::Attribute(Attribute::Place("Exampleton, North Example".into()))));
    let title = says.iter().find_map(|s| if let Says::Attribute(Attribute::Title(title)) = s { Some(title) } else { None });
    assert_eq!(title.map(|title| title.chars().count()), Some(101));
    assert!(flags_of::<AdminCase>(given::<AdminCase>([event]).state().book.parts()).is_empty());
}

#[test]
fn an_order_alone_is_no_penalty() {
    let event = Event::Decided(told(1, None, "2016-08-11"), published(None));
    assert_eq!((counted(&event), legal_facts(&event)), (Vec::new(), Vec::new()));
    assert!(event.tell().says.contains(&Says::Attribute(Attribute::Outcome("ordered"))));
}

#[test]
fn fen_of_fine_and_gains_are_counted() {
    let both = Decided { kinds: vec![PenaltyKind::Warning], gains: money(250, Currency::Cny), ..example() };
    let event = Event::Decided(told(1, None, "2016-09-09"), both.clone());
    assert_eq!(counted(&event), [("env-penalties", 1), ("env-penalty-amount", 10_000_000), ("env-penalty-amount", 250)]);
    assert_eq!(legal_facts(&event), [LegalFact::PenaltyDecided]);
    let kinds: Vec<PenaltyKind> = both.penalties().into_iter().collect();
    assert_eq!(kinds, [PenaltyKind::Warning, PenaltyKind::Fine, PenaltyKind::GainsConfiscated]);
}

#[test]
fn a_suspected_crime_found_in_a_case_is_a_fact_that_the_law_knows() {
    let found = Event::Step(Step::CrimeSuspected(told(2, None, "2016-08-15"), example::<CrimeSuspected>().0));
    assert_eq!((counted(&found), legal_facts(&found)), (vec![("env-suspected-crimes", 1)], vec![LegalFact::SuspectedCrimeFound]));
    let state = given::<AdminCase>([found]);
    assert!(state.state().state().suspected_crime);
    let state = state.when(Event::Withdrawn(told(3, Some(2), "2016-08-16"), back("crime-suspected"))).then_recorded();
    assert!(!state.state().state().suspected_crime);
}

#[test]
fn the_party_is_told_of_the_testing_for_which_its_goods_are_kept() {
    use super::{TestingEnded, TestingStarted};
    use kernel::{Decider, Told, admin::TestingStarted as Started};
    let (list, on) = ("查1".to_owned(), "2016-08-10".parse::<kernel::When>().expect("a day"));
    let started = |told_on| {
        let data = Started { list: list.clone(), laboratory: None, on: on.clone(), told_on };
        Event::Step(Step::TestingStarted(told(1, None, "2016-08-10"), data))
    };
    let ended = admin::TestingEnded { list: list.clone(), ..example::<TestingEnded>().0 };
    let ended = Event::Step(Step::TestingEnded(Told { act: true, ..told(2, None, "2016-08-20") }, ended));
    let codes = |told_on| {
        let state = given::<AdminCase>([started(told_on)]).when(ended.clone()).then_recorded();
        state.state().breaches().iter().map(|breach| (breach.code, breach.part.clone())).collect::<Vec<_>>()
    };
    assert_eq!(codes(None), [("testing-untold", "testing-started/查1".to_owned())]);
    assert_eq!(codes(Some(on.clone())), []);
    assert!(example::<TestingStarted>().0.told_on.is_some());
}

#[test]
fn a_filing_counts_one_case_and_names_no_person() {
    let filed = Event::Filed(told(1, None, "2016-08-11"), Filed { premises: Some(place()), ..example() });
    assert_eq!((counted(&filed), legal_facts(&filed)), (vec![("env-cases", 1)], vec![LegalFact::AdminCaseFiled]));
    assert!(!format!("{:?} {filed:?}", filed.tell()).contains("示例乙"));
}

#[test]
fn a_penalty_for_an_act_of_article_63_warrants_administrative_detention() {
    let decided =
        Decided { detention: Some(super::DetentionGround::CovertDischarge), ..published(money(5_000_000, Currency::Cny)) };
    assert!(decided.check().is_ok());
    let facts = legal_facts(&Event::Decided(told(1, None, "2016-08-10"), decided.clone()));
    assert_eq!(facts, [LegalFact::PenaltyDecided, LegalFact::DetentionWarranted]);
    assert!(Decided { fine: None, kinds: Vec::new(), ..decided }.check().is_err(), "detention follows a penalty");
}
