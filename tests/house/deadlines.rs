//! How duties were kept, and which transfers are under way: added up as it is told, and again when it is corrected.

use std::collections::BTreeSet;

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use jointcase::house::{House, Plan};
use kernel::DivisionCode;
use kernel::law::{DayType, Law, Settings};
use kernel::reference::Adopted;
use kernel::time::now;
use projections::read::{self, AsOf, ClockFilter, Due, Kept, Page, RecordFilter, Span};
use serde_json::{Value, json};
use tests::house::{Site, law, records, settled};
use tests::{PATIENCE, Statement, wait_until};

const ROOT: &str = "370800000000";

fn transfer(number: u8, org: &str, step: &str, data: Value) -> Statement {
    let agency = org.trim_start_matches("jn-");
    Statement::new(org, &format!("{agency}.transfer.{step}"), &format!("jn-food-drug:济食药监立〔2016〕4{number}号:1"), data)
}

fn sent(number: u8) -> Statement {
    let documents = ["transfer-letter", "investigation-report", "item-list", "test-report"];
    let documents: Vec<Value> = documents.iter().map(|kind| json!({"kind": kind, "present": true})).collect();
    let letter = format!("济食药移〔2016〕1{number}号");
    transfer(
        number,
        "jn-food-drug",
        "sent",
        json!({"on": "2016-09-10", "letter": letter, "to": "jn-police", "documents": documents}),
    )
}

fn accepted(number: u8) -> Statement {
    transfer(number, "jn-police", "accepted", json!({"on": "2016-09-12", "acceptance": format!("济公受〔2016〕2{number}号")}))
}

fn filed(number: u8, on: &str) -> Statement {
    transfer(number, "jn-police", "filed", json!({"on": on}))
}

#[tokio::test]
async fn duties_add_up_to_how_they_were_kept() {
    let site = Site::new().await;
    let house = site.open().await;
    let late = filed(2, "2016-10-20");
    let told = [sent(1), accepted(1), filed(1, "2016-09-14"), sent(2), accepted(2), late.clone(), sent(3), accepted(3)];
    site.tell(&told).await.all_taken_in();
    settled(&house).await;
    let year = ("2016-01-01".parse().expect("a day"), "2016-12-31".parse().expect("a day"));
    let decision = || async {
        let rows = read::kept(&house.readers, ROOT, None, year).await.expect("rows");
        rows.into_iter().find(|row| row.line.starts_with("G9") && row.owner == "police").expect("the decision to file")
    };
    let Kept { done, late: overrun, seconds, missing, .. } = decision().await;
    assert_eq!((done, overrun, missing), (2, 1, 1));
    // Both run from the end of the day of acceptance to the end of the day of the decision: 2 and 38 days, within a second.
    assert_eq!((seconds + 5) / 86_400, 40);
    // What transfers ask of all sides, in any days: of what police owed, one was overdue when its time ran out, and one still is.
    let span = |from: &str, to: &str| Span { from: from.parse().ok(), to: to.parse().expect("a day") };
    let spans = [span("2016-09-15", "2016-10-20"), span("2016-09-01", "2016-09-14"), span("2015-01-01", "2015-12-31")];
    let kept = read::kept_of_transfers(&house.readers, ROOT, read::Whose::default(), &spans).await.expect("rows");
    let of = |at: usize| (kept[at].done, kept[at].seconds, kept[at].overdue);
    assert_eq!(of(2), (0, 0, 0), "{kept:?}");
    assert_eq!((of(0).0, of(1).0), (1, 1), "one was decided on in each: {kept:?}");
    assert_eq!(((of(0).1 + 5) / 86_400, (of(1).1 + 5) / 86_400), (38, 2), "{kept:?}");
    assert!(of(0).2 >= 2 && of(1).2 == 0, "{kept:?}");
    for (span, sum) in spans.iter().zip(&kept) {
        for (due, figure) in [(Due::Done, sum.done), (Due::RanOut, sum.overdue)] {
            let between = read::days(span);
            let filter = ClockFilter { root: ROOT.into(), due, transfers: true, between, ..ClockFilter::default() };
            let found = read::clocks(&house.readers, &filter, &Page::first(100)).await.expect("clocks");
            assert_eq!(found.rows.len() as i64, figure, "{due:?} {span:?}: each figure opens into what it counts");
        }
    }
    // Each figure opens into as many clocks; what was closed in another year is not among them.
    let rows = |due, year: i32| {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        let between = read::months(day(1, 1), day(12, 31));
        let filter = ClockFilter { root: ROOT.into(), due, owner: Some("police".into()), between, ..ClockFilter::default() };
        let pool = house.readers.clone();
        async move {
            let found = read::clocks(&pool, &filter, &Page::first(100)).await.expect("clocks");
            found.rows.iter().filter(|row| row.question == "G9").count()
        }
    };
    assert_eq!((rows(Due::Done, 2016).await, rows(Due::Overrun, 2016).await), (2, 1));
    assert_eq!((rows(Due::Done, 2015).await, rows(Due::Overrun, 2017).await), (0, 0));
    // Of those that were filed the notice is still owed, at once and without a due instant.
    let running = read::running_transfers(&house.readers, ROOT, None, now()).await.expect("rows");
    assert_eq!((running[0].owner.as_deref(), running[0].transfers, running[0].late), (None, 3, 1));
    // And opens into that many, whatever their due instants.
    let filter = ClockFilter { root: ROOT.into(), due: Due::Open, transfers: true, ..ClockFilter::default() };
    let (mut open, mut next) = (Vec::new(), Some(Page::first(2)));
    while let Some(page) = next {
        let found = read::clocks(&house.readers, &filter, &page).await.expect("clocks");
        open.extend(found.rows);
        next = found.next.map(|after| Page { after: Some(after), limit: 2 });
    }
    assert!(open.is_sorted_by_key(|row| (row.due_at.is_none(), row.due_at)), "soonest first, then without an end: {open:?}");
    assert!(open.first().zip(open.last()).is_some_and(|(first, last)| first.due_at.is_some() && last.due_at.is_none()));
    assert_eq!(open.iter().map(|row| row.record).collect::<BTreeSet<_>>().len(), 3, "{open:?}");
    let police = running.iter().find(|row| row.org.as_deref() == Some("jn-police")).expect("what police owe");
    assert!(police.late >= 1, "{police:?}");

    let until = read::head(&house.readers).await.expect("the head").0;
    let corrected = filed(2, "2016-09-13").stated("2016-10-21T09:00:00+08:00").correcting(&late);
    site.tell(&[corrected]).await.all_taken_in();
    settled(&house).await;
    let Kept { done, late: overrun, missing, .. } = decision().await;
    assert_eq!((done, overrun, missing), (2, 0, 1), "what was corrected was in time");
    // As known before the correction, and by the end of today.
    let root = site.reference.divisions.root(&DivisionCode::new(ROOT).expect("a code")).expect("the root").clone();
    let now = read::kept_of_transfers(&house.readers, ROOT, read::Whose::default(), &spans).await.expect("rows");
    assert_ne!(now, kept);
    let before = AsOf::position(&house.readers, &root, until).await.expect("an answer").expect("a moment");
    let today = AsOf::from(kernel::time::now().with_timezone(&root.zone).date_naive());
    for (as_of, expected) in [(before, &kept), (today, &now)] {
        let known = read::kept_of_transfers_as_of(&house.readers, &law(), &root, read::Whose::default(), &spans, as_of)
            .await
            .expect("rows");
        assert_eq!(&known, expected, "{as_of:?}");
    }
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn a_clock_that_ends_with_a_day_is_due_on_that_day() {
    let site = Site::new().await;
    let house = site.open().await;
    let shanghai = FixedOffset::east_opt(8 * 3_600).expect("an offset");
    // A clock of days starts when its day is over.
    let yesterday = now().with_timezone(&shanghai).date_naive().pred_opt().expect("a day").to_string();
    let accepted = transfer(5, "jn-police", "accepted", json!({"on": yesterday, "acceptance": "济公受〔2016〕25号"}));
    site.tell(&[sent(5), accepted]).await.all_taken_in();
    settled(&house).await;
    let ahead = |until| {
        let filter = ClockFilter { root: ROOT.into(), owner: Some("police".into()), until, ..ClockFilter::default() };
        let pool = house.readers.clone();
        async move { read::clocks(&pool, &filter, &Page::first(100)).await.expect("clocks").rows }
    };
    let decision = ahead(None).await.into_iter().find(|row| row.question == "G9").expect("the decision to file");
    let due = decision.due_at.expect("a day clock has an end");
    let local = due.with_timezone(&shanghai);
    assert_eq!(local.time(), NaiveTime::MIN, "a clock of days ends when a day does");
    // What the page asks for as due by then is the end of that day, and the dashboard counts so too.
    assert!(ahead(Some(due)).await.iter().any(|row| row.key == decision.key));
    assert!(!ahead(Some(due - TimeDelta::seconds(1))).await.iter().any(|row| row.key == decision.key));
    let soon = read::running_transfers(&house.readers, ROOT, None, due).await.expect("rows");
    assert_eq!((soon[0].transfers, soon[0].soon), (1, 1));
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn clocks_are_computed_anew_when_the_law_has_changed() {
    let site = Site::new().await;
    let about = json!({"title": "销售不合格食品案", "offence": "生产、销售不符合安全标准的食品罪"});
    let reported = transfer(4, "jn-food-drug", "reported", json!({"on": "2016-09-09", "about": about}));
    let due = |house: &House| {
        let readers = house.readers.clone();
        async move {
            let all = records(&readers, &RecordFilter { root: ROOT.into(), ..RecordFilter::default() }).await;
            let [transfer] = all.as_slice() else { panic!("{all:?}") };
            let clocks = read::clocks_of(&readers, transfer.record).await.expect("clocks");
            clocks.into_iter().find(|clock| clock.question == "G2").and_then(|clock| clock.due_at).expect("the head's decision")
        }
    };
    let house = site.open().await;
    site.tell(&[reported]).await.all_taken_in();
    settled(&house).await;
    let natural = due(&house).await;
    house.stop().await;

    // The text says three days and not which: the city decides anew.
    let working = Settings { unstated_days: DayType::Working, ..Settings::default() };
    let law = Law::with(&[], &[], working).expect("a law");
    let house = House::open(Plan { law, ..site.plan() }).await.expect("a house");
    wait_until("the clock has moved", PATIENCE, || async { due(&house).await > natural }).await;
    house.stop().await;

    let house = site.open().await;
    wait_until("the clock has moved back", PATIENCE, || async { due(&house).await == natural }).await;
    // The history says under which law clocks were computed and warned of, and since when.
    let laws = read::adoptions(&house.readers, Adopted::Law).await.expect("versions");
    assert_eq!(laws.len(), 3, "{laws:?}");
    assert_eq!(laws[0].hash, laws[2].hash);
    assert_ne!(laws[0].hash, laws[1].hash);
    assert!(laws.iter().all(|law| law.texts.is_some_and(|texts| texts > 15)), "{laws:?}");
    settled(&house).await;
    let by = |position| read::adopted_by(&house.readers, Adopted::Law, position);
    let (second, third) = (laws[1].position, laws[0].position);
    for (position, expected) in [(second - 1, (1, 3)), (second, (2, 3)), (third - 1, (2, 3)), (third, (3, 3))] {
        assert_eq!(by(position).await.expect("versions"), Some(expected), "position {position}");
    }
    site.verify().await;
    house.stop().await;
}
