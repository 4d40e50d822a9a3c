//! The shape of the catalogue's TOML texts, before it is checked.

use serde::Deserialize;
use toml::Spanned;

use super::document::RawDocument;
use super::maximum::RawMaximum;
use super::offence::RawOffence;
use super::{Doubt, Kind, Role, Roll};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    /// The regime of all clocks in the file that do not name another.
    pub regime: Option<String>,
    #[serde(default)]
    pub agency: Vec<RawAgency>,
    #[serde(default)]
    pub regimes: Vec<RawRegime>,
    #[serde(default)]
    pub instrument: Vec<RawInstrument>,
    #[serde(default)]
    pub clock: Vec<Spanned<RawClock>>,
    #[serde(default)]
    pub offence: Vec<Spanned<RawOffence>>,
    #[serde(default)]
    pub document: Vec<Spanned<RawDocument>>,
    #[serde(default)]
    pub measure: Vec<Spanned<RawMaximum>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAgency {
    pub code: String,
    pub role: Role,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRegime {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub rank: u8,
    #[serde(default)]
    pub sender: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInstrument {
    pub key: String,
    pub zh: String,
    pub en: String,
    pub from: Spanned<String>,
    pub to: Option<Spanned<String>>,
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// Names of facts, each with its place.
pub(super) type Facts = Vec<Spanned<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClock {
    pub id: String,
    pub question: Option<String>,
    pub regime: Option<Spanned<String>>,
    pub zh: String,
    pub en: String,
    pub cite: Option<Spanned<String>>,
    pub article: Option<Spanned<String>>,
    pub from: Option<Spanned<String>>,
    pub to: Option<Spanned<String>>,
    pub trigger: Facts,
    pub told_by: Option<Role>,
    #[serde(default)]
    pub sender: Vec<String>,
    #[serde(default)]
    pub if_any: Facts,
    #[serde(default)]
    pub unless: Facts,
    pub if_holds: Option<RawHold>,
    pub owner: Spanned<String>,
    pub output: Option<Spanned<String>>,
    pub output_en: Option<Spanned<String>>,
    pub amount: Option<Spanned<u32>>,
    pub unit: Option<Spanned<String>>,
    pub day: Option<Spanned<String>>,
    pub kind: Kind,
    #[serde(default)]
    pub conditional: bool,
    #[serde(default = "yes")]
    pub start_excluded: bool,
    #[serde(default)]
    pub roll: Roll,
    pub stays_while: Option<RawHold>,
    #[serde(default)]
    pub suspension: Vec<RawSuspension>,
    pub closed_by: Facts,
    #[serde(default)]
    pub closed_before_too: bool,
    #[serde(default)]
    pub closed_surely_after: bool,
    #[serde(default)]
    pub closed_by_own: bool,
    pub closed_by_recording: Option<Spanned<String>>,
    #[serde(default)]
    pub ended_by: Facts,
    #[serde(default)]
    pub barred_by: Facts,
    #[serde(default)]
    pub extension: Vec<RawExtension>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    #[serde(default)]
    pub unconfirmed: Vec<Doubt>,
    pub note: Option<Spanned<String>>,
    pub note_en: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHold {
    pub by: Facts,
    pub until: Facts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSuspension {
    pub by: Facts,
    #[serde(default)]
    pub after: Facts,
    pub resumed_by: Facts,
    pub setting: Option<Spanned<String>>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    #[serde(default)]
    pub confirmed_for: Vec<String>,
    pub note: Option<Spanned<String>>,
    pub note_en: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExtension {
    pub row: Option<String>,
    pub by: Spanned<String>,
    /// So much more.
    pub add: Option<Spanned<u32>>,
    /// So much altogether.
    pub to: Option<Spanned<u32>>,
    pub unit: Option<Spanned<String>>,
    pub day: Option<Spanned<String>>,
    #[serde(default = "once")]
    pub times: u32,
    #[serde(default)]
    pub any_time: bool,
    pub approver: Option<Spanned<String>>,
    pub approver_en: Option<Spanned<String>>,
    pub article: Option<String>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    #[serde(default)]
    pub unconfirmed: Vec<Doubt>,
    pub note: Option<Spanned<String>>,
    pub note_en: Option<Spanned<String>>,
}

pub(super) const fn yes() -> bool {
    true
}

const fn once() -> u32 {
    1
}
