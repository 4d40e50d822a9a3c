//! What the law bars, through the door: asked as an act it is refused with the article in both languages; reported, it is recorded and flagged.

use ingest::Verdict;
use jointcase::house::{House, Plan};
use kernel::{DivisionCode, OrgId, RecordId, RecordKey};
use projections::read;
use serde_json::{Value, json};
use tests::Statement;
use tests::house::{Site, settled};
use tests::http::get;

/// One way in which the law is broken.
struct Case {
    name: &'static str,
    past: Vec<Statement>,
    deed: Statement,
    /// The record that is flagged once the deed is reported.
    record: RecordId,
    flag: &'static str,
    /// Parts of the refusal, in Chinese and in English.
    refused: (&'static [&'static str], &'static [&'static str]),
}

fn transfer(number: &str, org: &str, step: &str, data: Value) -> Statement {
    let agency = if org.starts_with("jn-police") { "police" } else { "food-drug" };
    Statement::new(org, &format!("{agency}.transfer.{step}"), &format!("jn-food-drug:{number}:1"), data)
}

fn transfer_of(number: &str) -> RecordId {
    let root = DivisionCode::new("370800000000").expect("a root");
    RecordId::shared(&root, "joint-office.transfer", &RecordKey::new(format!("jn-food-drug:{number}:1")).expect("a number"))
}

fn own(org: &str, kind: &str, number: &str) -> RecordId {
    RecordId::own(&OrgId::new(org).expect("an org"), kind, &RecordKey::new(number).expect("a number"))
}

fn documents(kinds: &[&str]) -> Value {
    kinds.iter().map(|kind| json!({"kind": kind, "present": true})).collect()
}

/// A transfer of two things that were seized under list 1, until police have filed a case.
fn filed(number: &str) -> Vec<Statement> {
    let item = |label: &str| {
        let quantity = json!({"amount": 3, "unit": "item", "qualifier": "exact"});
        json!({"label": label, "name": "示例物品", "quantity": quantity, "seized": "1"})
    };
    let letter = format!("济食药移〔2016〕{number}");
    let enclosed = documents(&["transfer-letter", "investigation-report", "item-list", "storage-conditions"]);
    let items = [item("1"), item("2")];
    let sent = json!({"on": "2016-09-05", "letter": letter, "to": "jn-police", "documents": enclosed, "items": items});
    let accepted = json!({"on": "2016-09-06", "acceptance": format!("济公受〔2016〕{number}")});
    vec![
        transfer(number, "jn-food-drug", "reported", json!({"on": "2016-09-03", "about": {"title": "示例案"}, "officers": 2})),
        transfer(number, "jn-food-drug", "approved", json!({"on": "2016-09-04"})),
        transfer(number, "jn-food-drug", "sent", sent),
        transfer(number, "jn-police", "signed-for", json!({"on": "2016-09-05"})),
        transfer(number, "jn-police", "accepted", accepted),
        transfer(number, "jn-police", "filed", json!({"on": "2016-09-08"})),
    ]
}

fn handed_over(number: &str, list: &str) -> Statement {
    let data = json!({"on": "2016-09-09", "list": list, "items": ["1"], "to": "jn-police"});
    transfer(number, "jn-food-drug", "items-handed-over", data)
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();

    let number = "违1";
    let mut past = filed(number);
    past.truncate(2);
    let letter = json!({"on": "2016-09-05", "letter": "济食药移〔2016〕违1", "to": "jn-police", "documents": documents(&["scene-record"])});
    cases.push(Case {
        name: "a document of the set is missing",
        past,
        deed: transfer(number, "jn-food-drug", "sent", letter),
        record: transfer_of(number),
        flag: "across:document-missing:sent/jn-food-drug//investigation-report",
        refused: (&["移送材料不齐", "调查报告", "移送书", "第六条"], &["investigation report", "letter of transfer", "art. 6"]),
    });

    let number = "违2";
    let mut past = filed(number);
    past.truncate(4);
    past.push(transfer(number, "jn-police", "gaps-notified", json!({"on": "2016-09-06", "round": 1, "missing": ["询问笔录"]})));
    let supplied = json!({"on": "2016-09-20", "round": 2, "documents": documents(&["scene-record"])});
    cases.push(Case {
        name: "a supplement is sent that was never asked for, while the one that was is not",
        past,
        deed: transfer(number, "jn-food-drug", "supplement-supplied", supplied),
        record: transfer_of(number),
        flag: "unlisted:round/2",
        refused: (&["不是待补充的那一次", "程序规定(2012)"], &["does not wait", "(2012; article to be checked) [K]"]),
    });

    let number = "违3";
    cases.push(Case {
        name: "two police organs decide on one transfer",
        past: filed(number),
        deed: transfer(number, "jn-police-370811", "not-filed", json!({"on": "2016-09-09", "reasons": "没有犯罪事实"})),
        record: transfer_of(number),
        flag: "differs:deciding-organ",
        refused: (&["案件由其他公安机关办理", "第八条"], &["another police organ", "art. 8"]),
    });

    let number = "违4";
    let mut past = filed(number);
    past.push(handed_over(number, "7"));
    cases.push(Case {
        name: "a thing is handed over twice",
        past,
        deed: handed_over(number, "8"),
        record: transfer_of(number),
        flag: "twice:item/1",
        refused: (&["已经移交", "第十二条"], &["handed over already", "art. 12"]),
    });

    let number = "违6";
    let mut past = filed(number);
    past.truncate(5);
    cases.push(Case {
        name: "supervision is suggested while police may still decide",
        past,
        deed: transfer(number, "jn-food-drug", "supervision-suggested", json!({"on": "2016-09-08", "reasons": "应当立案"})),
        record: transfer_of(number),
        flag: "across:supervision-too-early:supervision-suggested/jn-food-drug",
        refused: (&["决定期限也没有届满", "第九条"], &["their time to decide is not over", "art. 9"]),
    });

    let number = "违5";
    let case = |step: &str, data: Value| Statement::new("jn-food-drug", &format!("food-drug.admin-case.{step}"), number, data);
    let mut past = vec![
        case("filed", json!({"on": "2016-08-20", "cause": "销售不合格食品"})),
        case("seized", json!({"on": "2016-08-21", "list": "1"})),
    ];
    past.extend(filed(number));
    past.push(handed_over(number, "7"));
    cases.push(Case {
        name: "a seized thing is released although police have filed a case",
        past,
        deed: case("seizure-lifted", json!({"on": "2016-09-12", "list": "1"})),
        record: own("jn-food-drug", "food-drug.admin-case", number),
        flag: "across:left-without-hand-over:seizure-lifted/1//2",
        refused: (&["只能移交", "物品2", "第十二条"], &["only be handed over", "item 2", "art. 12"]),
    });

    let number = "济公（食药环）立字〔2016〕违6号";
    let case = |step: &str, data: Value| Statement::new("jn-police", &format!("police.case.{step}"), number, data);
    let past = vec![
        case("accepted", json!({"on": "2016-08-02", "title": "示例案"})),
        case(
            "filed",
            json!({"on": "2016-08-04", "domain": "food", "offence": {"article": "144", "name": "生产、销售有毒、有害食品罪"}}),
        ),
        case("detained", json!({"on": "2016-08-05", "suspect": "1"})),
    ];
    cases.push(Case {
        name: "a detention is extended after it has run out",
        past,
        deed: case("arrest-request-extended", json!({"on": "2016-08-09", "suspect": "1", "ground": "special"})),
        record: own("jn-police", "police.case", number),
        flag: "unlawful:extended-too-late:arrest-request-extended/1",
        refused: (&["期限届满后不得延长", "刑事诉讼法(2012)第八十九条"], &["run out", "(2012), art 89"]),
    });
    cases
}

#[tokio::test]
async fn what_breaks_the_law_is_refused_as_an_act_and_recorded_and_flagged_as_a_report() {
    let site = Site::new().await;
    let house = site.open().await;
    let cases = cases();
    for case in &cases {
        site.tell(&case.past).await.all_taken_in();
    }
    settled(&house).await;
    for case in &cases {
        let verdict = house.door.admit(vec![case.deed.done_by("张三")]).await.expect("a verdict").remove(0);
        let Verdict::Quarantined { refusal, .. } = verdict else { panic!("{}: {verdict:?}", case.name) };
        assert_eq!(refusal.code, "unlawful", "{}: {refusal:?}", case.name);
        let (zh, en) = case.refused;
        assert!(zh.iter().all(|part| refusal.text.zh.contains(part)), "{}: {}", case.name, refusal.text.zh);
        assert!(en.iter().all(|part| refusal.text.en.contains(part)), "{}: {}", case.name, refusal.text.en);
    }
    // What police asked for has not been sent, and the time for it is over.
    let clocks = read::clocks_of(&house.readers, transfer_of("违2").0).await.expect("clocks");
    let supplement = clocks.iter().find(|clock| clock.question == "G6").expect("the supplement");
    assert_eq!((supplement.state.as_str(), supplement.open), ("missed", true), "{supplement:?}");
    let flags = |record: RecordId| {
        let readers = house.readers.clone();
        async move { read::record(&readers, record.0).await.expect("a row").map(|row| row.flags).unwrap_or_default() }
    };
    for case in &cases {
        assert!(!flags(case.record).await.iter().any(|flag| flag == case.flag), "{}: flagged before it was done", case.name);
        let verdict = house.door.admit(vec![case.deed.arrived()]).await.expect("a verdict").remove(0);
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{}: {verdict:?}", case.name);
    }
    settled(&house).await;
    for case in &cases {
        let flags = flags(case.record).await;
        assert!(flags.iter().any(|flag| flag == case.flag), "{}: {flags:?}", case.name);
    }
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn what_a_person_states_as_done_against_the_law_is_recorded_and_flagged_and_as_an_act_refused() {
    let site = Site::new().await;
    let house = House::open(Plan { listen: Some(([127, 0, 0, 1], 0).into()), ..site.plan() }).await.expect("a house");
    let web = house.web.expect("pages");
    let number = "违7";
    let case = |step: &str, data: Value| Statement::new("jn-food-drug", &format!("food-drug.admin-case.{step}"), number, data);
    let mut past = vec![case("filed", json!({"on": "2016-08-20", "cause": "销售不合格食品"}))];
    past.extend(filed(number));
    site.tell(&past).await.all_taken_in();
    settled(&house).await;
    let fined = case("penalised", json!({"on": "2016-09-12", "decision": 1, "kinds": ["warning"]}));
    let verdict = house.door.admit(vec![fined.done_by("张三")]).await.expect("a verdict").remove(0);
    let Verdict::Quarantined { refusal, .. } = verdict else { panic!("{verdict:?}") };
    assert!(refusal.code == "unlawful" && refusal.text.zh.contains("第十一条"), "{refusal:?}");
    assert!(refusal.text.en.contains("State Council Order 310, art. 11"), "{refusal:?}");

    let verdict = house.door.admit(vec![fined.stated_by("张三")]).await.expect("a verdict").remove(0);
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    settled(&house).await;
    let record = own("jn-food-drug", "food-drug.admin-case", number);
    let flags = read::record(&house.readers, record.0).await.expect("a row").expect("the case").flags;
    assert_eq!(flags, ["across:penalised-after-filing:penalised/1"]);
    for (lang, said) in [("zh", &refusal.text.zh), ("en", &refusal.text.en)] {
        let page = get(web, &format!("/370800/record/{record}?lang={lang}")).await.body;
        assert!(page.contains(said.split(['（', '(']).next().expect("a sentence").trim()), "{lang}: {said}: {page}");
    }
    site.verify().await;
    house.stop().await;
}
