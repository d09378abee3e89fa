//! Domain events for the world outside: an EventBridge bus, or a journal of JSON lines. No address or name is in them.

#[cfg(feature = "cloud")]
pub mod eventbridge;
pub mod journal;

use cadence::Instant;
use cadence::domain_event::{DomainEvent, Payload};
use cadence::ids::{EventName, LeadId, SequenceId};
use cadence::score::Hot;
use journal::Journal;
use serde_json::Value;
use std::collections::BTreeMap;

/// The event as it goes onto the bus.
pub fn body(event: &DomainEvent) -> Value {
    serde_json::json!({
        "key": event.key(),
        "at": event.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        "lead": event.lead.as_str(),
        "detail": detail(&event.payload),
    })
}

fn detail(payload: &Payload) -> Value {
    match payload {
        Payload::LeadCaptured { form, is_new, sequences } => {
            let sequences: Vec<_> = sequences.iter().map(SequenceId::as_str).collect();
            serde_json::json!({ "form": form.as_str(), "new": is_new, "sequences": sequences })
        }
        Payload::LeadHot { hot: Hot { score, fit, because }, activity: _ } => {
            let because = because.iter().map(|part| {
                serde_json::json!({ "activity": part.kind, "points": part.points, "at": part.at.to_rfc3339() })
            });
            let because: Vec<_> = because.collect();
            serde_json::json!({ "score": score, "fit": fit, "because": because })
        }
        Payload::LeadDormant { sequence, run: _ } => serde_json::json!({ "sequence": sequence.as_str() }),
        Payload::LeadUnsubscribed { by, runs_stopped } => {
            serde_json::json!({ "by": by.name(), "runs_stopped": runs_stopped })
        }
        Payload::LeadRefusalTakenBack { runs_resumed } => {
            serde_json::json!({ "runs_resumed": runs_resumed })
        }
        Payload::LeadConfirmed { form } => serde_json::json!({ "form": form.as_str() }),
        Payload::LeadErased => serde_json::json!({}),
        Payload::LeadPreferences { wish } => serde_json::json!({ "wish": wish.name() }),
        Payload::SequenceNotify { key: _, channel, sequence, step } => serde_json::json!({
            "channel": channel, "sequence": sequence.as_str(), "step": step.as_str(),
        }),
        Payload::EnrollmentEnded { sequence, run: _, ending } => {
            serde_json::json!({ "sequence": sequence.as_str(), "ending": ending.name() })
        }
    }
}

/// An event that another system of the company told of a lead, on its way to those who record it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldEvent {
    /// Of whom.
    pub lead: LeadId,
    /// The thing that happened.
    pub name: EventName,
    /// When.
    pub at: Instant,
    /// The same for every report of the same occurrence.
    pub key: String,
    /// More about it.
    pub fields: BTreeMap<String, String>,
}

impl ToldEvent {
    /// Its detail type on the bus, whoever put it there.
    pub const KIND: &'static str = "lead.event";

    /// The event as it goes onto the bus.
    pub fn body(&self) -> Value {
        serde_json::json!({
            "lead": self.lead.as_str(),
            "event": self.name.as_str(),
            "at": self.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            "key": self.key,
            "fields": self.fields,
        })
    }

    /// The event as it comes off the bus.
    pub fn message(&self) -> String {
        serde_json::json!({ "detail-type": Self::KIND, "detail": self.body() }).to_string()
    }
}

/// The reason why an event was not taken.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the event bus did not take `{name}`: {reason}; it is tried again with the same key")]
pub struct BusError {
    /// The event.
    pub name: &'static str,
    /// The words of the bus.
    pub reason: String,
}

/// The way out for events.
#[derive(Debug, Clone)]
pub enum Bus {
    /// Amazon EventBridge.
    #[cfg(feature = "cloud")]
    EventBridge(eventbridge::EventBridge),
    /// A file on this machine.
    Journal(Journal),
}

impl Bus {
    /// The EventBridge bus with this name.
    #[cfg(feature = "cloud")]
    pub fn event_bridge(
        configuration: impl Into<aws_sdk_eventbridge::Config>,
        name: impl Into<String>,
    ) -> Self {
        Self::EventBridge(eventbridge::EventBridge::connect(configuration, name))
    }

    /// Puts an event onto the bus; when this returns well, it was taken.
    pub async fn announce(&self, event: &DomainEvent) -> Result<(), BusError> {
        match self {
            #[cfg(feature = "cloud")]
            Self::EventBridge(bus) => bus.put(eventbridge::SOURCE, event.name(), &body(event)).await,
            Self::Journal(journal) => journal.append(event.name(), body(event)),
        }
    }

    /// Puts what another system told onto the bus, where whoever records it and everybody else hears it; when this returns
    /// well, it was taken.
    pub async fn pass_on(&self, told: &ToldEvent) -> Result<(), BusError> {
        match self {
            #[cfg(feature = "cloud")]
            Self::EventBridge(bus) => {
                bus.put(eventbridge::SOURCE_OF_TOLD, ToldEvent::KIND, &told.body()).await
            }
            Self::Journal(journal) => {
                journal.append(ToldEvent::KIND, serde_json::json!({ "detail": told.body() }))
            }
        }
    }
}
