//! Golden cases written from the text of the rules: at least three for each row of the clock table, two for a row without an amount.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::Deserialize;

use super::super::{Clock, Count, Day, DayType, Instance, Law, Settings, state};
use super::given::{KNOWN, at, facts, law};

const TEXTS: &[(&str, &str)] = &[
    ("transfer", include_str!("golden/transfer.toml")),
    ("detention", include_str!("golden/detention.toml")),
    ("seizure", include_str!("golden/seizure.toml")),
    ("penalty", include_str!("golden/penalty.toml")),
    ("criminal-procedure", include_str!("golden/criminal-procedure.toml")),
    ("sampling", include_str!("golden/sampling.toml")),
    ("drugs", include_str!("golden/drugs.toml")),
    ("environment-measures", include_str!("golden/environment-measures.toml")),
    ("inspection", include_str!("golden/inspection.toml")),
    ("incidents", include_str!("golden/incidents.toml")),
    ("versions", include_str!("golden/versions.toml")),
];

/// The rows of the clock table of the specification, and those of the sections on incidents, inspection, sampling, drugs and environment
/// measures.
const ROWS: &str = "G1 G2 G3 G4 G5 G6 G7 G8 G9a G9b G9c G9d G9e G9f G10 G10b G11 G12 G13 G14 G15 G16 G17 G18 G19 G20 G20b G21 G22 G23 \
                    G24a G24b G24c G24d A1 A2 A3 A4 Z1 Z2 Z3 N1 N2 N3 N4 N5 C1 C2 C3 C4 S1 S2 S3 S4 S5 S6 S7 S8 S9 S10a S10b S11 \
                    S12 S13 S14 S15 S16 D1 D2 D3 E1 E2 E2b E3 E4 E5 E6 E7 E8 E9 E10 E11 E12 E13 V1 V2 I1 I2 I3";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sort {
    Ordinary,
    Holiday,
    Suspended,
    Extended,
    Late,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    row: String,
    regime: String,
    sort: Sort,
    says: String,
    facts: Vec<String>,
    unstated: Option<DayType>,
    #[serde(default)]
    pause: bool,
    /// This system is the city's sharing platform.
    #[serde(default)]
    platform: bool,
    /// Of several clocks of the row the one about this, such as `round:2`.
    about: Option<String>,
    due: Option<String>,
    at: String,
    state: String,
    then: Option<String>,
}

#[derive(Deserialize)]
struct Text {
    case: Vec<Case>,
}

fn cases() -> Vec<Case> {
    let read = |(name, text): &(&str, &str)| toml::from_str::<Text>(text).unwrap_or_else(|error| panic!("{name}: {error}")).case;
    TEXTS.iter().flat_map(read).collect()
}

impl Case {
    fn law(&self) -> Law {
        law(Settings {
            unstated_days: self.unstated.unwrap_or_default(),
            supplement_pauses_filing: self.pause,
            recorded_here_is_entered: self.platform,
            ..Settings::default()
        })
    }

    /// The version of the rule that it is a case of, by row, regime and the first day on which it can start.
    fn version(&self) -> String {
        let (law, history) = (self.law(), facts(&self.facts));
        let all = state(&history, &law, KNOWN, at(&self.at));
        let found = all.iter().find(|clock| clock.row == self.row && clock.clock.regime.code == self.regime);
        found.map(|clock| version(clock.clock)).unwrap_or_default()
    }

    /// The one clock of this row and regime.
    fn look(&self, law: &Law, instant: &str) -> Result<(String, Option<String>, bool), String> {
        let history = facts(&self.facts);
        let all = state(&history, law, KNOWN, at(instant));
        let about = |clock: &Instance<'_>| clock.trigger.about.as_ref().map(ToString::to_string);
        let meant = |clock: &&Instance<'_>| self.about.is_none() || about(clock) == self.about;
        let of_row = all.iter().filter(|clock| clock.row == self.row && clock.clock.regime.code == self.regime);
        let found: Vec<&Instance<'_>> = of_row.filter(meant).collect();
        let [clock] = found[..] else {
            let there: Vec<_> = all.iter().map(|c| format!("{}/{}", c.row, c.clock.regime.code)).collect();
            return Err(format!("{} clocks of the row, among {there:?}", found.len()));
        };
        let hours = clock.terms.first().is_some_and(|term| term.count == Count::Hours);
        let local = |seconds: i64| (chrono::DateTime::from_timestamp(seconds + 8 * 3600, 0)).expect("an instant").naive_utc();
        let due = clock.due.map(|due| match hours {
            true => local(due.at.0).format("%Y-%m-%d %H:%M").to_string(),
            false => due.last.day().date().to_string(),
        });
        let irregular = clock.due.is_some_and(|due| crosses(law, clock.trigger.when.first_day().into(), due.last.day(), hours));
        Ok((clock.state.code().to_owned(), due, irregular))
    }

    fn check(&self) -> Vec<String> {
        let law = self.law();
        let mut wrong = Vec::new();
        let mut expect = |what: &str, expected: String, actual: String| {
            if expected != actual {
                wrong.push(format!("{} {} ({:?}): {what} should be {expected}, is {actual}", self.row, self.says, self.facts));
            }
        };
        match self.look(&law, &self.at) {
            Err(problem) => expect("the clock", "one".into(), problem),
            Ok((state, due, irregular)) => {
                expect("the state", self.state.clone(), state);
                expect("the last day", format!("{:?}", self.due), format!("{due:?}"));
                if self.sort == Sort::Holiday {
                    expect("a holiday or make-up day between", "true".into(), irregular.to_string());
                }
            }
        }
        if let (Some(then), Some(due)) = (&self.then, &self.due) {
            let after = if due.len() == 10 { next_day(due) } else { format!("{}:01", &due[..13]) };
            match self.look(&law, &after) {
                Err(problem) => expect("the clock", "one".into(), problem),
                Ok((state, ..)) => expect("the state a minute later", then.clone(), state),
            }
        }
        wrong
    }
}

fn version(clock: &Clock) -> String {
    format!("{} {} since {}", clock.id, clock.regime.code, clock.from)
}

fn next_day(day: &str) -> String {
    let day: Day = day.parse::<chrono::NaiveDate>().expect("a day").into();
    format!("{} 00:00", day.plus(1).date())
}

/// Whether a weekday off or a worked weekend lies between the days; for hours, which run through all of them, any rest day.
fn crosses(law: &Law, from: Day, to: Day, hours: bool) -> bool {
    let weekend = |day: Day| day.date().weekday().number_from_monday() > 5;
    let counts = |day: Day| law.calendar.works(day).is_ok_and(|works| if hours { !works } else { works == weekend(day) });
    (from.0..=to.0).map(Day).any(counts)
}

#[test]
fn every_golden_case_holds() {
    let wrong: Vec<String> = cases().iter().flat_map(Case::check).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases().len(), wrong.join("\n"));
}

#[test]
fn every_row_of_the_clock_table_has_its_cases() {
    let law = law(Settings::default());
    let mut sorts: BTreeMap<String, Vec<Sort>> = BTreeMap::new();
    cases().into_iter().for_each(|case| sorts.entry(case.row).or_default().push(case.sort));
    let without_amount = |row: &str| {
        let of_row: Vec<&Clock> = law.catalogue.clocks().iter().filter(|clock| clock.rows().any(|r| r == row)).collect();
        assert!(!of_row.is_empty(), "the catalogue has no row {row}");
        of_row.iter().all(|clock| clock.term.is_none())
    };
    for row in ROWS.split_whitespace() {
        let given = sorts.remove(row).unwrap_or_default();
        let special = given.iter().any(|sort| matches!(sort, Sort::Suspended | Sort::Extended | Sort::Late));
        if without_amount(row) {
            assert!(given.len() >= 2 && special, "{row}: {given:?}");
        } else {
            let enough = given.len() >= 3 && given.contains(&Sort::Ordinary) && given.contains(&Sort::Holiday) && special;
            assert!(enough, "{row} needs an ordinary case, one across a holiday and one suspended, extended or late: {given:?}");
        }
    }
    assert!(sorts.is_empty(), "cases of rows that are not listed: {:?}", sorts.keys());
    let listed: Vec<&str> = ROWS.split_whitespace().collect();
    for row in law.catalogue.clocks().iter().flat_map(Clock::rows) {
        assert!(listed.contains(&row), "{row} is in the catalogue and has no golden cases");
    }
}

/// A rule that was replaced, or that replaces one, is another text: its cases are its own.
#[test]
fn every_version_of_a_rule_has_cases_of_its_own() {
    let law = law(Settings::default());
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    cases().iter().for_each(|case| *given.entry(case.version()).or_default() += 1);
    let number = |clock: &Clock| given.get(&version(clock)).copied().unwrap_or_default();
    let missing: Vec<String> = law.catalogue.clocks().iter().filter(|clock| number(clock) < 2).map(version).collect();
    assert!(missing.is_empty(), "fewer than two cases:\n{}", missing.join("\n"));
}
