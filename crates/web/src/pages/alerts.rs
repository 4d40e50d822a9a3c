//! Alerts as lines: of which clock, of what they warned, for which end.

use std::collections::HashMap;

use kernel::law::Clock;
use projections::read::{self, AlertRow};
use uuid::Uuid;

use crate::error::PageError;
use crate::format::deadline;
use crate::visitor::Visitor;
use crate::{App, words};

/// One alert.
pub(crate) struct AlertLine {
    pub name: String,
    pub warning: String,
    /// The style of the warning.
    pub tone: &'static str,
    pub due: String,
    pub stands: bool,
    /// The record of the clock's alerts, whose history says when it was given.
    pub href: String,
}

/// The alerts of the clocks of `record`; of one clock if `key` is given.
pub(crate) async fn lines(app: &App, visitor: &Visitor, record: Uuid, key: Option<&str>) -> Result<Vec<AlertLine>, PageError> {
    let names: HashMap<&str, &Clock> = app.law.catalogue.clocks().iter().map(|clock| (clock.question.as_str(), clock)).collect();
    let line = |row: &AlertRow| {
        let question = row.clock.split('/').next().unwrap_or_default();
        let name = names.get(question).map_or(question, |clock| visitor.lang.of(&clock.name));
        let (warning, tone) = words::warning(if row.historical { "historical" } else { &row.warning }, visitor.lang);
        AlertLine {
            name: name.to_owned(),
            warning,
            tone,
            due: deadline(row.due_at, &visitor.root),
            stands: row.stands,
            href: visitor.link(&format!("record/{}", row.alert)),
        }
    };
    let rows = read::alerts_of(&app.pool, record).await?;
    Ok(rows.iter().filter(|row| key.is_none_or(|key| row.clock == key)).map(line).collect())
}
