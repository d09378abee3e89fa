//! `hikyaku reconcile`: mails of which nobody knows whether they went out, and a person's decision about one.

use super::Outcome;
use super::operating::{Answered, ask, ticks, typed};
use crate::arguments::{DecisionArguments, ReconcileArguments};
use crate::local_control::AnsweredBy;
use crate::output::{Format, Output, Table};
use crate::say;
use operations::answers::{Next, Outcome as End, SettledByHand, UnknownMailLine, UnknownMails};
use operations::requests::{ListUnknownMails, OperatorDecision, SettleUnknownMail};

/// Lists, or decides.
pub fn run(arguments: &ReconcileArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let data = &arguments.data;
    // The command line gives both or neither.
    if let (Some(send_key), Some(decision)) = (&arguments.send_key, decision(arguments.decision)) {
        let operation = SettleUnknownMail { send_key: send_key.clone(), decision };
        let Answered { answer: settled, answered_by } = ask(data, operation)?;
        match output.format {
            Format::Json => output.json(&settled)?,
            Format::Text => output.line(told(&settled, ticks(&answered_by)))?,
        }
        return Ok(Outcome::Well);
    }
    let operation = ListUnknownMails { all: arguments.all, limit: arguments.limit };
    let Answered { answer: unknown_mails, answered_by } = ask(data, operation)?;
    match output.format {
        Format::Json => output.json(&unknown_mails)?,
        Format::Text => print(&unknown_mails, arguments.all, &answered_by, output)?,
    }
    Ok(Outcome::Well)
}

fn decision(said: DecisionArguments) -> Option<OperatorDecision> {
    let said = [
        (said.sent, OperatorDecision::Sent),
        (said.not_sent, OperatorDecision::NotSent),
        (said.send_again, OperatorDecision::SendAgain),
    ];
    said.into_iter().find(|(said, _)| *said).map(|(_, decision)| decision)
}

fn print(
    unknown_mails: &UnknownMails,
    all: bool,
    answered_by: &AnsweredBy,
    output: &mut Output,
) -> anyhow::Result<()> {
    if unknown_mails.unknown_mails.is_empty() {
        let hint = if all {
            String::new()
        } else {
            say!(
                en = " `--all` shows those that were decided.",
                ja = " 決まったものは `--all` で見られます。"
            )
        };
        output.line(say!(
            en = "No mail is unknown.{hint}",
            ja = "届いたか分からないメールはありません。{hint}"
        ))?;
        return Ok(());
    }
    let mut table = Table::new([
        say!(en = "send key", ja = "送信キー"),
        say!(en = "lead", ja = "リード"),
        say!(en = "sequence", ja = "シナリオ"),
        say!(en = "step", ja = "ステップ"),
        say!(en = "since", ja = "いつから"),
        say!(en = "what becomes of it", ja = "これから"),
    ]);
    for unknown_mail in &unknown_mails.unknown_mails {
        let UnknownMailLine { send_key, lead, sequence, step, since, outcome } = unknown_mail;
        table.row([send_key, lead, sequence, step, &since.to_string(), &becomes(outcome)]);
    }
    output.line(table.lines().join("\n"))?;
    if unknown_mails.more {
        output.line(say!(
            en = "There are more; `--limit N` shows them.",
            ja = "ほかにもあります。`--limit N` で出せます。"
        ))?;
    }
    if unknown_mails.unknown_mails.iter().any(|unknown_mail| unknown_mail.outcome == End::ForAPerson) {
        let decide = typed("reconcile SEND_KEY --sent", answered_by);
        output.line(say!(
            en = "Decide with {decide}, or with `--not-sent` or `--send-again`.",
            ja = "{decide} で決めてください。ほかに `--not-sent` と `--send-again` があります。"
        ))?;
    }
    Ok(())
}

fn becomes(outcome: &End) -> String {
    match outcome {
        End::ForAPerson => {
            say!(en = "waits for you to decide", ja = "あなたが決めるのを待っています")
        }
        End::Open { look_at, if_unknown } => say!(
            en = "looked at again {look_at}, then {if_unknown}",
            ja = "{look_at} にもう一度調べ、そのあと {if_unknown}"
        ),
        End::Decided { at, decision, because } => format!("{} {at}: {}", decided(decision), ground(because)),
        End::Overtaken => {
            say!(en = "the run went on without a decision", ja = "決まらないまま先へ進みました")
        }
    }
}

/// A decision in words; an unknown name stands for itself.
fn decided(decision: &str) -> String {
    match decision {
        "sent" => say!(en = "sent,", ja = "送られた、"),
        "not_sent" => say!(en = "not sent,", ja = "送られていない、"),
        "take_as_sent" => say!(en = "taken as sent,", ja = "送ったと見なした、"),
        "send_again" => say!(en = "sent again,", ja = "もう一度送った、"),
        other => other.to_owned(),
    }
}

/// A ground in words; an unknown name stands for itself.
fn ground(because: &str) -> String {
    match because {
        "evidence" => say!(en = "the mail service named it", ja = "メール送信サービスが知らせた"),
        "silence" => {
            say!(en = "nothing came, so if_unknown decided", ja = "何も来ないので if_unknown で決めた")
        }
        "person" => say!(en = "decided by hand", ja = "人が決めた"),
        "proof" => say!(en = "the outbox was looked into", ja = "送信箱を調べた"),
        other => other.to_owned(),
    }
}

fn told(settled: &SettledByHand, running: bool) -> String {
    let SettledByHand { sequence, step, decision, next, .. } = settled;
    let said = match decision.as_str() {
        "sent" => say!(en = "is taken as sent", ja = "送ったものとします"),
        "not_sent" => {
            say!(en = "is taken as not sent and left out", ja = "送られなかったものとし、飛ばします")
        }
        _ => say!(en = "is sent again", ja = "もう一度送ります"),
    };
    let when = if running {
        String::new()
    } else {
        say!(en = ", when `hikyaku up` runs", ja = "、`hikyaku up` が動いているとき")
    };
    let follows = match next {
        Next::Step { step, due_at } => {
            say!(en = "next is {step} at {due_at}{when}", ja = "次は {due_at} の {step}{when}です")
        }
        Next::Sending { step } => say!(en = "{step} is being sent", ja = "{step} を送っています"),
        Next::Over { ending } => {
            say!(en = "the run is over: {ending}", ja = "この登録は終わりました：{ending}")
        }
    };
    say!(
        en = "The mail of step {step} in {sequence} {said}; {follows}.",
        ja = "{sequence} のステップ {step} のメールは{said}。{follows}。"
    )
}
