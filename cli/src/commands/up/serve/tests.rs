//! The server over loopback, against clients that do less than they should.

use super::super::shutdown;
use super::{Patience, places, serve};
use axum::Router;
use axum::routing::{get, post};
use bytes::Bytes;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The server's time limits in these tests, and the time a test waits for the server.
const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_mins(1);

/// Bytes that no socket buffer holds.
const LARGE: usize = 64 * 1024 * 1024;

struct Server {
    address: SocketAddr,
    stop: shutdown::Sender,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    async fn with(patience: Patience) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/post", post(|body: Bytes| async move { body.len().to_string() }))
            .route("/large", get(|| async { vec![b'x'; LARGE] }));
        let (stop, stopped) = shutdown::channel();
        let task = tokio::spawn(serve(listener, router, patience, stopped));
        Self { address, stop, task }
    }

    async fn hasty() -> Self {
        Self::with(Patience { head: SHORT, body: SHORT, answer: SHORT, stop: SHORT }).await
    }

    /// A connection on which this was written.
    async fn says(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn is_well(&self) {
        let stream = self.says("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
        let answer = rest(stream).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

/// All that the server says until it closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset is an end too.
    drop(tokio::time::timeout(LONG, stream.read_to_end(&mut answer)).await.expect("the server lets go"));
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_client_that_stops_in_the_head_or_between_requests_is_cut_off() {
    let server = Server::hasty().await;
    for begun in
        ["", "GET /healthz HTTP/1.1\r\nHost: loc", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"]
    {
        let answer = rest(server.says(begun).await).await;
        assert_eq!(answer.starts_with("HTTP/1.1 200"), begun.ends_with("\r\n\r\n"), "{begun}: {answer}");
    }
    server.is_well().await;
}

#[tokio::test]
async fn a_client_that_stops_in_the_body_is_told_and_cut_off() {
    let server = Server::hasty().await;
    let head = "POST /post HTTP/1.1\r\nHost: localhost\r\n";
    for begun in ["Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"] {
        let answer = rest(server.says(&format!("{head}{begun}")).await).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    server.is_well().await;
}

#[tokio::test]
async fn a_client_that_takes_nothing_of_its_answer_is_cut_off() {
    let server = Server::hasty().await;
    let stream = server.says("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let gone = async {
        // Nothing is read: only an error of the socket can end this, and one comes when the server lets go.
        while stream.take_error().unwrap().is_none() && stream.writable().await.is_ok() {
            if stream.try_write(b"x").is_err() {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LONG, gone).await.expect("the server lets go");
    server.is_well().await;
}

#[tokio::test]
async fn clients_that_only_hold_on_keep_nobody_out() {
    let server = Server::with(Patience::default()).await;
    let mut held = Vec::new();
    for _ in 0..places() + 50 {
        held.push(server.says("GET /healthz HTTP/1.1\r\n").await);
    }
    tokio::time::timeout(LONG, server.is_well()).await.expect("there is a place");
}

#[tokio::test]
async fn a_stop_waits_for_nobody_who_only_holds_on() {
    let server = Server::hasty().await;
    let _held = server.says("POST /post HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n").await;
    server.is_well().await;
    server.stop.stop();
    tokio::time::timeout(LONG, server.task).await.expect("the server ends").unwrap();
}
