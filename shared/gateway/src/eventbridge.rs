//! Amazon EventBridge: domain events on a bus of our own.

use crate::bus::{BusError, DomainEvent};
use aws_sdk_eventbridge::types::PutEventsRequestEntry;

/// The `source` of every event.
pub const SOURCE: &str = "hikyaku";

/// One event bus.
#[derive(Debug, Clone)]
pub struct EventBridge {
    client: aws_sdk_eventbridge::Client,
    bus: String,
}

impl EventBridge {
    /// The bus with this name.
    pub fn connect(configuration: impl Into<aws_sdk_eventbridge::Config>, bus: impl Into<String>) -> Self {
        Self { client: aws_sdk_eventbridge::Client::from_conf(configuration.into()), bus: bus.into() }
    }

    pub(crate) async fn put(&self, event: &DomainEvent) -> Result<(), BusError> {
        let refused = |reason: String| BusError { name: event.name, reason };
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source(SOURCE)
            .detail_type(event.name)
            .detail(event.body().to_string())
            .build();
        let answer = self.client.put_events().entries(entry).send().await;
        let answer = answer.map_err(|error| refused(crate::ses::code_of(&error)))?;
        let code = answer.entries().iter().find_map(|entry| entry.error_code());
        code.map_or(Ok(()), |code| Err(refused(code.to_owned())))
    }
}
