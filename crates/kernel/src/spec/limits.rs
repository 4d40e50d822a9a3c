//! What a rule says of the longest time, held against the catalogue's measures, so that the two cannot drift apart.

use chrono::NaiveDate;

use crate::law::{Catalogue, Count};
use crate::{Demand, Kind, Lasting, Term};

/// How long what `stage` begins may last by its rule `code`, at first and by each extension; in the order of the rule.
///
/// # Panics
/// If the kind has no such rule.
pub fn lasts(kind: &Kind, stage: &str, code: &str) -> Vec<Term> {
    let law = kind.stage(stage).and_then(|stage| stage.law).unwrap_or_else(|| panic!("no law of {stage}"));
    let rule = law.rules.iter().find(|rule| rule.code == code).unwrap_or_else(|| panic!("{stage}: no rule {code}"));
    let Demand::Ends(Lasting { term, extended, .. }) = rule.demand else { panic!("{stage}: {code} sets no end") };
    [term].into_iter().chain(extended.iter().map(|(_, term)| *term)).collect()
}

/// How long the measure `code` may last by the catalogue that ships, at first and with one extension more each, on `day`.
///
/// # Panics
/// If the catalogue has no such measure with an end.
pub fn catalogued(code: &str, day: &str) -> Vec<Term> {
    let catalogue = Catalogue::shipped().unwrap_or_else(|errors| panic!("{errors}"));
    let day: NaiveDate = day.parse().unwrap_or_else(|error| panic!("{day}: {error}"));
    let measure = catalogue.measure(code, day).unwrap_or_else(|| panic!("no measure {code} on {day}"));
    let terms = measure.term.into_iter().chain(measure.extensions.iter().copied());
    let mut sum = 0;
    let mut all = Vec::new();
    for term in terms {
        sum += term.amount;
        all.push(match term.count {
            Count::NaturalDays => Term::Days(sum),
            Count::Months => Term::Months(sum),
            Count::Hours | Count::WorkingDays | Count::UnstatedDays | Count::Years => panic!("{code}: {term:?}"),
        });
    }
    all
}
