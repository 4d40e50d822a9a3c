//! The agency as a whole.

use kernel::spec::{check_agency, settled, told};
use kernel::{Decider, Premises, Report, Withdrawal};
use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::admin_case::{self, AdminCase};
use crate::inspection::{self, Inspection};
use crate::measure::{self, Measure};

#[test]
fn every_declaration_holds_against_its_golden_example() {
    let declared = check_agency(crate::mount);
    assert_eq!(declared.agency, Some(crate::AGENCY));
    // One report leads to either stage; its example is the ordinary one.
    assert_eq!(declared.unreached_stages(), ["environment.admin-case/decided-directly"]);
}

/// The data of a report's golden example.
pub(crate) fn example<R: Report>() -> R {
    let envelope: kernel::Envelope = serde_json::from_str(R::EXAMPLE).expect("an envelope");
    serde_json::from_str(envelope.data.get()).expect("a report")
}

pub(crate) fn place() -> Premises {
    Premises { name: "示例化工厂".into(), address: None, licence: None, entity: None, position: None }
}

pub(crate) fn back(part: &str) -> Withdrawal {
    Withdrawal { on: "2016-08-30".parse().expect("a day"), part: part.into(), reason: "误报".into() }
}

/// Any of `commands` in their order and in another one.
fn some_shuffled<C: Clone + std::fmt::Debug + 'static>(commands: Vec<C>) -> impl Strategy<Value = (Vec<C>, Vec<C>)> {
    let all = commands.len();
    subsequence(commands, 0..=all).prop_flat_map(|some| (Just(some.clone()), Just(some).prop_shuffle()))
}

fn same<D: Decider + PartialEq + std::fmt::Debug>(in_order: Vec<D::Command>, shuffled: Vec<D::Command>) {
    assert_eq!(settled::<D>(in_order), settled::<D>(shuffled));
}

fn inspections() -> Vec<inspection::Command> {
    use inspection::Command::{Monitor, Recheck, Visit, Withdraw};
    let day = "2016-08-01";
    vec![
        Visit(told(1, None, day), example()),
        Visit(told(2, Some(1), day), inspection::Visited { findings: Vec::new(), outcome: None, ..example() }),
        Monitor(told(3, None, day), example()),
        Monitor(told(4, None, day), inspection::Monitored { round: 2, ..example() }),
        Withdraw(told(5, Some(3), day), back("monitored/1")),
        Recheck(told(6, None, day), example()),
        Withdraw(told(7, Some(2), day), back("visited")),
        Visit(told(8, Some(7), day), example()),
    ]
}

fn measures() -> Vec<measure::Event> {
    use measure::Event::{Extended, Imposed, Lifted, Withdrawn};
    let day = "2016-08-01";
    vec![
        Imposed(told(1, None, day), example()),
        Imposed(told(2, Some(1), day), measure::Imposed { until: None, ..example() }),
        Extended(told(3, None, day), example()),
        Withdrawn(told(4, Some(3), day), back("extended/1")),
        Lifted(told(5, None, day), example()),
        Withdrawn(told(6, Some(5), day), back("lifted")),
    ]
}

fn cases() -> Vec<admin_case::Event> {
    use admin_case::Event::{Decided, Filed, Step as Shared, Withdrawn};
    use kernel::admin::Step;
    let day = "2016-08-01";
    let directly = admin_case::Decided { without_filing: true, ..example() };
    vec![
        Filed(told(1, None, day), example()),
        Shared(Step::CrimeSuspected(told(2, None, day), example::<admin_case::CrimeSuspected>().0)),
        Withdrawn(told(3, Some(2), day), back("crime-suspected")),
        Decided(told(4, None, day), example()),
        Decided(told(5, None, day), directly),
        Shared(Step::Served(told(6, None, day), example::<admin_case::Served>().0)),
        Shared(Step::Closed(told(7, None, day), example::<admin_case::Closed>().0)),
        Withdrawn(told(8, Some(7), day), back("closed")),
    ]
}

proptest! {
    #[test]
    fn a_site_check_is_the_same_in_any_order_of_arrival((one, other) in some_shuffled(inspections())) {
        same::<Inspection>(one, other);
    }

    #[test]
    fn a_measure_is_the_same_in_any_order_of_arrival((one, other) in some_shuffled(measures())) {
        same::<Measure>(one, other);
    }

    #[test]
    fn a_case_is_the_same_in_any_order_of_arrival((one, other) in some_shuffled(cases())) {
        same::<AdminCase>(one, other);
    }
}
