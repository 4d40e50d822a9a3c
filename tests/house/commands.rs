//! What the commands print for people and programs, in both languages.

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
    assert!(!site.run(&["tally", "--duties", "--agency", "police"]).status.success(), "duties are not told apart by agency");

    let (zh, en) = (prints(&site, &["doctor"]), prints(&site, &["doctor", "--lang", "en"]));
    assert!(zh.contains("正常 历史：") && zh.contains("正常 读取表：落后0"), "{zh}");
    assert!(en.contains("ok    history: ") && en.contains("ok    read tables: 0 behind"), "{en}");
    assert!(en.is_ascii(), "{en}");
    assert_eq!(zh.lines().count(), en.lines().count(), "one finding is one line in either language");
    site.verify().await;
}
