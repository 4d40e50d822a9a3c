//! The suspects of a criminal case: held, asked for, arrested or let go, in time and sometimes late.

use std::collections::BTreeMap;

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
    /// How often each measure was taken.
    taken: BTreeMap<&'static str, u16>,
}

/// How a suspect stands, and since when.
#[derive(Clone, Copy)]
enum Stands {
    Bailed(i64),
    Surveilled(i64),
    Released(i64),
    /// Arrested: until when custody may last.
    Arrested(i64),
    /// Nothing more is told.
    Lost,
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
        self.say_round(stage, 1, follows, day, claims, make);
    }

    /// Says something that happens to the suspect for the `round`th time: each person is counted once.
    fn say_round<R: Report>(
        &mut self,
        stage: &'static str,
        round: u16,
        follows: &'static [&'static str],
        day: i64,
        claims: &[&'static str],
        make: impl Fn(kernel::When, String, bool) -> R,
    ) {
        let suspect = self.suspect.clone();
        let label = if round > 1 { format!("{suspect}/{round}") } else { suspect.clone() };
        let part = self.t.part(self.record, stage, follows).label(label);
        self.last = self.last.max(day);
        self.t.say(part, day, |_, on, wrong| {
            let claims = claims.iter().map(|measure| Claim::once(measure, suspect.as_str(), 1)).collect();
            (make(on, suspect.clone(), wrong), claims)
        });
    }

    /// Which time this measure is taken now.
    fn round(&mut self, measure: &'static str) -> u16 {
        let taken = self.taken.entry(measure).or_default();
        *taken += 1;
        *taken
    }

    fn bailed(&mut self, day: i64) -> Stands {
        let round = self.round("bailed");
        self.say_round("bailed", round, &["filed"], day, &["bailed"], |on, suspect, _| Bailed { on, suspect, round });
        Stands::Bailed(day)
    }

    fn surveilled(&mut self, day: i64) -> Stands {
        let round = self.round("residence-surveilled");
        let claims = ["residence-surveilled"];
        self.say_round("residence-surveilled", round, &["filed"], day, &claims, |on, suspect, _| ResidenceSurveilled {
            on,
            suspect,
            round,
        });
        Stands::Surveilled(day)
    }

    fn released(&mut self, day: i64) -> Stands {
        let round = self.round("released");
        self.say_round("released", round, &["filed"], day, &[], |on, suspect, wrong| Released {
            on,
            suspect,
            round,
            reasons: (!wrong).then(|| "示例：不需要继续羁押".to_owned()),
        });
        Stands::Released(day)
    }

    /// Whoever was let go breaks the conditions, or is found to have done more.
    fn again(&mut self, stands: Stands) -> Stands {
        match stands {
            Stands::Bailed(day) => {
                let day = day + self.t.draw.between(5, 15);
                match self.t.draw.between(1, 100) {
                    1..=35 => requested(self, day, false),
                    36..=65 => detained(self, day),
                    _ => self.surveilled(day),
                }
            }
            Stands::Surveilled(day) => {
                let day = day + self.t.draw.between(5, 15);
                self.bailed(day)
            }
            Stands::Released(day) => {
                let day = day + self.t.draw.between(5, 15);
                detained(self, day)
            }
            Stands::Arrested(_) | Stands::Lost => stands,
        }
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
    // Who is dealt with beside others is not held again: custody of theirs would run out meanwhile.
    let alone = labels.len() == 1;
    for suspect in &labels {
        let day = filed + t.draw.between(0, 10);
        let who = person(t.draw);
        let mut one = Told { t: &mut *t, record, suspect: suspect.clone(), last, taken: BTreeMap::new() };
        one.say("suspect-identified", &["accepted"], day, &["suspects", by_domain], |on, suspect, wrong| SuspectIdentified {
            on,
            suspect,
            who: (!wrong).then(|| who.clone()),
            domain: Some(domain),
        });
        let day = day + one.t.draw.between(0, 5);
        let mut stands =
            match one.t.draw.between(1, 100) {
                1..=55 => detained(&mut one, day),
                56..=82 => one.bailed(day),
                83..=86 => one.surveilled(day),
                _ if administratively => {
                    let days = u16::try_from(one.t.draw.between(5, 20)).ok();
                    // More than fifteen days are for several acts together.
                    let acts = days.filter(|days| *days > 15).map(|_| 2);
                    let claims = ["administratively-detained"];
                    one.say("administratively-detained", &["accepted"], day, &claims, |on, suspect, _| {
                        AdministrativelyDetained { on, suspect, round: 1, days, acts }
                    });
                    Stands::Lost
                }
                _ => Stands::Lost,
            };
        for _ in 0..3 {
            if alone && one.t.draw.chance(shares::HELD_AGAIN) {
                stands = one.again(stands);
            }
        }
        if let Stands::Arrested(ends) = stands {
            custody = Some(custody.map_or(ends, |other| other.min(ends)));
        }
        last = one.last;
    }
    Suspects { labels, last, custody }
}

/// Detained, and let go or arrested.
fn detained(one: &mut Told<'_, '_>, day: i64) -> Stands {
    let round = one.round("detained");
    one.say_round("detained", round, &["filed"], day, &["detained"], |on, suspect, _| Detained { on, suspect, round });
    let extension = one.t.draw.weighted(&[
        (55, None),
        (30, Some(("arrest-request-extended", ExtensionGround::Special, 7))),
        (15, Some(("arrest-request-extended-to-30", ExtensionGround::RoamingRepeatedOrGang, 30))),
    ]);
    if let Some((stage, ground, _)) = extension {
        let extended = day + one.t.draw.between(1, 3);
        one.say_round(stage, round, &["detained"], extended, &[], |on, suspect, wrong| ArrestRequestExtended {
            on,
            suspect,
            round,
            ground,
            until: None,
            document: (!wrong).then(|| "示例延拘".to_owned()),
        });
    }
    let longest = extension.map_or(3, |(.., longest)| longest);
    let Some(after) = Term::strict(longest).from(longest / 2).done(one.t.draw, shares::CUSTODY) else { return Stands::Lost };
    let end = day + after;
    if one.t.draw.chance(0.25) {
        return if one.t.draw.chance(0.5) { one.bailed(end) } else { one.released(end) };
    }
    requested(one, end, true)
}

/// The procuratorate is asked for an arrest, and grants it or not; the suspect is `held` meanwhile, or on bail.
fn requested(one: &mut Told<'_, '_>, day: i64, held: bool) -> Stands {
    let round = one.round("arrest-requested");
    one.say_round("arrest-requested", round, &["filed"], day, &["arrests-requested"], |on, suspect, wrong| ArrestRequested {
        on,
        suspect,
        round,
        document: (!wrong).then(|| "示例提捕".to_owned()),
    });
    let Some(after) = Term::strict(7).from(2).done(one.t.draw, shares::PROCURATORATE) else { return Stands::Lost };
    let decided = day + after;
    if one.t.draw.chance(0.2) {
        one.say_round("arrest-refused", round, &["arrest-requested"], decided, &[], |on, suspect, wrong| ArrestRefused {
            on,
            suspect,
            round,
            reasons: if wrong { "示例：证据不足（待核实）" } else { "示例：证据不足" }.to_owned(),
            document: None,
        });
        return match (held, one.t.draw.chance(0.6)) {
            (false, _) => Stands::Bailed(decided), // As before.
            (true, true) => one.bailed(decided),
            (true, false) => one.released(decided),
        };
    }
    one.say_round("arrested", round, &["filed"], decided, &["arrested"], |on, suspect, _| Arrested { on, suspect, round });
    Stands::Arrested(decided + custody(one, decided, round))
}

/// The days of custody that the law allows: two months, a third, two more, and two more again.
fn custody(one: &mut Told<'_, '_>, arrested: i64, arrest: u16) -> i64 {
    let extensions = one.t.draw.weighted(&[(68, 0_u16), (22, 1), (6, 2), (4, 3)]);
    let steps = [
        ("custody-extended-first", 45, 57, 88),
        ("custody-extended-second", 75, 86, 147),
        ("custody-extended-third", 130, 145, 208),
    ];
    let mut allowed = 58;
    for (round, (stage, from, to, then)) in (1_u16..=extensions).zip(steps) {
        let extended = arrested + one.t.draw.between(from, to);
        one.say_round(stage, arrest, &["arrested"], extended, &[], |on, suspect, wrong| CustodyExtended {
            on,
            suspect,
            arrest,
            round,
            document: (!wrong).then(|| "示例延押".to_owned()),
        });
        allowed = then;
    }
    allowed
}
