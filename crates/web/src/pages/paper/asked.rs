//! What the law's data asks to be enclosed, one way and the other: with a transfer to police, and with a case that comes back from them.

use kernel::LegalFact as F;
use kernel::RecordId;
use kernel::law::{Doubt, Fact, FactSet, Need, Spanning};
use projections::read;

use super::Table;
use super::standing::Transfer;
use crate::app::today;
use crate::error::PageError;
use crate::visitor::Visitor;
use crate::{App, words};

/// By what a case comes back to its regulator.
const BACK: [F; 6] =
    [F::CaseNotFiled, F::CaseReturned, F::CaseWithdrawn, F::NotProsecuted, F::NonProsecutionNotified, F::PenaltyUrged];

/// With the transfer: the law in force on the day of sending, after what its regulator had done by then; before it is sent, that of today.
pub(super) async fn with_letter(app: &App, visitor: &Visitor, transfer: &Transfer) -> Result<Table, PageError> {
    let sent = transfer.sent.as_ref();
    let day = sent.map_or_else(|| today(&visitor.root), |sent| sent.data.on.last_day());
    let facts = facts(app, transfer).await?;
    let own = facts.iter().filter(|fact| fact.agency.as_str() == transfer.agency && fact.when.first_day() <= day);
    let caption = visitor.lang.t("本案依法应附的材料", "Material that the law asks for in this case");
    Ok(table(app, visitor, transfer, (caption, transfer.kind().code()), own.map(|fact| fact.fact).collect(), day))
}

/// With a case that came back (反向移送); `None` while it has not.
pub(super) async fn with_return(app: &App, visitor: &Visitor, transfer: &Transfer) -> Result<Option<Table>, PageError> {
    let facts = facts(app, transfer).await?;
    let Some(day) = facts.iter().filter(|fact| BACK.contains(&fact.fact)).map(|fact| fact.when.last_day()).max() else {
        return Ok(None);
    };
    let happened = facts.iter().filter(|fact| fact.when.first_day() <= day).map(|fact| fact.fact).collect();
    let caption = visitor.lang.t("案件退回行政机关时依法应附的材料", "Material that the law asks for when the case goes back");
    Ok(Some(table(app, visitor, transfer, (caption, "reverse"), happened, day)))
}

/// What stands of all that the matters of the transfer tell.
async fn facts(app: &App, transfer: &Transfer) -> Result<Vec<Fact>, PageError> {
    let mut facts = Vec::new();
    for grp in read::matters_of(&app.pool, RecordId(transfer.row.record)).await? {
        facts.extend(read::clock_facts(&app.pool, grp).await?);
    }
    facts.retain(|fact| fact.withdrawn.is_none());
    Ok(facts)
}

/// The set; what is flagged as missing is so by the flags of the record, which know what was supplied since.
fn table(
    app: &App,
    visitor: &Visitor,
    transfer: &Transfer,
    (caption, set): (&'static str, &str),
    happened: FactSet,
    day: chrono::NaiveDate,
) -> Table {
    let lang = visitor.lang;
    let missing: Vec<_> = transfer.row.flags.iter().filter_map(|flag| Spanning::missing_document(flag)).collect();
    let row = |(document, need): (&kernel::law::Document, Need)| {
        let lacks = set != "reverse" && document.kind.is_some_and(|kind| missing.contains(&kind));
        let need = match need {
            Need::Needed if lacks => lang.t("应附，未附", "needed, missing").to_owned(),
            Need::Needed => lang.t("应附", "needed").to_owned(),
            Need::NotApplicable(why) => format!("{}{}", lang.t("不适用：", "not applicable: "), lang.of(&why)),
            Need::WhereItExists => lang.t("有则附", "where it exists").to_owned(),
        };
        let doubts = Doubt::line(&document.doubts).map(|line| format!(" [K] {}", lang.of(&line))).unwrap_or_default();
        let article = words::article(&document.article, lang);
        let cited = format!("{} {article}{doubts}", lang.of(&document.instrument.name));
        vec![lang.of(&document.name).to_owned(), need, cited]
    };
    Table {
        caption,
        head: vec![lang.t("材料", "Document"), lang.t("要求", "Asked for"), lang.t("依据", "By")],
        rows: app.law.catalogue.document_set(set, &transfer.agency, happened, day).map(row).collect(),
    }
}
