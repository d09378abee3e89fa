//! The environment: what a function is told when it starts. A variable that is missing or holds something else is named, with
//! what it should hold.

/// The reason a variable cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadVariable {
    /// It is not there.
    #[error(
        "the environment variable `{name}` is not set; it should hold {holds}. Set it in infra/template.yaml"
    )]
    Missing {
        /// Its name.
        name: &'static str,
        /// The value that it should hold.
        holds: &'static str,
    },
    /// It holds something else.
    #[error(
        "the environment variable `{name}` holds {found}; it should hold {holds}. Mend it in infra/template.yaml"
    )]
    Malformed {
        /// Its name.
        name: &'static str,
        /// The value that it should hold.
        holds: &'static str,
        /// Its value, or where that may be a secret, the length of it.
        found: String,
    },
}

/// One variable: its name, what it should hold, how that is told from something else.
struct Variable {
    name: &'static str,
    holds: &'static str,
    is_good: fn(&str) -> bool,
    /// Whether somebody may have put a secret there by mistake, so that it is not repeated.
    is_near_secrets: bool,
}

impl Variable {
    const fn new(name: &'static str, holds: &'static str, is_good: fn(&str) -> bool) -> Self {
        Self { name, holds, is_good, is_near_secrets: false }
    }

    fn read(&self) -> Result<String, BadVariable> {
        self.check(optional(self.name))
    }

    fn check(&self, value: Option<String>) -> Result<String, BadVariable> {
        let Self { name, holds, .. } = *self;
        let value = value.ok_or(BadVariable::Missing { name, holds })?;
        if (self.is_good)(&value) {
            return Ok(value);
        }
        let found = if self.is_near_secrets {
            format!("something else, {} bytes long", value.len())
        } else {
            format!("`{}`", value.escape_debug())
        };
        Err(BadVariable::Malformed { name, holds, found })
    }
}

const TABLE: Variable =
    Variable::new("HIKYAKU_TABLE", "the name of the DynamoDB table", |text| is_name(text, 3, 255, ".-_"));
const SEND_QUEUE: Variable = Variable::new(
    "HIKYAKU_SEND_QUEUE_URL",
    "the URL of the send queue, https://… with the account and the name",
    is_queue_url,
);
const EVENT_BUS: Variable = Variable::new("HIKYAKU_EVENT_BUS", "the name of the EventBridge bus", |text| {
    is_name(text, 1, 256, ".-_/")
});
const SECRETS_PARAMETER: Variable = Variable {
    is_near_secrets: true,
    ..Variable::new(
        "HIKYAKU_SECRETS_PARAMETER",
        "the name of the SSM parameter with the secrets, /…",
        |text| text.starts_with('/') && is_name(text, 2, 1011, ".-_/"),
    )
};
const CONFIGURATION_SET: Variable =
    Variable::new("HIKYAKU_CONFIGURATION_SET", "the name of the SES configuration set", |text| {
        is_name(text, 1, 64, "-_")
    });
const BASE_URL: Variable = Variable::new(
    "HIKYAKU_BASE_URL",
    "the address in front of the HTTP API, https://… without a slash at the end",
    is_base_url,
);
const STACK: Variable =
    Variable::new("HIKYAKU_STACK", "the name of the CloudFormation stack", |text| is_name(text, 1, 128, "-"));

/// The name of the table.
pub fn table() -> Result<String, BadVariable> {
    TABLE.read()
}

/// The URL of the send queue.
pub fn send_queue() -> Result<String, BadVariable> {
    SEND_QUEUE.read()
}

/// The name of the bus for domain events.
pub fn event_bus() -> Result<String, BadVariable> {
    EVENT_BUS.read()
}

/// The name of the parameter that holds the secrets.
pub fn secrets_parameter() -> Result<String, BadVariable> {
    SECRETS_PARAMETER.read()
}

/// The configuration set that publishes the events of mails.
pub fn configuration_set() -> Result<String, BadVariable> {
    CONFIGURATION_SET.read()
}

/// The address of the public pages.
pub fn base_url() -> Result<String, BadVariable> {
    BASE_URL.read()
}

/// The name of the stack, under which figures are kept.
pub fn stack() -> Result<String, BadVariable> {
    STACK.read()
}

/// Reads a variable that may be there; an empty one is not.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of the environment")]
pub fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Letters and digits of ASCII, and these signs.
fn is_name(text: &str, least: usize, most: usize, signs: &str) -> bool {
    (least..=most).contains(&text.len())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || signs.contains(letter))
}

/// Host and path of an address; none where it holds what no address holds.
fn host_and_path<'a>(text: &'a str, schemes: &[&str]) -> Option<(&'a str, &'a str)> {
    let rest = schemes.iter().find_map(|scheme| text.strip_prefix(scheme))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let foreign = |letter: char| letter.is_whitespace() || letter.is_control() || "?#@\"".contains(letter);
    (!host.is_empty() && !rest.contains(foreign)).then_some((host, path))
}

/// An emulator's queue may be without TLS; what is in an order names nobody.
fn is_queue_url(text: &str) -> bool {
    let parts = host_and_path(text, &["https://", "http://"]);
    parts
        .is_some_and(|(_, path)| path.split('/').count() == 2 && path.split('/').all(|part| !part.is_empty()))
}

fn is_base_url(text: &str) -> bool {
    host_and_path(text, &["https://"]).is_some_and(|_| !text.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(variable: &Variable, value: &str) -> String {
        let value = Some(value.to_owned()).filter(|value| !value.is_empty());
        variable.check(value).map_or_else(|error| error.to_string(), |_| "good".to_owned())
    }

    #[test]
    fn each_variable_takes_what_the_template_gives() {
        for (variable, value) in [
            (&TABLE, "prod-Table-1ABCDEF"),
            (&SEND_QUEUE, "https://sqs.ap-northeast-1.amazonaws.com/123456789012/prod-SendQueue-1x"),
            (&SEND_QUEUE, "http://127.0.0.1:4566/000000000000/prod-SendQueue-1x"),
            (&EVENT_BUS, "prod"),
            (&SECRETS_PARAMETER, "/hikyaku/default/secrets"),
            (&CONFIGURATION_SET, "prod"),
            (&BASE_URL, "https://mail.example.com"),
            (&BASE_URL, "https://www.example.com/mail"),
            (&STACK, "hikyaku-staging"),
        ] {
            assert_eq!(say(variable, value), "good", "{value}");
        }
    }

    #[test]
    fn a_missing_or_malformed_variable_is_named_with_what_it_should_hold() {
        assert_eq!(
            say(&SEND_QUEUE, ""),
            "the environment variable `HIKYAKU_SEND_QUEUE_URL` is not set; it should hold the URL of the send queue, \
             https://… with the account and the name. Set it in infra/template.yaml"
        );
        assert_eq!(
            say(&BASE_URL, "http://mail.example.com"),
            "the environment variable `HIKYAKU_BASE_URL` holds `http://mail.example.com`; it should hold the address in \
             front of the HTTP API, https://… without a slash at the end. Mend it in infra/template.yaml"
        );
        for (variable, value) in [
            (&TABLE, "arn:aws:dynamodb:us-east-1:123456789012:table/prod"),
            (&SEND_QUEUE, "prod-SendQueue-1x"),
            (&SEND_QUEUE, "arn:aws:sqs:us-east-1:123456789012:prod-SendQueue-1x"),
            (&SEND_QUEUE, "https://sqs.us-east-1.amazonaws.com/"),
            (&SEND_QUEUE, "https://sqs.us-east-1.amazonaws.com/prod-SendQueue-1x"),
            (&EVENT_BUS, "arn:aws:events:us-east-1:123456789012:event-bus/prod"),
            (&SECRETS_PARAMETER, "hikyaku/secrets"),
            (&CONFIGURATION_SET, "prod set"),
            (&BASE_URL, "https://mail.example.com/"),
            (&BASE_URL, "https://mail.example.com/?a=b"),
            (&BASE_URL, "https://"),
            (&STACK, "pröd"),
        ] {
            assert!(say(variable, value).contains(&format!("`{}` holds ", variable.name)), "{value}");
        }
    }

    #[test]
    fn a_secret_that_was_put_where_its_name_belongs_is_not_repeated() {
        let said = say(&SECRETS_PARAMETER, r#"{"identity":"c2VjcmV0","links":[]}"#);
        assert!(said.contains("HIKYAKU_SECRETS_PARAMETER") && said.contains("34 bytes long"), "{said}");
        assert!(!said.contains("c2Vj"), "{said}");
    }
}
