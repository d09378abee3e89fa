//! The one reader of time.
//!
//! Two times are told: `now`, by which mails are due, and `lease_now`, by which leases and time limits run. They differ
//! only when the first is sped up; a lease must not run out faster because somebody watches a month go by in a minute.

mod driven;

pub use driven::Driver;

use cadence::Instant;
use cadence::limits::CLOCK_YEAR_LAST;
use chrono::{NaiveDate, TimeDelta, Utc};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A clock. Clones tell the same time.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Kind>);

#[derive(Debug)]
enum Kind {
    Real(Origin),
    Sped { origin: Origin, told_at_origin: Instant, speed: f64 },
    Told(Mutex<Instant>),
    Driven(driven::Line),
}

/// A moment on both of the machine's clocks: the time of day, and the one that never jumps.
#[derive(Debug)]
struct Origin {
    wall: Instant,
    monotonic: std::time::Instant,
}

impl Origin {
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of time")]
    fn now() -> Self {
        Self { wall: Utc::now(), monotonic: std::time::Instant::now() }
    }

    fn elapsed(&self) -> TimeDelta {
        TimeDelta::from_std(self.monotonic.elapsed()).unwrap_or(TimeDelta::MAX)
    }
}

impl Clock {
    /// The time of day.
    pub fn real() -> Self {
        Self(Arc::new(Kind::Real(Origin::now())))
    }

    /// A clock that starts at a moment and runs `speed` times as fast as the real one.
    pub fn sped(start: Instant, speed: f64) -> Self {
        Self(Arc::new(Kind::Sped { origin: Origin::now(), told_at_origin: start, speed }))
    }

    /// A clock that stands still until it is told the time. Sleeping on it sets it forward.
    pub fn told(now: Instant) -> Self {
        Self(Arc::new(Kind::Told(Mutex::new(now))))
    }

    /// A clock that stands still until its driver moves it. Whoever sleeps on it wakes when the driver has come that far.
    pub fn driven(start: Instant) -> (Self, Driver) {
        let line = driven::Line::beginning(start);
        (Self(Arc::new(Kind::Driven(line.clone()))), Driver::of(line))
    }

    /// The moment by which mails are due, in whole milliseconds as it is stored.
    pub fn now(&self) -> Instant {
        let now = match &*self.0 {
            #[expect(clippy::disallowed_methods, reason = "this is the one reader of time")]
            Kind::Real(_) => Utc::now(),
            Kind::Sped { origin, told_at_origin, speed } => {
                let passed = scaled(origin.elapsed(), *speed);
                told_at_origin.checked_add_signed(passed).unwrap_or_else(Self::end).min(Self::end())
            }
            Kind::Told(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
            Kind::Driven(line) => line.now(),
        };
        Instant::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }

    /// The moment at which every sped clock stops: further than that no calendar goes.
    pub fn end() -> Instant {
        let day = NaiveDate::from_ymd_opt(CLOCK_YEAR_LAST + 1, 1, 1).unwrap_or(NaiveDate::MAX);
        day.and_time(chrono::NaiveTime::MIN).and_utc()
    }

    /// The moment by which leases run.
    pub fn lease_now(&self) -> Instant {
        match &*self.0 {
            Kind::Real(origin) | Kind::Sped { origin, .. } => origin.wall + origin.elapsed(),
            Kind::Told(_) | Kind::Driven(_) => self.now(),
        }
    }

    /// Sets a told clock. Others cannot be set; time never goes back.
    pub fn tell(&self, now: Instant) {
        if let Kind::Told(told) = &*self.0 {
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            *told = now.max(*told);
        }
    }

    /// Gives others a little time, such as before a write is tried again. On a clock that is told the time nothing passes.
    pub async fn give_way(&self, span: Duration) {
        match &*self.0 {
            Kind::Real(_) | Kind::Sped { .. } => pause(span).await,
            Kind::Told(_) => tokio::task::yield_now().await,
            Kind::Driven(line) => {
                line.sleep_until(self.now() + TimeDelta::from_std(span).unwrap_or_default()).await;
            }
        }
    }

    /// Waits until `now` says so.
    pub async fn sleep_until(&self, moment: Instant) {
        let rest = moment - self.now();
        let speed = match &*self.0 {
            Kind::Real(_) => 1.0,
            Kind::Sped { speed, .. } => *speed,
            Kind::Told(_) => return self.tell(moment),
            Kind::Driven(line) => return line.sleep_until(moment).await,
        };
        if let Ok(rest) = scaled(rest, 1.0 / speed).to_std() {
            pause(rest).await;
        }
    }
}

/// Lets real time pass, whatever a clock is told: for what a machine needs, and not for what people are told.
#[expect(clippy::disallowed_methods, reason = "the one place where anybody waits")]
pub async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}

fn scaled(span: TimeDelta, factor: f64) -> TimeDelta {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "years in ms fit 53 bits"
    )]
    TimeDelta::milliseconds((span.num_milliseconds() as f64 * factor).ceil() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleeping_on_a_told_clock_sets_it_forward_and_never_back() {
        let clock = Clock::told(Instant::UNIX_EPOCH);
        let later = Instant::UNIX_EPOCH + TimeDelta::hours(3);
        clock.sleep_until(later).await;
        assert_eq!(clock.now(), later);
        clock.tell(Instant::UNIX_EPOCH);
        assert_eq!(clock.now(), later);
    }

    #[test]
    fn a_sped_clock_stops_where_calendars_end() {
        let clock = Clock::sped(Clock::end() - TimeDelta::seconds(1), 1e7);
        let begun = clock.lease_now();
        while clock.lease_now() - begun < TimeDelta::milliseconds(2) {}
        assert_eq!(clock.now(), Clock::end());
        assert_eq!(Clock::end().to_rfc3339(), "2090-01-01T00:00:00+00:00");
    }

    #[test]
    fn a_sped_clock_leaves_leases_on_real_time() {
        let clock = Clock::sped(Instant::UNIX_EPOCH, 1e6);
        let (now, lease) = (clock.now(), clock.lease_now());
        while clock.lease_now() - lease < TimeDelta::milliseconds(2) {}
        assert!(clock.now() - now >= TimeDelta::seconds(2000));
        assert!(clock.lease_now() - lease < TimeDelta::hours(1));
    }
}
