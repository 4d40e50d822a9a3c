//! The statutes as data: every clock, offence, document and measure, as shipped and as a city lays its own over them.

use chrono::{Days, NaiveDate};

use super::document::Document;
use super::load::{Names, Reader};
use super::maximum::Maximum;
use super::offence::Offence;
use super::raw::RawFile;
use super::{Clock, FactSet, Regime, Role};
use crate::mistake::{Mistake, Mistakes, Source};
use crate::{LegalFact, Text};

macro_rules! shipped {
    ($($file:literal),* $(,)?) => { &[$(($file, include_str!(concat!("../../data/statutes/", $file)))),*] };
}

/// The texts that ship, one per regime.
pub const SHIPPED: &[(&str, &str)] = shipped![
    "agencies.toml",
    "general.toml",
    "supervision.toml",
    "environment.toml",
    "food.toml",
    "drugs.toml",
    "economic-crime.toml",
    "criminal-procedure.toml",
    "detention.toml",
    "coercion.toml",
    "penalty.toml",
    "sampling.toml",
    "farm-produce.toml",
    "inspection.toml",
    "incidents.toml",
    "environment-measures.toml",
    "offences.toml",
    "documents.toml",
    "measures.toml",
];

/// Checked statutes.
#[derive(Clone, Debug)]
pub struct Catalogue {
    clocks: Vec<Clock>,
    /// One question after another: the versions and regimes that answer it, the most special first.
    questions: Vec<Question>,
    /// By fact: the questions that it raises.
    raised: Vec<Vec<usize>>,
    offences: Vec<Offence>,
    documents: Vec<Document>,
    measures: Vec<Maximum>,
    roles: Vec<(String, Role)>,
}

/// One question with all clocks that answer it.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub triggers: FactSet,
    pub clocks: Vec<usize>,
}

impl Catalogue {
    /// The statutes that ship.
    ///
    /// # Errors
    /// [`Mistakes`]; a test holds the shipped texts free of them.
    pub fn shipped() -> Result<Self, Mistakes> {
        Self::with(&[])
    }

    /// The shipped statutes with a city's own laid over them: file name and TOML text of each.
    ///
    /// An entry with the id, regime and first day of a shipped one replaces it; one with a later first day ends the shipped one the day
    /// before. Regimes and instruments are replaced by their key; a document by its transfer, code and sender, an offence by its article, a
    /// measure by its code, each while the city's is in force.
    ///
    /// # Errors
    /// [`Mistakes`] names file and line of every mistake.
    pub fn with(city: &[(&str, &str)]) -> Result<Self, Mistakes> {
        let texts = SHIPPED.iter().map(|text| (false, text)).chain(city.iter().map(|text| (true, text)));
        Self::read(texts.map(|(city, (file, text))| (city, Source { file, text })).collect())
    }

    fn read(sources: Vec<(bool, Source<'_>)>) -> Result<Self, Mistakes> {
        let mut errors = Vec::new();
        let mut files = Vec::new();
        for (city, source) in sources {
            match toml::from_str::<RawFile>(source.text) {
                Ok(raw) => files.push((city, source, raw)),
                Err(error) => errors.push(source.unreadable(&error)),
            }
        }
        let (mut names, mut roles) = (Names::default(), Vec::new());
        for (_, source, raw) in &mut files {
            let mut reader = Reader { source: *source, errors: Vec::new() };
            roles.extend(raw.agency.drain(..).map(|agency| (agency.code, agency.role)));
            for regime in raw.regimes.drain(..) {
                let (code, name) = (regime.code, Text::of(regime.zh, regime.en));
                names.regimes.insert(code.clone(), Regime { code, name, rank: regime.rank, sender: regime.sender });
            }
            for instrument in raw.instrument.drain(..) {
                names.instruments.extend(reader.instrument(instrument).map(|read| (read.key.clone(), read)));
            }
            errors.extend(reader.errors);
        }
        let (mut clocks, mut offences, mut documents, mut measures) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (city, source, raw) in files {
            let mut reader = Reader { source, errors: Vec::new() };
            for clock in raw.clock {
                if let Some(clock) = reader.clock(clock, raw.regime.as_deref(), &names) {
                    lay(&mut clocks, city, clock);
                }
            }
            for offence in raw.offence {
                reader.offence(offence, &names).into_iter().for_each(|offence| offences.push(offence));
            }
            for document in raw.document {
                reader.document(document, &names).into_iter().for_each(|document| documents.push(document));
            }
            for measure in raw.measure {
                reader.measure(measure, &names).into_iter().for_each(|measure| measures.push(measure));
            }
            errors.extend(reader.errors);
        }
        let clocks: Vec<Clock> = clocks.into_iter().map(|(_, clock)| clock).collect();
        errors.extend(overlaps(&clocks));
        if !errors.is_empty() {
            return Err(Mistakes(errors));
        }
        roles.reverse();
        let (questions, raised) = index(&clocks);
        Ok(Self { clocks, questions, raised, offences, documents, measures, roles })
    }

    /// All clocks.
    pub fn clocks(&self) -> &[Clock] {
        &self.clocks
    }

    /// All versions of all offences.
    pub fn offences(&self) -> &[Offence] {
        &self.offences
    }

    /// All documents of all transfer kinds.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// All measures with their maximum lengths.
    pub fn measures(&self) -> &[Maximum] {
        &self.measures
    }

    /// The clock with this row under that regime, in the version that could start on `day`; of none such any other version.
    pub fn clock(&self, row: &str, regime: &str, day: NaiveDate) -> Option<&Clock> {
        let of = |clock: &&Clock| clock.regime.code == regime && clock.rows().any(|known| known == row);
        let mut versions = self.clocks.iter().filter(of).peekable();
        let any = versions.peek().copied();
        versions.find(|clock| clock.in_force(day)).or(any)
    }

    /// Whose side the agency is on.
    pub fn role(&self, agency: &str) -> Role {
        self.roles.iter().find(|(code, _)| code == agency).map_or(Role::Regulator, |(_, role)| *role)
    }

    /// The questions that `fact` raises.
    pub(super) fn raised(&self, fact: LegalFact) -> impl Iterator<Item = &Question> {
        self.raised.get(fact as usize).into_iter().flatten().filter_map(|at| self.questions.get(*at))
    }

    pub(super) fn clocks_of(&self, question: &Question) -> impl Iterator<Item = &Clock> {
        question.clocks.iter().filter_map(|at| self.clocks.get(*at))
    }
}

/// Lays a clock over those that stand: it replaces its own version, and one of a city's ends the shipped version before it.
fn lay(clocks: &mut Vec<(bool, Clock)>, city: bool, clock: Clock) {
    let same = |other: &Clock| other.id == clock.id && other.regime.code == clock.regime.code;
    if city {
        clocks.retain(|(layer, other)| *layer || !same(other) || other.from != clock.from);
        for (layer, other) in clocks.iter_mut() {
            if !*layer && same(other) && other.from < clock.from && other.to.is_none_or(|to| to >= clock.from) {
                other.to = clock.from.checked_sub_days(Days::new(1));
            }
        }
    }
    clocks.push((city, clock));
}

/// Two answers of one rank to one question that may apply to one fact on one day.
fn overlaps(clocks: &[Clock]) -> Vec<Mistake> {
    let mut errors = Vec::new();
    for (n, a) in clocks.iter().enumerate() {
        for b in clocks.iter().take(n).filter(|b| collide(a, b)) {
            let problem = Text::of(
                format!("“{}”与{}第{}行的“{}”在同一时期都适用", a.id, b.file, b.line, b.id),
                format!("{} applies on the same days as {} of {}:{}", a.id, b.id, b.file, b.line),
            );
            errors.push(Mistake { file: a.file.clone(), line: a.line, problem });
        }
    }
    errors
}

fn collide(a: &Clock, b: &Clock) -> bool {
    let last = |clock: &Clock| clock.to.unwrap_or(NaiveDate::MAX);
    let senders_meet = a.sender.is_empty() || b.sender.is_empty() || a.sender.iter().any(|sender| b.sender.contains(sender));
    let tellers_meet = a.told_by.is_none() || b.told_by.is_none() || a.told_by == b.told_by;
    // Versions of one rule replace each other, whatever starts them.
    let versions = a.id == b.id && a.regime.code == b.regime.code;
    a.question == b.question
        && a.regime.rank == b.regime.rank
        && (versions || a.trigger.meets(&b.trigger))
        && a.from <= last(b)
        && b.from <= last(a)
        && senders_meet
        && tellers_meet
        && !a.if_any.meets(&b.unless)
        && !b.if_any.meets(&a.unless)
}

fn index(clocks: &[Clock]) -> (Vec<Question>, Vec<Vec<usize>>) {
    let mut names: Vec<&str> = Vec::new();
    let mut questions: Vec<Question> = Vec::new();
    for (at, clock) in clocks.iter().enumerate() {
        let place = names.iter().position(|name| *name == clock.question).unwrap_or_else(|| {
            names.push(&clock.question);
            questions.push(Question { triggers: FactSet::default(), clocks: Vec::new() });
            questions.len() - 1
        });
        if let Some(question) = questions.get_mut(place) {
            question.triggers = question.triggers.union(clock.trigger);
            question.clocks.push(at);
        }
    }
    for question in &mut questions {
        question.clocks.sort_by_key(|at| clocks.get(*at).map(|clock| std::cmp::Reverse(clock.regime.rank)));
    }
    let raised = LegalFact::ALL
        .iter()
        .map(|fact| (0..questions.len()).filter(|at| questions.get(*at).is_some_and(|q| q.triggers.has(*fact))).collect())
        .collect();
    (questions, raised)
}
