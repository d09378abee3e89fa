//! Keys and types against the schema: every mistake at once, and what is left is a document that can be read on.
//!
//! Understands the part of JSON Schema that `document::schema` makes; knows nothing of the keys' meanings.

use crate::finding::{Finding, TOLD_MAX};
use crate::source::{Source, child};
use cadence::wording::{Text, Words};
use cadence::{text, words};
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
            let (kind, found, example) = (kind_name(expected), found_name(value), example(expected));
            let message = text!(
                en = "{kind} is expected here, not {found}",
                ja = "ここに入るのは「{kind}」ですが、「{found}」になっています。",
                texts = [kind, found]
            );
            let remedy = text!(en = "write {example}", ja = "{example}で書いてください。", texts = [example]);
            self.add("wrong-type", pointer, message, remedy);
            return false;
        }
        let least = schema.get("minimum").and_then(Value::as_f64);
        if least.zip(value.as_f64()).is_some_and(|(least, number)| number < least) {
            let message = text!(
                en = "{value} is less than {}",
                ja = "{value} は {} より小さい数です。",
                least.unwrap_or(0.0)
            );
            self.add(
                "wrong-type",
                pointer,
                message,
                words!(en = "write a larger number", ja = "もっと大きな数にしてください。"),
            );
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
                let remedy = suggest::remedy(
                    word,
                    &words,
                    words!(
                        en = "write one of the words that are known",
                        ja = "使える言葉のどれかを書いてください。"
                    ),
                );
                self.add(
                    "unknown-word",
                    pointer,
                    text!(
                        en = "{word:?} is not a word that is known here",
                        ja = "{word:?} は、ここでは使えない言葉です。"
                    ),
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
                self.add(
                    "missing-key",
                    pointer,
                    text!(en = "`{name}` is missing", ja = "`{name}` がありません。"),
                    text!(en = "add \"{name}\"", ja = "\"{name}\" を書いてください。"),
                );
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
            let remedy = meant.map_or_else(
                || remove(&known),
                |meant| text!(en = "did you mean \"{meant}\"?", ja = "\"{meant}\" ではありませんか。"),
            );
            self.add(
                "unknown-key",
                &place,
                text!(
                    en = "the key `{name}` is not known here",
                    ja = "キー `{name}` は、ここでは使えません。"
                ),
                remedy,
            );
            let value = members.remove(&name);
            if let (Some(meant), Some(value)) = (meant, value) {
                self.source.alias(&place, &child(pointer, meant));
                members.insert(meant.to_owned(), value);
            }
        }
    }

    /// Returns the stand-in in a list for an element that was taken out, so that the others keep their places.
    fn nothing(&self, schema: &'a Value) -> Value {
        match self.resolve(schema).get("type").and_then(Value::as_str) {
            Some("object") => Value::Object(Map::new()),
            Some("string") => Value::String(String::new()),
            Some(_) | None => Value::Null,
        }
    }

    fn add(&mut self, rule: &'static str, pointer: &str, message: impl Into<Text>, remedy: impl Into<Text>) {
        self.told += 1;
        if self.told <= TOLD_MAX {
            self.findings.push(self.source.finding(rule, pointer, message, remedy));
        }
    }
}

/// The remedy for a key that means nothing.
fn remove(known: &[&str]) -> Text {
    let known = Text::new(known.join(", "), known.join("、"));
    text!(
        en = "remove it; known here are: {known}",
        ja = "消してください。ここで使えるもの：{known}",
        texts = [known]
    )
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

fn kind_name(expected: &str) -> Words {
    match expected {
        "object" => words!(en = "an object", ja = "まとまり（オブジェクト）"),
        "array" => words!(en = "a list", ja = "並び（リスト）"),
        "string" => words!(en = "a text", ja = "文字"),
        "boolean" => words!(en = "true or false", ja = "true か false"),
        "number" => words!(en = "a number", ja = "数"),
        "integer" => words!(en = "a whole number", ja = "整数"),
        _ => words!(en = "a value", ja = "値"),
    }
}

fn found_name(value: &Value) -> Text {
    match value {
        Value::Null => Text::same("null"),
        Value::Bool(truth) => Text::same(truth.to_string()),
        Value::Number(number) => Text::same(number.to_string()),
        Value::String(_) => kind_name("string").into(),
        Value::Array(_) => kind_name("array").into(),
        Value::Object(_) => kind_name("object").into(),
    }
}

fn example(expected: &str) -> Words {
    match expected {
        "object" => words!(en = "it in braces: { … }", ja = "{ … } のように、波かっこ"),
        "array" => words!(en = "it in brackets: [ … ]", ja = "[ … ] のように、角かっこ"),
        "string" => words!(en = "it in double quotes: \"…\"", ja = "\"…\" のように、二重の引用符"),
        "boolean" => words!(en = "true or false without quotes", ja = "true か false を、引用符なし"),
        "number" | "integer" => {
            words!(en = "digits without quotes, such as 3", ja = "3 のように、数字を引用符なし")
        }
        _ => words!(en = "it as the schema says", ja = "スキーマに合う形"),
    }
}
