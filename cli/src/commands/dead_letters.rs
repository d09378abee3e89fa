//! `hikyaku dead-letters`: messages that no function could handle.

use super::Outcome;
use super::operating::{Answered, ask, typed};
use crate::arguments::{DeadLettersArguments, DeadLettersCommand};
use crate::control::AnsweredBy;
use crate::control::answers::{Became, DeadLetter, DeadLetterLine, DeadLetters, MoreDeadLetters, Retried};
use crate::control::requests::{DiscardDeadLetter, ListDeadLetters, RetryDeadLetters, ShowDeadLetter};
use crate::output::{Format, Output, Table, Tone};

/// Lists, shows, handles again, or throws away.
pub fn run(arguments: &DeadLettersArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let data = &arguments.data;
    match &arguments.command {
        None | Some(DeadLettersCommand::List) => {
            let Answered { answer: letters, answered_by } = ask(data, ListDeadLetters {})?;
            list(&letters, &answered_by, output)?;
            Ok(Outcome::Well)
        }
        Some(DeadLettersCommand::Show { id }) => {
            let letter = ask(data, ShowDeadLetter { id: id.clone() })?.answer;
            show(&letter, output)?;
            Ok(Outcome::Well)
        }
        Some(DeadLettersCommand::Retry { id, .. }) => {
            let retried = ask(data, RetryDeadLetters { id: id.clone() })?.answer;
            tell(&retried, output)?;
            let kept = retried.letters.iter().any(|letter| matches!(letter.became, Became::Kept { .. }));
            Ok(if kept { Outcome::Found } else { Outcome::Well })
        }
        Some(DeadLettersCommand::Discard { id }) => {
            let discarded = ask(data, DiscardDeadLetter { id: id.clone() })?.answer;
            match output.format {
                Format::Json => output.json(&discarded)?,
                Format::Text => output.line(format!("{} is thrown away.", discarded.id))?,
            }
            Ok(Outcome::Well)
        }
    }
}

fn list(letters: &DeadLetters, answered_by: &AnsweredBy, output: &mut Output) -> anyhow::Result<()> {
    if output.format == Format::Json {
        return Ok(output.json(letters)?);
    }
    if letters.letters.is_empty() && letters.more.is_empty() {
        return Ok(output.line("There are no dead letters.")?);
    }
    let mut table = Table::new(["id", "queue", "when", "why"]);
    for letter in &letters.letters {
        table.row([letter.id.as_str(), letter.queue.as_str(), &when(letter), why(letter)]);
    }
    output.line(table.lines().join("\n"))?;
    for MoreDeadLetters { queue, listed, about } in &letters.more {
        output.line(format!("{queue}: {listed} of about {about} are listed; SQS shows a sample."))?;
    }
    Ok(output
        .line(format!("Mend the cause, then {} or `--all`.", typed("dead-letters retry ID", answered_by)))?)
}

fn show(letter: &DeadLetter, output: &mut Output) -> anyhow::Result<()> {
    if output.format == Format::Json {
        return Ok(output.json(letter)?);
    }
    let line = &letter.line;
    output.line(format!("{}, {}, {}: {}", line.id, line.queue, when(line), why(line)))?;
    let warning =
        output.paint(Tone::Warning, "It is shown as it came and may hold personal data. Do not pass it on.");
    output.line(warning)?;
    output.line("")?;
    Ok(output.line(&letter.body)?)
}

fn tell(retried: &Retried, output: &mut Output) -> anyhow::Result<()> {
    if output.format == Format::Json {
        return Ok(output.json(retried)?);
    }
    if retried.letters.is_empty() {
        return Ok(output.line("There are no dead letters that can be handled again.")?);
    }
    for letter in &retried.letters {
        let what = match &letter.became {
            Became::Handled => output.paint(Tone::Good, "handled, and gone from the list"),
            Became::PutBack { queue } => {
                format!("put back into {queue}; if it fails again, it comes back here")
            }
            Became::Kept { reason } => output.paint(Tone::Bad, &format!("not handled, and kept: {reason}")),
        };
        output.line(format!("{}  {what}", letter.id))?;
    }
    Ok(())
}

fn when(letter: &DeadLetterLine) -> String {
    match (letter.died_at, letter.sent_at) {
        (Some(at), _) => format!("died {at}"),
        (None, Some(at)) => format!("sent {at}"),
        (None, None) => "at an unknown time".to_owned(),
    }
}

fn why(letter: &DeadLetterLine) -> &str {
    letter.reason.as_deref().unwrap_or("not written down; look into the log of its function")
}
