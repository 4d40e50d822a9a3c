//! Transfers as leader and investigator see them: what is under way, how duties were kept, what ends today, the sum of a clock, and the
//! papers.

use chrono::{DateTime, Days, FixedOffset, NaiveTime, TimeDelta, TimeZone, Utc};
use kernel::time::now;
use serde_json::{Value, json};
use tests::Statement;
use tests::browser::{Browser, Tab};
use tests::house::settled;

use super::serving;

const CASE: &str = "示例销售不合格食品案";

fn transfer(number: u8, org: &str, step: &str, data: Value) -> Statement {
    let agency = org.trim_start_matches("jn-");
    Statement::new(org, &format!("{agency}.transfer.{step}"), &format!("jn-food-drug:示例立〔2026〕{number}号:1"), data)
}

/// Where days begin.
fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3_600).expect("an offset")
}

/// The local day so many days ago.
fn ago(days: u64) -> String {
    let today = now().with_timezone(&shanghai()).date_naive();
    today.checked_sub_days(Days::new(days)).expect("a day").to_string()
}

/// 24 hours before the middle of what is left of today: what takes 24 hours from there ends today.
fn a_day_before_the_rest_of_today() -> String {
    let now = now();
    let tomorrow = now.with_timezone(&shanghai()).date_naive().checked_add_days(Days::new(1)).expect("a day");
    let midnight: DateTime<Utc> =
        shanghai().from_local_datetime(&tomorrow.and_time(NaiveTime::MIN)).single().expect("midnight").to_utc();
    let due = now + (midnight - now) / 2;
    (due - TimeDelta::hours(24)).with_timezone(&shanghai()).to_rfc3339()
}

fn sent(number: u8) -> Statement {
    let documents = ["transfer-letter", "investigation-report", "item-list", "test-report"];
    let documents: Vec<Value> = documents.iter().map(|kind| json!({"kind": kind, "present": true})).collect();
    let items = json!([
        {"label": "1", "name": "示例火锅底料", "quantity": {"amount": 25_000, "unit": "gram", "qualifier": "exact"}, "kept_at": "示例仓库"},
        {"label": "2", "name": "示例账册", "quantity": {"amount": 3, "unit": "item", "qualifier": "exact"}},
    ]);
    let data = json!({
        "on": ago(61), "letter": format!("示例移〔2026〕{number}号"), "to": "jn-police", "documents": documents, "items": items,
        "about": {"title": CASE, "offence": "生产、销售不符合安全标准的食品罪"},
    });
    transfer(number, "jn-food-drug", "sent", data)
}

/// One filed in time with all its papers, one filed late, one of which police have not decided, one that must be sent today.
fn told() -> Vec<Statement> {
    let accepted = |number: u8| {
        transfer(number, "jn-police", "accepted", json!({"on": ago(60), "acceptance": format!("示例受〔2026〕{number}号")}))
    };
    let filed = |number: u8, days: u64| {
        let data = json!({"on": ago(days), "offence": "生产、销售不符合安全标准的食品罪", "document": format!("示例立字〔2026〕{number}号")});
        transfer(number, "jn-police", "filed", data)
    };
    let served = transfer(1, "jn-police", "notice-served", json!({"on": ago(58), "decision": "filed"}));
    let handed = json!({"on": ago(57), "list": "7", "items": ["1"], "to": "jn-police", "kept_at": "示例物证中心"});
    let about = json!({"title": "示例今日须移送案", "offence": "生产、销售不符合安全标准的食品罪"});
    vec![
        sent(1),
        accepted(1),
        filed(1, 59),
        served,
        transfer(1, "jn-food-drug", "items-handed-over", handed),
        transfer(1, "jn-food-drug", "items-handed-over", json!({"on": ago(57), "list": "8", "items": ["2"], "to": "jn-police"})),
        sent(2),
        accepted(2),
        filed(2, 5),
        sent(3),
        accepted(3),
        transfer(4, "jn-food-drug", "reported", json!({"on": ago(2), "about": about, "grounds": "示例检验结论", "officers": 2})),
        transfer(4, "jn-food-drug", "approved", json!({"on": a_day_before_the_rest_of_today(), "approver": "局长"})),
    ]
}

#[tokio::test]
async fn leader_and_investigator_follow_transfers_from_the_dashboard_to_the_sum_and_the_papers() {
    let Some(browser) = Browser::start().await else { return };
    let (site, house, origin) = serving().await;
    site.tell(&told()).await.all_taken_in();
    settled(&house).await;
    let zh = browser.tab("zh-CN").await;
    under_way(&zh, &origin, ["济宁市公安局食药环侦支队", "还有", "24 小时"]).await;
    kept(&zh, &origin, "决定是否立案", "逾期完成").await;
    papers(
        &zh,
        &origin,
        [
            &[
                "移送书",
                "涉嫌犯罪案件移送书",
                "示例移〔2026〕1号",
                "济宁市食品药品监督管理局",
                "随案移送",
                "本案依法应附的材料",
                "不适用：本案没有",
            ],
            &["涉案物品清单", "涉案物品清单", "示例火锅底料", "25千克", "示例物证中心", "清单8"],
            &["决定通知书", "立案告知书", "示例立字〔2026〕1号", "决定立案侦查", "移交涉案物品和其他材料"],
            &["办理期限表", "移送案件办理期限表", "决定是否立案", "按时完成"],
        ],
    )
    .await;
    let en = browser.tab("en-GB").await;
    under_way(&en, &origin, ["Jining", "left", "24 hours"]).await;
    kept(&en, &origin, "decide whether to file", "met late").await;
    papers(
        &en,
        &origin,
        [
            &[
                "letter of transfer",
                "Letter of transfer of a case of suspected crime",
                "示例移〔2026〕1号",
                "enclosed",
                "Material that the law asks for in this case",
                "not applicable: not in this case",
            ],
            &["list of items", "List of items", "示例火锅底料", "25 kg", "list 8"],
            &[
                "notice of the decision",
                "Notice of filing",
                "示例立字〔2026〕1号",
                "hand over items and remaining material",
                "art 12",
            ],
            &["sheet of clocks", "Clocks of the transfer", "decide whether to file", "met"],
        ],
    )
    .await;
    // What a dashboard that is open says of who is late follows what is reported.
    zh.go(&format!("{origin}/370800/")).await;
    zh.reads(".running .scroll tbody tr:first-child th", "济宁市公安局食药环侦支队").await;
    site.tell(&[transfer(3, "jn-police", "filed", json!({"on": ago(5), "offence": "生产、销售不符合安全标准的食品罪"}))])
        .await
        .all_taken_in();
    zh.reads(".running .scroll tbody tr:first-child th", "济宁市食品药品监督管理局").await;
    zh.is_clean(&origin);
    en.is_clean(&origin);
    browser.close().await;
    house.stop().await;
    site.verify().await;
}

async fn page(tab: &Tab) -> String {
    tab.text("main").await.as_str().expect("a page").to_owned()
}

async fn rows(tab: &Tab) -> Value {
    tab.run("document.querySelectorAll('table.stack tbody tr:has([href*=\"/clock/\"])').length").await
}

/// The dashboard names who is late and counts what ends today; that opens into one clock, and the clock into its sum.
async fn under_way(tab: &Tab, origin: &str, [police, left, amount]: [&str; 3]) {
    tab.go(&format!("{origin}/370800/")).await;
    for (tile, figure) in [("running-transfers", "3"), ("late-transfers", "1"), ("due-transfers", "1")] {
        tab.reads(&format!("[data-tile='{tile}'] .figure"), figure).await;
    }
    // How many run opens into what they ask, late or not; who is late opens into what that one owes.
    tab.follow("[data-tile='running-transfers'] h3 a").await;
    let list = page(tab).await;
    assert!(list.contains(CASE) && list.contains("示例今日须移送案"), "{list}");
    tab.go(&format!("{origin}/370800/")).await;
    tab.follow(".running tbody tr:first-child a.tag.bad").await;
    let list = page(tab).await;
    assert!(rows(tab).await.as_u64() >= Some(1) && list.contains(police) && list.contains(CASE), "{list}");
    // What took how long, and what ran out, opens into the duties that were counted.
    tab.go(&format!("{origin}/370800/")).await;
    let mean = tab.text("[data-tile='transfer-mean-time'] .figure").await;
    assert!(mean.as_str().is_some_and(|mean| mean.contains(['天', 'd'])), "{mean}");
    let overdue = tab.text("[data-tile='transfer-overdue'] .figure b").await;
    tab.follow("[data-tile='transfer-overdue'] h3 a").await;
    assert_eq!(rows(tab).await.to_string(), overdue.as_str().expect("a figure").trim());
    tab.go(&format!("{origin}/370800/")).await;
    let named = tab.text(".running .list").await;
    assert!(named.as_str().is_some_and(|named| named.contains(police)), "{named}");
    tab.follow("[data-tile='due-transfers'] h3 a").await;
    assert_eq!(rows(tab).await, json!(1), "what ends today");
    let list = page(tab).await;
    assert!(list.contains("示例今日须移送案") && list.contains(left), "{list}");
    // By the rule under which it runs: that of the environment asks for a copy to the procuratorate.
    let name = tab.text("table.stack td a[href*='/clock/']").await;
    let own = ["向同级公安机关移送", "transfer to police of the same level"];
    assert!(name.as_str().is_some_and(|name| own.contains(&name.trim())), "{name}");
    tab.follow("table.stack td a[href*='/clock/']").await;
    // The sum says of which case it is, and a day is not called the midnight after it.
    assert!(page(tab).await.contains("示例今日须移送案"), "a clock names its case");
    let sum = tab.text(".steps").await;
    let sum = sum.as_str().expect("a sum");
    assert!(sum.contains(amount) && sum.contains(left), "{sum}");
    tab.follow(".steps a").await;
    assert_eq!(
        tab.text("h1").await.as_str().map(|title| title.starts_with("示例今日须移送案")),
        Some(true),
        "the sum opens its cause"
    );
}

/// How the decision to file was kept: two done, one of them late, one missing; each figure opens into its clocks.
async fn kept(tab: &Tab, origin: &str, name: &str, late: &str) {
    let of = |column: u8, what: &str| {
        format!(
            "[...document.querySelectorAll('.kept tbody tr')].find(row => row.textContent.includes({name:?})).children[{column}]{what}"
        )
    };
    let due = format!("{origin}/370800/due");
    tab.go(&due).await;
    tab.run("document.querySelector('.kept').open = true").await;
    for (column, figure) in [(2, "2"), (3, "1"), (5, "1")] {
        assert_eq!(tab.run(&of(column, ".textContent.trim()")).await, json!(figure), "column {column}");
    }
    // Both run to the end of the day: one of 1 day and one of 55.
    let mean = tab.run(&of(4, ".textContent.trim()")).await;
    assert!(mean.as_str().is_some_and(|mean| mean.starts_with("28.0")), "{mean}");
    for (column, said) in [(3, Some(late)), (5, None)] {
        tab.go(&due).await;
        let link = tab.run(&of(column, ".querySelector('a').getAttribute('href')")).await;
        tab.go(&format!("{origin}{}", link.as_str().expect("a link"))).await;
        assert_eq!(rows(tab).await, json!(1), "the figure is its rows: column {column}");
        let list = page(tab).await;
        assert!(list.contains(CASE) && said.is_none_or(|said| list.contains(said)), "{list}");
    }
}

/// The four papers of the first transfer, by the links of its record; the first word of each is the link's.
async fn papers(tab: &Tab, origin: &str, papers: [&[&str]; 4]) {
    tab.width(1440).await;
    tab.go(&format!("{origin}/370800/cases?q={}", "jn-food-drug:示例立〔2026〕1号:1")).await;
    tab.follow("table.list tbody a").await;
    for words in papers {
        let [link, said @ ..] = words else { panic!("a paper says nothing") };
        let at = format!(
            "[...document.querySelectorAll('.papers a')].find(a => a.textContent.trim() === {link:?}).getAttribute('href')"
        );
        let to = tab.run(&at).await;
        tab.go(&format!("{origin}{}", to.as_str().expect("a link to the paper"))).await;
        let paper = page(tab).await;
        said.iter().for_each(|word| assert!(paper.contains(word), "{word}: {paper}"));
        let wide = "[...document.querySelectorAll('.paper .scroll')].every(table => table.scrollWidth <= table.clientWidth)";
        assert_eq!(tab.run(wide).await, json!(true), "{link}: a table is cut off where it is printed");
    }
}
