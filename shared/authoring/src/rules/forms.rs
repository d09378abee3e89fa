//! Rules about forms that need no other document and hold up no post: what browsers fill in, and options that look the same.

use super::workspace::{Document, Workspace};
use crate::finding::Finding;
use cadence::text::spelling;
use cadence::{text, words};
use serde_json::Value;

/// Words that browsers and password managers look for in the name of a field to fill it in by themselves (Chromium,
/// `autofill_regex_constants`; HTML Standard, autofill detail tokens).
const AUTOFILLED: [&str; 32] = [
    "name", "mail", "phone", "tel", "mobile", "fax", "addr", "street", "city", "town", "state", "province",
    "zip", "postal", "country", "company", "organi", "business", "url", "web", "site", "homepage", "user",
    "login", "passw", "birth", "bday", "card", "gender", "sex", "title", "nickname",
];

pub(crate) fn check(workspace: &Workspace<'_>) -> Vec<Finding> {
    workspace.forms.iter().flat_map(|form| honeypot(form).into_iter().chain(options(form))).collect()
}

/// A field against robots that a browser fills in for a person: the post of that person would be thanked for and forgotten.
fn honeypot(form: &Document<'_>) -> Option<Finding> {
    let is_field = |name: &str| {
        form.list("/fields").iter().any(|it| it.get("name").and_then(Value::as_str) == Some(name))
    };
    let name = form.text("/honeypot").filter(|name| !is_field(name))?;
    let spelt = spelling(name);
    let stem = AUTOFILLED.iter().find(|stem| spelt.contains(**stem))?;
    let message = text!(
        en = "browsers and password managers fill in a field whose name has {stem:?} by \
             themselves, and then a person is taken for a robot",
        ja = "名前に {stem:?} を含む項目には、ブラウザーやパスワード管理ソフトが自動で入力し、人が\
             機械とみなされます。"
    );
    let remedy = words!(
        en = "choose a name that says nothing to a browser, such as \"leave_empty\"",
        ja = "\"leave_empty\" のように、ブラウザーが自動で入力しない名前にしてください。"
    );
    Some(form.source.finding("honeypot-autofilled", "/honeypot", message, remedy))
}

/// Options that people cannot tell apart.
fn options(form: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, field) in form.list("/fields").iter().enumerate() {
        let options =
            field.get("options").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let mut seen: Vec<String> = Vec::new();
        for (index, option) in options.enumerate() {
            let spelt = spelling(option);
            if seen.contains(&spelt) {
                let message = text!(
                    en = "{option:?} looks the same as an option before it, so an answer may be \
                         taken for the other",
                    ja = "{option:?} は前の選択肢と見分けがつかないので、答えを取り違えるおそれがあります。"
                );
                let pointer = format!("/fields/{at}/options/{index}");
                findings.push(form.source.finding(
                    "options-alike",
                    &pointer,
                    message,
                    words!(en = "remove it, or write it otherwise", ja = "消すか、書き方を変えてください。"),
                ));
            }
            seen.push(spelt);
        }
    }
    findings
}
