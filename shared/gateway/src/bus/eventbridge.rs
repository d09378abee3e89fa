//! Amazon EventBridge: domain events on a bus of our own.

use super::BusError;
use crate::aws::code_of;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use serde_json::Value;

/// The `source` of every event of our own.
pub const SOURCE: &str = "hikyaku";
/// The `source` of events that others told us. The rule that takes events to be recorded leaves out our own.
pub const SOURCE_OF_TOLD: &str = "hikyaku.api";

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

    pub(crate) async fn put(
        &self,
        source: &'static str,
        name: &'static str,
        detail: &Value,
    ) -> Result<(), BusError> {
        let refused = |reason: String| BusError { name, reason };
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source(source)
            .detail_type(name)
            .detail(detail.to_string())
            .build();
        let answer = self.client.put_events().entries(entry).send().await;
        let answer = answer.map_err(|error| refused(code_of(&error)))?;
        let code = answer.entries().iter().find_map(|entry| entry.error_code());
        code.map_or(Ok(()), |code| Err(refused(code.to_owned())))
    }
}
