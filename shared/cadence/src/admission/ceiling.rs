//! Ceilings for mails that strangers can set off: how many runs unproven posts may begin for one address, from one caller, at
//! one domain and in all.
//!
//! An unproven post is one that anybody could have sent: to a form that is not for staff. Staff forms and the API have no
//! ceilings, so the company can always answer. At each ceiling something else happens, for a reason of its own:
//!
//! - **Address**: the post is recorded and answered as usual, so that a stranger learns nothing, and no run begins. Days and
//!   months roll on with time, so nobody is locked out by a calendar. The last place of a day is kept for another caller than
//!   the one who took the others, and a person whose month is used up still gets one transactional reply in 24 hours: whoever
//!   wants to keep somebody from being answered has to come again each day, from more than one place, and gains one mail.
//! - **Caller**: the post is refused (429) and nothing is recorded; a caller who floods costs as little as possible.
//! - **Domain** and **everybody**: the run begins, and its first mail waits for its slot, so that a company whose people
//!   register together are answered, if slowly. A run whose mail would wait longer than [`PUT_OFF_MAX`] is not begun. The pace of
//!   everybody has [shares](Shares), so that a flood of one sequence keeps nobody from the mails of another.

mod begun;
mod providers;
mod shares;
#[cfg(test)]
mod tests;

pub use begun::{Begun, BegunRun};
pub use providers::is_large_provider;
pub use shares::{FirstMailSlots, Shares};

use crate::Instant;
use crate::caller::{CallerTag, Network};
use crate::enrollment::{Enrollment, Listed, State};
use crate::sequence::{Purpose, Sequence};
use chrono::TimeDelta;

/// The longest time a first mail may be put off; a run whose mail would wait longer is not begun.
pub const PUT_OFF_MAX: TimeDelta = TimeDelta::days(3);
/// The spans in which runs for one address are counted.
const DAY: TimeDelta = TimeDelta::days(1);
const MONTH: TimeDelta = TimeDelta::days(30);
/// Runs of one address in a month at most, whatever the settings say: its item stays under one kilobyte.
pub const ADDRESS_RUNS_MAX: u32 = 60;

/// The ceilings of a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceilings {
    /// For one address, in all its spellings.
    pub address: AddressCeiling,
    /// For one caller.
    pub caller: CallerCeiling,
    /// For one domain that is not a large mail provider's.
    pub domain: DoorPace,
    /// For all unproven posts together.
    pub everybody: DoorPace,
    /// The least distance between two beginnings of a sequence for one person.
    pub restart_after: TimeDelta,
    /// Networks of the company's own proxies, which say truly for whom they ask.
    pub trusted_proxies: Vec<Network>,
}

impl Ceilings {
    /// The ceilings where the settings say nothing.
    pub fn usual() -> Self {
        Self {
            address: AddressCeiling { a_day: 5, a_month: 15 },
            caller: CallerCeiling { an_hour: 100, a_day: 300 },
            domain: DoorPace { at_once: 40, a_day: 100 },
            everybody: DoorPace { at_once: 1_000, a_day: 5_000 },
            restart_after: TimeDelta::hours(1),
            trusted_proxies: Vec::new(),
        }
    }

    /// Whether a run that began at `began` is too young for another to begin.
    pub fn is_too_soon(&self, began: Instant, now: Instant) -> bool {
        now - began < self.restart_after
    }
}

/// The number of runs that may begin for one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressCeiling {
    /// In any 24 hours.
    pub a_day: u32,
    /// In any 30 days; beyond, one transactional run in 24 hours.
    pub a_month: u32,
}

impl AddressCeiling {
    /// Whether one more run may begin.
    pub fn has_place(
        &self,
        begun: &Begun,
        purpose: Purpose,
        caller: Option<CallerTag>,
        now: Instant,
    ) -> bool {
        let today = begun.since(now - DAY);
        let month = begun.since(now - MONTH);
        let of_caller = caller.map_or(0, |caller| begun.of_caller_since(caller, now - DAY));
        let share = if self.a_day > 1 { self.a_day - 1 } else { 1 };
        let in_the_month = month < self.a_month || (purpose != Purpose::Marketing && today == 0);
        today < self.a_day && of_caller < share && in_the_month
    }
}

/// The number of posts that one caller may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallerCeiling {
    /// In an hour of the clock, UTC.
    pub an_hour: u32,
    /// In a day, UTC.
    pub a_day: u32,
}

/// A pace of first mails: so many at once, and then evenly over the day. At most `at_once + T / step` in any span T (GCRA,
/// ITU-T I.371).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoorPace {
    /// The number that go at once after a rest.
    pub at_once: u32,
    /// The number that go in a day.
    pub a_day: u32,
}

impl DoorPace {
    /// The time that one first mail takes.
    pub fn step(&self) -> TimeDelta {
        DAY / i32::try_from(self.a_day.max(1)).unwrap_or(i32::MAX)
    }

    /// The time that `count` first mails take.
    pub fn steps(&self, count: u32) -> TimeDelta {
        self.step() * i32::try_from(count).unwrap_or(i32::MAX)
    }

    /// The furthest arrival time of a mail that may be put off for so long.
    pub fn furthest(&self, now: Instant, put_off_max: TimeDelta) -> Instant {
        now + self.steps(self.at_once) + put_off_max
    }

    /// The moment from which first mails may go whose slot ends at the theoretical arrival time `arrival`.
    pub fn slot(&self, arrival: Instant, now: Instant) -> Instant {
        (arrival - self.steps(self.at_once)).max(now)
    }
}

/// The purpose of a sequence's first mail, on which its place before a ceiling depends: a person who writes is answered. It is
/// transactional only if the first mail is on every way; without any mail, it is the purpose of the sequence.
pub fn first_purpose(sequence: &Sequence) -> Purpose {
    let firsts = sequence.steps.first_mails();
    let purposes = firsts.iter().filter_map(|step| step.verb.mail()).map(|(_, purpose)| purpose);
    let dearest = |one, other| if one == Purpose::Marketing { one } else { other };
    purposes.reduce(dearest).unwrap_or(sequence.purpose)
}

/// The same run with its first step no earlier than `until`; `None` where a mail is in flight and nothing can be put off.
pub fn put_off(mut run: Enrollment, until: Instant, now: Instant) -> Option<Enrollment> {
    if until <= now {
        return Some(run);
    }
    let State::Waiting { step, due_at, .. } = run.state else { return None };
    let due_at = due_at.max(until);
    run.state = State::Waiting { step, due_at, listed: Listed::under(due_at, now) };
    Some(run)
}
