//! The agency as a whole, and what the tests of its records share.

use std::collections::BTreeMap;

use kernel::spec::told;
use kernel::{Count, DomainEvent, OrgId, Parts, Premises, RecordKey, Says, When, Withdrawal};

use crate::Account;

#[test]
fn every_declaration_holds_against_its_golden_example() {
    let declared = kernel::spec::check_agency(crate::mount);
    assert_eq!(declared.agency, Some(crate::AGENCY));
}

#[test]
fn each_figure_of_2016_is_printed_in_the_window_of_its_account() {
    use kernel::{Nature, Window};
    let windows = kernel::spec::check_agency(crate::mount).measures.into_iter().map(|m| (m.code, (m.window, m.nature)));
    let windows: BTreeMap<_, _> = windows.collect();
    for (code, window, nature) in [
        ("joint-meetings", Window::SinceSetUp, Nature::Flow),
        ("joint-actions", Window::SinceSetUp, Nature::Flow),
        ("joint-offices", Window::OnTheDay, Nature::Stock),
        ("special-campaigns", Window::ThisYear, Nature::Flow),
        ("cluster-campaigns", Window::ThisYear, Nature::Flow),
        ("source-governed-places", Window::NotStated, Nature::Flow),
        ("problem-premises", Window::NotStated, Nature::Flow),
    ] {
        assert_eq!(windows.get(code), Some(&(window, nature)), "{code}");
    }
}

/// The account of `org` in its `message`th report.
pub(crate) fn account(org: &str, message: u32, corrects: Option<u32>, on: &str) -> Account {
    let number = RecordKey::new("济联〔2016〕1号").expect("a number");
    Account { told: told(message, corrects, on), org: self::org(org), agency: None, number }
}

pub(crate) fn org(id: &str) -> OrgId {
    OrgId::new(id).expect("an org")
}

pub(crate) fn when(text: &str) -> When {
    text.parse().expect("a time")
}

pub(crate) fn premises(name: &str) -> Premises {
    Premises { name: name.into(), address: None, licence: None, entity: None, position: None }
}

/// A withdrawal of `part`.
pub(crate) fn back(part: &str) -> Withdrawal {
    Withdrawal { on: when("2016-08-25"), part: part.into(), reason: "误报".into() }
}

/// What one record's events count in all, as a projection folds them: the telling that stands of each part, and of what is counted
/// once per record the part that was stated first.
pub(crate) fn tally<E: DomainEvent>(events: &[E]) -> BTreeMap<&'static str, i64> {
    let mut parts = Parts::default();
    let mut standing = BTreeMap::new();
    for telling in events.iter().map(DomainEvent::tell) {
        let told = telling.told.expect("told");
        let stands = if telling.withdrawn { parts.take_back(&telling.part, &told) } else { parts.record(&telling.part, &told) };
        if stands {
            standing.insert(telling.part, (told.stated, told.message, telling.says));
        }
    }
    let mut first: Vec<_> = standing.into_iter().collect();
    first.sort_by_key(|(_, (stated, message, _))| (*stated, *message));
    let mut rows: BTreeMap<(&'static str, String, String), i64> = BTreeMap::new();
    for (part, (_, _, says)) in first {
        for says in says {
            if let Says::Count(Count { measure, quantity, slot, per_record }) = says {
                let part = if per_record { String::new() } else { part.clone() };
                rows.entry((measure, part, slot)).or_insert(quantity.amount);
            }
        }
    }
    let mut tally = BTreeMap::new();
    rows.into_iter().for_each(|((measure, ..), amount)| *tally.entry(measure).or_default() += amount);
    tally
}
