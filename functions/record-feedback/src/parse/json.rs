//! JSON as it comes, member by member: what the grammar of RFC 8259 allows is read, and a member that cannot be held is
//! nothing by itself, so that it takes no other with it.
//!
//! Half a surrogate pair, a number beyond all measure and nesting without end are allowed by the grammar and refused by the
//! library that reads JSON, for the whole text. They are replaced before it reads. A byte order mark is left out (RFC 8259
//! §8.1). Members that come twice are all kept; the last one that says something counts.

mod holdable;

use holdable::holdable;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// The place at which a text stops being JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoJson {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Json {
    /// Reads a text.
    pub(super) fn read(text: &str) -> Result<Self, NoJson> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let place = |error: serde_json::Error| NoJson { line: error.line(), column: error.column() };
        serde_json::from_str(&holdable(text)).map_err(place)
    }

    /// All members of this name, the last first; those spelt in another case come after.
    fn members<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        let all = match self {
            Self::Object(members) => members.as_slice(),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => &[],
        };
        let exact = all.iter().rev().filter(move |(key, _)| key == name);
        let alike = all.iter().rev().filter(move |(key, _)| key != name && key.eq_ignore_ascii_case(name));
        exact.chain(alike).map(|(_, value)| value)
    }

    /// The member of this name that says something.
    pub(super) fn get<'a>(&'a self, name: &'a str) -> Option<&'a Self> {
        self.members(name).find(|value| **value != Self::Null)
    }

    /// The text of this name.
    pub(super) fn text<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.members(name).find_map(Self::as_text)
    }

    /// The text of this name, or the digits of a number.
    pub(super) fn word<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.members(name).find_map(|value| match value {
            Self::Text(text) | Self::Number(text) => Some(text.as_str()),
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Object(_) => None,
        })
    }

    /// The object of this name.
    pub(super) fn object<'a>(&'a self, name: &'a str) -> Option<&'a Self> {
        self.members(name).find(|value| matches!(value, Self::Object(_)))
    }

    /// The elements of all lists of this name; a value that is no list stands for a list of one.
    pub(super) fn elements<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.members(name).flat_map(|value| match value {
            Self::List(elements) => elements.as_slice(),
            Self::Null => &[],
            Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Object(_) => std::slice::from_ref(value),
        })
    }

    /// The value as a text.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Whole)
    }
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Json {
        Json::read(text).unwrap_or_else(|place| panic!("{text}: {place:?}"))
    }

    #[test]
    fn a_member_that_cannot_be_held_takes_no_other_with_it() {
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        let objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
        let odd = [
            r#""\ud800""#,
            r#""\uDFFF\ud800x""#,
            r#""\ud83d\ud83d\ude00""#,
            "1e999",
            "-1E+400",
            "1e-999",
            &deep,
            &objects,
            "123456789012345678901234567890",
            r#""\\ud800""#,
            r#""\\\ud800\"""#,
        ];
        for value in odd {
            for text in [
                format!("{{\"odd\":{value},\"good\":\"yes\"}}"),
                format!("\u{feff} {{ \"good\" : \"yes\" , \"odd\" : [ {value} , {value} ] }} "),
            ] {
                assert_eq!(read(&text).text("good"), Some("yes"), "{value:.40}");
            }
        }
        assert_eq!(read(r#"{"\ud800":1,"good":"yes"}"#).text("good"), Some("yes"));
    }

    #[test]
    fn what_can_be_held_is_read_as_it_stands() {
        let text = r#"{"a":"\ud83d\ude00 \"[{\\","b":[1,-2.5e3,true,null],"c":{"d":"あ"}}"#;
        let read = read(text);
        assert_eq!(read.text("a"), Some("😀 \"[{\\"));
        assert_eq!(read.elements("b").count(), 4);
        assert_eq!(read.object("c").and_then(|c| c.text("d")), Some("あ"));
        assert_eq!(read.word("a"), read.text("a"));
    }

    #[test]
    fn of_members_that_come_twice_the_last_that_says_something_counts() {
        let read = read(r#"{"a":"x","a":"y","a":null,"A":"z","b":[1],"b":7,"b":null}"#);
        assert_eq!(read.text("a"), Some("y"));
        assert_eq!(read.elements("b").count(), 2);
        assert_eq!(read.word("b"), Some("7"));
        assert_eq!(Json::read(r#"{"TYPE":"q"}"#).unwrap().text("Type"), Some("q"));
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        for text in [
            "",
            "{",
            "[1",
            "{\"a\":1,}",
            "nul",
            "{\"a\" 1}",
            "\"a",
            "\"\\",
            "\"\\あ\"",
            "\"\\ud80\"",
            "]]",
            "1 2",
        ] {
            assert!(Json::read(text).is_err(), "{text}");
        }
        assert!(Json::read(&"[".repeat(100_000)).is_err());
    }
}
