//! A post as it goes over the wire, through the company's own proxy.

use super::plan::{Post, Shape};
use super::seen::Answer;
use std::io::Error;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// The longest that an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
const BOUNDARY: &str = "----hikyaku-hostile";

/// Sends a post. No answer at all has the status 0.
pub(super) async fn post(authority: &str, post: &Post, began: Instant) -> Answer {
    let (kind, body) = body(post);
    let hops = post.forged.iter().chain([&post.caller]).cloned().collect::<Vec<_>>().join(", ");
    let path = format!("/f/{}", post.form);
    let headers = format!("X-Forwarded-For: {hops}\r\nContent-Type: {kind}\r\n");
    let sent_at = millis(began);
    let (status, body) = send(authority, &path, &headers, &body).await.unwrap_or_default();
    Answer { sent_at, at: millis(began), status, body }
}

/// Presses the link to unsubscribe, as a mail program does; gives the status.
pub(super) async fn unsubscribe(authority: &str, path: &str) -> std::io::Result<u16> {
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    Ok(send(authority, path, headers, "List-Unsubscribe=One-Click").await?.0)
}

/// Real milliseconds since the play began.
pub(super) fn millis(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

async fn send(authority: &str, path: &str, headers: &str, body: &str) -> std::io::Result<(u16, String)> {
    let exchange = async {
        let mut stream = TcpStream::connect(authority).await?;
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {authority}\r\nAccept: application/json\r\n{headers}Content-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body).to_owned();
        status.map(|status| (status, body)).ok_or_else(|| Error::other("no answer"))
    };
    tokio::time::timeout(PATIENCE, exchange).await?
}

/// The body of a post with its type.
fn body(post: &Post) -> (String, String) {
    let fields = fields(post);
    match post.shape {
        Shape::Json => {
            let object: serde_json::Map<_, _> =
                fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
            ("application/json".to_owned(), serde_json::Value::Object(object).to_string())
        }
        Shape::Urlencoded => {
            let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
            ("application/x-www-form-urlencoded".to_owned(), pairs.collect::<Vec<_>>().join("&"))
        }
        Shape::Multipart => {
            let part = |(name, value): &(&str, String)| {
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let parts = fields.iter().map(part).collect::<String>();
            (format!("multipart/form-data; boundary={BOUNDARY}"), format!("{parts}--{BOUNDARY}--\r\n"))
        }
    }
}

fn fields(post: &Post) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("email", post.address.clone()),
        ("name", post.word.clone()),
        ("company", format!("{} Trading", post.word)),
    ];
    fields.extend(post.agree.map(|agree| ("agree", agree.to_owned())));
    fields
}

/// A value as forms encode it.
fn encoded(value: &str) -> String {
    let sign = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    value.bytes().map(sign).collect()
}
