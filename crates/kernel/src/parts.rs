//! What has been said of a record, part by part, independent of the order in which it arrived.
//!
//! A record is told in parts (`planned`, `visit`, `recheck/2`). A part may be told more than once: a correction names what it
//! corrects, a restatement does not. Which telling stands depends on the set of tellings only, never on their order of arrival.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::rule::Standing;
use crate::{Aside, Kind, MessageId, Refusal, Telling, Tie, When, content, custody};

/// The circumstances of one telling: carried by every event that a report caused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The report that said it.
    pub message: MessageId,
    /// The report that it corrects, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<MessageId>,
    /// When it happened.
    pub when: When,
    /// When it was stated (CloudEvents `time`).
    pub stated: DateTime<Utc>,
    /// Whether a person does it here and now: an act is refused where the law bars it, a fact that is stated never.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub act: bool,
}

impl Told {
    /// The part of a telling that is kept to decide which one stands.
    fn entry(&self) -> Entry {
        Entry { stated: self.stated, message: self.message }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    stated: DateTime<Utc>,
    message: MessageId,
}

/// All tellings of one part: which stands, and which have been corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    told: BTreeSet<Entry>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    corrected: BTreeSet<MessageId>,
    /// When it happened, as the standing telling says.
    when: Option<When>,
    /// Whether the standing telling takes the part back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
    /// Whom the standing telling names, where the part is not theirs alone.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    names: BTreeSet<String>,
    /// What the standing telling says in passing of other parts, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    asides: BTreeMap<String, Part>,
}

impl Part {
    /// The report whose telling stands: the latest stated of those that no other corrects.
    pub fn standing(&self) -> Option<MessageId> {
        let open = self.told.iter().rev().find(|entry| !self.corrected.contains(&entry.message));
        // Reports that correct each other in a ring contradict themselves; then the latest stated stands.
        open.or_else(|| self.told.last()).map(|entry| entry.message)
    }

    /// When it happened, as the standing telling says.
    pub fn when(&self) -> Option<&When> {
        self.when.as_ref()
    }

    /// Whether it was told again without saying what that corrects.
    pub fn restated(&self) -> bool {
        self.told.iter().filter(|entry| !self.corrected.contains(&entry.message)).count() > 1
    }

    /// Whether it has been taken back, so that nothing of it is true.
    pub fn withdrawn(&self) -> bool {
        self.withdrawn
    }

    /// Adds a telling; true if it is the one that stands now.
    pub fn record(&mut self, told: &Told) -> bool {
        self.add(told, false)
    }

    /// Adds a telling that takes the part back; true if it is the one that stands now.
    pub fn take_back(&mut self, told: &Told) -> bool {
        self.add(told, true)
    }

    /// Whether it is about `thing`, so far as it names what it is about.
    pub fn is_about(&self, thing: &str) -> bool {
        self.names.is_empty() || self.names.contains(thing)
    }

    /// Whether its content names `what`.
    pub fn names(&self, what: &str) -> bool {
        self.names.contains(what)
    }

    /// What its content names.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Takes whom the standing telling names.
    pub fn naming(&mut self, names: impl Iterator<Item = String>) {
        self.names = names.collect();
    }

    /// Takes what the standing telling says in passing of other parts.
    pub fn passing<'a>(&mut self, asides: impl Iterator<Item = &'a Aside>) {
        let part = |aside: &Aside| (aside.part.clone(), Self { when: Some(aside.when.clone()), ..Self::default() });
        self.asides = asides.map(part).collect();
    }

    fn add(&mut self, told: &Told, withdrawn: bool) -> bool {
        self.told.insert(told.entry());
        self.corrected.extend(told.corrects);
        let stands = self.standing() == Some(told.message);
        if stands {
            self.when = Some(told.when.clone());
            self.withdrawn = withdrawn;
            self.names.clear(); // What a telling named that does not stand any more is named no more.
            self.asides.clear();
        }
        stands
    }
}

/// The parts of one record by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parts(BTreeMap<String, Part>);

impl Parts {
    /// Whether this very report has told this part already.
    pub fn knows(&self, part: &str, told: &Told) -> bool {
        self.0.get(part).is_some_and(|p| p.told.contains(&told.entry()))
    }

    /// Whether the part has been told at all.
    pub fn has(&self, part: &str) -> bool {
        self.0.contains_key(part)
    }

    /// The report whose telling of `part` stands.
    pub fn standing(&self, part: &str) -> Option<MessageId> {
        self.0.get(part)?.standing()
    }

    /// Adds a telling; true if it is the one that stands now, so that the fold takes its content.
    pub fn record(&mut self, part: &str, told: &Told) -> bool {
        self.0.entry(part.to_owned()).or_default().record(told)
    }

    /// The same of a telling that names whom of the record it is about, or speaks in passing of other parts.
    pub fn record_of(&mut self, part: &str, told: &Told, names: &[String], asides: &[Aside]) -> bool {
        let entry = self.0.entry(part.to_owned()).or_default();
        let stands = entry.record(told);
        if stands {
            entry.naming(names.iter().cloned());
            entry.passing(asides.iter());
        }
        stands
    }

    /// Adds a telling that takes the part back; true if it is the one that stands now.
    pub fn take_back(&mut self, part: &str, told: &Told) -> bool {
        self.0.entry(part.to_owned()).or_default().take_back(told)
    }

    /// Each part by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Part)> {
        self.0.iter().map(|(name, part)| (name.as_str(), part))
    }
}

/// The parts that are not taken back, with those of which others tell in passing and nothing itself.
pub(crate) fn present<'a>(parts: impl Iterator<Item = (&'a str, &'a Part)>) -> Vec<(&'a str, &'a Part)> {
    let mut present: Vec<(&str, &Part)> = parts.filter(|(_, part)| !part.withdrawn()).collect();
    let asides = present.iter().flat_map(|(_, part)| &part.asides).map(|(name, part)| (name.as_str(), part));
    let asides: Vec<(&str, &Part)> = asides.filter(|(name, _)| present.iter().all(|(told, _)| told != name)).collect();
    present.extend(asides);
    present
}

/// Which of these tellings of one record stand, whatever their order: of each part the one that is not corrected, also if it takes the
/// part back. What tells no part does not stand.
pub fn stand(told: &[Telling]) -> Vec<bool> {
    let mut parts = Parts::default();
    for telling in told {
        let Some(told) = &telling.told else { continue };
        let _ = if telling.withdrawn { parts.take_back(&telling.part, told) } else { parts.record(&telling.part, told) };
    }
    let stands =
        |telling: &Telling| telling.told.as_ref().is_some_and(|told| parts.standing(&telling.part) == Some(told.message));
    told.iter().map(stands).collect()
}

/// Whether `text` can label one of several like parts (`detained/<label>`): 1 to 40 characters, no `/`, no control character, not padded.
///
/// # Errors
/// A [`Refusal`] with the sentence for the sender.
pub fn label(text: &str) -> Result<(), Refusal> {
    let short = !text.is_empty() && text.chars().count() <= 40 && text.trim() == text;
    if short && !text.chars().any(|c| c == '/' || c.is_control()) {
        return Ok(());
    }
    Err(Refusal::contradiction(
        format!("编号“{text}”有误：须为1至40个字符，不含“/”和控制字符，首尾无空格"),
        format!("label {text:?} is wrong: 1 to 40 characters without / or control characters, no space at either end"),
    ))
}

/// What is out of order in a record's parts as they stand; empty once the gaps are filled.
///
/// Each flag is `<what>:<part>`: `gap:result` (no stage before it has been told), `early:result` (it happened before the stage it follows),
/// `restated:result` (told twice, neither naming the other), `unlawful:<rule>:result` (it breaks a rule of its stage, see [`crate::rule`]).
/// A part that was taken back neither has a flag nor fills a gap.
pub fn flags<'a>(kind: &Kind, parts: impl Iterator<Item = (&'a str, &'a Part)>) -> Vec<String> {
    let stage_of = |name: &str| name.split('/').next().unwrap_or(name).to_owned();
    let parts = present(parts);
    let mut flags = Vec::new();
    for (name, part) in parts.iter().copied() {
        if part.restated() {
            flags.push(format!("restated:{name}"));
        }
        let Some(stage) = kind.stage(&stage_of(name)) else { continue };
        if stage.after.is_empty() {
            continue;
        }
        let before: Vec<&Part> =
            parts.iter().filter(|(other, _)| stage.after.contains(&stage_of(other).as_str())).map(|(_, p)| *p).collect();
        if before.is_empty() {
            flags.push(format!("gap:{name}"));
        } else if let Some(when) = part.when()
            && before.iter().filter_map(|p| p.when()).all(|earlier| earlier.first_day() > when.last_day())
        {
            flags.push(format!("early:{name}"));
        }
    }
    let broken = Standing::of(kind, parts.into_iter()).broken();
    flags.extend(broken.into_iter().map(|(part, rule)| format!("unlawful:{}:{part}", rule.code)));
    flags
}

/// Where a record's parts do not agree, from the ties of those that stand.
///
/// Each flag is `<what>:<thing>`: `twice:item/3` (left the list twice), `unlisted:item/3` (left a list on which it is not),
/// `differs:deciding-organ` (told with two values), `awaited:file/0123456789ab` (stated, and not arrived), those of [`crate::custody`], and
/// `unlawful:<rule>:<part>` where what the parts say breaks a rule ([`crate::content`]).
pub fn breaches<'a>(ties: impl Iterator<Item = &'a Tie> + Clone) -> Vec<String> {
    let content = content::flags(ties.clone());
    let (mut listed, mut taken) = (BTreeSet::new(), BTreeMap::new());
    let mut values: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let (mut awaited, mut arrived, mut passes) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for tie in ties {
        match tie {
            Tie::Lists(thing) => drop(listed.insert(thing)),
            Tie::Takes(thing) => *taken.entry(thing).or_insert(0_u32) += 1,
            Tie::Is(what, value) => drop(values.entry(what).or_default().insert(value)),
            Tie::Awaits(thing) => drop(awaited.insert(thing)),
            Tie::Arrived(thing) => drop(arrived.insert(thing)),
            Tie::Passes(pass) => passes.push(pass),
            // Of these elsewhere: in what content shows, and in the rules of stages.
            Tie::Moves(..)
            | Tie::Forbids { .. }
            | Tie::Does { .. }
            | Tie::Names(_)
            | Tie::Needs { .. }
            | Tie::On(..)
            | Tie::Counts { .. } => {}
        }
    }
    let twice = taken.iter().filter(|(_, times)| **times > 1).map(|(thing, _)| format!("twice:{thing}"));
    let unlisted = taken.keys().filter(|thing| !listed.contains(*thing)).map(|thing| format!("unlisted:{thing}"));
    let differ = values.iter().filter(|(_, values)| values.len() > 1).map(|(what, _)| format!("differs:{what}"));
    let missing = awaited.difference(&arrived).map(|thing| format!("awaited:{thing}"));
    twice.chain(unlisted).chain(differ).chain(missing).chain(custody::flags(passes.into_iter())).chain(content).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Class, Identity, Stage};
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn told(n: u128, corrects: Option<u128>, day: &str) -> Told {
        Told {
            message: MessageId(Uuid::from_u128(n)),
            corrects: corrects.map(|c| MessageId(Uuid::from_u128(c))),
            when: day.parse().expect("a day"),
            stated: DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(i64::try_from(n).expect("small")),
            act: false,
        }
    }

    #[test]
    fn a_correction_that_overtakes_its_original_still_stands() {
        let mut part = Part::default();
        assert!(part.record(&told(2, Some(3), "2016-08-02")));
        assert!(!part.record(&told(3, None, "2016-08-01")));
        assert_eq!(part.when().map(When::to_string).as_deref(), Some("2016-08-02"));
    }

    #[test]
    fn a_gap_is_flagged_until_it_is_filled() {
        const KIND: Kind = Kind {
            code: "t.t",
            zh: "",
            en: "",
            class: Class::Own,
            identity: Identity::Own,
            stages: &[Stage::first("taken", "", ""), Stage::after("result", "", "", &["taken"])],
        };
        let mut parts = Parts::default();
        parts.record("result", &told(1, None, "2016-08-02"));
        assert_eq!(flags(&KIND, parts.iter().collect::<Vec<_>>().into_iter()), ["gap:result"]);
        parts.record("taken", &told(2, None, "2016-08-01"));
        assert!(flags(&KIND, parts.iter().collect::<Vec<_>>().into_iter()).is_empty());
        parts.record("taken", &told(3, Some(2), "2016-08-09"));
        assert_eq!(flags(&KIND, parts.iter().collect::<Vec<_>>().into_iter()), ["early:result"]);
    }

    #[test]
    fn a_part_taken_back_fills_no_gap_and_has_no_flag() {
        const KIND: Kind = Kind {
            code: "t.t",
            zh: "",
            en: "",
            class: Class::Own,
            identity: Identity::Own,
            stages: &[Stage::first("taken", "", ""), Stage::after("result", "", "", &["taken"])],
        };
        let mut parts = Parts::default();
        parts.record("taken", &told(1, None, "2016-08-01"));
        parts.record("result", &told(2, None, "2016-08-02"));
        parts.take_back("taken", &told(3, Some(1), "2016-08-03"));
        assert_eq!(flags(&KIND, parts.iter().collect::<Vec<_>>().into_iter()), ["gap:result"]);
        parts.take_back("result", &told(4, Some(2), "2016-08-03"));
        assert!(flags(&KIND, parts.iter().collect::<Vec<_>>().into_iter()).is_empty());
    }

    #[test]
    fn a_thing_leaves_its_list_once_and_a_value_is_one() {
        let takes = |thing: &str| Tie::Takes(thing.to_owned());
        let organ = |organ: &str| Tie::Is("organ".into(), organ.into());
        let lawful = [Tie::Lists("item/1".into()), Tie::Lists("item/2".into()), takes("item/1"), organ("a"), organ("a")];
        assert!(breaches(lawful.iter()).is_empty());
        let broken = [takes("item/3"), takes("item/1"), organ("b")];
        let all = lawful.iter().chain(&broken);
        assert_eq!(breaches(all), ["twice:item/1", "unlisted:item/3", "differs:organ"]);
    }

    proptest! {
        #[test]
        fn what_stands_does_not_depend_on_the_order_of_arrival(
            tellings in proptest::collection::vec((1u128..7, proptest::option::of(1u128..7)), 1..7).prop_map(|rows| {
                // One report says one thing: the same id always has the same content.
                let rows: BTreeMap<u128, Option<u128>> = rows.into_iter().collect();
                rows.into_iter().map(|(n, c)| told(n, c.filter(|c| *c != n), &format!("2016-08-0{n}"))).collect::<Vec<_>>()
            }),
            seed in any::<u64>(),
        ) {
            let mut in_order = Part::default();
            tellings.iter().for_each(|t| { in_order.record(t); });
            let mut shuffled = tellings.clone();
            let len = shuffled.len();
            for i in 0..len {
                let j = usize::try_from(seed.rotate_left(u32::try_from(i).expect("small") * 7) % u64::try_from(len).expect("small")).expect("small");
                shuffled.swap(i, j);
            }
            let mut other = Part::default();
            shuffled.iter().for_each(|t| { other.record(t); });
            prop_assert_eq!(in_order.standing(), other.standing());
        }
    }
}
