//! A timeline as a table for people.

use crate::output::Table;
use timeline::{Entry, Line, Question, Words};

/// The lines as text: heading, table.
pub(super) fn text(question: &Question<'_>, lines: &[Line]) -> Vec<String> {
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
    let (day, date) = (question.days_in(line.at).to_string(), words.date(local.date_naive()));
    let time = local.format("%H:%M").to_string();
    let indent = "  ".repeat(line.depth);
    match &line.entry {
        Entry::Step { step, timing, verb, moved } => {
            let why = words.reasons(moved).join(&words.pick("、", "; "));
            let what_it_does = words.step(verb, question.subject(verb));
            [day, date, time, format!("{indent}{step}"), what_it_does, words.timing(timing, verb), why]
        }
        aside @ Entry::GoesOn { .. } => {
            said([day, date, time], &indent, &words.aside(aside, |step| question.awaits(step)))
        }
        aside @ (Entry::Way { .. } | Entry::WentOn { .. } | Entry::End(_)) => {
            said(Default::default(), &indent, &words.aside(aside, |step| question.awaits(step)))
        }
    }
}

fn said([day, date, time]: [String; 3], indent: &str, said: &str) -> [String; 7] {
    [day, date, time, format!("{indent}{said}"), String::new(), String::new(), String::new()]
}
