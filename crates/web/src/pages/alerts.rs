//! Alerts as lines: of which clock, of what they warned, for which end.

use projections::read::{self, AlertRow};
use uuid::Uuid;

use super::clocks::{clock_href, rule_of};
use crate::error::PageError;
use crate::format::deadline;
use crate::visitor::Visitor;
use crate::{App, words};

/// One alert.
pub(crate) struct AlertLine {
    pub name: String,
    /// Its page; `None` for a clock that is no more.
    pub clock: Option<String>,
    pub warning: String,
    /// The style of the warning.
    pub tone: &'static str,
    pub due: String,
    pub stands: bool,
    /// The record of the clock's alerts, whose history says when it was given.
    pub href: String,
}

/// The alerts of a page.
pub(crate) struct Alerts {
    /// How many there are.
    pub total: usize,
    /// The latest of them.
    pub lines: Vec<AlertLine>,
}

/// How many alerts a page shows at most.
const MOST: usize = 200;

/// The alerts of the clocks of `record`; of one clock if `key` is given.
pub(crate) async fn of_record(app: &App, visitor: &Visitor, record: Uuid, key: Option<&str>) -> Result<Alerts, PageError> {
    let line = |row: &AlertRow| {
        let question = row.clock.split('/').next().unwrap_or_default();
        // By the rule under which it runs; where it is no more, by the first that answers its question.
        let runs = row.line.as_deref().zip(row.regime.as_deref()).zip(row.started_at);
        let runs = runs.and_then(|((line, regime), started)| rule_of(app, visitor, line, regime, started));
        let rule = runs.or_else(|| app.law.catalogue.clocks().iter().find(|clock| clock.question == question));
        let name = rule.map_or(question, |clock| visitor.lang.of(&clock.name));
        let (warning, tone) = words::warning(if row.historical { "historical" } else { &row.warning }, visitor.lang);
        AlertLine {
            name: name.to_owned(),
            clock: row.grp.map(|grp| clock_href(visitor, grp, &row.clock)),
            warning,
            tone,
            due: deadline(row.due_at, &visitor.root),
            stands: row.stands,
            href: visitor.link(&format!("record/{}", row.alert)),
        }
    };
    let rows = read::alerts_of(&app.pool, record).await?;
    let of: Vec<&AlertRow> = rows.iter().filter(|row| key.is_none_or(|key| row.clock == key)).collect();
    Ok(Alerts { total: of.len(), lines: of.into_iter().take(MOST).map(line).collect() })
}
