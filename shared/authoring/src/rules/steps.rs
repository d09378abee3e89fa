//! Rules about steps: what they send, what they ask about, in which order they come.

use super::conditions::asked;
use super::workspace::{Document, Workspace};
use crate::finding::Finding;
use cadence::limits::STEPS_MAX;
use cadence::sequence::Purpose;
use document::suggest;
use serde_json::Value;
use std::collections::BTreeSet;

/// A step with its place.
pub(crate) struct Step<'a> {
    pub(crate) value: &'a Value,
    pub(crate) pointer: String,
}

impl<'a> Step<'a> {
    fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key).and_then(Value::as_str)
    }

    fn branch(&self, key: &str) -> Vec<Step<'a>> {
        list(self.value.get(key), &format!("{}/{key}", self.pointer))
    }

    fn at(&self, key: &str) -> String {
        format!("{}/{key}", self.pointer)
    }
}

fn list<'a>(value: Option<&'a Value>, pointer: &str) -> Vec<Step<'a>> {
    let steps = value.and_then(Value::as_array).into_iter().flatten().enumerate();
    steps.map(|(index, value)| Step { value, pointer: format!("{pointer}/{index}") }).collect()
}

/// All steps in the order in which they are written.
pub(crate) fn all<'a>(sequence: &'a Document<'_>) -> Vec<Step<'a>> {
    fn add<'a>(steps: Vec<Step<'a>>, all: &mut Vec<Step<'a>>) {
        for step in steps {
            let branches = [step.branch("then"), step.branch("else")];
            all.push(step);
            for branch in branches {
                add(branch, all);
            }
        }
    }
    let mut steps = Vec::new();
    add(list(sequence.source.value.get("steps"), "/steps"), &mut steps);
    steps
}

/// What a mail is for, by the first step that sends it; none when no step does.
pub(crate) fn purpose_of_mail(sequence: &Document<'_>, mail: &str) -> Option<Purpose> {
    let steps = all(sequence);
    let step = steps.iter().find(|step| step.text("send") == Some(mail))?;
    Some(purpose(sequence, step))
}

fn purpose(sequence: &Document<'_>, step: &Step<'_>) -> Purpose {
    match step.text("purpose").or_else(|| sequence.text("/purpose")) {
        Some("transactional") => Purpose::Transactional,
        Some(_) | None => Purpose::Marketing,
    }
}

pub(crate) fn check(sequence: &Document<'_>, workspace: &Workspace<'_>) -> Vec<Finding> {
    let steps = all(sequence);
    if steps.len() > STEPS_MAX {
        // That there are too many was told; their order is looked at when they are fewer.
        return Vec::new();
    }
    let mut walk = Walk { sequence, all: &steps, findings: Vec::new() };
    let first = list(sequence.source.value.get("steps"), "/steps");
    walk.visit(&first, Path::default());
    let mut findings = walk.findings;
    for step in &steps {
        findings.extend(sends(sequence, step, workspace));
        findings.extend(moved(sequence, step, workspace));
        findings.extend(branches(sequence, step));
    }
    findings.extend(purposes(sequence, &steps));
    findings.extend(renames(sequence, &steps));
    findings
}

/// What is known on the way to a step.
#[derive(Clone, Default)]
struct Path<'a> {
    /// Steps that may have been done before.
    before: BTreeSet<&'a str>,
    /// The latest day, and the time of day there, that certainly came before.
    day: Option<(u64, &'a str)>,
}

struct Walk<'a, 'b> {
    sequence: &'a Document<'b>,
    all: &'a [Step<'a>],
    findings: Vec<Finding>,
}

impl<'a> Walk<'a, '_> {
    /// Goes along the steps; returns what is known behind them.
    fn visit(&mut self, steps: &[Step<'a>], mut path: Path<'a>) -> Path<'a> {
        let mut ended = false;
        for step in steps {
            if ended {
                let message = "no lead ever comes here: the sequence ends before";
                let remedy = "remove the step, or move it before the `stop`";
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
                    let message =
                        "opens are unreliable: mail programs open mails by themselves, or never tell";
                    let remedy = "branch on `clicked`, or accept that some leads take the wrong way";
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

    fn question(&self, what: &str, name: &str, path: &Path<'a>) -> Option<(&'static str, String, String)> {
        let target = self.all.iter().find(|step| step.text("step") == Some(name));
        let sending = self.all.iter().filter(|step| step.value.get("send").is_some());
        let sending: BTreeSet<&str> = sending.filter_map(|step| step.text("step")).collect();
        let sending: Vec<&str> = sending.into_iter().collect();
        let Some(target) = target else {
            let remedy = suggest::remedy(name, &sending, "name a step that sends a mail");
            return Some(("unknown-step", format!("there is no step {name:?}"), remedy));
        };
        if target.value.get("send").is_none() {
            let remedy = format!("name a step that sends a mail; there are: {}", suggest::listed(&sending));
            return Some((
                "step-sends-nothing",
                format!("the step {name:?} sends no mail that could be {what}"),
                remedy,
            ));
        }
        if !path.before.contains(name) {
            let message = format!(
                "the mail of {name:?} is never sent before this step: it comes later or on another way"
            );
            return Some(("step-asked-too-early", message, "ask about a step that comes before".to_owned()));
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
            let message =
                format!("day {day} is before day {latest} of an earlier step; it would come at once");
            let remedy = "put the steps in the order of their days";
            self.findings.push(self.sequence.source.finding(
                "day-goes-back",
                &step.at("day"),
                message,
                remedy,
            ));
        } else if day == latest && !at.is_empty() && at < time {
            let message =
                format!("{at} on day {day} is before {time} of an earlier step; it would come at once");
            let remedy = "put the steps in the order of their times";
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

fn sends(sequence: &Document<'_>, step: &Step<'_>, workspace: &Workspace<'_>) -> Option<Finding> {
    let mail = step.text("send")?;
    let mails = workspace.mails_of(&sequence.id);
    let folder = format!("emails/{}/{mail}", sequence.id);
    if mails.contains(&mail) || workspace.may_hold(&folder) {
        return None;
    }
    let remedy = suggest::remedy(mail, &mails, &format!("write the mail in {folder}/"));
    let message = format!("there is no mail {mail:?} (looked in {folder}/)");
    Some(sequence.source.finding("unknown-mail", &step.at("send"), message, remedy))
}

/// A time of day outside the hours of sending is moved, which is seldom what was meant.
fn moved(sequence: &Document<'_>, step: &Step<'_>, workspace: &Workspace<'_>) -> Option<Finding> {
    let at = step.text("at").filter(|_| step.text("send").is_some())?;
    if purpose(sequence, step) == Purpose::Transactional {
        return None;
    }
    let bound = |key: &str, usual| {
        let own = sequence.source.value.get("send_between").is_some();
        let place = format!("/send_between/{key}");
        let text = if own { sequence.text(&place) } else { workspace.setting(&place) };
        text.unwrap_or(usual).to_owned()
    };
    let (from, to) = (bound("from", "09:00"), bound("to", "18:00"));
    // All are written HH:MM, so they compare as texts.
    if (from.as_str()..to.as_str()).contains(&at) || at.len() != 5 || from.len() != 5 || to.len() != 5 {
        return None;
    }
    let message = format!("{at} is outside the hours of sending, {from} to {to}; the mail will be moved");
    let remedy = "choose a time inside, or change `send_between`";
    Some(sequence.source.finding("at-outside-window", &step.at("at"), message, remedy))
}

fn branches(sequence: &Document<'_>, step: &Step<'_>) -> Option<Finding> {
    step.value.get("choose")?;
    if !step.branch("then").is_empty() || !step.branch("else").is_empty() {
        return None;
    }
    let remedy = "write steps in `then` or `else`, or remove the step";
    Some(sequence.source.finding(
        "empty-branches",
        &step.pointer,
        "the step chooses between nothing and nothing",
        remedy,
    ))
}

/// A step that was renamed leaves its old name free; otherwise leads at that name could be in two places.
fn renames(sequence: &Document<'_>, steps: &[Step<'_>]) -> Vec<Finding> {
    let taken = steps.iter().filter_map(|step| {
        let was = step.text("was")?;
        let other = steps.iter().find(|other| {
            let same_step = other.pointer == step.pointer;
            other.text("step") == Some(was) || (!same_step && other.text("was") == Some(was))
        })?;
        let message = format!("{was:?} is still a name, or an old name, of another step ({})", other.pointer);
        let remedy = "write in `was` a name that no step has any more";
        Some(sequence.source.finding("was-still-there", &step.at("was"), message, remedy))
    });
    taken.collect()
}

/// A mail is compiled with one footer, so it can be for one thing only.
fn purposes(sequence: &Document<'_>, steps: &[Step<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let Some(mail) = step.text("send") else { continue };
        let first = steps[..index].iter().find(|earlier| earlier.text("send") == Some(mail));
        if first.is_some_and(|first| purpose(sequence, first) != purpose(sequence, step)) {
            let message = format!("the mail {mail:?} is marketing in one step and transactional in another");
            let remedy = "copy the mail's folder under another name for one of them";
            findings.push(sequence.source.finding(
                "mail-with-two-purposes",
                &step.at("send"),
                message,
                remedy,
            ));
        }
    }
    findings
}
