//! A simulated year goes through the house and comes to what the simulator, which knows what it said, expects.

use std::collections::{BTreeMap, BTreeSet};

use bus::{DeliveryOptions, Outgoing};
use chrono::{Months, NaiveDate};
use kernel::DivisionCode;
use projections::Vocabulary;
use projections::read::{self, AsOf, RecordFilter, Span};
use simulator::{Expected, Shot, SimOptions, Simulation};
use tests::house::{Figure, Heard, Site, deliver, figures, law, records, settled};

const ROOT: &str = "SIM";

/// What a transfer and the case that came of it may tell differently, each under its own name of the step.
const TOLD_TWICE: [&str; 5] =
    ["differs:accepted", "differs:filed", "differs:not-filed", "differs:case-withdrawn", "differs:closed-without-charge"];

/// What whole cases count, from the transfer to the judgment.
const OF_WHOLE_CASES: [&str; 19] = [
    "transfers-sent",
    "transfers-accepted",
    "transfers-filed",
    "transfers-not-filed",
    "transfers-reconsidered",
    "transfers-supervised",
    "transfers-reversed",
    "detention-transfers-sent",
    "cases-accepted",
    "cases-filed",
    "detained",
    "arrested",
    "prosecuted",
    "charged",
    "not-prosecuted",
    "judged",
    "dens-destroyed",
    "gangs-broken",
    "amount-involved",
];

pub(crate) fn year(seed: u64, reports: u64) -> (Vec<Shot>, Expected) {
    let until = "2025-12-31".parse().expect("a day");
    let mut simulation = Simulation::new(SimOptions::new(seed, reports, until)).expect("a year");
    let shots: Vec<Shot> = simulation.by_ref().collect();
    let expected = simulation.expected().expect("the year is over").clone();
    (shots, expected)
}

/// Every organisation sends its own, all at once and each in its order.
pub(crate) async fn publish(site: &Site, shots: Vec<Shot>) -> Heard {
    let mut by_org: BTreeMap<String, Vec<Outgoing>> = BTreeMap::new();
    for Shot { org, subject, message, body, .. } in shots {
        by_org.entry(org.to_string()).or_default().push(Outgoing { message, subject, body: body.into() });
    }
    assert!(by_org.len() > 20, "{} organisations", by_org.len());
    let deliveries = by_org.into_iter().map(|(org, reports)| async move {
        let client = site.client(&org).await;
        let heard = deliver(&client, &org, DeliveryOptions::default(), futures::stream::iter(reports)).await;
        client.close().await.expect("closed");
        heard
    });
    let mut all = Heard::default();
    futures::future::join_all(deliveries).await.into_iter().for_each(|heard| all.join(heard));
    all
}

/// Mean time (平均用时) and overdue (逾期) of transfers are what the simulator expects, month by month: in each county and in the whole city.
async fn duties_are_kept_as(expected: &Expected, pool: &sqlx::PgPool) {
    let all = expected.duties.as_ref().expect("a year whose law is known");
    let months: BTreeSet<NaiveDate> = all.keys().map(|(_, month)| *month).collect();
    let last = |month: &NaiveDate| month.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).expect("a day");
    let spans: Vec<Span> = months.iter().map(|month| Span { from: Some(*month), to: last(month) }).collect();
    let counties: BTreeSet<Option<String>> = all.keys().map(|(county, _)| county.clone()).chain([None]).collect();
    let mut overdue = 0;
    for county in counties {
        let kept = read::kept_of_transfers(pool, ROOT, read::Whose { county: county.as_deref(), orgs: None }, &spans)
            .await
            .expect("duties");
        for (month, kept) in months.iter().zip(kept) {
            let of = all.iter().filter(|((of, on), _)| on == month && (county.is_none() || *of == county));
            let sum = of.fold((0, 0, 0), |(done, seconds, overdue), (_, duties)| {
                (done + duties.done, seconds + duties.seconds, overdue + duties.overdue)
            });
            let told = (kept.done.unsigned_abs(), kept.seconds, kept.overdue.unsigned_abs());
            assert_eq!(told, sum, "{county:?} in {month}");
            overdue += sum.2;
        }
    }
    let reference = roster::reference().expect("the shipped trees");
    let root = reference.divisions.root(&DivisionCode::new(ROOT).expect("a code")).expect("the root");
    let today = AsOf::from(kernel::time::now().with_timezone(&root.zone).date_naive());
    let now = read::kept_of_transfers(pool, ROOT, read::Whose::default(), &spans).await.expect("duties");
    let known = read::kept_of_transfers_as_of(pool, &law(), root, read::Whose::default(), &spans, today).await.expect("duties");
    assert_eq!(known, now, "what is known by today is what is known");
    assert!(months.len() > 11 && overdue > 20, "{overdue} in {} months", months.len());
}

#[tokio::test]
async fn a_simulated_year_comes_to_what_the_simulator_expects() {
    let (shots, expected) = year(2016, 18_000);
    let site = Site::new().await;
    let house = site.open().await;
    let heard = publish(&site, shots).await;
    heard.all_accounted_for();
    let codes: BTreeMap<String, u64> = expected.quarantined.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect();
    assert!(codes.len() > 5, "{codes:?}");
    assert_eq!((heard.report.accepted, heard.report.duplicates), (expected.accepted, expected.duplicates));
    assert_eq!(heard.codes(), codes);

    settled(&house).await;
    let tallies: BTreeMap<(String, Option<String>), Figure> = expected
        .tallies
        .iter()
        .filter(|(_, sum)| sum.rows > 0)
        .map(|((measure, county), sum)| (((*measure).to_owned(), county.clone()), (sum.amount, sum.rows as i64, sum.at_least)))
        .collect();
    for measure in OF_WHOLE_CASES {
        let amount: i64 = tallies.iter().filter(|((code, _), _)| code == measure).map(|(_, (amount, ..))| *amount).sum();
        assert!(amount > 0, "{measure}");
    }
    let figures = figures(&house.readers, ROOT, &Vocabulary::of(roster::mount_all)).await;
    for (place, figure) in &tallies {
        assert_eq!(figures.get(place), Some(figure), "{place:?}");
    }
    assert_eq!(figures.len(), tallies.len(), "nothing else is counted");

    duties_are_kept_as(&expected, &house.readers).await;

    let rows = records(&house.readers, &RecordFilter { root: ROOT.into(), ..RecordFilter::default() }).await;
    let (mut kinds, mut flags, mut spans) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for row in &rows {
        assert_eq!(row.mark.as_deref(), Some("simulated"), "{}", row.number);
        *kinds.entry(row.kind.as_str()).or_default() += 1_u64;
        for flag in &row.flags {
            let flag = flag.split('/').next().expect("a flag").to_owned();
            let spanning = flag.starts_with("across:") || TOLD_TWICE.contains(&flag.as_str());
            let among = if spanning { &mut spans } else { &mut flags };
            *among.entry((row.kind.as_str(), flag)).or_default() += 1_u64;
        }
    }
    assert_eq!(kinds, expected.records);
    assert_eq!(flags, expected.flags);
    assert_eq!(spans, expected.spans);
    house.stop().await;
    site.verify().await;
}
