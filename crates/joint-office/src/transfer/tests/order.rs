//! What stands does not depend on the order in which it was told.

use kernel::spec::settled;
use kernel::{Decider, Says};
use proptest::prelude::*;

use super::super::event::LABELLED;
use super::{Command, Event, OTHER_POLICE, POLICE, Role, Step, Transfer, by, event, usual, usually};
use crate::tests::{back, tally};

/// One of the things that can be said of a transfer, told in the `n`th report.
fn command(n: u32, (choice, other): (prop::sample::Index, bool), corrects: Option<u32>) -> Command {
    let step = *choice.get(Step::ALL);
    let org = if other && step.role() == Role::Police { OTHER_POLICE } else { usually(step.role()) };
    if corrects.is_some() && other && !LABELLED.contains(&step.code()) {
        return Command::Withdraw(by(org, n, corrects), step.role(), back(step.code()));
    }
    let said = if step == Step::Forwarded && org == OTHER_POLICE { usual(Step::SignedFor) } else { usual(step) };
    Command::Tell(by(org, n, corrects), Box::new(said))
}

type Row = (u32, (prop::sample::Index, bool), Option<u32>);

fn commands(rows: &[Row]) -> Vec<Command> {
    rows.iter().map(|(n, choice, corrects)| command(*n, *choice, *corrects)).collect()
}

fn events(rows: &[Row]) -> Vec<Event> {
    commands(rows).into_iter().flat_map(|command| Transfer::default().decide(command).expect("recorded")).collect()
}

proptest! {
    #[test]
    fn what_stands_what_is_flagged_and_what_it_counts_do_not_depend_on_the_order_of_arrival(
        (in_order, shuffled) in proptest::collection::vec((any::<(prop::sample::Index, bool)>(), proptest::option::of(1u32..28)), 1..28).prop_flat_map(|rows| {
            // A correction is stated after what it corrects.
            let rows: Vec<Row> = (1u32..).zip(rows).map(|(n, (choice, c))| (n, choice, c.filter(|c| *c < n))).collect();
            (Just(rows.clone()), Just(rows).prop_shuffle())
        }),
    ) {
        let (one, other) = (settled::<Transfer>(commands(&in_order)), settled::<Transfer>(commands(&shuffled)));
        prop_assert_eq!(one.stages(), other.stages());
        prop_assert_eq!(one.flags(), other.flags());
        prop_assert_eq!(one.lawful(&super::number(), &super::org(POLICE), Role::Police, super::day(1)), other.lawful(&super::number(), &super::org(POLICE), Role::Police, super::day(1)));
        prop_assert_eq!(one, other);
        prop_assert_eq!(tally(&events(&in_order)), tally(&events(&shuffled)));
    }
}

#[test]
fn a_ring_of_organs_that_forward_a_case_to_each_other_ends() {
    use kernel::transfer::police::Forwarded;
    let to = |to: &str| Forwarded { to: super::org(to), ..super::example() }.into();
    let told = [(POLICE, to(OTHER_POLICE)), (OTHER_POLICE, to(POLICE))];
    let sent = Command::Tell(by(super::REGULATOR, 1, None), Box::new(usual(Step::Sent)));
    let ring = (2..).zip(told).map(|(n, (org, said))| Command::Tell(by(org, n, None), Box::new(said)));
    let transfer = settled::<Transfer>([sent].into_iter().chain(ring));
    assert!(transfer.in_charge().is_some());
    assert!(!transfer.flags().iter().any(|flag| flag.starts_with("twice")));
    let says = event(by(POLICE, 1, None), usual(Step::Forwarded));
    assert!(kernel::DomainEvent::tell(&says).says.iter().any(|says| matches!(says, Says::Legal(_))));
}
