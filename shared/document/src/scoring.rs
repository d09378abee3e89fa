//! Scoring as it is written: what activities are worth, who fits, when a lead is hot.

use crate::condition::ConditionText;
use crate::problem::{Notes, join};
use cadence::ids::EventName;
use cadence::score::{FitRule, HotRule, ScoreRules, Weights};
use cadence::{text, words};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Days below which scores jump more than they tell.
const HALF_LIFE_DAYS_MIN: u32 = 7;

/// スコアの付け方。 / How engagement is scored.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "score")]
pub(crate) struct ScoreText {
    /// 点数が半分になるまでの期間（7日以上）。 / Time after which an activity counts half; at least 7 days.
    half_life: Option<String>,
    /// フォーム送信の点数。 / Points for a posted form.
    form: Option<f64>,
    /// クリックの点数。 / Points for a click.
    click: Option<f64>,
    /// 開封の点数。 / Points for an open.
    open: Option<f64>,
    /// 出来事ごとの点数。 / Points for named events.
    events: Option<BTreeMap<String, f64>>,
    /// 属性やタグで決まる点数。 / Static points for who the lead is.
    fit: Option<Vec<FitText>>,
    /// 営業に知らせる基準。 / When a lead is handed to people.
    hot: Option<HotText>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 条件と点数。 / A condition and its points.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "fit")]
pub(crate) struct FitText {
    /// 条件。 / What must hold.
    #[serde(rename = "if")]
    #[cfg_attr(feature = "schema", schemars(required))]
    condition: Option<ConditionText>,
    /// 点数（マイナスも可）。 / Points added, or taken off when negative.
    #[cfg_attr(feature = "schema", schemars(required))]
    points: Option<f64>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// 見込みが高いと判断する基準。 / When a lead is hot.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "hot")]
pub(crate) struct HotText {
    /// 関心度がこれ以上。 / Engagement from which a lead is hot.
    engagement: Option<f64>,
    /// 適合度がこれ以上。 / Fit it also needs.
    fit: Option<f64>,
    /// これを下回ると、もう一度知らせる対象になる。 / Engagement below which it can become hot again.
    again_below: Option<f64>,
    /// 同じ人を再び知らせるまでの期間。 / Time before the same lead is handed over again.
    quiet: Option<String>,
    /// メモ。 / A note, ignored by the program.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// Returns the rules where the settings say nothing.
pub(crate) fn usual() -> ScoreRules {
    ScoreRules {
        half_life_days: 30,
        weights: Weights { form: 20.0, click: 5.0, open: 1.0, events: BTreeMap::new() },
        fit: Vec::new(),
        hot: HotRule { engagement_at_least: 60.0, fit_at_least: 0.0, again_below: 40.0, quiet_days: 30 },
    }
}

impl ScoreText {
    pub(crate) fn read(self, pointer: &str, notes: &mut Notes) -> Option<ScoreRules> {
        let usual = usual();
        let half_life_days = match self.half_life {
            None => Some(usual.half_life_days),
            Some(text) => half_life(&text, &join(pointer, "half_life"), notes),
        };
        let events = self.events.unwrap_or_default().into_iter().filter_map(|(name, points)| {
            let place = join(&join(pointer, "events"), &name);
            notes.name(EventName::parse, &name, &place).map(|name| (name, points))
        });
        let events = events.collect();
        let fit = self.fit.unwrap_or_default().into_iter().enumerate();
        let fit: Vec<_> =
            fit.map(|(index, rule)| rule.read(&join(&join(pointer, "fit"), index), notes)).collect();
        let hot = self.hot.unwrap_or_default().read(&join(pointer, "hot"), usual.hot, notes);
        let weights = Weights {
            form: self.form.unwrap_or(usual.weights.form),
            click: self.click.unwrap_or(usual.weights.click),
            open: self.open.unwrap_or(usual.weights.open),
            events,
        };
        let fit: Option<Vec<FitRule>> = fit.into_iter().collect();
        Some(ScoreRules { half_life_days: half_life_days?, weights, fit: fit?, hot: hot? })
    }
}

fn half_life(text: &str, pointer: &str, notes: &mut Notes) -> Option<u32> {
    let days = notes.days(text, pointer)?;
    if days < HALF_LIFE_DAYS_MIN {
        let message = text!(
            en = "a half-life of {days} days forgets people over a weekend",
            ja = "点数が半分になるまでが {days} 日では、週末のあいだに忘れてしまいます。"
        );
        let remedy = text!(
            en = "write at least \"{HALF_LIFE_DAYS_MIN} days\"; 30 days is usual",
            ja = "\"{HALF_LIFE_DAYS_MIN} days\" 以上にしてください。ふつうは30日です。"
        );
        notes.add(pointer, "half-life-short", message, remedy);
        return None;
    }
    Some(days)
}

impl FitText {
    fn read(self, pointer: &str, notes: &mut Notes) -> Option<FitRule> {
        let condition = notes.need(self.condition, pointer, "if");
        let condition = condition.and_then(|condition| condition.read(&join(pointer, "if"), notes));
        let points = notes.need(self.points, pointer, "points");
        Some(FitRule { condition: condition?, points: points? })
    }
}

impl HotText {
    fn read(self, pointer: &str, usual: HotRule, notes: &mut Notes) -> Option<HotRule> {
        let engagement = self.engagement.unwrap_or(usual.engagement_at_least);
        // The point of re-arming goes down with the threshold where only that is lowered.
        let again_below = self.again_below.unwrap_or(engagement * 2.0 / 3.0);
        if again_below >= engagement {
            let message = text!(
                en = "`again_below` {again_below} is not below `engagement` {engagement}",
                ja = "`again_below`（{again_below}）が `engagement`（{engagement}）より小さくありません。"
            );
            notes.add(
                pointer,
                "hot-again",
                message,
                words!(
                    en = "let `again_below` be lower, such as two thirds of it",
                    ja = "`again_below` を、三分の二くらいに下げてください。"
                ),
            );
        }
        let quiet_days = match self.quiet {
            None => Some(usual.quiet_days),
            Some(text) => notes.days(&text, &join(pointer, "quiet")),
        };
        Some(HotRule {
            engagement_at_least: engagement,
            fit_at_least: self.fit.unwrap_or(usual.fit_at_least),
            again_below,
            quiet_days: quiet_days?,
        })
    }
}
