//! Personal data: sealed under a key per person, opened with it, erased by destroying it.

use event_store::StoreError;
use event_store::keys::{self, Sealer, StoreKey};
use event_store::setup::Role;
use kernel::{DivisionCode, Person, Sealed};
use sqlx::PgPool;
use tests::{SECRET, database};
use tokio::task::JoinSet;

fn root() -> DivisionCode {
    DivisionCode::new("370800000000").expect("a division")
}

fn person(name: &str, id: &str) -> Person {
    Person {
        name: name.into(), id_number: Some(id.into()), phone: Some("13800000000".into()), address: Some("示例路1号".into())
    }
}

async fn seal(pool: &PgPool, person: &Person) -> Sealed {
    let sealer = Sealer::load(pool, &StoreKey::new(&SECRET), &[(root(), person.clone())]).await.expect("a key");
    sealer.seal(&root(), person).expect("sealed")
}

async fn open(pool: &PgPool, sealed: &Sealed) -> Option<Person> {
    keys::open(pool, &StoreKey::new(&SECRET), sealed).await.expect("a key that fits")
}

#[tokio::test]
async fn what_is_sealed_says_nothing_and_opens_to_the_same() {
    let pool = database().await.pool(Role::Ingest, 2);
    let person = person("张三", "370811198001010011");
    let sealed = seal(&pool, &person).await;
    let kept = serde_json::to_string(&sealed).expect("text");
    assert!(!kept.contains("张三") && !kept.contains("370811198001010011"));
    assert!(open(&pool, &sealed).await == Some(person));
}

#[tokio::test]
async fn one_person_has_one_key_however_often_sealed() {
    let pool = database().await.pool(Role::Ingest, 2);
    let (first, again) = (seal(&pool, &person("张三", "1")).await, seal(&pool, &person("张 三", "1")).await);
    assert_eq!(first.person, again.person);
    assert_ne!(first.data, again.data, "two ciphertexts of one person cannot be compared");
    assert_ne!(first.person, seal(&pool, &person("张三", "2")).await.person);
    let keys: i64 = sqlx::query_scalar("SELECT count(*) FROM person_keys").fetch_one(&pool).await.expect("a count");
    assert_eq!(keys, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealers_side_by_side_agree_on_the_key() {
    let pool = database().await.pool(Role::Ingest, 8);
    let mut sealers = JoinSet::new();
    for nth in 0..16_usize {
        let pool = pool.clone();
        sealers.spawn(async move {
            // Each batch has the same persons in another order.
            let mut persons: Vec<_> = (0..20).map(|n| (root(), person("张三", &n.to_string()))).collect();
            persons.rotate_left(nth);
            let sealer = Sealer::load(&pool, &StoreKey::new(&SECRET), &persons).await.expect("keys");
            persons.rotate_right(nth);
            persons.iter().map(|(root, person)| sealer.seal(root, person).expect("sealed")).collect::<Vec<_>>()
        });
    }
    let mut all = Vec::new();
    while let Some(sealed) = sealers.join_next().await {
        all.push(sealed.expect("a sealer"));
    }
    for sealed in &all {
        assert_eq!(sealed.iter().map(|s| s.person).collect::<Vec<_>>(), all[0].iter().map(|s| s.person).collect::<Vec<_>>());
        assert!(open(&pool, &sealed[19]).await == Some(person("张三", "19")));
    }
}

#[tokio::test]
async fn an_erased_person_stays_erased_even_when_reported_again() {
    let pool = database().await.pool(Role::Ingest, 2);
    let (erased, other) = (seal(&pool, &person("张三", "1")).await, seal(&pool, &person("李四", "2")).await);
    assert!(keys::erase(&pool, erased.person).await.expect("erased"));
    assert!(!keys::erase(&pool, erased.person).await.expect("nothing left to erase"));
    assert!(open(&pool, &erased).await.is_none());
    let again = seal(&pool, &person("张三", "1")).await;
    assert_eq!(again.person, erased.person);
    assert!(open(&pool, &again).await.is_none());
    assert!(open(&pool, &other).await == Some(person("李四", "2")));
    let kept: Option<Vec<u8>> = sqlx::query_scalar("SELECT wrapped FROM person_keys WHERE person = $1")
        .bind(erased.person)
        .fetch_one(&pool)
        .await
        .expect("the row stays");
    assert_eq!(kept, None);
}

#[tokio::test]
async fn the_database_alone_opens_nothing() {
    let pool = database().await.pool(Role::Ingest, 2);
    let sealed = seal(&pool, &person("张三", "1")).await;
    let stolen = keys::open(&pool, &StoreKey::new(&[0; 32]), &sealed).await;
    assert!(matches!(stolen, Err(StoreError::Unreadable(_))));
    let unknown = Sealed { person: uuid::Uuid::nil(), ..sealed };
    assert!(open(&pool, &unknown).await.is_none());
}
