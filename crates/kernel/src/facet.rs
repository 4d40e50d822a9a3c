//! Where a record stands, for people to read: not one state but a vector, dimension by dimension, for the whole and for each of its parts.

use crate::{Money, OrgId, Qualifier, Quantity, Text, When};

/// What of a record stands in the same dimensions: the case, its suspects, its decisions, its seized things.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// What they are.
    pub name: Text,
    /// The dimensions.
    pub dimensions: Vec<Text>,
    /// Each of them by its label, with where it stands in each dimension; the whole record has the empty label.
    pub rows: Vec<(String, Vec<Stand>)>,
}

/// Where something stands in one dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Stand {
    /// The state; `None` as long as nothing was told of it.
    pub state: Option<Shown>,
    /// Since when.
    pub on: Option<When>,
    /// What goes with it: an offence, an amount, what came before.
    pub with: Vec<Shown>,
}

/// One thing that is shown, in words or with its unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Words of ours.
    Text(Text),
    /// Words as they were reported.
    Said(String),
    /// The code of an outcome, declared with [`crate::Host::outcomes`].
    Outcome(&'static str),
    /// A code in this field of reports, declared with [`crate::Host::words`].
    Code(&'static str, &'static str),
    /// An amount of money.
    Money(Money, Qualifier),
    /// How much.
    Quantity(Quantity),
    /// An organisation.
    Org(OrgId),
    /// Something that happened.
    Step(Text, When),
}

impl Facet {
    /// The whole record in its dimensions, each with its name.
    pub fn whole(name: Text, stands: Vec<(Text, Stand)>) -> Self {
        let (dimensions, stands) = stands.into_iter().unzip();
        Self { name, dimensions, rows: vec![(String::new(), stands)] }
    }

    /// Those that there are of several; `None` where there is none.
    pub fn each(name: Text, dimensions: &[Text], rows: Vec<(String, Vec<Stand>)>) -> Option<Self> {
        (!rows.is_empty()).then(|| Self { name, dimensions: dimensions.to_vec(), rows })
    }
}

impl Stand {
    /// Nothing was told of it.
    pub const NOTHING: Self = Self { state: None, on: None, with: Vec::new() };

    /// In this state.
    pub const fn of(state: Shown) -> Self {
        Self { state: Some(state), on: None, with: Vec::new() }
    }

    /// In the state with these names.
    pub const fn named(zh: &'static str, en: &'static str) -> Self {
        Self::of(Shown::Text(Text::new(zh, en)))
    }

    /// The same, since `on`.
    pub fn on(self, on: Option<&When>) -> Self {
        Self { on: on.cloned(), ..self }
    }

    /// The same, with what goes with it.
    pub fn with(mut self, more: impl IntoIterator<Item = Shown>) -> Self {
        self.with.extend(more);
        self
    }
}
