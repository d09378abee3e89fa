//! The one source of chance in a simulated world. The same seed draws the same, in the same order.

use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The draws that a seed decides.
#[derive(Debug)]
pub struct Chance(StdRng);

impl Chance {
    /// The chance that follows from a seed.
    pub fn of(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        probability > 0.0 && self.0.random_bool(probability.min(1.0))
    }

    /// A number between two, both among those that may come.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// An index below a length that is not zero.
    pub fn below(&mut self, length: usize) -> usize {
        self.0.random_range(0..length.max(1))
    }

    /// One of several; there must be one.
    pub fn pick<T: Clone>(&mut self, several: &[T]) -> T {
        several[self.below(several.len())].clone()
    }

    /// A span between two numbers of milliseconds.
    pub fn millis(&mut self, least: i64, most: i64) -> TimeDelta {
        TimeDelta::milliseconds(self.between(least, most))
    }

    /// A span between two numbers of seconds.
    pub fn seconds(&mut self, least: i64, most: i64) -> TimeDelta {
        self.millis(least * 1_000, most * 1_000)
    }

    /// A span between two numbers of minutes.
    pub fn minutes(&mut self, least: i64, most: i64) -> TimeDelta {
        self.seconds(least * 60, most * 60)
    }

    /// A number for a further source of chance.
    pub fn seed(&mut self) -> u64 {
        self.0.random()
    }
}
