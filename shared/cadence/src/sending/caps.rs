//! Frequency caps: how much marketing one person gets at most, over all sequences.

use crate::Instant;
use crate::preferences::Preferences;
use chrono::TimeDelta;
use std::borrow::Cow;

/// At most so many mails in so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// The number.
    pub mails: u32,
    /// In how many days.
    pub days: u32,
}

/// The most marketing to a person who asked for fewer mails.
pub const LESS_OFTEN: Cap = Cap { mails: 1, days: 14 };

/// The caps that hold for a person: the company's, and that of fewer mails where the person asked for it.
pub fn of_person<'a>(company: &'a [Cap], preferences: &Preferences) -> Cow<'a, [Cap]> {
    if preferences.less_often { [company, &[LESS_OFTEN]].concat().into() } else { company.into() }
}

/// The first moment at which one more mail stays within all caps, given when mails were handed over or may have been.
/// `now` when one may go at once.
pub fn free_from(caps: &[Cap], attempts: &[Instant], now: Instant) -> Instant {
    caps.iter().map(|cap| cap.free_from(attempts, now)).max().unwrap_or(now)
}

impl Cap {
    fn free_from(self, attempts: &[Instant], now: Instant) -> Instant {
        let span = TimeDelta::days(i64::from(self.days));
        let mut latest_first = attempts.to_vec();
        latest_first.sort_unstable_by(|one, other| other.cmp(one));
        // There is room for one more when the earliest of the last `mails` has left the span.
        match (self.mails as usize).checked_sub(1) {
            None => now + span,
            Some(place) => latest_first.get(place).map_or(now, |leaves| now.max(*leaves + span)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hours: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn a_second_mail_waits_until_the_first_is_a_day_old() {
        let caps = [Cap { mails: 1, days: 1 }];
        assert_eq!(free_from(&caps, &[at(100)], at(110)), at(124));
        assert_eq!(free_from(&caps, &[at(100)], at(124)), at(124));
        assert_eq!(free_from(&caps, &[], at(5)), at(5));
    }

    #[test]
    fn of_several_caps_the_one_that_waits_longest_decides_and_none_is_no_cap() {
        let caps = [Cap { mails: 1, days: 1 }, Cap { mails: 2, days: 7 }, Cap { mails: 9, days: 30 }];
        assert_eq!(free_from(&caps, &[at(0), at(100)], at(110)), at(168));
        assert_eq!(free_from(&[], &[at(100)], at(100)), at(100));
    }

    #[test]
    fn a_cap_of_no_mails_never_has_room() {
        assert_eq!(free_from(&[Cap { mails: 0, days: 2 }], &[], at(100)), at(148));
    }

    #[test]
    fn fewer_mails_are_one_cap_more() {
        let company = [Cap { mails: 3, days: 7 }];
        let fewer = Preferences { less_often: true, ..Preferences::default() };
        assert_eq!(*of_person(&company, &fewer), [company[0], LESS_OFTEN]);
        assert_eq!(*of_person(&company, &Preferences::default()), company);
        assert!(
            i64::from(LESS_OFTEN.days) <= crate::limits::RECENT_MAILS_DAYS,
            "enrollments remember as long"
        );
    }

    proptest! {
        #[test]
        fn at_the_free_moment_no_cap_is_broken_and_before_it_one_is(
            mails in 1u32..5, days in 1u32..10, hours in proptest::collection::vec(0i64..500, 0..20)
        ) {
            let cap = Cap { mails, days };
            let attempts: Vec<Instant> = hours.into_iter().map(at).collect();
            let now = at(500);
            let free = free_from(&[cap], &attempts, now);
            let span = TimeDelta::days(i64::from(days));
            let inside = |moment: Instant| attempts.iter().filter(|a| moment - **a < span).count();
            prop_assert!(inside(free) < mails as usize);
            if free > now {
                prop_assert!(inside(free - TimeDelta::seconds(1)) >= mails as usize);
            }
        }
    }
}
