//! Telling others what happened.

use crate::Application;
use cadence::domain_event::DomainEvent;
use cadence::enrollment::Enrollment;
use gateway::bus::BusError;

impl Application<'_> {
    /// Puts an event onto the bus before the table says that it was told. Told twice is better than never.
    pub async fn announce(&self, event: &DomainEvent) -> Result<(), BusError> {
        self.bus.announce(event).await
    }

    /// Puts an event onto the bus and lets it go if the bus does not take it: for news that nothing depends on.
    pub async fn announce_best_effort(&self, event: &DomainEvent) {
        if let Err(error) = self.bus.announce(event).await {
            tracing::warn!(event.name = event.name(), event.key = event.key(), %error, "event not announced");
        }
    }

    /// Tells of those runs that are over. Nothing depends on it.
    pub(crate) async fn announce_endings(&self, runs: &[Enrollment]) {
        for event in runs.iter().filter_map(DomainEvent::run_ended) {
            self.announce_best_effort(&event).await;
        }
    }
}
