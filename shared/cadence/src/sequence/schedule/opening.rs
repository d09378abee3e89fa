//! The first moment at which mail may go out: the window of the sequence, less quiet hours, on open days.

use super::clock::{Shown, local, put_back, shown};
use super::{Placed, Rules, Shift};
use crate::Instant;
use crate::calendar::CLOSED_DAYS_MAX;
use crate::window::{Days, QuietHours, Window};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// The most minutes by which a lead is put off within a new opening.
const JITTER_MINUTES_MAX: u32 = 20;
/// The most days that are looked through: a calendar opens within [`CLOSED_DAYS_MAX`], and a change of the clocks may
/// swallow an opening.
const SEARCH_DAYS_MAX: usize = 2 * CLOSED_DAYS_MAX + 2;

/// The first moment at or after `at` that window and quiet hours allow.
///
/// A moment that is allowed is given back as it is. Otherwise the step moves to the start of the next opening, and there by
/// 0–20 minutes more, the same for the same `spread`, without leaving the opening. Where no moment ever is allowed
/// (see [`ever_opens`]), the answer lies more than two years ahead: such mail is put off, never sent in quiet hours.
pub fn open(at: Instant, rules: &Rules<'_>) -> Placed {
    let start = local(at, rules.zone);
    let Some(reason) = rules.why_not(start) else {
        return Placed { at, shifts: Vec::new() };
    };
    let mut shifts = vec![reason];
    for day in start.date().iter_days().take(SEARCH_DAYS_MAX) {
        match rules.closed(day) {
            None => {
                if let Some(opening) = rules.opening(day, at) {
                    shifts.extend(opening.after_gap.then_some(Shift::ClockChange));
                    return rules.spread_out(opening.at, shifts);
                }
            }
            Some(closed) => shifts.extend((day > start.date()).then_some(closed)),
        }
    }
    let beyond = at.checked_add_days(chrono::Days::new(SEARCH_DAYS_MAX as u64));
    Placed { at: beyond.unwrap_or(at), shifts }
}

/// Keeps the time of day that a step asks for where a closed day moved it to another one: "at 10:00" stays 10:00, spread
/// over 0–20 minutes, on the day that is open. A time that the day does not allow, or that is over, changes nothing.
pub fn keep_time(opened: Placed, time: NaiveTime, rules: &Rules<'_>) -> Placed {
    let day = local(opened.at, rules.zone).date();
    let asked = match shown(day.and_time(time), rules.zone) {
        Shown::Once(at) | Shown::Twice { earlier: at, .. } => at,
        Shown::Never { .. } => return opened,
    };
    if opened.shifts.is_empty() || asked <= opened.at || !rules.allow(asked) {
        return opened;
    }
    let mut shifts = opened.shifts;
    shifts.retain(|shift| !matches!(shift, Shift::Jitter { .. }));
    rules.spread_out(asked, shifts)
}

/// Whether there is a time of day that lies in the window and outside quiet hours.
pub fn ever_opens(window: Option<Window>, quiet: Option<QuietHours>) -> bool {
    starts(window, quiet).next().is_some()
}

/// The first moment of an opening.
struct Opening {
    at: Instant,
    /// The opening would have begun at a time that does not exist.
    after_gap: bool,
}

fn in_window(time: NaiveTime, window: Option<Window>) -> bool {
    window.is_none_or(|window| window.from <= time && time < window.to)
}

fn is_quiet(time: NaiveTime, quiet: Option<QuietHours>) -> bool {
    quiet.is_some_and(|quiet| quiet.contains(time))
}

/// The times of day at which an opening begins: the start of the window (or midnight), and the end of quiet hours.
fn starts(window: Option<Window>, quiet: Option<QuietHours>) -> impl Iterator<Item = NaiveTime> {
    let first = window.map_or(NaiveTime::MIN, |window| window.from);
    std::iter::once(first)
        .chain(quiet.map(|quiet| quiet.to))
        .filter(move |time| in_window(*time, window) && !is_quiet(*time, quiet))
}

impl Rules<'_> {
    fn allow(&self, at: Instant) -> bool {
        self.why_not(local(at, self.zone)).is_none()
    }

    fn why_not(&self, local: NaiveDateTime) -> Option<Shift> {
        self.closed(local.date()).or_else(|| {
            if !in_window(local.time(), self.window) {
                Some(Shift::OutsideWindow)
            } else if is_quiet(local.time(), self.quiet_hours) {
                Some(Shift::QuietHours)
            } else {
                None
            }
        })
    }

    fn closed(&self, day: NaiveDate) -> Option<Shift> {
        match self.window?.days {
            Days::Every => None,
            Days::Business => {
                self.calendar.closed(day).map(|closed| Shift::Closed { day, name: closed.name })
            }
            Days::Weekdays(set) => (!set.contains(day.weekday())).then_some(Shift::NotOnThisDay { day }),
        }
    }

    /// The first allowed moment of a day that is not before `from`. It begins an opening of the local clock, or it is the
    /// moment at which the clocks were put back into one.
    fn opening(&self, day: NaiveDate, from: Instant) -> Option<Opening> {
        let begins = starts(self.window, self.quiet_hours).map(|time| shown(day.and_time(time), self.zone));
        let begins = begins.flat_map(|shown| match shown {
            Shown::Once(at) => [Some(Opening { at, after_gap: false }), None],
            Shown::Twice { earlier, later } => {
                [earlier, later].map(|at| Some(Opening { at, after_gap: false }))
            }
            Shown::Never { after } => [Some(Opening { at: after, after_gap: true }), None],
        });
        begins
            .flatten()
            .chain(self.turned_back(day).map(|at| Opening { at, after_gap: false }))
            .filter(|opening| {
                opening.at >= from && local(opening.at, self.zone).date() == day && self.allow(opening.at)
            })
            .min_by_key(|opening| opening.at)
    }

    /// The moment of this day at which the clocks are put back.
    fn turned_back(&self, day: NaiveDate) -> Option<Instant> {
        let midnight = |day: NaiveDate| match shown(day.and_time(NaiveTime::MIN), self.zone) {
            Shown::Once(at) | Shown::Twice { earlier: at, .. } | Shown::Never { after: at } => at,
        };
        put_back(midnight(day), midnight(day.succ_opt()?), self.zone)
    }

    /// Puts a lead off by its own share of the jitter, as far as the opening lasts.
    fn spread_out(&self, opening: Instant, mut shifts: Vec<Shift>) -> Placed {
        let after = |minutes: u32| opening + TimeDelta::minutes(i64::from(minutes));
        let most =
            (1..=JITTER_MINUTES_MAX).take_while(|minutes| self.allow(after(*minutes))).last().unwrap_or(0);
        let minutes = u32::try_from(self.spread % (u64::from(most) + 1)).unwrap_or(0);
        if minutes > 0 {
            shifts.push(Shift::Jitter { minutes });
        }
        Placed { at: after(minutes), shifts }
    }
}
