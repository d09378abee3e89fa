//! Rules about forms that no sender asks: what browsers fill in, options that look the same, and confirmations that nobody asks for.

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
    let of_form = |form| honeypot(form).into_iter().chain(options(form)).chain(unasked(form, workspace));
    let unwanted = workspace.sequences.iter().filter_map(|sequence| unwanted(sequence, workspace));
    workspace.forms.iter().flat_map(of_form).chain(unwanted).collect()
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

/// The form whose agreements a sequence asks about.
fn asks_about<'a>(sequence: &'a Document<'_>) -> Option<&'a str> {
    sequence.text("/start/form").filter(|_| sequence.text("/purpose") == Some("confirmation"))
}

/// A form whose agreements are to be confirmed, and no sequence asks, or several do.
fn unasked(form: &Document<'_>, workspace: &Workspace<'_>) -> Option<Finding> {
    form.text("/confirm").filter(|word| *word != "never")?;
    let asking = workspace.sequences.iter().filter(|it| asks_about(it) == Some(&form.id)).count();
    let name = format!("confirm-{}", form.id);
    let message = match asking {
        1 => return None,
        0 => words!(
            en = "no sequence asks for the confirmation that the form wants",
            ja = "このフォームの同意を確かめるシナリオがありません。"
        ),
        _ => words!(
            en = "several sequences ask for the confirmation that the form wants",
            ja = "このフォームの同意を確かめるシナリオが、いくつもあります。"
        ),
    };
    let remedy = if asking > 1 {
        words!(en = "keep one of them", ja = "一つだけ残してください。").into()
    } else if workspace.sequences.iter().any(|it| it.id == name) {
        text!(
            en = "write \"purpose\": \"confirmation\" in sequences/{name}.json, or rename that sequence",
            ja = "sequences/{name}.json に \"purpose\": \"confirmation\" と書くか、そのシナリオの名前を変えてください。"
        )
    } else {
        words!(
            en = "shorten the form's name to 32 letters, or write a sequence with \"purpose\": \"confirmation\"",
            ja = "フォームの名前を32文字までにするか、\"purpose\": \"confirmation\" のシナリオを書いてください。"
        )
        .into()
    };
    Some(form.source.finding("confirmation-missing", "/confirm", message, remedy))
}

/// A sequence that asks about a form whose agreements need no confirmation: it never begins.
fn unwanted(sequence: &Document<'_>, workspace: &Workspace<'_>) -> Option<Finding> {
    let form = asks_about(sequence)?;
    let found = workspace.forms.iter().find(|it| it.id == form)?;
    if found.text("/confirm").is_some_and(|word| word != "never") {
        return None;
    }
    let message = text!(
        en = "the form {form:?} wants no confirmation, so this sequence never begins",
        ja = "フォーム {form:?} は同意の確認を求めていないので、このシナリオは始まりません。"
    );
    let remedy = text!(
        en = "add \"confirm\": \"always\" to forms/{form}.json, or remove the sequence",
        ja = "forms/{form}.json に \"confirm\": \"always\" と書くか、このシナリオを消してください。"
    );
    Some(sequence.source.finding("confirmation-unwanted", "/start/form", message, remedy))
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
