//! Scores of all leads at one moment, in a few figures.

use serde::Serialize;

/// The spread of the scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scores {
    /// Leads with a score that is not as good as nothing.
    pub above_zero: usize,
    /// The middle one of those above zero.
    pub median: f64,
    /// The highest.
    pub highest: f64,
}

impl Scores {
    /// Looks at scores; figures are rounded to tenths.
    pub(super) fn of(mut scores: Vec<f64>) -> Self {
        scores.retain(|score| *score >= 0.05);
        scores.sort_by(f64::total_cmp);
        let tenth = |score: f64| (score * 10.0).round() / 10.0;
        Self {
            above_zero: scores.len(),
            median: tenth(scores.get(scores.len() / 2).copied().unwrap_or(0.0)),
            highest: tenth(scores.last().copied().unwrap_or(0.0)),
        }
    }
}
