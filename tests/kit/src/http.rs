//! HTTP/1.1 on loopback, as much as is needed: one request and its answer, and a server that answers as it is told.
//!
//! Each answer is one write with Nagle's algorithm off; else every exchange would wait 40 ms for an acknowledgement.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The header line of a body that is JSON.
pub const JSON: &str = "Content-Type: application/json\r\n";
/// The longest a caller waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of one body at most.
const BODY_MAX: usize = 1 << 20;

/// One request off a connection.
#[derive(Debug)]
pub struct Request {
    /// Its first line, such as `POST /path HTTP/1.1`.
    pub line: String,
    /// The operation that a client of AWS asks for, from its header; otherwise empty.
    pub target: String,
    /// Its body.
    pub body: Vec<u8>,
}

/// The reaction of a server to a request.
#[derive(Debug)]
pub enum Reply {
    /// It answers.
    Answer(Answer),
    /// It leaves the other side waiting.
    Wait,
    /// It closes the connection without an answer.
    HangUp,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Such as `200 OK`.
    pub status: &'static str,
    /// Header lines, each with its line break; the length is added.
    pub headers: String,
    /// The body.
    pub body: String,
}

impl Reply {
    /// An answer in JSON.
    pub fn json(status: &'static str, body: &serde_json::Value) -> Self {
        Self::Answer(Answer { status, headers: JSON.to_owned(), body: body.to_string() })
    }
}

/// Posts with these header lines and gives the status, as soon as it is there. An error means that nobody can know whether the
/// body was taken. Each request has a connection of its own.
pub async fn post(authority: &str, path: &str, headers: &str, body: &str) -> std::io::Result<u16> {
    within(async { Ok(begin(authority, path, headers, body).await?.0) }).await
}

/// Does the same and gives the answer's body, too.
pub async fn exchange(
    authority: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> std::io::Result<(u16, String)> {
    within(async {
        let (status, mut stream) = begin(authority, path, headers, body).await?;
        let mut rest = String::new();
        stream.read_to_string(&mut rest).await?;
        Ok((status, rest.split_once("\r\n\r\n").map_or("", |(_, body)| body).to_owned()))
    })
    .await
}

async fn within<T>(exchange: impl Future<Output = std::io::Result<T>>) -> std::io::Result<T> {
    tokio::time::timeout(PATIENCE, exchange).await.map_err(|_| Error::from(ErrorKind::TimedOut))?
}

async fn begin(
    authority: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> std::io::Result<(u16, BufReader<TcpStream>)> {
    let mut stream = TcpStream::connect(authority).await?;
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {authority}\r\nAccept: application/json\r\n{headers}Content-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    let (mut stream, mut line) = (BufReader::new(stream), String::new());
    stream.read_line(&mut line).await?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.ok_or_else(|| Error::new(ErrorKind::UnexpectedEof, "no answer"))?, stream))
}

/// Serves on a free port until this program ends, and gives the address.
pub async fn serve(handle: impl Fn(Request) -> Reply + Send + Sync + 'static) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let handle = Arc::new(handle);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let handle = Arc::clone(&handle);
            // A connection that breaks is the other side's affair: it ended, or was killed.
            tokio::spawn(async move { drop(converse(stream, &*handle).await) });
        }
    });
    Ok(address)
}

async fn converse(
    stream: TcpStream,
    handle: &(impl Fn(Request) -> Reply + Send + Sync),
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await? {
        match handle(request) {
            Reply::Answer(Answer { status, headers, body }) => {
                let length = body.len();
                let answer = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).await?;
            }
            Reply::Wait => {}
            Reply::HangUp => return Ok(()),
        }
    }
    Ok(())
}

/// Reads the next request; none when the other side has closed.
async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Request>> {
    let (mut line, mut target, mut length) = (String::new(), String::new(), 0);
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await?;
        let Some((name, value)) = header.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(|_| Error::from(ErrorKind::InvalidData))?;
        } else if name.eq_ignore_ascii_case("x-amz-target") {
            value.trim().clone_into(&mut target);
        }
    }
    if length > BODY_MAX {
        return Err(Error::from(ErrorKind::InvalidData));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(Request { line: line.trim_end().to_owned(), target, body }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_post_gets_the_answer_that_the_server_gives_or_an_error() {
        let echo = |request: Request| match request.line.split(' ').nth(1) {
            Some("/silence") => Reply::HangUp,
            _ => Reply::json("201 Created", &String::from_utf8_lossy(&request.body).into()),
        };
        let authority = serve(echo).await.unwrap().to_string();
        assert_eq!(post(&authority, "/", JSON, "x").await.unwrap(), 201);
        assert!(post(&authority, "/silence", "", "").await.is_err());
    }
}
