//! As much of the Postgres protocol as it takes to stall at any step of it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection on which each message is sent by hand. Every method panics where the server does not answer as it should.
pub struct Wire {
    stream: TcpStream,
}

impl Wire {
    /// Connects and authenticates by SCRAM-SHA-256 (RFC 7677).
    ///
    /// # Panics
    /// If the server does not let it in.
    pub async fn connect(port: u16, user: &str, password: &str, database: &str) -> Self {
        let mut wire = Self { stream: TcpStream::connect(("127.0.0.1", port)).await.expect("a connection") };
        let mut start = 196_608_i32.to_be_bytes().to_vec();
        for text in ["user", user, "database", database, ""] {
            start.extend(text.as_bytes());
            start.push(0);
        }
        wire.raw(&[&length(&start)[..], &start].concat()).await;
        wire.authenticate(password).await;
        wire.until(b'Z').await;
        wire
    }

    async fn authenticate(&mut self, password: &str) {
        let hello = "n=,r=a-nonce-for-tests";
        let (kind, body) = self.message().await;
        assert_eq!((kind, &body[..4]), (b'R', &10_i32.to_be_bytes()[..]), "SASL is asked for");
        let first = format!("n,,{hello}");
        let mut answer = b"SCRAM-SHA-256\0".to_vec();
        answer.extend(length_of(first.len()));
        answer.extend(first.as_bytes());
        self.send(b'p', &answer).await;
        let (_, body) = self.message().await;
        let challenge = String::from_utf8(body[4..].to_vec()).expect("a challenge");
        let part = |name: &str| challenge.split(',').find_map(|p| p.strip_prefix(name)).expect("a part").to_owned();
        let salt = BASE64_STANDARD.decode(part("s=")).expect("a salt");
        let rounds: u32 = part("i=").parse().expect("rounds");
        let mut block = hmac(password.as_bytes(), &[&salt[..], &1_u32.to_be_bytes()].concat());
        let mut salted = block;
        for _ in 1..rounds {
            block = hmac(password.as_bytes(), &block);
            salted.iter_mut().zip(block).for_each(|(one, other)| *one ^= other);
        }
        let client = hmac(&salted, b"Client Key");
        let last = format!("c=biws,r={}", part("r="));
        let signed = hmac(&Sha256::digest(client), format!("{hello},{challenge},{last}").as_bytes());
        let proof: Vec<u8> = client.iter().zip(signed).map(|(one, other)| one ^ other).collect();
        self.send(b'p', format!("{last},p={}", BASE64_STANDARD.encode(proof)).as_bytes()).await;
    }

    /// Sends a simple query.
    pub async fn query(&mut self, sql: &str) {
        self.send(b'Q', &[sql.as_bytes(), b"\0"].concat()).await;
    }

    /// Sends Parse for an unnamed statement without parameters.
    pub async fn parse(&mut self, sql: &str) {
        self.send(b'P', &[b"\0", sql.as_bytes(), b"\0\0\0"].concat()).await;
    }

    /// Sends Bind for the unnamed portal.
    pub async fn bind(&mut self) {
        self.send(b'B', &[0; 8]).await;
    }

    /// Sends Execute for the unnamed portal.
    pub async fn execute(&mut self) {
        self.send(b'E', &[0; 5]).await;
    }

    /// Sends Flush: the server answers what it has been asked so far, without the end of a transaction that Sync means.
    pub async fn flush(&mut self) {
        self.send(b'H', &[]).await;
    }

    /// Sends Sync.
    pub async fn sync(&mut self) {
        self.send(b'S', &[]).await;
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// If the connection is gone.
    pub async fn raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("bytes that are taken");
    }

    /// Reads until a message of `kind` and returns its body; the SQLSTATE if the server says there is an error instead.
    ///
    /// # Panics
    /// If an error comes where none is waited for.
    pub async fn until(&mut self, kind: u8) -> Vec<u8> {
        loop {
            let (got, body) = self.message().await;
            if got == kind {
                return body;
            }
            assert_ne!(got, b'E', "the server says: {}", String::from_utf8_lossy(&body));
        }
    }

    /// Reads until an error and returns its SQLSTATE.
    ///
    /// # Panics
    /// If there is none.
    pub async fn error(&mut self) -> String {
        loop {
            let (got, body) = self.message().await;
            assert_ne!(got, b'Z', "there was no error");
            if got == b'E' {
                let field = body.split(|byte| *byte == 0).find(|field| field.first() == Some(&b'C')).expect("a code");
                return String::from_utf8_lossy(&field[1..]).into_owned();
            }
        }
    }

    async fn send(&mut self, kind: u8, body: &[u8]) {
        self.raw(&[&[kind][..], &length(body), body].concat()).await;
    }

    async fn message(&mut self) -> (u8, Vec<u8>) {
        let reading = async {
            let kind = self.stream.read_u8().await.expect("a message");
            let size = self.stream.read_i32().await.expect("its length");
            let mut body = vec![0; usize::try_from(size - 4).expect("a length")];
            self.stream.read_exact(&mut body).await.expect("its body");
            (kind, body)
        };
        tokio::time::timeout(crate::PATIENCE, reading).await.expect("an answer in time")
    }
}

fn length(body: &[u8]) -> [u8; 4] {
    length_of(body.len() + 4)
}

fn length_of(size: usize) -> [u8; 4] {
    u32::try_from(size).expect("a short message").to_be_bytes()
}

fn hmac(key: &[u8], data: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("a key of any length");
    mac.update(data);
    mac.finalize().into_bytes().into()
}
