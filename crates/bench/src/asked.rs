//! What the pages ask of the read tables, each question many times with other days, counties and measures.

use std::future::Future;
use std::time::Instant;

use anyhow::Context;
use chrono::{Days, Months, NaiveDate};
use event_store::setup::Role;
use kernel::division::Root;
use kernel::law::Law;
use kernel::time::now;
use kernel::{Class, DivisionCode, Measure, Nature, Unit};
use projections::Vocabulary;
use projections::read::{self, ClockFilter, Due, FactFilter, Lens, Page, RecordFilter, Span, TallyQuery, TileQuery, Windows};
use sqlx::PgPool;

use crate::ingested::caught_up;
use crate::table::Line;
use crate::world::World;
use crate::year::{LAST_DAY, ROOT};

/// How often each question is asked.
const TIMES: usize = 200;
/// Rows of a page, as the pages have it.
const PER_PAGE: u16 = 50;
/// The questions, in the order in which they are asked and printed. The first six are one load of the dashboard.
const QUESTIONS: [&str; 12] = [
    "dashboard: tiles",
    "dashboard: trend of 24 months",
    "dashboard: by county",
    "dashboard: reporting counties",
    "dashboard: transfers under way",
    "dashboard: how long their duties took, and which ran out",
    "list of records, a page",
    "rows behind a figure, a page",
    "list of premises, a page",
    "one premises with its records",
    "what is due for one organisation, a page",
    "how duties were kept in twelve months",
];
const DASHBOARD: usize = 6;

/// How long each question took, in microseconds.
type Times = [Vec<u64>; QUESTIONS.len()];

/// How many clocks there are where what is due is asked for.
const CLOCKS: i64 = 1_000_000;
/// What is asked of so many.
const DUE: [&str; 4] = [
    "due for one organisation, a page, of a million clocks",
    "due for one organisation within a day, of a million",
    "who owes what, of a million",
    "transfers under way, of a million",
];

/// Asks what is due where there are a million clocks: those of the simulated city again and again, each of another matter, and those that
/// are open with another end, so that half of them are late. Nothing can be measured after it but what reads no clocks.
pub async fn due(world: &World) -> anyhow::Result<Vec<Line>> {
    caught_up(world).await?.stop().await;
    let owner = world.owner();
    let mut one = owner.acquire().await?;
    sqlx::raw_sql(
        "CREATE TEMP TABLE more AS SELECT * FROM read.clocks;
         UPDATE more SET running_until = now() + (random() - 0.5) * interval '60 days' WHERE open AND due_at IS NOT NULL;
         UPDATE more SET due_at = running_until, near_at = running_until - interval '1 day' WHERE open AND due_at IS NOT NULL",
    )
    .execute(&mut *one)
    .await?;
    let clocks = async |one: &mut sqlx::PgConnection| -> anyhow::Result<(i64, i64)> {
        Ok(sqlx::query_as("SELECT count(*), count(*) FILTER (WHERE open) FROM read.clocks").fetch_one(one).await?)
    };
    while clocks(&mut one).await?.0 < CLOCKS {
        sqlx::raw_sql("UPDATE more SET grp = gen_random_uuid(), due_at = due_at + interval '1 minute'")
            .execute(&mut *one)
            .await?;
        let room = CLOCKS - clocks(&mut one).await?.0;
        sqlx::query("INSERT INTO read.clocks SELECT * FROM more LIMIT $1").bind(room).execute(&mut *one).await?;
    }
    let (all, open) = clocks(&mut one).await?;
    sqlx::raw_sql("VACUUM (ANALYZE)").execute(&mut *one).await?;
    sqlx::raw_sql("CHECKPOINT").execute(&mut *one).await?;
    let pool = world.database.pool(Role::Web, 1);
    let orgs: Vec<String> = read::owing(&pool, ROOT, None).await?.into_iter().filter_map(|owing| owing.org).collect();
    anyhow::ensure!(!orgs.is_empty(), "nobody owes anything");
    let (mut times, page): ([Vec<u64>; DUE.len()], _) = (Default::default(), Page::first(PER_PAGE));
    for turn in 0..TIMES {
        let [list, today, owing, running] = &mut times;
        let tomorrow = now() + chrono::TimeDelta::days(1);
        let filter = ClockFilter { root: ROOT.into(), org: orgs.get(turn % orgs.len()).cloned(), ..ClockFilter::default() };
        let side = if turn.is_multiple_of(2) { Due::Ahead } else { Due::Late };
        timed(list, read::clocks(&pool, &ClockFilter { due: side, ..filter.clone() }, &page)).await?;
        timed(today, read::clocks(&pool, &ClockFilter { until: Some(tomorrow), ..filter }, &page)).await?;
        timed(owing, read::owing(&pool, ROOT, None)).await?;
        timed(running, read::running_transfers(&pool, ROOT, None, tomorrow)).await?;
    }
    let mut lines: Vec<Line> = DUE.iter().zip(times).map(|(question, times)| line((*question).to_owned(), times)).collect();
    if let Some(first) = lines.first_mut() {
        first.note = format!("{all} clocks, {open} of them open");
    }
    Ok(lines)
}

/// What differs from one asking to the next.
struct Asking<'a> {
    root: &'a Root,
    law: &'a Law,
    vocabulary: &'a Vocabulary,
    counties: &'a [&'a str],
    county: Option<String>,
    from: Option<NaiveDate>,
    to: NaiveDate,
    measure: &'static Measure,
    /// Whose deadlines are asked for.
    orgs: &'a [String],
    turn: usize,
}

/// Asks everything, one question after the other on one connection, as measured by the caller: what Postgres needs and one round trip.
pub async fn questions(world: &World) -> anyhow::Result<Vec<Line>> {
    caught_up(world).await?.stop().await;
    world.settle().await?;
    sqlx::raw_sql("VACUUM (ANALYZE)").execute(&world.owner()).await?;
    let pool = world.database.pool(Role::Web, 1);
    let vocabulary = Vocabulary::of(roster::mount_all);
    let code = DivisionCode::new(ROOT)?;
    let root = world.reference.divisions.root(&code).context("the simulated root")?;
    let counties: Vec<&str> = world.reference.divisions.counties(&code, LAST_DAY).iter().map(|d| d.code.as_str()).collect();
    let drawn = drawn(&vocabulary);
    anyhow::ensure!(!counties.is_empty() && !drawn.is_empty(), "nothing to ask about");
    let last = read::last_day(&pool, ROOT, LAST_DAY).await?.context("a simulated city without a day")?;

    let orgs: Vec<String> = read::owing(&pool, ROOT, None).await?.into_iter().filter_map(|owing| owing.org).collect();
    anyhow::ensure!(!orgs.is_empty(), "nobody owes anything");
    let law = Law::shipped()?;
    let mut times: Times = Default::default();
    for turn in 0..TIMES {
        // Steps that have no common divisor with what they go round in.
        let to = last.checked_sub_days(Days::new((turn as u64 * 37) % 150)).unwrap_or(last);
        let asking = Asking {
            root,
            law: &law,
            vocabulary: &vocabulary,
            counties: &counties,
            county: (turn % 3 == 2).then(|| counties[turn % counties.len()].to_owned()),
            from: (turn % 4 == 3).then(|| to.checked_sub_days(Days::new(10 + turn as u64 % 90))).flatten(),
            to,
            measure: drawn[(turn * 7) % drawn.len()],
            orgs: &orgs,
            turn,
        };
        asking.ask_all(&pool, &mut times).await?;
    }
    let load = (0..TIMES).map(|turn| times[..DASHBOARD].iter().map(|times| times[turn]).sum()).collect();
    let mut lines = vec![line("dashboard: all six of one load".into(), load)];
    lines.extend(QUESTIONS.iter().zip(times).map(|(question, times)| line((*question).to_owned(), times)));
    if let Some(first) = lines.first_mut() {
        let (records, facts, clocks): (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM read.records), (SELECT count(*) FROM read.facts), (SELECT count(*) FROM read.clocks)",
        )
        .fetch_one(&world.owner())
        .await?;
        first.note = format!("at {} events, {records} records, {facts} facts, {clocks} clocks", world.events().await?);
    }
    Ok(lines)
}

fn line(question: String, mut micros: Vec<u64>) -> Line {
    micros.sort_unstable();
    Line::latency(question, &micros)
}

/// The measures that the charts draw.
fn drawn(vocabulary: &Vocabulary) -> Vec<&'static Measure> {
    let drawn = |measure: &&'static Measure| measure.nature == Nature::Flow && measure.unit == Unit::Item;
    vocabulary.measures().iter().copied().filter(drawn).collect()
}

impl Asking<'_> {
    async fn ask_all(&self, pool: &PgPool, times: &mut Times) -> anyhow::Result<()> {
        let [tiles, trend, by_county, reporting, running, duties, list, facts, premises, one, due, kept] = times;
        let query = TileQuery { from: self.from, to: self.to, county: self.county.clone(), ..TileQuery::default() };
        timed(tiles, read::tiles(pool, self.vocabulary, self.root, &query)).await?;

        let lens = Lens { root: ROOT.into(), county: self.county.clone(), as_of: None };
        let group: Vec<&str> = drawn(self.vocabulary).iter().filter(|m| m.group == self.measure.group).map(|m| m.code).collect();
        let months = self.to.checked_sub_months(Months::new(23));
        timed(trend, read::trend(pool, &lens, &group, Span { from: months, to: self.to })).await?;

        let span = match self.from {
            Some(from) => Span { from: Some(from), to: self.to },
            None => Windows::declared(self.measure, self.root, self.to).own,
        };
        let whole = Lens { county: None, ..lens };
        timed(by_county, read::by_county(pool, &whole, self.measure.code, span)).await?;
        timed(reporting, read::reporting_counties(pool, ROOT, self.counties, span)).await?;

        timed(running, read::running_transfers(pool, ROOT, self.county.as_deref(), now() + chrono::TimeDelta::hours(12))).await?;
        timed(duties, read::duty_tiles(pool, self.law, self.root, None, &query)).await?;

        let class = [Class::Inspection, Class::Case, Class::Joint][self.turn % 3];
        let filter =
            RecordFilter { root: ROOT.into(), class: Some(class), county: self.county.clone(), ..RecordFilter::default() };
        let filter = RecordFilter { from: self.from, to: Some(self.to), ..filter };
        timed(list, read::records(pool, &filter, &Page::first(PER_PAGE))).await?;

        let figure = FactFilter { root: ROOT.into(), measure: Some(self.measure.code.into()), ..FactFilter::default() };
        let figure = FactFilter { from: span.from, to: span.to, county: self.county.clone(), ..figure };
        let tally = TallyQuery {
            root: ROOT.into(),
            measures: vec![self.measure.code.into()],
            from: span.from,
            to: span.to,
            county: self.county.clone(),
            agency: None,
            campaign: None,
            as_of: None,
        };
        timed(facts, async {
            read::tally(pool, &tally).await?;
            read::facts(pool, &figure, &Page::first(PER_PAGE)).await
        })
        .await?;

        let page = Page::first(PER_PAGE);
        let found = timed(premises, read::subjects(pool, ROOT, "premises", self.county.as_deref(), None, &page)).await?;
        let place = found.rows.get(self.turn % found.rows.len().max(1)).context("a city without premises")?;
        timed(one, async {
            read::subjects_by_id(pool, &[place.subject]).await?;
            read::subject_records(pool, &[place.subject], &page).await
        })
        .await?;

        let org = self.orgs.get(self.turn % self.orgs.len()).cloned();
        let side = if self.turn.is_multiple_of(2) { Due::Ahead } else { Due::Late };
        timed(due, read::clocks(pool, &ClockFilter { root: ROOT.into(), due: side, org, ..ClockFilter::default() }, &page))
            .await?;
        let year = (self.to.checked_sub_months(Months::new(11)).unwrap_or(self.to), self.to);
        timed(kept, read::kept(pool, ROOT, self.county.as_deref(), year)).await?;
        Ok(())
    }
}

async fn timed<T, E>(times: &mut Vec<u64>, question: impl Future<Output = Result<T, E>>) -> anyhow::Result<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let start = Instant::now();
    let answer = question.await?;
    times.push(u64::try_from(start.elapsed().as_micros())?);
    Ok(answer)
}
