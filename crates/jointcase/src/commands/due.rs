//! `jointcase due`: what the law asks of whom and until when, as table, JSON or CSV; the same question as the page of deadlines.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use event_store::setup::Role;
use kernel::OrgId;
use kernel::division::Root;
use kernel::law::{Catalogue, State};
use projections::read::{self, ClockFilter, ClockRow, Due, Page};
use serde::Serialize;

use super::remark;
use super::tally::division;
use crate::cli::DueArgs;
use crate::config::Config;
use crate::installation::{Installation, folder};
use crate::law::law;
use crate::words::unlisted;

/// One printed clock.
#[derive(Debug, Serialize)]
struct Printed {
    line: String,
    name: String,
    state: String,
    due: Option<String>,
    owner: String,
    org: Option<String>,
    record: String,
    number: String,
    title: Option<String>,
    division: Option<String>,
    confirmed: bool,
}

/// Lists the open clocks of one root or county, soonest first.
pub(crate) async fn run(config: &Config, given: Option<&Path>, args: &DueArgs) -> Result<ExitCode> {
    let reference = roster::reference()?;
    let (root, county) = division(&reference, &args.division)?;
    let place = folder(config, given, "up")?;
    let catalogue = law(&place)?.catalogue;
    if let Some(org) = args.org.as_ref().filter(|org| reference.organisations.get(org).is_none()) {
        return Err(unlisted(org));
    }
    let installation = Installation::reach(config, &place, &reference).await?;
    let database = installation.database()?;
    database.set_up().await?;
    let pool = database.pool(Role::Web, 1);
    let filter = ClockFilter {
        root: root.code.to_string(),
        due: if args.late { Due::Late } else { Due::Ahead },
        org: args.org.as_ref().map(OrgId::to_string),
        county,
        until: args.within.and_then(|within| kernel::time::now().checked_add_signed(within)),
        ..ClockFilter::default()
    };
    let found = read::clocks(&pool, &filter, &Page::first(args.limit)).await?;
    let rows: Vec<Printed> = found.rows.iter().map(|row| printed(row, &catalogue, &root, &args.lang)).collect();
    super::rows(&rows, args.format, root.simulated, ("due", "没有到期事项 / nothing is due"), line)?;
    if found.next.is_some() {
        let limit = args.limit;
        remark(args.format, format!("# 仅列前{limit}条 / only the first {limit} are listed: see --limit"));
    }
    installation.stop().await?;
    Ok(ExitCode::SUCCESS)
}

fn printed(row: &ClockRow, catalogue: &Catalogue, root: &Root, lang: &str) -> Printed {
    let started = row.started_at.with_timezone(&root.zone).date_naive();
    let clock = catalogue.clock(&row.line, &row.regime, started);
    let state = State::ALL.iter().find(|state| state.code() == row.state);
    Printed {
        line: row.line.clone(),
        name: clock.map_or_else(|| row.line.clone(), |clock| clock.name.r#in(lang).to_owned()),
        state: state.map_or_else(|| row.state.clone(), |state| state.name().r#in(lang).to_owned()),
        due: row.due_at.map(|due| due.with_timezone(&root.zone).format("%Y-%m-%d %H:%M").to_string()),
        owner: row.owner.clone(),
        org: row.org.clone(),
        record: row.record.to_string(),
        number: row.number.clone(),
        title: row.title.clone(),
        division: row.county.clone(),
        confirmed: row.confirmed,
    }
}

fn line(row: &Printed) -> String {
    let mark = if row.confirmed { "" } else { " [K]" };
    let who = row.org.as_deref().unwrap_or(&row.owner);
    let due = row.due.as_deref().unwrap_or("—");
    let title = row.title.as_deref().unwrap_or_default();
    format!("{due}  {:5} {}{mark}  {}  {who}  {} {title}", row.line, row.name, row.state, row.number)
}
