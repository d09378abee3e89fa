//! A timeline as a table for people, or as JSON for programs.

use super::words::Words;
use super::{Entry, Line, Moved, Question, Table};
use cadence::Instant;
use cadence::ids::StepId;
use cadence::sequence::Verb;
use chrono::SecondsFormat;
use serde_json::{Value, json};

/// The lines as text: heading, table.
pub fn text(question: &Question<'_>, lines: &[Line]) -> Vec<String> {
    let words = Words(question.sequence.language);
    let zone = question.lead.card.zone;
    let start = words.moment(question.from, zone);
    let sequence = question.sequence;
    let mut text = vec![
        format!("{} ({})", sequence.title, sequence.id),
        words.pick(format!("起点 {start} {zone}"), format!("starts {start} {zone}")),
        String::new(),
    ];
    let mut table = Table::new([
        words.pick("日め", "day"),
        words.pick("日付", "date"),
        words.pick("時刻", "time"),
        words.pick("ステップ", "step"),
        words.pick("内容", "what"),
        words.pick("指定", "asked for"),
        words.pick("動いた理由", "moved by"),
    ]);
    for line in lines {
        table.row(row(question, line));
    }
    text.extend(table.lines());
    text
}

fn row(question: &Question<'_>, line: &Line) -> [String; 7] {
    let words = Words(question.sequence.language);
    let local = line.at.with_timezone(&question.lead.card.zone);
    let (day, date) = (days_in(question, line.at).to_string(), words.date(local.date_naive()));
    let time = local.format("%H:%M").to_string();
    let indent = "  ".repeat(line.depth);
    match &line.entry {
        Entry::Step { step, timing, verb, moved } => {
            let why = words.reasons(moved).join(&words.pick("、", "; "));
            let what_it_does = words.step(verb, subject(question, verb));
            [day, date, time, format!("{indent}{step}"), what_it_does, words.timing(timing, verb), why]
        }
        aside @ Entry::GoesOn { .. } => {
            said([day, date, time], &indent, &words.aside(aside, awaits(question)))
        }
        aside @ (Entry::Way { .. } | Entry::WentOn { .. } | Entry::End(_)) => {
            said(Default::default(), &indent, &words.aside(aside, awaits(question)))
        }
    }
}

fn said([day, date, time]: [String; 3], indent: &str, said: &str) -> [String; 7] {
    [day, date, time, format!("{indent}{said}"), String::new(), String::new(), String::new()]
}

/// Which day of the run it is; the day on which it starts is day 0, as marketers count.
fn days_in(question: &Question<'_>, at: Instant) -> i64 {
    let zone = question.lead.card.zone;
    let day = |at: Instant| at.with_timezone(&zone).date_naive();
    (day(at) - day(question.from)).num_days()
}

fn subject<'a>(question: &Question<'a>, verb: &Verb) -> Option<&'a str> {
    verb.mail().and_then(|(mail, _)| question.subjects.get(mail)).map(String::as_str)
}

/// Tells waiting steps from choosing ones.
fn awaits(question: &Question<'_>) -> impl Fn(&StepId) -> bool {
    |id| question.sequence.steps.find(id).is_some_and(|step| matches!(step.verb, Verb::WaitFor { .. }))
}

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
        json!({ "depth": line.depth, "at": local(question, line.at), "day": days_in(question, line.at) });
    let (kind, step) = match &line.entry {
        Entry::Step { step, timing, verb, moved } => {
            value["asked_for"] = words.timing(timing, verb).into();
            value["verb"] = name(verb).into();
            value["what"] = words.step(verb, subject(question, verb)).into();
            if let Verb::Send { mail, .. } = verb {
                value["mail"] = mail.as_str().into();
                value["subject"] = subject(question, verb).into();
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
