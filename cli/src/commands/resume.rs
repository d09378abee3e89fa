//! `hikyaku resume`: release what is paused, and say each reason why it was.

use super::Outcome;
use super::operating::{Answered, ask, paused_line, ticks};
use crate::arguments::ResumeArguments;
use crate::output::{Format, Output};
use crate::say;
use operations::requests::Resume;

/// Releases, and says what is still paused.
pub fn run(arguments: &ResumeArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let operation = Resume { sequence: arguments.sequence.clone() };
    let Answered { answer: changed, answered_by } = ask(&arguments.data, operation)?;
    if output.format == Format::Json {
        output.json(&changed)?;
        return Ok(Outcome::Well);
    }
    for released in &changed.released {
        output.line(say!(en = "Released: {}", ja = "再開しました：{}", paused_line(released)))?;
    }
    if changed.released.iter().any(|released| released.waiting.counted > 0) {
        let when = if ticks(&answered_by) {
            say!(en = "with the next ticks", ja = "すぐに順番に")
        } else {
            say!(en = "when `hikyaku up` runs", ja = "`hikyaku up` が動いているときに")
        };
        output.line(say!(
            en = "What waited goes out {when}, at the usual pace.",
            ja = "待っていたものは、{when}いつもの速さで送られます。"
        ))?;
    }
    if !changed.changed {
        let what = changed.sequence.clone().unwrap_or_else(|| say!(en = "Everything", ja = "すべて"));
        output.line(say!(
            en = "{what} was not paused; nothing changed.",
            ja = "{what} は止まっていませんでした。何も変えていません。"
        ))?;
    }
    if !changed.paused.is_empty() {
        output.line(say!(en = "Still paused:", ja = "まだ止まっているもの："))?;
    }
    for paused in &changed.paused {
        output.line(format!("  {}", paused_line(paused)))?;
    }
    Ok(Outcome::Well)
}
