//! What a piece of evidence remembers, and what each step says: who has it, how it is sealed, and which file it consists of.

use kernel::evidence::{Disposed, End, Examined, FileStored, HandedOn, Taken};
use kernel::{Attribute, DomainEvent, File, Pass, Says, Telling, Tie, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use crate::Account;

/// What happened to a piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A step, by this account.
    Told(Account, Box<Said>),
    /// A part was taken back; the part has its full name.
    Withdrawn(Account, Withdrawal),
}

/// A step with what is said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// It was taken.
    Taken(Taken),
    /// It was handed on.
    HandedOn(HandedOn),
    /// It was examined.
    Examined(Examined),
    /// Its keeping came to an end.
    Disposed(Disposed),
    /// The bytes of its file were stored.
    FileStored(FileStored),
}

macro_rules! said {
    ($($one:ident),*) => {$(
        impl From<$one> for Said {
            fn from(data: $one) -> Self {
                Self::$one(data)
            }
        }
    )*};
}

said!(Taken, HandedOn, Examined, Disposed, FileStored);

/// The steps of which one organisation may tell several, each with its label.
pub(super) const LABELLED: &[&str] = &["handed-on", "examined"];

/// Those that have a label where they are of a later step.
pub(super) const OF_STEPS: &[&str] = &["file-stored"];

/// The codes of outcomes with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("evidence-kept", "保管中", "kept"),
    ("evidence-returned", "已返还", "given back"),
    ("evidence-destroyed", "已销毁", "destroyed"),
    ("evidence-confiscated", "已没收上缴", "confiscated"),
    ("evidence-sold", "已变卖、拍卖", "sold"),
    ("evidence-filed", "已入卷", "put into the file"),
    ("evidence-used-up", "检验耗尽", "used up in an examination"),
];

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Told(account, said) => (&account.told, said.part(account)),
            Self::Withdrawn(account, data) => (&account.told, data.part.clone()),
        }
    }
}

impl Said {
    /// The part by name: hand-overs and examinations are told apart by their number.
    fn part(&self, account: &Account) -> String {
        match self {
            Self::Taken(_) => account.part("taken"),
            Self::HandedOn(data) => account.labelled("handed-on", &data.step.to_string()),
            Self::Examined(data) => account.labelled("examined", &data.round.to_string()),
            Self::Disposed(_) => account.part("disposed"),
            Self::FileStored(data) => match &data.of {
                None => account.part("file-stored"),
                Some(step) => account.labelled("file-stored", &step.replace('/', "-")),
            },
        }
    }

    /// The file that it states, or says to be stored.
    pub fn file(&self) -> Option<&File> {
        match self {
            Self::Taken(data) => data.file.as_ref(),
            Self::FileStored(data) => Some(&data.file),
            Self::HandedOn(data) => data.file.as_ref(),
            Self::Examined(data) => data.file.as_ref(),
            Self::Disposed(data) => data.file.as_ref(),
        }
    }

    /// The later step of which it is told, without who tells it; `None` for the taking.
    pub fn step(&self) -> Option<String> {
        match self {
            Self::Taken(_) => None,
            Self::HandedOn(data) => Some(format!("handed-on/{}", data.step)),
            Self::Examined(data) => Some(format!("examined/{}", data.round)),
            Self::Disposed(_) => Some("disposed".to_owned()),
            Self::FileStored(data) => data.of.clone(),
        }
    }

    /// The link of the chain of custody that it adds.
    fn pass(&self, told: &Told) -> Option<Pass> {
        let hash = |file: Option<&File>| file.map(|file| file.sha256.to_string());
        let pass = |part: String, order: u16, from: Option<&str>, to: Option<&str>| Pass::of(part, &told.when, order, from, to);
        Some(match self {
            Self::Taken(data) => Pass {
                sealed: data.seal.clone(),
                place: data.place.clone(),
                file: hash(data.file.as_ref()),
                ..pass("taken".into(), 0, None, Some(&data.keeper))
            },
            Self::HandedOn(data) => Pass {
                found: data.seal_found.clone(),
                sealed: data.new_seal.clone(),
                place: data.place.clone(),
                file: hash(data.file.as_ref()),
                ..pass(format!("handed-on/{}", data.step), data.step, Some(&data.from), Some(&data.to))
            },
            // An examiner has the piece before and after, so that one who did not have it shows.
            Self::Examined(data) => Pass {
                found: data.seal_found.clone(),
                sealed: data.new_seal.clone(),
                place: data.place.clone(),
                file: hash(data.file.as_ref()),
                ..pass(format!("examined/{}", data.round), data.round, Some(&data.by), Some(&data.by))
            },
            Self::Disposed(data) => Pass {
                found: data.seal_found.clone(),
                place: data.place.clone(),
                file: hash(data.file.as_ref()),
                ..pass("disposed".into(), u16::MAX, Some(&data.by), None)
            },
            Self::FileStored(_) => return None,
        })
    }

    fn ties(&self, told: &Told) -> Vec<Tie> {
        let mut ties: Vec<Tie> = self.pass(told).map(Tie::Passes).into_iter().collect();
        if let Some(file) = self.file() {
            let of = self.step().map_or_else(|| "file".to_owned(), |step| format!("file-of/{step}"));
            ties.push(Tie::Is(of, file.value()));
            let thing = format!("file/{}", file.sha256.short());
            ties.push(if matches!(self, Self::FileStored(_)) { Tie::Arrived(thing) } else { Tie::Awaits(thing) });
        }
        ties
    }

    fn says(&self, told: &Told) -> Vec<Says> {
        let outcome = |code| Says::Attribute(Attribute::Outcome(code));
        let mut says = match self {
            Self::Taken(data) => {
                let place = data.place.clone().map(|place| Says::Attribute(Attribute::Place(place)));
                let mentions = data.belongs.iter().flat_map(kernel::evidence::Belongs::mentions).map(Says::Mention);
                let title = Says::Attribute(Attribute::Title(data.description.clone()));
                [title, outcome("evidence-kept")].into_iter().chain(place).chain(mentions).collect()
            }
            Self::HandedOn(_) | Self::Examined(_) | Self::FileStored(_) => Vec::new(),
            Self::Disposed(data) => vec![outcome(match data.how {
                End::Returned => "evidence-returned",
                End::Destroyed => "evidence-destroyed",
                End::Confiscated => "evidence-confiscated",
                End::Sold => "evidence-sold",
                End::Filed => "evidence-filed",
                End::UsedUp => "evidence-used-up",
            })],
        };
        says.extend(self.file().cloned().map(|file| Says::Attribute(Attribute::File(file))));
        says.extend(self.ties(told).into_iter().map(Says::Tie));
        says
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Told(_, said) => match **said {
                Said::Taken(_) => "evidence-taken",
                Said::HandedOn(_) => "evidence-handed-on",
                Said::Examined(_) => "evidence-examined",
                Said::Disposed(_) => "evidence-disposed",
                Said::FileStored(_) => "evidence-file-stored",
            },
            Self::Withdrawn(..) => "evidence-part-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        match self {
            Self::Told(_, said) => Telling::of(part, told, said.says(told)),
            Self::Withdrawn(..) => Telling::withdrawn(part, told),
        }
    }
}
