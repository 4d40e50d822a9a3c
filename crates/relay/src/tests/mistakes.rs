//! What is wrong with a city's choices is named with file and line.

use kernel::mistake::Mistakes;

use super::story::reference;
use crate::{Book, Choices};

fn wrong(text: &str) -> String {
    let city = [("notices/city.toml", text)];
    let read = Choices::with(Book::of(roster::mount_all), &reference(), &city);
    read.err().as_ref().map(Mistakes::to_string).unwrap_or_default()
}

/// The third line of a file.
fn entry(kind: &str, event: &str, to: &str) -> String {
    format!("# ours\n\n[[notice]]\nkind = {kind:?}\nevents = [{event:?}]\nto = [{to:?}]\ncite = \"本市办法\"\n")
}

#[test]
fn what_ships_can_be_read() {
    assert_eq!(wrong(""), "");
    assert_eq!(wrong(&entry("police.case", "filed", "jn-health")), "");
}

#[test]
fn a_kind_an_event_an_organisation_or_a_role_that_does_not_exist_is_refused_with_file_and_line() {
    for (text, line, says) in [
        (entry("police.cases", "filed", "office"), 4, "no kind of record \"police.cases\""),
        (entry("police.case", "file", "office"), 5, "has no event \"file\""),
        (entry("police.case", "filed", "jn-nobody"), 6, "\"jn-nobody\" is neither a listed organisation"),
        (entry("police.case", "filed", "regulator"), 6, "has no regulator"),
        (entry("joint-office.transfer", "filed", "owner"), 6, "has no owner"),
    ] {
        let found = wrong(&text);
        assert!(found.starts_with(&format!("notices/city.toml:{line}: ")) && found.contains(says), "{found}");
    }
}

#[test]
fn every_mistake_is_named_also_an_event_chosen_twice_and_a_field_that_nobody_reads() {
    let twice = format!("{}{}", entry("police.case", "filed", "office"), entry("police.case", "filed", "jn-nobody"));
    let found = wrong(&twice);
    assert!(found.contains("notices/city.toml:12: ") && found.contains("chosen twice") && found.contains("jn-nobody"), "{found}");
    assert!(wrong("[[notices]]\n").starts_with("notices/city.toml:1: "));
    let none = "[[notice]]\nkind = \"police.case\"\nevents = []\nto = []\ncite = \"\"\n";
    assert!(wrong(none).starts_with("notices/city.toml:3: "), "{}", wrong(none));
}
