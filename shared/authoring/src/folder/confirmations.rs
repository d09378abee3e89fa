//! The sequence and the mails that ask for a confirmation, where a folder has a form that wants it and none of its own.
//!
//! They are added as files, so that check, preview, timeline and publication treat them as any other. Whoever wants other words
//! writes the files, and these are left out.

use cadence::ids::SequenceId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The beginning of the name of such a sequence.
const PREFIX: &str = "confirm-";
/// The steps with their mails, each a folder of this program's own.
const MAILS: [&str; 2] = ["ask", "ask-again"];

/// Adds the files of every confirmation that a form wants and the folder lacks.
pub(super) fn add(files: &mut BTreeMap<String, String>) {
    let usual = files.get("settings.json").and_then(|text| language(&read(text)?));
    let wanted: Vec<(String, Value)> = documents(files, "forms/")
        .filter(|(_, form)| wants(form))
        .filter(|(id, _)| !documents(files, "sequences/").any(|(_, sequence)| asks(&sequence, id)))
        .collect();
    for (id, form) in wanted {
        let english = language(&form).or_else(|| usual.clone()).as_deref() == Some("en");
        let name = format!("{PREFIX}{id}");
        let path = format!("sequences/{name}.json");
        if SequenceId::parse(&name).is_err() || files.contains_key(&path) {
            continue;
        }
        files.insert(path, sequence(&id, &form, english));
        for (mail, file, text) in texts(english) {
            files.entry(format!("emails/{name}/{mail}/{file}")).or_insert_with(|| text.to_owned());
        }
    }
}

/// The documents of a folder that can be read, by their names.
fn documents<'a>(
    files: &'a BTreeMap<String, String>,
    folder: &'a str,
) -> impl Iterator<Item = (String, Value)> + 'a {
    files.iter().filter_map(move |(path, text)| {
        let name = path.strip_prefix(folder)?.strip_suffix(".json")?;
        Some((name.to_owned(), read(text)?))
    })
}

fn read(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn language(document: &Value) -> Option<String> {
    document.get("language")?.as_str().map(str::to_owned)
}

/// Whether the agreements of a form are to be confirmed.
fn wants(form: &Value) -> bool {
    form.get("confirm")
        .and_then(Value::as_str)
        .is_some_and(|word| matches!(word, "always" | "after a refusal"))
}

/// Whether a sequence asks about the agreements of a form.
fn asks(sequence: &Value, form: &str) -> bool {
    sequence.get("purpose").and_then(Value::as_str) == Some("confirmation")
        && sequence.pointer("/start/form").and_then(Value::as_str) == Some(form)
}

fn sequence(id: &str, form: &Value, english: bool) -> String {
    let title = form.get("title").and_then(Value::as_str).unwrap_or(id);
    let title = if english { format!("Confirmation: {title}") } else { format!("同意の確認：{title}") };
    let [ask, again] = MAILS;
    let sequence = json!({
        "title": title,
        "language": if english { "en" } else { "ja" },
        "purpose": "confirmation",
        "start": { "form": id },
        "start_again": "restart",
        "if_unknown": "skip",
        "steps": [
            { "step": ask, "send": ask },
            { "step": again, "after": "2 days", "send": again }
        ]
    });
    format!("{sequence:#}\n")
}

/// The files of both mails: mail, file and text.
fn texts(english: bool) -> [(&'static str, &'static str, &'static str); 6] {
    let [ask, again] = MAILS;
    macro_rules! text {
        ($name:literal) => {
            if english {
                include_str!(concat!("confirmations/en/", $name))
            } else {
                include_str!(concat!("confirmations/ja/", $name))
            }
        };
    }
    [
        (ask, "subject.txt", text!("ask/subject.txt")),
        (ask, "preheader.txt", text!("ask/preheader.txt")),
        (ask, "body.md", text!("ask/body.md")),
        (again, "subject.txt", text!("ask-again/subject.txt")),
        (again, "preheader.txt", text!("ask-again/preheader.txt")),
        (again, "body.md", text!("ask-again/body.md")),
    ]
}

#[cfg(test)]
mod tests;
