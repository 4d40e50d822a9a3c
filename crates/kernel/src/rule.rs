//! What the law demands of the parts of one record: their order, their number, and the time between them.
//!
//! A demand is broken only where the dates leave no doubt. Two parts are about the same thing if their labels name the same or one of them
//! has none; a stage that is named `judged/*` is meant whatever its label, `judged/@` if its content names the thing ([`crate::Tie::Names`]) or
//! nothing at all, and `reconsidered/@reversed` if it names `reversed`. What happens to a thing more than once is numbered in rounds:
//! `detained/1` is the first detention of suspect 1, `detained/1/2` the second. Which of them another part belongs to, the dates say.
//! Of what happens to the whole again ([`Label::Again`]) `filed` is the first and `filed/2` the second: that label names no thing.

use chrono::{Days, Months, NaiveDate};

use crate::parts::{Part, present};
use crate::{Article, Breach, Field, Kind, Stage};

/// What the law says of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Law {
    /// On which article the act rests.
    pub article: Article,
    /// How its parts are told apart.
    pub label: Label,
    /// What a person must state to do it.
    pub needs: &'static [Field],
    /// What it must obey beside its place in the order of stages.
    pub rules: &'static [Rule],
}

/// How the parts of a stage are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// There is one.
    Whole,
    /// One for each label of these stages: a list, a decision, a round that it answers.
    Of(&'static [&'static str]),
    /// One for each thing that these stages tell of, however many rounds they have: a suspect.
    Each(&'static [&'static str]),
    /// For each thing that these stages tell of, one round after another.
    Rounds(&'static [&'static str]),
    /// For each of these labels, one round after another: a judgment of an instance.
    RoundsAmong(&'static [&'static str]),
    /// The whole, one round after another: its label is a round and names no thing.
    Again,
    /// As many as there are, each with a label of its own.
    New,
    /// One for each number, up to the one after those that were told: a recheck.
    Numbered,
    /// One for each of these labels.
    Among(&'static [&'static str]),
}

/// One demand with its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code of its breach, such as `hearing-after-decision`.
    pub code: &'static str,
    /// What is demanded.
    pub demand: Demand,
    /// What is wrong where it is broken, in Chinese.
    pub zh: &'static str,
    /// What is wrong where it is broken, in English.
    pub en: &'static str,
    /// Which article it breaks.
    pub article: Article,
}

/// What is demanded of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// One of these has been told of the same thing, and not later.
    Needs(&'static [&'static str]),
    /// One of these has been told under its own label, and not later: it answers that round.
    Answers(&'static [&'static str]),
    /// None of these happened before it to the same thing.
    NotAfter(&'static [&'static str]),
    /// None of the first happened before it to the same thing, unless one of the second came since: a case is over, and is filed again.
    NotSince(&'static [&'static str], &'static [&'static str]),
    /// If the first happened to the same thing, the second did so too before it: a hearing that was asked for is held.
    Owes(&'static str, &'static str),
    /// It happened to the same thing before only if one of these came since.
    Anew(&'static [&'static str]),
    /// As a later round it follows the one before.
    InTurn,
    /// It happens at most so often.
    AtMost(usize),
    /// Numbered by its label, it follows the part of that stage whose number is so much lower, if there can be one.
    Numbered(&'static str, u16),
    /// Numbered behind whose it is (`filed/jn-police/2`), one of these has been told under the number so much lower, by whomever, if there can
    /// be one; `@` stands for the stage that its content names.
    Round(&'static [&'static str], u16),
    /// What the second demands, unless one of these happened by then.
    Unless(&'static [&'static str], &'static Demand),
    /// Whoever does it has the affair, or whom its content names has it.
    InCharge(Charge),
    /// It is told once.
    Once,
    /// Only what the parts say shows whether it is broken: they do so by [`crate::Tie::Does`] and [`crate::Tie::Moves`].
    Content,
    /// What it states is a number that others show to be wrong, by [`crate::Tie::Counts`], or leaves out what they need. It bars nobody from
    /// telling them: a recheck is made also where it shows a fine to have been too high.
    Stated,
    /// It happens within this time from the latest of these that happened to the same thing. What is late bars nothing: a duty is done all
    /// the more.
    Within(&'static [&'static str], Term),
    /// One of [`Lasting::by`] ends it in time. A late end is a breach that bars nothing: what lasts too long must be ended all the more.
    Ends(Lasting),
    /// It lengthens the part of this stage under the same label, which [`Demand::Ends`], while that lasts and its time has not run out.
    Extends(&'static str),
}

/// With whom an affair is, of whose parts each names whom it is for ([`crate::Tie::Names`]). Until it is given to anybody nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What gives it to somebody.
    pub given: &'static str,
    /// What passes it on to another.
    pub passed: &'static str,
    /// Whether those are meant whom the part names, not who tells it.
    pub named: bool,
}

/// How long something may last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// What ends it.
    pub by: &'static [&'static str],
    /// Within what time.
    pub term: Term,
    /// Within what time from its start if this was granted under its label, before the time that ran then was over.
    pub extended: &'static [(&'static str, Term)],
    /// What stops the time before it is over, and what lets it run again.
    pub paused: Option<(&'static str, &'static str)>,
}

/// A length of time, the day of its start not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Natural days.
    Days(u32),
    /// Months; one without that date ends on its last day.
    Months(u32),
}

impl Term {
    /// The last day of it, from `start`.
    pub fn from(self, start: NaiveDate) -> NaiveDate {
        match self {
            Self::Days(days) => start.checked_add_days(Days::new(days.into())),
            Self::Months(months) => start.checked_add_months(Months::new(months)),
        }
        .unwrap_or(NaiveDate::MAX)
    }
}

/// The parts of a record that stand, as the demands see them.
#[derive(Clone, Debug)]
pub(crate) struct Standing<'a> {
    kind: Kind,
    parts: Vec<One<'a>>,
}

/// One part that stands, with what it happened to.
#[derive(Clone, Copy, Debug)]
struct One<'a> {
    name: &'a str,
    thing: Option<&'a str>,
    part: &'a Part,
}

impl<'a> Standing<'a> {
    /// Of `parts` of a record of `kind`, those that are not taken back, in passing ones too.
    pub(crate) fn of(kind: &Kind, parts: impl Iterator<Item = (&'a str, &'a Part)>) -> Self {
        let one = |(name, part): (&'a str, &'a Part)| {
            let law = label_of(name).and_then(|_| kind.stage(stage_of(name))?.law);
            One { name, thing: thing_of(name).filter(|_| law.is_none_or(|law| law.label != Label::Again)), part }
        };
        Self { kind: *kind, parts: present(parts).into_iter().map(one).collect() }
    }

    /// Each part that breaks a demand of its stage.
    pub(crate) fn broken(&self) -> Vec<(&'a str, &'static Rule)> {
        let mut broken = Vec::new();
        for one in &self.parts {
            let Some((stage, law)) = self.kind.stage(stage_of(one.name)).and_then(|stage| Some((stage, stage.law?))) else {
                continue;
            };
            for rule in law.rules.iter().filter(|rule| self.breaks(*one, rule.demand)) {
                if !self.is_gap(stage, rule.demand) {
                    broken.push((one.name, rule));
                }
            }
        }
        broken
    }

    /// Whether the order of stages says already that what is needed has not been told at all.
    fn is_gap(&self, stage: &Stage, demand: Demand) -> bool {
        let (Demand::Needs(before) | Demand::Answers(before) | Demand::Round(before, _)) = demand else { return false };
        let before = if before == ["@"] { stage.after } else { before };
        before.iter().any(|one| stage.after.contains(one)) && !self.parts.iter().any(|one| before.contains(&stage_of(one.name)))
    }

    fn breaks(&self, one: One<'a>, demand: Demand) -> bool {
        let One { name, part, .. } = one;
        let Some((first, last)) = days(part) else { return false };
        match demand {
            Demand::Needs(before) => !self.among(before, one).any(|(from, _)| from <= last),
            Demand::Answers(before) => !self.answered(before, one).any(|(_, (from, _))| from <= last),
            Demand::NotAfter(others) => self.among(others, one).any(|(_, to)| to < first),
            Demand::NotSince(others, again) => {
                let since = |end: NaiveDate| self.among(again, one).any(|(from, to)| end <= to && from <= last);
                self.among(others, one).any(|(_, to)| to < first && !since(to))
            }
            Demand::Owes(asked, done) => {
                let before = |stage| self.among(&[stage], one).any(|(from, _)| from <= last);
                before(asked) && !before(done)
            }
            Demand::Anew(since) => {
                let before = self.rounds(one).filter(|(other, (from, _))| (*from, *other) < (first, name));
                let before = before.map(|(_, (from, _))| from).max();
                before.is_some_and(|start| !self.among(since, one).any(|(from, to)| start <= to && from <= last))
            }
            Demand::InTurn => round_before(one).is_some_and(|before| {
                let told = |(other, (from, _)): (&str, (NaiveDate, NaiveDate))| other == before && from <= last;
                !self.rounds(one).any(told)
            }),
            Demand::AtMost(most) => {
                let same = self.parts.iter().filter(|other| stage_of(other.name) == stage_of(name));
                same.filter(|other| days(other.part).is_some_and(|(from, _)| (from, other.name) < (first, name))).count() >= most
            }
            Demand::Numbered(stage, back) => {
                let number = label_of(name).and_then(|label| label.parse::<u16>().ok()).and_then(|n| n.checked_sub(back));
                number.filter(|n| *n > 0).is_some_and(|n| {
                    let wanted = format!("{stage}/{n}");
                    let told = |other: &One<'_>| other.name == wanted && days(other.part).is_some_and(|(from, _)| from <= last);
                    !self.parts.iter().any(told)
                })
            }
            Demand::Round(stages, back) => {
                let meant = |other: &One<'_>| {
                    let stage = stage_of(other.name);
                    other.name != name && (stages.contains(&stage) || stages == ["@"] && part.names(stage))
                };
                let number = number_of(name).checked_sub(back).filter(|number| *number > 0);
                number.is_some_and(|number| !self.parts.iter().any(|other| meant(other) && number_of(other.name) == number))
            }
            Demand::Unless(done, demand) => !self.among(done, one).any(|(from, _)| from <= last) && self.breaks(one, *demand),
            Demand::InCharge(charge) if charge.named => !part.named().all(|name| self.has_it(name, charge, one, (first, last))),
            Demand::InCharge(charge) => !one.thing.is_none_or(|thing| self.has_it(thing, charge, one, (first, last))),
            Demand::Once => part.restated(),
            Demand::Content | Demand::Stated => false,
            Demand::Within(from, term) => {
                let latest = self.among(from, one).filter(|(start, _)| *start <= last).map(|(_, to)| to).max();
                latest.is_some_and(|start| first > term.from(start))
            }
            Demand::Ends(lasting) => {
                let Some(end) = self.among(lasting.by, one).filter(|(_, to)| *to >= first).map(|(from, _)| from).min() else {
                    return false; // What still lasts is a matter of the clock, which knows the day.
                };
                end > self.due(lasting, one, (first, last), None)
            }
            Demand::Extends(stage) => {
                let Some(lasting) = self.kind.stage(stage).and_then(Stage::lasting) else { return false };
                let Some((begun, (from, to))) = self.answered(&[stage], one).find(|(_, (from, _))| *from <= last) else {
                    return false;
                };
                let ended = || self.among(lasting.by, begun).any(|(earliest, latest)| from <= earliest && latest < first);
                first > self.due(lasting, begun, (from, to), Some(name)) || ended()
            }
        }
    }

    /// Whether the affair was with `who` when `one` happened: it was given or passed on to them, and they had not passed it on since.
    fn has_it(&self, who: &str, charge: Charge, one: One<'a>, (first, last): (NaiveDate, NaiveDate)) -> bool {
        let others = || self.parts.iter().filter(|other| other.name != one.name);
        let of = |other: &One<'_>, stage: &str| stage_of(other.name) == stage;
        let reaches = |other: &&One<'_>| (of(other, charge.given) || of(other, charge.passed)) && other.part.names(who);
        let reached: Vec<_> = others().filter(reaches).filter_map(|other| days(other.part)).collect();
        let passed = others().filter(|other| of(other, charge.passed) && other.thing == Some(who));
        let mut passed = passed.filter_map(|other| days(other.part)).filter(|(_, to)| *to < first);
        let again = |end: NaiveDate| reached.iter().any(|(from, to)| end <= *to && *from <= last);
        let given = self.parts.iter().any(|other| of(other, charge.given));
        !given || !reached.is_empty() && passed.all(|(_, to)| again(to))
    }

    /// The last day of what `one` began on a day from `first` to `last`, as it was extended while its time ran; `without` that one.
    fn due(&self, lasting: Lasting, one: One<'a>, (first, last): (NaiveDate, NaiveDate), without: Option<&str>) -> NaiveDate {
        let granted = lasting.extended.iter().flat_map(|(stage, term)| {
            let told = self.answered(std::slice::from_ref(stage), one).filter(|(other, _)| Some(other.name) != without);
            told.filter(|(_, (_, to))| *to >= first).map(|(_, (from, _))| (from, term.from(last)))
        });
        let mut granted: Vec<(NaiveDate, NaiveDate)> = granted.collect();
        granted.sort_unstable();
        let first_due = self.paused(lasting.paused, one, lasting.term.from(last));
        granted.into_iter().fold(
            first_due,
            |due, (on, longer)| {
                if on <= due { due.max(self.paused(lasting.paused, one, longer)) } else { due }
            },
        )
    }

    /// `due` later by the time for which it stood still, unless it was over by then.
    fn paused(&self, paused: Option<(&str, &str)>, one: One<'a>, due: NaiveDate) -> NaiveDate {
        let Some((stops, runs)) = paused else { return due };
        let stopped = self.among(&[stops], one).map(|(from, _)| from).min();
        stands_still(due, stopped, self.among(&[runs], one).map(|(_, to)| to).max())
    }

    /// The other rounds of what `one` is a round of, each with its first and last day.
    fn rounds(&self, one: One<'a>) -> impl Iterator<Item = (&'a str, (NaiveDate, NaiveDate))> {
        let same = move |other: &&One<'a>| {
            other.name != one.name && (stage_of(other.name), other.thing) == (stage_of(one.name), one.thing)
        };
        self.parts.iter().filter(same).filter_map(|other| Some((other.name, days(other.part)?)))
    }

    /// The parts of `stages` with the label of `one`, each with its first and last day.
    fn answered(&self, stages: &[&str], one: One<'a>) -> impl Iterator<Item = (One<'a>, (NaiveDate, NaiveDate))> {
        let same = move |other: &&One<'a>| stages.contains(&stage_of(other.name)) && label_of(other.name) == label_of(one.name);
        self.parts.iter().filter(same).filter_map(|other| Some((*other, days(other.part)?)))
    }

    /// First and last day of each part of `stages` that is about the same thing as `one`, itself excepted.
    fn among(&self, stages: &[&str], one: One<'a>) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        let thing = one.thing;
        let named = move |other: &One<'a>, stage: &str| match stage.split_once('/') {
            Some((code, "@")) => stage_of(other.name) == code && thing.is_none_or(|thing| other.part.is_about(thing)),
            Some((code, label)) => {
                stage_of(other.name) == code && label.strip_prefix('@').is_none_or(|name| other.part.names(name))
            }
            None => stage_of(other.name) == stage && (thing.is_none() || other.thing.is_none() || other.thing == thing),
        };
        let others = self.parts.iter().filter(move |other| other.name != one.name);
        let others = others.filter(move |other| stages.iter().any(|stage| named(other, stage)));
        others.filter_map(|other| days(other.part))
    }
}

impl Stage {
    /// How long what it begins may last, where a rule says so.
    fn lasting(&self) -> Option<Lasting> {
        self.law?.rules.iter().find_map(|rule| if let Demand::Ends(lasting) = rule.demand { Some(lasting) } else { None })
    }
}

impl Rule {
    /// Whether a person's act is refused because of it.
    pub fn bars(&self) -> bool {
        !matches!(self.demand, Demand::Ends(_) | Demand::Within(..))
    }

    /// That `part` breaks it.
    pub fn breach(&self, part: &str) -> Breach {
        Breach::of(self.code, part, self.zh, self.en, self.article)
    }
}

/// What a flag `unlawful:<rule>:<part>` of such a record means; `None` for other flags.
pub fn breach(kind: &Kind, flag: &str) -> Option<Breach> {
    let (code, part) = flag.strip_prefix("unlawful:")?.split_once(':')?;
    rule(kind, part, code).map(|rule| rule.breach(part))
}

/// The rule `code` of the stage of `part`.
fn rule(kind: &Kind, part: &str, code: &str) -> Option<&'static Rule> {
    kind.stage(stage_of(part))?.law?.rules.iter().find(|rule| rule.code == code)
}

/// Whether a person may not do `part` because `breach` would be one.
pub(crate) fn bars(kind: &Kind, part: &str, breach: &Breach) -> bool {
    breach.part == part || rule(kind, &breach.part, breach.code).is_none_or(|rule| rule.demand != Demand::Stated)
}

/// `due` later by the time from `stopped` to `again`, unless it was over when it stopped; without an end while it still stands.
pub(crate) fn stands_still(due: NaiveDate, stopped: Option<NaiveDate>, again: Option<NaiveDate>) -> NaiveDate {
    match (stopped.filter(|from| *from <= due), again) {
        (None, _) => due,
        (Some(_), None) => NaiveDate::MAX,
        (Some(from), Some(to)) => Term::Days(u32::try_from((to - from).num_days()).unwrap_or(0)).from(due),
    }
}

fn days(part: &Part) -> Option<(NaiveDate, NaiveDate)> {
    part.when().map(|when| (when.first_day(), when.last_day()))
}

/// The code of the stage of which `part` is one telling.
pub fn stage_of(part: &str) -> &str {
    part.split('/').next().unwrap_or(part)
}

/// The label by which `part` is told apart from its like.
pub fn label_of(part: &str) -> Option<&str> {
    part.split_once('/').map(|(_, label)| label)
}

/// The number behind whose `part` is: 2 of `filed/jn-police/2` and of `notice-served/jn-police/filed-2`, 1 where there is none.
fn number_of(part: &str) -> u16 {
    let label = part.splitn(3, '/').nth(2).and_then(|label| label.rsplit('-').next());
    label.and_then(|number| number.parse().ok()).unwrap_or(1)
}

/// What `part` happened to: its label without the round.
pub fn thing_of(part: &str) -> Option<&str> {
    label_of(part).map(thing)
}

/// What `label` names: `1` of `1` and of `1/2`. No label that is reported has a `/` of its own ([`crate::parts::label`]).
pub fn thing(label: &str) -> &str {
    label.split('/').next().unwrap_or(label)
}

/// The part that is the round before `one`; `None` if that is the first.
fn round_before(one: One<'_>) -> Option<String> {
    let (first, round) = one.name.rsplit_once('/')?;
    let round: u16 = round.parse().ok().filter(|_| one.thing.is_none() || first.contains('/'))?;
    let (stage, before) = (stage_of(one.name), round.saturating_sub(1));
    Some(one.thing.map_or_else(|| again(stage, before), |thing| format!("{stage}/{}", round_of(thing, before))))
}

/// The part of `stage` by which what happens to the whole is told for the `round`th time ([`Label::Again`]): the first needs no number.
pub fn again(stage: &str, round: u16) -> String {
    if round <= 1 { stage.to_owned() } else { format!("{stage}/{round}") }
}

/// The label of what happens to `thing` for the `round`th time: the first needs no number.
pub fn round_of(thing: &str, round: u16) -> String {
    if round <= 1 { thing.to_owned() } else { format!("{thing}/{round}") }
}
