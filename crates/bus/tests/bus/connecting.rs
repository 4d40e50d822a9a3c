//! Which servers are accepted, and who is.

use bus::{BusError, connect, generate_user};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::world::{World, options};

/// Answers as a server of `version` does until somebody has connected.
async fn old_server(version: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("nats://{}", listener.local_addr().unwrap());
    let info = format!("INFO {{\"server_id\":\"X\",\"version\":\"{version}\",\"max_payload\":1048576,\"headers\":true}}\r\n");
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        let (read, mut write) = socket.into_split();
        write.write_all(info.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(read).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if line.starts_with("PING") {
                write.write_all(b"PONG\r\n").await.unwrap();
            }
        }
    });
    url
}

#[tokio::test]
async fn an_old_server_is_refused_with_the_reason() {
    let error = connect(options(&old_server("2.9.10").await, None, None)).await.unwrap_err();
    assert!(matches!(&error, BusError::TooOld { found } if found == "2.9.10"), "{error}");
    assert!(connect(options(&old_server("2.14.0").await, None, None)).await.is_ok());
}

#[tokio::test]
async fn a_stranger_is_turned_away() {
    let world = World::start().await;
    let stranger = generate_user().unwrap();
    for key in [Some(&stranger), None] {
        let error = connect(options(&world.nats.url(), key, None)).await.unwrap_err();
        assert!(matches!(&error, BusError::NotAllowed { said } if said.contains("authorization violation")), "{error}");
    }
}

#[tokio::test]
async fn nobody_there_and_no_address_are_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("nats://{}", listener.local_addr().unwrap());
    drop(listener);
    assert!(matches!(connect(options(&url, None, None)).await, Err(BusError::Unavailable { .. })));
    assert!(matches!(connect(options("http://x y", None, None)).await, Err(BusError::Address)));
    let mut wrong = options(&url, None, None);
    wrong.nkey_seed = Some("SUWRONG".into());
    assert!(matches!(connect(wrong).await, Err(BusError::Key)));
}
