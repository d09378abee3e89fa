//! `hikyaku pause`: hold a sequence, or everything.

use super::Outcome;
use super::operating::{Answered, ask, held_line, named, typed};
use crate::arguments::PauseArguments;
use crate::control::deeds::Pause;
use crate::output::{Format, Output};
use crate::say;

/// Holds, and says what is held.
pub fn run(arguments: &PauseArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let deed = Pause { sequence: arguments.sequence.clone(), reason: arguments.reason.clone() };
    let Answered { answer: braked, behind } = ask(&arguments.data, deed)?;
    if output.format == Format::Json {
        output.json(&braked)?;
        return Ok(Outcome::Well);
    }
    output.line(if braked.changed {
        say!(en = "Held now:", ja = "止めました：")
    } else {
        say!(en = "Held already; nothing changed:", ja = "すでに止まっています。何も変えていません：")
    })?;
    for held in &braked.held {
        output.line(format!("  {}", held_line(held)))?;
    }
    output.line(say!(
        en = "Steps that become due wait. Release with {}.",
        ja = "この間に期日の来たステップは待ちます。再開するには {} を実行してください。",
        typed(&format!("resume {}", named(braked.sequence.as_deref())), &behind)
    ))?;
    Ok(Outcome::Well)
}
