//! `hikyaku dead-letters`: messages that no function could handle.

use super::Outcome;
use super::operating::{Answered, ask, typed};
use crate::arguments::{DeadLettersArguments, DeadLettersCommand};
use crate::local_control::AnsweredBy;
use crate::output::{Format, Output, Table, Tone};
use crate::say;
use operations::answers::{Became, DeadLetter, DeadLetterLine, DeadLetters, MoreDeadLetters, Retried};
use operations::requests::{DiscardDeadLetter, ListDeadLetters, RetryDeadLetters, ShowDeadLetter};

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
                Format::Text => {
                    output.line(say!(en = "{} is thrown away.", ja = "{} を捨てました。", discarded.id))?;
                }
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
        return Ok(output
            .line(say!(en = "There are no dead letters.", ja = "処理できなかったものはありません。"))?);
    }
    let mut table = Table::new([
        say!(en = "id", ja = "番号（id）"),
        say!(en = "queue", ja = "キュー"),
        say!(en = "when", ja = "いつ"),
        say!(en = "why", ja = "理由"),
    ]);
    for letter in &letters.letters {
        table.row([letter.id.as_str(), letter.queue.as_str(), &when(letter), &why(letter)]);
    }
    output.line(table.lines().join("\n"))?;
    for MoreDeadLetters { queue, listed, about } in &letters.more {
        output.line(say!(
            en = "{queue}: {listed} of about {about} are listed; SQS shows a sample.",
            ja = "{queue}：約 {about} 件のうち {listed} 件を出しています。SQS は一部だけを返します。"
        ))?;
    }
    Ok(output.line(say!(
        en = "Mend the cause, then {} or `--all`.",
        ja = "原因を直してから、{} か `--all` を実行してください。",
        typed("dead-letters retry ID", answered_by)
    ))?)
}

fn show(letter: &DeadLetter, output: &mut Output) -> anyhow::Result<()> {
    if output.format == Format::Json {
        return Ok(output.json(letter)?);
    }
    let line = &letter.line;
    output.line(format!("{}, {}, {}: {}", line.id, line.queue, when(line), why(line)))?;
    let warning = output.paint(
        Tone::Warning,
        &say!(
            en = "It is shown as it came and may hold personal data. Do not pass it on.",
            ja = "届いたとおりに出します。個人の情報を含むことがあるので、人に渡さないでください。"
        ),
    );
    output.line(warning)?;
    output.line("")?;
    Ok(output.line(&letter.body)?)
}

fn tell(retried: &Retried, output: &mut Output) -> anyhow::Result<()> {
    if output.format == Format::Json {
        return Ok(output.json(retried)?);
    }
    if retried.letters.is_empty() {
        return Ok(output.line(say!(
            en = "There are no dead letters that can be handled again.",
            ja = "もう一度処理できるものはありません。"
        ))?);
    }
    for letter in &retried.letters {
        let what = match &letter.became {
            Became::Handled => output.paint(
                Tone::Good,
                &say!(en = "handled, and gone from the list", ja = "処理しました。一覧から外れます"),
            ),
            Became::PutBack { queue } => {
                say!(
                    en = "put back into {queue}; if it fails again, it comes back here",
                    ja = "{queue} に戻しました。もう一度失敗すると、ここに戻ります"
                )
            }
            Became::Kept { reason } => output.paint(
                Tone::Bad,
                &say!(en = "not handled, and kept: {reason}", ja = "処理できないので残しました：{reason}"),
            ),
        };
        output.line(format!("{}  {what}", letter.id))?;
    }
    Ok(())
}

fn when(letter: &DeadLetterLine) -> String {
    match (letter.died_at, letter.sent_at) {
        (Some(at), _) => say!(en = "died {at}", ja = "{at} に失敗"),
        (None, Some(at)) => say!(en = "sent {at}", ja = "{at} に送信"),
        (None, None) => say!(en = "at an unknown time", ja = "時刻は不明"),
    }
}

fn why(letter: &DeadLetterLine) -> String {
    letter.reason.clone().unwrap_or_else(|| {
        say!(
            en = "not written down; look into the log of its function",
            ja = "書かれていません。その関数のログを見てください"
        )
    })
}
