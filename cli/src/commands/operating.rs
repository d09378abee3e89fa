//! The way in which a command has an operation done, and the words that several of them share.

use crate::arguments::{Data, Target};
use crate::language::said;
use crate::local_control::{AnsweredBy, Connection, PATIENCE};
use crate::output::Progress;
use crate::say;
use crate::usage::{self, WrongUsage};
use anyhow::Context as _;
use cadence::wording::Text;
use operations::Operation;
use operations::answers::{Count, Paused};

/// An answer, and the data or the program that it comes from.
pub(super) struct Answered<A> {
    pub(super) answer: A,
    pub(super) answered_by: AnsweredBy,
}

/// Has an operation carried out on the target that a command line names.
pub(super) fn ask<D: Operation>(data: &Data, operation: D) -> anyhow::Result<Answered<D::Answer>> {
    let _progress = Progress::over(say!(en = "waiting for an answer", ja = "返事を待っています"));
    connected(data, async |connection| {
        let answer = connection.carry_out(operation).await.map_err(usage::of_operation)?;
        Ok(Answered { answer, answered_by: connection.answered_by() })
    })
}

/// Works with one connection to the target that a command line names.
pub(super) fn connected<T>(
    data: &Data,
    work: impl AsyncFnOnce(&Connection) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let machine = tokio::runtime::Builder::new_current_thread().enable_all().build();
    machine
        .context(say!(en = "the program could not start", ja = "プログラムを始められませんでした"))?
        .block_on(async {
            let connection = match data.target() {
                Some(Target::Folder(folder)) => Connection::of(folder, PATIENCE).await?,
                Some(Target::Stack(name)) => Connection::of_stack(name).await?,
                None => return Err(both_named().into()),
            };
            work(&connection).await
        })
}

/// The error for a command line that names a folder and a stack.
pub(super) fn both_named() -> WrongUsage {
    let words = say!(
        en = "--data names a folder of this machine and --stack a stack in AWS; leave one of them out",
        ja = "--data はこのパソコンのフォルダー、--stack は AWS のスタックです。どちらか一つにしてください"
    );
    WrongUsage(words)
}

/// A command as it is to be typed for the same data: `hikyaku resume win-back --stack hikyaku-prod`.
pub(super) fn typed(words: &str, answered_by: &AnsweredBy) -> String {
    match answered_by {
        AnsweredBy::Data | AnsweredBy::Running => format!("`hikyaku {words}`"),
        AnsweredBy::Stack(name) => format!("`hikyaku {words} --stack {name}`"),
    }
}

/// Whether ticks come by themselves.
pub(super) fn ticks(answered_by: &AnsweredBy) -> bool {
    match answered_by {
        AnsweredBy::Data => false,
        AnsweredBy::Running | AnsweredBy::Stack(_) => true,
    }
}

/// A pause in one line: `win-back, by hand, since 2026-11-24 10:00: wrong link (12 steps wait)`.
pub(super) fn paused_line(paused: &Paused) -> String {
    let what = paused.sequence.clone().unwrap_or_else(|| say!(en = "everything", ja = "すべて"));
    let version = if paused.this_version_only {
        say!(en = " as published now", ja = "（いま公開中のもの）")
    } else {
        String::new()
    };
    let by = if paused.by_hand {
        say!(en = "by hand", ja = "人の操作")
    } else {
        say!(en = "by the program", ja = "プログラムの判断")
    };
    let until =
        paused.until.map(|until| say!(en = " until {until}", ja = "、{until} まで")).unwrap_or_default();
    let reason = paused.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
    say!(
        en = "{what}{version}, {by}, since {}{until}{reason} ({})",
        ja = "{what}{version}、{by}、{} から{until}{reason}（{}）",
        paused.since,
        steps_wait(paused.waiting)
    )
}

/// Says how many steps wait.
pub(super) fn steps_wait(waiting: Count) -> String {
    match (waiting.counted, waiting.or_more) {
        (0, _) => say!(en = "no step waits", ja = "待っているステップなし"),
        (1, false) => say!(en = "1 step waits", ja = "1 ステップが待っています"),
        (_, _) => say!(en = "{waiting} steps wait", ja = "{waiting} ステップが待っています"),
    }
}

/// A number of things, with the right form of the English word.
pub(super) fn several(count: Count, (one, many): (&str, &str), japanese: &str) -> String {
    let word = if count.counted == 1 && !count.or_more { one } else { many };
    let more = if count.or_more { "+" } else { "" };
    said(Text::new(format!("{count} {word}"), format!("{}{more}{japanese}", count.counted)))
}

/// Names a sequence, or everything, as the command line does.
pub(super) fn named(sequence: Option<&str>) -> &str {
    sequence.unwrap_or("--all")
}
