//! What stands of a transfer, from the reports as they were accepted.

use std::collections::BTreeSet;

use kernel::transfer::About;
use kernel::transfer::police::{DetentionDecided, Filed, NotFiled, Returned};
use kernel::transfer::regulator::{ItemsHandedOver, Reported, Sent};
use kernel::{TransferKind, TransferNumber, When};
use projections::read::{self, EventRow, RecordRow};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::PageError;
use crate::format::occurred;
use crate::pages::custody::standing;
use crate::visitor::Visitor;
use crate::{App, Lang};

/// A report that stands, with who stated it.
pub(super) struct Stated<T> {
    pub(super) org: String,
    pub(super) data: T,
}

/// A decision of police on what was sent to them: on filing (立案审查决定), or on detention (行政拘留决定).
pub(super) enum Decided {
    Filed(Stated<Filed>),
    NotFiled(Stated<NotFiled>),
    Detained(Stated<DetentionDecided>),
    /// The case was found unfit for detention; what is no police matter at all is given back without a decision on filing.
    Unfit(Stated<Returned>),
}

/// A transfer as far as its papers speak of it.
pub(super) struct Transfer {
    pub(super) row: RecordRow,
    /// The organisation whose transfer it is, as its number says; `None` while it is known by a letter's or an acceptance's alone.
    regulator: Option<String>,
    /// The agency of that organisation.
    pub(super) agency: String,
    pub(super) reported: Option<Stated<Reported>>,
    pub(super) sent: Option<Stated<Sent>>,
    pub(super) handed_over: Vec<Stated<ItemsHandedOver>>,
    /// The last that stands: a reconsideration or supervision may have turned the first.
    pub(super) decided: Option<Decided>,
}

impl Transfer {
    pub(super) async fn load(app: &App, visitor: &Visitor, row: RecordRow) -> Result<Self, PageError> {
        let events = read::history(&app.pool, row.record).await?;
        let stand: BTreeSet<_> =
            standing(app, &events).iter().filter_map(|telling| Some(telling.told.as_ref()?.message.0)).collect();
        let regulator = row.number.parse::<TransferNumber>().ok().map(|number| number.org().to_string());
        let agency = agency(app, regulator.as_deref(), &row, &events);
        let mut transfer = Self { row, regulator, agency, reported: None, sent: None, handed_over: Vec::new(), decided: None };
        let mut decided: Option<(When, Decided)> = None;
        let told: BTreeSet<_> = events.iter().filter_map(|event| Some((event.org.as_str(), event.message_id?))).collect();
        let told: Vec<_> = told.into_iter().filter(|(_, message)| stand.contains(message)).collect();
        for report in read::reports(&app.pool, &told).await? {
            let step = report.report_type.rsplit('.').nth(1).unwrap_or_default().to_owned();
            let (org, data) = (report.org, &report.report["data"]);
            match step.as_str() {
                "reported" => transfer.reported = stated(&org, data),
                "sent" => transfer.sent = stated(&org, data),
                "items-handed-over" => transfer.handed_over.extend(stated(&org, data)),
                "filed" => {
                    let new = stated::<Filed>(&org, data).map(|filed| (filed.data.on.clone(), Decided::Filed(filed)));
                    decided = later(decided, new);
                }
                "not-filed" => {
                    let new = stated::<NotFiled>(&org, data).map(|not| (not.data.on.clone(), Decided::NotFiled(not)));
                    decided = later(decided, new);
                }
                "detention-decided" => {
                    let new = stated::<DetentionDecided>(&org, data).map(|made| (made.data.on.clone(), Decided::Detained(made)));
                    decided = later(decided, new);
                }
                "returned" => {
                    let unfit = stated::<Returned>(&org, data).filter(|back| back.data.kind == TransferKind::Detention);
                    decided = later(decided, unfit.map(|back| (back.data.on.clone(), Decided::Unfit(back))));
                }
                _ => {}
            }
        }
        transfer.decided = decided.map(|(_, decided)| decided);
        let on = |handed: &Stated<ItemsHandedOver>| handed.data.on.span(visitor.root.zone).latest;
        transfer.handed_over.sort_by_key(on);
        Ok(transfer)
    }

    /// The name of the organisation whose transfer it is; empty while it is not known.
    pub(super) fn regulator(&self, app: &App, lang: Lang) -> String {
        self.regulator.as_deref().map(|org| app.org_name(org, lang)).unwrap_or_default()
    }

    /// Its number as a paper says it, below the name of the organisation: the case's, with the how-manieth transfer of it if not the first.
    pub(super) fn number(&self, lang: Lang) -> String {
        self.row.number.parse::<TransferNumber>().map_or_else(|_| self.row.number.clone(), |number| spoken(&number, lang))
    }

    /// What it is for, as the regulator says; a suspected crime until it does.
    pub(super) fn kind(&self) -> TransferKind {
        let reported = || self.reported.as_ref().map(|reported| reported.data.kind);
        self.sent.as_ref().map(|sent| sent.data.kind).or_else(reported).unwrap_or_default()
    }

    /// What it is about, as the letter says or else the report to the head.
    pub(super) fn about(&self) -> Option<&About> {
        let sent = self.sent.as_ref().and_then(|sent| sent.data.about.as_ref());
        sent.or_else(|| self.reported.as_ref().map(|reported| &reported.data.about))
    }

    /// The name of the case.
    pub(super) fn title(&self) -> String {
        let told = self.about().map(|about| about.title.clone());
        told.or_else(|| self.row.title.clone()).unwrap_or_else(|| self.row.number.clone())
    }
}

fn spoken(number: &TransferNumber, lang: Lang) -> String {
    match (number.ordinal(), lang) {
        (1, Lang::Zh | Lang::En) => number.case().to_owned(),
        (ordinal, Lang::Zh) => format!("{}（第{ordinal}次移送）", number.case()),
        (ordinal, Lang::En) => format!("{} (transfer no. {ordinal})", number.case()),
    }
}

/// The agency of the regulator: as it is listed, else as it told itself. Who told first of the transfer may be another side.
fn agency(app: &App, regulator: Option<&str>, row: &RecordRow, events: &[EventRow]) -> String {
    let listed = regulator.and_then(|org| app.reference.organisations.get_by_text(org)).map(|org| org.agency.to_string());
    let told = || events.iter().find(|event| Some(event.org.as_str()) == regulator).map(|event| event.agency.clone());
    listed.or_else(told).unwrap_or_else(|| row.agency.clone())
}

fn stated<T: DeserializeOwned>(org: &str, data: &Value) -> Option<Stated<T>> {
    let data = serde_json::from_value(data.clone()).ok()?;
    Some(Stated { org: org.to_owned(), data })
}

fn later(known: Option<(When, Decided)>, new: Option<(When, Decided)>) -> Option<(When, Decided)> {
    match (known, new) {
        (Some(known), Some(new)) if new.0.last_day() < known.0.last_day() => Some(known),
        (known, new) => new.or(known),
    }
}

/// The day on which a paper is signed, as papers write it; as exactly as it is known.
pub(super) fn signed(when: &When, visitor: &Visitor) -> String {
    match when {
        When::Instant(_) | When::Day(_) => crate::format::day(when.last_day(), visitor.lang),
        When::Month(_) | When::Year(_) | When::Between(..) => day(when, visitor),
    }
}

/// A day or an instant for a reader.
pub(crate) fn day(when: &When, visitor: &Visitor) -> String {
    let span = when.span(visitor.root.zone);
    occurred(span.earliest, span.latest, span.precision.code(), &visitor.root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_says_the_number_of_the_case_and_not_how_we_store_it() {
        let said = |number: &str, lang| spoken(&number.parse().expect("a number"), lang);
        assert_eq!(said("jn-food-drug:示例立〔2016〕81号:1", Lang::Zh), "示例立〔2016〕81号");
        assert_eq!(said("jn-food-drug:示例立〔2016〕81号:2", Lang::Zh), "示例立〔2016〕81号（第2次移送）");
        assert_eq!(said("jn-food-drug:2024-001:2", Lang::En), "2024-001 (transfer no. 2)");
    }
}
