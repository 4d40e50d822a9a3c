//! What breaks while reports are under way: afterwards each is accounted for once, and the read tables are what a rebuild makes.

mod frozen;
mod full;
mod killed;
mod restarts;
mod side_by_side;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bus::Outgoing;
use futures::Stream;
use jointcase::delivery::Senders;
use kernel::OrgId;
use projections::Vocabulary;
use serde_json::json;
use sqlx::{Connection, PgConnection};
use tests::house::{Heard, Site, deliver, figures, settled, stubborn};
use tests::{PATIENCE, Statement, wait_until};
use tokio::task::JoinSet;

/// `n` reports of three organisations: inspections with their dispositions, cases with their filing, and joint actions that all three
/// tell of, so that their reports meet on shared records.
fn load(name: &str, n: usize) -> Vec<Statement> {
    let food = |org: &'static str, number: String, disposed: bool| {
        if disposed {
            let data = json!({"on": "2016-08-02", "disposition": "correct"});
            return Statement::new(org, "food-drug.inspection.disposed", &number, data);
        }
        let premises = json!({"name": format!("示例餐馆{number}"), "address": "济宁市任城区示例路1号"});
        Statement::new(org, "food-drug.inspection.visited", &number, json!({"on": "2016-08-01", "premises": premises}))
    };
    let statement = |i: usize| {
        let number = format!("{name}-{}", i / 8);
        match i % 8 {
            0 | 1 => food("jn-food-drug", number, i % 2 == 1),
            2 | 3 => food("jn-food-drug-370811", number, i % 2 == 1),
            4 => Statement::new("jn-police", "police.case.accepted", &number, json!({"on": "2016-08-02", "title": "示例案"})),
            place => {
                let org = ["jn-food-drug", "jn-food-drug-370811", "jn-police"][place - 5];
                let data = json!({"on": "2016-08-09", "title": "夜市联合检查"});
                Statement::new(org, "joint-office.joint-action.held", &number, data)
            }
        }
    };
    (0..n).map(statement).collect()
}

/// A delivery of each organisation's reports, under way beside the test.
struct UnderWay(JoinSet<Heard>);

/// Begins to send `statements`, not faster than `pace` lets a report go; none for as fast as it goes.
async fn begin(site: &Site, statements: &[Statement], pace: Option<Duration>) -> UnderWay {
    begin_through(&site.senders(), statements, pace).await
}

/// The same for any house whose keys and bus are known.
async fn begin_through(senders: &Senders, statements: &[Statement], pace: Option<Duration>) -> UnderWay {
    let mut by_org: BTreeMap<String, Vec<Outgoing>> = BTreeMap::new();
    for statement in statements {
        by_org.entry(statement.org.clone()).or_default().push(statement.outgoing());
    }
    let mut deliveries = JoinSet::new();
    for (org, reports) in by_org {
        let client = senders.connect(&OrgId::new(org.as_str()).expect("an organisation")).await.expect("a connection");
        deliveries.spawn(async move {
            let heard = deliver(&client, &org, stubborn(), paced(reports, pace)).await;
            drop(client.close().await);
            heard
        });
    }
    UnderWay(deliveries)
}

fn paced(reports: Vec<Outgoing>, pace: Option<Duration>) -> impl Stream<Item = Outgoing> {
    futures::stream::unfold(reports.into_iter(), move |mut reports| async move {
        let next = reports.next()?;
        if let Some(pace) = pace {
            tokio::time::sleep(pace).await;
        }
        Some((next, reports))
    })
}

impl UnderWay {
    /// Waits for every receipt.
    async fn heard(self) -> Heard {
        let mut all = Heard::default();
        self.0.join_all().await.into_iter().for_each(|heard| all.join(heard));
        all
    }
}

/// Every report has its receipt and is in the store once, the history is whole, the figures are those of the reports.
async fn all_is_well(site: &Site, statements: &[Statement], heard: &Heard) {
    heard.all_taken_in();
    assert_eq!(heard.report.published, statements.len() as u64);
    assert_eq!(site.accepted().await, statements.iter().map(Statement::message).collect::<BTreeSet<_>>());
    let house = site.open().await;
    settled(&house).await;
    let figures = figures(&house.readers, "370800000000", &Vocabulary::of(roster::mount_all)).await;
    let of = |measure: &str| figures.iter().filter(|((code, _), _)| code == measure).map(|(_, figure)| figure.0).sum::<i64>();
    let records = |kind: &'static str| {
        let said = statements.iter().filter(move |one| one.subject().ends_with(kind));
        said.map(|one| (one.envelope["subject"].to_string(), one.org.as_str())).collect::<BTreeSet<_>>()
    };
    assert_eq!(of("food-inspections"), records("inspection.visited").len() as i64);
    let actions: BTreeSet<String> = records("joint-action.held").into_iter().map(|(number, _)| number).collect();
    assert_eq!(of("joint-actions"), actions.len() as i64, "each once, however many tell of it");
    house.stop().await;
    site.verify().await;
}

/// Holds the end of the history, so that every append waits.
struct Stall(PgConnection);

impl Stall {
    async fn begin(site: &Site) -> Self {
        let owner = site.database.owner_pool(1);
        let mut connection = PgConnection::connect_with(&owner.connect_options()).await.expect("a connection");
        sqlx::query("BEGIN").execute(&mut connection).await.expect("a transaction");
        sqlx::query("SELECT 1 FROM head FOR UPDATE").execute(&mut connection).await.expect("the head");
        Self(connection)
    }

    /// Waits until an append waits.
    async fn somebody_waits(&mut self) {
        let connection = tokio::sync::Mutex::new(&mut self.0);
        wait_until("an append waits for the head", PATIENCE, || async {
            // A transaction sees the sessions that there were when it first asked, and this one goes on.
            let mut connection = connection.lock().await;
            sqlx::query("SELECT pg_stat_clear_snapshot()").execute(&mut **connection).await.expect("a new look");
            let waiting: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'jointcase_ingest' AND wait_event_type = 'Lock'
                                                         AND datname = current_database()",
            )
            .fetch_one(&mut **connection)
            .await
            .expect("the activity");
            waiting > 0
        })
        .await;
    }

    async fn end(mut self) {
        sqlx::query("ROLLBACK").execute(&mut self.0).await.expect("the end");
    }
}
