//! Asking a house for its pages as a program does, without a browser.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::PATIENCE;

/// An answer: its head with the status line, and what it holds.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status line and headers.
    pub head: String,
    /// The body; of a body in chunks their sizes stand between.
    pub body: String,
}

async fn asked(address: SocketAddr, path: &str, header: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("the pages");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{header}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("a question");
    stream
}

fn read(answer: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    Answer { head: head.to_owned(), body: body.to_owned() }
}

/// What is answered to GET `path`.
///
/// # Panics
/// If nothing is answered in time, or not with 200.
pub async fn get(address: SocketAddr, path: &str) -> Answer {
    let asking = async {
        let mut answer = Vec::new();
        asked(address, path, "").await.read_to_end(&mut answer).await.expect("an answer");
        read(&answer)
    };
    let answer = tokio::time::timeout(PATIENCE, asking).await.expect("an answer in time");
    assert!(answer.head.starts_with("HTTP/1.1 200"), "{path}: {} {}", answer.head, answer.body);
    answer
}

/// The beginning of what a stream of events says to whoever has seen `last`, up to the first event.
///
/// # Panics
/// If no event comes in time.
pub async fn first_event(address: SocketAddr, path: &str, last: &str) -> String {
    let asking = async {
        let mut stream = asked(address, path, &format!("Last-Event-ID: {last}\r\n")).await;
        let (mut said, mut some) = (Vec::new(), [0; 4096]);
        while !String::from_utf8_lossy(&said).contains("\nid: ") && !String::from_utf8_lossy(&said).contains("\nid:") {
            let read = stream.read(&mut some).await.expect("an event");
            assert!(read > 0, "the stream has ended: {}", String::from_utf8_lossy(&said));
            said.extend_from_slice(&some[..read]);
        }
        read(&said).body
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("an event in time")
}
