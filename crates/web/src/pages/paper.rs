//! The papers of a transfer (移送文书) for printing: letter, list of items, notice of the decision, and the sheet of its clocks. Each is made
//! from the reports that stand, so that it says what was reported, and names the position up to which that is so.

mod asked;
mod clocks;
mod items;
mod letter;
mod notice;
mod standing;

use askama::Template;
use axum::extract::{Path, State};
use kernel::transfer::RECORD as TRANSFER;
use projections::read;
use uuid::Uuid;

use self::standing::Transfer;
pub(crate) use self::standing::day;
use super::{Shown, show};
use crate::app::now;
use crate::error::PageError;
use crate::format::time;
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;
use crate::{App, Lang};

/// A paper of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    /// 移送书.
    Letter,
    /// 涉案物品清单.
    Items,
    /// 立案告知书 or 不予立案通知书; for detention 行政拘留决定告知书.
    Notice,
    /// 办理期限表.
    Clocks,
}

impl Paper {
    const ALL: [Self; 4] = [Self::Letter, Self::Items, Self::Notice, Self::Clocks];

    const fn path(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Items => "items",
            Self::Notice => "notice",
            Self::Clocks => "clocks",
        }
    }

    const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Letter => lang.t("移送书", "letter of transfer"),
            Self::Items => lang.t("涉案物品清单", "list of items"),
            Self::Notice => lang.t("决定通知书", "notice of the decision"),
            Self::Clocks => lang.t("办理期限表", "sheet of clocks"),
        }
    }
}

/// Where the papers of a record are, by name; none for a record that is no transfer.
pub(crate) fn links(visitor: &Visitor, kind: &str, record: Uuid) -> Vec<(String, &'static str)> {
    let papers = Paper::ALL.iter().filter(|_| kind == TRANSFER);
    papers.map(|paper| (visitor.link(&format!("paper/{record}/{}", paper.path())), paper.name(visitor.lang))).collect()
}

/// A table of a paper: its head and its rows, cell by cell.
struct Table {
    caption: &'static str,
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// What a paper says, from top to bottom.
#[derive(Default)]
struct Sheet {
    /// Who issues it.
    from: String,
    title: String,
    /// Its number (文号).
    number: String,
    /// To whom.
    to: String,
    paragraphs: Vec<String>,
    tables: Vec<Table>,
    /// Lines to be filled in by hand, or the date and who signs.
    signatures: Vec<String>,
    /// What is not confirmed, and what else the reader must know.
    notes: Vec<String>,
    /// For who makes the paper; it is shown below it and not printed.
    guide: Option<Table>,
    /// Printed across the page: a list of clocks is wide.
    wide: bool,
}

/// The words of a cell, each with whether it is a day: that is not broken at the end of a line.
pub(crate) fn pieces(cell: &str) -> Vec<(bool, &str)> {
    cell.split(' ').map(|word| (word.len() == 10 && word.parse::<chrono::NaiveDate>().is_ok(), word)).collect()
}

#[derive(Template)]
#[template(path = "paper.html")]
struct PaperPage {
    f: Frame,
    s: Sheet,
    back: String,
    others: Vec<(String, &'static str)>,
    number: String,
    position: i64,
    printed: String,
}

/// One paper of a transfer.
pub(crate) async fn paper(
    State(app): State<App>,
    visitor: Visitor,
    Path((_, id, paper)): Path<(String, String, String)>,
) -> Shown {
    let paper = Paper::ALL.into_iter().find(|known| known.path() == paper).ok_or(PageError::NotFound)?;
    let id: Uuid = id.parse().map_err(|_| PageError::NotFound)?;
    let row = read::record(&app.pool, id).await?;
    let row = row.filter(|row| row.root == visitor.root.code.as_str() && row.kind == TRANSFER).ok_or(PageError::NotFound)?;
    let transfer = Transfer::load(&app, &visitor, row).await?;
    let mut sheet = match paper {
        Paper::Letter => letter::sheet(&app, &visitor, &transfer).await?,
        Paper::Items => items::sheet(&app, &visitor, &transfer),
        Paper::Notice => notice::sheet(&app, &visitor, &transfer).await?,
        Paper::Clocks => clocks::sheet(&app, &visitor, &transfer).await?,
    };
    if visitor.root.simulated {
        sheet.notes.insert(0, visitor.lang.t("模拟数据，不是真实文书。", "Simulated data: not a real document.").to_owned());
    }
    show(&PaperPage {
        f: Frame::new(&app, &visitor, Some(Section::Cases), sheet.title.clone()),
        s: sheet,
        back: visitor.link(&format!("record/{id}")),
        others: links(&visitor, TRANSFER, id),
        number: transfer.number(visitor.lang),
        position: transfer.row.last_position,
        printed: time(now(), &visitor.root),
    })
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_day_in_a_cell_is_one_word() {
        assert_eq!(pieces("批准移送 2026-05-25 24:00"), [(false, "批准移送"), (true, "2026-05-25"), (false, "24:00")]);
        assert_eq!(pieces(""), [(false, "")]);
    }
}
