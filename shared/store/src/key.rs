//! The key of one item, whatever stands there.

use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// The key of one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    pub(crate) fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    pub(crate) fn attributes(&self) -> HashMap<String, AttributeValue> {
        let text = |part: &str| AttributeValue::S(part.to_owned());
        HashMap::from([("pk".to_owned(), text(&self.pk)), ("sk".to_owned(), text(&self.sk))])
    }
}

/// The key within an item.
pub(crate) fn key_of(item: &HashMap<String, AttributeValue>) -> Option<Key> {
    let part = |name| match item.get(name) {
        Some(AttributeValue::S(text)) => Some(text.clone()),
        _ => None,
    };
    Some(Key { pk: part("pk")?, sk: part("sk")? })
}
