//! Local time of a zone to instants and back, over the days on which the clocks are changed. It knows no rules of sending.

use crate::Instant;
use chrono::{NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// No zone ever was further from UTC than this.
const OFFSET_HOURS_MAX: i64 = 16;

/// The instants at which a local clock shows a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// One, as usual.
    Once(Instant),
    /// Two; clocks were put back.
    Twice {
        /// The first.
        earlier: Instant,
        /// The second.
        later: Instant,
    },
    /// None; clocks were put forward.
    Never {
        /// The first moment after the gap.
        after: Instant,
    },
}

/// Returns the local time at an instant.
pub(super) fn local(at: Instant, zone: Tz) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// When a local clock shows this time.
pub(super) fn shown(time: NaiveDateTime, zone: Tz) -> Shown {
    match zone.from_local_datetime(&time) {
        chrono::MappedLocalTime::Single(one) => Shown::Once(one.with_timezone(&Utc)),
        chrono::MappedLocalTime::Ambiguous(one, other) => {
            let (one, other) = (one.with_timezone(&Utc), other.with_timezone(&Utc));
            Shown::Twice { earlier: one.min(other), later: one.max(other) }
        }
        chrono::MappedLocalTime::None => {
            let reach = TimeDelta::hours(OFFSET_HOURS_MAX);
            let utc = time.and_utc();
            // Some moment's clock shows less and a later one's shows more; between them it leaps over the time.
            Shown::Never { after: first(utc - reach, utc + reach, |at| local(at, zone) >= time) }
        }
    }
}

/// The moment between two at which the clocks are put back; none where they show the same distance from UTC at both, or
/// are put forward. At most one change is expected between them.
pub(super) fn put_back(from: Instant, to: Instant, zone: Tz) -> Option<Instant> {
    let offset = |at: Instant| zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    let before = offset(from);
    (offset(to) < before).then(|| first(from, to, |at| offset(at) != before))
}

/// The first whole second after `no` at which `holds` is true, given that it is false at `no` and true at `yes`.
fn first(no: Instant, yes: Instant, holds: impl Fn(Instant) -> bool) -> Instant {
    let at = |second: i64| Instant::from_timestamp(second, 0);
    let (mut no_second, mut yes_second) = (no.timestamp(), yes.timestamp());
    while yes_second - no_second > 1 {
        let middle = no_second.midpoint(yes_second);
        if at(middle).is_some_and(&holds) {
            yes_second = middle;
        } else {
            no_second = middle;
        }
    }
    at(yes_second).unwrap_or(yes)
}
