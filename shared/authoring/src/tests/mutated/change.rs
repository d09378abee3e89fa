//! Changes to a document: what may stand in it, in any place.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

/// One change to a document.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Drop,
    Replace(Value),
    Rename(String),
    Repeat,
    Nest(usize),
    Add(String, Value),
    Swap(Index),
}

fn any_value() -> impl Strategy<Value = Value> {
    let words = prop_oneof![
        Just("never"),
        Just("restart"),
        Just("after 365 days"),
        Just("3 business days"),
        Just("0 days"),
        Just("99999999999 days"),
        Just("-1 days"),
        Just("10:00"),
        Just("25:00"),
        Just("2026-02-30"),
        Just("hello"),
        Just("Hello"),
        Just("../x"),
        Just(""),
        Just("あ"),
        Just("a\u{0}b\r\nBcc: x"),
        Just("business days"),
        Just("mailto:x@example.jp"),
        Just("https://a"),
        Just("{{ x }}"),
    ];
    let texts = prop_oneof![
        words.prop_map(str::to_owned),
        any::<String>(),
        "[a-z0-9 :-]{0,12}",
        Just("x".repeat(3_000))
    ];
    let numbers = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..40_u32).prop_map(Value::from),
        Just(json!(1e300)),
        Just(json!(4_294_967_295_u64)),
        Just(json!(4_294_967_296_u64)),
        Just(json!(-1)),
        Just(json!(0.5)),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        numbers,
        texts.prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(any_key(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Keys that are known somewhere, nearly known, or not at all.
fn any_key() -> impl Strategy<Value = String> {
    let known = [
        "step",
        "send",
        "wait",
        "wait_for",
        "at_most",
        "choose",
        "then",
        "else",
        "notify",
        "tag",
        "untag",
        "stop",
        "day",
        "after",
        "at",
        "was",
        "purpose",
        "start",
        "steps",
        "goal",
        "stop_if",
        "event",
        "form",
        "sweep",
        "quiet_for",
        "only_if",
        "all",
        "any",
        "not",
        "clicked",
        "opened",
        "delivered",
        "within",
        "if_late",
        "by",
        "if_unknown",
        "send_between",
        "from",
        "to",
        "on",
        "calendar",
        "sender",
        "name",
        "address",
        "fields",
        "type",
        "options",
        "consent",
        "basis",
        "honeypot",
        "closed",
        "note",
        "attribute",
        "score",
        "at_least",
        "caps",
        "company",
        "$schema",
    ];
    prop_oneof![
        8 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => proptest::sample::select(known.to_vec()).prop_map(|key| format!("{key}s")),
        1 => any::<String>(),
    ]
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => Just(Change::Drop),
        4 => any_value().prop_map(Change::Replace),
        2 => any_key().prop_map(Change::Rename),
        1 => Just(Change::Repeat),
        1 => (1..140_usize).prop_map(Change::Nest),
        3 => (any_key(), any_value()).prop_map(|(key, value)| Change::Add(key, value)),
        2 => any::<Index>().prop_map(Change::Swap),
    ]
}

/// The pointers of everything in a value.
fn places(value: &Value, pointer: &str, all: &mut Vec<String>) {
    all.push(pointer.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                places(value, &crate::source::child(pointer, key), all);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                places(value, &format!("{pointer}/{index}"), all);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

pub(super) fn changed(document: &mut Value, at: Index, change: Change) {
    let mut all = Vec::new();
    places(document, "", &mut all);
    let place = &all[at.index(all.len())];
    let other = |index: Index| document.pointer(&all[index.index(all.len())]).cloned().unwrap();
    match change {
        Change::Replace(value) => *document.pointer_mut(place).unwrap() = value,
        Change::Swap(index) => *document.pointer_mut(place).unwrap() = other(index),
        Change::Nest(depth) => {
            let value = document.pointer_mut(place).unwrap();
            for _ in 0..depth {
                *value = json!({ "not": value.take() });
            }
        }
        Change::Add(key, value) => match document.pointer_mut(place).unwrap() {
            Value::Object(members) => drop(members.insert(key, value)),
            Value::Array(elements) => elements.push(value),
            other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => *other = value,
        },
        Change::Drop | Change::Rename(_) | Change::Repeat => within(document, place, change),
    }
}

/// A change to what is around a place.
fn within(document: &mut Value, place: &str, change: Change) {
    let Some((parent, last)) = place.rsplit_once('/') else { return };
    match document.pointer_mut(parent).unwrap() {
        Value::Array(elements) => {
            let index: usize = last.parse().unwrap();
            if matches!(change, Change::Repeat) {
                elements.push(elements[index].clone());
            } else {
                elements.remove(index);
            }
        }
        Value::Object(members) => member(members, &last.replace("~1", "/").replace("~0", "~"), change),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn member(members: &mut Map<String, Value>, key: &str, change: Change) {
    let value = members.remove(key).unwrap();
    if let Change::Rename(name) = change {
        members.insert(name, value);
    }
}
