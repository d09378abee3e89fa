//! Time that somebody drives: it stands still, sleepers are kept in the order of their moments, and whoever holds the
//! driver moves it forward. For worlds in which everything happens on one thread and a seed decides what comes next.

use cadence::Instant;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// The time and who waits for it.
#[derive(Debug)]
struct Standing {
    now: Instant,
    sleepers: BTreeMap<(Instant, u64), Waker>,
    slept: u64,
}

/// The line that clocks read and a driver moves along.
#[derive(Debug, Clone)]
pub(super) struct Line(Arc<Mutex<Standing>>);

impl Line {
    pub(super) fn beginning(now: Instant) -> Self {
        Self(Arc::new(Mutex::new(Standing { now, sleepers: BTreeMap::new(), slept: 0 })))
    }

    pub(super) fn now(&self) -> Instant {
        self.standing().now
    }

    pub(super) fn sleep_until(&self, moment: Instant) -> Sleep {
        let mut standing = self.standing();
        standing.slept += 1;
        Sleep { line: self.clone(), place: (moment, standing.slept) }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until the driver has come to its moment.
#[derive(Debug)]
pub(super) struct Sleep {
    line: Line,
    place: (Instant, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut standing = self.line.standing();
        if self.place.0 <= standing.now {
            return Poll::Ready(());
        }
        standing.sleepers.insert(self.place, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.line.standing().sleepers.remove(&self.place);
    }
}

/// Moves the time of a driven clock.
#[derive(Debug)]
pub struct Driver(Line);

impl Driver {
    pub(super) fn of(line: Line) -> Self {
        Self(line)
    }

    /// The moment at which the first sleeper wants to wake.
    pub fn next(&self) -> Option<Instant> {
        self.0.standing().sleepers.keys().next().map(|(moment, _)| *moment)
    }

    /// Moves the time forward, never back, and wakes whoever waited for it, the earliest first.
    pub fn advance_to(&self, moment: Instant) {
        let mut standing = self.0.standing();
        let now = moment.max(standing.now);
        standing.now = now;
        let later = standing.sleepers.split_off(&(now, u64::MAX));
        let due = std::mem::replace(&mut standing.sleepers, later);
        drop(standing);
        due.into_values().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use crate::clock::Clock;
    use cadence::Instant;
    use chrono::TimeDelta;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    fn at(seconds: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn sleepers_of_a_driven_clock_wake_when_the_driver_has_come_that_far() {
        let (clock, driver) = Clock::driven(at(0));
        let mut context = Context::from_waker(Waker::noop());
        let mut late = pin!(clock.sleep_until(at(9)));
        let mut early = pin!(clock.sleep_until(at(4)));
        assert!(
            late.as_mut().poll(&mut context).is_pending() && early.as_mut().poll(&mut context).is_pending()
        );
        assert_eq!(driver.next(), Some(at(4)));
        driver.advance_to(at(4));
        assert_eq!((clock.now(), clock.lease_now(), driver.next()), (at(4), at(4), Some(at(9))));
        assert!(early.poll(&mut context).is_ready() && late.as_mut().poll(&mut context).is_pending());
        driver.advance_to(at(1));
        assert_eq!(clock.now(), at(4));
    }

    #[test]
    fn a_sleeper_that_is_dropped_is_not_waited_for() {
        let (clock, driver) = Clock::driven(at(0));
        {
            let mut sleeper = Box::pin(clock.sleep_until(at(9)));
            assert!(sleeper.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        assert_eq!(driver.next(), None);
    }
}
