//! Rules about a sequence as a whole: how it starts, what ends it, when it may send.

use super::conditions;
use super::workspace::{Document, Workspace};
use crate::finding::Finding;
use cadence::ids::{SequenceId, Version};
use cadence::schedule::ever_opens;
use cadence::span::Span;
use cadence::{text, words};
use document::suggest;
use serde_json::Value;

pub(crate) fn check(sequence: &Document<'_>, workspace: &Workspace<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = start(sequence, workspace).into_iter().collect();
    findings.extend(goal(sequence));
    findings.extend(sweep(sequence));
    findings.extend(late(sequence));
    findings.extend(window(sequence, workspace));
    let names = workspace.calendar_names();
    let missing =
        |name: &&str| !names.contains(name) && !workspace.may_hold(&format!("calendars/{name}.json"));
    if let Some(name) = sequence.text("/calendar").filter(missing) {
        let remedy = suggest::remedy(
            name,
            &names,
            words!(
                en = "write a file in calendars/ or remove the key",
                ja = "calendars/ にファイルを書くか、このキーを消してください。"
            ),
        );
        let message = text!(en = "there is no calendar {name:?}", ja = "カレンダー {name:?} がありません。");
        findings.push(sequence.source.finding("unknown-calendar", "/calendar", message, remedy));
    }
    findings
}

fn start(sequence: &Document<'_>, workspace: &Workspace<'_>) -> Option<Finding> {
    let name = sequence.text("/start/form")?;
    let Some(form) = workspace.form_of(sequence) else {
        if workspace.may_hold(&format!("forms/{name}.json")) {
            return None;
        }
        let forms = workspace.names("forms", &workspace.forms);
        let remedy = suggest::remedy(
            name,
            &forms,
            text!(en = "write forms/{name}.json", ja = "forms/{name}.json を書いてください。"),
        );
        let message = text!(en = "there is no form {name:?}", ja = "フォーム {name:?} がありません。");
        return Some(sequence.source.finding("unknown-form", "/start/form", message, remedy));
    };
    let marketing = !matches!(sequence.text("/purpose"), Some("transactional" | "confirmation"));
    if marketing && form.source.value.get("consent").is_none() {
        let message = text!(
            en = "the form {name:?} asks for no consent, so nobody it brings may be mailed marketing",
            ja = "フォーム {name:?} には同意がないので、そこから来た方に案内（marketing）は送れません。"
        );
        let remedy = text!(
            en = "add \"consent\" to forms/{name}.json, or write \"purpose\": \"transactional\"",
            ja = "forms/{name}.json に \"consent\" を書くか、\"purpose\": \"transactional\" としてください。"
        );
        return Some(sequence.source.finding("marketing-without-consent", "/start/form", message, remedy));
    }
    None
}

fn goal(sequence: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(goal) = sequence.text("/goal/event") else { return findings };
    for (index, stop) in sequence.list("/stop_if").iter().enumerate() {
        if stop.get("event").and_then(Value::as_str) == Some(goal) {
            let message = text!(
                en = "{goal:?} is the goal and also stops the sequence",
                ja = "{goal:?} が、目標であり、途中で止める出来事でもあります。"
            );
            let remedy = words!(
                en = "remove it from `stop_if`; the goal ends the sequence by itself",
                ja = "`stop_if` から消してください。目標に達すれば、シナリオは終わります。"
            );
            findings.push(sequence.source.finding(
                "goal-also-stops",
                &format!("/stop_if/{index}"),
                message,
                remedy,
            ));
        }
    }
    if sequence.text("/start/event") == Some(goal) {
        let message = text!(
            en = "{goal:?} starts the sequence and is its goal",
            ja = "{goal:?} が、始まりであり、目標でもあります。"
        );
        let remedy =
            words!(en = "choose another goal, or remove it", ja = "別の目標にするか、消してください。");
        findings.push(sequence.source.finding("goal-at-start", "/goal/event", message, remedy));
    }
    findings
}

fn sweep(sequence: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(condition) = sequence.source.value.pointer("/start/sweep/only_if") {
        findings.extend(conditions::outside_run(sequence, condition, "/start/sweep/only_if"));
    }
    let quiet_for = sequence.text("/start/sweep/quiet_for").and_then(|text| Span::parse(text).ok());
    let again = sequence.text("/start_again");
    let after = again.and_then(|text| text.strip_prefix("after ")).and_then(|text| Span::parse(text).ok());
    let (Some(quiet_for), Some(text)) = (quiet_for, again) else { return findings };
    let short = after.is_some_and(|after| after.days_at_most() < quiet_for.days_at_most());
    if short || text == "restart" {
        let message = text!(
            en = "a lead who stays quiet would be taken again and again: {text:?} is less than \
                 {quiet_for} of quiet",
            ja = "反応のない方が、何度も入ってしまいます。{text:?} は、反応のない期間 {quiet_for} \
                 より短くなっています。"
        );
        let remedy = text!(
            en = "write \"after {quiet_for}\" or longer, or \"never\"",
            ja = "\"after {quiet_for}\" より長くするか、\"never\" としてください。"
        );
        findings.push(sequence.source.finding("sweep-again-short", "/start_again", message, remedy));
    }
    findings
}

/// Skipping what is a little late loses mails on ordinary days: a cap puts a mail off by up to a day.
pub(crate) fn late(document: &Document<'_>) -> Option<Finding> {
    let by = document.text("/if_late/by").and_then(|text| Span::parse(text).ok())?;
    let hours = match by {
        Span::Minutes(minutes) => minutes / 60,
        Span::Hours(hours) => hours,
        Span::Days(days) => days * 24,
        Span::Weeks(_) | Span::Months(_) | Span::BusinessDays(_) => 24,
    };
    if hours >= 24 || document.text("/if_late/then") != Some("skip") {
        return None;
    }
    let message = text!(
        en = "a step that is {by} late is skipped, and a cap may put a mail off by a day",
        ja = "{by} 遅れたステップを送らない設定ですが、通数の上限だけでも一日遅れることがあります。"
    );
    let remedy = words!(
        en = "write at least \"1 day\", or \"then\": \"send\"",
        ja = "\"1 day\" 以上にするか、\"then\": \"send\" としてください。"
    );
    Some(document.source.finding("if-late-short", "/if_late/by", message, remedy))
}

fn window(sequence: &Document<'_>, workspace: &Workspace<'_>) -> Option<Finding> {
    sequence.source.value.get("send_between")?;
    let settings = workspace.usual.as_ref()?;
    let id = SequenceId::parse("checked").ok()?;
    let text = sequence.source.value.to_string();
    let read = document::read_sequence(id, Version::from_digest(&[0; 16]), &text, settings).ok()?;
    if ever_opens(Some(read.window), settings.policy.quiet_hours) {
        return None;
    }
    let message = words!(
        en = "no moment of the day is inside `send_between` and outside the quiet hours of settings.json",
        ja = "`send_between` のうち、settings.json の静かな時間を外れる時間がありません。"
    );
    let remedy =
        words!(en = "choose hours outside the quiet hours", ja = "静かな時間の外の時間帯にしてください。");
    Some(sequence.source.finding("window-never-opens", "/send_between", message, remedy))
}
