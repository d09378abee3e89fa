//! Rules about steps: what they send, what they ask about, in which order they come.

mod walk;

use super::workspace::{Document, Workspace};
use crate::finding::Finding;
use cadence::limits::STEPS_MAX;
use cadence::sequence::Purpose;
use cadence::{text, words};
use document::suggest;
use serde_json::Value;
use walk::Walk;

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

/// Returns the purpose of a mail, by the first step that sends it; none when no step does.
pub(crate) fn purpose_of_mail(sequence: &Document<'_>, mail: &str) -> Option<Purpose> {
    let steps = all(sequence);
    let step = steps.iter().find(|step| step.text("send") == Some(mail))?;
    Some(purpose(sequence, step))
}

fn purpose(sequence: &Document<'_>, step: &Step<'_>) -> Purpose {
    match step.text("purpose").or_else(|| sequence.text("/purpose")) {
        Some("transactional") => Purpose::Transactional,
        Some("confirmation") => Purpose::Confirmation,
        Some(_) | None => Purpose::Marketing,
    }
}

pub(crate) fn check(sequence: &Document<'_>, workspace: &Workspace<'_>) -> Vec<Finding> {
    let steps = all(sequence);
    if steps.len() > STEPS_MAX {
        // The excess of steps was told already; their order is looked at when they are fewer.
        return Vec::new();
    }
    let first = list(sequence.source.value.get("steps"), "/steps");
    let mut findings = Walk::along(&first, sequence, &steps);
    for step in &steps {
        findings.extend(sends(sequence, step, workspace));
        findings.extend(moved(sequence, step, workspace));
        findings.extend(branches(sequence, step));
    }
    findings.extend(purposes(sequence, &steps));
    findings.extend(renames(sequence, &steps));
    findings
}

fn sends(sequence: &Document<'_>, step: &Step<'_>, workspace: &Workspace<'_>) -> Option<Finding> {
    let mail = step.text("send")?;
    let mails = workspace.mails_of(&sequence.id);
    let folder = format!("emails/{}/{mail}", sequence.id);
    if mails.contains(&mail) || workspace.may_hold(&folder) {
        return None;
    }
    let remedy = suggest::remedy(
        mail,
        &mails,
        text!(en = "write the mail in {folder}/", ja = "{folder}/ にメールを書いてください。"),
    );
    let message = text!(
        en = "there is no mail {mail:?} (looked in {folder}/)",
        ja = "メール {mail:?} がありません（探した場所：{folder}/）。"
    );
    Some(sequence.source.finding("unknown-mail", &step.at("send"), message, remedy))
}

/// A time of day outside the hours of sending is moved, which is seldom what was meant.
fn moved(sequence: &Document<'_>, step: &Step<'_>, workspace: &Workspace<'_>) -> Option<Finding> {
    let at = step.text("at").filter(|_| step.text("send").is_some())?;
    if purpose(sequence, step) != Purpose::Marketing {
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
    let message = text!(
        en = "{at} is outside the hours of sending, {from} to {to}; the mail will be moved",
        ja = "{at} は送る時間帯（{from} から {to}）の外なので、時刻がずれます。"
    );
    let remedy = words!(
        en = "choose a time inside, or change `send_between`",
        ja = "中の時刻にするか、`send_between` を変えてください。"
    );
    Some(sequence.source.finding("at-outside-window", &step.at("at"), message, remedy))
}

fn branches(sequence: &Document<'_>, step: &Step<'_>) -> Option<Finding> {
    step.value.get("choose")?;
    if !step.branch("then").is_empty() || !step.branch("else").is_empty() {
        return None;
    }
    let remedy = words!(
        en = "write steps in `then` or `else`, or remove the step",
        ja = "`then` か `else` にステップを書くか、このステップを消してください。"
    );
    Some(sequence.source.finding(
        "empty-branches",
        &step.pointer,
        words!(
            en = "the step chooses between nothing and nothing",
            ja = "分かれた先に、どちらも何もありません。"
        ),
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
        let message = text!(
            en = "{was:?} is still a name, or an old name, of another step ({})",
            ja = "{was:?} は、ほかのステップの名前か、前の名前です（{}）。",
            other.pointer
        );
        let remedy = words!(
            en = "write in `was` a name that no step has any more",
            ja = "`was` には、いまはどのステップにもない名前を書いてください。"
        );
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
            let message = text!(
                en = "the mail {mail:?} is marketing in one step and transactional in another",
                ja = "メール {mail:?} が、あるステップでは案内（marketing）、別のステップでは \
                     transactional です。"
            );
            let remedy = words!(
                en = "copy the mail's folder under another name for one of them",
                ja = "どちらかのために、メールのフォルダーを別の名前で写してください。"
            );
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
