//! A plan in words, for terminals and pages.

use super::{Change, Passages, StepChange};
use cadence::text;
use cadence::wording::Text;

/// The kind of a document.
pub fn kind(kind: &str) -> Text {
    match kind {
        "settings" => text!(en = "settings", ja = "設定"),
        "sequence" => text!(en = "sequence", ja = "シナリオ"),
        "form" => text!(en = "form", ja = "フォーム"),
        "calendar" => text!(en = "calendar", ja = "カレンダー"),
        other => Text::same(other),
    }
}

/// The reason for which a sequence is another; programs read the English.
pub fn because(because: &str) -> Text {
    match because {
        "its own file" => text!(en = "its own file", ja = "自身のファイル"),
        "its mails" => text!(en = "its mails", ja = "メール"),
        "the settings" => text!(en = "the settings", ja = "設定"),
        "a calendar" => text!(en = "a calendar", ja = "カレンダー"),
        other => Text::same(other),
    }
}

impl Change {
    /// The change in one word.
    pub fn word(self) -> Text {
        match self {
            Self::New => text!(en = "new", ja = "新規"),
            Self::Changed => text!(en = "changed", ja = "変更"),
            Self::Removed => text!(en = "removed", ja = "削除"),
            Self::Same => text!(en = "same", ja = "同じ"),
        }
    }
}

impl StepChange {
    /// The change in one line.
    pub fn line(&self) -> Text {
        match self {
            Self::Added { step } => text!(en = "added     {step}", ja = "追加        {step}"),
            Self::Removed { step } => text!(en = "removed   {step}", ja = "削除        {step}"),
            Self::Renamed { step, was } => {
                text!(en = "renamed   {was} → {step}", ja = "名前の変更  {was} → {step}")
            }
            Self::Moved { step, from, to } => {
                text!(en = "moved     {step}: {from} → {to}", ja = "移動        {step}：{from} → {to}")
            }
            Self::Altered { step, from, to } => {
                text!(en = "altered   {step}: {from} → {to}", ja = "変更        {step}：{from} → {to}")
            }
            Self::Reordered => {
                text!(en = "the steps that stay are in another order", ja = "残るステップの順が違います")
            }
        }
    }
}

impl Passages {
    /// The fates with their counts, without those that meet nobody.
    pub fn lines(&self) -> Vec<(u64, Text)> {
        let mut lines = vec![
            (self.stay, text!(en = "go on as before", ja = "これまでどおり")),
            (
                self.keep_their_time,
                text!(
                    en = "keep their time, although the step would come sooner",
                    ja = "時刻はそのまま（新しい決まりなら、もっと早い）"
                ),
            ),
            (self.later, text!(en = "get their step later", ja = "ステップが遅くなる")),
            (
                self.renamed,
                text!(en = "go on with their step under its new name", ja = "新しい名前のステップに続く"),
            ),
        ];
        let gone = |step: &String| {
            text!(
                en = "go on to {step}, since their step is gone",
                ja = "今のステップがなくなるので、{step} に進む"
            )
        };
        lines.extend(self.go_on_to.iter().map(|(step, count)| (*count, gone(step))));
        lines.extend([
            (
                self.begin_again,
                text!(
                    en = "enter at the first step, since theirs and the one before are gone; what \
                         they got is left out",
                    ja = "今のステップも前のステップもなくなるので、最初のステップに入る（送ったものは送らない）"
                ),
            ),
            (
                self.left_out,
                text!(
                    en = "are too late for their mail, which is left out",
                    ja = "遅すぎるので、そのメールは送らない"
                ),
            ),
            (self.end, text!(en = "end", ja = "終わる")),
            (
                self.in_flight,
                text!(
                    en = "have a mail in flight or unknown, which is settled first",
                    ja = "送信中か、届いたか分からないメールがあり、それが先に決まる"
                ),
            ),
            (self.over, text!(en = "were through before and stay so", ja = "すでに終わっていて、そのまま")),
        ]);
        lines.retain(|(count, _)| *count > 0);
        lines
    }
}
