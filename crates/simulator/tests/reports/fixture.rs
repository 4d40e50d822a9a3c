//! The 2016 account: exactly its figures, each report worth one.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Envelope;
use kernel::envelope::Mark;
use simulator::{Sum, fixture::quotations_2016, fixture_2016};

use crate::domain::{Domain, Told};

const SHIPPED: &str = include_str!("../../../../samples/jining-2016/reports.jsonl");

fn figures(reports: &[Envelope]) -> BTreeMap<&'static str, Sum> {
    let domain = Domain::of_the_roster();
    let reference = roster::reference().expect("the shipped trees");
    let mut told = Told::default();
    for report in reports {
        domain.hear(&mut told, report, &reference).unwrap_or_else(|refusal| panic!("{}: {refusal}", report.subject));
    }
    assert!(told.flags().is_empty(), "{:?}", told.flags());
    told.tallies()
        .into_iter()
        .map(|((measure, county), sum)| {
            assert_eq!(county, None, "the account names no county");
            (measure, sum)
        })
        .collect()
}

#[test]
fn the_shipped_file_is_what_the_generator_writes() {
    let written: String =
        fixture_2016().expect("a fixture").iter().map(|r| serde_json::to_string(r).expect("json") + "\n").collect();
    assert_eq!(
        written, SHIPPED,
        "write it again: cargo run -p simulator --example fixture_2016 > samples/jining-2016/reports.jsonl"
    );
}

#[test]
fn the_tallies_are_those_of_the_account() {
    let exact = |n: i64| Sum { amount: n, rows: n.unsigned_abs(), at_least: false };
    let expected = BTreeMap::from([
        ("joint-meetings", exact(36)),
        ("joint-actions", exact(158)),
        ("joint-offices", exact(6)),
        ("special-campaigns", exact(26)),
        ("cluster-campaigns", exact(3)),
        ("source-governed-places", Sum { amount: 30, rows: 31, at_least: true }),
        ("problem-premises", exact(15)),
    ]);
    assert_eq!(figures(&fixture_2016().expect("a fixture")), expected);
}

#[test]
fn removing_one_report_moves_its_figure_by_one_and_no_other() {
    let reports = fixture_2016().expect("a fixture");
    let measures: Vec<String> = quotations_2016()
        .expect("a fixture")
        .into_iter()
        .flat_map(|(m, _, n)| vec![m; usize::try_from(n).expect("small")])
        .collect();
    assert_eq!(measures.len(), reports.len());
    let domain = Domain::of_the_roster();
    let reference = roster::reference().expect("the shipped trees");
    let whole = figures(&reports);
    for (left_out, measure) in measures.iter().enumerate() {
        let mut told = Told::default();
        for (at, report) in reports.iter().enumerate().filter(|(at, _)| *at != left_out) {
            domain.hear(&mut told, report, &reference).unwrap_or_else(|refusal| panic!("{at}: {refusal}"));
        }
        for (other, sum) in &whole {
            let now = told.tallies()[&(*other, None)];
            let one = u64::from(other == measure);
            assert_eq!(now.rows, sum.rows - one, "{other} without report {left_out}");
            let more = reports[left_out].data.get().contains("at-least");
            assert_eq!(now.amount, sum.amount - if more { 0 } else { i64::try_from(one).expect("small") });
            assert_eq!(now.at_least, sum.at_least && !(more && one == 1));
        }
    }
}

#[test]
fn every_report_is_marked_and_states_no_day_and_no_county() {
    let reports = fixture_2016().expect("a fixture");
    let ids: BTreeSet<_> = reports.iter().map(|report| report.id).collect();
    assert_eq!(ids.len(), reports.len());
    for report in &reports {
        assert_eq!(report.mark, Some(Mark::Reconstructed));
        assert_eq!(report.division.as_str(), "370800000000");
        assert!(report.data.get().contains("/2016-08-31\""), "a window of days: {}", report.data.get());
    }
    for (measure, quotation, _) in quotations_2016().expect("a fixture") {
        assert!(!quotation.is_empty(), "{measure}");
    }
}
