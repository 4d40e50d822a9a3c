//! `jointcase tally`: the tallies as table, JSON or CSV.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use chrono::NaiveDate;
use event_store::setup::Role;
use kernel::division::Root;
use kernel::reference::Reference;
use kernel::{DivisionCode, Text};
use projections::Vocabulary;
use projections::read::{self, AsOf, Tile, TileQuery};
use serde::Serialize;
use sqlx::PgPool;
use web::Lang;

use super::{remark, say};
use crate::cli::{Format, Moment, TallyArgs};
use crate::config::Config;
use crate::installation::{Installation, folder};
use crate::law::law;
use crate::words::{Saying, said};

/// One printed tally.
#[derive(Debug, Serialize)]
struct Printed {
    group: String,
    measure: &'static str,
    name: String,
    amount: i64,
    unit: &'static str,
    qualifier: &'static str,
    facts: i64,
    window: String,
    from: Option<String>,
    to: String,
    last_year: Option<i64>,
    last_year_qualifier: Option<&'static str>,
    previous: Option<i64>,
    previous_qualifier: Option<&'static str>,
}

const fn qualifier(at_least: bool) -> &'static str {
    if at_least { "at-least" } else { "exact" }
}

/// Prints the tallies of one root or county.
pub(crate) async fn run(config: &Config, given: Option<&Path>, args: &TallyArgs) -> Result<ExitCode> {
    let reference = roster::reference()?;
    let (root, county) = division(&reference, &args.division)?;
    let vocabulary = Vocabulary::of(roster::mount_all);
    if let Some(agency) = args.agency.as_deref().filter(|agency| vocabulary.agency(agency).is_none()) {
        let known: Vec<&str> = vocabulary.agencies().iter().map(|agency| agency.code).collect();
        let (zh, en) = (known.join("、"), known.join(", "));
        return Err(said(
            format!("没有{agency}这个部门：请在{zh}中选择"),
            format!("there is no agency {agency}: give one of {en}"),
        ));
    }
    if let (Some(from), Some(to)) = (args.from, args.to)
        && from > to
    {
        return Err(said(
            format!("--from {from}晚于--to {to}：起日不得晚于止日"),
            format!("--from {from} is after --to {to}: the first day may not be after the last"),
        ));
    }
    let installation = Installation::reach(config, &folder(config, given, "up")?, &reference).await?;
    let database = installation.database()?;
    database.set_up().await?;
    let pool = database.pool(Role::Web, 2);
    let today = kernel::time::now().with_timezone(&root.zone).date_naive();
    if args.duties {
        let to = args.to.unwrap_or(today);
        let window = (args.from.unwrap_or_else(|| read::year_up_to(to)), to);
        let catalogue = law(&folder(config, given, "up")?)?.catalogue;
        super::duties::print(&pool, &catalogue, &root, county.as_deref(), window, args).await?;
        installation.stop().await?;
        return Ok(ExitCode::SUCCESS);
    }
    let to = match args.to {
        Some(to) => to,
        None => read::last_day(&pool, root.code.as_str(), today).await?.unwrap_or(today),
    };
    let as_of = match args.as_of {
        None => None,
        Some(Moment::Day(day)) => Some(AsOf::from(day)),
        Some(Moment::Position(position)) => {
            let found = AsOf::position(&pool, &root, position).await?;
            Some(found.saying(|| {
                (
                    format!("位置{position}尚无记录：请给出较小的位置"),
                    format!("nothing is recorded at position {position} yet: give an earlier one"),
                )
            })?)
        }
    };
    let query = TileQuery {
        from: args.from,
        to,
        county: county.clone(),
        agency: args.agency.clone(),
        campaign: args.campaign.clone(),
        as_of,
    };
    let mut tiles = read::tiles(&pool, &vocabulary, &root, &query).await?;
    let of_agency = |agency: &str| {
        let orgs = reference.organisations.iter().filter(|org| org.agency.as_str() == agency);
        orgs.map(|org| org.id.to_string()).collect::<Vec<_>>()
    };
    let orgs = query.agency.as_deref().map(of_agency);
    let law = law(&folder(config, given, "up")?)?;
    tiles.extend(read::duty_tiles(&pool, &law, &root, orgs.as_deref(), &query).await?);
    tiles.sort_by_key(|tile| tile.measure.group);
    if args.format == Format::Table && !args.all {
        tiles.retain(|tile| tile.rows > 0);
    }
    let rows: Vec<Printed> = tiles.iter().map(|tile| printed(tile, &args.lang)).collect();
    if rows.is_empty() {
        remark(args.format, silence(&pool, root.code.as_str(), county.as_deref(), to).await?);
    }
    if query.campaign.is_some() {
        remark(
            args.format,
            "# 移送不属于专项行动，其平均用时与超期不列 / transfers belong to no campaign: their mean time and overdue are left out",
        );
    }
    print(&rows, args.format, &args.lang, root.simulated)?;
    installation.stop().await?;
    Ok(ExitCode::SUCCESS)
}

/// The root of a division that may be given by its first six digits, and the county if it is one.
pub(super) fn division(reference: &Reference, text: &str) -> Result<(Root, Option<String>)> {
    let division = code(reference, text)?;
    let root = reference.divisions.root_of(&division).ok_or_else(|| no_division(text))?.clone();
    // Whatever was reported is filed under the county that stands today.
    let today = || reference.divisions.today(&division).map_or_else(|| division.to_string(), |today| today.code.to_string());
    let county = (division != root.code).then(today);
    Ok((root, county))
}

/// A division that is listed; it may be given by its first six digits.
pub(super) fn code(reference: &Reference, text: &str) -> Result<DivisionCode> {
    let short = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    let full = if short { format!("{text}000000") } else { text.to_owned() };
    let division = DivisionCode::new(full.as_str()).map_err(|_| no_division(text))?;
    if reference.divisions.root_of(&division).is_none() {
        return Err(no_division(text));
    }
    Ok(division)
}

fn no_division(text: &str) -> anyhow::Error {
    said(
        format!("没有辖区{text}：请写辖区代码，例如370800或US-DE"),
        format!("there is no division {text}: give a code such as 370800 or US-DE"),
    )
}

/// Why no figure is printed: a county that has sent nothing is not one in which nothing happened.
async fn silence(pool: &PgPool, root: &str, county: Option<&str>, to: NaiveDate) -> Result<&'static str> {
    if let Some(county) = county {
        let ever = read::Span { from: None, to };
        if read::reporting_counties(pool, root, &[county], ever).await?.is_empty() {
            return Ok("未报送 / nothing reported");
        }
    }
    Ok("没有记录 / nothing is recorded for these days and filters (--all prints zeros)")
}

const CHOSEN: Text = Text::new("所选期间", "chosen days");

fn print(rows: &[Printed], format: Format, lang: &str, simulated: bool) -> Result<()> {
    match format {
        Format::Json => say(serde_json::to_string_pretty(&serde_json::json!({ "simulated": simulated, "tallies": rows }))?),
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in rows {
                writer.serialize(row)?;
            }
            if simulated {
                say("# 模拟数据 / simulated");
            }
            say(String::from_utf8(writer.into_inner()?)?.trim_end());
        }
        Format::Table => {
            if simulated {
                say("模拟数据 / simulated");
            }
            let mut group = String::new();
            for row in rows {
                if row.group != group {
                    group.clone_from(&row.group);
                    say(format!("\n{group}"));
                }
                let sign = if row.qualifier == "at-least" { "≥" } else { "" };
                let from = row.from.as_deref().map(|from| format!("{from} – ")).unwrap_or_default();
                say(format!(
                    "  {:>20}  {}  [{}: {from}{}]",
                    format!("{sign}{}", shown(row.amount, row.unit, lang)),
                    row.name,
                    row.window,
                    row.to
                ));
            }
        }
    }
    Ok(())
}

/// An amount as people read it: yuan, kilograms, litres, lengths of time; at most two decimals, rounded down.
fn shown(amount: i64, unit: &str, lang: &str) -> String {
    let (step, zh, en) = match unit {
        "fen" => (100, "元", "CNY"),
        "gram" => (1_000, "千克", "kg"),
        "millilitre" => (1_000, "升", "l"),
        "second" => return web::length(amount, Lang::from_code(lang).unwrap_or_default()),
        _ => return amount.to_string(),
    };
    let hundredths = amount.unsigned_abs() % step * 100 / step;
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}{}.{hundredths:02} {}", amount.unsigned_abs() / step, if lang == "en" { en } else { zh })
}

fn printed(tile: &Tile, lang: &str) -> Printed {
    let measure = tile.measure;
    Printed {
        group: measure.group.name().r#in(lang).to_owned(),
        measure: measure.code,
        name: measure.name().r#in(lang).to_owned(),
        amount: tile.amount,
        unit: measure.unit.code(),
        qualifier: qualifier(tile.at_least),
        facts: tile.rows,
        window: if tile.declared { measure.window.name() } else { CHOSEN }.r#in(lang).to_owned(),
        from: tile.windows.own.from.map(|day| day.to_string()),
        to: tile.windows.own.to.to_string(),
        last_year: tile.last_year.map(|base| base.amount),
        last_year_qualifier: tile.last_year.map(|base| qualifier(base.at_least)),
        previous: tile.previous.map(|base| base.amount),
        previous_qualifier: tile.previous.map(|base| qualifier(base.at_least)),
    }
}
