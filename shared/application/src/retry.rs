//! The one retry policy of all who write the same thing at the same moment: they give way to one another, a little longer each
//! time, and never in step.

use crate::Application;
use cadence::limits::CONTENDED_TRIES_MAX;
use std::time::Duration;

/// The longest wait before each repetition, in milliseconds; together less than a second.
const WAITS: [u64; CONTENDED_TRIES_MAX - 1] = [10, 20, 40, 80, 160, 320, 320];

/// Others kept writing the same thing. Nothing was written; it may be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} was changed by others {CONTENDED_TRIES_MAX} times")]
pub struct Contended(pub &'static str);

impl Application<'_> {
    /// Waits before try number `attempt`, counted from 0; the first one does not wait.
    pub(crate) async fn give_way(&self, attempt: usize) {
        let Some(most) = attempt.checked_sub(1).and_then(|index| WAITS.get(index)) else { return };
        // Without randomness everybody waits as long; it is better than not to wait.
        let drawn = self.entropy.bytes::<8>().map_or(u64::MAX, u64::from_be_bytes);
        self.clock.give_way(wait(*most, drawn)).await;
    }
}

/// Anything up to `most` milliseconds, by chance ("full jitter": Brooker, "Exponential Backoff And Jitter", AWS Architecture
/// Blog, 2015).
fn wait(most: u64, drawn: u64) -> Duration {
    Duration::from_micros(drawn % (most * 1000 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn contended_writers_wait_less_than_a_second_in_all_and_not_in_step() {
        assert!(WAITS.iter().sum::<u64>() < 1_000);
        let waited: BTreeSet<_> = (0..100).map(|drawn| wait(10, drawn * 997)).collect();
        assert!(waited.len() > 50 && waited.iter().all(|wait| *wait <= Duration::from_millis(10)));
    }
}
