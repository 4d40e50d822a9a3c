//! What a city decides where the text leaves it open, and the law as a whole.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Calendar, Catalogue, calendar, catalogue};
use crate::mistake::Mistakes;

/// A day type that a city chooses where the text does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DayType {
    /// Every day counts (自然日).
    #[default]
    Natural,
    /// Working days count (工作日).
    Working,
}

/// A city's settings of the law; each is shown where it decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Settings {
    /// How days are counted where the text does not say.
    pub unstated_days: DayType,
    /// Whether a last day that is a rest day moves to the next working day where the text does not say.
    pub unstated_rolls: bool,
    /// Whether the decision on filing waits for material that police asked for (补充材料).
    pub supplement_pauses_filing: bool,
    /// Whether this system is the city's sharing platform (信息共享平台), so that a decision is entered there once it is recorded here.
    pub recorded_here_is_entered: bool,
}

impl Default for Settings {
    /// Natural days, since the special rules that do say so count them; a rest day moves on, as everywhere in procedure; no pause;
    /// the city has no other platform.
    fn default() -> Self {
        Self {
            unstated_days: DayType::Natural,
            unstated_rolls: true,
            supplement_pauses_filing: false,
            recorded_here_is_entered: true,
        }
    }
}

impl Settings {
    /// The value of a switch that a clock or a suspension names; `None` for a name that is no switch.
    pub(super) fn switch(&self, name: &str) -> Option<bool> {
        match name {
            "supplement-pauses-filing" => Some(self.supplement_pauses_filing),
            "recorded-here-is-entered" => Some(self.recorded_here_is_entered),
            _ => None,
        }
    }
}

/// The law by which clocks are computed: statutes, calendar and settings.
#[derive(Clone, Debug)]
pub struct Law {
    /// The statutes.
    pub catalogue: Catalogue,
    /// The working days.
    pub calendar: Calendar,
    /// What the city decides.
    pub settings: Settings,
    /// By what this law is known: another text or setting gives another.
    pub print: Uuid,
    pub(super) texts: Vec<(String, String)>,
}

impl Law {
    /// The law as it ships.
    ///
    /// # Errors
    /// [`Mistakes`] names file and line; a test holds the shipped texts free of them.
    pub fn shipped() -> Result<Self, Mistakes> {
        Self::with(&[], &[], Settings::default())
    }

    /// The shipped law with a city's own statutes and calendar years laid over it: pairs of file name and TOML text.
    ///
    /// # Errors
    /// [`Mistakes`] names file and line of every mistake.
    pub fn with(statutes: &[(&str, &str)], calendar: &[(&str, &str)], settings: Settings) -> Result<Self, Mistakes> {
        let texts = catalogue::SHIPPED.iter().chain(statutes).chain([&calendar::SHIPPED]).chain(calendar);
        let texts: Vec<_> = texts.map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        let (catalogue, calendar) = (Catalogue::with(statutes)?, Calendar::with(calendar)?);
        let print = Uuid::new_v5(&Uuid::NAMESPACE_OID, content(&texts, &settings).to_string().as_bytes());
        Ok(Self { catalogue, calendar, settings, print, texts })
    }

    /// The whole content, as it is adopted: every text with the name of its file, in the order in which they are laid over each other, and the
    /// settings.
    pub fn content(&self) -> Value {
        content(&self.texts, &self.settings)
    }
}

fn content(texts: &[(String, String)], settings: &Settings) -> Value {
    serde_json::json!({"texts": texts, "settings": settings})
}
