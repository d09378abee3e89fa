//! Steps as they are written: one verb each, at most one timing, branches nested and rejoining.

use crate::condition::ConditionText;
use crate::problem::{Notes, join};
use crate::words::PurposeWord;
use cadence::ids::StepId;
use cadence::limits::{BRANCH_DEPTH_MAX, STEPS_MAX};
use cadence::schedule::{Anchor, Timing};
use cadence::sequence::{Purpose, StepTree, Steps, StepsError, Verb};
use cadence::span::Span;
use cadence::wording::Text;
use cadence::{text, words};
use serde::Deserialize;
use std::collections::BTreeMap;

/// 一つのステップ。することは一つだけ書きます。 / One step; it does exactly one thing.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "step")]
pub(crate) struct StepText {
    /// ステップの名前。あとから変えないでください。 / Stable name of the step.
    #[cfg_attr(feature = "schema", schemars(required))]
    pub(crate) step: Option<String>,
    /// 改名前の名前。 / The name it had before a rename.
    was: Option<String>,
    /// 起点日から何日目か（当日は0）。 / Days after the start, the day itself being 0.
    day: Option<u32>,
    /// 前のステップからどれだけ後か。 / How long after the previous step, such as "3 days".
    after: Option<String>,
    /// 送る時刻。 / Time of day in the lead's zone, such as "10:00".
    at: Option<String>,
    /// メールを送る（フォルダの名前）。 / Sends a mail: the name of its folder.
    pub(crate) send: Option<String>,
    /// このメールだけの目的。 / What this mail is for, where it is not what the sequence is for.
    pub(crate) purpose: Option<PurposeWord>,
    /// 待つ。 / Lets time pass, such as "2 days".
    pub(crate) wait: Option<String>,
    /// 何かが起こるまで待つ（`at_most` と一緒に）。 / Waits until something happens, together with `at_most`.
    pub(crate) wait_for: Option<AwaitedText>,
    /// 最長でどれだけ待つか。 / How long it waits at most.
    pub(crate) at_most: Option<String>,
    /// 条件で道を分ける。 / Takes one of two ways by a condition.
    pub(crate) choose: Option<ConditionText>,
    /// 起こった・成り立つときの道。 / The way taken when it happened, or the condition holds.
    then: Option<Vec<StepText>>,
    /// そうでないときの道。 / The other way.
    #[serde(rename = "else")]
    otherwise: Option<Vec<StepText>>,
    /// 社内や外部に知らせる（通知先の名前）。 / Tells people or systems: the name of the channel.
    pub(crate) notify: Option<String>,
    /// タグを付ける。 / Puts a tag on.
    pub(crate) tag: Option<String>,
    /// タグを外す。 / Takes a tag off.
    pub(crate) untag: Option<String>,
    /// ここで終わる（理由）。 / Ends the sequence here: the reason.
    pub(crate) stop: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 待つもの。どれか一つだけ。 / What is waited for; exactly one key.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "wait_for")]
pub(crate) struct AwaitedText {
    /// このステップのメールのリンクが押される。 / A click in the mail of this step.
    pub(crate) clicked: Option<String>,
    /// このステップのメールが開かれる（不確か）。 / An open of the mail of this step (unreliable).
    pub(crate) opened: Option<String>,
    /// このステップのメールが届く。 / The delivery of the mail of this step.
    pub(crate) delivered: Option<String>,
    /// 出来事が起こる。 / A named event.
    pub(crate) event: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// Reads the steps of a sequence and lays them out.
pub(crate) fn read(written: Vec<StepText>, purpose: Purpose, notes: &mut Notes) -> Option<Steps> {
    let mut names = BTreeMap::new();
    let trees = list(written, "/steps", &mut Reading { purpose, depth: 0, names: &mut names, notes })?;
    let count: usize = names.len();
    match Steps::lay_out(trees) {
        Ok(steps) => Some(steps),
        Err(error @ StepsError::None) => {
            notes.add(
                "/steps",
                "no-steps",
                Text::new(error.to_string(), "ステップが一つもありません。"),
                words!(en = "write at least one step", ja = "ステップを一つ以上書いてください。"),
            );
            None
        }
        Err(error @ StepsError::TooMany { .. }) => {
            let remedy = text!(
                en = "split the sequence; {count} steps are more than the {STEPS_MAX} that fit",
                ja = "シナリオを分けてください。ステップが {count} 個あり、{STEPS_MAX} 個を超えています。"
            );
            let ja = format!("ステップが {count} 個あります。{STEPS_MAX} 個までです。");
            notes.add("/steps", "too-many-steps", Text::new(error.to_string(), ja), remedy);
            None
        }
        // Noted where the second one stands.
        Err(StepsError::Twice { .. }) => None,
    }
}

/// The state while steps are read.
struct Reading<'a> {
    purpose: Purpose,
    depth: usize,
    names: &'a mut BTreeMap<StepId, String>,
    notes: &'a mut Notes,
}

fn list(written: Vec<StepText>, pointer: &str, reading: &mut Reading<'_>) -> Option<Vec<StepTree>> {
    if reading.depth > BRANCH_DEPTH_MAX {
        let message = text!(
            en = "branches are nested more than {BRANCH_DEPTH_MAX} deep",
            ja = "分岐が {BRANCH_DEPTH_MAX} 段を超えて重なっています。"
        );
        reading.notes.add(
            pointer,
            "branches-too-deep",
            message,
            words!(
                en = "use tags and a second sequence instead",
                ja = "タグと、もう一つのシナリオを使ってください。"
            ),
        );
        return None;
    }
    reading.depth += 1;
    let trees: Vec<Option<StepTree>> = written
        .into_iter()
        .enumerate()
        .map(|(index, step)| one(step, &join(pointer, index), reading))
        .collect();
    reading.depth -= 1;
    trees.into_iter().collect()
}

fn one(mut step: StepText, pointer: &str, reading: &mut Reading<'_>) -> Option<StepTree> {
    let id = name(step.step.take(), pointer, reading);
    let was = step.was.take().map(|was| reading.notes.name(StepId::parse, &was, &join(pointer, "was")));
    let timing = timing(&step, pointer, reading.notes);
    let (then, otherwise) = (step.then.take(), step.otherwise.take());
    if step.wait_for.is_none() && step.choose.is_none() && (then.is_some() || otherwise.is_some()) {
        let message = words!(
            en = "`then` and `else` belong to `wait_for` or `choose`",
            ja = "`then` と `else` は、`wait_for` か `choose` と一緒に使います。"
        );
        reading.notes.add(
            pointer,
            "branches-without-question",
            message,
            words!(
                en = "add the question, or write the steps below",
                ja = "質問を書き足すか、中のステップを下に並べてください。"
            ),
        );
    }
    let then = list(then.unwrap_or_default(), &join(pointer, "then"), reading);
    let otherwise = list(otherwise.unwrap_or_default(), &join(pointer, "else"), reading);
    let verb: Option<Verb> = step.verb(pointer, reading.purpose, reading.notes);
    Some(StepTree {
        id: id?,
        was: was.flatten(),
        timing: timing?,
        verb: verb?,
        then: then?,
        otherwise: otherwise?,
    })
}

fn name(written: Option<String>, pointer: &str, reading: &mut Reading<'_>) -> Option<StepId> {
    let text = reading.notes.need(written, pointer, "step")?;
    let place = join(pointer, "step");
    let id = reading.notes.name(StepId::parse, &text, &place)?;
    if let Some(first) = reading.names.get(&id) {
        let message = text!(
            en = "another step is named {text:?} already ({first})",
            ja = "{text:?} という名前のステップが、すでにあります（{first}）。"
        );
        reading.notes.add(
            place,
            "duplicate-step",
            message,
            words!(
                en = "give each step a name of its own",
                ja = "ステップには、それぞれ別の名前を付けてください。"
            ),
        );
        return None;
    }
    reading.names.insert(id.clone(), place);
    Some(id)
}

fn timing(step: &StepText, pointer: &str, notes: &mut Notes) -> Option<Timing> {
    let written =
        [("day", step.day.is_some()), ("after", step.after.is_some()), ("wait", step.wait.is_some())];
    let written: Vec<&str> = written.iter().filter(|(_, is)| *is).map(|(key, _)| *key).collect();
    if written.len() > 1 {
        let message = text!(
            en = "the step says several times when it comes: {}",
            ja = "いつ行うかが、いくつも書かれています：{}",
            written.join(", ")
        );
        notes.add(
            pointer,
            "several-timings",
            message,
            words!(
                en = "keep one: `day` from the start, `after` from the previous step",
                ja = "始まりからなら `day`、前のステップからなら `after`。どちらか一つを残してください。"
            ),
        );
        return None;
    }
    if step.wait_for.is_some() && (!written.is_empty() || step.at.is_some()) {
        let message = words!(
            en = "a step that waits for something begins at once and cannot be timed",
            ja = "何かを待つステップはすぐに始まるので、時刻は指定できません。"
        );
        notes.add(
            pointer,
            "timing-on-wait-for",
            message,
            words!(
                en = "remove day, after and at; put a wait step before it",
                ja = "day・after・at を消し、前に wait のステップを置いてください。"
            ),
        );
        return None;
    }
    let time = step.at.as_deref().map(|text| notes.time(text, &join(pointer, "at")));
    let (anchor, span) = if let Some(day) = step.day {
        (Anchor::Start, day_span(day, pointer, notes)?)
    } else if let Some(text) = &step.after {
        (Anchor::Previous, notes.span(text, &join(pointer, "after"))?)
    } else if let Some(text) = &step.wait {
        (Anchor::Previous, notes.span(text, &join(pointer, "wait"))?)
    } else {
        (Anchor::Previous, Span::NONE)
    };
    if time.is_some() && span.is_exact() {
        let message = time_without_day(written.is_empty(), span);
        notes.add(
            join(pointer, "at"),
            "at-without-day",
            message,
            words!(
                en = "add `day`, or count in days, or remove `at`",
                ja = "`day` を足すか、日で数えるか、`at` を消してください。"
            ),
        );
        return None;
    }
    Some(Timing { anchor, span, at: time.flatten() })
}

/// Says why a time of day cannot be kept.
fn time_without_day(is_alone: bool, span: Span) -> Text {
    if is_alone {
        words!(
            en = "`at` says the time of day, but not of which day",
            ja = "`at` に時刻がありますが、どの日なのかがありません。"
        )
        .into()
    } else {
        text!(
            en = "`at` cannot be kept when the step comes exactly {span} later",
            ja = "ちょうど {span} 後に行うステップでは、`at` の時刻を守れません。"
        )
    }
}

fn day_span(day: u32, pointer: &str, notes: &mut Notes) -> Option<Span> {
    notes.span(&format!("{day} days"), &join(pointer, "day"))
}
