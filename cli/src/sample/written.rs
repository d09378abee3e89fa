//! A lead that somebody wrote for `preview --lead`: `{"name": …, "email": …, "attributes": {…}, "event": {…}}`.

use crate::language::said;
use crate::say;
use anyhow::{Context as _, anyhow, bail};
use authoring::preview::Reader;
use cadence::address::EmailAddress;
use cadence::words;
use document::suggest;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The members that a written sample may have.
const KNOWN: [&str; 4] = ["name", "email", "attributes", "event"];

/// The shape of a lead.
const SHAPE: &str = r#"{"name": "…", "email": "…", "attributes": {…}, "event": {…}}"#;

/// A lead as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    lead: Reader,
    /// Whether it says what came with the event.
    tells_event: bool,
}

/// Reads a lead from a file.
pub fn read(file: &Path) -> anyhow::Result<Written> {
    let name = file.display();
    let text = fs::read_to_string(file).with_context(|| {
        say!(en = "the lead in {name} cannot be read", ja = "{name} のリードを読めません")
    })?;
    Written::parse(&text)
        .with_context(|| say!(en = "{name} is not a lead", ja = "{name} はリードではありません"))
}

impl Written {
    /// Reads a lead. Attributes are texts, numbers, `true` or `false`; `null` is the same as none.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            anyhow!(say!(
                en =
                    "it is not JSON from line {line}, column {column} on; correct it there, or write {SHAPE}",
                ja =
                    "{line} 行 {column} 桁から JSON として読めません。そこを直すか、{SHAPE} と書いてください"
            ))
        })?;
        let Value::Object(members) = value else {
            bail!(say!(en = "write {SHAPE}", ja = "{SHAPE} と書いてください"));
        };
        if let Some(unknown) = members.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            let remedy = suggest::remedy(
                unknown,
                &KNOWN,
                words!(en = "put it into \"attributes\"", ja = "\"attributes\" の中に書いてください。"),
            );
            let remedy = said(remedy);
            bail!(say!(
                en = "the key `{unknown}` is not known here; {remedy}",
                ja = "キー `{unknown}` は、ここでは使えません。{remedy}"
            ));
        }
        let email = own_text(&members, "email")?.map(|email| {
            EmailAddress::parse(email.trim()).map_err(|error| {
                anyhow!(say!(en = "`email` cannot be used: {error}", ja = "`email` は使えません。{error}"))
            })
        });
        let lead = Reader {
            email: email.transpose()?,
            name: own_text(&members, "name")?,
            attributes: values(&members, "attributes")?,
            event: values(&members, "event")?,
        };
        Ok(Self { lead, tells_event: members.contains_key("event") })
    }

    /// The reader of the mail: the event that began the run is the sample's where the lead does not say it.
    pub fn reader(&self, sample: Reader) -> Reader {
        let event = if self.tells_event { self.lead.event.clone() } else { sample.event };
        Reader { event, ..self.lead.clone() }
    }

    /// A line for each attribute that looks misspelt: no form asks for it and no mail shows it, but one nearly so.
    pub fn misspelt(&self, attributes: &[&str], event: &[&str]) -> Vec<String> {
        let groups = [("attributes", &self.lead.attributes, attributes), ("event", &self.lead.event, event)];
        let lines = groups.into_iter().flat_map(|(group, values, known)| {
            let strange = values.keys().filter(|name| !known.contains(&name.as_str()));
            strange.map(move |name| {
                let near = suggest::nearest(name, known.iter().copied());
                let remedy = near.map_or_else(String::new, |near| {
                    say!(en = "; did you mean `{near}`?", ja = "。`{near}` ではありませんか")
                });
                say!(
                    en = "`{group}.{name}` of the lead is asked for by no form and shown in no \
                         place of this mail{remedy}",
                    ja = "リードの `{group}.{name}` は、どのフォームも尋ねず、このメールのどこにも\
                         出ません{remedy}"
                )
            })
        });
        lines.collect()
    }
}

fn own_text(members: &Map<String, Value>, key: &str) -> anyhow::Result<Option<String>> {
    match members.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(other) => bail!(say!(
            en = "`{key}` is {}; write a text in double quotes, or null",
            ja = "`{key}` が{}になっています。二重の引用符で囲んだ文か null を書いてください",
            kind(other)
        )),
    }
}

fn values(members: &Map<String, Value>, group: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let values = match members.get(group) {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(Value::Object(values)) => values,
        Some(other) => bail!(say!(
            en = "`{group}` is {}; write an object: {{ \"company\": \"…\" }}",
            ja = "`{group}` が{}になっています。{{ \"company\": \"…\" }} のように書いてください",
            kind(other)
        )),
    };
    let mut read = BTreeMap::new();
    for (name, value) in values {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            // As forms store a box that was ticked.
            Value::Bool(truth) => if *truth { "yes" } else { "no" }.to_owned(),
            Value::Array(_) | Value::Object(_) => {
                bail!(say!(
                    en = "`{group}.{name}` is {}; write a text, a number, true, false or null",
                    ja = "`{group}.{name}` が{}になっています。文・数・true・false・null のどれか\
                         を書いてください",
                    kind(value)
                ))
            }
        };
        read.insert(name.clone(), text);
    }
    Ok(read)
}

fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => say!(en = "true or false", ja = " true か false "),
        Value::Number(_) => say!(en = "a number", ja = "数"),
        Value::String(_) => say!(en = "a text", ja = "文"),
        Value::Array(_) => say!(en = "a list", ja = "並び（リスト）"),
        Value::Object(_) => say!(en = "an object", ja = "まとまり（オブジェクト）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        format!("{:#}", Written::parse(text).unwrap_err())
    }

    #[test]
    fn a_lead_is_written_as_the_help_says() {
        let text = r#"{ "name": null, "email": " taro@example.jp", "attributes": { "company": "飛脚", "seats": 12, "ratio": 0.5,
            "member": true, "left": null }, "event": { "product": "A" } }"#;
        let sample =
            Reader { event: BTreeMap::from([("order".to_owned(), "A-1".to_owned())]), ..Reader::default() };
        let reader = Written::parse(text).unwrap().reader(sample.clone());
        assert_eq!((reader.name, reader.email), (None, EmailAddress::parse("taro@example.jp").ok()));
        let attributes: Vec<(&str, &str)> =
            reader.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(attributes, [("company", "飛脚"), ("member", "yes"), ("ratio", "0.5"), ("seats", "12")]);
        assert_eq!(reader.event["product"], "A");
        assert_eq!(Written::parse("{}").unwrap().reader(sample.clone()), sample);
        assert!(Written::parse(r#"{ "event": null }"#).unwrap().reader(sample).event.is_empty());
    }

    #[test]
    fn a_lead_that_is_written_otherwise_is_told_what_to_write() {
        insta::assert_snapshot!(refused(r#"{ "nmae": "a" }"#), @r#"the key `nmae` is not known here; did you mean "name"?"#);
        insta::assert_snapshot!(refused(r#"{ "name": 3 }"#), @"`name` is a number; write a text in double quotes, or null");
        insta::assert_snapshot!(refused(r#"{ "attributes": { "a": [1] } }"#), @"`attributes.a` is a list; write a text, a number, true, false or null");
        insta::assert_snapshot!(refused(r#"{ "event": "purchase" }"#), @r#"`event` is a text; write an object: { "company": "…" }"#);
        assert!(refused("[]").contains("\"attributes\""));
        assert!(refused("{").starts_with("it is not JSON from line 1, column 1 on; correct it there"));
        assert!(!refused("").contains("EOF") && refused("").contains("\"attributes\""));
        assert!(refused(r#"{ "email": "nobody" }"#).contains("`email` cannot be used"));
    }

    #[test]
    fn an_attribute_that_is_nearly_known_is_asked_about() {
        let lead =
            Written::parse(r#"{ "attributes": { "compnay": "a", "company": "b", "zzz": 1 } }"#).unwrap();
        let told = lead.misspelt(&["company"], &[]);
        assert!(told[0].ends_with("did you mean `company`?") && told.len() == 2, "{told:?}");
    }
}
