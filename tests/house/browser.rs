//! What a reader sees, in a real browser: the account's figures, each opening into its report, and figures that move while one looks.

mod transfers;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use jointcase::commands::link::{Says, link};
use jointcase::commands::publish::envelopes;
use jointcase::house::{House, Plan};
use serde_json::json;
use tests::Statement;
use tests::browser::{Browser, Tab};
use tests::house::{Site, sample, settled};

/// The figures of the account, by measure: in Chinese and in English.
const FIGURES: [(&str, &str, &str); 7] = [
    ("joint-meetings", "36", "36"),
    ("joint-actions", "158", "158"),
    ("joint-offices", "6", "6"),
    ("special-campaigns", "26", "26"),
    ("cluster-campaigns", "3", "3"),
    ("source-governed-places", "30余", "≥ 30"),
    ("problem-premises", "15", "15"),
];

async fn publish(site: &Site, house: &House, name: &str, lines: &[String]) {
    let file: PathBuf = site.folder.path().join(name);
    std::fs::write(&file, lines.join("\n")).expect("a file");
    let delivered = envelopes(site.senders(), &file, None).await.expect("a delivery").delivered;
    assert!(delivered.complete(), "{delivered:?}");
    settled(house).await;
}

async fn serving() -> (Site, House, String) {
    let site = Site::new().await;
    let listen = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let house = House::open(Plan { listen, ..site.plan() }).await.expect("a house");
    let origin = format!("http://{}", house.web.expect("pages"));
    (site, house, origin)
}

fn figure(measure: &str) -> String {
    format!("[data-tile='{measure}'] .figure")
}

/// The reports of the account; those of the campaigns are held back.
fn account() -> (Vec<String>, Vec<String>) {
    let text = std::fs::read_to_string(sample("jining-2016/reports.jsonl")).expect("the shipped fixture");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let one = lines.iter().position(|line| line.contains("\"special\"")).expect("a special campaign");
    let late = lines.remove(one);
    (lines, vec![late])
}

#[tokio::test]
async fn the_dashboard_shows_the_account_moves_with_it_and_each_figure_opens_into_its_report() {
    let Some(browser) = Browser::start().await else { return };
    let (site, house, origin) = serving().await;
    let (most, late) = account();
    publish(&site, &house, "most.jsonl", &most).await;

    let zh = browser.tab("zh-CN").await;
    zh.go(&format!("{origin}/")).await;
    assert_eq!(zh.run("location.pathname").await, json!("/370800/"), "the first root with records");
    assert_eq!(zh.run("document.documentElement.lang").await, json!("zh-CN"));
    zh.reads(&figure("special-campaigns"), "25").await;
    zh.reads("#live .state", "实时").await;

    // The page is told, not loaded again.
    zh.run("window.same = true").await;
    publish(&site, &house, "late.jsonl", &late).await;
    zh.reads(&figure("special-campaigns"), "26").await;
    assert_eq!(zh.run("window.same").await, json!(true));
    zh.until("the change is announced", "document.getElementById('said').textContent.includes('1')").await;
    for (measure, figure_zh, _) in FIGURES {
        zh.reads(&figure(measure), figure_zh).await;
    }
    silent_counties(&zh).await;
    drill(&zh, "原始报送").await;

    let en = browser.tab("en-GB").await;
    en.go(&format!("{origin}/370800/")).await;
    assert_eq!(en.run("document.documentElement.lang").await, json!("en"));
    for (measure, _, figure_en) in FIGURES {
        en.reads(&figure(measure), figure_en).await;
    }
    drill(&en, "original report").await;
    adopted(&zh, &origin, "现行").await;
    adopted(&en, &origin, "in use").await;
    zh.go(&format!("{origin}/370800/")).await;
    en.go(&format!("{origin}/370800/?lang=zh")).await;
    en.go(&format!("{origin}/370800/")).await;
    assert_eq!(en.run("document.documentElement.lang").await, json!("zh-CN"), "a chosen language is remembered");

    zh.is_clean(&origin);
    en.is_clean(&origin);
    browser.close().await;
    house.stop().await;
}

/// The status page says which trees are in use, and since when.
async fn adopted(tab: &Tab, origin: &str, used: &str) {
    tab.go(&format!("{origin}/370800/status")).await;
    tab.reads(".adoptions tbody .tag", used).await;
    let row = "[...document.querySelectorAll('.adoptions tbody tr')].map(row => [row.children[0].textContent, row.children[3].textContent])";
    assert_eq!(tab.run(row).await, json!([["1", "1"]]), "one version, from the first position on");
    let since = tab.text(".adoptions tbody .date").await;
    assert!(since.as_str().is_some_and(|since| since.starts_with("20")), "{since}");
}

/// No county sent anything: that is not nought.
async fn silent_counties(tab: &Tab) {
    tab.until("charts are drawn", "document.querySelectorAll('[data-chart] canvas').length >= 2").await;
    let cells = "[...document.querySelectorAll('#county-table tr[data-stated] td:last-child')].map(c => c.textContent.trim())";
    let told = tab.run(cells).await;
    let told = told.as_array().expect("counties");
    assert!(told.len() >= 11 && told.iter().all(|cell| cell == "未报送"), "{told:?}");
}

/// From a figure to its rows, a record, its event and the report behind it, and back.
async fn drill(tab: &Tab, original: &str) {
    tab.follow("[data-tile='special-campaigns'] h3 a").await;
    tab.reads(".proof .big", "26").await;
    assert_eq!(tab.run("document.querySelectorAll('table.list tbody tr').length").await, json!(26));
    assert_eq!(tab.run("document.querySelector('.proof .ok') !== null").await, json!(true), "the rows add up to the figure");
    tab.follow("table.list tbody tr a").await;
    assert_eq!(tab.run("document.querySelectorAll('.history > li').length > 0").await, json!(true), "a record has events");
    let link =
        format!("[...document.querySelectorAll('.history .meta a')].findIndex(a => a.textContent.trim() === {original:?})");
    assert_eq!(tab.run(&link).await, json!(0), "an event names its report");
    tab.follow(".history .meta a").await;
    let report = tab.run("document.querySelector('pre.report').textContent").await;
    assert!(report.as_str().is_some_and(|report| report.contains("\"specversion\": \"1.0\"")), "{report}");
    tab.follow(".back a").await;
    assert_eq!(tab.run("location.pathname.split('/')[2]").await, json!("record"));
}

#[tokio::test]
async fn a_reader_is_told_when_the_browser_or_the_server_is_away() {
    let Some(browser) = Browser::start().await else { return };
    let (site, house, origin) = serving().await;
    let (most, _) = account();
    publish(&site, &house, "most.jsonl", &most[..3]).await;
    let tab = browser.tab("zh-CN").await;
    tab.go(&format!("{origin}/370800/")).await;
    tab.reads("#live .state", "实时").await;
    tab.offline(true).await;
    tab.reads("#live .state", "浏览器离线").await;
    tab.offline(false).await;
    tab.reads("#live .state", "实时").await;
    house.stop().await;
    tab.reads("#live .state", "连接中断，正在重连").await;
    browser.close().await;
}

#[tokio::test]
async fn what_is_linked_shows_on_both_pages_and_what_may_be_one_is_shown_with_its_command() {
    let Some(browser) = Browser::start().await else { return };
    let (site, house, origin) = serving().await;
    let market = json!({"name": "示例夜市", "address": "示例路1号", "entity": "91370811MA3C00011L"});
    let held = |org: &str, number: &str| {
        let data = json!({"on": "2016-08-09", "title": "夜市联合检查", "sites": [market], "matter": "联案一"});
        Statement::new(org, "joint-office.joint-action.held", number, data)
    };
    let found = json!({"on": "2016-08-09", "place": {"label": "1", "premises": market}, "problem": "无证经营"});
    let told = [
        held("jn-police", "夜市一"),
        held("jn-food-drug", "夜市二"),
        Statement::new("jn-food-drug", "joint-office.joint-action.problem-found", "夜市二", found),
        Statement::new("jn-joint-office", "joint-office.matter.opened", "联案一", json!({"on": "2016-08-05", "title": "示例案"})),
        Statement::new(
            "jn-food-drug",
            "food-drug.sample.taken",
            "样一",
            json!({"on": "2016-08-10", "premises": market, "product": {"name": "示例酱菜"}}),
        ),
    ];
    site.tell(&told).await.all_taken_in();
    settled(&house).await;
    let zh = browser.tab("zh-CN").await;
    zh.go(&format!("{origin}/370800/joint")).await;
    zh.follow("a.button[href$='duplicates']").await;
    let command = zh.text(".pairs pre").await;
    let command = command.as_str().expect("a command");
    let words: Vec<&str> = command.split(' ').collect();
    let ["jointcase", "link", one, "--to", other, "--reason", _, "--as", "jn-joint-office", "--name", _] = words[..] else {
        panic!("{command}")
    };
    let (one, other) = (one.parse().expect("an id"), other.parse().expect("an id"));
    let says = Says {
        org: &kernel::OrgId::new("jn-joint-office").expect("an org"),
        actor: "张三 of jn-joint-office (not authenticated)",
        reason: "同一次行动",
    };
    link(&house.door, &house.readers, says, one, other, false).await.expect("linked");
    settled(&house).await;
    zh.go(&format!("{origin}/370800/duplicates?to=2016-08-31")).await;
    zh.reads(".empty", "这段时间没有可能重复的联合执法。").await;

    let en = browser.tab("en-GB").await;
    for (this, that) in [("夜市一", "夜市二"), ("夜市二", "夜市一")] {
        for (tab, said) in
            [(&zh, "济宁市联勤联动办公室张三（未认证）于"), (&en, "said by 张三 of Jining joint office (not authenticated) on")]
        {
            tab.go(&format!("{origin}/370800/joint?q={this}")).await;
            tab.follow("table.list tbody a").await;
            let page = tab.text("main").await;
            let page = page.as_str().expect("a page");
            assert!(page.contains(said) && page.contains("同一次行动"), "{page}");
            assert_eq!(tab.run("document.querySelectorAll('ol.history').length").await, json!(2), "both histories");
            assert!(page.contains(that), "{page}");
        }
    }
    // The matter: what each agency says of it, as it occurred, and the premises.
    zh.go(&format!("{origin}/370800/joint?q=联案一")).await;
    zh.follow("table.list tbody a").await;
    zh.follow("main > p > a[href*='/subject/']").await;
    zh.reads("h1", "示例案 联案一 案事件").await;
    let stages =
        "[...document.querySelectorAll('ol.history')[0].querySelectorAll('h3')].map(h => h.textContent.trim().split(/\\s+/)[0])";
    assert_eq!(zh.run(stages).await.as_array().map(Vec::len), Some(4), "every event of every record of the matter");
    // The premises, with what was found there and sampled, and who runs it.
    zh.follow(".links a").await;
    let page = zh.text("main").await;
    let page = page.as_str().expect("a page");
    for said in ["夜市一", "夜市二", "发现问题场所", "样一", "91370811MA3C00011L"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    zh.follow(".facts a[href*='/subject/']").await;
    let page = zh.text("main").await;
    let page = page.as_str().expect("a page");
    assert!(page.contains("示例夜市") && page.contains("样一"), "{page}");
    zh.is_clean(&origin);
    en.is_clean(&origin);
    browser.close().await;
    house.stop().await;
    site.verify().await;
}
