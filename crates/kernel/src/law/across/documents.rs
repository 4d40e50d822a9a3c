//! Which documents are missing from what a regulator sent: by the set of the law in force on that day, after what had happened by then.

use std::collections::BTreeSet;

use super::rule::{DETENTION_DOCUMENT_MISSING, DOCUMENT_MISSING, UNCONFIRMED_DOCUMENT_MISSING};
use super::{Across, Dated, Matter};
use crate::law::{Document, FactSet, Need, Required};
use crate::{Enclosed, LegalFact};

/// Each document that `sent` should have enclosed and that was neither enclosed nor supplied nor said not to apply.
///
/// What happened on the day of sending is not put before it; what another agency did asks nothing of this one.
pub(super) fn missing(matter: &Matter<'_>, sent: &Dated<'_>) -> Vec<Across> {
    let detention = sent.is(&[LegalFact::DetentionTransferSent]);
    if !detention && !sent.is(&[LegalFact::TransferSent]) {
        return Vec::new();
    }
    let (agency, transfer) = (&sent.fact.agency, if detention { "detention" } else { "crime" });
    let day = |dated: &Dated<'_>| dated.fact.when.last_day();
    let together = |fact: &Dated<'_>| matter.affairs.together((fact.fact, fact.role), (sent.fact, sent.role));
    let before = |fact: &&Dated<'_>| fact.fact.agency == *agency && day(fact) < sent.fact.when.first_day() && together(fact);
    let happened: FactSet = matter.facts.iter().filter(before).map(|fact| fact.fact.fact).collect();
    let supplied = matter.of(&[LegalFact::SupplementSupplied]).filter(|fact| fact.fact.record == sent.fact.record);
    let enclosed: BTreeSet<&str> = supplied.chain([sent]).flat_map(|fact| &fact.fact.encloses).filter_map(document).collect();
    let missing = |(document, need): &(&Document, Need)| {
        // Of a sending that is dated to a month the law that came into force in it asks nothing.
        let owed = *need == Need::Needed && document.told_by.is_none() && document.instrument.from <= sent.fact.when.first_day();
        owed && document.kind.is_some_and(|kind| !enclosed.contains(kind.code()))
    };
    let flag = |(document, _): (&Document, Need)| {
        let rule = match (detention, document.confirmed) {
            (true, _) => &DETENTION_DOCUMENT_MISSING,
            (false, true) => &DOCUMENT_MISSING,
            (false, false) => &UNCONFIRMED_DOCUMENT_MISSING,
        };
        let because = matter.facts.iter().filter(before).find(|fact| asks(document, fact.fact.fact)).unwrap_or(sent);
        Some(Across::of(rule, sent.fact, because.fact).with(document.kind?.code()))
    };
    let set = matter.law.catalogue.document_set(transfer, agency.as_str(), happened, day(sent));
    set.filter(missing).filter_map(flag).collect()
}

fn document(enclosed: &Enclosed) -> Option<&str> {
    match enclosed {
        Enclosed::Document(kind) => Some(kind),
        Enclosed::Item(_) | Enclosed::Seized(..) => None,
    }
}

/// Whether `document` is needed because of `fact`.
fn asks(document: &Document, fact: LegalFact) -> bool {
    match &document.required {
        Required::If(facts) => facts.has(fact),
        Required::Always | Required::WhereItExists => false,
    }
}
