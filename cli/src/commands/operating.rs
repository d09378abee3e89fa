//! How a command has a deed done, and the words that several of them share.

use super::WrongUsage;
use crate::arguments::{Data, Whose};
use crate::control::answers::{Count, Held};
use crate::control::{Behind, Deed, Failure, Operators, PATIENCE};
use crate::language::said;
use crate::output::Progress;
use crate::say;
use anyhow::Context as _;
use cadence::wording::Text;

/// An answer, and what is behind it.
pub(super) struct Answered<A> {
    pub(super) answer: A,
    pub(super) behind: Behind,
}

/// Has a deed done by whoever has the data of a folder, or on a stack.
pub(super) fn ask<D: Deed>(data: &Data, deed: D) -> anyhow::Result<Answered<D::Answer>> {
    let _progress = Progress::over(say!(en = "waiting for an answer", ja = "返事を待っています"));
    let machine = tokio::runtime::Builder::new_current_thread().enable_all().build();
    machine
        .context(say!(en = "the program could not start", ja = "プログラムを始められませんでした"))?
        .block_on(async {
            let operators = match data.whose() {
                Some(Whose::Folder(folder)) => Operators::of(folder, PATIENCE).await?,
                Some(Whose::Stack(name)) => Operators::of_stack(name).await?,
                None => return Err(both_named().into()),
            };
            let answer = operators.carry_out(deed).await.map_err(Failure::into_error)?;
            Ok(Answered { answer, behind: operators.behind() })
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
pub(super) fn typed(words: &str, behind: &Behind) -> String {
    match behind {
        Behind::Data | Behind::Running => format!("`hikyaku {words}`"),
        Behind::Stack(name) => format!("`hikyaku {words} --stack {name}`"),
    }
}

/// Whether ticks come by themselves.
pub(super) fn ticks(behind: &Behind) -> bool {
    match behind {
        Behind::Data => false,
        Behind::Running | Behind::Stack(_) => true,
    }
}

/// What is held, in one line: `win-back, by hand, since 2026-11-24 10:00: wrong link (12 steps wait)`.
pub(super) fn held_line(held: &Held) -> String {
    let what = held.sequence.clone().unwrap_or_else(|| say!(en = "everything", ja = "すべて"));
    let version = if held.this_version_only {
        say!(en = " as published now", ja = "（いま公開中のもの）")
    } else {
        String::new()
    };
    let by = if held.by_hand {
        say!(en = "by hand", ja = "人の操作")
    } else {
        say!(en = "by the program", ja = "プログラムの判断")
    };
    let until =
        held.until.map(|until| say!(en = " until {until}", ja = "、{until} まで")).unwrap_or_default();
    let reason = held.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
    say!(
        en = "{what}{version}, {by}, since {}{until}{reason} ({})",
        ja = "{what}{version}、{by}、{} から{until}{reason}（{}）",
        held.since,
        steps_wait(held.waiting)
    )
}

/// How many steps wait.
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

/// How a sequence, or everything, is named on the command line.
pub(super) fn named(sequence: Option<&str>) -> &str {
    sequence.unwrap_or("--all")
}
