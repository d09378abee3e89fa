//! `hikyaku pause`: hold a sequence, or everything.

use super::Outcome;
use super::operating::{Answered, ask, held_line, named, typed};
use crate::arguments::PauseArguments;
use crate::control::requests::Pause;
use crate::output::{Format, Output};

/// Holds, and says what is held.
pub fn run(arguments: &PauseArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let operation = Pause { sequence: arguments.sequence.clone(), reason: arguments.reason.clone() };
    let Answered { answer: braked, behind } = ask(&arguments.data, operation)?;
    if output.format == Format::Json {
        output.json(&braked)?;
        return Ok(Outcome::Well);
    }
    output.line(if braked.changed { "Held now:" } else { "Held already; nothing changed:" })?;
    for held in &braked.held {
        output.line(format!("  {}", held_line(held)))?;
    }
    output.line(format!(
        "Steps that become due wait. Release with {}.",
        typed(&format!("resume {}", named(braked.sequence.as_deref())), &behind)
    ))?;
    Ok(Outcome::Well)
}
