//! A wire between a program and a server that can be cut one way: what the program says is lost, and it does not notice.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A loopback port that passes everything on to a server, until it turns deaf.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    deaf: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Opens one in front of `server`.
    ///
    /// # Panics
    /// If there is no port.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let deaf = Arc::new(AtomicBool::new(false));
        let shared = deaf.clone();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, server, shared.clone()));
            }
        });
        Self { address, deaf, task }
    }

    /// Where programs connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on nothing that programs say arrives; what the server says still does.
    pub fn turn_deaf(&self) {
        self.deaf.store(true, Ordering::SeqCst);
    }

    /// From now on everything arrives again.
    pub fn listen_again(&self) {
        self.deaf.store(false, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(client: TcpStream, server: SocketAddr, deaf: Arc<AtomicBool>) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there = async move {
        let mut bytes = vec![0; 1 << 16];
        while let Ok(read @ 1..) = from_client.read(&mut bytes).await {
            if !deaf.load(Ordering::SeqCst) && to_server.write_all(&bytes[..read]).await.is_err() {
                return;
            }
        }
    };
    let back = async move { drop(tokio::io::copy(&mut from_server, &mut to_client).await) };
    // Either end gone, the other is let go too.
    tokio::select! {
        () = there => {}
        () = back => {}
    }
}
