//! A host that records what an agency declares and holds each declaration against its golden example.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::personal::seal_all;
use crate::{
    Agency, Attribute, Decider, DivisionCode, DomainEvent, Envelope, Heading, Host, Identity, Kind, LegalFact, Measure,
    MessageId, Report, Says, Sealed, Telling, Withdrawal,
};

/// What an agency declared when it was mounted.
#[derive(Debug, Default)]
pub struct Recorder {
    /// The agency.
    pub agency: Option<Agency>,
    /// Its kinds of record.
    pub kinds: Vec<Kind>,
    /// Its report types in full, `jointcase.<agency>.<type>.v<version>`, each with its golden example.
    pub reports: Vec<(String, Envelope)>,
    /// What it counts.
    pub measures: Vec<Measure>,
    /// Codes of outcomes: `(code, zh, en)`.
    pub outcomes: Vec<(&'static str, &'static str, &'static str)>,
    /// What the events said to which the golden examples led.
    pub tellings: Vec<(Kind, Telling)>,
    withdrawals: Vec<&'static str>,
}

/// Mounts an agency and checks all that it declares; returns it for further questions: `check_agency(crate::mount)`.
///
/// Every golden example is an envelope of its type that decodes, also with its persons sealed, refuses unknown fields, does not
/// contradict itself, is written again without loss, and leads to events that survive storage and speak declared words only.
///
/// # Panics
/// If anything does not hold.
pub fn check_agency(mount: impl FnOnce(&mut Recorder)) -> Recorder {
    let mut recorder = Recorder::default();
    mount(&mut recorder);
    recorder.check();
    recorder
}

impl Recorder {
    fn code(&self) -> &'static str {
        self.agency.unwrap_or_else(|| panic!("host.agency(…) comes first")).code
    }

    /// Stages to which no golden example leads, as `<kind>/<stage>`.
    pub fn unreached_stages(&self) -> Vec<String> {
        let reached = |kind: &Kind, code: &str| self.tellings.iter().any(|(k, t)| k.code == kind.code && stage_of(t) == code);
        let stages = self.kinds.iter().flat_map(|kind| kind.stages.iter().map(move |stage| (kind, stage.code)));
        stages.filter(|(kind, code)| !reached(kind, code)).map(|(kind, code)| format!("{}/{code}", kind.code)).collect()
    }

    fn check(&self) {
        assert!(!self.kinds.is_empty() && !self.reports.is_empty(), "nothing was declared, so nothing was checked");
        self.kinds.iter().for_each(|kind| self.check_kind(kind));
        unique("report type", self.reports.iter().map(|(report_type, _)| report_type.as_str()));
        unique("example id", self.reports.iter().map(|(_, example)| example.id.to_string()));
        unique("measure", self.measures.iter().map(|measure| measure.code));
        for (code, zh, en) in &self.outcomes {
            assert!(kebab(code) && !zh.is_empty() && !en.is_empty(), "outcome {code}");
            let same = |other: &&(&str, &str, &str)| other.0 == *code;
            assert!(self.outcomes.iter().filter(same).all(|o| (o.1, o.2) == (*zh, *en)), "outcome {code} has two names");
        }
        for measure in &self.measures {
            assert!(kebab(measure.code) && !measure.zh.is_empty() && !measure.en.is_empty(), "measure {}", measure.code);
        }
        self.tellings.iter().for_each(|(kind, telling)| self.check_telling(kind, telling));
    }

    fn check_kind(&self, kind: &Kind) {
        let code = kind.code;
        assert!(code.strip_prefix(self.code()).is_some_and(|rest| rest.starts_with('.')), "{code} is not {}'s", self.code());
        assert!(kebab(kind.short()) && !kind.zh.is_empty() && !kind.en.is_empty(), "{code} needs a code and two names");
        // A record of which only other agencies tell is taken back by them.
        let told = self.tellings.iter().any(|(told, _)| told.code == code);
        let ways = self.withdrawals.iter().filter(|w| **w == code).count();
        assert_eq!(ways, usize::from(told), "{code} can be taken back in one way");
        unique(code, kind.stages.iter().map(|stage| stage.code));
        for stage in kind.stages {
            assert!(kebab(stage.code) && !stage.zh.is_empty() && !stage.en.is_empty(), "{code}: stage {}", stage.code);
            for before in stage.after {
                assert!(kind.stage(before).is_some(), "{code}: {} follows {before}, which is no stage", stage.code);
            }
        }
    }

    fn check_telling(&self, kind: &Kind, telling: &Telling) {
        let part = &telling.part;
        assert!(kind.stage(stage_of(telling)).is_some(), "{}: part {part} has no stage", kind.code);
        for says in &telling.says {
            match says {
                Says::Count(count) => {
                    let measure = self.measures.iter().find(|measure| measure.code == count.measure);
                    let measure = measure.unwrap_or_else(|| panic!("{}: {} is not declared", kind.code, count.measure));
                    assert_eq!(measure.unit, count.quantity.unit, "{}: unit of {}", kind.code, count.measure);
                }
                Says::Attribute(Attribute::Outcome(code)) => {
                    assert!(self.outcomes.iter().any(|o| o.0 == *code), "{}: outcome {code} is not declared", kind.code);
                }
                Says::Attribute(_)
                | Says::Legal(_)
                | Says::Mention(_)
                | Says::ArisesFrom(..)
                | Says::Link(..)
                | Says::Alert(_)
                | Says::Encloses(_)
                | Says::Aside(_)
                | Says::Tie(_)
                | Says::To(_)
                | Says::Of(_)
                | Says::Until(_) => {}
            }
        }
    }

    fn heading(&self, envelope: &Envelope) -> Heading {
        let root: String = envelope.division.as_str().chars().take(4).chain("00000000".chars()).collect();
        Heading {
            message: envelope.id,
            corrects: envelope.corrects,
            stated: envelope.time.to_utc(),
            org: envelope.org.clone(),
            agency: envelope.report_type.agency.clone(),
            division: envelope.division.clone(),
            root: DivisionCode::new(root).unwrap_or_else(|error| panic!("{error}")),
            key: envelope.subject.clone(),
            act: false,
        }
    }

    fn told<D: Decider>(&mut self, name: &str, events: Vec<D::Event>) {
        assert!(!events.is_empty(), "{name}: nothing is remembered");
        let mut state = D::default();
        for event in events {
            let stored = written(name, &event);
            assert_eq!(read::<D::Event>(name, stored), event, "{name}: the event does not survive storage");
            assert!(kebab(event.event_type()), "{name}: event type {}", event.event_type());
            state.evolve(&event);
            let telling = event.tell();
            let followed = |fact: &LegalFact| LegalFact::FOLLOWED.contains(fact);
            let declared = D::Event::FOLLOWED.contains(&event.event_type());
            assert!(declared || !telling.facts().iter().any(followed), "{name}: its event is not declared in FOLLOWED");
            self.tellings.push((D::KIND, telling));
        }
        let stored = written(name, &state);
        assert_eq!(written(name, &read::<D>(name, stored.clone())), stored, "{name}: the record does not survive storage");
    }
}

impl Host for Recorder {
    fn agency(&mut self, agency: Agency) {
        assert_eq!(agency.code().as_str(), agency.code);
        assert!(self.agency.replace(agency).is_none(), "one mount declares one agency");
    }

    fn record<D: Decider>(&mut self) {
        assert!(self.kinds.iter().all(|kind| kind.code != D::KIND.code), "{} is declared twice", D::KIND.code);
        self.kinds.push(D::KIND);
    }

    fn report<R: Report, D: Decider>(&mut self, into: fn(&Heading, R) -> D::Command) {
        let name = format!("jointcase.{}.{}.v{}", self.code(), R::TYPE, R::VERSION);
        assert!(self.kinds.contains(&D::KIND), "{name} is of a record that is not declared");
        assert_eq!(R::TYPE.split('.').next(), Some(D::KIND.short()), "{name} begins with its record");
        let envelope: Envelope = serde_json::from_str(R::EXAMPLE).unwrap_or_else(|e| panic!("{name}: its example: {e}"));
        // A report that several agencies tell has the example of one of them.
        let shared = D::KIND.identity == Identity::Shared;
        let agency = if shared { envelope.report_type.agency.as_str() } else { self.code() };
        assert_eq!(envelope.report_type.to_string(), format!("jointcase.{agency}.{}.v{}", R::TYPE, R::VERSION));
        assert_eq!(envelope.specversion, "1.0", "{name}");
        let whole: Value = read(&name, serde_json::from_str(R::EXAMPLE).unwrap_or_default());
        assert_eq!(written(&name, &envelope), whole, "{name}: the envelope loses something");

        let data = whole["data"].clone();
        let report: R = read(&name, data.clone());
        assert_eq!(written(&name, &report), data, "{name}: the report loses something or adds defaults");
        report.check().unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        let mut unknown = data.clone();
        unknown["no-such-field"] = Value::Bool(true);
        assert!(serde_json::from_value::<R>(unknown).is_err(), "{name} swallows a misspelt field: deny_unknown_fields");

        let mut sealed = data;
        seal_all::<serde_json::Error>(&mut sealed, &mut |_| {
            Ok(Sealed { person: Uuid::nil(), alg: "A256GCM".into(), data: String::new() })
        })
        .unwrap_or_else(|e| panic!("{name}: {e}"));
        let command = into(&self.heading(&envelope), read(&name, sealed));
        let events = D::default()
            .decide(command)
            .map_err(Into::into)
            .unwrap_or_else(|refusal: crate::Refusal| panic!("{name}: {refusal}"));
        self.told::<D>(&name, events);
        self.reports.push((name, envelope));
    }

    fn withdrawal<D: Decider>(&mut self, into: fn(&Heading, Withdrawal) -> D::Command) {
        let name = format!("{}.withdrawn", D::KIND.code);
        let (_, example) = self.reports.last().unwrap_or_else(|| panic!("{name}: declare the record's reports first"));
        let corrects = Some(MessageId(Uuid::from_u128(1)));
        let heading = Heading { message: MessageId(Uuid::from_u128(2)), corrects, ..self.heading(example) };
        let stage = D::KIND.stages.first().unwrap_or_else(|| panic!("{name}: a record without stages"));
        let on = "2016-08-15".parse().unwrap_or_else(|e| panic!("{e}"));
        let back = Withdrawal { on, part: stage.code.to_owned(), reason: "误报".to_owned() };
        let empty = Withdrawal { reason: String::new(), ..back.clone() };
        assert!(D::default().decide(into(&heading, empty)).is_err(), "{name}: without a reason it is refused");
        let events = D::default().decide(into(&heading, back)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(events.iter().all(|event| event.tell().withdrawn), "{name} takes back");
        let mut state = D::default();
        events.iter().for_each(|event| state.evolve(event));
        assert!(written(&name, &state).to_string().contains("\"withdrawn\":true"), "{name}: evolve calls Parts::take_back");
        self.told::<D>(&name, events);
        self.tellings.retain(|(_, telling)| !telling.withdrawn);
        self.withdrawals.push(D::KIND.code);
    }

    fn measures(&mut self, measures: &'static [Measure]) {
        self.measures.extend_from_slice(measures);
    }

    fn outcomes(&mut self, outcomes: &'static [(&'static str, &'static str, &'static str)]) {
        self.outcomes.extend_from_slice(outcomes);
    }
}

fn stage_of(telling: &Telling) -> &str {
    telling.part.split('/').next().unwrap_or_default()
}

fn kebab(code: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    code.split('-').all(word)
}

#[track_caller]
fn unique<T: Ord + std::fmt::Display>(what: &str, names: impl Iterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(!seen.contains(&name), "{what} {name} is declared twice");
        seen.insert(name);
    }
}

#[track_caller]
fn written(name: &str, what: &impl Serialize) -> Value {
    serde_json::to_value(what).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[track_caller]
fn read<T: DeserializeOwned>(name: &str, value: Value) -> T {
    serde_json::from_value(value).unwrap_or_else(|error| panic!("{name}: {error}"))
}
