//! Playing the recipient: each button makes the event that the mail service would publish, and has it taken in at once.

use super::View;
use super::pages::Failure;
use super::parsed_mail::ParsedMail;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use bytes::Bytes;
use gateway::local::outbox::{OutboxEntry, ses_event};
use http::header::{CONTENT_TYPE, HOST};
use http::{Request, StatusCode, Uri};
use serde::Deserialize;
use serde_json::{Value, json};

/// The browser of the recipient that is played.
const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
/// Its address, from the block kept for examples (RFC 5737).
const IP_ADDRESS: &str = "203.0.113.25";

/// An action of a recipient with a mail, or a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RecipientAction {
    /// Opens it.
    Open,
    /// Clicks a link in it.
    Click,
    /// Refuses it for good.
    Bounce,
    /// Marks it as spam.
    Complain,
    /// Presses the mail program's unsubscribe button.
    Unsubscribe,
}

impl RecipientAction {
    /// Its name in addresses.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Click => "click",
            Self::Bounce => "bounce",
            Self::Complain => "complain",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

/// Plays an action, and shows the mail again.
pub(super) async fn play(
    State(view): State<View>,
    Path((key, action)): Path<(String, RecipientAction)>,
    form: Bytes,
) -> Result<Response, Failure> {
    let Some((entry, bytes)) = view.mail(&key).await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let parsed_mail = ParsedMail::read(&bytes);
    let done = match action {
        RecipientAction::Unsubscribe => view.unsubscribe(&parsed_mail).await,
        RecipientAction::Open
        | RecipientAction::Click
        | RecipientAction::Bounce
        | RecipientAction::Complain => match event(action, &parsed_mail, link(&form)) {
            Some((kind, payload)) => view.happens(&entry, kind, payload).await,
            None => false,
        },
    };
    let (result, action) = (if done { "done" } else { "failed" }, action.name());
    Ok(Redirect::to(&format!("/outbox/{}?{result}={action}", entry.send_key)).into_response())
}

/// The number of the link that is clicked, from 0.
fn link(form: &[u8]) -> usize {
    let mut fields = form_urlencoded::parse(form);
    fields.find(|(name, _)| name == "link").and_then(|(_, value)| value.parse().ok()).unwrap_or_default()
}

/// The event that the mail service publishes when this happens; none where it cannot happen to this mail.
fn event(action: RecipientAction, parsed_mail: &ParsedMail, link: usize) -> Option<(&'static str, Value)> {
    let recipient = json!([{ "emailAddress": parsed_mail.address }]);
    Some(match action {
        RecipientAction::Open => ("Open", json!({ "userAgent": BROWSER, "ipAddress": IP_ADDRESS })),
        RecipientAction::Click => {
            let link = parsed_mail.links.get(link)?;
            ("Click", json!({ "link": link, "userAgent": BROWSER, "ipAddress": IP_ADDRESS }))
        }
        RecipientAction::Bounce => (
            "Bounce",
            json!({ "bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": recipient }),
        ),
        RecipientAction::Complain => {
            ("Complaint", json!({ "complainedRecipients": recipient, "complaintFeedbackType": "abuse" }))
        }
        RecipientAction::Unsubscribe => return None,
    })
}

impl View {
    async fn happens(&self, entry: &OutboxEntry, kind: &str, payload: Value) -> bool {
        let event = ses_event(entry, kind, self.standalone().clock.now(), payload);
        self.standalone().take_feedback(event).await
    }

    /// Does what a mail program does: one POST to the address in the mail, without cookies (RFC 8058).
    async fn unsubscribe(&self, parsed_mail: &ParsedMail) -> bool {
        let uri = parsed_mail.unsubscribe_url.as_deref().and_then(|url| url.parse::<Uri>().ok());
        let Some((uri, path)) = uri.as_ref().and_then(|uri| Some((uri, uri.path_and_query()?))) else {
            return false;
        };
        let host = uri.authority().map_or("localhost", |authority| authority.as_str());
        let request = Request::post(path.as_str())
            .header(HOST, host)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from_static(b"List-Unsubscribe=One-Click"));
        match request {
            Ok(request) => self.standalone().http(request).await.status().is_success(),
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed_mail() -> ParsedMail {
        let (address, links) = ("taro@example.jp".to_owned(), vec!["https://a.example/".to_owned()]);
        ParsedMail { address, links, ..ParsedMail::default() }
    }

    #[test]
    fn each_button_makes_the_event_that_the_mail_service_would_publish() {
        let kind = |action| event(action, &parsed_mail(), 0).map(|(kind, _)| kind);
        assert_eq!(kind(RecipientAction::Open), Some("Open"));
        assert_eq!(kind(RecipientAction::Bounce), Some("Bounce"));
        assert_eq!(kind(RecipientAction::Complain), Some("Complaint"));
        let (_, click) = event(RecipientAction::Click, &parsed_mail(), 0).unwrap();
        assert_eq!(click["link"], "https://a.example/");
    }

    #[test]
    fn only_links_of_the_mail_can_be_clicked() {
        assert_eq!(event(RecipientAction::Click, &parsed_mail(), 1), None);
    }
}
