//! A regulator's own case (行政处罚案件) as far as all regulators have it in common: steps, their law, their words.
//!
//! An agency declares its filing and its decision, wraps [`Step`] in its event, and calls [`crate::admin_reports`] for the report types.

mod clue;
mod facets;
mod law;
mod release;
mod report;
mod state;
#[cfg(test)]
mod tests;

pub use clue::{
    CLUE_EXTENDED, CLUE_RECEIVED, ClueExtended, ClueReceived, ClueSource, VIOLATION_DISCOVERED, VIOLATION_ENDED,
    ViolationDiscovered, ViolationEnded,
};
pub use facets::facets;
pub use law::{
    APPEALED, CLOSED, CRIME_SUSPECTED, DECIDED, EXTENDED, FILED, GOODS_DISPOSED, HEARING_HELD, HEARING_NOTIFIED,
    HEARING_REQUESTED, NOT_FILED, PAID, PRESERVATION_DISPOSED, PRESERVED, SEIZED, SEIZED_LAW, SEIZURE_APPROVED, SEIZURE_EXTENDED,
    SEIZURE_LIFTED, SEIZURE_TERM, SERVED, TESTING_ENDED, TESTING_STARTED, TESTING_UNTOLD,
};
pub use release::{
    GOODS_COLLECTED, GoodsCollected, RELEASE_ANNOUNCED, RELEASE_DECIDED, RELEASE_REQUESTED, RELEASE_SERVED, ReleaseAnnounced,
    ReleaseDecided, ReleaseRequested, ReleaseServed,
};
pub use report::{
    Appeal, Appealed, Closed, Closure, CrimeSuspected, Disposal, EvidencePreserved, Extended, GoodsDisposed, HearingHeld,
    HearingNotified, HearingRequested, Involved, Line, NotFiled, OUTCOMES, Paid, PreservationDisposed, PreservationEnd, Seized,
    SeizureApproved, SeizureExtended, SeizureLifted, Served, TestingEnded, TestingStarted, counted,
};
pub use state::{Hearing, Penalty, Seizure, State, Stepped};

use crate::money::Currency;
use crate::{Attribute, Count, LegalFact, Mention, Money, Premises, Quantity, Says, Tie, Told, Unit, When};

/// Declares the steps, and the macro that gives an agency a report type for each.
macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident = $report:literal, $tag:literal, |$data:pat_param| $part:expr;)*) => {
        /// A step of a case that all regulators report alike.
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        pub enum Step { $($(#[$doc])* $name(Told, $name),)* }

        impl Step {
            /// The tag under which it is stored, for ever.
            pub const fn tag(&self) -> &'static str {
                match self { $(Self::$name(..) => $tag,)* }
            }

            /// The circumstances and the part of the record that is told.
            pub fn place(&self) -> (&Told, String) {
                match self { $(Self::$name(told, $data) => (told, String::from($part)),)* }
            }
        }

        /// The report types of the shared steps in an agency's crate, and `mount_steps`: `Event` of that
        /// module has the variant `Step(kernel::admin::Step)`. Each is a type of its own, because each has a golden example of its own.
        #[macro_export]
        macro_rules! admin_reports {
            () => {
                $(
                    $(#[$doc])*
                    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
                    #[serde(transparent)]
                    pub struct $name(pub kernel::admin::$name);

                    impl std::ops::Deref for $name {
                        type Target = kernel::admin::$name;
                        fn deref(&self) -> &Self::Target {
                            &self.0
                        }
                    }

                    // The schema of what is wrapped, not a reference to it.
                    impl schemars::JsonSchema for $name {
                        fn schema_name() -> std::borrow::Cow<'static, str> {
                            <kernel::admin::$name as schemars::JsonSchema>::schema_name()
                        }

                        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                            <kernel::admin::$name as schemars::JsonSchema>::json_schema(generator)
                        }
                    }

                    kernel::report!($name = $report, check);
                )*

                pub(super) fn mount_steps<D: kernel::Decider<Command = Event>>(host: &mut impl kernel::Host) {
                    $(host.report::<$name, D>(|heading, data| {
                        Event::Step(kernel::admin::Step::$name(heading.told(data.on.clone()), data.0))
                    });)*
                }
            };
        }
    };
}

steps! {
    /// A clue was received (收到案件线索).
    ClueReceived = "admin-case.clue-received", "admin-case-clue-received", |_| "clue-received";
    /// The time to check it was extended (延长核查期限).
    ClueExtended = "admin-case.clue-extended", "admin-case-clue-extended", |_| "clue-extended";
    /// The violation ended (违法行为终了).
    ViolationEnded = "admin-case.violation-ended", "admin-case-violation-ended", |_| "violation-ended";
    /// The violation was discovered (发现违法行为).
    ViolationDiscovered = "admin-case.violation-discovered", "admin-case-violation-discovered", |_| "violation-discovered";
    /// It was decided not to file (不予立案).
    NotFiled = "admin-case.not-filed", "admin-case-not-filed", |_| "not-filed";
    /// The time for the case was extended (延长办案期限).
    Extended = "admin-case.extended", "admin-case-extended", |data| format!("extended/{}", data.round);
    /// Evidence was registered for preservation (先行登记保存).
    EvidencePreserved = "admin-case.evidence-preserved", "admin-case-evidence-preserved", |data| format!("preserved/{}", data.list);
    /// Preserved evidence was disposed of (登记保存物品处理).
    PreservationDisposed = "admin-case.preservation-disposed", "admin-case-preservation-disposed",
        |data| format!("preservation-disposed/{}", data.list);
    /// Premises were sealed or things seized (查封、扣押).
    Seized = "admin-case.seized", "admin-case-seized", |data| format!("seized/{}", data.list);
    /// An emergency seizure was approved (补办批准手续).
    SeizureApproved = "admin-case.seizure-approved", "admin-case-seizure-approved", |data| format!("seizure-approved/{}", data.list);
    /// A seizure was extended (延长查封扣押).
    SeizureExtended = "admin-case.seizure-extended", "admin-case-seizure-extended", |data| format!("seizure-extended/{}", data.list);
    /// A seizure was lifted (解除查封扣押).
    SeizureLifted = "admin-case.seizure-lifted", "admin-case-seizure-lifted", |data| format!("seizure-lifted/{}", data.list);
    /// The party asked for the release of what was seized (申请解除查封扣押).
    ReleaseRequested = "admin-case.release-requested", "admin-case-release-requested", |data| format!("release-requested/{}", data.list);
    /// It was decided on that request (解除申请审查决定).
    ReleaseDecided = "admin-case.release-decided", "admin-case-release-decided", |data| format!("release-decided/{}", data.list);
    /// That decision was served (送达解除审查决定).
    ReleaseServed = "admin-case.release-served", "admin-case-release-served", |data| format!("release-served/{}", data.list);
    /// The party was told to collect what was released (通知领取).
    ReleaseAnnounced = "admin-case.release-announced", "admin-case-release-announced", |data| format!("release-announced/{}", data.list);
    /// The party collected it (领取物品).
    GoodsCollected = "admin-case.goods-collected", "admin-case-goods-collected", |data| format!("goods-collected/{}", data.list);
    /// Seized goods were dealt with by decision (处理查封扣押物品).
    GoodsDisposed = "admin-case.goods-disposed", "admin-case-goods-disposed", |data| format!("goods-disposed/{}", data.list);
    /// Testing began for which the seizure waits (检验期间).
    TestingStarted = "admin-case.testing-started", "admin-case-testing-started", |data| format!("testing-started/{}", data.list);
    /// That testing ended.
    TestingEnded = "admin-case.testing-ended", "admin-case-testing-ended", |data| format!("testing-ended/{}", data.list);
    /// The party was told of its right to a hearing (听证告知).
    HearingNotified = "admin-case.hearing-notified", "admin-case-hearing-notified", |data| format!("hearing-notified/{}", data.decision);
    /// The party asked for a hearing (申请听证).
    HearingRequested = "admin-case.hearing-requested", "admin-case-hearing-requested",
        |data| format!("hearing-requested/{}", data.decision);
    /// The hearing was held (举行听证).
    HearingHeld = "admin-case.hearing-held", "admin-case-hearing-held", |data| format!("hearing-held/{}", data.decision);
    /// A decision was served (送达).
    Served = "admin-case.served", "admin-case-served", |data| format!("served/{}", data.decision);
    /// The penalty was paid (缴纳罚款).
    Paid = "admin-case.paid", "admin-case-paid", |data| format!("paid/{}", data.decision);
    /// The party appealed (行政复议、诉讼).
    Appealed = "admin-case.appealed", "admin-case-appealed", |data| format!("appealed/{}", data.decision);
    /// A suspected crime was found in it (涉嫌犯罪).
    CrimeSuspected = "admin-case.crime-suspected", "admin-case-crime-suspected", |_| "crime-suspected";
    /// It was closed (结案).
    Closed = "admin-case.closed", "admin-case-closed", |_| "closed";
}

/// The tags of steps from which something follows for other records.
pub const FOLLOWED: &[&str] = &["admin-case-crime-suspected"];

/// Under which codes an agency counts what the shared steps say.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Suspected crimes found.
    pub suspected_crimes: &'static str,
    /// Seizures.
    pub seizures: &'static str,
}

impl Step {
    /// What it says in the words that all agencies share.
    pub fn says(&self, counted: Counted) -> Vec<Says> {
        let outcome = |code| Says::Attribute(Attribute::Outcome(code));
        let fact = |fact| vec![Says::Legal(fact)];
        match self {
            Self::ClueReceived(..) => fact(LegalFact::ClueReceived),
            Self::ClueExtended(_, data) => granted(LegalFact::ClueExtended, data.until.as_ref()),
            Self::ViolationEnded(_, data) => {
                let harm = data.harm.then_some(Says::Legal(LegalFact::HarmToLifeOrHealth));
                [Says::Legal(LegalFact::ViolationEnded)].into_iter().chain(harm).collect()
            }
            Self::ViolationDiscovered(..) => fact(LegalFact::ViolationDiscovered),
            Self::NotFiled(..) => vec![outcome("case-refused"), Says::Legal(LegalFact::AdminCaseNotFiled)],
            Self::Extended(_, data) => granted(LegalFact::AdminCaseExtended, data.until.as_ref()),
            Self::EvidencePreserved(..) => fact(LegalFact::EvidencePreserved),
            Self::PreservationDisposed(..) => fact(LegalFact::PreservationDisposed),
            Self::Seized(_, data) => {
                let mut says = vec![Says::Legal(LegalFact::Seized), Count::one(counted.seizures)];
                says.extend(data.drugs.then_some(Says::Legal(LegalFact::DrugsSeized)));
                says.extend(data.emergency.then_some(Says::Legal(LegalFact::EmergencySeized)));
                says
            }
            Self::SeizureApproved(..) => fact(LegalFact::SeizureApproved),
            Self::SeizureExtended(_, data) => granted(LegalFact::SeizureExtended, data.until.as_ref()),
            Self::SeizureLifted(_, data) => vec![Says::Legal(LegalFact::SeizureLifted), testing_over(&data.list)],
            Self::ReleaseRequested(..) => fact(LegalFact::ReleaseRequested),
            Self::ReleaseDecided(..) => fact(LegalFact::ReleaseDecided),
            Self::ReleaseServed(..) => fact(LegalFact::ReleaseServed),
            Self::ReleaseAnnounced(..) => fact(LegalFact::ReleaseAnnounced),
            Self::GoodsCollected(..) => fact(LegalFact::GoodsCollected),
            Self::GoodsDisposed(_, data) => vec![Says::Legal(LegalFact::GoodsDisposed), testing_over(&data.list)],
            Self::TestingStarted(_, data) => {
                let untold = testing(&data.list, &self.place().1, data.told_on.as_ref());
                [Says::Legal(LegalFact::TestingStarted)].into_iter().chain(untold).collect()
            }
            Self::TestingEnded(_, data) => vec![Says::Legal(LegalFact::TestingEnded), testing_over(&data.list)],
            Self::HearingNotified(..) => fact(LegalFact::HearingNotified),
            Self::HearingRequested(..) => fact(LegalFact::HearingRequested),
            Self::HearingHeld(..) => fact(LegalFact::HearingHeld),
            Self::Served(..) => fact(LegalFact::PenaltyServed),
            Self::Paid(..) => fact(LegalFact::PenaltyPaid),
            Self::Appealed(..) => fact(LegalFact::PenaltyAppealed),
            Self::CrimeSuspected(..) => vec![
                outcome("suspected-crime"),
                Says::Legal(LegalFact::SuspectedCrimeFound),
                Count::one(counted.suspected_crimes),
            ],
            Self::Closed(_, data) => vec![outcome(data.closure.code()), Says::Legal(LegalFact::AdminCaseClosed)],
        }
    }
}

/// An extension, and until when it was granted.
pub fn granted(fact: LegalFact, until: Option<&When>) -> Vec<Says> {
    [Says::Legal(fact)].into_iter().chain(until.map(|until| Says::Until(until.last_day()))).collect()
}

/// That `part` tells of testing for which the seizure under `list` waits, if the party was not told of it.
pub fn testing(list: &str, part: &str, told_on: Option<&When>) -> Option<Says> {
    let does = || Tie::Does { what: untold_testing(list), part: part.to_owned(), until: None };
    told_on.is_none().then(|| Says::Tie(does()))
}

/// That the testing under `list` is over, or what was seized is free: by then the party was told of the time that was left out.
pub fn testing_over(list: &str) -> Says {
    let (what, rule) = (untold_testing(list), TESTING_UNTOLD.code.to_owned());
    Says::Tie(Tie::Forbids { what, rule, after: None, paused: None })
}

fn untold_testing(list: &str) -> String {
    format!("untold-testing/{list}")
}

/// What the filing of a case says, counted as `measure`.
pub fn filed(cause: &str, premises: Option<&Premises>, measure: &'static str) -> Vec<Says> {
    let title = premises.map_or_else(|| cause.to_owned(), |premises| format!("{} · {cause}", premises.name));
    let mut says = vec![
        Says::Attribute(Attribute::Title(title)),
        Says::Attribute(Attribute::Outcome("filed")),
        Says::Legal(LegalFact::AdminCaseFiled),
        Count::one(measure),
    ];
    if let Some(premises) = premises {
        says.push(Says::Mention(Mention::Premises(premises.clone())));
        says.extend(premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
    }
    says
}

/// The fine and the confiscated gains, counted as `measure`: dollars stay dollars, they are shown, and enter no tally of fen.
pub fn amounts(fine: Option<&Money>, gains: Option<&Money>, measure: &'static str) -> Vec<Says> {
    let mut says: Vec<Says> = total(fine, gains).map(|total| Says::Attribute(Attribute::Amount(total))).into_iter().collect();
    for (slot, money) in [("fine", fine), ("gains", gains)] {
        if let Some(money) = money.filter(|money| money.currency == Currency::Cny) {
            says.push(Count::in_slot(measure, slot, Quantity::of(money.minor, Unit::Fen)));
        }
    }
    says
}

/// The fine and the confiscated gains together; `None` if neither is stated or they are not of one currency.
pub fn total(fine: Option<&Money>, gains: Option<&Money>) -> Option<Money> {
    match (fine, gains) {
        (Some(fine), Some(gains)) if fine.currency == gains.currency => {
            Some(Money { minor: fine.minor.checked_add(gains.minor)?, currency: fine.currency })
        }
        (Some(only), None) | (None, Some(only)) => Some(only.clone()),
        (Some(_), Some(_)) | (None, None) => None,
    }
}
