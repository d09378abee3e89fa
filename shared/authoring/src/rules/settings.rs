//! Rules about the settings that need more than one document.

use super::conditions;
use super::workspace::Workspace;
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
    findings.extend(super::sequences::late(settings));
    for (index, rule) in settings.list("/score/fit").iter().enumerate() {
        if let Some(condition) = rule.get("if") {
            findings.extend(conditions::outside_run(settings, condition, &format!("/score/fit/{index}/if")));
        }
    }
    findings
}
