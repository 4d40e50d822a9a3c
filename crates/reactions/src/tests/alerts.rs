//! The alert that a clock's warning becomes.

use chrono::{DateTime, Utc};
use kernel::law::Law;
use projections::read::DueAlert;
use uuid::Uuid;

use crate::alert::{alert, once};
use crate::saying::Saying;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn due() -> DueAlert {
    DueAlert {
        grp: Uuid::from_u128(2),
        key: format!("filing-decision/{}/accepted/jn-police", Uuid::from_u128(1)),
        question: "filing-decision".into(),
        line: "G9a".into(),
        regime: "general".into(),
        started_at: at("2026-03-01T16:00:00Z"),
        due_at: at("2026-03-04T16:00:00Z"),
        next_at: at("2026-03-04T16:00:00Z"),
        next_warning: "missed".into(),
        recorded_at: at("2026-03-02T02:00:00Z"),
        known_at: 42,
        owner: "police".into(),
        org: Some("jn-police".into()),
        record: Uuid::from_u128(1),
        division: "370811000000".into(),
    }
}

fn said(due: &DueAlert) -> Saying {
    let reference = roster::reference().expect("the shipped trees");
    alert(due, &Law::shipped().expect("the shipped law"), &reference).expect("an alert")
}

#[test]
fn an_alert_states_the_true_due_instant_the_clock_whose_duty_and_as_of_when() {
    let Saying { data, office, stated, .. } = said(&due());
    assert_eq!((data["due"].as_str(), data["warning"].as_str()), (Some("2026-03-04T16:00:00Z"), Some("missed")));
    assert_eq!(
        (data["owner"].as_str(), data["org"].as_str(), data["known_at"].as_i64()),
        (Some("police"), Some("jn-police"), Some(42))
    );
    assert_eq!(data["matter"].as_str(), Some(Uuid::from_u128(2).to_string().as_str()));
    assert_eq!(data["on"].as_str(), Some("2026-03-05T00:00:00+08:00"));
    assert_eq!((office.id.as_str(), stated), ("jn-joint-office-370811", due().next_at));
    assert!(data.get("historical").is_none());
}

#[test]
fn what_was_over_before_it_was_recorded_is_historical() {
    let late = DueAlert { recorded_at: at("2026-03-09T02:00:00Z"), ..due() };
    assert_eq!(said(&late).data["historical"], true);
}

#[test]
fn the_id_follows_from_clock_warning_and_due_instant_and_from_nothing_else() {
    let id = said(&due()).id;
    assert_eq!(said(&DueAlert { known_at: 43, grp: Uuid::from_u128(1), ..due() }).id, id);
    assert_ne!(said(&DueAlert { next_warning: "near".into(), ..due() }).id, id);
    assert_ne!(said(&DueAlert { due_at: at("2026-03-31T16:00:00Z"), ..due() }).id, id);
    assert_ne!(said(&DueAlert { key: format!("{}x", due().key), ..due() }).id, id);
}

#[test]
fn a_clock_of_two_matters_is_warned_of_once() {
    let other = DueAlert { grp: Uuid::from_u128(3), ..due() };
    let later = DueAlert { due_at: at("2026-03-05T16:00:00Z"), ..due() };
    let all = [due(), other, later];
    assert_eq!(
        once(&all).iter().map(|one| (one.grp, one.due_at)).collect::<Vec<_>>(),
        [(all[0].grp, all[0].due_at), (all[2].grp, all[2].due_at)]
    );
}

#[test]
fn the_citation_is_that_of_the_catalogues_row() {
    let law = Law::shipped().expect("the shipped law");
    let clock = law.catalogue.clocks().iter().find(|clock| clock.id == "G2").expect("a clock");
    let (question, regime) = (clock.question.clone(), clock.regime.code.clone());
    let said = said(&DueAlert { question, regime, line: "G2".into(), ..due() });
    let citation = said.data["clock"]["citation"].as_str().expect("a citation");
    assert!(citation.contains(clock.article.as_str()), "{citation}");
}
