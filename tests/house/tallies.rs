//! The roll-ups give what adding up fact by fact gives, for any window, as known today and as recorded by any past day.

use std::collections::BTreeMap;

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};
use event_store::setup::Role;
use kernel::RecordId;
use projections::changes::{Changes, FactChange};
use projections::read::{self, AsOf, CountyRow, Lens, Span, TallyQuery, TallyRow};
use projections::state::{self, Who};
use projections::{Slot, cube, slot, write};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sqlx::{Connection, PgConnection};
use tests::database;
use uuid::Uuid;

const ROOT: &str = "370800000000";
const MEASURES: [&str; 3] = ["joint-meetings", "food-inspections", "amount-involved"];
const COUNTIES: [&str; 3] = ["", "370811000000", "370881000000"];

/// One counted thing as this test remembers it.
#[derive(Clone)]
struct Fact {
    measure: &'static str,
    county: &'static str,
    from: NaiveDate,
    on: NaiveDate,
    precision: &'static str,
    at_least: bool,
    recorded: NaiveDate,
    amount: i64,
    /// 1, or -1 for a withdrawal.
    rows: i64,
    /// The record that says it.
    record: u128,
    /// The position at which it was recorded.
    at: i64,
}

impl Fact {
    fn known(&self, as_of: Option<AsOf>) -> bool {
        as_of.is_none_or(|as_of| match as_of.position {
            Some(position) => self.at <= position,
            None => self.recorded <= as_of.day,
        })
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn facts(random: &mut ChaCha8Rng) -> Vec<Fact> {
    let mut facts = Vec::new();
    for record in 0..600 {
        let first = day("2015-11-10") + Days::new(random.random_range(0..420));
        let month = first.with_day(1).expect("a first");
        let month_end = month.checked_add_months(chrono::Months::new(1)).and_then(|next| next.pred_opt()).expect("a last");
        let year = first.with_ordinal(1).expect("a first");
        let (from, on, precision) = match random.random_range(0..10) {
            0 => (month, month_end, "month"),
            1 => (year, day(&format!("{}-12-31", first.year())), "year"),
            2 => (first, first + Days::new(random.random_range(0..80)), "window"),
            3 => (first, first, "instant"),
            _ => (first, first, "day"),
        };
        let recorded = on + Days::new(random.random_range(0..50));
        let fact = Fact {
            measure: MEASURES[random.random_range(0..3)],
            county: COUNTIES[random.random_range(0..3)],
            from,
            on,
            precision,
            at_least: random.random_ratio(1, 12),
            recorded,
            amount: random.random_range(1..9),
            rows: 1,
            record,
            at: 0,
        };
        facts.push(fact.clone());
        if random.random_ratio(1, 5) {
            let later = recorded + Days::new(random.random_range(0..40));
            facts.push(Fact { recorded: later, amount: -fact.amount, rows: -1, ..fact });
        }
    }
    facts.sort_by_key(|fact| fact.recorded);
    for (at, fact) in (1..).zip(&mut facts) {
        fact.at = at;
    }
    facts
}

fn changes(facts: &[Fact]) -> Changes {
    let mut changes = Changes::default();
    for fact in facts {
        let change = FactChange {
            record: RecordId(Uuid::from_u128(fact.record)),
            fact: state::Fact {
                measure: fact.measure.to_owned().into(),
                part: "held".to_owned(),
                slot: String::new(),
                amount: fact.amount * fact.rows,
                unit: "item".into(),
                qualifier: if fact.at_least { "at-least" } else { "exact" }.into(),
                campaign: None,
                occurred_from: fact.from,
                occurred_on: fact.on,
                precision: fact.precision,
                who: Arc::new(Who {
                    agency: "joint-office".to_owned(),
                    org: "jn-joint-office".to_owned(),
                    division: ROOT.to_owned(),
                    county: Some(fact.county.to_owned()).filter(|county| !county.is_empty()),
                }),
            },
            root: ROOT.to_owned(),
            at: fact.at,
            on: fact.recorded,
            sharing: 0,
            origin: Uuid::nil(),
        };
        if fact.rows < 0 { changes.withdrawn.push(change) } else { changes.made.push(change) }
    }
    changes
}

/// What the definition of a window says, fact by fact.
fn expected(facts: &[Fact], measure: &str, county: Option<&str>, span: Span, as_of: Option<AsOf>) -> TallyRow {
    let mut row = TallyRow { measure: measure.into(), amount: 0, rows: 0, at_least: false, unplaced: 0, possible: 0 };
    let mut bounds = 0;
    let known = |fact: &&Fact| fact.measure == measure && county.is_none_or(|county| fact.county == county) && fact.known(as_of);
    for fact in facts.iter().filter(known) {
        let starts = span.from.is_none_or(|from| fact.from >= from);
        if starts && fact.on <= span.to {
            row.amount += fact.amount;
            row.rows += fact.rows;
            bounds += if fact.at_least { fact.rows } else { 0 };
            row.unplaced += if ["day", "instant"].contains(&fact.precision) { 0 } else { fact.amount };
        } else if fact.from <= span.to && span.from.is_none_or(|from| fact.on >= from) {
            row.possible += fact.amount;
        }
    }
    row.at_least = bounds > 0;
    row
}

fn spans(random: &mut ChaCha8Rng) -> Vec<Span> {
    let mut spans = vec![
        Span { from: Some(day("2016-01-01")), to: day("2016-08-15") },
        Span { from: Some(day("2016-02-01")), to: day("2016-02-29") },
        Span { from: Some(day("2016-02-02")), to: day("2016-02-29") },
        Span { from: Some(day("2016-03-05")), to: day("2016-03-05") },
        Span { from: Some(day("2016-03-20")), to: day("2016-04-10") },
        Span { from: None, to: day("2016-08-15") },
        Span { from: None, to: day("2016-07-31") },
    ];
    for _ in 0..12 {
        let from = day("2015-10-20") + Days::new(random.random_range(0..400));
        spans.push(Span { from: Some(from), to: from + Days::new(random.random_range(0..300)) });
    }
    spans
}

#[tokio::test]
async fn a_tally_is_what_its_facts_add_up_to_in_any_window_and_as_of_any_day_or_position() {
    let mut random = ChaCha8Rng::seed_from_u64(2016);
    let database = database().await;
    let mut connection =
        PgConnection::connect_with(&database.pool(Role::Project, 1).connect_options()).await.expect("a connection");
    slot::create(&mut connection, Slot::A).await.expect("tables");
    slot::index(&mut connection, Slot::A).await.expect("indexes");
    slot::swap(&mut connection, Slot::A).await.expect("views");
    let facts = facts(&mut random);
    // In several batches, so that sums are added to sums.
    for batch in facts.chunks(100) {
        write::write(&mut connection, Slot::A.schema(), &changes(batch)).await.expect("written");
        cube::add(&mut connection, Slot::A.schema(), &changes(batch)).await.expect("added up");
    }
    let pool = database.pool(Role::Web, 2);
    let all: Vec<String> = MEASURES.map(str::to_owned).to_vec();
    let mut different = 0;
    let days = ["2016-05-31", "2016-06-17", "2030-01-01"].map(|text| Some(AsOf::from(day(text))));
    let moments: Vec<Option<AsOf>> = [None].into_iter().chain(days).chain(within_days(&facts).map(Some)).collect();
    for span in spans(&mut random) {
        for as_of in moments.iter().copied() {
            for county in [None, Some("370811000000"), Some("")] {
                for agency in [None, Some("joint-office".to_owned())] {
                    let (root, county) = (ROOT.to_owned(), county.map(str::to_owned));
                    let (from, to) = (span.from, span.to);
                    let query = TallyQuery {
                        root,
                        measures: all.clone(),
                        from,
                        to,
                        county: county.clone(),
                        agency,
                        campaign: None,
                        as_of,
                    };
                    let told = read::tally(&pool, &query).await.expect("a tally");
                    let added: Vec<TallyRow> =
                        MEASURES.iter().map(|measure| expected(&facts, measure, county.as_deref(), span, as_of)).collect();
                    assert_eq!(told, added, "{query:?}");
                    different += added.iter().filter(|row| row.rows > 0 && row.possible != 0 && row.unplaced != 0).count();
                }
            }
        }
    }
    assert!(different > 50, "the facts are too alike to prove anything");
    charts(&pool, &facts).await;
}

/// Positions with more of their day on both sides.
fn within_days(facts: &[Fact]) -> impl Iterator<Item = AsOf> {
    let days = facts.windows(3).filter(|three| three.iter().all(|fact| fact.recorded == three[1].recorded));
    let withdrawn = days.clone().filter(|three| three[2].rows < 0);
    days.step_by(40).chain(withdrawn.take(2)).map(|three| AsOf { day: three[1].recorded, position: Some(three[1].at) })
}

async fn charts(pool: &sqlx::PgPool, facts: &[Fact]) {
    for as_of in [None, Some(AsOf::from(day("2016-06-17")))].into_iter().chain(within_days(facts).map(Some)) {
        let lens = Lens { root: ROOT.into(), as_of, ..Lens::default() };
        let span = Span { from: Some(day("2015-12-10")), to: day("2016-11-20") };
        let mut months: BTreeMap<(Option<NaiveDate>, &str), i64> = BTreeMap::new();
        let within = |fact: &&Fact| fact.from >= day("2015-12-10") && fact.on <= span.to && fact.known(as_of);
        for fact in facts.iter().filter(within) {
            let month = (fact.from.with_day(1) == fact.on.with_day(1)).then(|| fact.on.with_day(1)).flatten();
            *months.entry((month, fact.measure)).or_default() += fact.amount;
        }
        months.retain(|_, amount| *amount != 0);
        let told = read::trend(pool, &lens, &MEASURES, span).await.expect("a trend");
        let told: BTreeMap<(Option<NaiveDate>, &str), i64> =
            told.iter().map(|row| ((row.month, row.measure.as_str()), row.amount)).collect();
        assert_eq!(told, months);

        let county = |county: Option<&str>| {
            let sum = expected(facts, MEASURES[1], Some(county.unwrap_or_default()), span, as_of);
            CountyRow { county: county.map(str::to_owned), amount: sum.amount, rows: sum.rows, at_least: sum.at_least }
        };
        let mut ranked = vec![county(Some(COUNTIES[1])), county(Some(COUNTIES[2]))];
        ranked.sort_by_key(|row| std::cmp::Reverse(row.amount));
        ranked.push(county(None));
        ranked.retain(|row| row.rows != 0);
        assert_eq!(read::by_county(pool, &lens, MEASURES[1], span).await.expect("counties"), ranked);
    }
}
