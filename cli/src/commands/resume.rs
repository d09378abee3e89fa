//! `hikyaku resume`: release what is held, and say each reason why it was.

use super::Outcome;
use super::operating::{Answered, ask, held_line, ticks};
use crate::arguments::ResumeArguments;
use crate::control::deeds::Resume;
use crate::output::{Format, Output};
use crate::say;

/// Releases, and says what is still held.
pub fn run(arguments: &ResumeArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let deed = Resume { sequence: arguments.sequence.clone() };
    let Answered { answer: braked, behind } = ask(&arguments.data, deed)?;
    if output.format == Format::Json {
        output.json(&braked)?;
        return Ok(Outcome::Well);
    }
    for released in &braked.released {
        output.line(say!(en = "Released: {}", ja = "再開しました：{}", held_line(released)))?;
    }
    if braked.released.iter().any(|released| released.waiting.counted > 0) {
        let when = if ticks(&behind) {
            say!(en = "with the next ticks", ja = "すぐに順番に")
        } else {
            say!(en = "when `hikyaku up` runs", ja = "`hikyaku up` が動いているときに")
        };
        output.line(say!(
            en = "What waited goes out {when}, at the usual pace.",
            ja = "待っていたものは、{when}いつもの速さで送られます。"
        ))?;
    }
    if !braked.changed {
        let what = braked.sequence.clone().unwrap_or_else(|| say!(en = "Everything", ja = "すべて"));
        output.line(say!(
            en = "{what} was not held; nothing changed.",
            ja = "{what} は止まっていませんでした。何も変えていません。"
        ))?;
    }
    if !braked.held.is_empty() {
        output.line(say!(en = "Still held:", ja = "まだ止まっているもの："))?;
    }
    for held in &braked.held {
        output.line(format!("  {}", held_line(held)))?;
    }
    Ok(Outcome::Well)
}
