//! Events of leads, as the company's own systems tell them over the event bus.

use super::json::Json;
use super::{ERASURE_WISH, ErasureWish, LEAD_EVENT, LeadEvent, NotUnderstood, Report};
use cadence::Instant;
use cadence::ids::{EventName, LeadId};
use cadence::text::lost_characters;
use std::collections::BTreeMap;

/// Reads the detail of an event of a lead.
pub(super) fn lead_event(detail: &Json) -> Result<Report, NotUnderstood> {
    let wrong = |what: &str| NotUnderstood(format!("`{LEAD_EVENT}`: {what}"));
    // No value is repeated, for it may name a person.
    let shape = || wrong("it needs the texts `lead`, `event`, `at` and `key`, and `fields` with texts only");
    let text = |name| detail.text(name).filter(|text| !lost_characters(text)).ok_or_else(shape);
    let at = chrono::DateTime::parse_from_rfc3339(text("at")?);
    Ok(Report::Lead(LeadEvent {
        lead: LeadId::parse(text("lead")?).map_err(|error| wrong(&format!("lead: {error}")))?,
        name: EventName::parse(text("event")?).map_err(|error| wrong(&format!("event: {error}")))?,
        at: at.map_err(|_| wrong("`at` is not an RFC 3339 time"))?.to_utc(),
        key: text("key")?.to_owned(),
        fields: fields(detail.get("fields")).ok_or_else(shape)?,
    }))
}

/// Reads the detail of a person's wish to be erased.
pub(super) fn erasure(detail: &Json) -> Result<Report, NotUnderstood> {
    let wrong = |what: &str| NotUnderstood(format!("`{ERASURE_WISH}`: {what}"));
    let text = |name| detail.text(name).ok_or_else(|| wrong("it needs the texts `lead` and `at`"));
    let at = chrono::DateTime::parse_from_rfc3339(text("at")?);
    Ok(Report::Erasure(ErasureWish {
        lead: LeadId::parse(text("lead")?).map_err(|error| wrong(&format!("lead: {error}")))?,
        at: at.map_err(|_| wrong("`at` is not an RFC 3339 time"))?.to_utc(),
    }))
}

fn fields(said: Option<&Json>) -> Option<BTreeMap<String, String>> {
    let members = match said {
        None => return Some(BTreeMap::new()),
        Some(Json::Object(members)) => members,
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::List(_)) => return None,
    };
    let field = |(name, value): &(String, Json)| {
        let value = value.as_text().filter(|value| !lost_characters(value) && !lost_characters(name))?;
        Some((name.clone(), value.to_owned()))
    };
    members.iter().map(field).collect()
}

impl LeadEvent {
    /// The same with its time as far ahead as clocks may be.
    pub(super) fn not_after(mut self, sober: impl Fn(Instant) -> Instant) -> Self {
        self.at = sober(self.at);
        self
    }
}
