//! `hikyaku resume`: release what is paused, and say each reason why it was.

use super::Outcome;
use super::operating::{Answered, ask, paused_line, ticks};
use crate::arguments::ResumeArguments;
use crate::control::requests::Resume;
use crate::output::{Format, Output};

/// Releases, and says what is still paused.
pub fn run(arguments: &ResumeArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let operation = Resume { sequence: arguments.sequence.clone() };
    let Answered { answer: changed, answered_by } = ask(&arguments.data, operation)?;
    if output.format == Format::Json {
        output.json(&changed)?;
        return Ok(Outcome::Well);
    }
    for released in &changed.released {
        output.line(format!("Released: {}", paused_line(released)))?;
    }
    if changed.released.iter().any(|released| released.waiting.counted > 0) {
        let when = if ticks(&answered_by) { "with the next ticks" } else { "when `hikyaku up` runs" };
        output.line(format!("What waited goes out {when}, at the usual pace."))?;
    }
    if !changed.changed {
        let what = changed.sequence.as_deref().unwrap_or("Everything");
        output.line(format!("{what} was not paused; nothing changed."))?;
    }
    if !changed.paused.is_empty() {
        output.line("Still paused:")?;
    }
    for paused in &changed.paused {
        output.line(format!("  {}", paused_line(paused)))?;
    }
    Ok(Outcome::Well)
}
