//! What every page needs: the pool, the names, the trees and where the history stands.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::division::Root;
use kernel::law::Law;
use kernel::reference::Reference;
use kernel::transfer::label_name;
use kernel::{AgencyCode, Division, DivisionCode, Kind, OrgId, Text};
use projections::Vocabulary;
use sqlx::PgPool;

use crate::Lang;
use crate::format::deadline;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::visitor::Visitor;
use crate::words;

/// What the pages are made of.
#[derive(Clone)]
pub struct WebConfig {
    /// A pool of role `jointcase_web`; its statement timeout bounds every page.
    pub pool: PgPool,
    /// The names that the agencies declare.
    pub vocabulary: Vocabulary,
    /// Divisions and organisations.
    pub reference: Reference,
    /// The law by which clocks run.
    pub law: Law,
    /// What the process beside the pages takes in; no table says it.
    pub intake: Arc<dyn Fn() -> Intake + Send + Sync>,
}

/// What became of reports since the process started, and what keeps them from being taken in now.
#[derive(Clone, Debug, Default)]
pub struct Intake {
    /// Reports accepted.
    pub accepted: u64,
    /// Reports known already.
    pub duplicates: u64,
    /// Messages quarantined.
    pub quarantined: u64,
    /// Messages that had to be tried again.
    pub retried: u64,
    /// What is wrong; nothing if all is well.
    pub troubles: Vec<Text>,
}

/// The state that all handlers share; a clone is cheap.
#[derive(Clone)]
pub struct App {
    pub(crate) pool: PgPool,
    pub(crate) vocabulary: Arc<Vocabulary>,
    pub(crate) reference: Arc<Reference>,
    pub(crate) law: Arc<Law>,
    pub(crate) intake: Arc<dyn Fn() -> Intake + Send + Sync>,
    pub(crate) live: Arc<Live>,
    pub(crate) metrics: Arc<Metrics>,
}

impl App {
    /// Joins the parts; nothing runs yet.
    pub fn new(config: WebConfig) -> Self {
        let WebConfig { pool, vocabulary, reference, law, intake } = config;
        let (vocabulary, reference, law) = (Arc::new(vocabulary), Arc::new(reference), Arc::new(law));
        Self { pool, vocabulary, reference, law, intake, live: Arc::new(Live::new()), metrics: Arc::default() }
    }

    /// The root whose short or full code this is.
    pub(crate) fn root(&self, code: &str) -> Option<&Root> {
        self.reference.roots().iter().find(|root| root.code.as_str() == code || short(root.code.as_str()) == code)
    }

    /// Today's counties of `root`, by code: whatever was reported, also of a county that stands no more, is filed under these.
    pub(crate) fn counties(&self, root: &Root) -> Vec<&Division> {
        self.reference.divisions.counties(&root.code, today(root))
    }

    /// Today's county under `root` in whose place, or in its predecessor's, this short or full code stands.
    pub(crate) fn county(&self, root: &Root, code: &str) -> Option<&Division> {
        let under = |d: &&Division| self.reference.divisions.within(&d.code, &root.code) && d.code != root.code;
        self.reference
            .divisions
            .iter()
            .filter(|d| short(d.code.as_str()) == code || d.code.as_str() == code)
            .find(under)
            .and_then(|found| self.reference.divisions.today(&found.code))
    }

    /// The name of a division; a code that is not listed is shown as it is.
    pub(crate) fn division_name(&self, code: &str, lang: Lang) -> String {
        let Some(division) = DivisionCode::new(code).ok().and_then(|code| self.reference.divisions.get(&code)) else {
            return code.to_owned();
        };
        match (lang, &division.name_en) {
            (Lang::En, Some(name)) => name.clone(),
            (Lang::En | Lang::Zh, _) => division.name.clone(),
        }
    }

    /// The name of an organisation; an id that is not listed is shown as it is.
    pub(crate) fn org_name(&self, id: &str, lang: Lang) -> String {
        let org = OrgId::new(id).ok().and_then(|id| self.reference.organisations.get(&id));
        org.map_or_else(|| id.to_owned(), |org| lang.of(&org.name).to_owned())
    }

    /// A part of a record in words; whoever tells it in a shared record is named.
    pub(crate) fn part(&self, kind: Option<&Kind>, part: &str, visitor: &Visitor) -> String {
        words::part(kind, &self.named(part, visitor), visitor.lang)
    }

    /// A part, or a flag with its part, with the names of organisations instead of their ids, and instants as they are where the root lies.
    pub(crate) fn named(&self, part: &str, visitor: &Visitor) -> String {
        let lang = visitor.lang;
        let mut words = part.split('/');
        let stage = words.next().unwrap_or_default().to_owned();
        // Of a flag the stage comes after what is wrong.
        let code = stage.rsplit(':').next().unwrap_or_default();
        // First whose part it is or of whom, then what tells it apart.
        let name = |(at, word): (usize, &str)| {
            // Who was told of a sample, and the instance of a judgment, are codes of these fields.
            let coded = || ["to", "instance"].iter().find_map(|field| self.vocabulary.word(field, word)).cloned();
            let known = if at == 0 { coded() } else { label_name(code, word) };
            // An alert is told apart by when its clock ends.
            let instant = || Some(deadline(word.parse::<DateTime<Utc>>().ok()?, &visitor.root));
            known.map(|name| lang.of(&name).to_owned()).or_else(instant).unwrap_or_else(|| self.org_name(word, lang))
        };
        let rest: String = words.enumerate().map(|word| format!("/{}", name(word))).collect();
        stage + &rest
    }

    /// The name of an agency; one without a crate is shown by its code.
    pub(crate) fn agency_name(&self, code: &str, lang: Lang) -> String {
        self.vocabulary.agency(code).map_or_else(|| code.to_owned(), |agency| lang.of(&agency.name()).to_owned())
    }

    /// The agencies that records may name: those mounted.
    pub(crate) fn knows_agency(&self, code: &str) -> bool {
        AgencyCode::new(code).is_ok_and(|code| self.vocabulary.agency(code.as_str()).is_some())
    }
}

/// The code as links write it: `370800` for `370800000000`.
pub(crate) fn short(code: &str) -> &str {
    let statistical = code.len() == 12 && code.bytes().all(|b| b.is_ascii_digit());
    match code.strip_suffix("000000") {
        Some(short) if statistical => short,
        Some(_) | None => code,
    }
}

/// Now, at the rim.
pub(crate) fn now() -> DateTime<Utc> {
    kernel::time::now()
}

/// Today where `root` lies.
pub(crate) fn today(root: &Root) -> NaiveDate {
    now().with_timezone(&root.zone).date_naive()
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn only_statistical_codes_are_shortened() {
        assert_eq!(short("370800000000"), "370800");
        assert_eq!(short("370811001000"), "370811001000");
        assert_eq!(short("SIM-11000000"), "SIM-11000000");
        assert_eq!(short("US-DE"), "US-DE");
    }
}
