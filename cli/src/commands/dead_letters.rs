//! `hikyaku dead-letters`: messages that no function could handle.

use super::Outcome;
use super::operating::ask;
use crate::arguments::{DeadLettersArguments, LetterCommand};
use crate::control::answers::{Letter, LetterLine, Letters, Retried};
use crate::control::deeds::{DiscardLetter, ListLetters, RetryLetters, ShowLetter};
use crate::output::{Format, Output, Table, Tone};

/// Lists, shows, handles again, or throws away.
pub fn run(arguments: &DeadLettersArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let data = &arguments.data;
    match &arguments.command {
        None | Some(LetterCommand::List) => {
            let letters = ask(data, ListLetters {})?.answer;
            list(&letters, output)?;
            Ok(Outcome::Well)
        }
        Some(LetterCommand::Show { id }) => {
            let letter = ask(data, ShowLetter { id: id.clone() })?.answer;
            show(&letter, output)?;
            Ok(Outcome::Well)
        }
        Some(LetterCommand::Retry { id, .. }) => {
            let retried = ask(data, RetryLetters { id: id.clone() })?.answer;
            tell(&retried, output)?;
            let all_handled = retried.letters.iter().all(|letter| letter.handled);
            Ok(if all_handled { Outcome::Well } else { Outcome::Found })
        }
        Some(LetterCommand::Discard { id }) => {
            let discarded = ask(data, DiscardLetter { id: id.clone() })?.answer;
            match output.format {
                Format::Json => output.json(&discarded)?,
                Format::Text => output.line(format!("{} is thrown away.", discarded.id))?,
            }
            Ok(Outcome::Well)
        }
    }
}

fn list(letters: &Letters, output: &mut Output) -> anyhow::Result<()> {
    if output.format == Format::Json {
        return Ok(output.json(letters)?);
    }
    if letters.letters.is_empty() {
        return Ok(output.line("There are no dead letters.")?);
    }
    let mut table = Table::new(["id", "queue", "died", "why"]);
    for letter in &letters.letters {
        table.row([letter.id.as_str(), letter.queue.as_str(), &died(letter), why(letter)]);
    }
    output.line(table.lines().join("\n"))?;
    Ok(output.line("Mend the cause, then `hikyaku dead-letters retry ID` or `--all`.")?)
}

fn show(letter: &Letter, output: &mut Output) -> anyhow::Result<()> {
    if output.format == Format::Json {
        return Ok(output.json(letter)?);
    }
    let line = &letter.line;
    output.line(format!("{}, died {}: {}", line.id, died(line), why(line)))?;
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
        return Ok(output.line("There are no dead letters.")?);
    }
    for letter in &retried.letters {
        let what = match &letter.reason {
            None => output.paint(Tone::Good, "handled, and gone from the list"),
            Some(reason) => output.paint(Tone::Bad, &format!("not handled, and kept: {reason}")),
        };
        output.line(format!("{}  {what}", letter.id))?;
    }
    Ok(())
}

fn died(letter: &LetterLine) -> String {
    letter.died_at.map_or_else(|| "at an unknown time".to_owned(), |at| at.to_string())
}

fn why(letter: &LetterLine) -> &str {
    letter.reason.as_deref().unwrap_or("the reason was not written down")
}
