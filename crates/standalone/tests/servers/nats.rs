//! NATS: who may connect, what is kept, several side by side.

use nkeys::KeyPair;
use standalone::nats::{Nats, NatsUser};

use crate::support::{Client, config, folder, runs, tools, user, wait_until};

#[tokio::test]
async fn only_known_keys_come_in_and_a_reload_adds_one() {
    let folder = folder();
    let (first, second) = (KeyPair::new_user(), KeyPair::new_user());
    let mut nats = Nats::start(&tools(), folder.path(), config(vec![user(&first)])).await.unwrap();
    Client::connect(nats.address(), &first).await.unwrap();
    let refused = Client::connect(nats.address(), &second).await.err().unwrap();
    assert!(refused.contains("Authorization Violation"), "{refused}");

    let pid = nats.pid();
    nats.reload(config(vec![user(&first), user(&second)])).await.unwrap();
    Client::connect(nats.address(), &second).await.unwrap();
    assert_eq!(nats.pid(), pid, "a reload is not a restart");
    nats.stop().await.unwrap();
}

#[tokio::test]
async fn a_configuration_that_is_refused_leaves_the_old_one() {
    let folder = folder();
    let key = KeyPair::new_user();
    let mut nats = Nats::start(&tools(), folder.path(), config(vec![user(&key)])).await.unwrap();
    let nonsense = NatsUser { public_key: "nonsense".into(), ..user(&key) };
    assert!(nats.reload(config(vec![nonsense])).await.is_err());
    Client::connect(nats.address(), &key).await.unwrap();
    nats.restart().await.unwrap();
    Client::connect(nats.address(), &key).await.unwrap();
}

#[tokio::test]
async fn a_user_may_do_what_was_allowed_and_nothing_else() {
    let folder = folder();
    let (clerk, mute) = (KeyPair::new_user(), KeyPair::new_user());
    let users = vec![
        NatsUser { publish_allow: vec!["report.x".into()], ..user(&clerk) },
        NatsUser { publish_allow: Vec::new(), subscribe_allow: Vec::new(), ..user(&mute) },
    ];
    let nats = Nats::start(&tools(), folder.path(), config(users)).await.unwrap();
    let mut clerk = Client::connect(nats.address(), &clerk).await.unwrap();
    clerk.publish("report.x").await.unwrap();
    assert!(clerk.publish("report.y").await.unwrap_err().contains("Permissions Violation"));
    let mut mute = Client::connect(nats.address(), &mute).await.unwrap();
    assert!(mute.publish("report.x").await.unwrap_err().contains("Permissions Violation"));
}

#[tokio::test]
async fn stored_messages_outlive_a_kill_and_the_address_stays() {
    let folder = folder();
    let key = KeyPair::new_user();
    let mut nats = Nats::start(&tools(), folder.path(), config(vec![user(&key)])).await.unwrap();
    let address = nats.address();
    let mut client = Client::connect(address, &key).await.unwrap();
    let stream = r#"{"name":"REPORTS","subjects":["report.>"],"storage":"file","num_replicas":1}"#;
    let made = client.request("$JS.API.STREAM.CREATE.REPORTS", stream).await;
    assert!(made["error"].is_null(), "{made}");
    assert_eq!(client.request("report.x", "{}").await["seq"], 1);

    nats.kill().await.unwrap();
    assert!(!nats.runs());
    nats.restart().await.unwrap();
    assert_eq!(nats.address(), address);
    let mut client = Client::connect(address, &key).await.unwrap();
    assert_eq!(client.request("$JS.API.STREAM.INFO.REPORTS", "").await["state"]["messages"], 1);
    nats.stop().await.unwrap();
}

#[tokio::test]
async fn a_frozen_server_goes_on_where_it_was_and_can_be_stopped() {
    let folder = folder();
    let key = KeyPair::new_user();
    let mut nats = Nats::start(&tools(), folder.path(), config(vec![user(&key)])).await.unwrap();
    let mut client = Client::connect(nats.address(), &key).await.unwrap();
    let stat = format!("/proc/{}/stat", nats.pid());
    let frozen = || std::fs::read_to_string(&stat).is_ok_and(|stat| stat.contains(") T "));
    nats.freeze();
    wait_until("the server is frozen", frozen).await;
    nats.thaw();
    client.ping().await.unwrap();
    nats.freeze();
    wait_until("the server is frozen again", frozen).await;
    let pid = nats.pid();
    nats.stop().await.unwrap();
    assert!(!runs(pid));
}

#[tokio::test]
async fn several_servers_start_at_once_beside_each_other() {
    let folders = [folder(), folder(), folder(), folder()];
    let tools = tools();
    let key = KeyPair::new_user();
    let config = config(vec![user(&key)]);
    let (a, b, c, d) = tokio::join!(
        Nats::start(&tools, folders[0].path(), config.clone()),
        Nats::start(&tools, folders[1].path(), config.clone()),
        Nats::start(&tools, folders[2].path(), config.clone()),
        Nats::start(&tools, folders[3].path(), config.clone()),
    );
    let servers = [a.unwrap(), b.unwrap(), c.unwrap(), d.unwrap()];
    for nats in &servers {
        let mut client = Client::connect(nats.address(), &key).await.unwrap();
        assert!(client.request("$JS.API.INFO", "").await["error"].is_null());
    }
}

#[tokio::test]
async fn the_monitoring_pages_are_there_when_asked_for() {
    let folder = folder();
    let mut config = config(vec![user(&KeyPair::new_user())]);
    config.monitoring = true;
    let nats = Nats::start(&tools(), folder.path(), config).await.unwrap();
    tokio::net::TcpStream::connect(nats.monitoring().unwrap()).await.unwrap();
}
