//! Reads events in the shapes in which they come: raw, wrapped by SNS, or by EventBridge; of the mail service or of a lead.
//!
//! Shapes: SES developer guide, "Contents of event data published to Amazon SNS / EventBridge". Every field but the kind may
//! be missing, and kinds, subtypes and fields that are not known yet must not fail.

use cadence::Instant;
use cadence::ids::{AttemptId, EventName, LeadId, SequenceId};
use cadence::send_key::SendKey;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What an event reports.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// Something about a mail.
    Mail(MailEvent),
    /// Something a lead did.
    Lead(LeadEvent),
    /// Nothing to record.
    Nothing {
        /// What it is.
        what: String,
    },
}

/// Something about a mail.
#[derive(Debug, Clone, PartialEq)]
pub struct MailEvent {
    /// What.
    pub kind: MailKind,
    /// When.
    pub at: Instant,
    /// When the mail was sent.
    pub mail_at: Option<Instant>,
    /// The lead it was sent to, by its tag.
    pub lead: Option<LeadId>,
    /// Its send key, by its tag.
    pub send_key: Option<SendKey>,
    /// Its attempt, by its tag.
    pub attempt: Option<AttemptId>,
    /// Its sequence, by its tag.
    pub sequence: Option<SequenceId>,
    /// The addresses it speaks of, for bounces and complaints. Never logged.
    pub addresses: Vec<String>,
}

/// The kinds of events of the mail service, with what differs.
#[derive(Debug, Clone, PartialEq)]
pub enum MailKind {
    /// It was taken.
    Send,
    /// The receiving server took it.
    Delivery,
    /// The receiving server lets it wait.
    DeliveryDelay,
    /// It came back.
    Bounce {
        /// For good.
        permanent: bool,
    },
    /// It was marked as spam.
    Complaint,
    /// It was taken and then not sent.
    Reject,
    /// It was opened.
    Open {
        /// Whether the mail service thinks it was a machine.
        flagged: Option<bool>,
        /// The agent that fetched.
        agent: Option<String>,
    },
    /// A link in it was followed.
    Click {
        /// Whether the mail service thinks it was a machine.
        flagged: Option<bool>,
        /// The agent that followed.
        agent: Option<String>,
        /// The link.
        link: String,
    },
    /// The person changed a subscription kept by the mail service.
    Subscription {
        /// Whether everything was refused.
        refused_all: bool,
    },
}

/// Something a lead did elsewhere, reported over the event bus by the company's own systems.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadEvent {
    /// Who.
    pub lead: LeadId,
    /// What.
    pub name: EventName,
    /// When.
    pub at: Instant,
    /// The same for every report of the same occurrence.
    pub key: String,
    /// What else is known; mails of the runs it starts may use it.
    pub fields: BTreeMap<String, String>,
}

/// How far the clocks of others may be ahead of ours.
const AHEAD_HOURS_MAX: i64 = 24;

impl Report {
    /// The same report, with times that cannot have been yet taken as now: a deed of the year 2999 would outweigh all others
    /// for ever, and a mail sent then would make silence about every other mail mean something.
    #[must_use]
    pub fn as_of(mut self, now: Instant) -> Self {
        let sober = |at: Instant| if at > now + TimeDelta::hours(AHEAD_HOURS_MAX) { now } else { at };
        match &mut self {
            Self::Mail(event) => {
                event.at = sober(event.at);
                event.mail_at = event.mail_at.map(sober);
            }
            Self::Lead(event) => event.at = sober(event.at),
            Self::Nothing { .. } => {}
        }
        self
    }
}

/// Why an event was not understood. The event itself, which names people, is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event was not understood: {0}; look at it among the dead letters")]
pub struct NotUnderstood(String);

/// The `detail-type` of events of leads.
const LEAD_EVENT: &str = "lead.event";
/// How deep wrappings may nest: an SNS notification of an EventBridge event is two.
const WRAPPINGS_MAX: usize = 4;
/// Letters of the name of a kind of event at most.
const KIND_LENGTH_MAX: usize = 40;

/// Reads one event.
pub fn parse(body: &str) -> Result<Report, NotUnderstood> {
    let mut value: Value = json(body)?;
    for _ in 0..WRAPPINGS_MAX {
        if let Some(kind) = text(&value, "Type").filter(|_| value.get("Message").is_some()) {
            if kind != "Notification" {
                return Ok(Report::Nothing { what: named("SNS", kind) });
            }
            value = json(text(&value, "Message").unwrap_or_default())?;
        } else if let (Some(kind), Some(detail)) = (text(&value, "detail-type"), value.get("detail")) {
            if kind == LEAD_EVENT {
                return lead_event(detail);
            }
            value = detail.clone();
        } else {
            return mail_event(&value);
        }
    }
    Err(NotUnderstood("it is wrapped too often".to_owned()))
}

fn json(text: &str) -> Result<Value, NotUnderstood> {
    serde_json::from_str(text)
        .map_err(|error| NotUnderstood(format!("no JSON at line {} column {}", error.line(), error.column())))
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn time(value: Option<&Value>) -> Option<Instant> {
    chrono::DateTime::parse_from_rfc3339(value?.as_str()?).ok().map(|at| at.to_utc())
}

#[derive(Deserialize)]
struct LeadEventText {
    lead: String,
    event: String,
    at: String,
    key: String,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

fn lead_event(detail: &Value) -> Result<Report, NotUnderstood> {
    let wrong = |what: &str| NotUnderstood(format!("`{LEAD_EVENT}`: {what}"));
    // The reader's own message may repeat a value.
    let shape = "it needs the texts `lead`, `event`, `at` and `key`, and `fields` with texts only";
    let written = LeadEventText::deserialize(detail).map_err(|_| wrong(shape))?;
    let at = chrono::DateTime::parse_from_rfc3339(&written.at);
    Ok(Report::Lead(LeadEvent {
        lead: LeadId::parse(&written.lead).map_err(|error| wrong(&format!("lead: {error}")))?,
        name: EventName::parse(&written.event).map_err(|error| wrong(&format!("event: {error}")))?,
        at: at.map_err(|_| wrong("`at` is not an RFC 3339 time"))?.to_utc(),
        key: written.key,
        fields: written.fields,
    }))
}

/// What an event calls itself, where that is a plain word; anything else could name a person, and this is logged.
fn named(service: &str, kind: &str) -> String {
    let letters = kind.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
    if letters && (1..=KIND_LENGTH_MAX).contains(&kind.len()) {
        format!("{service} {kind}")
    } else {
        format!("{service} event of a kind that is not known")
    }
}

fn mail_event(event: &Value) -> Result<Report, NotUnderstood> {
    let kind = text(event, "eventType").or_else(|| text(event, "notificationType"));
    let kind = kind.ok_or_else(|| NotUnderstood("neither an SES event nor a lead's".to_owned()))?;
    let payload_key = match kind {
        "DeliveryDelay" => "deliveryDelay".to_owned(),
        "Rendering Failure" => "failure".to_owned(),
        other => other.to_lowercase(),
    };
    let nothing = Value::Null;
    let payload = event.get(&payload_key).unwrap_or(&nothing);
    let Some(mail_kind) = mail_kind(kind, payload) else {
        return Ok(Report::Nothing { what: named("SES", kind) });
    };
    let mail = event.get("mail").unwrap_or(&nothing);
    let mail_at = time(mail.get("timestamp"));
    let at = time(payload.get("timestamp")).or(mail_at);
    let tag = |name: &str| mail.get("tags")?.get(name)?.get(0)?.as_str();
    Ok(Report::Mail(MailEvent {
        kind: mail_kind,
        at: at.ok_or_else(|| NotUnderstood("it has no time".to_owned()))?,
        mail_at,
        lead: tag("lead").and_then(|text| LeadId::parse(text).ok()),
        send_key: tag("send_key").and_then(|text| SendKey::parse(text).ok()),
        attempt: tag("attempt").and_then(|text| AttemptId::parse(text).ok()),
        sequence: tag("sequence").and_then(|text| SequenceId::parse(text).ok()),
        addresses: addresses(payload),
    }))
}

fn mail_kind(kind: &str, payload: &Value) -> Option<MailKind> {
    let flagged = || match text(payload, "isBotEvent") {
        Some("Likely") => Some(true),
        Some("Unlikely") => Some(false),
        _ => None,
    };
    let agent = || text(payload, "userAgent").map(str::to_owned);
    Some(match kind {
        "Send" => MailKind::Send,
        "Delivery" => MailKind::Delivery,
        "DeliveryDelay" => MailKind::DeliveryDelay,
        "Bounce" => MailKind::Bounce { permanent: text(payload, "bounceType") == Some("Permanent") },
        "Complaint" => MailKind::Complaint,
        "Reject" | "Rendering Failure" => MailKind::Reject,
        "Open" => MailKind::Open { flagged: flagged(), agent: agent() },
        "Click" => {
            let link = text(payload, "link").unwrap_or_default().to_owned();
            MailKind::Click { flagged: flagged(), agent: agent(), link }
        }
        "Subscription" => {
            let new = payload.get("newTopicPreferences");
            let refused = new.and_then(|new| new.get("unsubscribeAll")).and_then(Value::as_bool);
            MailKind::Subscription { refused_all: refused == Some(true) }
        }
        _ => return None,
    })
}

fn addresses(payload: &Value) -> Vec<String> {
    ["bouncedRecipients", "complainedRecipients"]
        .iter()
        .filter_map(|key| payload.get(key)?.as_array())
        .flatten()
        .filter_map(|recipient| text(recipient, "emailAddress").map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests;
