//! Keys and types against the schema: every mistake at once, and what is left is a document that can be read on.
//!
//! Understands the part of JSON Schema that `document::schema` makes; knows nothing of the keys' meanings.

use crate::finding::{Finding, TOLD_MAX};
use crate::source::{Source, child};
use document::suggest;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Takes out of the source what does not fit the schema. Returns the pointers of what was taken out.
pub(crate) fn check(
    source: &mut Source<'_>,
    schema: &Value,
    findings: &mut Vec<Finding>,
) -> BTreeSet<String> {
    let mut value = std::mem::take(&mut source.value);
    let mut walk = Walk { root: schema, source, findings, told: 0, broken: BTreeSet::new() };
    if !walk.visit(schema, &mut value, "") {
        value = Value::Object(Map::new());
    }
    let broken = walk.broken;
    source.value = value;
    broken
}

struct Walk<'a, 'b> {
    root: &'a Value,
    source: &'a mut Source<'b>,
    findings: &'a mut Vec<Finding>,
    /// Findings of this file.
    told: usize,
    broken: BTreeSet<String>,
}

impl<'a> Walk<'a, '_> {
    /// Whether the value may stay.
    fn visit(&mut self, schema: &'a Value, value: &mut Value, pointer: &str) -> bool {
        let schema = self.resolve(schema);
        let fits = self.fits(schema, value, pointer);
        if !fits {
            self.broken.insert(pointer.to_owned());
            return false;
        }
        match value {
            Value::Object(members) => self.visit_members(schema, members, pointer),
            Value::Array(elements) => {
                let items = schema.get("items").unwrap_or(&Value::Bool(true));
                for (index, element) in elements.iter_mut().enumerate() {
                    if !self.visit(items, element, &format!("{pointer}/{index}")) {
                        *element = self.nothing(items);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        true
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix("#"));
        name.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(schema)
    }

    fn fits(&mut self, schema: &Value, value: &Value, pointer: &str) -> bool {
        let expected = schema.get("type").and_then(Value::as_str).unwrap_or("any");
        if !is_of(value, expected) {
            let message = format!("{} is expected here, not {}", kind_name(expected), found_name(value));
            self.add("wrong-type", pointer, message, format!("write {}", example(expected)));
            return false;
        }
        let least = schema.get("minimum").and_then(Value::as_f64);
        if least.zip(value.as_f64()).is_some_and(|(least, number)| number < least) {
            let message = format!("{value} is less than {}", least.unwrap_or(0.0));
            self.add("wrong-type", pointer, message, "write a larger number");
            return false;
        }
        let words: Vec<&str> = schema
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        match value.as_str() {
            Some(word) if !words.is_empty() && !words.contains(&word) => {
                let remedy = suggest::remedy(word, &words, "write one of the words that are known");
                self.add(
                    "unknown-word",
                    pointer,
                    format!("{word:?} is not a word that is known here"),
                    remedy,
                );
                false
            }
            Some(_) | None => true,
        }
    }

    fn visit_members(&mut self, schema: &'a Value, members: &mut Map<String, Value>, pointer: &str) {
        let properties = schema.get("properties").and_then(Value::as_object);
        // An object without properties is a map; its values share one schema.
        let others = schema.get("additionalProperties").filter(|it| it.is_object());
        self.rename_unknown(properties.unwrap_or(&Map::new()), others.is_some(), members, pointer);
        let names: Vec<String> = members.keys().cloned().collect();
        for name in names {
            let Some(inner) = properties.and_then(|it| it.get(&name)).or(others) else { continue };
            let Some(mut value) = members.remove(&name) else { continue };
            if self.visit(inner, &mut value, &child(pointer, &name)) {
                members.insert(name, value);
            }
        }
        for name in
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            let place = child(pointer, name);
            if !members.contains_key(name) && !self.broken.contains(&place) {
                self.add("missing-key", pointer, format!("`{name}` is missing"), format!("add \"{name}\""));
                self.broken.insert(place);
            }
        }
    }

    /// An unknown key is told, and where a known one is meant, reading goes on with that one.
    fn rename_unknown(
        &mut self,
        properties: &Map<String, Value>,
        is_map: bool,
        members: &mut Map<String, Value>,
        pointer: &str,
    ) {
        if is_map {
            return;
        }
        let known: Vec<&str> = properties.keys().map(String::as_str).collect();
        let unknown: Vec<String> =
            members.keys().filter(|name| !properties.contains_key(*name)).cloned().collect();
        for name in unknown {
            if self.told >= TOLD_MAX {
                members.remove(&name);
                continue;
            }
            let place = child(pointer, &name);
            let free: Vec<&str> = known.iter().copied().filter(|key| !members.contains_key(*key)).collect();
            let meant = suggest::nearest(&name, free.iter().copied()).or_else(|| other_word(&name, &free));
            let remedy = match meant {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => format!("remove it; known here are: {}", known.join(", ")),
            };
            self.add("unknown-key", &place, format!("the key `{name}` is not known here"), remedy);
            let value = members.remove(&name);
            if let (Some(meant), Some(value)) = (meant, value) {
                self.source.alias(&place, &child(pointer, meant));
                members.insert(meant.to_owned(), value);
            }
        }
    }

    /// What stands in a list for an element that was taken out, so that the others keep their places.
    fn nothing(&self, schema: &'a Value) -> Value {
        match self.resolve(schema).get("type").and_then(Value::as_str) {
            Some("object") => Value::Object(Map::new()),
            Some("string") => Value::String(String::new()),
            Some(_) | None => Value::Null,
        }
    }

    fn add(
        &mut self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.told += 1;
        if self.told <= TOLD_MAX {
            self.findings.push(self.source.finding(rule, pointer, message, remedy));
        }
    }
}

/// Words that other tools use for the same thing.
fn other_word<'a>(name: &str, free: &[&'a str]) -> Option<&'a str> {
    let meant = match name {
        "mail" | "email" | "template" => "send",
        "delay" | "in" => "after",
        "time" => "at",
        "id" | "name" => "step",
        "if" | "condition" | "branch" => "choose",
        "trigger" | "entry" => "start",
        "comment" | "comments" | "memo" | "description" => "note",
        "timezone" => "time_zone",
        "lang" | "locale" => "language",
        "otherwise" => "else",
        _ => return None,
    };
    free.iter().copied().find(|key| *key == meant)
}

fn is_of(value: &Value, expected: &str) -> bool {
    match expected {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_i64().is_some_and(|number| number <= i64::from(u32::MAX)),
        _ => true,
    }
}

fn kind_name(expected: &str) -> &'static str {
    match expected {
        "object" => "an object",
        "array" => "a list",
        "string" => "a text",
        "boolean" => "true or false",
        "number" => "a number",
        "integer" => "a whole number",
        _ => "a value",
    }
}

fn found_name(value: &Value) -> String {
    let name = match value {
        Value::Null => "null",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Number(number) => return number.to_string(),
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    name.to_owned()
}

fn example(expected: &str) -> &'static str {
    match expected {
        "object" => "it in braces: { … }",
        "array" => "it in brackets: [ … ]",
        "string" => "it in double quotes: \"…\"",
        "boolean" => "true or false without quotes",
        "number" | "integer" => "digits without quotes, such as 3",
        _ => "it as the schema says",
    }
}
