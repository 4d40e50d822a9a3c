//! What a sample is told, which is what it remembers.

use kernel::{Attribute, Count, DomainEvent, Entry, LegalFact, Mention, Says, Telling, Tie, Told, When, Withdrawal};
use serde::{Deserialize, Serialize};

use super::law::Regime;
use super::more::{BackupDisposed, HighRiskFound, HighRiskReported, QuickTestDisputed, QuickTestNotified, RetestNamingExtended};
use super::report::{Judged, Notified, Taken, Tested, Verdict};
use super::steps::{
    AuthenticityDisputed, BackupCollected, HandlingFinished, Published, Received, RetestAccepted, RetestLabNamed, RetestRefused,
    RetestReported, RetestRequested, Submitted,
};
use crate::{FAILED_SAMPLES, SAMPLES, SAMPLES_TESTED, joint_work};

kernel::entries! {
    /// What happened to a sample beside its test.
    pub enum Step {
        /// It was taken.
        Taken(Taken) = "sample-taken", |_| "taken";
        /// The laboratory received it.
        Received(Received) = "sample-received", |_| "received";
        /// The laboratory sent its report to the regulator.
        Submitted(Submitted) = "sample-report-submitted", |_| "submitted";
        /// The result was notified.
        Notified(Notified) = "sample-notified", |data| format!("notified/{}", data.to.code());
        /// A party asked for a retest.
        RetestRequested(RetestRequested) = "sample-retest-requested", |data| format!("retest-requested/{}", data.by.code());
        /// The retest was accepted.
        RetestAccepted(RetestAccepted) = "sample-retest-accepted", |data| format!("retest-accepted/{}", data.by.code());
        /// The retest was not accepted.
        RetestRefused(RetestRefused) = "sample-retest-refused", |data| format!("retest-refused/{}", data.by.code());
        /// The laboratory found a result of high risk.
        HighRiskFound(HighRiskFound) = "sample-high-risk-found", |_| "high-risk-found";
        /// It reported that result.
        HighRiskReported(HighRiskReported) = "sample-high-risk-reported", |_| "high-risk-reported";
        /// A party was told of the result of a quick test.
        QuickTestNotified(QuickTestNotified) = "sample-quick-test-notified", |data| format!("quick-test-notified/{}", data.to.code());
        /// The party disputes it.
        QuickTestDisputed(QuickTestDisputed) = "sample-quick-test-disputed", |data| format!("quick-test-disputed/{}", data.by.code());
        /// The backup part is kept no more.
        BackupDisposed(BackupDisposed) = "sample-backup-disposed", |_| "backup-disposed";
        /// The time to name the retest laboratory was extended.
        RetestNamingExtended(RetestNamingExtended) = "sample-retest-naming-extended", |_| "retest-naming-extended";
        /// The retest laboratory was named.
        RetestLabNamed(RetestLabNamed) = "sample-retest-lab-named", |_| "retest-lab-named";
        /// The backup part was collected.
        BackupCollected(BackupCollected) = "sample-backup-collected", |_| "backup-collected";
        /// The retest has its result.
        RetestReported(RetestReported) = "sample-retest-reported", |_| "retest-reported";
        /// A party says that the product is not its own.
        AuthenticityDisputed(AuthenticityDisputed) = "sample-authenticity-disputed",
            |data| format!("authenticity-disputed/{}", data.by.code());
        /// The result was published.
        Published(Published) = "sample-published", |_| "published";
        /// The handling of a failed sample was finished.
        HandlingFinished(HandlingFinished) = "sample-handling-finished", |_| "handling-finished";
    }
    withdrawn = "sample-withdrawn"
}

/// What happened to a sample.
#[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The laboratory stated its result; the verdict comes with the rule by which it was reached.
    Tested(Told, Tested, Judged),
    /// Anything else.
    Step(Step),
}

impl From<Step> for Event {
    fn from(step: Step) -> Self {
        Self::Step(step)
    }
}

impl Event {
    /// The laboratory stated its result: the verdict follows from it.
    pub fn tested(told: Told, data: Tested) -> Self {
        let judged = data.judged();
        Self::Tested(told, data, judged)
    }
}

impl Entry for Event {
    fn place(&self) -> (&Told, String) {
        match self {
            Self::Tested(told, ..) => (told, "tested".into()),
            Self::Step(step) => step.place(),
        }
    }

    fn withdrawal(&self) -> Option<&Withdrawal> {
        match self {
            Self::Tested(..) => None,
            Self::Step(step) => step.withdrawal(),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Tested(..) => "sample-tested",
            Self::Step(step) => step.tag(),
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let fact = |fact| vec![Says::Legal(fact)];
        let says = match self {
            Self::Tested(told, data, judged) => tested(&told.when, data, *judged),
            Self::Step(step) => match step {
                Step::Taken(told, data) => taken(&told.when, data),
                Step::Received(..) => fact(LegalFact::SampleReceived),
                Step::Submitted(..) => fact(LegalFact::ReportSubmitted),
                Step::Notified(_, data) => match data.verdict {
                    Some(Verdict::Fail) => fact(LegalFact::FailureNotified),
                    Some(Verdict::Pass) | None => Vec::new(),
                },
                Step::RetestRequested(..) => fact(LegalFact::RetestRequested),
                Step::RetestAccepted(..) => {
                    let retested = Tie::Does { what: RETEST.to_owned(), part: part.clone(), until: None };
                    vec![Says::Legal(LegalFact::RetestAccepted), Says::Tie(retested)]
                }
                Step::RetestRefused(..) => fact(LegalFact::RetestRefused),
                Step::HighRiskFound(..) => fact(LegalFact::HighRiskFound),
                Step::HighRiskReported(..) => fact(LegalFact::HighRiskReported),
                Step::QuickTestNotified(_, data) => match data.verdict {
                    Verdict::Fail => fact(LegalFact::QuickTestNotified),
                    Verdict::Pass => Vec::new(),
                },
                Step::QuickTestDisputed(..) => fact(LegalFact::QuickTestDisputed),
                Step::BackupDisposed(..) => fact(LegalFact::BackupDisposed),
                Step::RetestNamingExtended(_, data) => {
                    kernel::admin::granted(LegalFact::RetestNamingExtended, data.until.as_ref())
                }
                Step::RetestLabNamed(..) => fact(LegalFact::RetestLabNamed),
                Step::BackupCollected(..) => fact(LegalFact::BackupCollected),
                Step::RetestReported(_, data) => vec![
                    Says::Attribute(Attribute::Outcome(match data.verdict {
                        Verdict::Pass => "retest-pass",
                        Verdict::Fail => "retest-fail",
                    })),
                    Says::Legal(LegalFact::RetestReported),
                ],
                Step::AuthenticityDisputed(..) => fact(LegalFact::AuthenticityDisputed),
                Step::Published(..) => fact(LegalFact::ResultPublished),
                Step::HandlingFinished(..) => fact(LegalFact::HandlingFinished),
                Step::Withdrawn(..) => return Telling::withdrawn(part, told),
            },
        };
        Telling::of(part, told, says)
    }
}

/// What the result or a missing backup part forbids.
const RETEST: &str = "retest";

/// No retest, by the rules in force on that day.
fn no_retest(on: &When) -> [Says; 2] {
    let rule = Regime::on(on.first_day()).exclusion().code.to_owned();
    let forbidden = Tie::Forbids { what: RETEST.to_owned(), rule, after: None, paused: None };
    [Says::Legal(LegalFact::RetestExcluded), Says::Tie(forbidden)]
}

fn taken(on: &When, data: &Taken) -> Vec<Says> {
    let mut says = vec![
        Says::Attribute(Attribute::Title(format!("{} · {}", data.product.name, data.premises.name))),
        Says::Mention(Mention::Premises(data.premises.clone())),
        Says::Legal(LegalFact::Sampled),
        Count::one(SAMPLES.code),
    ];
    says.extend(data.farm_produce.then_some(Says::Legal(LegalFact::FarmProduce)));
    says.extend(data.premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
    // A label's producer is a claim: the record is about that entity, but a name and address alone do not make it about a premises.
    let claimed = data.producer.iter().chain(&data.supplier);
    says.extend(claimed.filter_map(|p| Some(Says::Mention(Mention::Entity(p.entity.clone()?, p.name.clone())))));
    says.extend((data.backup == Some(false)).then(|| no_retest(on)).into_iter().flatten());
    says.extend(joint_work(data.campaign.as_ref(), data.joint_action.as_ref()));
    says
}

fn tested(on: &When, data: &Tested, judged: Judged) -> Vec<Says> {
    let mut says = vec![
        Says::Legal(LegalFact::TestReported),
        Says::Attribute(Attribute::Outcome(judged.verdict.code())),
        Says::Attribute(Attribute::Findings(judged.failed)),
        Count::one(SAMPLES_TESTED.code),
    ];
    says.extend(data.no_retest.map(|_| no_retest(on)).into_iter().flatten());
    match judged.verdict {
        Verdict::Pass => says.push(Says::Legal(LegalFact::SamplePassed)),
        Verdict::Fail => says.extend([Says::Legal(LegalFact::SampleFailed), Count::one(FAILED_SAMPLES.code)]),
    }
    says
}
