//! Items as maps of attributes: writing them and reading them back, with an error that names what cannot be read.

use crate::error::StoreError;
use crate::key::Key;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use cadence::Instant;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Display;
use std::str::FromStr;

/// One item.
pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// An instant as text that sorts like time: RFC 3339, milliseconds, `Z`.
pub(crate) fn millis(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// An instant as text with all its digits.
pub(crate) fn exact(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Reads what [`millis`] and [`exact`] write.
pub(crate) fn parse_instant(text: &str) -> Option<Instant> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

/// Reads a day, `YYYY-MM-DD`.
pub(crate) fn parse_day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

/// A text attribute.
pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub(crate) fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// An item being written.
#[derive(Debug)]
pub(crate) struct Draft(Attributes);

impl Draft {
    pub(crate) fn at(key: &Key) -> Self {
        Self(key.attributes())
    }

    pub(crate) fn text(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), text(value));
        self
    }

    pub(crate) fn maybe_text(self, name: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    pub(crate) fn instant(self, name: &str, at: Instant) -> Self {
        self.text(name, millis(at))
    }

    pub(crate) fn maybe_instant(self, name: &str, at: Option<Instant>) -> Self {
        self.maybe_text(name, at.map(millis))
    }

    pub(crate) fn number(mut self, name: &str, value: impl Display) -> Self {
        self.0.insert(name.to_owned(), number(value));
        self
    }

    /// Bytes; no attribute where there are none.
    pub(crate) fn bytes(mut self, name: &str, value: &[u8]) -> Self {
        if !value.is_empty() {
            self.0.insert(name.to_owned(), AttributeValue::B(Blob::new(value)));
        }
        self
    }

    pub(crate) fn flag(mut self, name: &str, value: bool) -> Self {
        self.0.insert(name.to_owned(), AttributeValue::Bool(value));
        self
    }

    /// A truth; no attribute where it does not hold.
    pub(crate) fn flag_if(self, name: &str, value: bool) -> Self {
        if value { self.flag(name, true) } else { self }
    }

    pub(crate) fn map(mut self, name: &str, entries: impl IntoIterator<Item = (String, String)>) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key, text(value))).collect();
        self.0.insert(name.to_owned(), AttributeValue::M(entries));
        self
    }

    pub(crate) fn list(mut self, name: &str, entries: impl IntoIterator<Item = String>) -> Self {
        self.0.insert(name.to_owned(), AttributeValue::L(entries.into_iter().map(text).collect()));
        self
    }

    /// A list; no attribute where it is empty.
    pub(crate) fn list_if_any(self, name: &str, entries: impl IntoIterator<Item = String>) -> Self {
        let mut entries = entries.into_iter().peekable();
        if entries.peek().is_some() { self.list(name, entries) } else { self }
    }

    pub(crate) fn done(self) -> Attributes {
        self.0
    }
}

/// An item being read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    kind: &'static str,
    item: &'a Attributes,
}

impl<'a> Record<'a> {
    pub(crate) fn new(kind: &'static str, item: &'a Attributes) -> Self {
        Self { kind, item }
    }

    /// The error that says this attribute cannot be read.
    pub(crate) fn corrupt(&self, attribute: &str) -> StoreError {
        let part = |name| match self.item.get(name) {
            Some(AttributeValue::S(text)) => text.as_str(),
            _ => "?",
        };
        StoreError::Corrupt {
            kind: self.kind,
            key: format!("{} / {}", part("pk"), part("sk")),
            attribute: attribute.to_owned(),
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.item.contains_key(name)
    }

    pub(crate) fn text(&self, name: &str) -> Result<&'a str, StoreError> {
        self.maybe_text(name)?.ok_or_else(|| self.corrupt(name))
    }

    pub(crate) fn maybe_text(&self, name: &str) -> Result<Option<&'a str>, StoreError> {
        match self.item.get(name) {
            None => Ok(None),
            Some(AttributeValue::S(text)) => Ok(Some(text)),
            Some(_) => Err(self.corrupt(name)),
        }
    }

    /// A text that `parse` understands.
    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, StoreError> {
        parse(self.text(name)?).ok_or_else(|| self.corrupt(name))
    }

    /// A text that `parse` understands, where there is one.
    pub(crate) fn maybe_parsed<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        if self.has(name) { self.parsed(name, parse).map(Some) } else { Ok(None) }
    }

    pub(crate) fn instant(&self, name: &str) -> Result<Instant, StoreError> {
        self.parsed(name, parse_instant)
    }

    pub(crate) fn maybe_instant(&self, name: &str) -> Result<Option<Instant>, StoreError> {
        self.maybe_parsed(name, parse_instant)
    }

    pub(crate) fn number<T: FromStr>(&self, name: &str) -> Result<T, StoreError> {
        match self.item.get(name) {
            Some(AttributeValue::N(number)) => number.parse().map_err(|_| self.corrupt(name)),
            _ => Err(self.corrupt(name)),
        }
    }

    /// The bytes of an attribute; none where it is absent.
    pub(crate) fn bytes(&self, name: &str) -> Result<&'a [u8], StoreError> {
        match self.item.get(name) {
            None => Ok(&[]),
            Some(AttributeValue::B(bytes)) => Ok(bytes.as_ref()),
            Some(_) => Err(self.corrupt(name)),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, StoreError> {
        match self.item.get(name) {
            Some(AttributeValue::Bool(flag)) => Ok(*flag),
            _ => Err(self.corrupt(name)),
        }
    }

    pub(crate) fn map(&self, name: &str) -> Result<BTreeMap<String, String>, StoreError> {
        let Some(AttributeValue::M(map)) = self.item.get(name) else { return Err(self.corrupt(name)) };
        map.iter()
            .map(|(key, value)| {
                value.as_s().map(|text| (key.clone(), text.clone())).map_err(|_| self.corrupt(name))
            })
            .collect()
    }

    /// The parsed texts of a list or a set; none where there is no such attribute.
    pub(crate) fn all<T: Ord>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<BTreeSet<T>, StoreError> {
        let one = |text: &str| parse(text).ok_or_else(|| self.corrupt(name));
        match self.item.get(name) {
            None => Ok(BTreeSet::new()),
            Some(AttributeValue::Ss(texts)) => texts.iter().map(|text| one(text)).collect(),
            Some(AttributeValue::L(values)) => values
                .iter()
                .map(|value| value.as_s().map_err(|_| self.corrupt(name)).and_then(|text| one(text)))
                .collect(),
            Some(_) => Err(self.corrupt(name)),
        }
    }
}
