//! Rules about the settings that need more than one document.

use super::conditions::{self, asked};
use super::steps;
use super::workspace::{Document, Workspace};
use crate::finding::Finding;
use cadence::schedule::ever_opens;
use cadence::{text, words};
use document::suggest;

pub(crate) fn check(workspace: &Workspace<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(settings) = &workspace.settings else { return findings };
    let names = workspace.calendar_names();
    let missing =
        |name: &&str| !names.contains(name) && !workspace.may_hold(&format!("calendars/{name}.json"));
    if let Some(name) = settings.text("/calendar").filter(missing) {
        let remedy = suggest::remedy(
            name,
            &names,
            words!(
                en = "write a file in calendars/ or use \"japan\"",
                ja = "calendars/ にファイルを書くか、\"japan\" としてください。"
            ),
        );
        let message = text!(en = "there is no calendar {name:?}", ja = "カレンダー {name:?} がありません。");
        findings.push(settings.source.finding("unknown-calendar", "/calendar", message, remedy));
    }
    if let Some(read) = &workspace.settings_read
        && !ever_opens(Some(read.defaults.window), read.policy.quiet_hours)
    {
        let pointer = if settings.source.value.get("send_between").is_some() {
            "/send_between"
        } else {
            "/quiet_hours"
        };
        let message = words!(
            en = "no moment of the day is inside `send_between` and outside `quiet_hours`",
            ja = "`send_between` のうち、`quiet_hours` を外れる時間がありません。"
        );
        let remedy = words!(
            en = "shorten the quiet hours or widen the hours of sending",
            ja = "案内を送らない時間を短くするか、送る時間帯を広げてください。"
        );
        findings.push(settings.source.finding("window-never-opens", pointer, message, remedy));
    }
    findings.extend(tracking(workspace, settings));
    findings.extend(super::sequences::late(settings));
    for (index, rule) in settings.list("/score/fit").iter().enumerate() {
        if let Some(condition) = rule.get("if") {
            findings.extend(conditions::outside_run(settings, condition, &format!("/score/fit/{index}/if")));
        }
    }
    findings
}

/// The rule about tracking has to be said, and where nobody is tracked no step may ask what only tracking tells.
fn tracking(workspace: &Workspace<'_>, settings: &Document<'_>) -> Vec<Finding> {
    match settings.text("/tracking") {
        None if settings.source.value.get("tracking").is_none() => {
            let message = words!(
                en = "`tracking` does not say whose opens and clicks are tracked",
                ja = "開封・クリックを計測するかどうか（`tracking`）が書かれていません。"
            );
            let remedy = words!(
                en = "write \"tracking\": \"always\" (all who do not refuse), \"asked\" (those who allow it; what \
                     the law of the EU asks) or \"never\"",
                ja = "\"tracking\": \"always\"（断った方のほか全員）、\"asked\"（認めた方だけ。EUの法律が求めるもの）、\
                     \"never\"（計測しない）のどれかを書いてください。"
            );
            vec![settings.source.finding("tracking-unsaid", "", message, remedy)]
        }
        Some("never") => workspace.sequences.iter().flat_map(untracked_reactions).collect(),
        Some(_) | None => Vec::new(),
    }
}

/// Questions of a sequence that only tracking could answer.
fn untracked_reactions(sequence: &Document<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for step in steps::all(sequence) {
        for key in ["wait_for", "choose"] {
            let Some(condition) = step.value.get(key) else { continue };
            for question in asked(condition, &format!("{}/{key}", step.pointer)) {
                if question.what == "delivered" {
                    continue;
                }
                let message = text!(
                    en =
                        "nobody is ever seen to have `{}` a mail: settings.json says \"tracking\": \"never\"",
                    ja = "settings.json が \"tracking\": \"never\" なので、`{}` が分かることはありません。",
                    question.what
                );
                let remedy = words!(
                    en = "ask about an event, a tag or an answer, or track with \"asked\"",
                    ja = "出来事・タグ・回答についての条件にするか、\"asked\" にして計測してください。"
                );
                findings.push(sequence.source.finding(
                    "untracked-reaction",
                    &question.pointer,
                    message,
                    remedy,
                ));
            }
        }
    }
    findings
}
