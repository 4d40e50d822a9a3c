//! What the commands print for people and programs, in both languages.

mod acting;
mod desk;
mod keeping;
mod sample;

use std::process::Output;

use serde_json::{Value, json};
use tests::house::{Site, settled};
use tests::{OwnPostgres, Statement};

const TRANSFER: &str = "jn-food-drug:济食药监立〔2016〕71号:1";

fn transfer(org: &str, step: &str, data: Value) -> Statement {
    let agency = org.trim_start_matches("jn-");
    Statement::new(org, &format!("{agency}.transfer.{step}"), TRANSFER, data)
}

fn prints(site: &Site, arguments: &[&str]) -> String {
    let output = site.run(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test]
async fn duties_are_printed_as_table_json_and_csv_and_the_doctor_speaks_both_languages() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let house = site.open().await;
    let sent = json!({
        "on": "2016-09-10", "letter": "济食药移〔2016〕71号", "to": "jn-police",
        "documents": [{"kind": "transfer-letter", "present": true}],
        "about": {"title": "销售不合格食品案", "offence": "生产、销售不符合安全标准的食品罪"},
    });
    let told = [
        transfer("jn-food-drug", "sent", sent),
        transfer("jn-police", "accepted", json!({"on": "2016-09-12", "acceptance": "济公受〔2016〕71号"})),
        transfer("jn-police", "filed", json!({"on": "2016-09-14"})),
    ];
    site.tell(&told).await.all_taken_in();
    settled(&house).await;
    house.stop().await;

    let duties = |more: &[&str]| prints(&site, &[&["tally", "--duties", "--to", "2016-12-31"], more].concat());
    let read: Value = serde_json::from_str(&duties(&["--format", "json"])).expect("JSON");
    let decision = read["duties"].as_array().expect("duties").iter().find(|duty| duty["line"] == "G9d").expect("the decision");
    assert_eq!(
        [
            &decision["owner"],
            &decision["done"],
            &decision["done_late"],
            &decision["late_now"],
            &decision["from"],
            &decision["to"]
        ],
        [&json!("police"), &json!(1), &json!(0), &json!(0), &json!("2016-01"), &json!("2016-12")]
    );
    let mean = decision["mean_seconds"].as_i64().expect("a mean");
    assert_eq!((mean + 5) / 86_400, 2, "from the end of one day to the end of the other: {mean}");
    let csv = duties(&["--format", "csv"]);
    let (head, row) = (csv.lines().next().expect("a head"), csv.lines().find(|row| row.starts_with("G9d")).expect("a row"));
    assert_eq!(head, "line,name,owner,done,done_late,mean_seconds,late_now,from,to");
    assert_eq!(row, format!("G9d,决定是否立案,police,1,0,{mean},0,2016-01,2016-12"));
    let (zh, en) = (duties(&[]), duties(&["--lang", "en"]));
    let line = |text: &str| text.lines().find(|line| line.starts_with("G9d")).expect("a line").to_owned();
    assert!(line(&zh).contains("公安机关") && line(&zh).contains("平均用时 48.0小时"), "{zh}");
    assert!(line(&en).contains("police") && line(&en).contains("mean time 48.0 h"), "{en}");
    // The same as figures of the days asked for, among the other figures of transfers.
    let figures = |more: &[&str]| prints(&site, &[&["tally", "--from", "2016-09-10", "--to", "2016-09-20"], more].concat());
    let read: Value = serde_json::from_str(&figures(&["--format", "json"])).expect("JSON");
    let figure = |measure: &str| read["tallies"].as_array().expect("tallies").iter().find(|row| row["measure"] == measure);
    let mean = figure("transfer-mean-time").expect("a mean");
    assert_eq!((mean["amount"].as_i64().expect("seconds") + 5) / 86_400, 2, "{mean}");
    assert_eq!(
        [&mean["facts"], &mean["unit"], &mean["from"], &mean["to"]],
        [&json!(1), &json!("second"), &json!("2016-09-10"), &json!("2016-09-20")]
    );
    assert_eq!(figure("transfer-overdue").expect("what was overdue")["amount"], json!(0));
    let (zh, en) = (figures(&[]), figures(&["--lang", "en"]));
    assert!(zh.contains("48.0小时  移送各环节平均用时  [所选期间: 2016-09-10 – 2016-09-20]"), "{zh}");
    assert!(en.contains("48.0 h  Mean time of transfers' duties"), "{en}");
    assert!(!figures(&["--as-of", "2016-09-20"]).contains("平均用时"), "nothing was recorded by then");
    let known = figures(&["--as-of", "2099-01-01"]);
    assert!(known.contains("48.0小时  移送各环节平均用时"), "{known}");
    assert!(!site.run(&["tally", "--duties", "--agency", "police"]).status.success(), "duties are not told apart by agency");

    let (zh, en) = (prints(&site, &["doctor"]), prints(&site, &["doctor", "--lang", "en"]));
    assert!(zh.contains("正常 历史：") && zh.contains("正常 读取表：落后0"), "{zh}");
    assert!(en.contains("ok    history: ") && en.contains("ok    read tables: 0 behind"), "{en}");
    assert!(en.is_ascii(), "{en}");
    assert_eq!(zh.lines().count(), en.lines().count(), "one finding is one line in either language");
    site.verify().await;
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// How many events the history has.
fn events(site: &Site) -> String {
    let doctor = prints(site, &["doctor", "--lang", "en"]);
    doctor.lines().find(|line| line.contains("history: ")).expect("the history").to_owned()
}

/// A file of reports: one, an empty line, what is no report, one of another agency, and another.
fn file_of_reports() -> String {
    let meeting = |number: u8| {
        let data = json!({"on": "2016-08-30", "title": format!("联席会议{number}")});
        Statement::new("jn-joint-office", "joint-office.meeting.held", &format!("试报第{number}次会议"), data).envelope
    };
    let other = transfer("jn-police", "accepted", json!({"on": "2016-09-12", "acceptance": "济公受〔2016〕71号"})).envelope;
    format!("{}\n\nthis is no report\n{other}\n{}\n", meeting(1), meeting(3))
}

#[tokio::test]
async fn a_file_of_reports_is_shown_without_being_sent_and_published_to_its_end_past_bad_lines() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let service = site.up().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("meetings.jsonl");
    std::fs::write(&file, file_of_reports()).expect("a file");
    let path = file.to_str().expect("a path");

    let before = events(&site);
    let shown = site.run(&["publish", "joint-office", path, "--dry-run", "1"]);
    assert!(shown.status.success(), "{}", said(&shown));
    assert!(said(&shown).contains("试报第1次会议") && !said(&shown).contains("试报第3次会议"), "{}", said(&shown));
    let shown = site.run(&["publish", "joint-office", path, "--dry-run", "9"]);
    assert!(!shown.status.success() && said(&shown).contains("line 3") && said(&shown).contains("第4行"), "{}", said(&shown));
    assert_eq!(events(&site), before, "a dry run sends nothing");

    let published = site.run(&["publish", "joint-office", path]);
    assert!(!published.status.success(), "rows were rejected");
    let summary = said(&published);
    for part in ["published (报送) 2", "accepted (接收) 2", "rejected (未转换) 2", "meetings.jsonl.rejected.csv"] {
        assert!(summary.contains(part), "{part}: {summary}");
    }
    let rejected = std::fs::read_to_string(folder.path().join("meetings.jsonl.rejected.csv")).expect("the rejected rows");
    let rows: Vec<&str> = rejected.lines().skip(1).collect();
    assert!(rows.len() == 2 && rows[0].starts_with("this is no report,3,"), "{rejected}");
    assert!(rows[1].contains("第4行") && rows[1].contains("publish it as that agency"), "{rejected}");

    let again = said(&site.run(&["publish", "joint-office", path]));
    assert!(again.contains("accepted (接收) 0, already known (重复) 2"), "{again}");
    service.kill();
    site.verify().await;
}

#[tokio::test]
async fn who_rebuilds_and_what_stops_a_start_is_told() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let house = site.open().await;
    settled(&house).await;
    house.stop().await;
    assert!(!site.run(&["projections", "rebuild"]).status.success(), "nobody says who asks for it");
    prints(&site, &["projections", "rebuild", "--as", "jn-joint-office", "--name", "示例员"]);
    let status = prints(&site, &["projections", "status"]);
    assert!(status.contains("示例员 of jn-joint-office"), "{status}");

    let law = site.folder.path().join("law");
    std::fs::create_dir_all(&law).expect("a folder");
    std::fs::write(law.join("settings.toml"), "unstated-days = \"sometimes\"\n").expect("settings");
    let doctor = site.run(&["doctor", "--lang", "en"]);
    assert!(
        !doctor.status.success() && said(&doctor).contains("settings.toml:1: sometimes is not possible here"),
        "{}",
        said(&doctor)
    );
    assert!(said(&doctor).is_ascii(), "{}", said(&doctor));
    let doctor = said(&site.run(&["doctor"]));
    assert!(
        doctor.contains("异常 法律：本地法律设置有误，请更正：") && doctor.contains("settings.toml:1: 值sometimes不可用"),
        "{doctor}"
    );
    std::fs::remove_dir_all(&law).expect("removed");
    prints(&site, &["doctor", "--lang", "en"]);
}
