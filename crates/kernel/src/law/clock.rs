//! A statutory clock as the catalogue has it: who owes what, how much time there is, and which facts start, stop and close it.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Doubt, FactSet};
use crate::{LegalFact, Text};

/// A body of rules; where two answer one question the one of higher rank does, and both are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regime {
    /// The code.
    pub code: String,
    /// The name.
    pub name: Text,
    /// How special it is; general rules have 0.
    pub rank: u8,
    /// Regulators to whose matters it is confined; empty for all.
    pub sender: Vec<String>,
}

/// A law, regulation or interpretation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// The short key.
    pub key: String,
    /// The name with its number.
    pub name: Text,
    /// The first day in force.
    pub from: NaiveDate,
    /// The last day in force.
    pub to: Option<NaiveDate>,
    /// False if these days are from general knowledge.
    pub confirmed: bool,
}

/// Whose side someone is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A regulator (行政执法机关).
    Regulator,
    /// Police (公安机关).
    Police,
    /// The procuratorate (人民检察院).
    Procuratorate,
    /// A joint office (联勤联动办公室): it has no powers of its own.
    Office,
    /// The party or complainant (当事人、控告人).
    Party,
    /// A laboratory (检验机构).
    Laboratory,
}

impl Role {
    /// The code, for ever.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Regulator => "regulator",
            Self::Police => "police",
            Self::Procuratorate => "procuratorate",
            Self::Office => "office",
            Self::Party => "party",
            Self::Laboratory => "laboratory",
        }
    }
}

/// Who owes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// That side.
    Role(Role),
    /// Whoever the trigger is addressed to.
    Addressee,
    /// Whoever did what triggers it.
    Teller,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Count {
    /// Hours, through nights and rest days.
    Hours,
    /// Natural days (自然日).
    NaturalDays,
    /// Working days (工作日).
    WorkingDays,
    /// Days of a kind that the text does not say; a city's setting decides.
    UnstatedDays,
    /// Months.
    Months,
    /// Years.
    Years,
}

/// An amount of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// How much.
    pub amount: u32,
    /// Of what.
    pub count: Count,
}

/// What a clock is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something must be done (义务): met, met late or missed.
    Duty,
    /// Something may be done (权利): used or lapsed, never late.
    Right,
    /// Something may last so long (期限): kept or exceeded.
    Limit,
    /// Something must be kept at least so long (保存): nothing is to be done by then, and what ends it must not come before.
    Keep,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Duty, Self::Right, Self::Limit, Self::Keep];

    /// The name in both languages.
    pub const fn name(self) -> Text {
        match self {
            Self::Duty => Text::new("义务", "duty"),
            Self::Right => Text::new("权利", "right"),
            Self::Limit => Text::new("期限", "limit"),
            Self::Keep => Text::new("保存", "to keep"),
        }
    }

    /// The code, for ever.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Duty => "duty",
            Self::Right => "right",
            Self::Limit => "limit",
            Self::Keep => "keep",
        }
    }
}

/// What happens when the last day is a rest day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Roll {
    /// It stays the last day.
    #[default]
    None,
    /// The next working day is the last.
    NextWorking,
    /// The text does not say; a city's setting decides.
    Unstated,
}

/// What stops a clock for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// Facts that stop it.
    pub by: FactSet,
    /// Only after one of these of the organisation whose clock it is; empty where that does not matter.
    pub after: FactSet,
    /// Facts that let it run again.
    pub resumed_by: FactSet,
    /// The city's setting that switches this suspension on; `None` if the law does.
    pub setting: Option<String>,
    /// False for what is from general knowledge.
    pub confirmed: bool,
    /// Regulators in whose matters it is confirmed all the same.
    pub confirmed_for: Vec<String>,
    /// A remark.
    pub note: Option<Text>,
}

/// What holds from one fact until another of the same thing: a seizure, custody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Facts with which it begins.
    pub by: FactSet,
    /// Facts with which it is over.
    pub until: FactSet,
}

/// What makes a clock longer, if it happens while the clock runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The row of the clock table that applies then, where it has an id of its own (G9b).
    pub row: Option<String>,
    /// The fact.
    pub by: LegalFact,
    /// How much.
    pub term: Term,
    /// Whether the clock has `term` altogether from its start, instead of `term` more.
    pub altogether: bool,
    /// How often.
    pub times: u32,
    /// Whether it counts whenever it happened: a property of the case, not a decision.
    pub any_time: bool,
    /// Who approves.
    pub approver: Option<Text>,
    /// Its article, where that is another than the clock's.
    pub article: Option<String>,
    /// What of it is from general knowledge.
    pub doubts: Vec<Doubt>,
    /// A remark.
    pub note: Option<Text>,
}

/// One version of one clock under one regime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The row of the clock table: `G12`.
    pub id: String,
    /// The question it answers: clocks of several regimes with one question compete. The id unless stated.
    pub question: String,
    /// Under which regime.
    pub regime: Regime,
    /// What is to be done.
    pub name: Text,
    /// Where it is written.
    pub instrument: Instrument,
    /// The article.
    pub article: String,
    /// The first day on which it can start.
    pub from: NaiveDate,
    /// The last day on which it can start.
    pub to: Option<NaiveDate>,
    /// Facts that start it.
    pub trigger: FactSet,
    /// Whose fact it must be.
    pub told_by: Option<Role>,
    /// Regulators to whose matters it is confined; empty for all.
    pub sender: Vec<String>,
    /// It starts only if one of these has occurred by then.
    pub if_any: FactSet,
    /// It does not start if one of these has occurred by then.
    pub unless: FactSet,
    /// It starts only if this holds then.
    pub if_holds: Option<Hold>,
    /// Who owes it.
    pub owner: Owner,
    /// The document that comes of it.
    pub output: Option<Text>,
    /// How much time there is; `None` for "at once".
    pub term: Option<Term>,
    /// What it is.
    pub kind: Kind,
    /// Owed only if the occasion arises: silence until the end means that it did not.
    pub conditional: bool,
    /// The day on which it starts does not count (开始之日不计算在内).
    pub start_excluded: bool,
    /// What happens when the last day is a rest day.
    pub roll: Roll,
    /// While this holds a rest day stays the last day all the same.
    pub stays_while: Option<Hold>,
    /// What stops it for a while.
    pub suspensions: Vec<Suspension>,
    /// Facts that close it.
    pub closed_by: FactSet,
    /// Whether what closes it may have happened before it started.
    pub closed_before_too: bool,
    /// What closes it must surely have come after what started it: what precedes that may close nothing though it has the same date.
    pub closed_surely_after: bool,
    /// What closes it must be told by whoever did what started it, and of that deed where it says of which.
    pub closed_by_own: bool,
    /// The city's setting under which the recording of its trigger closes it; `None` if recording closes nothing.
    pub closed_by_recording: Option<String>,
    /// Facts by which it is owed no longer.
    pub ended_by: FactSet,
    /// Facts by which it is not owed, whenever they happened.
    pub barred_by: FactSet,
    /// What makes it longer.
    pub extensions: Vec<Extension>,
    /// False for `[K]`: what it demands is from general knowledge, to be confirmed.
    pub confirmed: bool,
    /// What of it is from general knowledge, in order; the rule is among it if `confirmed` is false.
    pub doubts: Vec<Doubt>,
    /// A remark.
    pub note: Option<Text>,
    /// The file that states it.
    pub file: String,
    /// The line in that file.
    pub line: usize,
}

impl Clock {
    /// Whether it can start on `day`.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// The rows of the clock table that it covers: its own and those of its extensions.
    pub fn rows(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.extensions.iter().filter_map(|extension| extension.row.as_deref()))
    }
}
