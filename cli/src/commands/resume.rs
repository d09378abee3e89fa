//! `hikyaku resume`: release what is held, and say each reason why it was.

use super::Outcome;
use super::operating::{Answered, ask, held_line, ticks};
use crate::arguments::ResumeArguments;
use crate::control::requests::Resume;
use crate::output::{Format, Output};

/// Releases, and says what is still held.
pub fn run(arguments: &ResumeArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let operation = Resume { sequence: arguments.sequence.clone() };
    let Answered { answer: braked, behind } = ask(&arguments.data, operation)?;
    if output.format == Format::Json {
        output.json(&braked)?;
        return Ok(Outcome::Well);
    }
    for released in &braked.released {
        output.line(format!("Released: {}", held_line(released)))?;
    }
    if braked.released.iter().any(|released| released.waiting.counted > 0) {
        let when = if ticks(&behind) { "with the next ticks" } else { "when `hikyaku up` runs" };
        output.line(format!("What waited goes out {when}, at the usual pace."))?;
    }
    if !braked.changed {
        let what = braked.sequence.as_deref().unwrap_or("Everything");
        output.line(format!("{what} was not held; nothing changed."))?;
    }
    if !braked.held.is_empty() {
        output.line("Still held:")?;
    }
    for held in &braked.held {
        output.line(format!("  {}", held_line(held)))?;
    }
    Ok(Outcome::Well)
}
