//! Offences, document sets and measures as they ship.

use chrono::NaiveDate;

use super::super::{Catalogue, Count, Doubt, FactSet, Law, Need, Settings, Term, ThresholdUnit};
use super::given::law;
use crate::LegalFact;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn items(law: &Law, on: &str) -> Vec<String> {
    law.catalogue.offence("338", day(on)).expect("a version").thresholds.iter().map(|t| t.item.clone()).collect()
}

#[test]
fn pollution_is_judged_by_the_version_of_its_day() {
    let law = law(Settings::default());
    assert!(items(&law, "2023-08-14").contains(&"saved-cost".to_owned()));
    assert!(!items(&law, "2023-08-15").contains(&"saved-cost".to_owned()));
    assert!(items(&law, "2023-08-15").contains(&"repeat-alert".to_owned()));
    assert!(!law.catalogue.offence("338", day("2016-08-15")).expect("a version").confirmed);
    let waste = &law.catalogue.offence("338", day("2020-01-01")).expect("a version").thresholds[0];
    assert_eq!((waste.amount, waste.unit), (Some(3_000_000), Some(ThresholdUnit::Gram)));
}

#[test]
fn shoddy_goods_are_a_crime_from_fifty_thousand_yuan() {
    let law = law(Settings::default());
    let sales = &law.catalogue.offence("140", day("2016-08-15")).expect("a version").thresholds[0];
    assert_eq!((sales.amount, sales.unit), (Some(5_000_000), Some(ThresholdUnit::Fen)));
}

#[test]
fn obstructing_drug_control_is_a_crime_since_the_amendment_of_2021() {
    let law = law(Settings::default());
    let cite = |on: &str| law.catalogue.offence("142-1", day(on)).map(|offence| offence.instrument.key.as_str());
    assert_eq!((cite("2021-02-28"), cite("2021-03-01"), cite("2022-03-05")), (None, Some("CL"), Some("CL")));
    assert_eq!(cite("2022-03-06"), Some("DRUG22"), "since its interpretation");
}

#[test]
fn a_document_of_what_never_happened_is_not_asked_for_and_the_set_says_why() {
    let law = law(Settings::default());
    let need = |happened: FactSet, code: &str| {
        let mut set = law.catalogue.document_set("crime", "environment", happened, day("2017-06-01"));
        set.find(|(document, _)| document.code == code).map(|(_, need)| need)
    };
    assert_eq!(need(FactSet::default(), "transfer-letter"), Some(Need::Needed));
    let Some(Need::NotApplicable(why)) = need(FactSet::default(), "penalty-decision") else { panic!("no penalty, no decision") };
    assert_eq!(why.zh, "本案没有处罚决定");
    assert_eq!(need([LegalFact::PenaltyDecided].into_iter().collect(), "penalty-decision"), Some(Need::Needed));
    assert_eq!(need(FactSet::default(), "sampling-form"), None, "it belongs to food and drug transfers");
    let before = law.catalogue.document_set("crime", "environment", FactSet::default(), day("2016-08-15"));
    assert!(before.into_iter().all(|(document, _)| document.instrument.key != "E17"), "not in force in 2016");
}

#[test]
fn a_citys_document_takes_the_place_of_the_shipped_one_while_it_is_in_force() {
    let letter = |sender: &str| {
        format!(
            "[[instrument]]\nkey = \"JN25\"\nzh = \"济宁市规定\"\nen = \"rules of the city\"\nfrom = \"2025-01-01\"\n\
             [[document]]\ntransfer = \"crime\"\ncode = \"transfer-letter\"\nzh = \"移送函\"\nen = \"letter\"\n{sender}\
             cite = \"JN25\"\narticle = \"第二条\"\nrequired = \"where-it-exists\"\n"
        )
    };
    let needs = |text: &str, sender: &str, on: &str| -> Vec<(String, Need)> {
        let city = Catalogue::with(&[("city.toml", text)]).unwrap_or_else(|errors| panic!("{errors}"));
        let set = city.document_set("crime", sender, FactSet::default(), day(on));
        let letters = set.filter(|(document, _)| document.code == "transfer-letter");
        letters.map(|(document, need)| (document.instrument.key.clone(), need)).collect()
    };
    let general = letter("");
    let citys = || ("JN25".to_owned(), Need::WhereItExists);
    assert_eq!(needs(&general, "food-drug", "2025-01-01"), [citys()]);
    let shipped = || ("310".to_owned(), Need::Needed);
    assert_eq!(needs(&general, "food-drug", "2024-12-31"), [shipped()], "not in force yet");
    let of_one = letter("sender = [\"environment\"]\n");
    assert_eq!(needs(&of_one, "environment", "2025-01-01"), [shipped(), citys()], "for one sender it stands beside that for all");
}

#[test]
fn what_was_recorded_ordered_or_reported_of_an_incident_goes_with_the_case_if_it_exists() {
    let law = law(Settings::default());
    let there = |sender: &str, code: &str| {
        let mut set = law.catalogue.document_set("crime", sender, FactSet::default(), day("2017-06-01"));
        set.find(|(document, _)| document.code == code).map(|(document, need)| (document.confirmed, need))
    };
    assert_eq!(there("environment", "incident-report"), Some((true, Need::WhereItExists)));
    assert_eq!(there("food-drug", "incident-report"), None);
    for code in ["food-media", "food-correction-order"] {
        assert_eq!(there("food-drug", code), Some((false, Need::WhereItExists)), "{code}");
    }
}

#[test]
fn measures_say_the_most_that_they_may_last() {
    let law = law(Settings::default());
    let seizure = law.catalogue.measure("seizure", day("2016-08-15")).expect("a measure");
    let thirty = Term { amount: 30, count: Count::NaturalDays };
    assert_eq!((seizure.term, seizure.extensions.as_slice()), (Some(thirty), [thirty].as_slice()));
    assert_eq!(law.catalogue.measure("daily-fine", day("2016-08-15")).expect("a measure").term, None);
    for measure in law.catalogue.measures() {
        let known = measure.clock.as_ref().is_none_or(|id| law.catalogue.clocks().iter().any(|clock| clock.id == *id));
        assert!(known, "{} names no clock of the catalogue", measure.code);
    }
}

#[test]
fn a_citation_says_what_of_it_is_from_general_knowledge() {
    let law = law(Settings::default());
    let doubts = |id: &str, cite: &str| {
        let clock = law.catalogue.clocks().iter().find(|clock| clock.id == id && clock.instrument.key == cite);
        clock.unwrap_or_else(|| panic!("no {id} of {cite}")).all_doubts()
    };
    assert_eq!(doubts("G12", "E17"), [], "read in full, with its date");
    assert_eq!(doubts("G5", "P180"), [Doubt::InForce], "read in full, its date from general knowledge");
    assert_eq!((doubts("G2", "310"), doubts("G2", "310-2001")), (vec![], vec![Doubt::Article]), "read in the text of 2020");
    assert_eq!(doubts("S1", "SAMR15"), [Doubt::Article, Doubt::InForce]);
    assert_eq!(doubts("G2", "H78"), [Doubt::Rule, Doubt::Article, Doubt::InForce]);
    assert_eq!(doubts("C3", "CPL18"), [Doubt::Article, Doubt::InForce, Doubt::Approver], "of its extensions");
    let measures = law.catalogue.documents().iter().filter(|document| document.transfer == "detention");
    assert!(measures.into_iter().all(|document| !document.confirmed), "which seven documents the measure of 2014 asks for");
    let pollution = law.catalogue.offence("338", day("2020-01-01")).expect("a version");
    let marked: Vec<&str> = pollution.thresholds.iter().filter(|t| !t.confirmed).map(|t| t.item.as_str()).collect();
    assert_eq!(marked, ["hazardous-waste-grave", "gain-or-loss-grave"]);
}
