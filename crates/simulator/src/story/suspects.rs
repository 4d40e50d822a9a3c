//! The suspects of a criminal case: held, asked for, arrested or let go, in time and sometimes late.

use kernel::Report;
use police::case::{
    AdministrativelyDetained, ArrestRefused, ArrestRequestExtended, ArrestRequested, Arrested, Bailed, CustodyExtended, Detained,
    Domain, ExtensionGround, Released, ResidenceSurveilled, SuspectIdentified,
};

use crate::city::person;
use crate::ledger::Claim;
use crate::teller::Teller;

/// The share of terms that are missed [K].
const LATE: f64 = 0.08;

/// One suspect while told of.
struct Told<'t, 'a> {
    t: &'t mut Teller<'a>,
    record: usize,
    suspect: String,
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
        self.t.say(part, day, |_, on, wrong| {
            (make(on, suspect.clone(), wrong), claims.iter().map(|measure| Claim::one(measure)).collect())
        });
    }

    fn bailed(&mut self, day: i64) {
        self.say("bailed", &["filed"], day, &["bailed"], |on, suspect, _| Bailed { on, suspect });
    }

    fn released(&mut self, day: i64) {
        self.say("released", &["filed"], day, &[], |on, suspect, wrong| Released {
            on,
            suspect,
            reasons: (!wrong).then(|| "示例：不需要继续羁押".to_owned()),
        });
    }
}

/// The suspects with what is done to each; their labels.
pub(super) fn told(t: &mut Teller<'_>, record: usize, filed: i64, domain: Domain) -> Vec<String> {
    let suspects: Vec<String> = (1..=t.draw.between(1, 4)).map(|n| n.to_string()).collect();
    let by_domain = match domain {
        Domain::Food => "suspects-food",
        Domain::Drug => "suspects-drug",
        Domain::Environment => "suspects-environment",
        Domain::Other => "suspects-other",
    };
    for suspect in &suspects {
        let day = filed + t.draw.between(0, 10);
        let who = person(t.draw);
        let mut one = Told { t: &mut *t, record, suspect: suspect.clone() };
        one.say("suspect-identified", &["accepted"], day, &["suspects", by_domain], |on, suspect, wrong| SuspectIdentified {
            on,
            suspect,
            who: (!wrong).then(|| who.clone()),
            domain: Some(domain),
        });
        let day = day + one.t.draw.between(0, 5);
        match one.t.draw.between(1, 100) {
            1..=55 => detained(&mut one, day),
            56..=82 => one.bailed(day),
            83..=86 => one.say("residence-surveilled", &["filed"], day, &["residence-surveilled"], |on, suspect, _| {
                ResidenceSurveilled { on, suspect }
            }),
            _ => {
                let days = u16::try_from(one.t.draw.between(5, 15)).ok();
                let claims = ["administratively-detained"];
                one.say("administratively-detained", &["accepted"], day, &claims, |on, suspect, _| AdministrativelyDetained {
                    on,
                    suspect,
                    days,
                });
            }
        }
    }
    suspects
}

fn detained(one: &mut Told<'_, '_>, day: i64) {
    one.say("detained", &["filed"], day, &["detained"], |on, suspect, _| Detained { on, suspect });
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
            ground,
            document: (!wrong).then(|| "示例延拘".to_owned()),
        });
    }
    let longest = extension.map_or(3, |(.., longest)| longest);
    let late = one.t.draw.chance(LATE);
    let end = day + if late { longest + one.t.draw.between(1, 10) } else { one.t.draw.between(longest.min(3), longest) };
    if one.t.draw.chance(0.25) {
        if one.t.draw.chance(0.5) {
            one.bailed(end)
        } else {
            one.released(end)
        }
        return;
    }
    one.say("arrest-requested", &["filed"], end, &["arrests-requested"], |on, suspect, wrong| ArrestRequested {
        on,
        suspect,
        document: (!wrong).then(|| "示例提捕".to_owned()),
    });
    let decided = end + one.t.draw.between(2, 7);
    if one.t.draw.chance(0.2) {
        one.say("arrest-refused", &["arrest-requested"], decided, &[], |on, suspect, wrong| ArrestRefused {
            on,
            suspect,
            reasons: if wrong { "示例：证据不足（待核实）" } else { "示例：证据不足" }.to_owned(),
            document: None,
        });
        if one.t.draw.chance(0.6) {
            one.bailed(decided)
        } else {
            one.released(decided)
        }
        return;
    }
    one.say("arrested", &["filed"], decided, &["arrested"], |on, suspect, _| Arrested { on, suspect });
    if one.t.draw.chance(0.3) {
        let extended = decided + one.t.draw.between(40, 60);
        one.say("custody-extended-first", &["arrested"], extended, &[], |on, suspect, wrong| CustodyExtended {
            on,
            suspect,
            round: 1,
            document: (!wrong).then(|| "示例延押".to_owned()),
        });
    }
}
