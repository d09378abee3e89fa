//! `sequences/<id>.json`: who enters, what ends it, what it overrides; its steps stand in `steps`.

use crate::company::SenderText;
use crate::condition::ConditionText;
use crate::confirmation;
use crate::problem::{Notes, Problems, join, parse};
use crate::settings::Settings;
use crate::steps::{self, StepText};
use crate::suggest;
use crate::topics;
use crate::words::{IfLateText, LanguageWord, SequencePurposeWord, UnknownWord, WindowText};
use cadence::ids::{EventName, FormId, SequenceId, Version};
use cadence::sequence::{Entry, Goal, IfUnknown, Language, Purpose, Reentry, Sequence, SweepRule};
use cadence::{text, words};
use serde::Deserialize;

/// Leads that a sweep takes in one night where the sequence does not say it.
const SWEEP_AT_MOST_PER_DAY: u32 = 500;

/// シナリオ（ステップメール）。ファイル名がIDです。 / A sequence of step mails; the file name is its id.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "sequence")]
pub(crate) struct SequenceText {
    /// スキーマの場所（エディタ用）。 / Where the schema lies, for the editor.
    #[serde(rename = "$schema")]
    _schema: Option<String>,
    /// 題名。一覧とレポートに出ます。 / Title, shown in lists and reports.
    title: Option<String>,
    /// メールの言語。 / Language of its mails.
    language: Option<LanguageWord>,
    /// 目的。marketing は同意が必要、transactional は返信やお礼、confirmation は同意の確認（`confirm` のフォーム用）。 / marketing needs consent;
    /// transactional is asked for; confirmation asks whether an agreement is the person's own, for forms with `confirm`.
    purpose: Option<SequencePurposeWord>,
    /// テーマ（settings.json の topics の名前）。断った方には送りません。 / Its topic, one of `topics` in settings.json; who refused that gets none
    /// of its marketing.
    topic: Option<String>,
    /// 差出人（標準と違うとき）。 / Sender, where it is not the usual one.
    sender: Option<SenderText>,
    /// カレンダーの名前（標準と違うとき）。 / Calendar, where it is not the usual one.
    calendar: Option<String>,
    /// 始まるきっかけ。form・event・sweep のどれか一つ。 / What makes a lead enter: form, event or sweep.
    #[cfg_attr(feature = "schema", schemars(required))]
    start: Option<StartText>,
    /// 同じ人が再び入れるか。"never"・"restart"・"after 365 days"。 / Whether a lead may enter again.
    start_again: Option<String>,
    /// 目標。達成したら終わります。 / The goal; reaching it ends the sequence.
    goal: Option<GoalText>,
    /// 途中で止める出来事。 / Events that end it without being its goal.
    stop_if: Option<Vec<StopText>>,
    /// 送信時間帯（標準と違うとき）。 / Hours and days of sending, where they are not the usual ones.
    send_between: Option<WindowText>,
    /// 遅れたステップの扱い。 / What happens to late steps.
    if_late: Option<IfLateText>,
    /// 届いたか分からないメールの扱い。 / What happens to a mail of unknown fate.
    if_unknown: Option<UnknownWord>,
    /// ステップ。上から順に進みます。 / The steps, taken in this order.
    #[cfg_attr(feature = "schema", schemars(required))]
    steps: Option<Vec<StepText>>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 始まるきっかけ。どれか一つだけ。 / What makes a lead enter; exactly one key.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "start")]
pub(crate) struct StartText {
    /// フォームが送信された。 / A form was posted: its id.
    form: Option<String>,
    /// 出来事が届いた。 / An event arrived: its name.
    event: Option<String>,
    /// 毎晩の休眠チェックで見つかった。 / The nightly sweep found the lead quiet.
    sweep: Option<SweepText>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 休眠チェックの対象。 / Whom the nightly sweep takes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "sweep")]
pub(crate) struct SweepText {
    /// 反応がない期間。 / Time without engagement, such as "180 days".
    #[cfg_attr(feature = "schema", schemars(required))]
    quiet_for: Option<String>,
    /// 対象を絞る条件。 / What else must hold.
    only_if: Option<ConditionText>,
    /// 一晩に入れる人数の上限。 / Leads taken in one night at most.
    at_most_per_day: Option<u32>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 目標。 / The event that makes the rest needless.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "goal")]
pub(crate) struct GoalText {
    /// 出来事の名前。 / Name of the event.
    #[cfg_attr(feature = "schema", schemars(required))]
    event: Option<String>,
    /// 始まりからこの期間のうちなら目標と数える。 / Time after entry in which it counts, such as "60 days".
    within: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 止める出来事。 / An event that stops the sequence.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "stop_if")]
pub(crate) struct StopText {
    /// 出来事の名前。 / Name of the event.
    #[cfg_attr(feature = "schema", schemars(required))]
    event: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// Reads `sequences/<id>.json`; what it does not say it takes from the settings. Every problem is reported.
pub fn read(id: SequenceId, version: Version, text: &str, settings: &Settings) -> Result<Sequence, Problems> {
    let written: SequenceText = parse(text)?;
    let mut notes = Notes::default();
    let sequence = written.read(id, version, settings, &mut notes);
    notes.finish(sequence)
}

impl SequenceText {
    fn read(
        self,
        id: SequenceId,
        version: Version,
        settings: &Settings,
        notes: &mut Notes,
    ) -> Option<Sequence> {
        let usual = &settings.defaults;
        let purpose = self.purpose.map_or(Purpose::Marketing, Purpose::from);
        let entry = notes.need(self.start, "", "start").and_then(|start| start.read("/start", notes));
        let reentry = self.start_again.map_or(Some(Reentry::Never), |text| reentry(&text, notes));
        let goal = self.goal.map(|goal| goal.read("/goal", notes));
        let stop_if = self.stop_if.unwrap_or_default().into_iter().enumerate();
        let stop_if: Vec<Option<EventName>> =
            stop_if.map(|(index, stop)| stop.read(&join("/stop_if", index), notes)).collect();
        let window = self.send_between.map_or(Some(usual.window), |it| it.read("/send_between", notes));
        let if_late = self.if_late.map_or(Some(usual.if_late), |it| it.read("/if_late", notes));
        let sender = self.sender.map(|sender| sender.read("/sender", notes));
        let topics = &settings.policy.topics;
        let topic = self.topic.map(|name| topics::of_sequence(&name, topics, purpose, notes));
        let steps = notes.need(self.steps, "", "steps");
        let steps = steps.and_then(|steps| steps::read(steps, purpose, notes));
        if purpose == Purpose::Confirmation {
            confirmation::check_sequence(entry.as_ref(), steps.as_ref(), notes);
        }
        let title = self.title.filter(|title| !title.trim().is_empty());
        Some(Sequence {
            title: title.unwrap_or_else(|| id.to_string()),
            id,
            version,
            language: self.language.map_or(settings.policy.language, Language::from),
            purpose,
            topic: topic.flatten(),
            sender: sender.flatten(),
            calendar: self.calendar,
            entry: entry?,
            reentry: reentry?,
            goal: goal.flatten(),
            stop_if: stop_if.into_iter().collect::<Option<_>>()?,
            window: window?,
            if_late: if_late?,
            if_unknown: self.if_unknown.map_or(usual.if_unknown, IfUnknown::from),
            steps: steps?,
        })
    }
}

impl StartText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<Entry> {
        let at = |key: &str| join(pointer, key);
        match (self.form, self.event, self.sweep) {
            (Some(form), None, None) => notes.name(FormId::parse, &form, &at("form")).map(Entry::Form),
            (None, Some(event), None) => notes.name(EventName::parse, &event, &at("event")).map(Entry::Event),
            (None, None, Some(sweep)) => sweep.read(&at("sweep"), notes).map(Entry::Sweep),
            (None, None, None) => {
                let remedy = words!(
                    en = "write { \"form\": … }, { \"event\": … } or { \"sweep\": { … } }",
                    ja = "{ \"form\": … }、{ \"event\": … }、{ \"sweep\": { … } } のどれか一つを書\
                         いてください。"
                );
                notes.add(
                    pointer,
                    "start-one-way",
                    words!(
                        en = "`start` does not say what makes a lead enter",
                        ja = "`start` に、始まるきっかけがありません。"
                    ),
                    remedy,
                );
                None
            }
            (_, _, _) => {
                let remedy = words!(
                    en = "keep one of them, and write another sequence for the other way in",
                    ja = "一つだけ残し、ほかの始まり方には別のシナリオを作ってください。"
                );
                notes.add(
                    pointer,
                    "start-one-way",
                    words!(
                        en = "`start` names several ways in",
                        ja = "`start` に、始まるきっかけがいくつもあります。"
                    ),
                    remedy,
                );
                None
            }
        }
    }
}

impl SweepText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<SweepRule> {
        let quiet_for = notes.need(self.quiet_for, pointer, "quiet_for");
        let quiet_for_days = quiet_for.and_then(|text| notes.days(&text, &join(pointer, "quiet_for")));
        let only_if = self.only_if.map(|condition| condition.read(&join(pointer, "only_if"), notes));
        let at_most_per_day = self.at_most_per_day.unwrap_or(SWEEP_AT_MOST_PER_DAY);
        if at_most_per_day == 0 {
            let place = join(pointer, "at_most_per_day");
            notes.add(
                place,
                "sweep-nobody",
                words!(en = "0 a night takes nobody", ja = "一晩に 0 人では、だれも入りません。"),
                words!(
                    en = "write at least 1, or remove the sequence",
                    ja = "1以上にするか、シナリオを消してください。"
                ),
            );
        }
        let only_if = only_if.map_or(Some(None), |condition| condition.map(Some));
        Some(SweepRule { quiet_for_days: quiet_for_days?, only_if: only_if?, at_most_per_day })
    }
}

impl GoalText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<Goal> {
        let event = notes.need(self.event, pointer, "event");
        let event = event.and_then(|name| notes.name(EventName::parse, &name, &join(pointer, "event")));
        let within = self.within.map(|text| notes.days(&text, &join(pointer, "within")));
        Some(Goal { event: event?, within_days: within.flatten() })
    }
}

impl StopText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<EventName> {
        let event = notes.need(self.event, pointer, "event")?;
        notes.name(EventName::parse, &event, &join(pointer, "event"))
    }
}

fn reentry(text: &str, notes: &mut Notes) -> Option<Reentry> {
    let pointer = "/start_again";
    match (text, text.strip_prefix("after ")) {
        ("never", _) => Some(Reentry::Never),
        ("restart", _) => Some(Reentry::Restart),
        (_, Some(span)) => notes.days(span, pointer).map(Reentry::AfterDays),
        (_, None) => {
            let near = suggest::nearest(text, ["never", "restart"]);
            let usual = words!(
                en = "write \"never\", \"restart\" or \"after 365 days\"",
                ja = "\"never\"、\"restart\"、\"after 365 days\" のどれかを書いてください。"
            );
            let remedy = near.map_or(usual.into(), |near| {
                text!(en = "did you mean {near:?}?", ja = "{near:?} ではありませんか。")
            });
            notes.add(
                pointer,
                "bad-start-again",
                text!(
                    en = "{text:?} is not a way to enter again",
                    ja = "{text:?} は、もう一度入るかどうかの書き方ではありません。"
                ),
                remedy,
            );
            None
        }
    }
}
