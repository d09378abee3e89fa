//! The observations from outside while a plan was played.

use super::arguments::Size;
use cadence::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that was seen. Times are real milliseconds since the play began.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Seen {
    /// Against what it was played.
    pub(super) target: String,
    pub(super) seed: u64,
    pub(super) size: Size,
    /// The speed of the company's time, in times of the real one.
    pub(super) speed: f64,
    /// The company's time when the play began.
    pub(super) began: Instant,
    /// When the hour began.
    pub(super) hour_at: u64,
    /// When the play ended.
    pub(super) ended_at: u64,
    /// The time that a first mail may take which is sent as usual; the machine's own slowness is in it.
    pub(super) usual_within: u64,
    /// The answer to each post, by its number.
    pub(super) answers: Vec<Answer>,
    /// The mails that the mail service took, in order.
    pub(super) mails: Vec<Mail>,
    /// When each refusal was acknowledged, by address.
    pub(super) refused: BTreeMap<String, u64>,
    /// Whether the forms ask whoever refused before to confirm a new agreement.
    #[serde(default)]
    pub(super) confirms: bool,
    /// The number of mails marked as spam, by sequence.
    pub(super) pressed: BTreeMap<String, usize>,
    /// The pauses that stand at the end, each with its beginning; everything has the name `all`.
    pub(super) paused: BTreeMap<String, u64>,
}

/// The answer to a post.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Answer {
    /// When the post was sent.
    pub(super) sent_at: u64,
    /// When it was answered.
    pub(super) at: u64,
    /// 0 for none.
    pub(super) status: u16,
    pub(super) body: String,
}

/// A mail that was taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Mail {
    pub(super) at: u64,
    pub(super) to: String,
    pub(super) sequence: String,
    pub(super) step: String,
    pub(super) run: String,
    /// All that can be read in it.
    pub(super) text: String,
}

impl Answer {
    /// Whether the post was taken.
    pub(super) fn is_taken(&self) -> bool {
        (200..400).contains(&self.status)
    }
}

impl Seen {
    /// The company's time at a moment of the play.
    pub(super) fn company_time(&self, at: u64) -> Instant {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "some hours in milliseconds"
        )]
        let millis = (at as f64 * self.speed) as i64;
        self.began + chrono::TimeDelta::milliseconds(millis)
    }
}
