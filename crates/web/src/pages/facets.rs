//! Where a record stands, dimension by dimension, as its domain folds it.

use kernel::{Facet, Money, Qualifier, Quantity, Shown, Stand, Unit};
use projections::read::EventRow;

use super::paper::day;
use crate::format::{figure, money};
use crate::visitor::Visitor;
use crate::{App, Lang};

/// One facet as a reader sees it.
pub(crate) struct FacetView {
    pub name: String,
    pub dimensions: Vec<String>,
    pub rows: Vec<FacetRow>,
}

/// One suspect, decision or thing, or the whole record.
pub(crate) struct FacetRow {
    pub label: String,
    pub stands: Vec<StandView>,
}

/// Where it stands in one dimension.
pub(crate) struct StandView {
    /// Empty as long as nothing was told of it.
    pub state: String,
    pub on: String,
    pub with: Vec<String>,
}

impl FacetView {
    /// Whether its rows have labels: those of the whole record have none.
    pub(crate) fn labelled(&self) -> bool {
        self.rows.iter().any(|row| !row.label.is_empty())
    }

    /// The stands of a row, each with the name of its dimension.
    pub(crate) fn of<'a>(&'a self, row: &'a FacetRow) -> impl Iterator<Item = (&'a String, &'a StandView)> {
        self.dimensions.iter().zip(&row.stands)
    }
}

/// The facets of the record of `kind` with these events; none for a kind that has none.
pub(crate) fn of_record(app: &App, visitor: &Visitor, kind: &str, events: &[EventRow]) -> Vec<FacetView> {
    let payloads: Vec<String> = events.iter().map(|event| event.payload.to_string()).collect();
    let stored = events.iter().zip(&payloads);
    let stored: Vec<_> =
        stored.map(|(event, payload)| (event.event_type.as_str(), event.event_version.as_str(), payload.as_str())).collect();
    match app.vocabulary.facets(kind, &stored) {
        Ok(facets) => facets.iter().map(|facet| view(app, visitor, facet)).collect(),
        // The page still shows the events, of which one is not what its type promises.
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, kind, "a record cannot be folded");
            Vec::new()
        }
    }
}

fn view(app: &App, visitor: &Visitor, facet: &Facet) -> FacetView {
    let lang = visitor.lang;
    let stand = |stand: &Stand| StandView {
        state: stand.state.as_ref().map(|state| shown(app, visitor, state)).unwrap_or_default(),
        on: stand.on.as_ref().map(|on| day(on, visitor)).unwrap_or_default(),
        with: stand.with.iter().map(|more| shown(app, visitor, more)).collect(),
    };
    let row =
        |(label, stands): &(String, Vec<Stand>)| FacetRow { label: label.clone(), stands: stands.iter().map(stand).collect() };
    FacetView {
        name: lang.of(&facet.name).to_owned(),
        dimensions: facet.dimensions.iter().map(|name| lang.of(name).to_owned()).collect(),
        rows: facet.rows.iter().map(row).collect(),
    }
}

fn shown(app: &App, visitor: &Visitor, what: &Shown) -> String {
    let lang = visitor.lang;
    match what {
        Shown::Text(text) => lang.of(text).to_owned(),
        Shown::Said(text) => text.clone(),
        Shown::Outcome(code) => lang.of(&app.vocabulary.outcome_name(code)).to_owned(),
        Shown::Code(field, code) => {
            app.vocabulary.word(field, code).map_or_else(|| (*code).to_owned(), |word| lang.of(word).to_owned())
        }
        Shown::Money(amount, qualifier) => sum(amount, *qualifier, lang),
        Shown::Quantity(Quantity { amount, unit, qualifier }) => {
            figure(*amount, *unit, *qualifier == Qualifier::AtLeast, lang).to_string()
        }
        Shown::Org(org) => app.org_name(org.as_str(), lang),
        Shown::Step(name, on) => format!("{} {}", lang.of(name), day(on, visitor)),
    }
}

/// An amount of money; figures are written for renminbi alone.
fn sum(amount: &Money, qualifier: Qualifier, lang: Lang) -> String {
    let at_least = qualifier == Qualifier::AtLeast;
    match amount.currency.code() {
        "CNY" => figure(amount.minor, Unit::Fen, at_least, lang).to_string(),
        code => format!("{}{}", if at_least { "≥ " } else { "" }, money(amount.minor, code)),
    }
}
