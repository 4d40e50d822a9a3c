//! A desk at a private installation that serves: what the golden examples tell of one transfer and one thing in evidence.

use std::time::{Duration, Instant};

use kernel::{DivisionCode, RecordId, RecordKey};
use serde_json::{Value, json};
use tests::Statement;
use tests::house::sample;
use tests::installed::Installed;
use tests::program::Service;
use tokio::sync::OnceCell;

/// The transfer of the golden examples.
pub(super) const TRANSFER: &str = "jn-food-drug:济食药立〔2016〕3号:1";
/// The evidence of which [`desk`] is told.
pub(super) const EVIDENCE: &str = "jn-food-drug:证2016-17";

/// The identity number of a suspect of whom [`desk`] is told: of nobody, since its check digit is wrong.
pub(super) const SUSPECT: &str = "370811198001010000";

/// How long the read tables may take to show what was just reported.
const PATIENCE: Duration = Duration::from_secs(30);

/// The bytes of the evidence's file.
pub(super) fn pdf() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(3_000, 0x5a);
    bytes
}

/// The SHA-256 of [`pdf`].
pub(super) fn hash() -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(pdf()))
}

/// The id of a record, as it stands in the address of its page.
pub(super) fn id(kind: &str, number: &str) -> String {
    let root = DivisionCode::new("370800000000").expect("a code");
    RecordId::shared(&root, kind, &RecordKey::new(number).expect("a number")).to_string()
}

/// A golden example of the kernel, stated by its organisation.
fn golden(name: &str, change: impl FnOnce(&mut Value)) -> Statement {
    let path = sample(&format!("../crates/kernel/reports/{name}.v1.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let envelope: Value = serde_json::from_str(&text).expect("JSON");
    let mut data = envelope["data"].clone();
    change(&mut data);
    let of = |field: &str| envelope[field].as_str().expect("a text").to_owned();
    let kind = of("type").trim_start_matches("jointcase.").trim_end_matches(".v1").to_owned();
    Statement::new(&of("org"), &kind, &of("subject"), data)
}

fn action(number: &str, title: &str) -> Statement {
    Statement::new("jn-joint-office", "joint-office.joint-action.held", number, json!({"on": "2016-08-05", "title": title}))
}

/// What is published, agency by agency.
fn reports() -> [(&'static str, Vec<Statement>); 3] {
    let plain = |_: &mut Value| {};
    let file = json!({"sha256": hash(), "size": pdf().len(), "type": "application/pdf"});
    let food_drug = vec![
        golden("transfer.reported", plain),
        golden("transfer.approved", plain),
        golden("transfer.sent", plain),
        golden("evidence.taken", |data| data["file"] = file),
        // Without its date: put aside.
        golden("transfer.recalled", |data| drop(data.as_object_mut().expect("data").remove("on"))),
        golden("transfer.supplement-supplied", |data| drop(data.as_object_mut().expect("data").remove("on"))),
    ];
    let who = json!({"personal": {"name": "示例甲", "id_number": SUSPECT}});
    let suspect = json!({"on": "2016-08-04", "suspect": "1", "who": who, "domain": "food"});
    let police = vec![
        golden("transfer.signed-for", plain),
        golden("transfer.accepted", plain),
        Statement::new("jn-police", "police.case.suspect-identified", "A3708110000002016080017", suspect),
    ];
    let office = vec![action("夜市一", "夜市联合执法"), action("夜市二", "夜市联合执法"), action("夜市三", "校园周边联合执法")];
    [("food-drug", food_drug), ("police", police), ("joint-office", office)]
}

/// The one that all tests of a run share.
pub(super) async fn desk() -> &'static Installed {
    static SHARED: OnceCell<(Installed, Service)> = OnceCell::const_new();
    let make = || async {
        let here = Installed::new();
        let service = here.serve().await;
        for (agency, statements) in reports() {
            let lines: Vec<String> = statements.iter().map(|statement| statement.envelope.to_string()).collect();
            let file = here.file(&format!("{agency}.jsonl"), lines.join("\n"));
            let published = here.run(&["publish", agency, &file]);
            assert_eq!(published.code, 0, "{published}");
        }
        shown(&here, &id("joint-office.joint-action", "夜市三"));
        shown(&here, &id("joint-office.transfer", TRANSFER));
        (here, service)
    };
    &SHARED.get_or_init(make).await.0
}

/// Waits until the read tables know a record.
pub(super) fn shown(here: &Installed, record: &str) {
    let until = Instant::now() + PATIENCE;
    loop {
        let asked = here.run(&["actions", record, "--as", "jn-joint-office", "--name", "示例员"]);
        if asked.code == 0 {
            return;
        }
        assert!(asked.err.contains("there is no record") && Instant::now() < until, "{asked}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
