//! When a step is due: the moment asked for (`count`), and the first moment at which mail may go out (`open`).
//!
//! Minutes and hours are exact; days, weeks, months and business days are counted on the calendar of the lead's zone and
//! end at a time of day there. Where the clocks are put forward over that time, the step is due at the first moment after;
//! where they are put back over it, at the earlier of the two: due once, never twice, never never. Nothing here knows
//! what is sent, or whether it may be sent at all.

mod clock;
mod counting;
mod opening;

pub use counting::count;
pub use opening::{ever_opens, keep_time, open};

use crate::Instant;
use crate::calendar::Calendar;
use crate::span::Span;
use crate::window::{QuietHours, Window};
use chrono::NaiveTime;
use chrono_tz::Tz;

/// The moment from which a step counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The start of the run (起点日).
    Start,
    /// The moment the previous step was done.
    Previous,
}

/// When a step is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// The moment that it counts from.
    pub anchor: Anchor,
    /// The span after it.
    pub span: Span,
    /// At which time of day, in the lead's zone; none for the anchor's own. With minutes and hours it is the first such
    /// time at or after their end.
    pub at: Option<NaiveTime>,
}

/// The rules by which a moment is found for one lead.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The lead's zone.
    pub zone: Tz,
    /// The company's calendar.
    pub calendar: &'a Calendar,
    /// When mails of the sequence may go out; none for transactional mail.
    pub window: Option<Window>,
    /// When nobody gets marketing; none for transactional mail.
    pub quiet_hours: Option<QuietHours>,
    /// A number that is the same for one lead and spread over all; picks the place of the lead within the jitter.
    pub spread: u64,
}

/// A moment, and why it is not the one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The moment.
    pub at: Instant,
    /// The reasons that moved it, in order.
    pub shifts: Vec<Shift>,
}

/// One reason for which a moment was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shift {
    /// The day is closed: a holiday or a day of the company's own.
    Closed {
        /// The day.
        day: chrono::NaiveDate,
        /// Its name in the calendar, or the day of the week.
        name: String,
    },
    /// The sequence does not send on this day of the week.
    NotOnThisDay {
        /// The day.
        day: chrono::NaiveDate,
    },
    /// Before or after the hours of the sequence.
    OutsideWindow,
    /// Within quiet hours.
    QuietHours,
    /// The local time does not exist on this day; clocks were put forward.
    ClockChange,
    /// Put off by some minutes, so that a reopened morning does not burst.
    Jitter {
        /// By how many minutes.
        minutes: u32,
    },
}

#[cfg(test)]
mod tests;
