//! Every page and every export of three cities, as a program asks for them: what is simulated says so, and nothing else does.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use jointcase::house::{House, Plan};
use kernel::Class;
use projections::read::RecordFilter;
use serde_json::json;
use tests::Statement;
use tests::house::{Site, records, settled};
use tests::http::{first_event, get};

use crate::simulated::{publish, year};

const PAGES: [&str; 13] = [
    "",
    "panel",
    "facts?measure=food-inspections",
    "inspections",
    "cases",
    "evidence",
    "joint",
    "duplicates",
    "premises",
    "due",
    "quarantine",
    "status",
    "due?show=late",
];
const EXPORTS: [&str; 4] = ["inspections.csv", "cases.csv", "evidence.csv", "joint.csv"];

fn visited(org: &str, number: &str, on: &str) -> Statement {
    let premises = json!({"name": format!("示例食堂{number}")});
    Statement::new(org, "food-drug.inspection.visited", number, json!({"on": on, "premises": premises}))
}

/// A house with pages, a simulated city, and one inspection in each of two real ones.
async fn three_cities() -> (Site, House, SocketAddr) {
    let site = Site::new().await;
    let house = House::open(Plan { listen: Some(([127, 0, 0, 1], 0).into()), ..site.plan() }).await.expect("a house");
    publish(&site, year(7, 1_500).0).await.all_accounted_for();
    let real = [
        visited("jn-food-drug-370811", "检一", "2016-08-03"),
        visited("us-de-public-health", "Diner", "2016-08-03").with("division", json!("US-DE-001")),
    ];
    site.tell(&real).await.all_taken_in();
    settled(&house).await;
    let web = house.web.expect("pages");
    (site, house, web)
}

#[tokio::test]
async fn every_page_and_export_of_the_simulated_city_says_so_and_none_of_a_real_one_does() {
    let (_site, house, web) = three_cities().await;
    for (root, simulated) in [("SIM", true), ("370800", false), ("US-DE", false)] {
        for (lang, banner, mark) in [("zh", "<b>模拟数据</b>", "模拟数据"), ("en", "<b>Simulated data</b>", "simulated")]
        {
            for page in PAGES {
                let sign = if page.contains('?') { '&' } else { '?' };
                let body = get(web, &format!("/{root}/{page}{sign}lang={lang}")).await.body;
                // The part of a page that is fetched anew stands in a page that says so.
                assert_eq!(body.contains(banner), simulated && page != "panel", "/{root}/{page} in {lang}");
            }
            for export in EXPORTS {
                let answer = get(web, &format!("/{root}/{export}?lang={lang}")).await;
                assert_eq!(answer.head.contains("-simulated"), simulated, "/{root}/{export}: {}", answer.head);
                let rows: Vec<&str> = answer.body.lines().skip(1).collect();
                assert!(!rows.is_empty() || export != "inspections.csv", "/{root}/{export}");
                for row in rows {
                    assert_eq!(row.starts_with(mark), simulated, "/{root}/{export} in {lang}: {row}");
                }
            }
        }
    }
    house.stop().await;
}

/// The records of an export: its last column.
fn exported(body: &str) -> BTreeSet<String> {
    body.lines().skip(1).filter_map(|row| Some(row.rsplit_once(',')?.1.trim_matches('"').to_owned())).collect()
}

/// The records to which a list leads.
fn named(body: &str) -> BTreeSet<String> {
    body.split("/record/").skip(1).map(|rest| rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect()).collect()
}

#[tokio::test]
async fn lists_are_filtered_and_turned_over_as_they_say_and_exports_hold_all_of_it() {
    let (_site, house, web) = three_cities().await;
    let all = RecordFilter { root: "SIM".into(), class: Some(Class::Inspection), ..RecordFilter::default() };
    let everything = records(&house.readers, &all).await;
    let county = everything.iter().find_map(|row| row.county.clone()).expect("a county");
    let day = everything[everything.len() / 2].first_on;
    let cases = [
        (String::new(), all.clone()),
        ("agency=environment".to_owned(), RecordFilter { agency: Some("environment".into()), ..all.clone() }),
        (format!("county={county}"), RecordFilter { county: Some(county), ..all.clone() }),
        ("kind=food-drug.sample".to_owned(), RecordFilter { kind: Some("food-drug.sample".into()), ..all.clone() }),
        (format!("from={day}"), RecordFilter { from: Some(day), ..all.clone() }),
        (format!("to={day}"), RecordFilter { to: Some(day), ..all.clone() }),
    ];
    for (query, filter) in cases {
        let expected: BTreeSet<String> =
            records(&house.readers, &filter).await.iter().map(|row| row.record.to_string()).collect();
        assert!(!expected.is_empty() && (query.is_empty() || expected.len() < everything.len()), "{query}: {}", expected.len());
        assert_eq!(exported(&get(web, &format!("/SIM/inspections.csv?{query}")).await.body), expected, "{query}");
        // Turned over to the end, the list has each of them once.
        let (mut seen, mut next) = (BTreeSet::new(), Some(format!("/SIM/inspections?{query}")));
        while let Some(path) = next {
            let body = get(web, &path).await.body;
            let page = named(&body);
            assert!(!page.is_empty() && page.is_disjoint(&seen), "{path}");
            seen.extend(page);
            let links = body.split("<a href=\"").skip(1).filter_map(|rest| rest.split_once('"'));
            let on =
                links.filter(|(_, rest)| rest.starts_with(" rel=\"next\"")).map(|(href, _)| href.replace("&#38;", "&")).next();
            next = on.map(|href| if href.starts_with('/') { href } else { format!("/SIM/inspections{href}") });
        }
        assert_eq!(seen, expected, "{query}");
    }
    house.stop().await;
}

#[tokio::test]
async fn figures_at_a_position_stay_what_they_were_and_news_is_told_to_whoever_has_missed_it() {
    let (site, house, web) = three_cities().await;
    let position = event_store::feed::head(&house.pool).await.expect("the head").position;
    let panel = |at: String| async move { get(web, &format!("/370800/panel?to=2016-12-31{at}")).await.body };
    let (frozen, now) = (format!("&at={position}"), String::new());
    let (before, live) = (panel(frozen.clone()).await, panel(now.clone()).await);
    site.tell(&[visited("jn-food-drug-370811", "检二", "2016-08-04")]).await.all_taken_in();
    settled(&house).await;
    assert_eq!(panel(frozen).await, before, "the figures at position {position}");
    assert_ne!(panel(now).await, live, "those of now");
    let told = first_event(web, "/370800/live", &position.to_string()).await;
    let head = event_store::feed::head(&house.pool).await.expect("the head").position;
    assert!(told.contains(&format!("id: {head}")), "{told}");
    house.stop().await;
}

#[tokio::test]
async fn health_is_told_to_machines() {
    let (_site, house, web) = three_cities().await;
    get(web, "/livez").await;
    get(web, "/readyz").await;
    let metrics = get(web, "/metrics").await;
    assert!(metrics.head.contains("text/plain; version=0.0.4"), "{}", metrics.head);
    let head = event_store::feed::head(&house.pool).await.expect("the head").position;
    assert!(
        metrics.body.lines().any(|line| line.starts_with("jointcase_") && line.ends_with(&format!(" {head}"))),
        "{}",
        metrics.body
    );
    assert!(get(web, "/370800/").await.body.contains("/SIM/"), "the choice of cities");
    house.stop().await;
}

#[tokio::test]
async fn what_a_county_reported_that_stands_no_more_is_found_under_the_one_that_took_its_place() {
    let site = Site::new().await;
    let house = House::open(Plan { listen: Some(([127, 0, 0, 1], 0).into()), ..site.plan() }).await.expect("a house");
    let web = house.web.expect("pages");
    site.tell(&[visited("jn-food-drug", "检一", "2013-05-03").with("division", json!("370882000000"))]).await.all_taken_in();
    settled(&house).await;
    for county in ["370882", "370812"] {
        assert_eq!(exported(&get(web, &format!("/370800/inspections.csv?county={county}")).await.body).len(), 1, "{county}");
    }
    let panel = get(web, "/370800/panel?from=2013-01-01&to=2013-12-31&measure=food-inspections&lang=zh").await.body;
    assert!(panel.contains("兖州区") && !panel.contains("兖州市"), "{panel}");
    let row = panel.split("<tr").find(|row| row.contains("370812") && row.contains("兖州区")).expect("the county's row");
    assert!(!row.contains("未报送"), "{row}");
    house.stop().await;
}
