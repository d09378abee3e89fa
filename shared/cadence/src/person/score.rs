//! Engagement score: what a person did lately, each activity worth half as much after one half-life.
//!
//! Forward decay (Cormode, Shkapenyuk, Srivastava, Xu: "Forward Decay", ICDE 2009): an activity of weight `w` at time `t` adds
//! `w · 2^((t − L) / h)` to a sum, `L` being a fixed landmark and `h` the half-life; the score at `now` is the sum divided by
//! `2^((now − L) / h)`. Activities may be added in any order and nothing is rewritten as time passes.

mod hot;

pub use hot::{Hot, Part, Strength};

use crate::Instant;
use crate::condition::{Condition, ConditionInputs};
use crate::ids::EventName;
use crate::limits::SCORE_EVENTS_MAX;
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// The rules for scoring engagement.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreRules {
    /// Days after which an activity counts half; at least 7.
    pub half_life_days: u32,
    /// The worth of each activity.
    pub weights: Weights,
    /// Static points for who the lead is.
    pub fit: Vec<FitRule>,
    /// When a lead is hot.
    pub hot: HotRule,
}

/// The worth of each activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// A form was posted.
    pub form: f64,
    /// A person clicked.
    pub click: f64,
    /// A person opened.
    pub open: f64,
    /// A named event happened.
    pub events: BTreeMap<EventName, f64>,
}

/// Points for what is known about a lead.
#[derive(Debug, Clone, PartialEq)]
pub struct FitRule {
    /// The condition.
    pub condition: Condition,
    /// Points added, or taken off when negative.
    pub points: f64,
}

/// When a lead is handed to people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HotRule {
    /// Engagement from which a lead is hot.
    pub engagement_at_least: f64,
    /// Fit it also needs.
    pub fit_at_least: f64,
    /// Engagement below which a lead that was hot can become hot again.
    pub again_below: f64,
    /// Days before the same lead is handed over again.
    pub quiet_days: u32,
}

/// Something a person did, as the score sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// The same for every report of the same activity, so that it counts once.
    pub key: String,
    /// Its worth.
    pub weight: f64,
    /// When it was done.
    pub at: Instant,
}

/// A lead's engagement as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Engagement {
    /// The landmark `L`.
    pub landmark: Instant,
    /// Weight and time of each activity by its key; at most [`SCORE_EVENTS_MAX`].
    pub activities: BTreeMap<String, (f64, Instant)>,
    /// The sum, scaled to the landmark; activities whose names were dropped are still in it.
    pub sum: f64,
    /// When a person did something last.
    pub last_at: Instant,
    /// When the lead was handed over last.
    pub hot_at: Option<Instant>,
    /// Whether it has cooled down since.
    pub armed: bool,
}

/// The distance from the landmark at which an activity may be before everything is scaled anew, in half-lives: 2^40 keeps 12 of the
/// 15 decimal digits of a double.
const HALF_LIVES_MAX: f64 = 40.0;

impl Engagement {
    /// The engagement of a lead that did nothing yet.
    pub fn none(now: Instant) -> Self {
        Self { landmark: now, activities: BTreeMap::new(), sum: 0.0, last_at: now, hot_at: None, armed: true }
    }

    /// Adds an activity, and re-arms a lead that had cooled down before it. False when it was counted before, or is older than
    /// all of the [`SCORE_EVENTS_MAX`] known by name, so that it may have been.
    pub fn add(&mut self, activity: &Activity, rules: &ScoreRules) -> bool {
        if self.activities.contains_key(&activity.key) || self.may_have_been_dropped(activity) {
            return false;
        }
        if self.score(rules, activity.at) < rules.hot.again_below {
            self.armed = true;
        }
        if rules.half_lives(activity.at - self.landmark) > HALF_LIVES_MAX {
            self.sum /= rules.growth(activity.at - self.landmark);
            self.landmark = activity.at;
        }
        self.sum += activity.weight * rules.growth(activity.at - self.landmark);
        self.activities.insert(activity.key.clone(), (activity.weight, activity.at));
        if self.activities.len() > SCORE_EVENTS_MAX
            && let Some((_, oldest)) = self.oldest()
        {
            let oldest = oldest.to_owned();
            self.activities.remove(&oldest);
        }
        self.last_at = self.last_at.max(activity.at);
        true
    }

    /// The activity known by name that is dropped first.
    fn oldest(&self) -> Option<(Instant, &str)> {
        self.activities.iter().map(|(key, (_, at))| (*at, key.as_str())).min()
    }

    /// Names are dropped in order of time and name, so every dropped activity comes before the oldest that is kept.
    fn may_have_been_dropped(&self, activity: &Activity) -> bool {
        self.activities.len() >= SCORE_EVENTS_MAX
            && self.oldest().is_some_and(|oldest| (activity.at, activity.key.as_str()) < oldest)
    }

    /// The score at `now`.
    pub fn score(&self, rules: &ScoreRules, now: Instant) -> f64 {
        self.sum / rules.growth(now - self.landmark)
    }

    /// The activities behind the score with what each is worth at `now`, the heaviest first.
    pub fn explain(&self, rules: &ScoreRules, now: Instant) -> Vec<(&str, f64, Instant)> {
        let mut parts: Vec<_> = self
            .activities
            .iter()
            .map(|(key, (weight, at))| (key.as_str(), weight / rules.growth(now - *at), *at))
            .collect();
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        parts
    }

    /// Whether an activity just done makes the lead hot; if so, notes that it was handed over. Cooling down re-arms, here or when
    /// the next activity is added.
    pub fn turns_hot(&mut self, fit: f64, rules: &ScoreRules, now: Instant) -> bool {
        let score = self.score(rules, now);
        if score < rules.hot.again_below {
            self.armed = true;
        }
        let rested =
            self.hot_at.is_none_or(|at| now - at >= TimeDelta::days(i64::from(rules.hot.quiet_days)));
        let hot =
            self.armed && rested && score >= rules.hot.engagement_at_least && fit >= rules.hot.fit_at_least;
        if hot {
            self.hot_at = Some(now);
            self.armed = false;
        }
        hot
    }
}

impl ScoreRules {
    /// The static points of a lead.
    pub fn fit(&self, inputs: &ConditionInputs, now: Instant) -> f64 {
        self.fit.iter().filter(|rule| rule.condition.holds(inputs, now)).map(|rule| rule.points).sum()
    }

    /// Returns the worth of an event; zero unless the settings name it.
    pub fn event_weight(&self, name: &EventName) -> f64 {
        self.weights.events.get(name).copied().unwrap_or(0.0)
    }

    fn half_lives(&self, span: TimeDelta) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a few years fit 53 bits")]
        let days = span.num_milliseconds() as f64 / 86_400_000.0;
        days / f64::from(self.half_life_days)
    }

    fn growth(&self, span: TimeDelta) -> f64 {
        self.half_lives(span).exp2()
    }
}

#[cfg(test)]
mod tests;
