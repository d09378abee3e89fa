//! Reads events in the shapes in which they come: raw, wrapped by SNS, by EventBridge or by a record of a queue; of the mail
//! service or of a lead.
//!
//! Every member but the kind may be missing, doubled or of another shape, and kinds, subtypes and members that are not known
//! yet must not fail. Nothing is repeated of what an event says, for it names people.

mod json;
mod lead;
mod mail;
mod recipients;
mod ses;

use cadence::Instant;
use cadence::ids::{EventName, LeadId};
use chrono::{DateTime, TimeDelta};
use json::Json;
use ses::folded;
use std::collections::BTreeMap;

pub use mail::{Bounced, Complained, MailEvent, MailKind};

/// The report of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// Something about a mail.
    Mail(Box<MailEvent>),
    /// Something a lead did.
    Lead(LeadEvent),
    /// A person wants to be erased.
    Erasure(ErasureWish),
    /// Nothing to record.
    Nothing {
        /// Its kind.
        what: String,
    },
}

/// Something a lead did elsewhere, reported over the event bus by the company's own systems.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadEvent {
    /// The lead.
    pub lead: LeadId,
    /// The kind.
    pub name: EventName,
    /// When.
    pub at: Instant,
    /// The same for every report of the same occurrence.
    pub key: String,
    /// Further facts; mails of the runs it starts may use them.
    pub fields: BTreeMap<String, String>,
}

/// A person's wish to be erased, reported over the event bus by the company's own systems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureWish {
    /// The lead.
    pub lead: LeadId,
    /// The moment of the wish.
    pub at: Instant,
}

/// The most that the clocks of others may be ahead of ours.
const AHEAD_HOURS_MAX: i64 = 24;

impl Report {
    /// The same report, with times that cannot have been yet taken as now: an activity of the year 2999 would outweigh all others
    /// for ever, and a mail sent then would make silence about every other mail mean something.
    fn not_after(self, now: Instant) -> Self {
        let sober = |at: Instant| if at > now + TimeDelta::hours(AHEAD_HOURS_MAX) { now } else { at };
        match self {
            Self::Mail(mut event) => {
                event.at.at = sober(event.at.at);
                event.mail_at = event.mail_at.map(sober);
                Self::Mail(event)
            }
            Self::Lead(event) => Self::Lead(event.not_after(sober)),
            Self::Erasure(wish) => Self::Erasure(ErasureWish { at: sober(wish.at), ..wish }),
            Self::Nothing { .. } => self,
        }
    }
}

/// The reason why an event was not understood. The event itself, which names people, is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event was not understood: {0}; look at it among the dead letters")]
pub struct NotUnderstood(String);

/// The `detail-type` of events of leads.
const LEAD_EVENT: &str = "lead.event";
/// The `detail-type` of wishes to be erased.
const ERASURE_WISH: &str = "lead.erase";
/// The depth to which wrappings may nest: an SNS notification of an EventBridge event is two.
const WRAPPINGS_MAX: usize = 4;
/// Letters of the name of a kind of event at most.
const KIND_LENGTH_MAX: usize = 40;
/// The beginning of the text that SES sends to a topic when an event destination is made.
const TEST_MESSAGE: &str = "successfullyvalidatedsnstopic";

/// Reads one event that was received at a moment. An event that names no time is of that moment.
pub fn parse(body: &str, received: Instant) -> Result<Report, NotUnderstood> {
    let mut text = Some(body.to_owned());
    let mut value = Json::Null;
    for _ in 0..WRAPPINGS_MAX {
        if let Some(text) = text.take() {
            if is_test_message(&text) {
                return Ok(Report::Nothing { what: "SES test message".to_owned() });
            }
            value = read(&text)?;
        }
        match unwrapped(&value)? {
            Unwrapped::Nothing { what } => return Ok(Report::Nothing { what }),
            Unwrapped::Text(inner) => text = Some(inner),
            Unwrapped::Value(inner) => value = inner,
            Unwrapped::OfALead(detail) => return Ok(lead::lead_event(&detail)?.not_after(received)),
            Unwrapped::ToErase(detail) => return Ok(lead::erasure(&detail)?.not_after(received)),
            Unwrapped::OfAMail => return Ok(ses::mail_event(&value, received)?.not_after(received)),
        }
    }
    Err(NotUnderstood("it is wrapped too often".to_owned()))
}

/// The content of a wrapping.
enum Unwrapped {
    /// Nothing to record.
    Nothing { what: String },
    /// A text.
    Text(String),
    /// A value.
    Value(Json),
    /// The detail of an event of a lead.
    OfALead(Json),
    /// The detail of a wish to be erased.
    ToErase(Json),
    /// It is no wrapping.
    OfAMail,
}

/// Takes one wrapping off.
fn unwrapped(value: &Json) -> Result<Unwrapped, NotUnderstood> {
    if let Json::Text(text) = value {
        return Ok(Unwrapped::Text(text.clone()));
    }
    if let Some(kind) = value.text("Type") {
        let message = value.get("Message");
        match (folded(kind).as_str(), message) {
            ("notification", Some(message)) => return Ok(inside(message)),
            ("subscriptionconfirmation" | "unsubscribeconfirmation", _) | (_, Some(_)) => {
                return Ok(Unwrapped::Nothing { what: named("SNS", kind) });
            }
            (_, None) => {}
        }
    }
    // A wrapping that lost its kind on the way still holds its event.
    let is_bare = ["eventType", "notificationType", "bounce", "complaint", "detail-type", "Records"];
    if let Some(message) = value.text("Message")
        && is_bare.iter().all(|it| value.get(it).is_none())
    {
        return Ok(Unwrapped::Text(message.to_owned()));
    }
    if let (Some(kind), Some(detail)) = (value.text("detail-type"), value.get("detail")) {
        match kind {
            LEAD_EVENT => return Ok(Unwrapped::OfALead(detail.clone())),
            ERASURE_WISH => return Ok(Unwrapped::ToErase(detail.clone())),
            _ => {}
        }
        let about_a_mail =
            ["eventType", "notificationType", "bounce", "complaint", "detail-type", "Type", "Message"];
        let is_other =
            matches!(detail, Json::Object(_)) && about_a_mail.iter().all(|it| detail.get(it).is_none());
        if is_other && value.text("source") == Some("aws.ses") {
            // The account was stopped, or SES has advice: nothing about a mail.
            return Ok(Unwrapped::Nothing { what: named("SES", kind) });
        }
        return Ok(inside(detail));
    }
    let mut records = value.elements("Records");
    match (records.next(), records.next()) {
        (None, _) => Ok(Unwrapped::OfAMail),
        (Some(record), None) => {
            let body = record.get("body").or_else(|| record.object("Sns")?.get("Message"));
            body.map(inside).ok_or_else(|| NotUnderstood("its record holds no event".to_owned()))
        }
        (Some(_), Some(_)) => Err(NotUnderstood("it holds several records; put each by itself".to_owned())),
    }
}

/// The content of a wrapping, as a text or as it is.
fn inside(value: &Json) -> Unwrapped {
    value.as_text().map_or_else(|| Unwrapped::Value(value.clone()), |text| Unwrapped::Text(text.to_owned()))
}

fn is_test_message(text: &str) -> bool {
    let beginning: String = text.chars().take(2 * TEST_MESSAGE.len()).collect();
    folded(&beginning).starts_with(TEST_MESSAGE)
}

fn read(text: &str) -> Result<Json, NotUnderstood> {
    Json::read(text)
        .map_err(|place| NotUnderstood(format!("no JSON at line {} column {}", place.line, place.column)))
}

/// The time of this name; `None` where it cannot be read.
fn time(value: &Json, name: &str) -> Option<Instant> {
    let text = value.text(name)?.trim();
    let with_offset = |form| DateTime::parse_from_str(text, form);
    let read = DateTime::parse_from_rfc3339(text).or_else(|_| with_offset("%Y-%m-%dT%H:%M:%S%.f%z"));
    read.ok().map(|at| at.to_utc())
}

/// Names an event as it calls itself, where that is a plain word; anything else could name a person, and this is logged.
fn named(service: &str, kind: &str) -> String {
    let letters = kind.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
    if letters && (1..=KIND_LENGTH_MAX).contains(&kind.len()) {
        format!("{service} {kind}")
    } else {
        format!("{service} event of a kind that is not known")
    }
}

#[cfg(test)]
mod siblings;
#[cfg(test)]
mod tests;
