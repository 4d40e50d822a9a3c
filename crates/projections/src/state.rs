//! What has been said of one record, as far as its row and its counts need it: folded from tellings, independent of their order.

mod row;
mod standing;
mod who;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Alert, Aside, Enclosed, LegalFact, Says, SubjectId, Telling, When};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::standing::{PartState, Standing};
use crate::legal;
use crate::links::LinkRow;

pub use self::row::Row;
pub use self::who::{Who, Whos};

/// A record as its parts stand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordState {
    /// By name. Records have few parts, and millions of records are folded: a list is smaller than a map.
    parts: Vec<PartState>,
    /// Agency and organisation whose record it is, where its number says so: whoever tells of it first.
    pub whose: Option<Box<(String, String)>>,
    /// A person said that it tells of the same as another record, which is counted. Not kept: it follows from the table of links.
    #[serde(skip)]
    pub counted_elsewhere: bool,
}

/// One counted thing as it stands: the content of a fact row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// The measure's code.
    pub measure: Cow<'static, str>,
    /// The part that says it.
    pub part: String,
    /// Tells several counts of one measure in one part apart.
    pub slot: String,
    /// How much, in the unit's smallest step.
    pub amount: i64,
    /// The unit.
    pub unit: Cow<'static, str>,
    /// `exact` or `at-least`.
    pub qualifier: Cow<'static, str>,
    /// The campaign.
    pub campaign: Option<String>,
    /// First local day it may have been.
    pub occurred_from: NaiveDate,
    /// Last local day it may have been.
    pub occurred_on: NaiveDate,
    /// How exactly that is known.
    pub precision: &'static str,
    /// Who states it and where.
    pub who: Arc<Who>,
}

/// A fact of law as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lawful {
    /// What the law calls it.
    pub fact: LegalFact,
    /// The part that tells it.
    pub part: String,
    /// The message that tells it.
    pub message: Uuid,
    /// When it happened.
    pub when: When,
    /// Until when what it grants was granted.
    pub until: Option<NaiveDate>,
    /// To whom it is addressed, where the report says so.
    pub to: Option<String>,
    /// Of whom it is told, where its part tells it of several.
    pub of: Option<String>,
    /// What goes with it.
    pub encloses: Vec<Enclosed>,
    /// Who states it and where.
    pub who: Arc<Who>,
}

/// What of a record a telling can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Facts of law.
    pub law: bool,
    /// What it is about.
    pub subjects: bool,
    /// What it says of two things.
    pub links: bool,
    /// The warnings that it gave.
    pub alerts: bool,
}

/// What a record is about: by subject its kind, the part that says so, and who states it.
pub type Subjects = BTreeMap<SubjectId, (Cow<'static, str>, String, String)>;

impl RecordState {
    /// Adds what one event says.
    /// `by` is the person who acted, where one did.
    pub fn tell(&mut self, telling: &Telling, who: Arc<Who>, root: &kernel::DivisionCode, by: Option<&str>) {
        let Some(told) = &telling.told else { return };
        let standing = Standing::of(telling, told, who, root, by);
        let place = match self.place(&telling.part) {
            Ok(place) => place,
            Err(place) => {
                self.parts.insert(place, PartState { name: telling.part.clone(), ..PartState::default() });
                place
            }
        };
        self.parts[place].add(standing);
    }

    fn place(&self, part: &str) -> Result<usize, usize> {
        self.parts.binary_search_by(|known| known.name.as_str().cmp(part))
    }

    /// As it is kept in the tables.
    ///
    /// # Errors
    /// None that is known: there is nothing in it that the format cannot say.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// From how it is kept in the tables.
    ///
    /// # Errors
    /// If another version of the fold wrote it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        let mut state: Self = postcard::from_bytes(bytes)?;
        for part in &mut state.parts {
            std::mem::take(&mut part.tellings).into_iter().for_each(|telling| part.add(telling));
        }
        Ok(state)
    }

    /// What it says of two things as it stands, and, once that was undone, what it said last.
    pub fn links(&self) -> BTreeSet<LinkRow> {
        let mut rows = BTreeSet::new();
        for part in &self.parts {
            if let Some((telling, links, stands)) = part.said(Standing::links) {
                rows.extend(links.iter().map(|said| said.row(stands, telling.when.last_day(), &telling.who.org)));
            }
        }
        rows
    }

    /// The warnings that it gave, each with whether it stands: what was taken back is not given again.
    pub fn alerts(&self) -> BTreeSet<(Alert, bool)> {
        let given = self.parts.iter().filter_map(|part| part.said(|telling| telling.alerts.first()));
        given.map(|(_, alert, stands)| (alert.clone(), stands)).collect()
    }

    /// The joins between records that it makes as it stands: the first is not counted.
    pub fn joins(&self) -> BTreeSet<(Uuid, Uuid)> {
        self.links().iter().filter_map(LinkRow::join).collect()
    }

    fn standing(&self) -> impl Iterator<Item = (&str, &Standing)> {
        self.parts.iter().filter_map(|part| part.true_now().map(|standing| (part.name.as_str(), standing)))
    }

    fn standing_of(&self, part: &str) -> Option<&Standing> {
        self.parts.get(self.place(part).ok()?)?.true_now()
    }

    /// What a telling of `part` can change: what that part counts by itself, and what the record counts once.
    pub fn facts_around(&self, part: &str) -> Vec<Fact> {
        let mut facts = self.facts_of(part);
        facts.extend(self.facts_once());
        facts
    }

    /// What `part` counts by itself.
    pub fn facts_of(&self, part: &str) -> Vec<Fact> {
        let Some(standing) = self.standing_of(part) else { return Vec::new() };
        standing.counts.iter().filter(|count| !count.per_record).map(|count| standing.fact(part, count)).collect()
    }

    /// What a telling of `part` can change of what the law knows: what that part states, and what others tell in passing of parts that
    /// nothing tells itself.
    pub fn legal_around(&self, part: &str) -> Vec<Lawful> {
        let mut legal = self.legal_of(part);
        for (_, standing) in self.standing() {
            let untold = |aside: &&Aside| self.standing_of(&aside.part).is_none();
            for aside in standing.asides.iter().filter(untold) {
                legal.extend(aside.legal.iter().map(|fact| standing.lawful(&aside.part, *fact, aside.when.clone())));
            }
        }
        legal
    }

    /// What `part` states of what the law knows, as it stands.
    fn legal_of(&self, part: &str) -> Vec<Lawful> {
        let Some(standing) = self.standing_of(part) else { return Vec::new() };
        let told = |(fact, of): (LegalFact, Option<&str>)| Lawful {
            until: standing.until,
            of: of.map(str::to_owned),
            encloses: standing.encloses.clone(),
            ..standing.lawful(part, fact, standing.when.clone())
        };
        legal::each(&standing.legal, &standing.of).map(told).collect()
    }

    /// What the record counts once, however many of its parts say so: the part stated first makes the fact.
    pub fn facts_once(&self) -> Vec<Fact> {
        if self.counted_elsewhere {
            return Vec::new();
        }
        let mut first: BTreeMap<(&str, &str), (DateTime<Utc>, Uuid, Fact)> = BTreeMap::new();
        for (name, standing) in self.standing() {
            for count in standing.counts.iter().filter(|count| count.per_record) {
                let key = (count.measure.as_ref(), count.slot.as_str());
                let order = (standing.stated, standing.message);
                if first.get(&key).is_none_or(|(stated, message, _)| order < (*stated, *message)) {
                    first.insert(key, (order.0, order.1, standing.fact(name, count)));
                }
            }
        }
        first.into_values().map(|(_, _, fact)| fact).collect()
    }

    /// What the record is about.
    pub fn subjects(&self) -> Subjects {
        let mut subjects = Subjects::new();
        for (name, standing) in self.standing() {
            for (subject, kind) in &standing.subjects {
                subjects.entry(*subject).or_insert_with(|| (kind.clone(), name.to_owned(), standing.who.org.clone()));
            }
        }
        subjects
    }

    /// What `telling` can change, besides the row and what is counted: only what it says itself, or any telling of its part has said.
    pub fn touched_by(&self, telling: &Telling) -> Touched {
        let known = self.place(&telling.part).ok().and_then(|place| self.parts.get(place));
        let earlier = known.map_or(&[][..], |part| part.tellings.as_slice());
        let said = |test: fn(&Says) -> bool, had: fn(&Standing) -> bool| telling.says.iter().any(test) || earlier.iter().any(had);
        Touched {
            law: said(
                |says| matches!(says, Says::Legal(_) | Says::Aside(_)),
                |telling| !(telling.legal.is_empty() && telling.asides.is_empty()),
            ),
            subjects: said(|says| matches!(says, Says::Mention(_)), |telling| !telling.subjects.is_empty()),
            links: said(|says| matches!(says, Says::Link(..)), |telling| !telling.links.is_empty()),
            alerts: said(|says| matches!(says, Says::Alert(_)), |telling| !telling.alerts.is_empty()),
        }
    }

    /// The organisations whose word on it stands.
    pub fn tellers(&self) -> BTreeSet<String> {
        self.standing().map(|(_, standing)| standing.who.org.clone()).collect()
    }

    /// The parts that speak of any of `subjects`, in the order in which they occurred.
    pub fn parts_about(&self, subjects: &[Uuid]) -> Vec<(String, When)> {
        let about = self.standing().filter(|(_, standing)| standing.subjects.iter().any(|(id, _)| subjects.contains(&id.0)));
        let mut parts: Vec<_> = about.map(|(name, standing)| (name.to_owned(), standing.when.clone())).collect();
        parts.sort_by_key(|(_, when)| when.last_day());
        parts
    }
}

#[cfg(test)]
mod tests {
    use kernel::spec::told;
    use kernel::{Attribute, Count, Decider, DivisionCode, DomainEvent, MessageId, Report, Tie, Told};

    use super::*;

    /// A state with something in most of its fields.
    fn state() -> RecordState {
        let root = DivisionCode::new("370800000000").expect("a root");
        let told = Told {
            message: MessageId(Uuid::from_u128(1)),
            corrects: Some(MessageId(Uuid::from_u128(2))),
            when: "2016-08-15".parse().expect("a day"),
            stated: DateTime::UNIX_EPOCH,
            act: false,
        };
        let says = vec![
            Says::Attribute(Attribute::Title("示例".into())),
            Says::Attribute(Attribute::Outcome("fail")),
            Says::Attribute(Attribute::Findings(3)),
            Count::once_per_record("cases"),
            Says::Legal(LegalFact::PenaltyDecided),
            Says::Tie(Tie::Lists("item/1".into())),
        ];
        let who = Who { agency: "police".into(), org: "jn-police".into(), division: root.to_string(), county: None };
        let mut state = RecordState::default();
        state.tell(&Telling::of("filed", &told, says), Arc::new(who), &root, None);
        state
    }

    #[test]
    fn a_state_is_read_back_as_it_was_written() {
        let bytes = state().to_bytes().expect("a state");
        assert_eq!(RecordState::from_bytes(&bytes).expect("a state"), state());
    }

    #[test]
    fn a_change_of_what_is_kept_is_a_new_version() {
        let kept = (crate::VERSION, hex::encode(state().to_bytes().expect("a state")));
        let known = (13, include_str!("state/kept.hex").trim().to_owned());
        assert_eq!(kept, known, "raise VERSION, so that states that are kept are folded anew, and keep this one in kept.hex");
    }

    /// The flags of a record of which `events` were told, each with what it corrects.
    fn flags<D: Decider>(events: &[D::Event]) -> Vec<String> {
        let root = DivisionCode::new("370800000000").expect("a root");
        let who = Arc::new(Who { agency: "police".into(), org: "jn-police".into(), division: root.to_string(), county: None });
        let mut state = RecordState::default();
        for event in events {
            state.tell(&event.tell(), Arc::clone(&who), &root, None);
        }
        let parts: BTreeSet<String> = events.iter().map(|event| event.tell().part).collect();
        let told: BTreeSet<String> = state.standing().map(|(part, _)| part.to_owned()).collect();
        assert_eq!(parts, told, "nothing is lost");
        let kept = RecordState::from_bytes(&state.to_bytes().expect("bytes")).expect("a state");
        let row = kept.row(&D::KIND).expect("a row");
        for flag in row.flags.iter().filter(|flag| flag.starts_with("unlawful:")) {
            let breach = kernel::rule::breach(&D::KIND, flag).unwrap_or_else(|| panic!("{flag} says nothing"));
            assert!(!breach.cited().zh.is_empty() && !breach.en.is_empty());
        }
        row.flags
    }

    fn example<R: Report>() -> R {
        let envelope: kernel::Envelope = serde_json::from_str(R::EXAMPLE).expect("an envelope");
        serde_json::from_str(envelope.data.get()).expect("data")
    }

    #[test]
    fn a_detention_that_lasts_longer_than_the_law_allows_is_a_flag_until_it_is_corrected() {
        use police::case::{Accepted, AdministrativelyDetained, Case, Event};
        let accepted = Event::Accepted(told(1, None, "2016-08-01"), example::<Accepted>());
        let detained = |n, corrects, days, acts| {
            let data = AdministrativelyDetained { suspect: "1".into(), days: Some(days), acts, ..example() };
            Event::AdministrativelyDetained(told(n, corrects, "2016-08-02"), data)
        };
        let flag = "unlawful:administratively-detained-too-long:administratively-detained/1";
        for long in [detained(2, None, 16, None), detained(2, None, 16, Some(1)), detained(2, None, 21, Some(2))] {
            assert_eq!(flags::<Case>(&[accepted.clone(), long.clone()]), [flag]);
            for lawful in [detained(3, Some(2), 15, None), detained(3, Some(2), 20, Some(2))] {
                assert!(flags::<Case>(&[accepted.clone(), long.clone(), lawful]).is_empty());
            }
        }
    }

    #[test]
    fn a_detention_of_a_transfer_that_lasts_longer_than_the_law_allows_is_a_flag() {
        use joint_office::transfer::{Event, Transfer};
        use kernel::transfer::police::DetentionDecided;
        let decided = |days, acts| {
            let data = DetentionDecided { days: Some(days), acts, ..example() };
            let account = joint_office::Account {
                told: told(1, None, "2016-08-18"),
                org: kernel::OrgId::new("jn-police").expect("an org"),
                agency: None,
                number: kernel::RecordKey::new("jn-environment:1:1").expect("a number"),
            };
            flags::<Transfer>(&[Event::Told(account, Box::new(data.into()))])
        };
        let flag = "unlawful:administratively-detained-too-long:detention-decided/jn-police".to_owned();
        assert!(decided(16, None).contains(&flag) && decided(21, Some(2)).contains(&flag));
        assert!(!decided(15, None).contains(&flag) && !decided(20, Some(2)).contains(&flag));
    }

    #[test]
    fn two_days_of_one_service_are_a_flag_and_one_that_is_told_in_passing_leaves_no_gap() {
        use environment::measure::{Event, Found, Imposed, Measure, MeasureKind, Rechecked, Served};
        let kind = MeasureKind::Correct;
        let imposed = |n, corrects, served_on: Option<&str>| {
            let served_on = served_on.map(|day| day.parse().expect("a day"));
            let data = Imposed { kind, served_on, until: None, items: Vec::new(), ..example() };
            Event::Imposed(told(n, corrects, "2016-08-01"), data)
        };
        let served = |day: &str| Event::Served(told(4, None, day), Served { kind, ..example() });
        let rechecked =
            |day: &str| Event::Rechecked(told(5, None, day), Rechecked { round: 1, found: Found::Continuing, ..example() });
        let passing = imposed(1, None, Some("2016-08-03"));
        assert!(flags::<Measure>(&[passing.clone(), rechecked("2016-08-20")]).is_empty());
        let late = ["unlawful:rechecked-too-late:rechecked/1"];
        assert_eq!(flags::<Measure>(&[passing.clone(), rechecked("2016-09-03")]), late);
        assert!(flags::<Measure>(&[passing.clone(), served("2016-08-03")]).is_empty());
        assert_eq!(flags::<Measure>(&[passing.clone(), served("2016-08-04")]), ["differs:served-on"]);
        // The report of the service itself stands before what was said in passing.
        let told = [passing.clone(), served("2016-08-04"), rechecked("2016-09-03")];
        assert_eq!(flags::<Measure>(&told), ["differs:served-on"]);
        let corrected = [passing, imposed(2, Some(1), None), rechecked("2016-08-20")];
        assert_eq!(flags::<Measure>(&corrected), ["gap:rechecked/1"]);
        assert_eq!(flags::<Measure>(&[imposed(1, None, Some("2016-07-30"))]), ["early:served"]);
    }

    #[test]
    fn what_is_told_in_passing_is_known_to_the_law_until_its_own_part_is_told() {
        use environment::measure::{Event, Imposed, MeasureKind, Served};
        let root = DivisionCode::new("370800000000").expect("a root");
        let who = Who { agency: "environment".into(), org: "jn-e".into(), division: root.to_string(), county: None };
        let who = Arc::new(who);
        let kind = MeasureKind::StopProduction;
        let data = Imposed { kind, served_on: Some("2016-08-03".parse().expect("a day")), items: Vec::new(), ..example() };
        let mut state = RecordState::default();
        state.tell(&Event::Imposed(told(1, None, "2016-08-01"), data).tell(), Arc::clone(&who), &root, None);
        let known = |state: &RecordState, part: &str| {
            let legal = state.legal_around(part).into_iter();
            legal.map(|told| (told.fact.code(), told.part, told.when.to_string(), told.message.as_u128())).collect::<Vec<_>>()
        };
        let passing = vec![("restriction-served", "served".to_owned(), "2016-08-03".to_owned(), 1)];
        assert_eq!(known(&state, "served"), passing);
        assert_eq!(known(&state, "imposed").last(), passing.last());
        let mut kept = RecordState::from_bytes(&state.to_bytes().expect("bytes")).expect("a state");
        assert_eq!(known(&kept, "served"), passing);
        kept.tell(
            &Event::Served(told(2, None, "2016-08-04"), Served { kind, ..example() }).tell(),
            Arc::clone(&who),
            &root,
            None,
        );
        assert_eq!(known(&kept, "served"), [("restriction-served", "served".to_owned(), "2016-08-04".to_owned(), 2)]);
        let back =
            kernel::Withdrawal { on: "2016-08-05".parse().expect("a day"), part: "served".into(), reason: "误报".into() };
        kept.tell(&Event::Withdrawn(told(3, Some(2), "2016-08-05"), back).tell(), who, &root, None);
        assert_eq!(known(&kept, "served"), passing);
    }

    #[test]
    fn a_broken_chain_of_keepers_is_a_flag_until_it_is_corrected() {
        use police::case::{Accepted, Case, Event, Goods, GoodsSeized, ItemMoved};
        let accepted = Event::Accepted(told(1, None, "2016-08-01"), example::<Accepted>());
        let goods = example::<GoodsSeized>().goods.into_iter().take(1);
        let goods = goods.map(|one| Goods { item: Some("W1".into()), keeper: Some("大队".into()), ..one }).collect();
        let seized = Event::GoodsSeized(told(2, None, "2016-08-01"), GoodsSeized { list: "1".into(), goods, ..example() });
        let moved = |n, corrects, from: &str| {
            let data = ItemMoved { item: "W1".into(), step: 1, from: from.into(), to: "保管室".into(), ..example() };
            Event::ItemMoved(told(n, corrects, "2016-08-03"), data)
        };
        let broken = moved(3, None, "别处");
        let first = [accepted, seized, broken];
        assert_eq!(flags::<Case>(&first), ["unlawful:chain-broken:item-moved/W1#1"]);
        assert_eq!(flags::<Case>(&[&first[..1], &first[2..]].concat())[1..], ["unlawful:not-on-a-list:item-moved/W1#1"]);
        assert!(flags::<Case>(&[&first[..], &[moved(4, Some(3), "大队")]].concat()).is_empty());
    }

    #[test]
    fn a_retest_that_the_law_excludes_is_a_flag_until_the_result_is_corrected() {
        use food_drug::sample::{Event, NoRetest, Sample, Step, Tested};
        let step = |step: Step| Event::Step(step);
        let tested = |n, corrects, no_retest| Event::tested(told(n, corrects, "2020-08-12"), Tested { no_retest, ..example() });
        let past = [
            step(Step::Taken(told(1, None, "2020-08-01"), example())),
            tested(2, None, Some(NoRetest::Microbes)),
            step(Step::Notified(told(3, None, "2020-08-14"), example())),
            step(Step::RetestRequested(told(4, None, "2020-08-15"), example())),
            step(Step::RetestAccepted(told(5, None, "2020-08-20"), example())),
        ];
        let flagged = flags::<Sample>(&past);
        assert!(flagged.iter().any(|flag| flag.starts_with("unlawful:retest-excluded-2019:retest-accepted/")), "{flagged:?}");
        let corrected = flags::<Sample>(&[&past[..], &[tested(6, Some(2), None)]].concat());
        assert!(!corrected.iter().any(|flag| flag.contains("retest-excluded")), "{corrected:?}");
    }

    #[test]
    fn a_term_longer_than_the_law_allows_is_a_flag_until_it_is_corrected() {
        use environment::measure::{Event, Extended, Imposed, Measure, MeasureKind};
        let imposed = |n, corrects, until: &str| {
            let until = Some(until.parse().expect("a day"));
            let data = Imposed { kind: MeasureKind::Seize, served_on: None, until, items: Vec::new(), ..example() };
            Event::Imposed(told(n, corrects, "2016-08-01"), data)
        };
        let extended = |n, corrects, until: &str| {
            let until = until.parse().expect("a day");
            Event::Extended(told(n, corrects, "2016-08-30"), Extended { round: 1, until, ..example() })
        };
        let long = [imposed(1, None, "2016-09-01")];
        assert_eq!(flags::<Measure>(&long), ["unlawful:seized-too-long:imposed"]);
        let lawful = [&long[..], &[imposed(2, Some(1), "2016-08-31")]].concat();
        assert!(flags::<Measure>(&lawful).is_empty());
        let longer = [&lawful[..], &[extended(3, None, "2016-10-01")]].concat();
        assert_eq!(flags::<Measure>(&longer), ["unlawful:seized-too-long:extended/1"]);
        assert!(flags::<Measure>(&[&longer[..], &[extended(4, Some(3), "2016-09-30")]].concat()).is_empty());
    }
}
