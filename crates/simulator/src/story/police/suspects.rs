//! The suspects of a criminal case: held, asked for, arrested or let go, in time and sometimes late.

use kernel::Report;
use police::case::{
    AdministrativelyDetained, ArrestRefused, ArrestRequestExtended, ArrestRequested, Arrested, Bailed, CustodyExtended, Detained,
    Domain, ExtensionGround, Released, ResidenceSurveilled, SuspectIdentified,
};

use crate::city::person;
use crate::ledger::Claim;
use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

/// The suspects, as what follows must know of them.
pub(super) struct Suspects {
    pub(super) labels: Vec<String>,
    /// The day of the last thing that was done to one of them.
    pub(super) last: i64,
    /// The day on which the first custody runs out; `None` if nobody is arrested.
    pub(super) custody: Option<i64>,
}

/// One suspect while told of.
struct Told<'t, 'a> {
    t: &'t mut Teller<'a>,
    record: usize,
    suspect: String,
    last: i64,
}

impl Told<'_, '_> {
    /// Says something of the suspect.
    fn say<R: Report>(
        &mut self,
        stage: &'static str,
        follows: &'static [&'static str],
        day: i64,
        claims: &[&'static str],
        make: impl Fn(kernel::When, String, bool) -> R,
    ) {
        let part = self.t.part(self.record, stage, follows).label(&self.suspect);
        let suspect = self.suspect.clone();
        self.last = self.last.max(day);
        self.t.say(part, day, |_, on, wrong| {
            (make(on, suspect.clone(), wrong), claims.iter().map(|measure| Claim::one(measure)).collect())
        });
    }

    fn bailed(&mut self, day: i64) {
        self.say("bailed", &["filed"], day, &["bailed"], |on, suspect, _| Bailed { on, suspect, round: 1 });
    }

    fn released(&mut self, day: i64) {
        self.say("released", &["filed"], day, &[], |on, suspect, wrong| Released {
            on,
            suspect,
            round: 1,
            reasons: (!wrong).then(|| "示例：不需要继续羁押".to_owned()),
        });
    }
}

/// The suspects with what is done to each; administratively some are detained only where a regulator does not wait for a copy of that.
pub(super) fn told(t: &mut Teller<'_>, record: usize, filed: i64, domain: Domain, administratively: bool) -> Suspects {
    let labels: Vec<String> = (1..=t.draw.between(1, 4)).map(|n| n.to_string()).collect();
    let by_domain = match domain {
        Domain::Food => "suspects-food",
        Domain::Drug => "suspects-drug",
        Domain::Environment => "suspects-environment",
        Domain::Other => "suspects-other",
    };
    let (mut last, mut custody) = (filed, None::<i64>);
    for suspect in &labels {
        let day = filed + t.draw.between(0, 10);
        let who = person(t.draw);
        let mut one = Told { t: &mut *t, record, suspect: suspect.clone(), last };
        one.say("suspect-identified", &["accepted"], day, &["suspects", by_domain], |on, suspect, wrong| SuspectIdentified {
            on,
            suspect,
            who: (!wrong).then(|| who.clone()),
            domain: Some(domain),
        });
        let day = day + one.t.draw.between(0, 5);
        match one.t.draw.between(1, 100) {
            1..=55 => {
                let ends = detained(&mut one, day);
                custody = custody.into_iter().chain(ends).min();
            }
            56..=82 => one.bailed(day),
            83..=86 => one.say("residence-surveilled", &["filed"], day, &["residence-surveilled"], |on, suspect, _| {
                ResidenceSurveilled { on, suspect, round: 1 }
            }),
            _ if administratively => {
                let days = u16::try_from(one.t.draw.between(5, 15)).ok();
                let claims = ["administratively-detained"];
                one.say("administratively-detained", &["accepted"], day, &claims, |on, suspect, _| AdministrativelyDetained {
                    on,
                    suspect,
                    round: 1,
                    days,
                });
            }
            _ => {}
        }
        last = one.last;
    }
    Suspects { labels, last, custody }
}

/// Detained, and let go or arrested; the day on which custody runs out.
fn detained(one: &mut Told<'_, '_>, day: i64) -> Option<i64> {
    one.say("detained", &["filed"], day, &["detained"], |on, suspect, _| Detained { on, suspect, round: 1 });
    let extension = one.t.draw.weighted(&[
        (55, None),
        (30, Some(("arrest-request-extended", ExtensionGround::Special, 7))),
        (15, Some(("arrest-request-extended-to-30", ExtensionGround::RoamingRepeatedOrGang, 30))),
    ]);
    if let Some((stage, ground, _)) = extension {
        let extended = day + one.t.draw.between(1, 3);
        one.say(stage, &["detained"], extended, &[], |on, suspect, wrong| ArrestRequestExtended {
            on,
            suspect,
            round: 1,
            ground,
            until: None,
            document: (!wrong).then(|| "示例延拘".to_owned()),
        });
    }
    let longest = extension.map_or(3, |(.., longest)| longest);
    let end = day + Term::strict(longest).from(longest / 2).done(one.t.draw, shares::CUSTODY)?;
    if one.t.draw.chance(0.25) {
        if one.t.draw.chance(0.5) {
            one.bailed(end)
        } else {
            one.released(end)
        }
        return None;
    }
    one.say("arrest-requested", &["filed"], end, &["arrests-requested"], |on, suspect, wrong| ArrestRequested {
        on,
        suspect,
        round: 1,
        document: (!wrong).then(|| "示例提捕".to_owned()),
    });
    let decided = end + Term::strict(7).from(2).done(one.t.draw, shares::PROCURATORATE)?;
    if one.t.draw.chance(0.2) {
        one.say("arrest-refused", &["arrest-requested"], decided, &[], |on, suspect, wrong| ArrestRefused {
            on,
            suspect,
            round: 1,
            reasons: if wrong { "示例：证据不足（待核实）" } else { "示例：证据不足" }.to_owned(),
            document: None,
        });
        if one.t.draw.chance(0.6) {
            one.bailed(decided)
        } else {
            one.released(decided)
        }
        return None;
    }
    one.say("arrested", &["filed"], decided, &["arrested"], |on, suspect, _| Arrested { on, suspect, round: 1 });
    Some(decided + custody(one, decided))
}

/// The days of custody that the law allows: two months, a third, two more.
fn custody(one: &mut Told<'_, '_>, arrested: i64) -> i64 {
    let extensions = one.t.draw.weighted(&[(70, 0_u16), (24, 1), (6, 2)]);
    let steps = [("custody-extended-first", 45, 57, 88), ("custody-extended-second", 75, 86, 147)];
    let mut allowed = 58;
    for (round, (stage, from, to, then)) in (1_u16..=extensions).zip(steps) {
        let extended = arrested + one.t.draw.between(from, to);
        one.say(stage, &["arrested"], extended, &[], |on, suspect, wrong| CustodyExtended {
            on,
            suspect,
            arrest: 1,
            round,
            document: (!wrong).then(|| "示例延押".to_owned()),
        });
        allowed = then;
    }
    allowed
}
