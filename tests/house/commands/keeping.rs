//! What an office keeps at the command line: files of evidence, what was refused, an organisation's notices.

use serde_json::{Value, json};
use sha2::Digest;
use tests::Statement;
use tests::installed::Installed;

use super::desk::{EVIDENCE, SUSPECT, TRANSFER, desk, hash, id, pdf, shown};

const OFFICE: [&str; 4] = ["--as", "jn-joint-office", "--name", "示例员"];
const REGULATOR: [&str; 4] = ["--as", "jn-food-drug", "--name", "示例员"];

#[tokio::test]
async fn a_file_is_stored_given_back_erased_and_all_of_it_is_in_the_log() {
    let here = desk().await;
    let by = |who: [&'static str; 4], arguments: &[&str]| here.run(&[arguments, &who].concat());
    let (path, hash) = (here.file("证据.pdf", pdf()), hash());
    assert!(here.prints(&["file", "check"]).contains("awaited 未入库"), "it was stated and nobody brought it");
    let other = here.file("other.pdf", [pdf(), vec![1]].concat());
    let refused = by(REGULATOR, &["file", "put", &other, "--evidence", EVIDENCE]);
    assert!(refused.code == 1 && refused.out.contains("不予入库") && refused.out.contains("does not match"), "{refused}");
    let stored = by(REGULATOR, &["file", "put", &path, "--evidence", EVIDENCE]);
    assert!(stored.code == 0 && stored.out.contains(&format!("stored (已入库): {hash} application/pdf 3000 bytes")), "{stored}");
    let again = by(REGULATOR, &["file", "put", &path, "--evidence", EVIDENCE]);
    assert!(again.code == 0 && again.out.contains("stored already (此前已入库)"), "{again}");
    let letter = here.file("letter.txt", "移送书\n");
    let transfer = id("joint-office.transfer", TRANSFER);
    let document = by(REGULATOR, &["file", "put", &letter, "--record", &transfer, "--title", "移送书"]);
    assert!(document.code == 0 && document.out.contains("evidence (证据): jn-food-drug:file-"), "{document}");

    let out = here.path("out.pdf").display().to_string();
    let got = by(OFFICE, &["file", "get", &hash, "--out", &out]);
    assert!(got.code == 0 && got.out.contains("3000 bytes of application/pdf (已取出)"), "{got}");
    assert!(std::fs::read(&out).expect("bytes") == pdf());
    let checked = here.prints(&["file", "check"]);
    assert!(checked.contains(&format!("present 完好      {hash}")) && checked.contains("2 files, 0 wrong"), "{checked}");

    let erased = by(OFFICE, &["file", "erase", &hash, "--reason", "依法销毁"]);
    assert!(erased.code == 0 && erased.out.contains("erased, its bytes can never be read again"), "{erased}");
    let erased = by(OFFICE, &["file", "erase", &hash, "--reason", "依法销毁"]);
    assert!(erased.code == 0 && erased.out.contains("erased already (此前已销毁)"), "{erased}");
    assert!(here.prints(&["file", "check"]).contains("erased  已删密钥"));
    let log = here.prints(&["file", "log", &hash]);
    let (first, second) = (log.lines().next().expect("a line"), log.lines().nth(1).expect("a line"));
    assert!(
        first.contains("erased (销毁)") && first.contains("依法销毁") && first.contains("示例员 of jn-joint-office"),
        "{log}"
    );
    assert!(second.contains("taken out (取出)") && log.lines().count() == 2, "{log}");
    assert_eq!(here.prints(&["file", "log", "--limit", "1"]).lines().count(), 1);
    assert!(here.prints(&["file", "log", &"b".repeat(64)]).contains("没有登记 / nothing is recorded"));

    let nowhere = here.path("nowhere.pdf").display().to_string();
    for (who, arguments, zh, en) in [
        (OFFICE, &["file", "get", &hash, "--out", &nowhere][..], "的密钥已销毁", "was destroyed"),
        (OFFICE, &["file", "get", "abc", "--out", &nowhere], "“abc”不是文件的SHA-256", "is no SHA-256 of a file"),
        (OFFICE, &["file", "get", &"b".repeat(64), "--out", &nowhere], "没有存储哈希为bbbb", "no bytes are stored under bbbb"),
        (OFFICE, &["file", "erase", &hash, "--reason", " "], "请用--reason写明理由", "needs a --reason"),
        (REGULATOR, &["file", "put", &path, "--evidence", EVIDENCE], "的密钥已销毁", "not taken in again"),
        (
            REGULATOR,
            &["file", "put", &nowhere, "--evidence", EVIDENCE],
            "无法读写：请检查路径和权限：没有该文件或目录",
            "cannot be read or written",
        ),
        (REGULATOR, &["file", "put", &letter, "--evidence", "17"], "17", "17"),
        (REGULATOR, &["file", "put", &letter, "--record", "17", "--title", "移送书"], "“17”不是标识", "is not an id"),
    ] {
        let refused = by(who, arguments);
        assert!(refused.code == 1 && refused.err.contains(zh) && refused.err.contains(en), "{arguments:?} {refused}");
        assert!(!std::path::Path::new(&nowhere).exists());
    }
    assert!(by(REGULATOR, &["file", "put", &letter]).err.contains("还须写明：--evidence <ORG/NUMBER>"));
    assert_eq!(by(REGULATOR, &["file", "put", &letter, "--record", &transfer]).code, 2, "a document has a title");
    assert_eq!(here.run(&["file", "log", "--limit", "0"]).code, 2);
    let limit = here.run_with(&["file", "check"], &[("JOINTCASE_FILES_LIMIT", "large")]);
    assert!(limit.code == 1 && limit.err.contains("不是MiB数") && limit.err.contains("is no number of MiB"), "{limit}");
    let place = here.run_with(&["file", "check"], &[("JOINTCASE_FILES_URL", "ftp://files")]);
    assert!(
        place.code == 1 && place.err.contains("只支持s3://和file://") && place.err.contains("only s3:// and file://"),
        "{place}"
    );
}

#[tokio::test]
async fn what_was_refused_is_listed_shown_judged_anew_and_closed() {
    let here = desk().await;
    let listed = here.prints(&["quarantine", "list"]);
    let entries: Vec<&str> = listed.lines().filter(|line| line.contains("wrong-data")).collect();
    assert!(entries.len() == 2 && listed.contains("open (未处理)"), "{listed}");
    let number = |line: &str| line.split_whitespace().next().expect("a number").to_owned();
    let entry = number(entries.iter().find(|line| line.contains("recalled")).expect("the recall"));
    let shown = here.prints(&["quarantine", "show", &entry]);
    assert!(shown.contains("jointcase.food-drug.transfer.recalled.v1") && shown.contains("报送内容（data）有误"), "{shown}");

    let decide = |how: &str, reason: &str| here.run(&[&["quarantine", how, &entry, "--reason", reason], &OFFICE[..]].concat());
    let still = decide("retry", "已更正");
    assert!(
        still.code == 1 && still.err.contains("仍不能接收（wrong-data）") && still.err.contains("is still refused"),
        "{still}"
    );
    let reasonless = decide("discard", " ");
    assert!(reasonless.code == 1 && reasonless.err.contains("请用--reason写明理由"), "{reasonless}");
    let closed = decide("discard", "原单位已重新报送");
    assert!(closed.code == 0 && closed.out.contains("discarded (已作废), no effect"), "{closed}");
    let twice = decide("discard", "再次");
    assert!(twice.code == 1 && twice.err.contains("此前已处理") && twice.err.contains("already"), "{twice}");
    let opens = |line: &str| line.starts_with(' ') && line.trim_start().starts_with(&format!("{entry} "));
    assert!(!here.prints(&["quarantine", "list"]).lines().any(opens));
    assert!(here.prints(&["quarantine", "list", "--all"]).lines().any(opens));

    let unknown = here.fails(1, &["quarantine", "show", "9999"]);
    assert!(unknown.contains("隔离区没有第9999条") && unknown.contains("there is no entry 9999"), "{unknown}");
    assert!(here.fails(2, &["quarantine", "show", "first"]).contains("不能是“first”"));
    assert!(here.fails(2, &["quarantine", "list", "--limit", "-1"]).contains("--limit"));
    assert!(here.fails(2, &["quarantine", "retry", &entry]).contains("还须写明：--reason <REASON>"));
}

#[tokio::test]
async fn what_cannot_be_published_is_told_before_anything_is_sent() {
    let here = desk().await;
    let (file, mapping) = (here.file("rows.txt", "甲,乙\n"), here.file("mapping.toml", "[report]\ntype = 3\n"));
    for (arguments, zh, en) in [
        (
            &["publish", "nobody", &file][..],
            "没有nobody这个部门：请在joint-office、police",
            "there is no agency nobody: choose one of",
        ),
        (&["publish", "police", "/nowhere.jsonl"], "无法读取文件/nowhere.jsonl：没有该文件或目录", "cannot read /nowhere.jsonl"),
        (&["publish", "police", &file], "是表格，不是报送：请用--mapping指定映射文件", "holds rows, not reports"),
        (&["publish", "police", &file, "--mapping", "/nowhere.toml"], "无法读取文件/nowhere.toml", "cannot read /nowhere.toml"),
        (&["publish", "police", &file, "--mapping", &mapping], "映射文件", "mapping"),
    ] {
        let told = here.fails(1, arguments);
        assert!(told.contains(zh) && told.contains(en), "{arguments:?} {told}");
    }
    assert!(here.fails(2, &["publish", "police"]).contains("还须写明：<FILE>"));
    assert!(here.fails(2, &["publish", "police", &file, "--dry-run", "all"]).contains("不能是“all”"));
}

#[tokio::test]
async fn an_organisation_reads_its_own_notices() {
    let here = desk().await;
    let (zh, en) =
        (here.prints(&["notices", "--as", "jn-police"]), here.prints(&["notices", "--as", "jn-police", "--lang", "en"]));
    let of = |text: &str| text.lines().find(|line| line.contains(TRANSFER)).unwrap_or_else(|| panic!("{text}")).to_owned();
    assert!(of(&zh).contains("移送") && of(&en).contains("ransfer"), "{zh}{en}");
    let json = here.prints(&["notices", "--as", "jn-police", "--json"]);
    let notice: Value = serde_json::from_str(json.lines().next().expect("a line")).expect("JSON");
    let position = notice["data"]["position"].as_i64().expect("a position");
    assert!(of(&zh).starts_with(&position.to_string()), "{zh}");
    let behind = here.prints(&["notices", "--as", "jn-police", "--json", "--from", &(position + 1).to_string()]);
    assert!(behind.lines().count() < json.lines().count(), "{behind}");
    assert!(here.prints(&["notices", "--as", "jn-fisheries"]).contains("目前没有通知 / there are no notices now"));

    let unlisted = here.fails(1, &["notices", "--as", "nobody"]);
    assert!(
        unlisted.contains("单位nobody未登记") && !unlisted.contains("is not listed"),
        "in the language of --lang: {unlisted}"
    );
    assert!(here.fails(1, &["notices", "--as", "nobody", "--lang", "en"]).contains("organisation nobody is not listed"));
    assert!(here.fails(2, &["notices"]).contains("还须写明：--as <ORG>"));
    assert!(here.fails(2, &["notices", "--as", "jn-police", "--from", "-1"]).contains("--from"));
    let key = here.fails(1, &["notices", "--as", "jn-police", "--nkey-file", "/nowhere/key"]);
    assert!(key.contains("无法读取密钥文件/nowhere/key：请检查路径和权限：没有该文件或目录"), "{key}");
}

#[tokio::test]
async fn a_person_is_erased_once_and_the_log_says_by_whom_and_why_but_not_whom() {
    let here = desk().await;
    let erase = |arguments: &[&str]| here.run(&[&["person", "erase"], arguments, &OFFICE].concat());
    for (arguments, code, zh, en) in [
        (&["--id-number", "1", "--reason", "依法"][..], 1, "济宁市的报送中没有这个人", "no report of Jining names this person"),
        (&["--id-number", SUSPECT, "--reason", " "], 1, "请用--reason写明理由", "needs a --reason"),
        (
            &["--id-number", SUSPECT, "--division", "nowhere", "--reason", "依法"],
            1,
            "没有辖区nowhere",
            "there is no division nowhere",
        ),
        (&["--id-number", SUSPECT, "--called", "示例甲", "--reason", "依法"], 2, "", "cannot be used with"),
        (&["--reason", "依法"], 2, "", "--id-number"),
    ] {
        let refused = erase(arguments);
        assert!(refused.code == code && refused.err.contains(zh) && refused.err.contains(en), "{arguments:?}: {refused}");
    }
    assert!(here.prints(&["person", "log"]).contains("没有登记 / nothing is recorded"));
    let erased = erase(&["--id-number", SUSPECT, "--reason", "当事人依法要求删除"]);
    assert!(erased.code == 0 && erased.out.contains("密钥已销毁，内容不可恢复"), "{erased}");
    let again = erase(&["--id-number", SUSPECT, "--reason", "当事人依法要求删除"]);
    assert!(again.code == 0 && again.out.contains("erased already (此前已销毁)"), "{again}");
    let log = here.prints(&["person", "log"]);
    assert!(log.lines().count() == 1 && log.contains("当事人依法要求删除") && log.contains("示例员 of jn-joint-office"), "{log}");
    assert!(!log.contains(SUSPECT) && !log.contains("示例甲"), "{log}");
}

/// What was taken from the person with that identity number, shown by `bytes`.
fn taken(number: &str, holder: &str, bytes: &[u8]) -> Statement {
    let file = json!({"sha256": hex::encode(sha2::Sha256::digest(bytes)), "size": bytes.len(), "type": "application/pdf"});
    let data = json!({
        "on": "2016-08-01", "sort": "audio-visual", "how": "made", "description": "示例照片", "keeper": "稽查大队物证室", "file": file,
        "officers": [{"personal": {"name": "示例员", "id_number": "officer"}}],
        "holder": {"personal": {"name": "示例丙", "id_number": holder}},
    });
    Statement::new("jn-food-drug", "food-drug.evidence.taken", number, data)
}

#[tokio::test]
async fn with_a_person_the_files_of_what_was_taken_from_them_are_erased() {
    let here = Installed::new();
    let _service = here.serve().await;
    let by = |who: [&'static str; 4], arguments: &[&str]| here.run(&[arguments, &who].concat());
    let [own, both, late] = [1, 2, 3].map(|last| [pdf(), vec![last]].concat());
    let hash = |bytes: &[u8]| hex::encode(sha2::Sha256::digest(bytes));
    let pieces = [
        ("jn-food-drug:照1", "one", &own),
        ("jn-food-drug:照2", "one", &both),
        ("jn-food-drug:照3", "other", &both),
        ("jn-food-drug:照4", "one", &late),
    ];
    let lines: Vec<String> =
        pieces.iter().map(|(number, holder, bytes)| taken(number, holder, bytes).envelope.to_string()).collect();
    let published = here.run(&["publish", "food-drug", &here.file("photographs.jsonl", lines.join("\n"))]);
    assert_eq!(published.code, 0, "{published}");
    pieces.iter().for_each(|(number, ..)| shown(&here, &id("joint-office.evidence", number)));
    for (name, bytes, number) in [("own.pdf", &own, pieces[0].0), ("both.pdf", &both, pieces[1].0)] {
        let put = by(REGULATOR, &["file", "put", &here.file(name, bytes), "--evidence", number]);
        assert_eq!(put.code, 0, "{put}");
    }

    let officer = by(OFFICE, &["person", "erase", "--id-number", "officer", "--reason", "依法"]);
    assert!(officer.code == 0 && !officer.out.contains("file"), "who took it is not whom it shows: {officer}");
    let erase = |more: &[&str]| {
        by(OFFICE, &[&["person", "erase", "--id-number", "one", "--reason", "当事人依法要求删除"], more].concat())
    };
    let asked = erase(&[]);
    assert!(asked.code == 1 && asked.err.contains("另涉他人") && asked.err.contains("--shared-files"), "{asked}");
    assert!(asked.err.contains(&hash(&both)) && !asked.err.contains(&hash(&own)), "{asked}");
    assert!(here.prints(&["file", "check"]).contains(&format!("present 完好      {}", hash(&own))), "nothing was erased");
    let kept = erase(&["--shared-files", "keep"]);
    assert!(kept.code == 0 && kept.out.contains("密钥已销毁，内容不可恢复"), "{kept}");
    for gone in [&own, &late] {
        assert!(kept.out.contains(&format!("file erased (文件密钥已销毁): {}", hash(gone))), "{kept}");
    }
    assert!(kept.out.contains(&format!("file kept, it is of others too (文件保留，另涉他人): {}", hash(&both))), "{kept}");
    let checked = here.prints(&["file", "check"]);
    for (state, bytes) in [("erased  已删密钥", &own), ("present 完好    ", &both), ("erased  已删密钥", &late)] {
        assert!(checked.contains(&format!("{state}  {}", hash(bytes))), "{checked}");
    }
    let arrives = by(REGULATOR, &["file", "put", &here.file("late.pdf", &late), "--evidence", pieces[3].0]);
    assert!(arrives.code == 1 && arrives.err.contains("不再接收"), "what had not arrived is taken in no more: {arrives}");
    let log = here.prints(&["file", "log", &hash(&own)]);
    assert!(log.contains("当事人依法要求删除") && log.contains("示例员 of jn-joint-office"), "{log}");
    let rest = erase(&["--shared-files", "erase"]);
    assert!(rest.code == 0 && rest.out.contains("erased already (此前已销毁)"), "{rest}");
    assert!(rest.out.contains(&format!("file erased (文件密钥已销毁): {}", hash(&both))), "{rest}");
    assert!(rest.out.contains(&format!("file erased already (文件此前已销毁): {}", hash(&own))), "{rest}");
}
