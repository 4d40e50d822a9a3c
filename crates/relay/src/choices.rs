//! Which events are told to whom: data that ships, and what a city lays over it. Without a choice nobody is told.

use std::collections::{BTreeMap, BTreeSet};

use joint_office::alert::ClockAlert;
use joint_office::transfer::Transfer;
use kernel::mistake::{Mistake, Mistakes, Source};
use kernel::reference::Reference;
use kernel::{Decider, Kind, OrgId};
use serde::Deserialize;
use toml::Spanned;

use crate::Book;

/// The choices that ship: those that the law commands.
pub const SHIPPED: (&str, &str) = ("notices.toml", include_str!("../data/notices.toml"));

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Receiver {
    /// This organisation.
    Org(OrgId),
    /// Whoever stands there in the affair.
    Role(Role),
}

/// A place in an affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// The regulator whose transfer it is.
    Regulator,
    /// The police organ that the transfer is with.
    Police,
    /// The procuratorate that the step names, else that of the same level as whoever took the step.
    Procuratorate,
    /// The organisation that a question of a transfer is put to.
    Asked,
    /// The organisation that put the question which the step answers.
    Asker,
    /// The organisation that owes what the clock asks for.
    Owner,
    /// The joint office that is responsible for the place.
    Office,
}

impl Role {
    const ALL: [(&str, Self); 7] = [
        ("regulator", Self::Regulator),
        ("police", Self::Police),
        ("procuratorate", Self::Procuratorate),
        ("asked", Self::Asked),
        ("asker", Self::Asker),
        ("owner", Self::Owner),
        ("office", Self::Office),
    ];

    /// Whether records of `kind` have it.
    fn of(self, kind: &Kind) -> bool {
        match self {
            Self::Regulator | Self::Police | Self::Asked | Self::Asker => kind.code == Transfer::KIND.code,
            Self::Owner => kind.code == ClockAlert::KIND.code,
            Self::Procuratorate | Self::Office => true,
        }
    }
}

/// Which events are told to whom, with the kinds of record that it speaks of.
#[derive(Clone)]
pub struct Choices {
    pub(crate) book: Book,
    chosen: BTreeMap<(&'static str, &'static str), BTreeSet<Receiver>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    notice: Vec<RawChoice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    /// The kind of record.
    kind: Spanned<String>,
    /// The stages of it that are told of.
    events: Spanned<Vec<Spanned<String>>>,
    /// Organisations or roles.
    to: Vec<Spanned<String>>,
    /// The article that commands it, or why the city wants it.
    #[serde(rename = "cite")]
    _cite: String,
}

impl Choices {
    /// The shipped choices with a city's own, each a pair of file name and text; what a city says of an event replaces what ships for it.
    ///
    /// # Errors
    /// [`Mistakes`] names file and line of every mistake.
    pub fn with(book: Book, reference: &Reference, city: &[(&str, &str)]) -> Result<Self, Mistakes> {
        let (mut chosen, mut errors) = (BTreeMap::new(), Vec::new());
        read(&[SHIPPED], &book, reference, &mut chosen, &mut errors);
        read(city, &book, reference, &mut chosen, &mut errors);
        if errors.is_empty() { Ok(Self { book, chosen }) } else { Err(Mistakes(errors)) }
    }

    /// The kinds of record of which anybody is told.
    pub(crate) fn kinds(&self) -> BTreeSet<&'static str> {
        self.chosen.iter().filter(|(_, to)| !to.is_empty()).map(|((kind, _), _)| *kind).collect()
    }

    /// Who is told of this event.
    pub(crate) fn of<'a>(&'a self, kind: &'a str, stage: &'a str) -> impl Iterator<Item = &'a Receiver> {
        self.chosen.get(&(kind, stage)).into_iter().flatten()
    }
}

type Chosen = BTreeMap<(&'static str, &'static str), BTreeSet<Receiver>>;

/// Reads one layer of texts over what was chosen before.
fn read(texts: &[(&str, &str)], book: &Book, reference: &Reference, chosen: &mut Chosen, errors: &mut Vec<Mistake>) {
    let mut layer = Chosen::new();
    for (file, text) in texts {
        let source = Source { file, text };
        match toml::from_str::<RawFile>(text) {
            Ok(raw) => raw.notice.into_iter().for_each(|one| choice(one, source, book, reference, &mut layer, errors)),
            Err(error) => errors.push(source.unreadable(&error)),
        }
    }
    chosen.extend(layer);
}

fn choice(raw: RawChoice, source: Source<'_>, book: &Book, reference: &Reference, layer: &mut Chosen, errors: &mut Vec<Mistake>) {
    let at = raw.kind.span().start;
    let code = raw.kind.get_ref();
    let Some(kind) = book.kind(code) else {
        errors.push(source.error(at, format!("没有种类为“{code}”的记录"), format!("there is no kind of record {code:?}")));
        return;
    };
    if raw.events.get_ref().is_empty() {
        errors.push(source.error(raw.events.span().start, "没有写明事件", "no event is named"));
    }
    let mut to = BTreeSet::new();
    for name in &raw.to {
        match receiver(name.get_ref(), kind, reference) {
            Ok(receiver) => {
                to.insert(receiver);
            }
            Err((zh, en)) => errors.push(source.error(name.span().start, zh, en)),
        }
    }
    for event in raw.events.into_inner() {
        let (at, code) = (event.span().start, event.get_ref());
        let Some(stage) = kind.stage(code) else {
            let known: Vec<&str> = kind.stages.iter().map(|stage| stage.code).collect();
            let (zh, en) = (format!("{}没有名为“{code}”的事件", kind.zh), format!("{} has no event {code:?}", kind.en));
            errors.push(source.error(at, zh, format!("{en}: it has {}", known.join(", "))));
            continue;
        };
        if layer.insert((kind.code, stage.code), to.clone()).is_some() {
            let (zh, en) = (format!("“{} {code}”写了两次", kind.code), format!("{} {code} is chosen twice", kind.code));
            errors.push(source.error(at, zh, en));
        }
    }
}

fn receiver(name: &str, kind: &Kind, reference: &Reference) -> Result<Receiver, (String, String)> {
    if let Some((_, role)) = Role::ALL.into_iter().find(|(code, _)| *code == name) {
        if role.of(kind) {
            return Ok(Receiver::Role(role));
        }
        return Err((format!("{}没有“{name}”这一方", kind.zh), format!("{} has no {name}", kind.en)));
    }
    match reference.organisations.get_by_text(name) {
        Some(org) => Ok(Receiver::Org(org.id.clone())),
        None => Err((
            format!("“{name}”既不是已登记的单位，也不是 regulator、police、procuratorate、asked、asker、owner、office 之一"),
            format!(
                "{name:?} is neither a listed organisation nor one of regulator, police, procuratorate, asked, asker, owner, office"
            ),
        )),
    }
}
