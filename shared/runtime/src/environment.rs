//! The environment: what a function is told when it starts. A variable that is missing or cannot be right is named, with what
//! it should hold.

/// A variable by which nothing can be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VariableError {
    /// It is not there, or empty.
    #[error(
        "the environment variable `{name}` is not set; it should hold {holds}. Set it in infra/template.yaml"
    )]
    Missing {
        /// Its name.
        name: &'static str,
        /// What it should hold.
        holds: &'static str,
    },
    /// It cannot be what it should hold.
    #[error(
        "the environment variable `{name}` is {found:?}, but should hold {holds}. Correct it in infra/template.yaml"
    )]
    Malformed {
        /// Its name.
        name: &'static str,
        /// What it should hold.
        holds: &'static str,
        /// Its value.
        found: String,
    },
}

/// The name of the table.
pub fn table() -> Result<String, VariableError> {
    required("HIKYAKU_TABLE", "the name of the DynamoDB table", is_name)
}

/// The URL of the send queue.
pub fn send_queue() -> Result<String, VariableError> {
    required("HIKYAKU_SEND_QUEUE_URL", "the URL of the send queue, https://…", is_url)
}

/// The name of the bus for domain events.
pub fn event_bus() -> Result<String, VariableError> {
    required("HIKYAKU_EVENT_BUS", "the name of the EventBridge bus", is_name)
}

/// The name of the parameter that holds the secrets.
pub fn secrets_parameter() -> Result<String, VariableError> {
    required("HIKYAKU_SECRETS_PARAMETER", "the name of the SSM parameter with the secrets", is_name)
}

/// The configuration set that publishes the events of mails.
pub fn configuration_set() -> Result<String, VariableError> {
    required("HIKYAKU_CONFIGURATION_SET", "the name of the SES configuration set", is_name)
}

/// The address of the public pages.
pub fn base_url() -> Result<String, VariableError> {
    required("HIKYAKU_BASE_URL", "the address of the HTTP API, https://…", is_url)
}

/// Reads a variable that must be there and look right.
fn required(
    name: &'static str,
    holds: &'static str,
    looks_right: fn(&str) -> bool,
) -> Result<String, VariableError> {
    match optional(name) {
        None => Err(VariableError::Missing { name, holds }),
        Some(found) if !looks_right(&found) => Err(VariableError::Malformed { name, holds, found }),
        Some(found) => Ok(found),
    }
}

/// Names of tables, buses, configuration sets and parameters, and their ARNs: AWS allows more in none of them.
fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./:".contains(&byte))
}

/// An emulator's address begins with http.
fn is_url(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        host.starts_with(|first: char| first.is_ascii_alphanumeric()) && !host.contains(char::is_whitespace)
    })
}

/// Reads a variable that may be there; an empty one is not.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of the environment")]
pub fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_not_there_is_named_with_what_it_should_hold() {
        let missing = required("HIKYAKU_NO_SUCH", "something", is_name).unwrap_err();
        assert_eq!(
            missing.to_string(),
            "the environment variable `HIKYAKU_NO_SUCH` is not set; it should hold something. Set it in infra/template.yaml"
        );
    }

    #[test]
    fn names_and_addresses_are_told_from_what_cannot_be_one() {
        for name in ["hikyaku-Table-1A", "/hikyaku/default/secrets", "arn:aws:events:eu-west-1:1:event-bus/x"]
        {
            assert!(is_name(name), "{name}");
        }
        for name in ["no table", "表", "${Table}"] {
            assert!(!is_name(name), "{name}");
        }
        for url in ["https://mail.example.com", "http://127.0.0.1:4566/0/queue", "https://a.example/b"] {
            assert!(is_url(url), "{url}");
        }
        for url in ["mail.example.com", "https://", "ftp://a", "https://a b", "https:///x"] {
            assert!(!is_url(url), "{url}");
        }
    }
}
