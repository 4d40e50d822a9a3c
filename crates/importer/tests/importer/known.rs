//! What was delivered before: the same again, changed, and changed back.

use std::path::Path;
use std::sync::Arc;

use importer::{FileJournal, Import, Mapping, Report};

use crate::support::{anything, envelope, gather, mapping_with};

const FIELDS: &str = "on = { column = \"on\", as = \"date\" }\nname = \"name\"";

fn publish(folder: &Path, journal: &Arc<FileJournal>, text: &str) -> Vec<Report> {
    let path = folder.join("a.csv");
    std::fs::write(&path, text).expect("a file");
    let mapping = Mapping::parse(&mapping_with("", "key = [\"id\"]", FIELDS)).expect("a mapping");
    let reports = gather(Import::open(&path, mapping, Arc::clone(journal), anything).expect("open")).reports;
    for report in &reports {
        journal.received(report).expect("written");
    }
    journal.sync().expect("synced");
    reports
}

#[test]
fn changed_content_says_what_it_corrects_and_a_repetition_is_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    let journal = Arc::new(FileJournal::open(&state).expect("a journal"));
    let (one, two) = ("id,on,name\n1,2016-08-01,old\n2,2016-08-01,same\n", "id,on,name\n1,2016-08-01,new\n2,2016-08-01,same\n");
    let first = publish(folder.path(), &journal, one);
    let again = publish(folder.path(), &journal, one);
    assert_eq!(first.iter().map(|r| &r.body).collect::<Vec<_>>(), again.iter().map(|r| &r.body).collect::<Vec<_>>());
    assert!(first.iter().all(|r| !r.known) && again.iter().all(|r| r.known));

    let changed = publish(folder.path(), &journal, two);
    assert_eq!(changed[0].corrects, Some(first[0].message));
    assert_eq!(envelope(&changed[0])["corrects"], first[0].message.to_string());
    assert_ne!(changed[0].message, first[0].message);
    assert_eq!((changed[1].corrects, changed[1].known), (None, true));

    let back = publish(folder.path(), &journal, one);
    assert_eq!(back[0].content, first[0].content);
    assert_eq!(back[0].corrects, Some(changed[0].message));
    assert_ne!(back[0].message, first[0].message, "what comes back is a new statement, not the old report again");

    drop(journal);
    let reopened = Arc::new(FileJournal::open(&state).expect("a journal"));
    assert_eq!(reopened.len(), 2);
    assert_eq!(publish(folder.path(), &reopened, one)[0].body, back[0].body);
}

#[test]
fn a_report_without_a_receipt_is_not_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Arc::new(FileJournal::open(folder.path()).expect("a journal"));
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "id,on,name\n1,2016-08-01,x\n").expect("a file");
    let mapping = || Mapping::parse(&mapping_with("", "key = [\"id\"]", FIELDS)).expect("a mapping");
    let run = || gather(Import::open(&path, mapping(), Arc::clone(&journal), anything).expect("open")).reports;
    assert!(!run()[0].known);
    assert!(!run()[0].known);
    assert!(journal.is_empty());
}

#[test]
fn a_torn_last_line_is_cut_off_and_a_second_process_waits() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    let journal = Arc::new(FileJournal::open(&state).expect("a journal"));
    publish(folder.path(), &journal, "id,on,name\n1,2016-08-01,x\n2,2016-08-01,y\n");
    let busy = FileJournal::open(&state).expect_err("it is held");
    assert!(busy.text().en.contains("wait until"), "{}", busy.text().en);
    drop(journal);
    let file = state.join("delivered.journal");
    let text = std::fs::read_to_string(&file).expect("the journal");
    std::fs::write(&file, &text[..text.len() - 20]).expect("torn");
    let journal = Arc::new(FileJournal::open(&state).expect("a journal"));
    assert_eq!(journal.len(), 1);
    publish(folder.path(), &journal, "id,on,name\n1,2016-08-01,x\n2,2016-08-01,y\n");
    assert_eq!(std::fs::read_to_string(&file).expect("the journal"), text);
}
