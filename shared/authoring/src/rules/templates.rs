//! Rules about placeholders: that they can be read, that they are known, and that a missing value does not stop a mail.

use super::foreign;
use super::reading::Reading;
use super::workspace::{Document, Workspace};
use crate::finding::Finding;
use crate::placeholders::{Tag, bare_braces};
use crate::source::place;
use cadence::wording::Text;
use cadence::{text, words};
use document::suggest;
use mail::template::{self, KNOWN, Part};
use serde_json::Value;
use std::collections::BTreeSet;

pub(crate) fn check(
    reading: &Reading<'_>,
    sequence: &Document<'_>,
    workspace: &Workspace<'_>,
) -> Vec<Finding> {
    let (path, text) = (reading.path, reading.text);
    let part = match path.rsplit('/').next() {
        Some("subject.txt") => Part::Subject,
        Some("body.txt" | "preheader.txt") => Part::Text,
        Some(_) | None => Part::Html,
    };
    let mut findings = foreign::check(reading);
    let tags = &reading.tags;
    let mut broken: Vec<Tag<'_>> = tags.iter().copied().filter(|tag| foreign::is_liquid(tag.text)).collect();
    for tag in tags.iter().filter(|tag| tag.is_value() && !foreign::is_liquid(tag.text)) {
        if let Err(problem) = template::check(tag.text, part) {
            findings.push(problem_finding(path, &problem.message).on(place(text, tag.start)));
            broken.push(*tag);
        }
    }
    match template::check(&without_braces(&without(text, &broken)), part) {
        Ok(names) => {
            for (name, line) in template::walked(text) {
                let message = text!(
                    en = "`{name}` is a text, and a loop walks over lists",
                    ja = "`{name}` は一つの文なので、繰り返し（loop）には使えません。"
                );
                let remedy = text!(
                    en = "write {{{{ {name} }}}} without a loop",
                    ja = "繰り返さずに {{{{ {name} }}}} と書いてください。"
                );
                findings.push(Finding::new("loop-over-text", path, message, remedy).on((line, 1)));
            }
            for name in names {
                findings.extend(unknown(path, text, &name, tags, workspace));
                // A form that cannot be read may ask for it.
                if !workspace.may_hold("forms") {
                    let bare = without_fallback(path, text, &name, tags, sequence, workspace);
                    findings.extend(bare.or_else(|| misspelt(path, text, &name, tags, workspace)));
                }
            }
        }
        // The subject's lines are told by the compiler of mails.
        Err(problem) if part == Part::Subject && text.trim().contains('\n') => drop(problem),
        Err(problem) => findings.push(problem_finding(path, &problem.message).on((problem.line, 1))),
    }
    findings
}

/// The text with some tags blanked out, so that one mistake does not hide the next.
fn without(text: &str, broken: &[Tag<'_>]) -> String {
    let mut result = text.to_owned();
    for tag in broken {
        let blank: String = tag
            .text
            .chars()
            .flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { ' ' }, c.len_utf8()))
            .collect();
        result.replace_range(tag.start..tag.start + tag.text.len(), &blank);
    }
    result
}

/// The text with a blank for the `#` of each `{#` that is no remark: in a style sheet it is one of its selectors.
fn without_braces(text: &str) -> String {
    let mut result = text.to_owned();
    for at in bare_braces(text) {
        result.replace_range(at + 1..at + 2, " ");
    }
    result
}

fn problem_finding(path: &str, message: &Text) -> Finding {
    let english = message.english();
    if let Some(filter) = english.strip_prefix("there is no filter `").and_then(|it| it.split('`').next()) {
        let near =
            other_words(filter).or_else(|| suggest::nearest(filter, template::FILTERS.iter().copied()));
        let remedy = near.map_or_else(
            || {
                words!(
                    en = "use one of the filters that mails have",
                    ja = "メールで使えるフィルターにしてください。"
                )
                .into()
            },
            |near| text!(en = "did you mean `{near}`?", ja = "`{near}` ではありませんか。"),
        );
        return Finding::new("unknown-filter", path, message.clone(), remedy);
    }
    let (rule, remedy) = if english.starts_with("`*`") || english.starts_with("`**`") {
        (
            "forbidden-operator",
            words!(
                en = "mails do not calculate: write the number that is to be seen",
                ja = "メールでは計算できません。出したい数を書いてください。"
            ),
        )
    } else {
        (
            "template-syntax",
            words!(
                en = "write {{ lead.name | default(\"…\") }}, and close every {% if %} with {% endif %}",
                ja = "{{ lead.name | default(\"…\") }} のように書き、{% if %} は {% endif %} で閉\
                     じてください。"
            ),
        )
    };
    Finding::new(rule, path, message.clone(), remedy)
}

/// The names that other template languages give a filter.
fn other_words(filter: &str) -> Option<&'static str> {
    let filter = filter.to_lowercase();
    Some(match filter.as_str() {
        "様" | "さま" | "san" | "honorific" => "sama",
        "fallback" | "default_value" | "d" | "or" => "default",
        "capitalize" | "capitalise" | "titlecase" => "title",
        "upcase" | "uppercase" | "toupper" => "upper",
        "downcase" | "lowercase" | "tolower" => "lower",
        "url_encode" | "encode" | "escape_uri" | "uri" => "urlencode",
        "date_format" | "strftime" | "datetime" => "date",
        "number_format" | "comma" | "currency" | "intcomma" => "number",
        "strip" => "trim",
        _ => return None,
    })
}

fn find(text: &str, name: &str, tags: &[Tag<'_>]) -> (usize, usize) {
    let tag = tags.iter().find(|tag| mentions(tag.text, name));
    place(text, tag.map_or(0, |tag| tag.start))
}

/// Whether the tag names it, and not only a longer name that begins so.
fn mentions(tag: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    tag.match_indices(name)
        .any(|(at, _)| !tag[at + name.len()..].starts_with(is_part) && !tag[..at].ends_with(is_part))
}

fn unknown(
    path: &str,
    text: &str,
    name: &str,
    tags: &[Tag<'_>],
    workspace: &Workspace<'_>,
) -> Option<Finding> {
    if template::is_known(name) {
        return None;
    }
    let fields: Vec<String> = fields(workspace).into_iter().map(|field| format!("lead.{field}")).collect();
    let mut known: Vec<&str> = KNOWN.iter().copied().filter(|it| !it.ends_with('*')).collect();
    known.extend(["lead.name", "lead.email"]);
    known.extend(fields.iter().map(String::as_str));
    let other = name.split_once('.').filter(|(group, _)| foreign::is_person(&format!("{group}.")));
    let remedy = match other {
        Some((_, field)) => foreign::write(&foreign::rewrite(field, None)),
        None => suggest::remedy(
            name,
            &known,
            words!(en = "use a placeholder that is known", ja = "使える差し込みにしてください。"),
        ),
    };
    let message =
        text!(en = "the placeholder `{name}` is not known", ja = "差し込み `{name}` はありません。");
    Some(Finding::new("unknown-placeholder", path, message, remedy).on(find(text, name, tags)))
}

/// Names that all forms ask for.
fn fields<'a>(workspace: &'a Workspace<'_>) -> BTreeSet<&'a str> {
    let fields = workspace.forms.iter().flat_map(|form| form.list("/fields"));
    fields.filter_map(|field| field.get("name").and_then(Value::as_str)).collect()
}

/// Whether a form asks for a field, and must have it answered.
fn asks(form: &Document<'_>, field: &str) -> Option<bool> {
    let fields = form.list("/fields").iter();
    let mut asked = fields.filter(|it| it.get("name").and_then(Value::as_str) == Some(field));
    asked.next().map(|it| it.get("required") == Some(&Value::Bool(true)))
}

/// Whether the form that starts the sequence sees to it that there is a value. A stranger's post about a known lead does not get into
/// `lead`, so there each form that may have brought the lead has to ask for it.
fn fills(form: &Document<'_>, group: &str, field: &str, workspace: &Workspace<'_>) -> bool {
    let is_for_staff = form.source.value.get("staff_only") == Some(&Value::Bool(true));
    asks(form, field) == Some(true)
        && (group == "event"
            || is_for_staff
            || workspace.forms.iter().all(|form| asks(form, field) == Some(true)))
}

/// A fallback hides a name that is nearly one of a field: it would be shown to everybody.
fn misspelt(
    path: &str,
    text: &str,
    name: &str,
    tags: &[Tag<'_>],
    workspace: &Workspace<'_>,
) -> Option<Finding> {
    let (group, field) = name.split_once('.').filter(|(group, _)| matches!(*group, "lead" | "event"))?;
    let known: Vec<&str> = fields(workspace).into_iter().chain(["name", "email"]).collect();
    if known.contains(&field) {
        return None;
    }
    let near = suggest::nearest(field, known)?;
    let message = text!(
        en = "no form asks for `{field}`, so `{name}` is missing for everybody",
        ja = "`{field}` を尋ねるフォームがないので、`{name}` はだれにもありません。"
    );
    let remedy = text!(en = "did you mean `{group}.{near}`?", ja = "`{group}.{near}` ではありませんか。");
    Some(Finding::new("placeholder-spelt-otherwise", path, message, remedy).on(find(text, name, tags)))
}

/// A value that may be missing stops the mail for that lead, so it needs a fallback.
fn without_fallback(
    path: &str,
    text: &str,
    name: &str,
    tags: &[Tag<'_>],
    sequence: &Document<'_>,
    workspace: &Workspace<'_>,
) -> Option<Finding> {
    let (group, field) = name.split_once('.').filter(|(group, _)| matches!(*group, "lead" | "event"))?;
    let bare = tags.iter().find(|tag| {
        tag.is_value()
            && mentions(tag.text, name)
            && !tag.text.contains("default")
            && !tag.text.contains("sama")
    })?;
    let guarded = tags.iter().any(|tag| !tag.is_value() && mentions(tag.text, name));
    if guarded || field == "email" {
        return None;
    }
    let form = workspace.form_of(sequence);
    let asked = form.is_some_and(|form| asks(form, field).is_some());
    if form.is_some_and(|form| fills(form, group, field, workspace)) {
        return None;
    }
    let known = asked
        || field == "name"
        || fields(workspace).contains(field)
        || (group == "event" && workspace.form_of(sequence).is_none());
    let remedy = text!(
        en = "write {{{{ {name} | default(\"…\") }}}}",
        ja = "{{{{ {name} | default(\"…\") }}}} と書いてください。"
    );
    let finding = if known {
        let message = text!(
            en = "`{name}` may be missing, and then the mail is not sent to that lead",
            ja = "`{name}` がない方もいて、その方にはこのメールが送られません。"
        );
        Finding::new("placeholder-may-be-missing", path, message, remedy)
    } else {
        let message = text!(
            en = "no form asks for `{field}`, so `{name}` is missing and the mail is never sent",
            ja = "`{field}` を尋ねるフォームがないので、`{name}` はいつもなく、このメールは送られません。"
        );
        let near = suggest::nearest(field, fields(workspace).into_iter().chain(["name", "email"]));
        let remedy = match near {
            None => remedy,
            Some(near) => text!(
                en = "did you mean `{group}.{near}`? Or {remedy}",
                ja = "`{group}.{near}` ではありませんか。違うなら、{remedy}",
                texts = [remedy]
            ),
        };
        Finding::new("placeholder-never-filled", path, message, remedy)
    };
    Some(finding.on(place(text, bare.start)))
}
