//! A mail service on loopback that speaks the API of SES (version 2), and the events with which SES reports about mails (SES
//! developer guide, "Contents of event data"). The proof that takes the mails decides their fate.

use crate::http::{self, Answer, JSON, Reply, Request};
use anyhow::Context as _;
use cadence::Instant;
use chrono::SecondsFormat;
use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The browser of a person.
pub const BROWSER: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36";

/// One mail as SES is asked to send it.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its recipient, as it is written.
    pub to: String,
    /// Whether opens or clicks are tracked, as far as the call says.
    pub is_tracked: bool,
    tags: BTreeMap<String, String>,
    /// Its text in base64; none where the service is to make it of subject and bodies.
    raw: Option<String>,
}

/// The fate of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is taken, under this id.
    Under(String),
    /// The service is too busy.
    Busy,
    /// The connection ends without an answer.
    Silence,
}

impl Mail {
    /// Reads the body of `SendEmail`.
    pub fn read(body: &Value) -> anyhow::Result<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let tracking = &body["ConfigurationOverrides"]["Tracking"];
        let is_off = |name: &str| tracking[name] == "DISABLED";
        let tags = body["EmailTags"].as_array().into_iter().flatten();
        Ok(Self {
            to: text(&body["Destination"]["ToAddresses"][0]).context("a mail to nobody")?,
            is_tracked: !(is_off("OpenTrackingEnabled") && is_off("ClickTrackingEnabled")),
            tags: tags.filter_map(|tag| text(&tag["Name"]).zip(text(&tag["Value"]))).collect(),
            raw: text(&body["Content"]["Raw"]["Data"]),
        })
    }

    /// The value of one of its tags.
    pub fn tag(&self, name: &str) -> anyhow::Result<String> {
        self.tags.get(name).cloned().with_context(|| format!("a mail without the tag {name}"))
    }

    /// Its tags as they come back with every event.
    pub fn tags(&self) -> Map<String, Value> {
        self.tags.iter().map(|(name, value)| (name.clone(), json!([value]))).collect()
    }

    /// Its text, headers first.
    pub fn mime(&self) -> anyhow::Result<String> {
        let raw = self.raw.as_ref().context("a mail without a text of its own")?;
        let bytes = BASE64.decode(raw.as_bytes()).context("content that is no base64")?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Opens the service on a free port, for an account of this many mails a second, and gives its address.
pub async fn open(
    per_second: f64,
    take: impl Fn(Mail) -> anyhow::Result<Taken> + Send + Sync + 'static,
) -> anyhow::Result<String> {
    let answer = move |request: Request| {
        if request.line.starts_with("GET /v2/email/account") {
            let quota = json!({ "Max24HourSend": -1.0, "MaxSendRate": per_second, "SentLast24Hours": 0.0 });
            return Reply::json("200 OK", &json!({ "SendQuota": quota, "SendingEnabled": true }));
        }
        if !request.line.starts_with("POST /v2/email/outbound-emails") {
            return Reply::json("404 Not Found", &json!({}));
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        match Mail::read(&body).and_then(&take) {
            Ok(Taken::Under(id)) => Reply::json("200 OK", &json!({ "MessageId": id })),
            Ok(Taken::Busy) => Reply::Answer(Answer {
                status: "429 Too Many Requests",
                headers: format!("{JSON}x-amzn-errortype: TooManyRequestsException\r\n"),
                body: r#"{"message":"too busy"}"#.to_owned(),
            }),
            // A mail that cannot be read gets no answer, and is missed at the end.
            Ok(Taken::Silence) | Err(_) => Reply::HangUp,
        }
    };
    Ok(http::serve(answer).await?.to_string())
}

/// The mail that an event is about.
#[derive(Debug)]
pub struct About<'a> {
    /// The id that the service gave it.
    pub id: &'a str,
    /// Its tags.
    pub tags: &'a Map<String, Value>,
    /// Its recipient, where the event names it.
    pub to: Option<&'a str>,
    /// The moment at which it was taken.
    pub taken_at: Instant,
}

/// An event about a mail: its kind, such as `Delivery`, what is particular about it, and when it happened.
pub fn event(kind: &str, about: &About<'_>, at: Instant, mut payload: Value) -> Value {
    payload["timestamp"] = stamp(at).into();
    let mut mail = json!({ "timestamp": stamp(about.taken_at), "messageId": about.id, "tags": about.tags });
    if let Some(to) = about.to {
        mail["destination"] = json!([to]);
    }
    let (first, rest) = kind.split_at(1);
    json!({ "eventType": kind, "mail": mail, (first.to_lowercase() + rest): payload })
}

/// The payload of a bounce of one recipient.
pub fn bounce(kind: &str, subtype: &str, to: &str) -> Value {
    json!({ "bounceType": kind, "bounceSubType": subtype, "bouncedRecipients": recipients(to) })
}

/// The payload of a complaint of one recipient.
pub fn complaint(to: &str) -> Value {
    json!({ "complainedRecipients": recipients(to) })
}

fn recipients(to: &str) -> Value {
    json!([{ "emailAddress": to }])
}

/// An event as a topic delivers it.
pub fn notification(event: &Value) -> Value {
    json!({ "Type": "Notification", "Message": event.to_string() })
}

/// A moment as AWS writes it.
pub fn stamp(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_taken_with_and_without_a_text_of_its_own() {
        let to = json!({ "ToAddresses": ["a@example.jp"] });
        let simple = json!({ "Destination": to, "Content": { "Simple": {} } });
        let mail = Mail::read(&simple).unwrap();
        assert!(mail.to == "a@example.jp" && mail.mime().is_err());
        let raw =
            json!({ "Destination": to, "Content": { "Raw": { "Data": BASE64.encode(b"Subject: x") } } });
        assert_eq!(Mail::read(&raw).unwrap().mime().unwrap(), "Subject: x");
        assert!(Mail::read(&json!({ "Content": {} })).is_err());
    }

    #[test]
    fn an_event_names_its_kind_twice_and_its_mail() {
        let tags = Map::new();
        let about = About { id: "m1", tags: &tags, to: Some("a@example.jp"), taken_at: Instant::UNIX_EPOCH };
        let event =
            event("DeliveryDelay", &about, Instant::UNIX_EPOCH, json!({ "delayType": "MailboxFull" }));
        assert_eq!(event["deliveryDelay"]["delayType"], "MailboxFull");
        assert_eq!(event["deliveryDelay"]["timestamp"], "1970-01-01T00:00:00.000Z");
        assert_eq!(event["mail"]["destination"][0], "a@example.jp");
    }
}
