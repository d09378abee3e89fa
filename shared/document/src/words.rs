//! Words and small objects that several documents share, as they are written, and what they mean in the domain.

use crate::problem::{Notes, join};
use cadence::sequence::{IfLate, IfUnknown, Language, LateAction, Purpose};
use cadence::window::{Days, QuietHours, WeekdaySet, Window};
use cadence::{text, words};
use chrono::Weekday;
use serde::Deserialize;

/// A language.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum LanguageWord {
    Ja,
    En,
}

/// The purpose of a mail.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum PurposeWord {
    Marketing,
    Transactional,
}

/// The purpose of the mails of a sequence.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum SequencePurposeWord {
    Marketing,
    Transactional,
    Confirmation,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum WeekdayWord {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// Kinds of days.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) enum DaysWord {
    #[serde(rename = "every day")]
    Every,
    #[serde(rename = "business days")]
    Business,
}

/// The treatment of a late step.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum LateWord {
    Send,
    Skip,
    Respace,
}

/// The treatment of a mail of unknown fate.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum UnknownWord {
    Skip,
    Resend,
    Ask,
}

/// 送信してよい時間帯と曜日。 / Hours and days at which mail may go out.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "send_between")]
pub(crate) struct WindowText {
    /// 開始時刻。 / From this time of day, such as "09:00".
    #[cfg_attr(feature = "schema", schemars(required))]
    from: Option<String>,
    /// 終了時刻（この時刻は含みません）。 / Until this time of day, itself not included.
    #[cfg_attr(feature = "schema", schemars(required))]
    to: Option<String>,
    /// 「毎日」か「営業日」。 / Every day, or business days by the calendar.
    on: Option<DaysWord>,
    /// 曜日を選ぶとき。on とは併用できません。 / Chosen days of the week, instead of `on`.
    on_days: Option<Vec<WeekdayWord>>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 深夜など、案内メールを送らない時間帯。 / Hours in which no marketing mail goes out; may run over midnight.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "quiet_hours")]
pub(crate) struct QuietHoursText {
    /// 始まり。to と同じなら静かな時間帯はありません。 / The start; the same as `to` means no quiet hours at all.
    #[cfg_attr(feature = "schema", schemars(required))]
    from: Option<String>,
    /// 終わり。 / The end, itself not quiet any more.
    #[cfg_attr(feature = "schema", schemars(required))]
    to: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 停止や障害のあとで遅れたステップの扱い。 / What happens to steps that come late, after an outage or a pause.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "if_late")]
pub(crate) struct IfLateText {
    /// これより遅れたら。 / How late is too late, such as "3 days".
    #[cfg_attr(feature = "schema", schemars(required))]
    by: Option<String>,
    /// 送る・飛ばす・間隔を保って送る。 / Send anyway, skip, or send and keep the distances of what follows.
    #[cfg_attr(feature = "schema", schemars(required))]
    then: Option<LateWord>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

impl From<LanguageWord> for Language {
    fn from(word: LanguageWord) -> Self {
        match word {
            LanguageWord::Ja => Self::Japanese,
            LanguageWord::En => Self::English,
        }
    }
}

impl From<PurposeWord> for Purpose {
    fn from(word: PurposeWord) -> Self {
        match word {
            PurposeWord::Marketing => Self::Marketing,
            PurposeWord::Transactional => Self::Transactional,
        }
    }
}

impl From<SequencePurposeWord> for Purpose {
    fn from(word: SequencePurposeWord) -> Self {
        match word {
            SequencePurposeWord::Marketing => Self::Marketing,
            SequencePurposeWord::Transactional => Self::Transactional,
            SequencePurposeWord::Confirmation => Self::Confirmation,
        }
    }
}

impl From<UnknownWord> for IfUnknown {
    fn from(word: UnknownWord) -> Self {
        match word {
            UnknownWord::Skip => Self::Skip,
            UnknownWord::Resend => Self::Resend,
            UnknownWord::Ask => Self::Ask,
        }
    }
}

impl From<WeekdayWord> for Weekday {
    fn from(word: WeekdayWord) -> Self {
        match word {
            WeekdayWord::Mon => Self::Mon,
            WeekdayWord::Tue => Self::Tue,
            WeekdayWord::Wed => Self::Wed,
            WeekdayWord::Thu => Self::Thu,
            WeekdayWord::Fri => Self::Fri,
            WeekdayWord::Sat => Self::Sat,
            WeekdayWord::Sun => Self::Sun,
        }
    }
}

impl WindowText {
    pub(crate) fn read(self, pointer: &str, notes: &mut Notes) -> Option<Window> {
        let from = notes.need(self.from, pointer, "from");
        let from = from.and_then(|text| notes.time(&text, &join(pointer, "from")));
        let to = notes.need(self.to, pointer, "to");
        let to = to.and_then(|text| notes.time(&text, &join(pointer, "to")));
        let days = days(self.on, self.on_days, pointer, notes);
        let (from, to, days) = (from?, to?, days?);
        if from >= to {
            let message = text!(
                en = "{} to {} is no time at all",
                ja = "{} から {} まででは、時間がありません。",
                from.format("%H:%M"),
                to.format("%H:%M")
            );
            notes.add(
                pointer,
                "window-empty",
                message,
                words!(
                    en = "let `from` be earlier than `to` on the same day",
                    ja = "同じ日のうちで、`from` を `to` より前にしてください。"
                ),
            );
            return None;
        }
        Some(Window { from, to, days })
    }
}

fn days(
    on: Option<DaysWord>,
    on_days: Option<Vec<WeekdayWord>>,
    pointer: &str,
    notes: &mut Notes,
) -> Option<Days> {
    match (on, on_days) {
        (Some(_), Some(_)) => {
            let message =
                words!(en = "`on` and `on_days` are both there", ja = "`on` と `on_days` の両方があります。");
            notes.add(
                pointer,
                "window-days",
                message,
                words!(en = "keep one of them", ja = "どちらか一つを残してください。"),
            );
            None
        }
        (None, Some(days)) => {
            let set = WeekdaySet::new(days.into_iter().map(Weekday::from));
            if set.is_none() {
                let remedy = words!(
                    en = "name at least one day, such as [\"tue\", \"thu\"]",
                    ja = "[\"tue\", \"thu\"] のように、曜日を一つ以上書いてください。"
                );
                notes.add(
                    join(pointer, "on_days"),
                    "window-days",
                    words!(
                        en = "no day is named, so mail never goes out",
                        ja = "曜日が一つもないので、メールを送れません。"
                    ),
                    remedy,
                );
            }
            set.map(Days::Weekdays)
        }
        (Some(DaysWord::Business), None) => Some(Days::Business),
        (Some(DaysWord::Every) | None, None) => Some(Days::Every),
    }
}

impl QuietHoursText {
    /// None when something is wrong, and then it is noted, or when no hours are quiet.
    pub(crate) fn read(self, pointer: &str, notes: &mut Notes) -> Option<QuietHours> {
        let from = notes.need(self.from, pointer, "from");
        let from = from.and_then(|text| notes.time(&text, &join(pointer, "from")));
        let to = notes.need(self.to, pointer, "to");
        let to = to.and_then(|text| notes.time(&text, &join(pointer, "to")));
        let (from, to) = (from?, to?);
        (from != to).then_some(QuietHours { from, to })
    }
}

impl IfLateText {
    pub(crate) fn read(self, pointer: &str, notes: &mut Notes) -> Option<IfLate> {
        let by = notes.need(self.by, pointer, "by").and_then(|text| notes.span(&text, &join(pointer, "by")));
        let then = notes.need(self.then, pointer, "then").map(|word| match word {
            LateWord::Send => LateAction::Send,
            LateWord::Skip => LateAction::Skip,
            LateWord::Respace => LateAction::Respace,
        });
        Some(IfLate { by: by?, then: then? })
    }
}
