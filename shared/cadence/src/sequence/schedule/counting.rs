//! The moment a step asks for, before any window is looked at.

use super::clock::{Shown, local, shown};
use super::{Anchor, Placed, Shift, Timing};
use crate::Instant;
use crate::calendar::Calendar;
use crate::limits::WAIT_DAYS_MAX;
use crate::span::Span;
use chrono::{Days, Months, NaiveDate, TimeDelta};
use chrono_tz::Tz;

/// The moment asked for; never before the anchor.
///
/// Minutes and hours are exact. Otherwise the days are counted from the anchor's date in the zone, and the time is `at` or
/// the anchor's own. Counting to the anchor's own day with an `at` that has passed gives the next day (for business days,
/// the next on which the company works) at `at`. A span longer than [`WAIT_DAYS_MAX`] days is taken for that long.
pub fn count(
    timing: &Timing,
    started_at: Instant,
    previous_at: Instant,
    zone: Tz,
    calendar: &Calendar,
) -> Placed {
    let anchor = match timing.anchor {
        Anchor::Start => started_at,
        Anchor::Previous => previous_at,
    };
    let from = match timing.span {
        Span::Minutes(minutes) => exact(anchor, TimeDelta::minutes(i64::from(minutes))),
        Span::Hours(hours) => exact(anchor, TimeDelta::hours(i64::from(hours))),
        Span::Days(_) | Span::Weeks(_) | Span::Months(_) | Span::BusinessDays(_) => anchor,
    };
    let start = local(from, zone);
    let day = reached(start.date(), timing.span, calendar);
    if timing.at.is_none() && day == start.date() {
        return Placed { at: from, shifts: Vec::new() };
    }
    let time = timing.at.unwrap_or(start.time());
    let next = |day: NaiveDate| {
        let next = day.succ_opt()?;
        Some(match timing.span {
            Span::BusinessDays(_) => calendar.next_business_day(next),
            Span::Minutes(_) | Span::Hours(_) | Span::Days(_) | Span::Weeks(_) | Span::Months(_) => next,
        })
    };
    std::iter::successors(Some(day), |day| next(*day))
        .map(|day| match shown(day.and_time(time), zone) {
            Shown::Once(at) | Shown::Twice { earlier: at, .. } => Placed { at, shifts: Vec::new() },
            Shown::Never { after } => Placed { at: after, shifts: vec![Shift::ClockChange] },
        })
        .find(|placed| placed.at >= from)
        .unwrap_or(Placed { at: from, shifts: Vec::new() })
}

fn exact(anchor: Instant, length: TimeDelta) -> Instant {
    let length = length.min(TimeDelta::days(i64::from(WAIT_DAYS_MAX)));
    anchor.checked_add_signed(length).unwrap_or(anchor)
}

/// The day to which the span leads; the day itself at the end of chrono's time.
fn reached(day: NaiveDate, span: Span, calendar: &Calendar) -> NaiveDate {
    let after = |days: u32| day.checked_add_days(Days::new(u64::from(days.min(WAIT_DAYS_MAX))));
    let reached = match span {
        Span::Minutes(_) | Span::Hours(_) => Some(day),
        Span::Days(days) => after(days),
        Span::Weeks(weeks) => after(weeks.saturating_mul(7)),
        Span::Months(months) => day.checked_add_months(Months::new(months.min(WAIT_DAYS_MAX / 28))),
        Span::BusinessDays(days) => Some(calendar.add_business_days(day, days)),
    };
    reached.unwrap_or(day)
}
