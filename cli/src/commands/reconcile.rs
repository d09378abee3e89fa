//! `hikyaku reconcile`: mails of which nobody knows whether they went out, and a person's decision about one.

use super::Outcome;
use super::operating::{Answered, ask, ticks, typed};
use crate::arguments::{ReconcileArguments, VerdictArguments};
use crate::control::AnsweredBy;
use crate::control::answers::{Next, Outcome as End, SettledByHand, UnknownMailLine, UnknownMails};
use crate::control::requests::{ListUnknownMails, SettleUnknownMail, Verdict};
use crate::output::{Format, Output, Table};

/// Lists, or decides.
pub fn run(arguments: &ReconcileArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let data = &arguments.data;
    // The command line gives both or neither.
    if let (Some(send_key), Some(verdict)) = (&arguments.send_key, verdict(arguments.verdict)) {
        let operation = SettleUnknownMail { send_key: send_key.clone(), verdict };
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

fn verdict(said: VerdictArguments) -> Option<Verdict> {
    let said = [
        (said.sent, Verdict::Sent),
        (said.not_sent, Verdict::NotSent),
        (said.send_again, Verdict::SendAgain),
    ];
    said.into_iter().find(|(said, _)| *said).map(|(_, verdict)| verdict)
}

fn print(
    unknown_mails: &UnknownMails,
    all: bool,
    answered_by: &AnsweredBy,
    output: &mut Output,
) -> anyhow::Result<()> {
    if unknown_mails.unknown_mails.is_empty() {
        let hint = if all { "" } else { " `--all` shows those that were decided." };
        output.line(format!("No mail is unknown.{hint}"))?;
        return Ok(());
    }
    let mut table = Table::new(["send key", "lead", "sequence", "step", "since", "what becomes of it"]);
    for unknown_mail in &unknown_mails.unknown_mails {
        let UnknownMailLine { send_key, lead, sequence, step, since, outcome } = unknown_mail;
        table.row([send_key, lead, sequence, step, &since.to_string(), &becomes(outcome)]);
    }
    output.line(table.lines().join("\n"))?;
    if unknown_mails.more {
        output.line("There are more; `--limit N` shows them.")?;
    }
    if unknown_mails.unknown_mails.iter().any(|unknown_mail| unknown_mail.outcome == End::ForAPerson) {
        let decide = typed("reconcile SEND_KEY --sent", answered_by);
        output.line(format!("Decide with {decide}, or with `--not-sent` or `--send-again`."))?;
    }
    Ok(())
}

fn becomes(outcome: &End) -> String {
    match outcome {
        End::ForAPerson => "waits for you to decide".to_owned(),
        End::Open { look_at, if_unknown } => format!("looked at again {look_at}, then {if_unknown}"),
        End::Decided { at, decision, because } => format!("{} {at}: {}", decided(decision), ground(because)),
        End::Overtaken => "the run went on without a decision".to_owned(),
    }
}

/// A decision in words; an unknown name stands for itself.
fn decided(decision: &str) -> &str {
    match decision {
        "sent" => "sent,",
        "not_sent" => "not sent,",
        "take_as_sent" => "taken as sent,",
        "send_again" => "sent again,",
        other => other,
    }
}

/// A ground in words; an unknown name stands for itself.
fn ground(because: &str) -> &str {
    match because {
        "evidence" => "the mail service named it",
        "silence" => "nothing came, so if_unknown decided",
        "person" => "decided by hand",
        "proof" => "the outbox was looked into",
        other => other,
    }
}

fn told(settled: &SettledByHand, running: bool) -> String {
    let SettledByHand { sequence, step, decision, next, .. } = settled;
    let said = match decision.as_str() {
        "sent" => "is taken as sent",
        "not_sent" => "is taken as not sent and left out",
        _ => "is sent again",
    };
    let when = if running { "" } else { ", when `hikyaku up` runs" };
    let follows = match next {
        Next::Step { step, due_at } => format!("next is {step} at {due_at}{when}"),
        Next::Sending { step } => format!("{step} is being sent"),
        Next::Over { ending } => format!("the run is over: {ending}"),
    };
    format!("The mail of step {step} in {sequence} {said}; {follows}.")
}
