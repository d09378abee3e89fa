//! A post as it goes over the wire, through the company's own proxy.

use super::plan::{Post, Shape};
use super::seen::Answer;
use kit::company::forwarded;
use kit::http;
use tokio::time::Instant;

const BOUNDARY: &str = "----hikyaku-hostile";

/// Sends a post. No answer at all has the status 0.
pub(super) async fn post(authority: &str, post: &Post, began: Instant) -> Answer {
    let (kind, body) = body(post);
    let hops = post.forged.iter().chain([&post.caller]).cloned().collect::<Vec<_>>().join(", ");
    let path = format!("/f/{}", post.form);
    let headers = format!("{}Content-Type: {kind}\r\n", forwarded(&hops));
    let sent_at = millis(began);
    let (status, body) = http::exchange(authority, &path, &headers, &body).await.unwrap_or_default();
    Answer { sent_at, at: millis(began), status, body }
}

/// Presses the link to unsubscribe, as a mail program does; gives the status.
pub(super) async fn unsubscribe(authority: &str, path: &str) -> std::io::Result<u16> {
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    http::post(authority, path, headers, "List-Unsubscribe=One-Click").await
}

/// Real milliseconds since the play began.
pub(super) fn millis(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
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
