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
    /// The body.
    pub body: String,
}

async fn asked(address: SocketAddr, path: &str, header: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("the pages");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{header}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("a question");
    stream
}

fn read(answer: &[u8]) -> Answer {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(answer.len(), |end| end + 4);
    let (head, body) = answer.split_at(end);
    let head = String::from_utf8_lossy(head).into_owned();
    let body = if head.to_lowercase().contains("transfer-encoding: chunked") { joined(body) } else { body.to_vec() };
    Answer { head, body: String::from_utf8_lossy(&body).into_owned() }
}

/// A body that comes in chunks, each after its size: as much of it as has come.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = chunks.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&chunks[..end]).ok().and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else { break };
        let chunk = &chunks[end + 2..];
        body.extend_from_slice(&chunk[..size.min(chunk.len())]);
        chunks = chunk.get(size + 2..).unwrap_or_default();
    }
    body
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
