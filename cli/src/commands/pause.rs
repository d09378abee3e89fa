//! `hikyaku pause`: pause a sequence, or everything.

use super::Outcome;
use super::operating::{Answered, ask, named, paused_line, typed};
use crate::arguments::PauseArguments;
use crate::output::{Format, Output};
use crate::say;
use operations::requests::Pause;

/// Pauses, and says what is paused.
pub fn run(arguments: &PauseArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let operation = Pause { sequence: arguments.sequence.clone(), reason: arguments.reason.clone() };
    let Answered { answer: changed, answered_by } = ask(&arguments.data, operation)?;
    if output.format == Format::Json {
        output.json(&changed)?;
        return Ok(Outcome::Well);
    }
    output.line(if changed.changed {
        say!(en = "Paused now:", ja = "止めました：")
    } else {
        say!(en = "Paused already; nothing changed:", ja = "すでに止まっています。何も変えていません：")
    })?;
    for paused in &changed.paused {
        output.line(format!("  {}", paused_line(paused)))?;
    }
    output.line(say!(
        en = "Steps that become due wait. Release with {}.",
        ja = "この間に期日の来たステップは待ちます。再開するには {} を実行してください。",
        typed(&format!("resume {}", named(changed.sequence.as_deref())), &answered_by)
    ))?;
    Ok(Outcome::Well)
}
