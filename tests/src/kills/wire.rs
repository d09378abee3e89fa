//! HTTP/1.1, as much as is needed: one request and its status, and reading requests off a connection.

use std::io::{Error, ErrorKind};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// The longest a caller waits for an answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of one body at most.
const BODY_MAX: usize = 1 << 20;

/// The program's address while it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Door {
    /// `127.0.0.1:…`.
    pub(crate) authority: String,
    /// The address that takes events, with the key that opens it.
    pub(crate) events: String,
}

/// One request off a connection.
pub(crate) struct Request {
    /// Its first line, such as `POST /path HTTP/1.1`.
    pub(crate) line: String,
    pub(crate) body: Vec<u8>,
}

/// Posts JSON and gives the status. An error means that nobody can know whether it was taken.
pub(crate) async fn post(authority: &str, path: &str, body: &str) -> std::io::Result<u16> {
    send(authority, path, "", body).await
}

/// The same for somebody who calls from elsewhere, as a trusted proxy says it.
pub(super) async fn post_for(caller: &str, authority: &str, path: &str, body: &str) -> std::io::Result<u16> {
    send(authority, path, &format!("X-Forwarded-For: {caller}\r\n"), body).await
}

/// The same with a header line of its own, such as `X-Forwarded-For: 198.18.0.1\r\n`; each request has a connection of its own.
pub(crate) async fn send(authority: &str, path: &str, header: &str, body: &str) -> std::io::Result<u16> {
    let exchange = async {
        let mut stream = TcpStream::connect(authority).await?;
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: application/json\r\n{header}Content-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).await?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.ok_or_else(|| Error::new(ErrorKind::UnexpectedEof, "no answer"))
    };
    tokio::time::timeout(PATIENCE, exchange).await.map_err(|_| Error::from(ErrorKind::TimedOut))?
}

/// Reads the next request; none when the other side has closed.
pub(crate) async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut length = 0;
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await?;
        let Some((name, value)) = header.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(|_| Error::from(ErrorKind::InvalidData))?;
        }
    }
    if length > BODY_MAX {
        return Err(Error::from(ErrorKind::InvalidData));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(Request { line: line.trim_end().to_owned(), body }))
}

/// Answers with JSON and leaves the connection open.
pub(crate) async fn answer(
    stream: &mut BufReader<TcpStream>,
    status: &str,
    error: Option<&str>,
    body: &str,
) -> std::io::Result<()> {
    let kind = error.map(|error| format!("x-amzn-errortype: {error}\r\n")).unwrap_or_default();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{kind}Content-Length: {length}\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await
}
