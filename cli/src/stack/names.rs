//! The names of a stack and of its parts, as the template writes them down. What is not known here is left alone.

use crate::say;
use serde::Deserialize;
use std::fmt;

/// Characters of a stack's name at most (AWS CloudFormation API Reference, `CreateStack`).
const LENGTH_MAX: usize = 128;

/// A stack's name in CloudFormation: letters, digits and hyphens, a letter first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackName(String);

impl StackName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let letter_first = text.starts_with(|first: char| first.is_ascii_alphabetic());
        let plain = text.chars().all(|it| it.is_ascii_alphanumeric() || it == '-');
        if letter_first && plain && text.len() <= LENGTH_MAX {
            return Ok(Self(text.to_owned()));
        }
        Err(say!(
            en = "write the stack's name as `sam deploy` was told it, such as hikyaku-prod: a \
                 letter, then letters, digits and hyphens",
            ja = "`sam deploy` で付けた名前を書いてください。hikyaku-prod のように、英字で始め、英\
                 字・数字・ハイフンを使います"
        ))
    }

    /// The parameter in which the template says what the stack is made of.
    pub fn parameter(&self) -> String {
        format!("/hikyaku/{}/stack", self.0)
    }
}

impl fmt::Display for StackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The names of a stack's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The table.
    pub table: String,
    /// The URL of the send queue.
    pub send_queue: String,
    /// The URL of its dead letters.
    pub send_dead_letters: String,
    /// The URL of the feedback queue.
    pub feedback_queue: String,
    /// The URL of its dead letters.
    pub feedback_dead_letters: String,
    /// The URL of the sweep's dead letters.
    pub sweep_dead_letters: String,
    /// The URL of the tick's dead letters.
    pub tick_dead_letters: String,
    /// The bus of domain events.
    pub event_bus: String,
    /// The SES configuration set.
    pub configuration_set: String,
    /// The SES identity that mails are sent from.
    pub sender_identity: String,
    /// The parameter with the secrets.
    pub secrets_parameter: String,
    /// The address of the public pages.
    pub base_url: String,
}

/// As the parameter says it.
#[derive(Deserialize)]
struct Text {
    table: String,
    send_queue: String,
    send_dead_letters: String,
    feedback_queue: String,
    feedback_dead_letters: String,
    sweep_dead_letters: String,
    tick_dead_letters: String,
    event_bus: String,
    configuration_set: String,
    sender_identity: String,
    secrets_parameter: String,
    base_url: String,
}

impl Names {
    /// Reads the parameter's text. A key that is missing is named.
    pub fn read(text: &str) -> Result<Self, String> {
        let text: Text = serde_json::from_str(text).map_err(|error| error.to_string())?;
        Ok(Self {
            table: text.table,
            send_queue: text.send_queue,
            send_dead_letters: text.send_dead_letters,
            feedback_queue: text.feedback_queue,
            feedback_dead_letters: text.feedback_dead_letters,
            sweep_dead_letters: text.sweep_dead_letters,
            tick_dead_letters: text.tick_dead_letters,
            event_bus: text.event_bus,
            configuration_set: text.configuration_set,
            sender_identity: text.sender_identity,
            secrets_parameter: text.secrets_parameter,
            base_url: text.base_url,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const KEYS: [&str; 12] = [
        "table",
        "send_queue",
        "send_dead_letters",
        "feedback_queue",
        "feedback_dead_letters",
        "sweep_dead_letters",
        "tick_dead_letters",
        "event_bus",
        "configuration_set",
        "sender_identity",
        "secrets_parameter",
        "base_url",
    ];

    fn whole() -> Value {
        KEYS.iter().map(|key| ((*key).to_owned(), json!(format!("the {key}")))).collect()
    }

    #[test]
    fn a_key_that_is_missing_is_named_and_one_that_is_not_known_is_left_alone() {
        let mut more = whole();
        more["something_new"] = json!({ "of": "a later version" });
        let names = Names::read(&more.to_string()).unwrap();
        assert_eq!(names.tick_dead_letters, "the tick_dead_letters");
        for key in KEYS {
            let mut less = whole();
            less.as_object_mut().unwrap().remove(key);
            let error = Names::read(&less.to_string()).unwrap_err();
            assert!(error.contains(&format!("missing field `{key}`")), "{error}");
        }
    }

    #[test]
    fn a_name_that_leads_to_another_parameter_is_none() {
        assert_eq!(StackName::parse("hikyaku-prod").unwrap().parameter(), "/hikyaku/hikyaku-prod/stack");
        for wrong in ["", "-a", "1a", "a/b", "a b", "飛脚", "arn:aws:cloudformation", &"a".repeat(129)] {
            assert!(StackName::parse(wrong).is_err(), "{wrong}");
        }
    }
}
