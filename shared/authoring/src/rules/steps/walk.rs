//! A walk along the steps of a sequence: which come before which, on which day, and what may be asked about.

use super::super::conditions::asked;
use super::super::workspace::Document;
use super::Step;
use crate::finding::Finding;
use cadence::wording::{Text, Words};
use cadence::{text, words};
use document::suggest;
use serde_json::Value;
use std::collections::BTreeSet;

const SENDING: Words =
    words!(en = "name a step that sends a mail", ja = "メールを送るステップを書いてください。");

/// The knowledge on the way to a step.
#[derive(Clone, Default)]
struct Path<'a> {
    /// Steps that may have been done before.
    before: BTreeSet<&'a str>,
    /// The latest day, and the time of day there, that certainly came before.
    day: Option<(u64, &'a str)>,
}

pub(super) struct Walk<'a, 'b> {
    sequence: &'a Document<'b>,
    all: &'a [Step<'a>],
    findings: Vec<Finding>,
}

impl<'a, 'b> Walk<'a, 'b> {
    /// The findings about the order of steps and about their questions.
    pub(super) fn along(first: &[Step<'a>], sequence: &'a Document<'b>, all: &'a [Step<'a>]) -> Vec<Finding> {
        let mut walk = Self { sequence, all, findings: Vec::new() };
        walk.visit(first, Path::default());
        walk.findings
    }

    /// Goes along the steps; returns what is known behind them.
    fn visit(&mut self, steps: &[Step<'a>], mut path: Path<'a>) -> Path<'a> {
        let mut ended = false;
        for step in steps {
            if ended {
                let message = words!(
                    en = "no lead ever comes here: the sequence ends before",
                    ja = "ここより前でシナリオが終わるので、だれも来ません。"
                );
                let remedy = words!(
                    en = "remove the step, or move it before the `stop`",
                    ja = "ステップを消すか、`stop` の前に移してください。"
                );
                self.findings.push(self.sequence.source.finding(
                    "unreachable-step",
                    &step.pointer,
                    message,
                    remedy,
                ));
                break;
            }
            ended = ends(step);
            self.questions(step, &path);
            self.day(step, &mut path);
            path.before.extend(step.text("step"));
            let then = self.visit(&step.branch("then"), path.clone());
            let otherwise = self.visit(&step.branch("else"), path.clone());
            path.day = then.day.min(otherwise.day).max(path.day);
            path.before.extend(then.before.into_iter().chain(otherwise.before));
        }
        path
    }

    fn questions(&mut self, step: &Step<'a>, path: &Path<'a>) {
        for key in ["wait_for", "choose"] {
            for asked in step.value.get(key).map(|it| asked(it, &step.at(key))).unwrap_or_default() {
                let finding = self.question(asked.what, asked.step, path);
                let found = finding.map(|(rule, message, remedy)| {
                    self.sequence.source.finding(rule, &asked.pointer, message, remedy)
                });
                self.findings.extend(found);
                if asked.what == "opened" {
                    let message = words!(
                        en = "opens are unreliable: mail programs open mails by themselves, or never tell",
                        ja = "開封は当てになりません。メールソフトが自動で開いたり、開いても知らせ\
                             なかったりします。"
                    );
                    let remedy = words!(
                        en = "branch on `clicked`, or accept that some leads take the wrong way",
                        ja = "`clicked` で分けてください。このままなら、違う道に進む方も出ます。"
                    );
                    self.findings.push(self.sequence.source.finding(
                        "branch-on-opens",
                        &asked.pointer,
                        message,
                        remedy,
                    ));
                }
            }
        }
    }

    fn question(&self, what: &str, name: &str, path: &Path<'a>) -> Option<(&'static str, Text, Text)> {
        let target = self.all.iter().find(|step| step.text("step") == Some(name));
        let sending = self.all.iter().filter(|step| step.value.get("send").is_some());
        let sending: BTreeSet<&str> = sending.filter_map(|step| step.text("step")).collect();
        let sending: Vec<&str> = sending.into_iter().collect();
        let Some(target) = target else {
            let remedy = suggest::remedy(name, &sending, SENDING);
            return Some((
                "unknown-step",
                text!(en = "there is no step {name:?}", ja = "ステップ {name:?} がありません。"),
                remedy,
            ));
        };
        if target.value.get("send").is_none() {
            let remedy = suggest::with_list(SENDING, &sending);
            return Some((
                "step-sends-nothing",
                text!(
                    en = "the step {name:?} sends no mail that could be {what}",
                    ja = "ステップ {name:?} はメールを送らないので、{what} の条件には使えません。"
                ),
                remedy,
            ));
        }
        if !path.before.contains(name) {
            let message = text!(
                en = "the mail of {name:?} is never sent before this step: it comes later or on another way",
                ja = "ここより前に {name:?} のメールが送られることはありません。後にあるか、別の道\
                     にあります。"
            );
            return Some((
                "step-asked-too-early",
                message,
                words!(
                    en = "ask about a step that comes before",
                    ja = "ここより前のステップについての条件にしてください。"
                )
                .into(),
            ));
        }
        None
    }

    fn day(&mut self, step: &Step<'a>, path: &mut Path<'a>) {
        let Some(day) = step.value.get("day").and_then(Value::as_u64) else { return };
        let at = step.text("at").unwrap_or_default();
        let Some((latest, time)) = path.day else {
            path.day = Some((day, at));
            return;
        };
        if day < latest {
            let message = text!(
                en = "day {day} is before day {latest} of an earlier step; it would come at once",
                ja = "{day} 日めは、前のステップの {latest} 日めより前なので、すぐに送られます。"
            );
            let remedy = words!(
                en = "put the steps in the order of their days",
                ja = "ステップを、日の順に並べてください。"
            );
            self.findings.push(self.sequence.source.finding(
                "day-goes-back",
                &step.at("day"),
                message,
                remedy,
            ));
        } else if day == latest && !at.is_empty() && at < time {
            let message = text!(
                en = "{at} on day {day} is before {time} of an earlier step; it would come at once",
                ja = "{day} 日めの {at} は、前のステップの {time} より前なので、すぐに送られます。"
            );
            let remedy = words!(
                en = "put the steps in the order of their times",
                ja = "ステップを、時刻の順に並べてください。"
            );
            self.findings.push(self.sequence.source.finding(
                "day-goes-back",
                &step.at("at"),
                message,
                remedy,
            ));
        } else {
            path.day = Some((day, at));
        }
    }
}

/// Whether nobody goes on behind this step.
fn ends(step: &Step<'_>) -> bool {
    let both = [step.branch("then"), step.branch("else")];
    step.value.get("stop").is_some() || both.iter().all(|branch| branch.iter().any(ends))
}
