//! An incident, given / when / then.

use kernel::spec::{counted, flags_of, given, legal_facts, told};
use kernel::{LegalFact, Report};

use super::{Event, Incident, Learned, Level, Occurred, ReportedUp, ResponsibilityReported, ToldByUnit};
use crate::tests::{back, example};

fn occurred() -> Event {
    Event::Occurred(told(1, None, "2016-08-01"), example())
}

fn reported(message: u32, corrects: Option<u32>, round: u16, level: Option<Level>) -> Event {
    Event::ReportedUp(told(message, corrects, "2016-08-01"), ReportedUp { round, level, ..example() })
}

#[test]
fn an_incident_is_learned_of_reported_upward_and_its_responsibility_reported() {
    let whole = given::<Incident>([])
        .when(occurred())
        .then_recorded()
        .when(Event::Learned(told(2, None, "2016-08-01"), example::<Learned>()))
        .then_recorded()
        .when(Event::ToldByUnit(told(3, None, "2016-08-01"), example::<ToldByUnit>()))
        .then_recorded()
        .when(reported(4, None, 1, Some(Level::Four)))
        .then_recorded()
        .when(Event::ResponsibilityReported(told(5, None, "2016-08-20"), example::<ResponsibilityReported>()))
        .then_recorded();
    assert!(flags_of::<Incident>(whole.state().book.parts()).is_empty());
    assert_eq!(whole.state().level(), Some(Level::Four));
}

#[test]
fn a_level_is_raised_and_lowered_by_later_reports_in_any_order() {
    let reports = [reported(4, None, 1, Some(Level::Four)), reported(5, None, 2, Some(Level::Three)), reported(6, None, 3, None)];
    let in_order = given::<Incident>(reports.clone());
    let reordered = given::<Incident>(reports.into_iter().rev());
    assert_eq!(in_order.state().level(), Some(Level::Three));
    assert_eq!(in_order.state(), reordered.state());
}

#[test]
fn a_report_upward_of_which_nobody_had_learned_is_flagged_until_that_arrives() {
    let early = given::<Incident>([occurred(), reported(4, None, 1, None)]);
    assert_eq!(flags_of::<Incident>(early.state().book.parts()), ["gap:reported-up/1"]);
    let filled = early.when(Event::Learned(told(2, None, "2016-08-01"), example())).then_recorded();
    assert!(flags_of::<Incident>(filled.state().book.parts()).is_empty());
}

#[test]
fn the_same_report_twice_is_known_and_a_part_taken_back_is_gone() {
    given::<Incident>([occurred()]).when(occurred()).then_nothing();
    let taken_back = Event::Withdrawn(told(9, Some(4), "2016-08-02"), back("reported-up/1"));
    let state = given::<Incident>([occurred(), reported(4, None, 1, Some(Level::One))]).when(taken_back).then_recorded();
    assert_ne!(state.state().level(), Some(Level::One));
}

#[test]
fn each_step_states_its_fact_and_the_incident_counts_once() {
    assert_eq!(
        (legal_facts(&occurred()), counted(&occurred())),
        (vec![LegalFact::IncidentOccurred], vec![("food-incidents", 1)])
    );
    assert_eq!(legal_facts(&Event::Learned(told(2, None, "2016-08-01"), example())), [LegalFact::IncidentLearned]);
    assert_eq!(legal_facts(&Event::ToldByUnit(told(3, None, "2016-08-01"), example())), [LegalFact::IncidentTold]);
    assert_eq!(legal_facts(&reported(4, None, 1, None)), [LegalFact::IncidentReportedUp]);
    let responsible = Event::ResponsibilityReported(told(5, None, "2016-08-20"), example());
    assert_eq!(legal_facts(&responsible), [LegalFact::IncidentResponsibilityReported]);
}

#[test]
fn an_incident_that_contradicts_itself_is_refused() {
    assert!(Occurred { title: " ".into(), ..example() }.check().is_err());
    assert!(ReportedUp { round: 0, ..example() }.check().is_err());
}
