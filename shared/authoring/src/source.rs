//! A JSON file with the place of everything in it. Strict JSON: comments, trailing commas and loose quotes are found all
//! at once, and reading goes on after them. What the keys mean is not known here.

mod loose;
mod syntax;

use crate::finding::Finding;
use crate::lines::Lines;
use cadence::wording::{Text, Words};
use cadence::{text, words};
use jsonc_parser::ast::{Object, ObjectPropName, Value as Node};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// Objects and lists within each other at most; the parser calls itself for each.
const NESTING_MAX: usize = 100;

/// The remedy where nothing more can be said.
const HERE: Words = words!(
    en = "correct the JSON here; an editor with the schema shows the place",
    ja = "ここの JSON を直してください。スキーマの使えるエディターなら、場所が分かります。"
);

/// A JSON file, read.
#[derive(Debug, Clone)]
pub(crate) struct Source<'a> {
    /// Its path in the templates folder.
    pub(crate) file: String,
    /// Its content.
    pub(crate) value: Value,
    lines: Lines<'a>,
    places: BTreeMap<String, usize>,
}

impl<'a> Source<'a> {
    /// Reads a file; none when it is so broken that nothing in it can be told.
    pub(crate) fn read(file: &str, text: &'a str, findings: &mut Vec<Finding>) -> Option<Self> {
        let lines = Lines::of(text);
        let broken = |at: usize, message: Text| {
            let (message, remedy) = syntax::explained(text, at).unwrap_or((message, HERE.into()));
            Finding::new("json-syntax", file, message, remedy).on(lines.place(at))
        };
        if text.trim().is_empty() {
            let remedy = words!(
                en = "write { … } with what belongs into it, or take the file out of the folder",
                ja = "{ … } に中身を書くか、ファイルをフォルダーから外してください。"
            );
            findings.push(Finding::new(
                "json-syntax",
                file,
                words!(en = "the file is empty", ja = "ファイルが空です。"),
                remedy,
            ));
            return None;
        }
        if nesting(text) > NESTING_MAX {
            let message = text!(
                en = "more than {NESTING_MAX} objects and lists are nested",
                ja = "まとまりと並びが {NESTING_MAX} 段を超えて重なっています。"
            );
            findings.push(Finding::new(
                "json-syntax",
                file,
                message,
                words!(
                    en = "close each where it should end",
                    ja = "終わるところで、それぞれ閉じてください。"
                ),
            ));
            return None;
        }
        let collect = CollectOptions { comments: CommentCollectionStrategy::AsTokens, tokens: true };
        let options = ParseOptions { allow_loose_object_property_names: false, ..ParseOptions::default() };
        let parsed = match parse_to_ast(text, &collect, &options) {
            Ok(parsed) => parsed,
            Err(error) => {
                findings.push(broken(error.range().start, syntax::said(&error.kind().to_string())));
                return None;
            }
        };
        let loose = loose::found(file, &lines, parsed.tokens.as_deref().unwrap_or_default());
        if loose.is_empty()
            && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text)
        {
            // The library counts columns in bytes, and tells the place behind the sign.
            let line: usize = text.split_inclusive('\n').take(error.line().max(1) - 1).map(str::len).sum();
            let behind = (line + error.column()).min(text.len());
            let at =
                text[..text.floor_char_boundary(behind)].char_indices().next_back().map_or(0, |(at, _)| at);
            let at = [at, behind].into_iter().find(|at| syntax::explained(text, *at).is_some()).unwrap_or(at);
            let told = error.to_string();
            let message = told.split(" at line ").next().unwrap_or_default();
            findings.push(broken(at, syntax::said(message)));
            return None;
        }
        findings.extend(loose);
        let Some(root) = parsed.value else {
            findings.push(broken(0, words!(en = "the file is empty", ja = "ファイルが空です。").into()));
            return None;
        };
        let mut source = Self { file: file.to_owned(), value: Value::Null, lines, places: BTreeMap::new() };
        source.places.insert(String::new(), root.range().start);
        source.value = source.take(&root, "", findings);
        Some(source)
    }

    /// A finding at a pointer, or at the nearest thing around it that is there.
    pub(crate) fn finding(
        &self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<Text>,
        remedy: impl Into<Text>,
    ) -> Finding {
        let mut around = pointer;
        let offset = loop {
            if let Some(offset) = self.places.get(around) {
                break *offset;
            }
            around = around.rsplit_once('/').map_or("", |(parent, _)| parent);
        };
        let finding = Finding::new(rule, &self.file, message, remedy).on(self.lines.place(offset));
        Finding { pointer: pointer.to_owned(), ..finding }
    }

    /// Lets all that stands at `from`, and within it, be found at `to` as well.
    pub(crate) fn alias(&mut self, from: &str, to: &str) {
        let near = self.places.range(from.to_owned()..).take_while(|(pointer, _)| pointer.starts_with(from));
        let inside = near.filter_map(|(pointer, offset)| {
            let rest = pointer.strip_prefix(from)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| (format!("{to}{rest}"), *offset))
        });
        let inside: Vec<_> = inside.collect();
        self.places.extend(inside);
    }

    fn take(&mut self, node: &Node<'_>, pointer: &str, findings: &mut Vec<Finding>) -> Value {
        match node {
            Node::StringLit(text) => Value::String(text.value.clone().into_owned()),
            Node::BooleanLit(truth) => Value::Bool(truth.value),
            Node::NullKeyword(_) => Value::Null,
            Node::NumberLit(number) => {
                let read = serde_json::from_str::<Number>(number.value);
                if read.is_err() {
                    let message = text!(
                        en = "{} is not a number in JSON",
                        ja = "{} は JSON の数ではありません。",
                        number.value
                    );
                    let remedy = words!(
                        en = "write it with digits, such as 12.5",
                        ja = "12.5 のように、数字で書いてください。"
                    );
                    findings.push(self.finding("json-syntax", pointer, message, remedy));
                }
                Value::Number(read.unwrap_or_else(|_| Number::from(0)))
            }
            Node::Array(array) => {
                let mut elements = Vec::with_capacity(array.elements.len());
                for (index, element) in array.elements.iter().enumerate() {
                    let place = format!("{pointer}/{index}");
                    self.places.insert(place.clone(), element.range().start);
                    elements.push(self.take(element, &place, findings));
                }
                Value::Array(elements)
            }
            Node::Object(object) => self.take_object(object, pointer, findings),
        }
    }

    fn take_object(&mut self, object: &Object<'_>, pointer: &str, findings: &mut Vec<Finding>) -> Value {
        let mut members = Map::new();
        for property in &object.properties {
            let (ObjectPropName::String(_) | ObjectPropName::Word(_)) = &property.name;
            let name = property.name.as_str().to_owned();
            let place = child(pointer, &name);
            if members.contains_key(&name) {
                let message = text!(en = "`{name}` is there twice", ja = "`{name}` が二つあります。");
                let finding = self.finding(
                    "duplicate-key",
                    &place,
                    message,
                    words!(en = "keep one of them", ja = "どちらか一つを残してください。"),
                );
                findings.push(finding.on(self.lines.place(property.range.start)));
                continue;
            }
            self.places.insert(place.clone(), property.range.start);
            let value = self.take(&property.value, &place, findings);
            members.insert(name, value);
        }
        Value::Object(members)
    }
}

/// The pointer of a member (RFC 6901 §3).
pub(crate) fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Line and column, both from 1, of one place in bytes.
pub(crate) fn place(text: &str, offset: usize) -> (usize, usize) {
    Lines::of(text).place(offset)
}

fn nesting(text: &str) -> usize {
    let (mut deepest, mut depth, mut in_string, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
