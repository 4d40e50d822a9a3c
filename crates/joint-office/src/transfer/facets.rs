//! Where a transfer stands as people read it: each dimension of its state, and each thing that goes with the case.

use kernel::{Facet, Shown, Stand, Text, TransferKind, When};

use super::decide::Transfer;
use super::state::{Handed, Reverse};
use super::steps::Step;

const THING: [Text; 3] = [Text::new("物品", "Thing"), Text::new("移交", "Handed over"), Text::new("保管地点", "Kept at")];
const ADMINISTRATION: [Step; 5] = [Step::Reported, Step::Approved, Step::Refused, Step::Sent, Step::Recalled];
const POLICE: [Step; 9] = [
    Step::SignedFor,
    Step::GapsNotified,
    Step::Forwarded,
    Step::Returned,
    Step::Accepted,
    Step::NotFiled,
    Step::Filed,
    Step::DetentionDecided,
    Step::CaseWithdrawn,
];
const SUPERVISION: [Step; 6] = [
    Step::ReconsiderationRequested,
    Step::Reconsidered,
    Step::SupervisionSuggested,
    Step::ExplanationRequested,
    Step::ReasonsExplained,
    Step::FilingNotified,
];
const REVERSE: [Step; 3] = [Step::NonProsecutionNotified, Step::PenaltyUrged, Step::ResultReported];

/// The facets of `transfer`.
pub(super) fn facets(transfer: &Transfer) -> Vec<Facet> {
    let stages = transfer.stages();
    let offence = transfer.about().and_then(|about| about.offence.clone()).map(Shown::Said);
    let organ = transfer.in_charge().cloned().map(Shown::Org);
    let back = Some(stages.reverse).filter(|reverse| *reverse != Reverse::None);
    let back = back.map_or(Stand::NOTHING, |reverse| stand(transfer, reverse.name(), &[&POLICE[..], &REVERSE].concat()));
    let supervision = stand(transfer, stages.supervision.name(), &SUPERVISION);
    let whole = vec![
        (Text::new("移送事由", "Sent for"), Stand::of(Shown::Text(purpose(transfer.kind()))).with(offence)),
        (Text::new("行政机关", "Regulator"), stand(transfer, stages.administration.name(), &ADMINISTRATION)),
        (Text::new("公安机关", "Police"), stand(transfer, stages.police.name(), &POLICE).with(organ)),
        (Text::new("复议与监督", "Reconsideration and supervision"), supervision),
        (Text::new("反向移送", "Way back"), back),
    ];
    let things = transfer.items().into_iter().map(|(label, handed)| (label.to_owned(), thing(&handed))).collect();
    [Some(Facet::whole(Text::new("移送", "Transfer"), whole)), Facet::each(Text::new("涉案物品", "Things"), &THING, things)]
        .into_iter()
        .flatten()
        .collect()
}

/// The stage of a dimension, dated by the last of its steps; nothing if none was told.
fn stand(transfer: &Transfer, name: Text, steps: &[Step]) -> Stand {
    let told = steps.iter().flat_map(|step| transfer.told(*step)).map(|(account, _)| &account.told.when);
    let last: Option<&When> = told.max_by_key(|when| when.last_day());
    last.map_or(Stand::NOTHING, |on| Stand::of(Shown::Text(name)).on(Some(on)))
}

const fn purpose(kind: TransferKind) -> Text {
    match kind {
        TransferKind::Crime => Text::new("涉嫌犯罪", "suspected crime"),
        TransferKind::Detention => Text::new("行政拘留", "administrative detention"),
    }
}

/// A thing as it is listed, with the lists under which it was handed over.
fn thing(handed: &Handed<'_>) -> Vec<Stand> {
    let listed = handed.item.map_or(Stand::NOTHING, |item| {
        Stand::of(Shown::Said(item.name.clone())).with([Shown::Quantity(item.quantity)]).with(item.state.clone().map(Shown::Said))
    });
    let lists = handed.lists.iter().map(|list| Shown::Text(Text::of(format!("清单{list}"), format!("list {list}"))));
    let over = if handed.lists.is_empty() {
        Stand::named("未移交", "not handed over")
    } else {
        Stand::named("已移交", "handed over")
    };
    let kept = handed.kept_at.map_or(Stand::NOTHING, |place| Stand::of(Shown::Said(place.to_owned())));
    vec![listed, over.with(lists), kept]
}
