//! `hikyaku status`: how everything stands, and what waits for a person.

use super::Outcome;
use super::operating::{Answered, ask, held_line, several};
use crate::arguments::StatusArguments;
use crate::control::answers::{Count, Standing};
use crate::control::deeds::LookAround;
use crate::output::{Format, Output, Tone};
use serde::Serialize;

/// Minutes by which a step may be late before it stands out.
const LATE_MINUTES: i64 = 10;

/// What programs get.
#[derive(Serialize)]
struct Told<'a> {
    /// Whether a `hikyaku up` has the data.
    running: bool,
    /// Whether something waits for a person.
    waits_for_somebody: bool,
    #[serde(flatten)]
    standing: &'a Standing,
}

/// Prints how everything stands; found is what waits for a person.
pub fn run(arguments: &StatusArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let Answered { answer: standing, running } = ask(&arguments.data.data, LookAround {})?;
    let waits_for_somebody = standing.waits_for_somebody();
    match output.format {
        Format::Json => output.json(&Told { running, waits_for_somebody, standing: &standing })?,
        Format::Text => print(&standing, running, output)?,
    }
    Ok(if waits_for_somebody { Outcome::Found } else { Outcome::Well })
}

fn print(standing: &Standing, running: bool, output: &mut Output) -> anyhow::Result<()> {
    let state = if running { "running" } else { "not running: nothing is sent until `hikyaku up`" };
    let heading = format!("{} {}, {state}", standing.now, standing.zone);
    let heading = output.paint(Tone::Strong, &heading);
    output.line(heading)?;
    for (name, tone, text) in lines(standing) {
        let text = tone.map_or(text.clone(), |tone| output.paint(tone, &text));
        output.line(format!("  {name:<13} {text}"))?;
    }
    Ok(())
}

type Line = (&'static str, Option<Tone>, String);

fn lines(standing: &Standing) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    if standing.held.is_empty() {
        lines.push(("held", None, "nothing".to_owned()));
    }
    for held in &standing.held {
        let tone = if held.by_hand { Tone::Warning } else { Tone::Bad };
        lines.push(("held", Some(tone), held_line(held)));
    }
    lines.push(lateness(standing));
    let doubts =
        several(standing.in_doubt, "mail, to be decided by itself", "mails, to be decided by themselves");
    lines.push(("in doubt", None, if standing.in_doubt.counted == 0 { "none".to_owned() } else { doubts }));
    let decide = several(standing.for_a_person, "mail to decide about", "mails to decide about");
    lines.push(waiting("for you", standing.for_a_person, format!("{decide}: `hikyaku reconcile`")));
    let letters = Count { counted: u32::try_from(standing.dead_letters).unwrap_or(u32::MAX), or_more: false };
    let dead = several(letters, "message", "messages");
    lines.push(waiting("dead letters", letters, format!("{dead}: `hikyaku dead-letters`")));
    let ticked = standing.last_tick.map_or_else(|| "never".to_owned(), |at| at.to_string());
    lines.push(("last tick", None, ticked));
    lines
}

fn lateness(standing: &Standing) -> Line {
    match standing.oldest_due {
        Some(due) if standing.late_minutes > 0 => {
            let tone = (standing.late_minutes > LATE_MINUTES).then_some(Tone::Warning);
            let late = several(minutes(standing.late_minutes), "minute", "minutes");
            ("oldest due", tone, format!("{late} late, due {due}"))
        }
        Some(_) | None => ("oldest due", None, "nothing is late".to_owned()),
    }
}

fn minutes(late: i64) -> Count {
    Count { counted: u32::try_from(late).unwrap_or(u32::MAX), or_more: false }
}

fn waiting(name: &'static str, count: Count, text: String) -> Line {
    if count.counted == 0 { (name, None, "none".to_owned()) } else { (name, Some(Tone::Bad), text) }
}
