//! The names that the agencies declare: kinds of record, measures and outcomes, and how to hear an event of each kind and to fold a record.

use std::collections::BTreeMap;

use kernel::decider::{self, Stored};
use kernel::{Agency, Class, Decider, DomainEvent, Facet, Heading, Host, Kind, Measure, Report, Telling, Text, Withdrawal};

type Hear = fn(&str, &str, &str) -> Result<Telling, serde_json::Error>;
type Fold = fn(&[Stored<'_>]) -> Result<Vec<Facet>, serde_json::Error>;

/// What all mounted agencies declare.
#[derive(Clone, Default)]
pub struct Vocabulary {
    agencies: Vec<Agency>,
    kinds: Vec<(&'static Kind, Hear, Fold)>,
    measures: Vec<&'static Measure>,
    outcomes: BTreeMap<&'static str, Text>,
    /// By field and code.
    words: BTreeMap<(&'static str, &'static str), Text>,
    /// Which kind of record may have which.
    outcomes_of: Vec<(&'static Kind, &'static str)>,
    followed: Vec<(&'static Kind, &'static [&'static str])>,
}

impl Vocabulary {
    /// The vocabulary of the agencies that `mount` mounts: `Vocabulary::of(roster::mount_all)`.
    pub fn of(mount: impl FnOnce(&mut Self)) -> Self {
        let mut vocabulary = Self::default();
        mount(&mut vocabulary);
        vocabulary
    }

    /// The agencies in their declared order.
    pub fn agencies(&self) -> &[Agency] {
        &self.agencies
    }

    /// The agency with `code`.
    pub fn agency(&self, code: &str) -> Option<&Agency> {
        self.agencies.iter().find(|agency| agency.code == code)
    }

    /// The kinds of record in their declared order.
    pub fn kinds(&self) -> impl Iterator<Item = &'static Kind> {
        self.kinds.iter().map(|(kind, ..)| *kind)
    }

    /// The kind with `code`.
    pub fn kind(&self, code: &str) -> Option<&'static Kind> {
        self.kinds().find(|kind| kind.code == code)
    }

    /// The kinds whose events may state one of [`kernel::LegalFact::FOLLOWED`], each with the tags of those events.
    pub fn followed(&self) -> &[(&'static Kind, &'static [&'static str])] {
        &self.followed
    }

    /// The measures in their declared order.
    pub fn measures(&self) -> &[&'static Measure] {
        &self.measures
    }

    /// The measure with `code`.
    pub fn measure(&self, code: &str) -> Option<&'static Measure> {
        self.measures.iter().copied().find(|measure| measure.code == code)
    }

    /// The outcomes that records of `class` may have, by code, each with the kinds that may have it.
    pub fn outcomes(&self, class: Class) -> BTreeMap<&'static str, Vec<&'static Kind>> {
        let mut outcomes = BTreeMap::<_, Vec<_>>::new();
        for (kind, code) in self.outcomes_of.iter().filter(|(kind, _)| kind.class == class) {
            outcomes.entry(*code).or_default().push(*kind);
        }
        outcomes
    }

    /// The name of an outcome; a code that nobody declares is shown as it is.
    pub fn outcome_name(&self, code: &str) -> Text {
        self.outcomes.get(code).cloned().unwrap_or_else(|| Text::of(code, code))
    }

    /// The name of `code` in the field `field` of reports and events, where one is declared.
    pub fn word<'a>(&'a self, field: &'a str, code: &'a str) -> Option<&'a Text> {
        self.words.get(&(field, code))
    }

    /// What an event of `kind` says.
    ///
    /// # Errors
    /// The payload does not have the shape that its type and version promise. `None` if nobody declares the kind.
    pub fn hear(&self, kind: &str, event_type: &str, version: &str, payload: &str) -> Option<Result<Telling, serde_json::Error>> {
        let (_, hear, _) = self.kinds.iter().find(|(known, ..)| known.code == kind)?;
        Some(hear(event_type, version, payload))
    }

    /// Where a record of `kind` stands after these events of it, as its domain folds them; nothing if nobody declares the kind.
    ///
    /// # Errors
    /// A payload does not have the shape that its type and version promise.
    pub fn facets(&self, kind: &str, events: &[Stored<'_>]) -> Result<Vec<Facet>, serde_json::Error> {
        let fold = self.kinds.iter().find(|(known, ..)| known.code == kind).map(|(.., fold)| fold);
        fold.map_or_else(|| Ok(Vec::new()), |fold| fold(events))
    }
}

impl Host for Vocabulary {
    fn agency(&mut self, agency: Agency) {
        self.agencies.push(agency);
    }

    fn record<D: Decider>(&mut self) {
        self.kinds.push((&D::KIND, decider::hear::<D>, decider::facets::<D>));
        if !D::Event::FOLLOWED.is_empty() {
            self.followed.push((&D::KIND, D::Event::FOLLOWED));
        }
    }

    fn report<R: Report, D: Decider>(&mut self, _: fn(&Heading, R) -> D::Command) {}

    fn withdrawal<D: Decider>(&mut self, _: fn(&Heading, Withdrawal) -> D::Command) {}

    fn measures(&mut self, measures: &'static [Measure]) {
        self.measures.extend(measures);
    }

    fn outcomes(&mut self, outcomes: &'static [(&'static str, &'static str, &'static str)]) {
        self.outcomes.extend(outcomes.iter().map(|(code, zh, en)| (*code, Text::new(zh, en))));
        // A record declares its outcomes after itself.
        let kind = self.kinds.last().map(|(kind, ..)| *kind);
        self.outcomes_of.extend(kind.into_iter().flat_map(|kind| outcomes.iter().map(move |(code, ..)| (kind, *code))));
    }

    fn words(&mut self, field: &'static str, words: impl IntoIterator<Item = (&'static str, Text)>) {
        self.words.extend(words.into_iter().map(|(code, name)| ((field, code), name)));
    }
}
