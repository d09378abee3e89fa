//! `hikyaku pause`: pause a sequence, or everything.

use super::Outcome;
use super::operating::{Answered, ask, named, paused_line, typed};
use crate::arguments::PauseArguments;
use crate::control::requests::Pause;
use crate::output::{Format, Output};

/// Pauses, and says what is paused.
pub fn run(arguments: &PauseArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let operation = Pause { sequence: arguments.sequence.clone(), reason: arguments.reason.clone() };
    let Answered { answer: changed, answered_by } = ask(&arguments.data, operation)?;
    if output.format == Format::Json {
        output.json(&changed)?;
        return Ok(Outcome::Well);
    }
    output.line(if changed.changed { "Paused now:" } else { "Paused already; nothing changed:" })?;
    for paused in &changed.paused {
        output.line(format!("  {}", paused_line(paused)))?;
    }
    output.line(format!(
        "Steps that become due wait. Release with {}.",
        typed(&format!("resume {}", named(changed.sequence.as_deref())), &answered_by)
    ))?;
    Ok(Outcome::Well)
}
