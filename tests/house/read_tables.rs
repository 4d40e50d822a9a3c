//! The read tables when something is wrong with them or changes under them: an event that cannot be folded, another version, a rebuild
//! while reports come in.

use event_store::setup::Role;
use jointcase::house::{House, Plan};
use projections::read::{self, ProjectionStatus};
use projections::{Folding, ProjectionError, VERSION, Vocabulary, rebuild};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use tests::house::{Site, law, settled, taken_in};
use tests::{PATIENCE, Statement, wait_until};

const REGULATOR: &str = "jn-food-drug-370811";
const RECORDS: &str = "SELECT count(*) FROM read.records WHERE kind = 'food-drug.inspection'";

fn visited(number: &str) -> Statement {
    let premises = json!({"name": format!("示例食堂{number}")});
    Statement::new(REGULATOR, "food-drug.inspection.visited", number, json!({"on": "2016-08-03", "premises": premises}))
}

fn folding(site: &Site) -> Folding {
    Folding::new(Vocabulary::of(roster::mount_all), &site.reference, law())
}

async fn rebuilt(site: &Site) -> Result<rebuild::Rebuilt, ProjectionError> {
    let pool = site.database.pool(Role::Project, 3);
    let mut connection = PgConnection::connect_with(&pool.connect_options()).await.expect("a connection");
    rebuild::build_and_swap(&pool, &mut connection, &folding(site), &mut |_, _| {}).await
}

async fn live(house: &House) -> ProjectionStatus {
    let all = read::status(&house.readers).await.expect("the status");
    all.into_iter().find(|one| one.live).expect("live tables")
}

#[tokio::test]
async fn an_event_that_cannot_be_folded_is_listed_turns_the_status_red_and_stops_a_rebuild_but_no_other_event() {
    let site = Site::new().await;
    let house = site.open().await;
    site.tell(&[visited("检一")]).await.all_taken_in();
    settled(&house).await;
    assert!(!live(&house).await.red());
    house.stop().await;

    let taking_in = House::open(Plan { project: false, ..site.plan() }).await.expect("a house");
    site.tell(&[visited("检二")]).await.all_taken_in();
    site.tell(&[visited("检三")]).await.all_taken_in();
    taken_in(&site, 3).await;
    taking_in.stop().await;
    let broken = "UPDATE events SET payload = '{}' WHERE position = (SELECT first_position FROM inbox WHERE report LIKE '%检二%')
                  RETURNING position";
    let broken: i64 = sqlx::query_scalar(broken).fetch_one(&site.database.owner_pool(1)).await.expect("one event");

    let house = site.open().await;
    settled(&house).await;
    let status = live(&house).await;
    assert!(status.red(), "{status:?}");
    assert_eq!((status.failures, status.error_at), (1, Some(broken)), "{status:?}");
    assert_eq!(site.count(RECORDS).await, 2, "the events before it and behind it");
    let refused = rebuilt(&site).await;
    assert!(matches!(refused, Err(ProjectionError::CannotFold { position, .. }) if position == broken), "{refused:?}");
    assert_eq!(site.count(RECORDS).await, 2, "the live tables are as they were");
    // And go on.
    site.tell(&[visited("检四")]).await.all_taken_in();
    settled(&house).await;
    assert_eq!(site.count(RECORDS).await, 3);
    house.stop().await;
}

#[tokio::test]
async fn tables_of_another_version_are_built_anew_at_the_start() {
    let site = Site::new().await;
    let house = site.open().await;
    site.tell(&[visited("检一"), visited("检二")]).await.all_taken_in();
    settled(&house).await;
    house.stop().await;
    let older = "UPDATE projections SET version = version - 1 WHERE live";
    let owner = site.database.owner_pool(1);
    assert_eq!(sqlx::query(older).execute(&owner).await.expect("older").rows_affected(), 1);
    sqlx::query("DELETE FROM read.records").execute(&owner).await.expect("what that version made of it");

    let house = site.open().await;
    wait_until("the tables of this version are live", PATIENCE, || async { live(&house).await.version == VERSION }).await;
    settled(&house).await;
    assert_eq!(site.count(RECORDS).await, 2);
    site.verify().await;
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_that_are_built_anew_while_reports_come_in_miss_none_of_them() {
    let site = Site::new().await;
    let house = site.open().await;
    let telling = async {
        for round in 0..8 {
            let some: Vec<Statement> = (0..40).map(|n| visited(&format!("检{round}之{n}"))).collect();
            site.tell(&some).await.all_taken_in();
        }
    };
    let rebuilding = async {
        for _ in 0..3 {
            rebuilt(&site).await.expect("rebuilt");
        }
    };
    tokio::join!(telling, rebuilding);
    settled(&house).await;
    assert_eq!(site.count(RECORDS).await, 320);
    site.verify().await;
    house.stop().await;
}
