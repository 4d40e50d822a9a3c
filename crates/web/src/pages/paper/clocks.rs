//! The sheet of all clocks of a transfer (办理期限表): rule, start, end and what came of each, with what is not confirmed.

use kernel::RecordId;
use kernel::law::{self, Instance};
use projections::read;

use super::standing::{Transfer, day};
use super::{Sheet, Table};
use crate::app::now;
use crate::error::PageError;
use crate::format::deadline;
use crate::pages::clock::{entered, rule};
use crate::visitor::Visitor;
use crate::{App, Lang, words};

pub(super) async fn sheet(app: &App, visitor: &Visitor, transfer: &Transfer) -> Result<Sheet, PageError> {
    let lang = visitor.lang;
    let rows = rows(app, visitor, transfer, |_| true).await?;
    let unconfirmed = rows.iter().any(|row| row.iter().any(|cell| cell.contains("[K]")));
    let none = lang.t("本移送没有起算的期限。", "No clock of this transfer has started.");
    Ok(Sheet {
        from: transfer.regulator(app, lang),
        title: lang.t("移送案件办理期限表", "Clocks of the transfer").to_owned(),
        number: transfer.number(lang),
        paragraphs: vec![if rows.is_empty() { none.to_owned() } else { transfer.title() }],
        tables: vec![table(lang.t("期限", "Clocks"), rows, lang)],
        notes: if unconfirmed {
            vec![lang.t("[K] 表示该规定未经核实。", "[K] marks what is not confirmed of a rule.").to_owned()]
        } else {
            Vec::new()
        },
        wide: true,
        ..Sheet::default()
    })
}

/// The clocks that the transfer started and that `of` picks, in the order in which they started.
pub(super) async fn rows(
    app: &App,
    visitor: &Visitor,
    transfer: &Transfer,
    of: impl Fn(&Instance<'_>) -> bool,
) -> Result<Vec<Vec<String>>, PageError> {
    let record = RecordId(transfer.row.record);
    let mut rows = Vec::new();
    for grp in read::matters_of(&app.pool, record).await? {
        let facts = read::clock_facts(&app.pool, grp).await?;
        for instance in law::state(&facts, &app.law, i64::MAX, now()) {
            if instance.trigger.record == record && of(&instance) {
                rows.push((instance.start.at.utc(), row(app, visitor, &instance)));
            }
        }
    }
    rows.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    rows.dedup();
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn row(app: &App, visitor: &Visitor, instance: &Instance<'_>) -> Vec<String> {
    let lang = visitor.lang;
    let who =
        instance.org.map_or_else(|| words::side(instance.owner.code(), lang).to_owned(), |org| app.org_name(org.as_str(), lang));
    let told = |fact: &law::Fact| format!("{} {}", lang.of(&fact.fact.name()), day(&fact.when, visitor));
    let how = |fact| format!("{}{}", lang.t("：", ": "), entered(instance, visitor).unwrap_or_else(|| told(fact)));
    let closed = instance.closed.map(how).unwrap_or_default();
    vec![
        instance.row.to_owned(),
        lang.of(&instance.clock.name).to_owned(),
        who,
        format!("{} {}", lang.of(&instance.trigger.fact.name()), day(&instance.trigger.when, visitor)),
        deadline(instance.start.at.utc(), &visitor.root),
        instance.due.map(|due| deadline(due.at.utc(), &visitor.root)).unwrap_or_default(),
        format!("{}{closed}", words::clock_state(instance.state.code(), lang).0),
        rule(instance.clock, &instance.doubts(), lang),
    ]
}

/// The same for a reader who owes all of them: what is to be done, until when, and under which rule.
pub(super) fn brief(caption: &'static str, rows: Vec<Vec<String>>, lang: Lang) -> Table {
    let Table { caption, head, rows } = table(caption, rows, lang);
    let kept = |at: &usize| [0, 1, 5, 6, 7].contains(at);
    let rows = rows.into_iter().map(|row| row.into_iter().enumerate().filter(|(at, _)| kept(at)).map(|(_, cell)| cell).collect());
    Table {
        caption,
        head: head.into_iter().enumerate().filter(|(at, _)| kept(at)).map(|(_, name)| name).collect(),
        rows: rows.collect(),
    }
}

fn table(caption: &'static str, rows: Vec<Vec<String>>, lang: Lang) -> Table {
    Table {
        caption,
        head: vec![
            lang.t("行", "Row"),
            lang.t("事项", "What"),
            lang.t("责任单位", "Who"),
            lang.t("起算事由", "Started by"),
            lang.t("起点", "Start"),
            lang.t("到期", "Due"),
            lang.t("状态", "State"),
            lang.t("依据", "Rule"),
        ],
        rows,
    }
}
