//! What follows from what is recorded: matters from suspected crimes, alerts from clocks.

mod alerts;
mod suspicions;

use jointcase::house::{House, Plan};
use projections::read;
use serde_json::json;
use tests::house::Site;
use tests::{PATIENCE, Statement, wait_until};

const REGULATOR: &str = "jn-food-drug-370811";

/// A house in which reactions run.
async fn reacting(site: &Site) -> House {
    House::open(Plan { react: true, ..site.plan() }).await.expect("a house")
}

/// Waits until the rule has gone through everything that is recorded now.
async fn reacted(house: &House) {
    let head = event_store::feed::head(&house.pool).await.expect("the head").position;
    wait_until("the rule has gone through the history", PATIENCE, || async {
        let all = read::reactions(&house.readers).await.expect("the reactions");
        all.iter().any(|one| one.name == "suspected-crime" && one.checkpoint >= head)
    })
    .await;
}

fn visited(number: &str) -> Statement {
    let premises = json!({"name": format!("示例食堂{number}")});
    Statement::new(REGULATOR, "food-drug.inspection.visited", number, json!({"on": "2016-08-03", "premises": premises}))
}

fn suspected(number: &str) -> Statement {
    let data = json!({"on": "2016-08-04", "disposition": "suspected-crime"});
    Statement::new(REGULATOR, "food-drug.inspection.disposed", number, data)
}

fn reported(case: &str, on: &str) -> Statement {
    let number = format!("{REGULATOR}:{case}:1");
    let data = json!({"on": on, "about": {"title": "示例食堂涉嫌犯罪案"}});
    Statement::new(REGULATOR, "food-drug.transfer.reported", &number, data)
}
