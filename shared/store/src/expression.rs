//! Expressions with the names and values they speak of.
//!
//! Every attribute is named by a placeholder, because DynamoDB reserves some 570 words.

use crate::attributes::text;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// Names (`#x`) and values (`:x`) of the expressions in one request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Terms {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// `#attribute` stands for the attribute.
    pub(crate) fn name(self, attribute: &str) -> Self {
        self.alias(attribute, attribute)
    }

    /// `#alias` stands for the attribute.
    pub(crate) fn alias(mut self, alias: &str, attribute: &str) -> Self {
        self.names.insert(format!("#{alias}"), attribute.to_owned());
        self
    }

    /// `:name` stands for the value.
    pub(crate) fn value(mut self, name: &str, value: AttributeValue) -> Self {
        self.values.insert(format!(":{name}"), value);
        self
    }

    /// `:name` stands for the text.
    pub(crate) fn text(self, name: &str, value: impl Into<String>) -> Self {
        self.value(name, text(value))
    }

    /// `#name` and `:name` stand for an attribute and the text it is to have.
    pub(crate) fn pair(self, attribute: &str, value: impl Into<String>) -> Self {
        self.name(attribute).text(attribute, value)
    }

    /// The names, as the SDK takes them: none at all rather than an empty map.
    pub(crate) fn names(&self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.clone())
    }

    /// The values, likewise.
    pub(crate) fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }
}
