//! Reputation: how many mails come back or are marked as spam, and what is paused because of it.
//!
//! Amazon SES reviews accounts at 5 % bounces and 0.1 % complaints and may pause them at 10 % and 0.5 % (SES developer guide,
//! "Reputation metrics"). Sending pauses here before that, so that somebody looks while it can still be mended.
//!
//! A few presses among a hundred mails prove little, and anybody may post forms with addresses of his own and press. So a
//! rate counts by its lower confidence bound, a sequence is paused by itself first, and everything only where the rate stands
//! whichever sequence is left out, and without the mails that strangers set off.

use crate::ids::SequenceId;
use std::collections::BTreeMap;

/// Days over which rates are taken, today included.
pub const REPUTATION_DAYS: u32 = 7;
/// Mails below which a rate says nothing.
const SENT_MIN: u64 = 100;
/// Complaints below which a rate may be chance.
const COMPLAINTS_MIN: u64 = 3;
/// Hard bounces below which a rate may be chance.
const BOUNCES_MIN: u64 = 5;
/// Complaints a mail at which a sequence is paused.
const SEQUENCE_COMPLAINTS: f64 = 0.001;
/// Hard bounces a mail at which a sequence is paused.
const SEQUENCE_BOUNCES: f64 = 0.04;
/// Complaints a mail at which everything is paused.
const ALL_COMPLAINTS: f64 = 0.003;
/// The normal quantile of a confidence of 95 %, one-sided.
const Z: f64 = 1.644_853_627;

/// The fate of mails in some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Taken by the mail service.
    pub sent: u64,
    /// Came back for good.
    pub bounced: u64,
    /// Marked as spam.
    pub complained: u64,
}

/// The rate that is too high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooHigh {
    /// Too many complaints.
    Complaints,
    /// Too many hard bounces.
    Bounces,
}

impl TooHigh {
    /// A short name for records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Complaints => "complaint_rate",
            Self::Bounces => "bounce_rate",
        }
    }
}

/// The mails of one sequence on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayTally {
    /// All of them.
    pub all: Tally,
    /// Those that strangers set off: first mails of runs that a public form began.
    pub by_strangers: Tally,
    /// The part of `all` that somebody had seen who resumed the sequence.
    pub seen: Tally,
    /// The part not set off by strangers that somebody had seen who resumed everything.
    pub seen_for_all: Tally,
}

/// The tally of a sequence that counts, over some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SequenceTally {
    /// For its own rates.
    pub own: Tally,
    /// For the rate of everything.
    pub for_all: Tally,
    /// The part of `own` that strangers set off; it is told to those who look for the cause.
    pub by_strangers: Tally,
}

/// A pause that the rates call for.
#[derive(Debug, Clone, PartialEq)]
pub struct RatePause {
    /// The sequence that is paused; `None` for everything.
    pub sequence: Option<SequenceId>,
    /// The rate that is too high.
    pub too_high: TooHigh,
    /// The tally that was judged. For everything it is the rest without the sequence that adds most.
    pub tally: Tally,
    /// The part of it that strangers set off.
    pub by_strangers: Tally,
}

impl Tally {
    /// Two tallies together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            bounced: self.bounced + other.bounced,
            complained: self.complained + other.complained,
        }
    }

    /// The rest without another tally.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self {
            sent: self.sent.saturating_sub(other.sent),
            bounced: self.bounced.saturating_sub(other.bounced),
            complained: self.complained.saturating_sub(other.complained),
        }
    }

    /// The rate that pauses a sequence with this tally.
    pub fn pauses_a_sequence(self) -> Option<TooHigh> {
        if self.complaints_reach(SEQUENCE_COMPLAINTS) {
            return Some(TooHigh::Complaints);
        }
        let bounces = self.reach(self.bounced, BOUNCES_MIN, SEQUENCE_BOUNCES);
        bounces.then_some(TooHigh::Bounces)
    }

    /// The rate of complaints or of bounces in per cent that is surpassed with a confidence of 95 %.
    pub fn at_least_percent(self, of: TooHigh) -> f64 {
        let count = match of {
            TooHigh::Complaints => self.complained,
            TooHigh::Bounces => self.bounced,
        };
        100.0 * lower_bound(count, self.sent)
    }

    fn complaints_reach(self, limit: f64) -> bool {
        self.reach(self.complained, COMPLAINTS_MIN, limit)
    }

    fn reach(self, count: u64, count_min: u64, limit: f64) -> bool {
        self.sent >= SENT_MIN && count >= count_min && lower_bound(count, self.sent) >= limit
    }
}

impl SequenceTally {
    /// With one more day.
    #[must_use]
    pub fn plus(self, day: DayTally) -> Self {
        Self {
            own: self.own.plus(day.all.minus(day.seen)),
            for_all: self.for_all.plus(day.all.minus(day.by_strangers).minus(day.seen_for_all)),
            by_strangers: self.by_strangers.plus(day.by_strangers),
        }
    }
}

/// The pauses that a bounce or a complaint in a sequence calls for: the sequence's own, and that of everything.
pub fn pauses(tallies: &BTreeMap<SequenceId, SequenceTally>, sequence: &SequenceId) -> Vec<RatePause> {
    let of = tallies.get(sequence).copied().unwrap_or_default();
    let own = of.own.pauses_a_sequence().map(|too_high| RatePause {
        sequence: Some(sequence.clone()),
        too_high,
        tally: of.own,
        by_strangers: of.by_strangers,
    });
    own.into_iter().chain(pause_of_everything(tallies)).collect()
}

/// Everything is paused if the rate is too high whichever sequence is left out. The one whose absence helps most is the cause
/// of the most, and has its own pause.
fn pause_of_everything(tallies: &BTreeMap<SequenceId, SequenceTally>) -> Option<RatePause> {
    let all = tallies.values().fold(Tally::default(), |all, tally| all.plus(tally.for_all));
    let rests: Vec<Tally> = tallies.values().map(|tally| all.minus(tally.for_all)).collect();
    let stands = !rests.is_empty() && rests.iter().all(|rest| rest.complaints_reach(ALL_COMPLAINTS));
    let bound = |rest: &Tally| lower_bound(rest.complained, rest.sent);
    let least = rests.into_iter().min_by(|a, b| bound(a).total_cmp(&bound(b)))?;
    let too_high = TooHigh::Complaints;
    stands.then_some(RatePause { sequence: None, too_high, tally: least, by_strangers: Tally::default() })
}

/// The lower bound of the score interval for a share of `count` in `of` (E. B. Wilson, "Probable Inference, the Law of
/// Succession, and Statistical Inference", Journal of the American Statistical Association 22 (1927), pages 209–212):
///
/// ```text
/// (p + z²/2n − z · √(p(1−p)/n + z²/4n²)) / (1 + z²/n)      p = count / n
/// ```
///
/// With few mails it lies far below the raw share, with many it meets it.
fn lower_bound(count: u64, of: u64) -> f64 {
    let float = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let n = float(of);
    if n == 0.0 {
        return 0.0;
    }
    let p = (float(count) / n).min(1.0);
    let z2 = Z * Z;
    let margin = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((p + z2 / (2.0 * n) - margin) / (1.0 + z2 / n)).max(0.0)
}

#[cfg(test)]
mod tests;
