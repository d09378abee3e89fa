//! A timeline as JSON for programs.

use super::{Entry, Line, Moved, Question, Words};
use cadence::Instant;
use cadence::sequence::Verb;
use chrono::SecondsFormat;
use serde_json::{Value, json};

/// The lines as JSON.
pub fn json(question: &Question<'_>, lines: &[Line]) -> Value {
    let zone = question.lead.card.zone;
    json!({
        "sequence": question.sequence.id.as_str(),
        "title": question.sequence.title,
        "zone": zone.name(),
        "from": local(question, question.from),
        "lines": lines.iter().map(|line| line_json(question, line)).collect::<Vec<_>>(),
    })
}

fn line_json(question: &Question<'_>, line: &Line) -> Value {
    let words = Words(question.sequence.language);
    let mut value =
        json!({ "depth": line.depth, "at": local(question, line.at), "day": question.days_in(line.at) });
    let (kind, step) = match &line.entry {
        Entry::Step { step, timing, verb, moved } => {
            value["asked_for"] = words.timing(timing, verb).into();
            value["verb"] = name(verb).into();
            value["what"] = words.step(verb, question.subject(verb)).into();
            if let Verb::Send { mail, .. } = verb {
                value["mail"] = mail.as_str().into();
                value["subject"] = question.subject(verb).into();
            }
            value["moved"] = words.reasons(moved).into();
            value["put_off_by_cap"] = moved.contains(&Moved::Cap).into();
            ("step", Some(step))
        }
        Entry::Way { step, holds } => {
            value["holds"] = (*holds).into();
            ("way", Some(step))
        }
        Entry::GoesOn { step } => ("goes_on", Some(step)),
        Entry::WentOn { step, holds } => {
            value["holds"] = (*holds).into();
            ("went_on", Some(step))
        }
        Entry::End(ending) => {
            value["ending"] = ending.name().into();
            ("end", None)
        }
    };
    value["kind"] = kind.into();
    if let Some(step) = step {
        value["step"] = step.as_str().into();
    }
    value
}

fn name(verb: &Verb) -> &'static str {
    match verb {
        Verb::Send { .. } => "send",
        Verb::Wait => "wait",
        Verb::WaitFor { .. } => "wait_for",
        Verb::Choose { .. } => "choose",
        Verb::Notify { .. } => "notify",
        Verb::Tag { .. } => "tag",
        Verb::Stop { .. } => "stop",
    }
}

fn local(question: &Question<'_>, at: Instant) -> String {
    at.with_timezone(&question.lead.card.zone).to_rfc3339_opts(SecondsFormat::Secs, false)
}
