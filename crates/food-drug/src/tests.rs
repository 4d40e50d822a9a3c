//! The agency as a whole.

use kernel::spec::{check_agency, settled, told};
use kernel::{Decider, Premises, Report, Withdrawal};
use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::admin_case::{self, AdminCase};
use crate::inspection::{self, Inspection};
use crate::recall::{self, Recall};
use crate::sample::{self, Sample};

#[test]
fn every_declaration_holds_against_its_golden_example() {
    let declared = check_agency(crate::mount);
    assert_eq!(declared.agency, Some(crate::AGENCY));
    assert_eq!(declared.unreached_stages(), Vec::<String>::new());
}

/// The data of a report's golden example.
pub(crate) fn example<R: Report>() -> R {
    let envelope: kernel::Envelope = serde_json::from_str(R::EXAMPLE).expect("an envelope");
    serde_json::from_str(envelope.data.get()).expect("a report")
}

pub(crate) fn place() -> Premises {
    Premises { name: "示例餐馆".into(), address: None, licence: None, entity: None, position: None }
}

pub(crate) fn back(part: &str) -> Withdrawal {
    Withdrawal { on: "2016-08-30".parse().expect("a day"), part: part.into(), reason: "误报".into() }
}

/// Any of `commands` in their order and in another one.
fn some_shuffled<C: Clone + std::fmt::Debug + 'static>(commands: Vec<C>) -> impl Strategy<Value = (Vec<C>, Vec<C>)> {
    let all = commands.len();
    subsequence(commands, 0..=all).prop_flat_map(|some| (Just(some.clone()), Just(some).prop_shuffle()))
}

fn same<D: Decider + PartialEq + std::fmt::Debug>(in_order: Vec<D::Command>, shuffled: Vec<D::Command>) -> D {
    let (one, other) = (settled::<D>(in_order), settled::<D>(shuffled));
    assert_eq!(one, other);
    one
}

fn inspections() -> Vec<inspection::Command> {
    use inspection::Command::{Dispose, Plan, Recheck, Visit, Withdraw};
    let day = "2016-08-01";
    vec![
        Plan(told(1, None, day), example()),
        Visit(told(2, None, day), example()),
        Visit(told(3, Some(2), day), inspection::Visited { findings: Vec::new(), outcome: None, ..example() }),
        Dispose(told(4, None, day), example()),
        Recheck(told(5, None, day), example()),
        Withdraw(told(6, Some(5), day), back("rechecked/1")),
        Withdraw(told(7, Some(3), day), back("visited")),
    ]
}

fn samples() -> Vec<sample::Event> {
    use sample::Event::{self, Step};
    use sample::Step::{Notified, Taken, Withdrawn};
    let day = "2016-08-01";
    let passed = sample::Tested { items: Vec::new(), verdict: Some(sample::Verdict::Pass), ..example() };
    vec![
        Step(Taken(told(1, None, day), example())),
        Event::tested(told(2, None, day), example()),
        Event::tested(told(3, Some(2), day), passed),
        Step(Withdrawn(told(4, Some(3), day), back("tested"))),
        Event::tested(told(5, Some(4), day), example()),
        Step(Notified(told(6, None, day), example())),
    ]
}

fn cases() -> Vec<admin_case::Event> {
    use admin_case::Event::{Filed, Penalised, Step as Shared, Withdrawn};
    use kernel::admin::{self, Step};
    let day = "2016-08-01";
    let another = admin::Closed { closure: admin_case::Closure::Transferred, ..example::<admin_case::Closed>().0 };
    vec![
        Filed(told(1, None, day), example()),
        Shared(Step::CrimeSuspected(told(2, None, day), example::<admin_case::CrimeSuspected>().0)),
        Withdrawn(told(3, Some(2), day), back("crime-suspected")),
        Penalised(told(4, None, day), example()),
        Penalised(told(5, None, day), admin_case::Penalised { decision: 2, ..example() }),
        Shared(Step::Served(told(6, None, day), example::<admin_case::Served>().0)),
        Shared(Step::Closed(told(7, None, day), example::<admin_case::Closed>().0)),
        Shared(Step::Closed(told(8, Some(7), day), another)),
    ]
}

fn recalls() -> Vec<recall::Command> {
    use recall::Command::{Announce, Close, Withdraw};
    let day = "2016-08-01";
    let spanish = recall::Announced { edition: Some("es".into()), status: recall::Status::Closed, ..example() };
    vec![
        Announce(told(1, None, day), example()),
        Announce(told(2, None, day), spanish),
        Withdraw(told(3, Some(2), day), back("announced/es")),
        Close(told(4, None, day), example()),
        Withdraw(told(5, Some(4), day), back("closed")),
    ]
}

proptest! {
    #[test]
    fn an_inspection_is_the_same_in_any_order_of_arrival((one, other) in some_shuffled(inspections())) {
        same::<Inspection>(one, other);
    }

    #[test]
    fn a_sample_is_the_same_in_any_order_of_arrival((one, other) in some_shuffled(samples())) {
        same::<Sample>(one, other);
    }

    #[test]
    fn a_case_is_the_same_in_any_order_of_arrival((one, other) in some_shuffled(cases())) {
        same::<AdminCase>(one, other);
    }

    #[test]
    fn a_recall_is_the_same_in_any_order_of_arrival((one, other) in some_shuffled(recalls())) {
        same::<Recall>(one, other);
    }

    #[test]
    fn a_result_told_again_after_it_was_taken_back_stands_in_any_order(shuffled in Just(samples()).prop_shuffle()) {
        let sample = same::<Sample>(samples(), shuffled);
        prop_assert_eq!(sample.judged().map(|judged| judged.verdict), Some(sample::Verdict::Fail));
    }
}
