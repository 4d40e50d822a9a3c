//! What of the statutes is from general knowledge (`[K]`): to be confirmed by a person before anyone relies on it.

use serde::Deserialize;

use super::load::Reader;
use super::{Clock, Instance, Instrument};
use crate::Text;

/// What the texts write where the article is not known.
const NO_ARTICLE: &str = "条号待核";

/// One thing that an entry of the catalogue says from general knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// What it demands (规则内容).
    Rule,
    /// The article (条号).
    Article,
    /// The days on which it came into force and went out of it (施行日期).
    InForce,
    /// Who approves (批准人).
    Approver,
}

impl Doubt {
    /// The name in both languages.
    pub const fn name(self) -> Text {
        match self {
            Self::Rule => Text::new("规则内容", "the rule"),
            Self::Article => Text::new("条号", "the article"),
            Self::InForce => Text::new("施行日期", "the dates in force"),
            Self::Approver => Text::new("批准人", "who approves"),
        }
    }

    /// All of `doubts` in one line; `None` if there is none.
    pub fn line(doubts: &[Self]) -> Option<Text> {
        let join = |of: fn(&Text) -> &str, with: &str| {
            let names: Vec<Text> = doubts.iter().map(|doubt| doubt.name()).collect();
            names.iter().map(of).collect::<Vec<_>>().join(with)
        };
        (!doubts.is_empty()).then(|| Text::of(join(|name| &name.zh, "、"), join(|name| &name.en, ", ")))
    }
}

impl Clock {
    /// What of it is to be confirmed, extensions and suspensions included.
    pub fn all_doubts(&self) -> Vec<Doubt> {
        let extensions = self.extensions.iter().flat_map(|extension| extension.doubts.iter().copied());
        let suspensions = self.suspensions.iter().filter(|suspension| !suspension.confirmed).map(|_| Doubt::Rule);
        sorted(self.doubts.iter().copied().chain(extensions).chain(suspensions).collect())
    }
}

impl Instance<'_> {
    /// What of it is to be confirmed: of the rule, of what stopped it and of what made it longer.
    pub fn doubts(&self) -> Vec<Doubt> {
        let suspended = self.suspended.iter().filter(|stretch| !stretch.confirmed).map(|_| Doubt::Rule);
        let extended =
            self.extended.iter().filter(|extended| extended.counts).flat_map(|extended| &extended.rule.doubts).copied();
        sorted(self.clock.doubts.iter().copied().chain(suspended).chain(extended).collect())
    }
}

impl Reader<'_> {
    /// What is from general knowledge of an entry: what it says itself, an article that is not known, an instrument whose dates are not.
    pub(super) fn doubts(confirmed: bool, own: Vec<Doubt>, article: Option<&str>, instrument: Option<&Instrument>) -> Vec<Doubt> {
        let mut doubts = own;
        doubts.extend((!confirmed).then_some(Doubt::Rule));
        doubts.extend(article.filter(|article| *article == NO_ARTICLE).map(|_| Doubt::Article));
        doubts.extend(instrument.filter(|instrument| !instrument.confirmed).map(|_| Doubt::InForce));
        sorted(doubts)
    }
}

fn sorted(mut doubts: Vec<Doubt>) -> Vec<Doubt> {
    doubts.sort_unstable();
    doubts.dedup();
    doubts
}
