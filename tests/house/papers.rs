//! What the page of a record and the papers of a transfer say, whoever told first of it.

use std::net::SocketAddr;

use jointcase::house::{House, Plan};
use projections::read::{RecordFilter, RecordRow};
use serde_json::{Value, json};
use tests::Statement;
use tests::house::{Site, records, settled};
use tests::http::get;

const ROOT: &str = "370800000000";
const FOOD: &str = "济宁市食品药品监督管理局";

async fn opened() -> (Site, House, SocketAddr) {
    let site = Site::new().await;
    let house = House::open(Plan { listen: Some(([127, 0, 0, 1], 0).into()), ..site.plan() }).await.expect("a house");
    let web = house.web.expect("pages");
    (site, house, web)
}

fn transfer(number: &str, org: &str, step: &str, data: Value) -> Statement {
    Statement::new(org, &format!("{}.transfer.{step}", org.trim_start_matches("jn-")), number, data)
}

fn case(step: &str, data: Value) -> Statement {
    Statement::new("jn-police", &format!("police.case.{step}"), "济公(食药环)立字〔2016〕9号", data)
}

async fn record(house: &House, kind: &str, number: &str) -> RecordRow {
    let all = records(&house.readers, &RecordFilter { root: ROOT.into(), ..RecordFilter::default() }).await;
    all.iter().find(|row| row.kind == kind && row.number == number).cloned().expect("the record")
}

/// What stands between `open` and the next tag.
fn within<'a>(body: &'a str, open: &str) -> &'a str {
    body.split_once(open).and_then(|(_, rest)| rest.split('<').next()).unwrap_or_else(|| panic!("no {open} in {body}"))
}

#[tokio::test]
async fn papers_are_of_the_regulator_that_the_number_names_whoever_told_first() {
    let (site, house, web) = opened().await;
    let crime = "jn-food-drug:示例立〔2016〕81号:1";
    let documents = ["transfer-letter", "investigation-report", "item-list", "test-report"];
    let documents: Vec<Value> = documents.iter().map(|kind| json!({"kind": kind, "present": true})).collect();
    let about = json!({"title": "示例催办案", "offence": "生产、销售不符合安全标准的食品罪"});
    let sent =
        json!({"on": "2016-03-03", "letter": "示例移〔2016〕81号", "to": "jn-police", "documents": documents, "about": about});
    let detention = "jn-environment:示例环立〔2016〕82号:1";
    let papers = ["transfer-letter", "approval-form", "evidence"];
    let papers: Vec<Value> = papers.iter().map(|kind| json!({"kind": kind, "present": true})).collect();
    let letter = "示例环移〔2016〕82号";
    let warranted = json!({"on": "2016-03-03", "kind": "detention", "letter": letter, "to": "jn-police", "documents": papers});
    site.tell(&[
        transfer(crime, "jn-procuratorate", "transfer-urged", json!({"on": "2016-03-01", "opinion": "应当移送", "about": about})),
        transfer(crime, "jn-food-drug", "sent", sent),
        transfer(crime, "jn-police", "filed", json!({"on": "2016-03-06", "document": "示例立字〔2016〕81号"})),
        transfer(detention, "jn-environment", "sent", warranted),
        transfer(
            detention,
            "jn-police",
            "detention-decided",
            json!({"on": "2016-03-09", "persons": 1, "document": "示例拘〔2016〕82号"}),
        ),
    ])
    .await
    .all_taken_in();
    settled(&house).await;
    let row = record(&house, "joint-office.transfer", crime).await;
    assert_eq!(row.org, "jn-food-drug", "whose case it is, though the procuratorate told of it first");
    let paper = |record: &RecordRow, paper: &str| {
        let path = format!("/370800/paper/{}/{paper}?lang=zh", record.record);
        async move { get(web, &path).await.body }
    };
    let notice = paper(&row, "notice").await;
    assert!(within(&notice, r#"<p class="to">"#).starts_with(FOOD), "{notice}");
    assert!(notice.contains("立案告知书"), "{notice}");
    for of in ["items", "clocks", "letter"] {
        assert_eq!(within(&paper(&row, of).await, r#"<p class="from">"#), FOOD, "{of}");
    }
    // The guide asks for the set of the regulator's agency: this document is one that only food and drug are asked for.
    let letter = paper(&row, "letter").await;
    assert!(letter.contains("假劣认定意见"), "{letter}");

    let row = record(&house, "joint-office.transfer", detention).await;
    let notice = paper(&row, "notice").await;
    assert!(notice.contains("行政拘留决定告知书") && notice.contains("示例拘〔2016〕82号"), "{notice}");
    assert!(notice.contains("决定对1人处以行政拘留"), "{notice}");
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn the_page_of_a_case_shows_each_suspect_where_it_stands_and_each_thing_where_it_is() {
    let (site, house, web) = opened().await;
    let offence = json!({"article": "144", "name": "生产、销售有毒、有害食品罪"});
    let kept = json!({"place": "示例物证室3号柜", "seal": "F-7", "sha256": "a".repeat(64)});
    let goods = json!([{
        "kind": "food", "name": "示例火锅底料", "item": "A", "keeper": "食药环侦支队", "kept": kept,
        "quantity": {"amount": 25_000, "unit": "gram", "qualifier": "exact"},
    }]);
    site.tell(&[
        case("accepted", json!({"on": "2016-08-01", "title": "示例火锅底料案"})),
        case("filed", json!({"on": "2016-08-02", "offence": offence})),
        case("goods-seized", json!({"on": "2016-08-03", "list": "1", "goods": goods})),
        case("arrested", json!({"on": "2016-08-20", "suspect": "1"})),
        case("arrested", json!({"on": "2016-08-20", "suspect": "2"})),
        case("sent-for-prosecution", json!({"on": "2016-10-08", "suspects": ["1", "2"]})),
        case("charged", json!({"on": "2016-11-01", "suspect": "1"})),
        case("not-prosecuted", json!({"on": "2016-11-05", "suspect": "2", "ground": "discretionary"})),
    ])
    .await
    .all_taken_in();
    settled(&house).await;
    let row = record(&house, "police.case", "济公(食药环)立字〔2016〕9号").await;
    for (lang, said) in [
        ("zh", ["已提起公诉", "酌定不起诉", "依法终止", "刑法第144条", "25千克", "示例物证室3号柜", "F-7", "aaaaaaaaaaaa"]),
        (
            "en",
            [
                "charged",
                "discretionary non-prosecution",
                "ended by law",
                "art 144",
                "25 kg",
                "示例物证室3号柜",
                "F-7",
                "aaaaaaaaaaaa",
            ],
        ),
    ] {
        let page = get(web, &format!("/370800/record/{}?lang={lang}", row.record)).await.body;
        let shown = page.split(r#"<ol class="history">"#).next().unwrap_or_default();
        for one in said {
            assert!(shown.contains(one), "{one} in {lang}: {shown}");
        }
    }
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn a_record_that_is_told_of_for_long_is_folded_whole_and_shown_page_by_page() {
    let (site, house, web) = opened().await;
    let suspect = |n: usize| case("suspect-identified", json!({"on": "2016-08-03", "suspect": n.to_string(), "domain": "food"}));
    let mut told = vec![
        case("accepted", json!({"on": "2016-08-01", "title": "示例长案"})),
        case("filed", json!({"on": "2016-08-02", "offence": {"article": "144", "name": "生产、销售有毒、有害食品罪"}})),
    ];
    told.extend((1..=510).map(suspect));
    site.tell(&told).await.all_taken_in();
    site.tell(&[case("closed-without-charge", json!({"on": "2016-09-29", "reasons": "示例：不应追究刑事责任"}))])
        .await
        .all_taken_in();
    settled(&house).await;
    let row = record(&house, "police.case", "济公(食药环)立字〔2016〕9号").await;
    let page = |query: &'static str| {
        let path = format!("/370800/record/{}?lang=en{query}", row.record);
        async move { get(web, &path).await.body }
    };
    let events = |body: &str| body.matches(r#"<li id="event-"#).count();
    let first = page("").await;
    let (stands, history) = first.split_once(r#"<section id="history">"#).expect("a history");
    // What is told last counts, however far back the page shows.
    assert!(stands.contains("closed without charge") && stands.contains("示例：不应追究刑事责任"), "{stands}");
    assert!(history.contains("513 events") && history.contains("1–100"), "{history}");
    assert_eq!(events(&first), 100);
    assert!(!history.contains("case-closed-without-charge"), "it is on the last page");
    let last = page("&page=6").await;
    assert!(last.contains("501–513") && last.contains("case-closed-without-charge"), "{last}");
    assert_eq!(events(&last), 13);
    assert!(last.contains("Previous page") && !last.contains("Next page"), "{last}");
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn a_second_round_is_called_the_second_time() {
    let (site, house, web) = opened().await;
    let number = "jn-food-drug:示例立〔2016〕83号:1";
    let letter = json!([{"kind": "transfer-letter", "present": true}]);
    let gaps = |round: u8, on: &str| {
        transfer(number, "jn-police", "gaps-notified", json!({"on": on, "round": round, "missing": ["test-report"]}))
    };
    site.tell(&[
        transfer(
            number,
            "jn-food-drug",
            "sent",
            json!({"on": "2016-03-03", "letter": "示例移〔2016〕83号", "to": "jn-police", "documents": letter}),
        ),
        gaps(1, "2016-03-04"),
        gaps(2, "2016-03-08"),
        transfer(number, "jn-police", "filed", json!({"on": "2016-03-10"})),
        transfer(
            number,
            "jn-food-drug",
            "items-handed-over",
            json!({"on": "2016-03-11", "list": "7", "items": ["1"], "to": "jn-police"}),
        ),
    ])
    .await
    .all_taken_in();
    settled(&house).await;
    let verdict = json!([{"suspect": "1", "judgment": "convicted", "sentence": "示例：有期徒刑二年"}]);
    let judged = json!({"on": "2017-01-18", "instance": "first", "court": "示例区人民法院", "verdicts": verdict});
    site.tell(&[case("judged", judged)]).await.all_taken_in();
    settled(&house).await;
    let judged = record(&house, "police.case", "济公(食药环)立字〔2016〕9号").await;
    let body = get(web, &format!("/370800/record/{}?lang=zh", judged.record)).await.body;
    assert!(body.contains("已判决（一审）"), "{body}");
    let row = record(&house, "joint-office.transfer", number).await;
    for (lang, said) in [
        ("zh", ["通知补充材料（济宁市公安局食药环侦支队，第2次）", "移交涉案物品（济宁市食品药品监督管理局，清单7）"]),
        ("en", ["brigade, no. 2)", ", list 7)"]),
    ] {
        let body = get(web, &format!("/370800/record/{}?lang={lang}", row.record)).await.body;
        for one in said {
            assert!(body.contains(one), "{one} in {lang}: {body}");
        }
    }
    house.stop().await;
    site.verify().await;
}
