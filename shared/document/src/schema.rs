//! JSON Schema (draft 2020-12) of every document, for editors and for the linter. Never linked into a sender.

use crate::calendar::CalendarText;
use crate::form::form_text::FormText;
use crate::sequence::SequenceText;
use crate::settings::SettingsText;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

/// Every schema with its file name.
pub fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("settings.schema.json", schema::<SettingsText>("設定 / Settings")),
        ("sequence.schema.json", schema::<SequenceText>("シナリオ / Sequence")),
        ("form.schema.json", schema::<FormText>("フォーム / Form")),
        ("calendar.schema.json", schema::<CalendarText>("カレンダー / Calendar")),
    ]
}

fn schema<T: JsonSchema>(title: &str) -> Value {
    let schema: Schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    let mut value = schema.to_value();
    without_null(&mut value);
    if let Value::Object(members) = &mut value {
        members.insert("title".to_owned(), Value::String(title.to_owned()));
    }
    value
}

/// A key that may be left out is left out; `null` is no way to write it. Formats of Rust's number types say nothing to
/// an editor.
fn without_null(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Array(kinds)) = members.get_mut("type") {
                kinds.retain(|kind| kind != "null");
                if let [one] = kinds.as_slice() {
                    let one = one.clone();
                    members.insert("type".to_owned(), one);
                }
            }
            members.remove("format");
            flatten_any_of(members);
            members.values_mut().for_each(without_null);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_null),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// `anyOf: [x, null]` is x; its own description stays.
fn flatten_any_of(members: &mut serde_json::Map<String, Value>) {
    let Some(Value::Array(mut choices)) = members.remove("anyOf") else { return };
    choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
    match choices.pop() {
        Some(Value::Object(only)) if choices.is_empty() => {
            for (key, value) in only {
                members.entry(key).or_insert(value);
            }
        }
        Some(other) => {
            choices.push(other);
            members.insert("anyOf".to_owned(), Value::Array(choices));
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each_property(value: &Value, path: &str, seen: &mut Vec<(String, Value)>) {
        if let Some(Value::Object(properties)) = value.get("properties") {
            for (name, property) in properties {
                seen.push((format!("{path}.{name}"), property.clone()));
            }
        }
        if let Some(Value::Object(definitions)) = value.get("$defs") {
            for (name, definition) in definitions {
                each_property(definition, &format!("{path}.{name}"), seen);
            }
        }
    }

    #[test]
    fn every_property_says_in_japanese_and_english_what_it_is() {
        for (file, schema) in all() {
            let mut properties = Vec::new();
            each_property(&schema, file, &mut properties);
            assert!(properties.len() > 5, "{file}");
            for (path, property) in properties {
                let text = property.get("description").and_then(Value::as_str).unwrap_or_default();
                let (japanese, english) = text.split_once(" / ").unwrap_or_default();
                assert!(japanese.chars().any(|c| c > '\u{3000}'), "{path}: {text:?}");
                assert!(english.chars().any(|c| c.is_ascii_lowercase()), "{path}: {text:?}");
            }
        }
    }

    #[test]
    fn an_unknown_key_is_an_error_in_every_object() {
        for (file, schema) in all() {
            let definitions = schema["$defs"].as_object().into_iter().flatten();
            for (name, object) in definitions.filter(|(_, it)| it["type"] == "object") {
                assert_eq!(object["additionalProperties"], false, "{file} {name}");
            }
            assert_eq!(schema["additionalProperties"], false, "{file}");
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        }
    }

    #[test]
    fn no_key_may_be_of_two_types() {
        for (file, schema) in all() {
            let text = schema.to_string();
            assert!(
                !text.contains("\"null\"") && !text.contains("anyOf") && !text.contains("\"type\":["),
                "{file}"
            );
        }
    }

    #[test]
    fn the_schema_of_a_step_reads_like_this() {
        let (_, schema) = all().remove(1);
        let step = &schema["$defs"]["step"];
        insta::assert_snapshot!(serde_json::to_string_pretty(&step["required"]).unwrap(), @r#"
        [
          "step"
        ]
        "#);
        insta::assert_snapshot!(serde_json::to_string_pretty(&step["properties"]["wait_for"]).unwrap(), @r##"
        {
          "$ref": "#/$defs/wait_for",
          "description": "何かが起こるまで待つ（`at_most` と一緒に）。 / Waits until something happens, together with `at_most`."
        }
        "##);
        insta::assert_snapshot!(serde_json::to_string_pretty(&step["properties"]["then"]).unwrap(), @r##"
        {
          "description": "起こった・成り立つときの道。 / The way taken when it happened, or the condition holds.",
          "items": {
            "$ref": "#/$defs/step"
          },
          "type": "array"
        }
        "##);
        insta::assert_snapshot!(serde_json::to_string_pretty(&step["properties"]["day"]).unwrap(), @r#"
        {
          "description": "起点日から何日目か（当日は0）。 / Days after the start, the day itself being 0.",
          "minimum": 0,
          "type": "integer"
        }
        "#);
        insta::assert_snapshot!(serde_json::to_string_pretty(&schema["properties"]["language"]).unwrap(), @r##"
        {
          "$ref": "#/$defs/LanguageWord",
          "description": "メールの言語。 / Language of its mails."
        }
        "##);
    }
}
