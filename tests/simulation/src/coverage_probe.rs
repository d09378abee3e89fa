//! The meetings of an enrollment's states with events, as the functions themselves trace them.

use super::happening::{EventKind, StateName, What};
use super::state::WorldState;
use std::fmt::Debug;
use std::sync::Arc;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The target under which functions trace what enrollments meet.
const TARGET: &str = "enrollment";

/// Records the traces about enrollments, and nothing else.
pub(super) struct CoverageProbe(Arc<WorldState>);

impl CoverageProbe {
    pub(super) fn of(state: &Arc<WorldState>) -> Self {
        Self(state.clone())
    }
}

impl Subscriber for CoverageProbe {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target() == TARGET
    }

    fn event(&self, event: &Event<'_>) {
        let mut said = Said::default();
        event.record(&mut said);
        let state = StateName::ALL.into_iter().find(|state| state.to_string() == said.state);
        if let Some((state, event)) = state.zip(kind_of(&said.event)) {
            self.0.tell(What::Met { state, event, refused: said.refused });
            let mut props = self.0.props();
            if let Some(running) = props.running {
                props.met.insert(running, event);
            }
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The fields of one line.
#[derive(Debug, Default)]
struct Said {
    state: String,
    event: String,
    refused: bool,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "enrollment.state" => value.clone_into(&mut self.state),
            "event.name" => value.clone_into(&mut self.event),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, _: &dyn Debug) {
        self.refused |= field.name() == "event.refused";
    }
}

/// The kind of an event by the name under which it is traced.
fn kind_of(name: &str) -> Option<EventKind> {
    match name {
        "lease expired, fenced" => Some(EventKind::LeaseExpiredFenced),
        "lease expired, not fenced" => Some(EventKind::LeaseExpiredUnfenced),
        "left out" => Some(EventKind::LeftOut),
        "interrupted: end" => Some(EventKind::InterruptedToEnd),
        "refusal taken back" => Some(EventKind::TakenBack),
        "interrupted: restart" => Some(EventKind::InterruptedToRestart),
        _ => EventKind::ALL.into_iter().find(|kind| kind.to_string() == name),
    }
}
