//! The door for events about real mails, in any of the shapes in which SES publishes them.
//!
//! An event is answered as taken only after what follows from it stands in the table: whoever delivers it may forget it then.

use super::View;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{StatusCode, Uri};
use record_feedback::Report;
use serde_json::Value;

/// Takes in one event: 204 when it is recorded, 400 when nobody will ever understand it, 503 when it has to come again.
pub(super) async fn take(State(view): State<View>, body: Bytes) -> Response {
    // One byte that is none of UTF-8 loses no bounce: what is needed is mostly ASCII.
    let body = String::from_utf8_lossy(&body).into_owned();
    match record_feedback::parse(&body, view.standalone().clock.now()) {
        Err(error) => return (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response(),
        Ok(Report::Nothing { .. }) => tell_how_to_confirm(&body),
        Ok(Report::Mail(_) | Report::Lead(_) | Report::Erasure(_)) => {}
    }
    if view.standalone().take_feedback(body).await {
        StatusCode::NO_CONTENT.into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the event was not recorded; send it again\n").into_response()
    }
}

/// A topic sends nothing until somebody has opened the address that it sends first.
fn tell_how_to_confirm(body: &str) {
    if let Some(url) = confirmation(body) {
        tracing::warn!(url, "a topic wants to send events here; open this address once if it is yours");
    }
}

/// The address that confirms a subscription, if it is one of AWS.
fn confirmation(body: &str) -> Option<String> {
    let message: Value = serde_json::from_str(body).ok()?;
    let url = message.get("SubscribeURL")?.as_str()?;
    let uri: Uri = url.parse().ok()?;
    let host = uri.host()?;
    let of_aws =
        host.starts_with("sns.") && (host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"));
    (of_aws && uri.scheme_str() == Some("https")).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_aws_is_shown_to_be_opened() {
        let message = |url: &str| format!(r#"{{"Type":"SubscriptionConfirmation","SubscribeURL":"{url}"}}"#);
        let good = "https://sns.ap-northeast-1.amazonaws.com/?Action=ConfirmSubscription&Token=x";
        assert_eq!(confirmation(&message(good)).as_deref(), Some(good));
        for url in [
            "https://evil.example/",
            "http://sns.x.amazonaws.com/",
            "https://sns.amazonaws.com.evil.example/",
        ] {
            assert_eq!(confirmation(&message(url)), None, "{url}");
        }
    }
}
