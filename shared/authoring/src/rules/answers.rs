//! Conditions on what nobody can have: an answer that no form offers, an attribute that no form asks for, a tag that nothing sets,
//! an event under two spellings.

use super::steps;
use super::workspace::{Document, Workspace};
use crate::finding::Finding;
use cadence::limits::STEPS_MAX;
use cadence::text::spelling;
use cadence::{text, words};
use document::suggest;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Questions of one document, and names of one kind, that are looked at; a folder that has more is wrong in other ways.
const LOOKED_AT_MAX: usize = 1_000;

/// The answers and events that forms and steps of a folder give a person.
struct Given<'a> {
    /// Fields by name, each as the forms ask it.
    fields: BTreeMap<&'a str, Vec<&'a Value>>,
    tags: BTreeSet<&'a str>,
    /// The number of places that name each event.
    events: BTreeMap<&'a str, usize>,
}

pub(crate) fn check(workspace: &Workspace<'_>) -> Vec<Finding> {
    let given = given(workspace);
    let mut findings = Vec::new();
    // A form that cannot be read may ask for it, and a document may set it or name it.
    let forms_read = !workspace.may_hold("forms");
    let all_read = forms_read && !workspace.may_hold("sequences") && !workspace.may_hold("settings.json");
    for document in workspace.settings.iter().chain(&workspace.sequences) {
        for (condition, pointer) in conditions(document).into_iter().take(LOOKED_AT_MAX) {
            if findings.len() > LOOKED_AT_MAX / 10 {
                break;
            }
            if forms_read {
                findings.extend(attribute(document, condition, &pointer, &given));
            }
            if all_read {
                findings.extend(tag(document, condition, &pointer, &given));
            }
        }
        let few = given.events.len() <= LOOKED_AT_MAX / 5;
        for (event, pointer) in events(document).into_iter().filter(|_| few && all_read) {
            findings.extend(misspelt(document, event, &pointer, &given));
        }
    }
    findings
}

fn given<'a>(workspace: &'a Workspace<'_>) -> Given<'a> {
    let mut fields: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    let mut tags = BTreeSet::new();
    for form in &workspace.forms {
        for field in form.list("/fields") {
            if let Some(name) = field.get("name").and_then(Value::as_str) {
                fields.entry(name).or_default().push(field);
            }
        }
        tags.extend(form.list("/tags").iter().filter_map(Value::as_str));
    }
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for document in workspace.settings.iter().chain(&workspace.sequences) {
        for step in steps_of(document) {
            tags.extend(step.value.get("tag").and_then(Value::as_str));
        }
        for (event, _) in events(document) {
            *named.entry(event).or_default() += 1;
        }
    }
    Given { fields, tags, events: named }
}

/// The steps of a document; none where there are too many, which was told.
fn steps_of<'a>(document: &'a Document<'_>) -> Vec<steps::Step<'a>> {
    if document.list("/steps").len() > STEPS_MAX { Vec::new() } else { steps::all(document) }
}

/// Every single question of a document, with its place.
fn conditions<'a>(document: &'a Document<'_>) -> Vec<(&'a Value, String)> {
    let mut found = Vec::new();
    for step in steps_of(document) {
        for key in ["choose", "wait_for"] {
            if let Some(condition) = step.value.get(key) {
                add(condition, format!("{}/{key}", step.pointer), &mut found);
            }
        }
    }
    if let Some(condition) = document.source.value.pointer("/start/sweep/only_if") {
        add(condition, "/start/sweep/only_if".to_owned(), &mut found);
    }
    for (index, rule) in document.list("/score/fit").iter().enumerate() {
        if let Some(condition) = rule.get("if") {
            add(condition, format!("/score/fit/{index}/if"), &mut found);
        }
    }
    found
}

fn add<'a>(condition: &'a Value, pointer: String, found: &mut Vec<(&'a Value, String)>) {
    for list in ["all", "any"] {
        for (index, inner) in condition.get(list).and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            add(inner, format!("{pointer}/{list}/{index}"), found);
        }
    }
    if let Some(inner) = condition.get("not") {
        add(inner, format!("{pointer}/not"), found);
    }
    found.push((condition, pointer));
}

/// Every event that a document names, with its place.
fn events<'a>(document: &'a Document<'_>) -> Vec<(&'a str, String)> {
    let mut found = Vec::new();
    let mut name = |pointer: String| {
        let event = document.source.value.pointer(&pointer).and_then(Value::as_str);
        found.extend(event.map(|event| (event, pointer)));
    };
    name("/start/event".to_owned());
    name("/goal/event".to_owned());
    for index in 0..document.list("/stop_if").len() {
        name(format!("/stop_if/{index}/event"));
    }
    for (_, pointer) in conditions(document) {
        name(format!("{pointer}/event"));
    }
    if let Some(scored) = document.source.value.pointer("/score/events").and_then(Value::as_object) {
        found.extend(
            scored.keys().map(|event| (event.as_str(), crate::source::child("/score/events", event))),
        );
    }
    found
}

/// An attribute that no form asks for, and an answer that no form offers.
fn attribute(
    document: &Document<'_>,
    condition: &Value,
    pointer: &str,
    given: &Given<'_>,
) -> Option<Finding> {
    let name = condition.get("attribute").and_then(Value::as_str)?;
    let at = |key: &str| format!("{pointer}/{key}");
    let Some(fields) = given.fields.get(name) else {
        let known: Vec<&str> =
            given.fields.keys().copied().filter(|it| !["email", "name"].contains(it)).collect();
        let remedy = suggest::remedy(
            name,
            &known,
            words!(
                en = "add the field to a form, or ask about one that is there",
                ja = "フォームに項目を足すか、いまある項目を使ってください。"
            ),
        );
        let message = text!(
            en = "no form asks for {name:?}, so nobody has it and the answer is always the same",
            ja = "{name:?} を尋ねるフォームがないので、だれにも値がなく、答えはいつも同じです。"
        );
        return Some(document.source.finding("attribute-never-set", &at("attribute"), message, remedy));
    };
    if ["email", "name"].contains(&name) {
        let message = text!(
            en = "{name:?} is no attribute of a person, so the answer is always the same",
            ja = "{name:?} は人の属性ではないので、答えはいつも同じです。"
        );
        let remedy = words!(
            en = "ask about another field of the form",
            ja = "フォームの、ほかの項目を使ってください。"
        );
        return Some(document.source.finding("attribute-never-set", &at("attribute"), message, remedy));
    }
    let offered = options(fields)?;
    let (key, asked) =
        ["equals", "contains"].iter().find_map(|key| Some((*key, condition.get(*key)?.as_str()?)))?;
    let fits = |option: &&str| {
        let (option, asked) = (spelling(option), spelling(asked));
        if key == "equals" { option == asked } else { option.contains(&asked) }
    };
    if offered.iter().any(fits) {
        return None;
    }
    let message = text!(
        en = "no form offers the answer {asked:?} for {name:?}, so this is never so",
        ja = "{name:?} に {asked:?} という選択肢のあるフォームがないので、当てはまる人がいません。"
    );
    let remedy = suggest::remedy(
        asked,
        &offered,
        words!(
            en = "write an answer as the form offers it",
            ja = "フォームの選択肢のとおりに書いてください。"
        ),
    );
    Some(document.source.finding("answer-not-offered", &at(key), message, remedy))
}

/// All answers that can be given; none where somebody can write what he likes.
fn options<'a>(fields: &[&'a Value]) -> Option<Vec<&'a str>> {
    let mut all = Vec::new();
    for field in fields {
        if field.get("type").and_then(Value::as_str) != Some("choice") {
            return None;
        }
        all.extend(
            field.get("options").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str),
        );
    }
    (!all.is_empty()).then_some(all)
}

fn tag(document: &Document<'_>, condition: &Value, pointer: &str, given: &Given<'_>) -> Option<Finding> {
    let tag = condition.get("tag").and_then(Value::as_str).filter(|tag| !given.tags.contains(tag))?;
    let known: Vec<&str> = given.tags.iter().copied().collect();
    let remedy = suggest::remedy(
        tag,
        &known,
        words!(en = "set it in a step or by a form", ja = "ステップかフォームで、そのタグを付けてください。"),
    );
    let message = text!(
        en = "no step and no form sets the tag {tag:?}, so nobody has it",
        ja = "タグ {tag:?} を付けるステップもフォームもないので、付いている人がいません。"
    );
    Some(document.source.finding("tag-never-set", &format!("{pointer}/tag"), message, remedy))
}

/// Events that are compared with each other at most.
const EVENTS_MAX: usize = 500;

/// An event that is named once and nearly as another that is named more often: most likely that one.
fn misspelt(document: &Document<'_>, event: &str, pointer: &str, given: &Given<'_>) -> Option<Finding> {
    let times = given.events.get(event).copied().unwrap_or_default();
    // Each is compared with all others, and a company tells of a few dozen.
    if times != 1 || given.events.len() > EVENTS_MAX {
        return None;
    }
    let others = given.events.iter().filter(|(other, often)| **other != event && **often > times);
    let same = |text: &str| text.replace(['-', '_', '.'], "").trim_end_matches('s').to_owned();
    let near =
        others.clone().map(|(other, _)| *other).find(|other| same(other) == same(event)).or_else(|| {
            suggest::nearest(event, others.map(|(other, _)| *other)).filter(|other| is_slip(event, other))
        });
    let near = near?;
    let message = text!(
        en = "the event {event:?} is named here only; elsewhere it is {near:?}, and events are \
             told by their exact names",
        ja = "出来事 {event:?} は、ここにしか出てきません。ほかでは {near:?} です。出来事の名前は、\
             一字でも違うと別のものになります。"
    );
    Some(document.source.finding(
        "event-spelt-otherwise",
        pointer,
        message,
        text!(en = "did you mean {near:?}?", ja = "{near:?} ではありませんか。"),
    ))
}

/// Whether one is the other with a slip of the finger, and not its counterpart such as `plan_b` beside `plan_a`.
fn is_slip(one: &str, other: &str) -> bool {
    let last = |text: &str| text.rsplit(['_', '-', '.']).next().map_or(0, str::len);
    one.len().abs_diff(other.len()) <= 1 && last(one) > 2 && last(other) > 2
}
