//! What a measure is told, which is what it remembers.

use chrono::NaiveDate;
use kernel::admin::{granted, testing_over};
use kernel::money::Currency;
use kernel::{
    Aside, Attribute, Count, DomainEvent, Entry, LegalFact, Mention, Quantity, Rule, Says, Telling, Term, Tie, Unit, When,
};

use super::follow::{
    ClosureReported, CompletionReported, DailyFined, ExcessReported, Finished, FollowedUp, Found, PlanFiled, Rechecked, Served,
};
use super::law::{
    DAYS_MISCOUNTED, FINED_THOUGH_CORRECTED, RESTRICTED_TOO_LONG, RESTRICTION_RUN_OUT, SEIZED_TOO_LONG, SEIZURE_RUN_OUT,
};
use super::release::{self, GoodsCollected, ReleaseAnnounced, ReleaseDecided, ReleaseRequested, ReleaseServed};
use super::report::{Extended, Imposed, Lifted, LiftedBecause, MeasureKind};
use super::testing::{self, TestingEnded, TestingStarted};
use crate::{CORRECTION_ORDERS, CORRECTIONS, DAILY_FINES, PENALTY_AMOUNT, PRODUCTION_LIMITS, PRODUCTION_STOPS, SEIZURES};

kernel::entries! {
    /// What happened to a measure.
    pub enum Event {
        /// It was imposed.
        Imposed(Imposed) = "measure-imposed", |_| "imposed";
        /// It was served.
        Served(Served) = "measure-served", |_| "served";
        /// It was rechecked.
        Rechecked(Rechecked) = "measure-rechecked", |data| format!("rechecked/{}", data.round);
        /// A fine for each day was decided.
        DailyFined(DailyFined) = "measure-daily-fined", |data| format!("daily-fined/{}", data.round);
        /// It was extended.
        Extended(Extended) = "measure-extended", |data| format!("extended/{}", data.round);
        /// A plan of correction was filed.
        PlanFiled(PlanFiled) = "measure-plan-filed", |_| "plan-filed";
        /// The correction was finished.
        Finished(Finished) = "measure-finished", |_| "finished";
        /// The completion was reported.
        CompletionReported(CompletionReported) = "measure-completion-reported", |_| "completion-reported";
        /// It was lifted.
        Lifted(Lifted) = "measure-lifted", |_| "lifted";
        /// The excess on which it rests was reported.
        ExcessReported(ExcessReported) = "measure-excess-reported", |_| "excess-reported";
        /// Closure was put to the government.
        ClosureReported(ClosureReported) = "measure-closure-reported", |_| "closure-reported";
        /// The party asked for the release of what was seized.
        ReleaseRequested(ReleaseRequested) = "measure-release-requested", |_| "release-requested";
        /// It was decided on that.
        ReleaseDecided(ReleaseDecided) = "measure-release-decided", |_| "release-decided";
        /// That decision was served.
        ReleaseServed(ReleaseServed) = "measure-release-served", |_| "release-served";
        /// The party was told to collect what was released.
        ReleaseAnnounced(ReleaseAnnounced) = "measure-release-announced", |_| "release-announced";
        /// The party collected it.
        GoodsCollected(GoodsCollected) = "measure-goods-collected", |_| "goods-collected";
        /// Testing began for which the seizure waits.
        TestingStarted(TestingStarted) = "measure-testing-started", |_| "testing-started";
        /// That testing ended.
        TestingEnded(TestingEnded) = "measure-testing-ended", |_| "testing-ended";
        /// It was checked after its end.
        FollowedUp(FollowedUp) = "measure-followed-up", |_| "followed-up";
    }
    withdrawn = "measure-withdrawn",
    asides = asides
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        self.tag()
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let fact = |fact| vec![Says::Legal(fact)];
        let says = match self {
            Self::Imposed(told, data) => {
                imposed(&told.when, data).into_iter().chain(asides(self).into_iter().map(Says::Aside)).collect()
            }
            Self::Served(told, data) => service(data.kind).into_iter().map(Says::Legal).chain(served(&told.when)).collect(),
            Self::Rechecked(told, data) => {
                let mut says = vec![Says::Legal(LegalFact::Rechecked), Says::Tie(Tie::On(part.clone(), told.when.clone()))];
                says.push(match data.found {
                    Found::Corrected => {
                        let (what, rule) = (corrected(data.round), FINED_THOUGH_CORRECTED.code.to_owned());
                        Says::Tie(Tie::Forbids { what, rule, after: None, paused: None })
                    }
                    Found::Continuing | Found::Refused => Says::Legal(LegalFact::NotCorrected),
                });
                says
            }
            Self::DailyFined(_, data) => daily_fined(data, &part),
            Self::Extended(told, data) => {
                let mut says = match data.kind {
                    Some(MeasureKind::Seize) => granted(LegalFact::SeizureExtended, Some(&data.until)),
                    Some(MeasureKind::LimitProduction) => granted(LegalFact::ProductionLimitExtended, Some(&data.until)),
                    Some(MeasureKind::Correct | MeasureKind::StopProduction) | None => Vec::new(),
                };
                says.push(lasts("extended", &part, &data.until));
                says.extend((data.round == 1).then(|| lasts(FIRST_TERM, &part, &told.when)));
                says
            }
            Self::PlanFiled(..) => fact(LegalFact::CorrectionPlanFiled),
            Self::Finished(..) => fact(LegalFact::CorrectionFinished),
            Self::CompletionReported(..) => fact(LegalFact::CompletionReported),
            Self::Lifted(_, data) => lifted(data),
            Self::ExcessReported(..) => fact(LegalFact::ExcessReported),
            Self::ClosureReported(..) => fact(LegalFact::ClosureReported),
            Self::ReleaseRequested(..) => released(LegalFact::ReleaseRequested, &part),
            Self::ReleaseDecided(..) => released(LegalFact::ReleaseDecided, &part),
            Self::ReleaseServed(..) => released(LegalFact::ReleaseServed, &part),
            Self::ReleaseAnnounced(..) => released(LegalFact::ReleaseAnnounced, &part),
            Self::GoodsCollected(..) => released(LegalFact::GoodsCollected, &part),
            Self::TestingStarted(told, data) => testing::started(&told.when, &part, data),
            Self::TestingEnded(told, _) => testing::ended(&told.when, &part),
            Self::FollowedUp(_, data) => {
                let mut says = fact(LegalFact::FollowedUp);
                says.extend(data.again.then_some(Says::Legal(LegalFact::RepeatedViolation)));
                says
            }
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

/// A step of the release of a seizure.
fn released(fact: LegalFact, part: &str) -> Vec<Says> {
    [Says::Legal(fact)].into_iter().chain(release::step(part)).collect()
}

/// The name under which a recheck forbids the fine that would rest on it.
fn corrected(round: u16) -> String {
    format!("corrected/{round}")
}

/// What an event says in passing of another part: the report that a measure was imposed may say when it was served.
fn asides(event: &Event) -> Vec<Aside> {
    let imposed = if let Event::Imposed(_, data) = event { Some(data) } else { None };
    let served = imposed.and_then(|data| Some((data, data.served_on.clone()?)));
    let aside = |(data, when): (&Imposed, _)| Aside { part: SERVED.to_owned(), when, legal: service(data.kind) };
    served.map(aside).into_iter().collect()
}

/// What the law knows of the service of such a measure.
fn service(kind: MeasureKind) -> Vec<LegalFact> {
    match kind {
        MeasureKind::Correct => vec![LegalFact::CorrectionServed],
        MeasureKind::LimitProduction | MeasureKind::StopProduction => vec![LegalFact::RestrictionServed],
        MeasureKind::Seize => Vec::new(),
    }
}

/// When the measure was served, on one day whoever says so: the days of a fine are counted from the day after.
fn served(on: &When) -> impl Iterator<Item = Says> {
    let day = on.first_day();
    let one = (day == on.last_day()).then(|| Tie::Is("served-on".to_owned(), day.to_string()));
    [Tie::On(SERVED.to_owned(), on.clone())].into_iter().chain(one).map(Says::Tie)
}

const SERVED: &str = "served";

/// For how many days it is fined: by the recheck of its round, from service or, where it was fined before, no fewer than since then.
fn days(data: &DailyFined, part: &str) -> Says {
    let recheck = |round: u16| format!("rechecked/{round}");
    let since = if data.round > 1 { recheck(data.round - 1) } else { SERVED.to_owned() };
    Says::Tie(Tie::Counts {
        part: part.to_owned(),
        rule: DAYS_MISCOUNTED.code.to_owned(),
        days: data.days,
        from: SERVED.to_owned(),
        since,
        to: recheck(data.round),
    })
}

/// What the end of the first term forbids: an extension on a later day.
const FIRST_TERM: &str = "first-term";

/// That the measure lasts until that day by what `part` says.
fn lasts(what: &str, part: &str, until: &When) -> Says {
    Says::Tie(Tie::Does { what: what.to_owned(), part: part.to_owned(), until: Some(until.first_day()) })
}

/// How long a measure may last at first and once it is extended, and the rules that more, and an extension after the first term, break.
pub(super) const fn longest(kind: MeasureKind) -> Option<([Rule; 2], [Term; 2])> {
    match kind {
        MeasureKind::Seize => Some(([SEIZED_TOO_LONG, SEIZURE_RUN_OUT], [Term::Days(30), Term::Days(60)])),
        MeasureKind::LimitProduction => Some(([RESTRICTED_TOO_LONG, RESTRICTION_RUN_OUT], [Term::Months(3), Term::Months(6)])),
        // An order is fulfilled and a stop holds until the correction is done.
        MeasureKind::Correct | MeasureKind::StopProduction => None,
    }
}

/// The last day of the first term of what was imposed `on` then: that of the law, or a shorter one that was decided; `None` without an end.
///
/// It runs from the decision, as the clocks Z1 and E7 do; from service run the recheck (E2) and the plan of correction (E9).
fn first_term(on: &When, data: &Imposed) -> Option<NaiveDate> {
    let (_, [first, _]) = longest(data.kind)?;
    let first = first.from(on.last_day());
    Some(data.until.as_ref().map_or(first, |until| until.last_day().min(first)))
}

/// How long the law lets a measure last, at first and once it is extended, and until when it may be.
fn limits(on: &When, data: &Imposed) -> Vec<Says> {
    let start = on.last_day();
    let (Some(([longer, later], terms)), Some(runs_out)) = (longest(data.kind), first_term(on, data)) else { return Vec::new() };
    let [first, extended] = terms.map(|term| term.from(start));
    // The time of testing does not count.
    let paused = (data.kind == MeasureKind::Seize).then(testing::pauses);
    let limit = |(what, rule, day): (&str, Rule, NaiveDate)| {
        let (what, rule, paused) = (what.to_owned(), rule.code.to_owned(), paused.clone());
        Says::Tie(Tie::Forbids { what, rule, after: Some(day), paused })
    };
    [("imposed", longer, first), ("extended", longer, extended), (FIRST_TERM, later, runs_out)].into_iter().map(limit).collect()
}

fn daily_fined(data: &DailyFined, part: &str) -> Vec<Says> {
    let rests_on = Tie::Does { what: corrected(data.round), part: part.to_owned(), until: None };
    let mut says =
        vec![Says::Legal(LegalFact::DailyFineDecided), Count::one(DAILY_FINES.code), Says::Tie(rests_on), days(data, part)];
    if let Some(amount) = data.amount() {
        if amount.currency == Currency::Cny {
            says.push(Count::of(PENALTY_AMOUNT.code, Quantity::of(amount.minor, Unit::Fen)));
        }
        says.push(Says::Attribute(Attribute::Amount(amount)));
    }
    says
}

fn imposed(on: &When, data: &Imposed) -> Vec<Says> {
    let (fact, measure) = match data.kind {
        MeasureKind::Correct => (LegalFact::CorrectionOrdered, CORRECTION_ORDERS.code),
        MeasureKind::Seize => (LegalFact::Seized, SEIZURES.code),
        MeasureKind::LimitProduction => (LegalFact::ProductionLimited, PRODUCTION_LIMITS.code),
        MeasureKind::StopProduction => (LegalFact::ProductionStopped, PRODUCTION_STOPS.code),
    };
    let mut says = vec![
        Says::Attribute(Attribute::Title(format!("{} · {}", data.premises.name, data.kind.name_zh()))),
        Says::Attribute(Attribute::Outcome(data.kind.code())),
        Says::Mention(Mention::Premises(data.premises.clone())),
        Says::Legal(fact),
        Count::one(measure),
    ];
    says.extend(data.premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
    says.extend(release::imposed(data));
    says.extend(data.served_on.as_ref().into_iter().flat_map(served));
    says.extend(limits(on, data));
    says.extend(data.until.as_ref().map(|until| lasts("imposed", "imposed", until)));
    says
}

fn lifted(data: &Lifted) -> Vec<Says> {
    let mut says = vec![Says::Attribute(Attribute::Outcome(data.because.code()))];
    says.extend(release::lifted(data));
    says.push(testing_over(""));
    match (data.kind, data.because) {
        (MeasureKind::Correct, LiftedBecause::Corrected) => {
            says.extend([Says::Legal(LegalFact::Corrected), Count::one(CORRECTIONS.code)]);
        }
        // Handed over with its case, a thing stays seized.
        (MeasureKind::Correct, LiftedBecause::Expired | LiftedBecause::Revoked | LiftedBecause::HandedOver)
        | (_, LiftedBecause::HandedOver) => {}
        (MeasureKind::Seize, LiftedBecause::Corrected | LiftedBecause::Expired | LiftedBecause::Revoked) => {
            says.push(Says::Legal(LegalFact::SeizureLifted));
        }
        (MeasureKind::LimitProduction | MeasureKind::StopProduction, LiftedBecause::Corrected) => {
            says.extend([LegalFact::RestrictionLifted, LegalFact::Corrected].map(Says::Legal));
        }
        (MeasureKind::LimitProduction | MeasureKind::StopProduction, LiftedBecause::Expired | LiftedBecause::Revoked) => {
            says.push(Says::Legal(LegalFact::RestrictionLifted));
        }
    }
    says
}
