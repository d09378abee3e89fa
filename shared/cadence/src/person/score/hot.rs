//! An activity and what follows from it: the score it moves, and the story of a lead that it makes hot.

use super::{Activity, Engagement, ScoreRules};
use crate::Instant;
use crate::condition::ConditionInputs;

/// Parts of a score that a story names at most.
const PARTS_MAX: usize = 10;

/// A lead that people of the company should call.
#[derive(Debug, Clone, PartialEq)]
pub struct Hot {
    /// Its engagement score.
    pub score: f64,
    /// Its static points.
    pub fit: f64,
    /// The activities behind the score, the heaviest first.
    pub because: Vec<Part>,
}

/// One activity's share of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The kind of activity, such as `click`.
    pub kind: String,
    /// Its points by now.
    pub points: f64,
    /// The moment at which it was done.
    pub at: Instant,
}

/// The weight of an activity's sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// It moves the score and makes nobody hot: an open, or what anybody who knows the address can do.
    Weak,
    /// It can make the lead hot.
    Strong,
}

impl Engagement {
    /// The engagement after an activity of a lead of whom tags and attributes are known, and the story if that made the lead hot.
    /// Returns `None` if it was counted before.
    #[must_use]
    pub fn after(
        seen: Option<&Self>,
        activity: &Activity,
        strength: Strength,
        known: ConditionInputs,
        rules: &ScoreRules,
        now: Instant,
    ) -> Option<(Self, Option<Hot>)> {
        let mut next = seen.cloned().unwrap_or_else(|| Self::none(activity.at));
        if !next.add(activity, rules) {
            return None;
        }
        let inputs = ConditionInputs { score: next.score(rules, now), ..known };
        let fit = rules.fit(&inputs, now);
        let is_hot = strength == Strength::Strong && next.turns_hot(fit, rules, now);
        let hot = is_hot.then(|| next.story(fit, rules, now));
        Some((next, hot))
    }

    fn story(&self, fit: f64, rules: &ScoreRules, now: Instant) -> Hot {
        let parts = self.explain(rules, now).into_iter().take(PARTS_MAX);
        let because = parts.map(|(key, points, at)| {
            let kind = key.split(':').next().unwrap_or(key).to_owned();
            Part { kind, points: rounded(points), at }
        });
        Hot { score: rounded(self.score(rules, now)), fit: rounded(fit), because: because.collect() }
    }
}

/// Points as people read them: one decimal.
fn rounded(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}
