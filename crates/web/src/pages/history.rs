//! A history in pages: a record can be told of for years, and what is shown of it must say that there is more.

use std::ops::Range;

use projections::read::EventRow;

use super::events::{EventView, Said, views};
use crate::params::BadParameter;
use crate::visitor::Visitor;
use crate::{App, Lang};

/// Events on one page.
const PER_PAGE: usize = 100;

/// The parameter that names the page.
const PAGE: &str = "page";

/// One page of a history.
pub(crate) struct HistoryView {
    pub events: Vec<EventView>,
    /// How many there are.
    pub total: usize,
    /// Which of them the page shows, where it does not show all: `101–200`.
    pub shown: String,
    /// Where the others are, with what each link is called.
    pub pages: Vec<(String, &'static str)>,
}

impl HistoryView {
    /// The page of `events` that the reader asks for; `of` names the record of one, where the page is not its own.
    ///
    /// # Errors
    /// [`BadParameter`] if that is no number of a page.
    pub fn of(
        app: &App,
        visitor: &Visitor,
        events: Vec<EventRow>,
        of: impl Fn(&str) -> Option<Said>,
    ) -> Result<Self, BadParameter> {
        let asked = visitor.params.read(PAGE, ("页码，从1起", "the number of a page, from 1"), |text| {
            text.parse::<usize>().ok().filter(|page| *page > 0)
        })?;
        let (page, total) = (asked.unwrap_or(1).min(last(events.len())), events.len());
        let link = |page: usize| visitor.params.with(PAGE, &page.to_string()).on(&visitor.path);
        let pages = turns(page, total, visitor.lang).into_iter().map(|(page, name)| (link(page), name)).collect();
        Ok(Self { pages, ..Self::page(app, visitor, events, page, of) })
    }

    /// The first page of another record's history, which goes on at `href`.
    pub fn beginning(app: &App, visitor: &Visitor, events: Vec<EventRow>, href: &str) -> Self {
        let more = (events.len() > PER_PAGE).then(|| (href.to_owned(), visitor.lang.t("其余事件", "The other events")));
        Self { pages: more.into_iter().collect(), ..Self::page(app, visitor, events, 1, |_| None) }
    }

    fn page(app: &App, visitor: &Visitor, events: Vec<EventRow>, page: usize, of: impl Fn(&str) -> Option<Said>) -> Self {
        let total = events.len();
        let range = range(page, total);
        let shown = if range.len() < total { format!("{}–{}", range.start + 1, range.end) } else { String::new() };
        Self { events: views(app, visitor, events, range, of), total, shown, pages: Vec::new() }
    }
}

/// The number of the last page.
const fn last(total: usize) -> usize {
    if total == 0 { 1 } else { total.div_ceil(PER_PAGE) }
}

/// Which events are on `page`, which is one of them.
fn range(page: usize, total: usize) -> Range<usize> {
    let start = (page - 1) * PER_PAGE;
    start..(start + PER_PAGE).min(total)
}

/// The pages to turn to from `page`.
fn turns(page: usize, total: usize, lang: Lang) -> Vec<(usize, &'static str)> {
    let last = last(total);
    let back = [(1, lang.t("第一页", "First page")), (page.saturating_sub(1), lang.t("上一页", "Previous page"))];
    let on = [(page + 1, lang.t("下一页", "Next page")), (last, lang.t("最后一页", "Last page"))];
    back.into_iter().filter(|_| page > 1).chain(on.into_iter().filter(|_| page < last)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_on_one_page() {
        for total in [0, 1, PER_PAGE, PER_PAGE + 1, 7 * PER_PAGE - 1] {
            let pages: Vec<usize> = (1..=last(total)).flat_map(|page| range(page, total)).collect();
            assert_eq!(pages, (0..total).collect::<Vec<_>>(), "{total}");
        }
    }

    #[test]
    fn a_page_leads_to_those_before_and_behind_it() {
        let to = |page, total| turns(page, total, Lang::En).into_iter().map(|(to, _)| to).collect::<Vec<_>>();
        assert_eq!(to(1, PER_PAGE), Vec::<usize>::new());
        assert_eq!(to(1, PER_PAGE + 1), [2, 2]);
        assert_eq!(to(3, 5 * PER_PAGE), [1, 2, 4, 5]);
        assert_eq!(to(5, 5 * PER_PAGE), [1, 4]);
    }
}
