//! The environment: what a function is told when it starts. A missing variable is named, with what it should hold.

/// A variable that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the environment variable `{name}` is not set; it should hold {holds}. Set it in infra/template.yaml"
)]
pub struct MissingVariable {
    /// Its name.
    pub name: &'static str,
    /// What it should hold.
    pub holds: &'static str,
}

/// The name of the table.
pub fn table() -> Result<String, MissingVariable> {
    required("HIKYAKU_TABLE", "the name of the DynamoDB table")
}

/// The URL of the send queue.
pub fn send_queue() -> Result<String, MissingVariable> {
    required("HIKYAKU_SEND_QUEUE_URL", "the URL of the send queue")
}

/// The name of the bus for domain events.
pub fn event_bus() -> Result<String, MissingVariable> {
    required("HIKYAKU_EVENT_BUS", "the name of the EventBridge bus")
}

/// The name of the parameter that holds the secrets.
pub fn secrets_parameter() -> Result<String, MissingVariable> {
    required("HIKYAKU_SECRETS_PARAMETER", "the name of the SSM parameter with the secrets")
}

/// The configuration set that publishes the events of mails.
pub fn configuration_set() -> Result<String, MissingVariable> {
    required("HIKYAKU_CONFIGURATION_SET", "the name of the SES configuration set")
}

/// The address of the public pages.
pub fn base_url() -> Result<String, MissingVariable> {
    required("HIKYAKU_BASE_URL", "the address of the HTTP API, https://…")
}

/// Reads a variable that must be there.
fn required(name: &'static str, holds: &'static str) -> Result<String, MissingVariable> {
    optional(name).ok_or(MissingVariable { name, holds })
}

/// Reads a variable that may be there; an empty one is not.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of the environment")]
pub fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}
