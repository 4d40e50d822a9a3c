//! What is wrong with statutes or calendar is named with file and line, and nothing is loaded.

use super::super::{Calendar, Catalogue, Settings};
use super::given::law;

const HEAD: &str = "regime = \"general\"\n\n[[clock]]\nid = \"X1\"\nzh = \"甲\"\nen = \"x\"\n";
const CITED: &str = "cite = \"310\"\narticle = \"第五条\"\n";
const REST: &str = "trigger = [\"case-accepted\"]\nowner = \"police\"\namount = 3\nunit = \"day\"\nday = \"natural\"\nkind = \"duty\"\nclosed_by = [\"case-filed\"]\n";

#[track_caller]
fn refused(text: &str, line: usize, problem: &str) {
    let errors = Catalogue::with(&[("city.toml", text)]).expect_err("a mistake");
    let found = errors.0.iter().any(|e| e.file == "city.toml" && e.line == line && e.problem.en.contains(problem));
    assert!(found, "{problem} in line {line}: {errors}");
    assert!(errors.0.iter().all(|e| !e.problem.zh.is_empty()), "{errors}");
}

#[test]
fn a_whole_clock_of_a_city_is_taken() {
    let catalogue = Catalogue::with(&[("city.toml", &format!("{HEAD}{CITED}{REST}"))]).expect("a clock");
    let clock = catalogue.clocks().iter().find(|clock| clock.id == "X1").expect("the clock");
    assert_eq!((clock.file.as_str(), clock.line), ("city.toml", 3));
}

#[test]
fn an_unknown_trigger_is_named_with_its_line() {
    refused(&format!("{HEAD}{CITED}{}", REST.replace("case-accepted", "case-excepted")), 9, "no legal fact \"case-excepted\"");
    refused(&format!("{HEAD}{CITED}{}", REST.replace("case-filed", "filed")), 15, "no legal fact \"filed\"");
}

#[test]
fn a_missing_citation_is_named_with_its_line() {
    refused(&format!("{HEAD}{REST}"), 3, "citation is missing");
    refused(&format!("{HEAD}cite = \"310\"\narticle = \" \"\n{REST}"), 3, "citation is missing");
    refused(&format!("{HEAD}cite = \"311\"\narticle = \"第五条\"\n{REST}"), 7, "no instrument \"311\"");
}

#[test]
fn overlapping_versions_of_one_clock_are_named() {
    let twice = format!("{HEAD}{CITED}{REST}\n[[clock]]\n{}{CITED}{REST}", &HEAD[HEAD.find("id").expect("an id")..]);
    refused(&twice, 17, "applies on the same days as X1");
}

#[test]
fn versions_of_one_clock_overlap_whatever_starts_them() {
    let other = REST.replace("case-accepted", "transfer-received");
    let twice = format!("{HEAD}{CITED}{REST}\n[[clock]]\n{}{CITED}{other}", &HEAD[HEAD.find("id").expect("an id")..]);
    refused(&twice, 17, "applies on the same days as X1");
    let dated = |key: &str, day: &str| format!("{CITED}{key} = \"{day}\"\n");
    let head = &HEAD[HEAD.find("id").expect("an id")..];
    let one = format!("{HEAD}{}{REST}", dated("to", "2025-12-31"));
    let after = format!("{one}\n[[clock]]\n{head}{}{other}", dated("from", "2026-01-01"));
    Catalogue::with(&[("city.toml", &after)]).unwrap_or_else(|errors| panic!("one after the other: {errors}"));
}

#[test]
fn an_unknown_unit_day_type_owner_or_setting_is_named() {
    refused(&format!("{HEAD}{CITED}{}", REST.replace("unit = \"day\"", "unit = \"week\"")), 13, "unit \"week\"");
    refused(&format!("{HEAD}{CITED}{}", REST.replace("\"natural\"", "\"lunar\"")), 13, "day type \"lunar\"");
    refused(&format!("{HEAD}{CITED}{}", REST.replace("\"police\"", "\"nobody\"")), 10, "\"nobody\" cannot owe");
    refused(&format!("{HEAD}{CITED}{}", REST.replace("amount = 3", "amount = 0")), 11, "between 1 and 1000");
    let pause = "[[clock.suspension]]\nby = [\"gaps-notified\"]\nresumed_by = [\"supplement-supplied\"]\nsetting = \"moon\"\n";
    refused(&format!("{HEAD}{CITED}{REST}{pause}"), 19, "no setting \"moon\"");
    refused(&format!("{}{CITED}{REST}", HEAD.replace("general", "genial")), 3, "no regime \"genial\"");
}

#[test]
fn a_remark_in_one_language_only_is_named_with_its_line() {
    refused(&format!("{HEAD}{CITED}{REST}note = \"说明\"\n"), 16, "has no English");
    refused(&format!("{HEAD}{CITED}{REST}output_en = \"letter\"\n"), 16, "has no Chinese");
    let extension =
        "[[clock.extension]]\nby = \"major-case-approved\"\nto = 30\nunit = \"day\"\nday = \"natural\"\napprover = \"负责人\"\n";
    refused(&format!("{HEAD}{CITED}{REST}{extension}"), 21, "has no English");
    let both = format!("{HEAD}{CITED}{REST}note = \"说明\"\nnote_en = \"remark\"\n");
    let catalogue = Catalogue::with(&[("city.toml", &both)]).unwrap_or_else(|errors| panic!("{errors}"));
    let clock = catalogue.clocks().iter().find(|clock| clock.id == "X1").expect("the clock");
    assert_eq!(clock.note.as_ref().map(|note| note.en.as_ref()), Some("remark"));
}

#[test]
fn an_unknown_key_and_a_text_that_is_no_toml_are_named() {
    refused(&format!("{HEAD}{CITED}{REST}colour = \"red\"\n"), 16, "unknown field `colour`");
    refused("regime = ", 1, "no TOML that can be read");
}

#[test]
fn an_offence_a_document_and_a_measure_need_a_citation_too() {
    refused("[[offence]]\narticle = \"1\"\nzh = \"甲\"\nen = \"x\"\n", 1, "citation is missing");
    let threshold = "[[offence.threshold]]\nitem = \"a\"\nzh = \"甲\"\nen = \"x\"\namount = 3\n";
    let offence =
        format!("[[offence]]\narticle = \"1\"\nzh = \"甲\"\nen = \"x\"\ncite = \"310\"\ncited_article = \"第一条\"\n{threshold}");
    refused(&offence, 8, "an amount needs a unit");
    refused(
        "[[document]]\ntransfer = \"crime\"\ncode = \"a\"\nzh = \"甲\"\nen = \"x\"\nrequired = \"always\"\n",
        1,
        "citation is missing",
    );
    refused("[[measure]]\ncode = \"a\"\nzh = \"甲\"\nen = \"x\"\n", 1, "citation is missing");
}

#[test]
fn a_city_replaces_a_shipped_version_or_ends_it() {
    let clock = |from: &str, amount: u32| {
        let rest = REST.replace("case-accepted", "transfer-reported").replace("amount = 3", &format!("amount = {amount}"));
        format!("{}{CITED}from = \"{from}\"\n{rest}", HEAD.replace("X1", "G2"))
    };
    let general = |text: &str| -> Vec<_> {
        let catalogue = Catalogue::with(&[("city.toml", text)]).unwrap_or_else(|errors| panic!("{errors}"));
        let of = |c: &&super::super::Clock| c.id == "G2" && c.regime.code == "general";
        catalogue
            .clocks()
            .iter()
            .filter(of)
            .map(|c| (c.from.to_string(), c.to.map(|d| d.to_string()), c.term.expect("days").amount))
            .collect()
    };
    let version = |from: &str, to: Option<&str>, days: u32| (from.to_owned(), to.map(str::to_owned), days);
    let first = version("2001-07-09", Some("2020-08-06"), 3);
    assert_eq!(general(&clock("2020-08-07", 2)), [first.clone(), version("2020-08-07", None, 2)]);
    let later = [first, version("2020-08-07", Some("2025-12-31"), 3), version("2026-01-01", None, 2)];
    assert_eq!(general(&clock("2026-01-01", 2)), later);
}

#[test]
fn a_calendar_day_on_the_wrong_side_of_the_week_is_named() {
    let text = "source = \"x\"\n[[year]]\nyear = 2027\noff = [\"01-01\", \"01-02\"]\nworked = []\n";
    let errors = Calendar::with(&[("city-calendar.toml", text)]).expect_err("2 January 2027 is a Saturday");
    assert_eq!((errors.0.len(), errors.0[0].line), (1, 4), "{errors}");
    let calendar = Calendar::with(&[("city-calendar.toml", &text.replace(", \"01-02\"", ""))]).expect("a year");
    assert_eq!(calendar.years().last(), Some(2027));
}

#[test]
fn what_ships_is_free_of_mistakes_and_says_what_is_unconfirmed() {
    let law = law(Settings::default());
    assert_eq!((law.calendar.years().next(), law.calendar.years().last()), (Some(2004), Some(2026)));
    for clock in law.catalogue.clocks().iter().filter(|clock| !clock.confirmed) {
        assert!(clock.note.is_some(), "{} of {}:{} is unconfirmed and does not say why", clock.id, clock.file, clock.line);
    }
}
