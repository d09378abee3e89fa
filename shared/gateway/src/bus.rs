//! Domain events for the world outside: an EventBridge bus, or a journal of JSON lines. No address or name is in them.

use crate::desk::journal::Journal;
use cadence::Instant;
use cadence::enrollment::{Ending, Enrollment, State};
use cadence::ids::{EventName, LeadId};
use serde_json::Value;
use std::collections::BTreeMap;

/// Something others may want to know.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainEvent {
    /// Such as `lead.captured`; the detail type on the bus.
    pub name: &'static str,
    /// The same for every delivery of the same event, so that receivers can drop repetitions.
    pub key: String,
    /// When it happened.
    pub at: Instant,
    /// About whom.
    pub lead: LeadId,
    /// Everything else.
    pub detail: Value,
}

impl DomainEvent {
    /// That a run is over: `goal.reached` or `enrollment.finished`. None while it is not.
    pub fn run_ended(run: &Enrollment) -> Option<Self> {
        let (ending, at) = match &run.state {
            State::Done { ending, at } => (ending, *at),
            State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } => return None,
        };
        Some(Self {
            name: if *ending == Ending::GoalReached { "goal.reached" } else { "enrollment.finished" },
            key: run.run.as_str().to_owned(),
            at,
            lead: run.lead.clone(),
            detail: serde_json::json!({ "sequence": run.sequence.as_str(), "ending": ending.name() }),
        })
    }

    /// The event as it goes onto the bus.
    pub fn body(&self) -> Value {
        serde_json::json!({
            "key": self.key,
            "at": self.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            "lead": self.lead.as_str(),
            "detail": self.detail,
        })
    }
}

/// What another system of the company told of a lead, on its way to those who record it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldEvent {
    /// Of whom.
    pub lead: LeadId,
    /// What happened.
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

/// Why an event was not taken.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the event bus did not take `{name}`: {reason}; it is tried again with the same key")]
pub struct BusError {
    /// The event.
    pub name: &'static str,
    /// What the bus said.
    pub reason: String,
}

/// Where events go.
#[derive(Debug, Clone)]
pub enum Bus {
    /// Amazon EventBridge.
    #[cfg(feature = "cloud")]
    EventBridge(crate::eventbridge::EventBridge),
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
        Self::EventBridge(crate::eventbridge::EventBridge::connect(configuration, name))
    }

    /// Puts an event onto the bus; when this returns well, it was taken.
    pub async fn announce(&self, event: &DomainEvent) -> Result<(), BusError> {
        match self {
            #[cfg(feature = "cloud")]
            Self::EventBridge(bus) => bus.put(crate::eventbridge::SOURCE, event.name, &event.body()).await,
            Self::Journal(journal) => journal.append(event.name, event.body()),
        }
    }

    /// Puts what another system told onto the bus, where whoever records it and everybody else hears it; when this returns
    /// well, it was taken.
    pub async fn pass_on(&self, told: &ToldEvent) -> Result<(), BusError> {
        match self {
            #[cfg(feature = "cloud")]
            Self::EventBridge(bus) => {
                bus.put(crate::eventbridge::SOURCE_OF_TOLD, ToldEvent::KIND, &told.body()).await
            }
            Self::Journal(journal) => {
                journal.append(ToldEvent::KIND, serde_json::json!({ "detail": told.body() }))
            }
        }
    }

    /// Tells of those runs that are over. Nothing depends on it.
    pub async fn announce_endings(&self, runs: &[Enrollment]) {
        for event in runs.iter().filter_map(DomainEvent::run_ended) {
            self.announce_best_effort(&event).await;
        }
    }

    /// Puts an event onto the bus and lets it go if the bus does not take it: for news that nothing depends on.
    pub async fn announce_best_effort(&self, event: &DomainEvent) {
        if let Err(error) = self.announce(event).await {
            tracing::warn!(event.name = event.name, event.key = event.key, %error, "event not announced");
        }
    }
}
