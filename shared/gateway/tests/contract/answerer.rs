//! A loopback HTTP server that answers as it is told and keeps what it was asked. It knows HTTP, and nothing of AWS.

use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Method and path.
    pub(crate) line: String,
    /// The operation, where a header names it.
    pub(crate) target: String,
    /// The body.
    pub(crate) body: Value,
}

/// The answer to give.
#[derive(Debug, Clone)]
pub(crate) enum Answered {
    /// A status, the name of an error where it is one, and a body.
    With(u16, &'static str, Value),
    /// The connection is closed without an answer.
    HungUp,
    /// Nothing ever comes, and the connection stays.
    Never,
}

/// The answer to a good request.
pub(crate) fn well(body: Value) -> Answered {
    Answered::With(200, "", body)
}

/// The server, as long as the test runs.
#[derive(Debug, Clone)]
pub(crate) struct Answerer {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Answerer {
    /// Begins to answer.
    pub(crate) async fn start(answer: impl Fn(&Asked) -> Answered + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&asked), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                tokio::spawn(async move { serve(stream, &kept, &*answer).await });
            }
        });
        Self { url, asked }
    }

    /// The requests until now.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

/// Answers one connection until it ends.
async fn serve(stream: TcpStream, kept: &Mutex<Vec<Asked>>, answer: &(dyn Fn(&Asked) -> Answered + Sync)) {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = read(&mut stream).await {
        let answered = answer(&asked);
        kept.lock().unwrap().push(asked);
        match answered {
            Answered::With(status, error, body) => {
                let body = body.to_string();
                let named =
                    if error.is_empty() { String::new() } else { format!("x-amzn-errortype: {error}\r\n") };
                let head = format!(
                    "HTTP/1.1 {status} .\r\n{named}content-type: application/json\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                stream.write_all((head + &body).as_bytes()).await.unwrap();
            }
            Answered::HungUp => return,
            Answered::Never => std::future::pending().await,
        }
    }
}

/// One request; none when the connection has ended.
async fn read(stream: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|length| *length > 0)?;
    let (mut length, mut target) = (0, String::new());
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await.ok()?;
        let Some((name, value)) = header.trim().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "x-amz-target" => value.trim().clone_into(&mut target),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let line = line.rsplit_once(' ').map_or(line.clone(), |(line, _)| line.to_owned());
    Some(Asked { line, target, body: serde_json::from_slice(&body).unwrap_or_default() })
}
