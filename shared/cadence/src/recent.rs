//! The latest marketing mails of one enrollment, so that frequency caps read nothing but the enrollments of a lead.

use crate::Instant;
use crate::advance::Event;
use crate::caps::Cap;
use crate::enrollment::{Enrollment, State};
use crate::facts::MessageRecord;
use crate::ids::{AttemptId, SequenceId};
use crate::limits::{CAP_MAILS_MAX, RECENT_MAILS_DAYS};
use crate::send_key::decode;
use chrono::TimeDelta;

/// The first 32 bits of a send key: enough to tell the few mails of one enrollment apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailTag(pub [u8; 4]);

/// One marketing mail that was sent or may have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecentMail {
    /// The mail; its second copy after a `resend` has the same tag.
    pub tag: MailTag,
    /// The second from which it counts.
    pub at: Instant,
}

/// The latest marketing mails of one enrollment, the earliest first. They stay when a run ends, restarts or begins anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecentMails(Vec<RecentMail>);

/// The number of mails that the caps ask about, and the time for which they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    mails: usize,
    span: TimeDelta,
}

impl Memory {
    /// As many mails as the largest cap counts, for as long as the longest one, at least 31 days.
    pub fn of(caps: &[Cap]) -> Self {
        let mails = caps.iter().map(|cap| cap.mails).max().unwrap_or(0).min(CAP_MAILS_MAX);
        let days = caps.iter().map(|cap| i64::from(cap.days)).max().unwrap_or(0).max(RECENT_MAILS_DAYS);
        Self { mails: mails as usize, span: TimeDelta::days(days) }
    }

    /// Whether a mail of this moment is still asked about at `now`.
    pub fn holds(self, at: Instant, now: Instant) -> bool {
        now - at < self.span
    }
}

impl RecentMails {
    /// Mails as they were kept.
    pub fn from_parts(mut mails: Vec<RecentMail>) -> Self {
        mails.sort_unstable_by_key(|mail| mail.at);
        Self(mails)
    }

    /// The mails, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = RecentMail> {
        self.0.iter().copied()
    }

    /// Whether no mail is remembered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The second from which this mail counts; `None` if it is not remembered.
    pub fn at(&self, tag: MailTag) -> Option<Instant> {
        self.iter().find(|mail| mail.tag == tag).map(|mail| mail.at)
    }

    /// Remembers a mail from a moment on. A mail that is known moves there: two copies are one mail.
    pub fn note(&mut self, tag: MailTag, at: Instant) {
        self.forget(tag);
        let at = up_to_the_second(at);
        let place = self.0.partition_point(|mail| mail.at <= at);
        self.0.insert(place, RecentMail { tag, at });
    }

    /// Takes a mail out that was proved not to be sent.
    pub fn forget(&mut self, tag: MailTag) {
        self.0.retain(|mail| mail.tag != tag);
    }

    /// Drops the mails that no cap asks about any more.
    pub fn trim(&mut self, memory: Memory, now: Instant) {
        self.0.retain(|mail| memory.holds(mail.at, now));
        let over = self.0.len().saturating_sub(memory.mails);
        self.0.drain(..over);
    }
}

/// A kept moment has no fraction; rounded up, no mail leaves a cap early.
fn up_to_the_second(at: Instant) -> Instant {
    let seconds = at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0);
    Instant::from_timestamp(seconds, 0).unwrap_or(at)
}

/// The marketing mails to a lead beside one of its mails, as frequency caps count them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OtherMails {
    /// The moments at which they were sent or may have been.
    pub attempts: Vec<Instant>,
    /// The number of those in flight.
    pub in_flight: usize,
}

impl OtherMails {
    /// Counts what the enrollments of the lead say, without the mail of this tag in this sequence. A mail and its second copy
    /// count once.
    pub fn count<'a>(
        enrollments: impl IntoIterator<Item = &'a Enrollment>,
        sequence: &SequenceId,
        tag: MailTag,
    ) -> Self {
        let mut others = Self::default();
        for enrollment in enrollments {
            let own = (enrollment.sequence == *sequence).then_some(tag);
            let open = enrollment.counts_as().filter(|open| Some(*open) != own);
            let kept =
                enrollment.recent.iter().filter(|mail| Some(mail.tag) != own && Some(mail.tag) != open);
            others.attempts.extend(kept.map(|mail| mail.at));
            match (&enrollment.state, open) {
                (State::Unknown { since, .. }, Some(_)) => others.attempts.push(*since),
                (State::Sending { .. }, Some(_)) => others.in_flight += 1,
                (State::Waiting { .. } | State::Done { .. }, _) | (_, None) => {}
            }
        }
        others
    }
}

/// The event by which an enrollment learns what a record proves about one of its marketing mails, if it remembers this mail
/// otherwise. An attempt in flight or in doubt is left to its settlement.
pub fn proof(standing: &Enrollment, record: &MessageRecord, caps: &[Cap], now: Instant) -> Option<Event> {
    let tag = record.name.send_key.tag();
    let at = record.counts_beside(standing.attempt());
    let proven = Event::Proven { tag, at };
    let known = standing.recent.at(tag);
    match (known, at) {
        (Some(_), Some(_)) | (None, None) => None,
        (Some(_), None) => Some(proven),
        (None, Some(at)) => {
            let mut recent = standing.recent.clone();
            recent.note(tag, at);
            recent.trim(Memory::of(caps), now);
            recent.at(tag).map(|_| proven)
        }
    }
}

/// The enrollment without the mails that no cap asks about any more; `None` if each is asked about.
pub fn without_stale(enrollment: &Enrollment, caps: &[Cap], now: Instant) -> Option<Enrollment> {
    let mut trimmed = enrollment.clone();
    trimmed.recent.trim(Memory::of(caps), now);
    (trimmed != *enrollment).then_some(trimmed)
}

/// The moment to ask again about a mail that only mails in flight hold up: one to five minutes later. Attempts are random, so
/// of two mails that yield to each other one comes back first.
pub fn ask_again_at(attempt: &AttemptId, now: Instant) -> Instant {
    let [first, second, ..] = decode(attempt.as_str());
    now + TimeDelta::seconds(60 + i64::from(u16::from_be_bytes([first, second])) % 241)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caps::free_from;
    use crate::enrollment::Ending;
    use crate::fixtures::{enrollment, mine, minute, start, step, waiting};
    use proptest::prelude::*;

    const DAY: i64 = 24 * 60;

    fn tag(byte: u8) -> MailTag {
        MailTag([byte; 4])
    }

    fn mails(minutes: &[i64]) -> RecentMails {
        let mut mails = RecentMails::default();
        (0..).zip(minutes).for_each(|(byte, at)| mails.note(tag(byte), minute(*at)));
        mails
    }

    #[test]
    fn a_mail_and_its_second_copy_are_one_entry_from_the_later_moment_on() {
        let mut mails = mails(&[0, 5]);
        mails.note(tag(0), minute(9));
        assert_eq!((mails.iter().count(), mails.at(tag(0))), (2, Some(minute(9))));
        mails.forget(tag(0));
        assert_eq!((mails.iter().count(), mails.at(tag(0))), (1, None));
    }

    #[test]
    fn mails_stand_in_the_order_of_their_moments_rounded_up_to_the_second() {
        let mut mails = mails(&[5, 0]);
        mails.note(tag(7), minute(3) - TimeDelta::milliseconds(900));
        let at: Vec<i64> = mails.iter().map(|mail| (mail.at - start()).num_milliseconds()).collect();
        assert_eq!(at, [0, 3 * 60_000, 5 * 60_000]);
    }

    #[test]
    fn memory_is_as_long_as_the_longest_cap_and_never_shorter_than_a_month() {
        let holds = |caps: &[Cap], days: i64| Memory::of(caps).holds(minute(0), minute(days * DAY));
        assert!(holds(&[], 30) && !holds(&[], 31));
        let long = [Cap { mails: 2, days: 7 }, Cap { mails: 9, days: 90 }];
        assert!(holds(&long, 89) && !holds(&long, 90));
    }

    #[test]
    fn trimming_keeps_as_many_as_the_largest_cap_counts() {
        let mut mails = mails(&[0, 1, 2, 3]);
        mails.trim(Memory::of(&[Cap { mails: 1, days: 1 }, Cap { mails: 2, days: 7 }]), minute(9));
        assert_eq!(mails.iter().map(|mail| mail.tag).collect::<Vec<_>>(), [tag(2), tag(3)]);
        mails.trim(Memory::of(&[]), minute(9));
        assert!(mails.is_empty());
    }

    fn in_sequence(name: &str, state: State, minutes: &[i64]) -> Enrollment {
        let sequence = SequenceId::parse(name).unwrap();
        Enrollment { sequence, recent: mails(minutes), ..enrollment(state) }
    }

    fn sending(counts_as: Option<MailTag>) -> State {
        let (step, due_at, listed_at) = (step("hello"), start(), start());
        State::Sending {
            step,
            due_at,
            listed_at,
            attempt: mine(),
            lease_until: minute(2),
            counts_as,
            then: None,
        }
    }

    fn unknown(counts_as: Option<MailTag>) -> State {
        let (step, since, settle_at) = (step("hello"), minute(7), None);
        State::Unknown { step, attempt: mine(), since, settle_at, counts_as, then: None }
    }

    /// Counts beside the mail with tag 0 in the sequence `own`.
    fn beside(rows: &[Enrollment]) -> (Vec<i64>, usize) {
        let others = OtherMails::count(rows, &SequenceId::parse("own").unwrap(), tag(0));
        (others.attempts.iter().map(|at| (*at - start()).num_minutes()).collect(), others.in_flight)
    }

    #[test]
    fn a_mail_is_not_counted_beside_itself_but_earlier_ones_of_its_sequence_are() {
        let own = in_sequence("own", sending(Some(tag(0))), &[-9, -8]);
        assert_eq!(beside(std::slice::from_ref(&own)), (vec![-8], 0), "its first copy is the same mail");
        let other = in_sequence("other", waiting(step("hello"), start()), &[-9, -8]);
        assert_eq!(beside(&[own, other]), (vec![-8, -9, -8], 0), "another sequence may have the same tag");
    }

    #[test]
    fn mails_in_flight_and_in_doubt_count_and_those_of_runs_that_are_over_do_too() {
        let over = State::Done { ending: Ending::Finished, at: start() };
        let rows = [
            in_sequence("a", sending(Some(tag(5))), &[-1]),
            in_sequence("b", unknown(Some(tag(6))), &[-2]),
            in_sequence("c", over, &[-3]),
            in_sequence("d", sending(None), &[]),
            in_sequence("e", unknown(None), &[]),
        ];
        assert_eq!(beside(&rows), (vec![-1, -2, 7, -3], 1));
    }

    #[test]
    fn the_second_copy_in_flight_stands_for_the_first() {
        assert_eq!(beside(&[in_sequence("other", sending(Some(tag(0))), &[-9])]), (vec![], 1));
        assert_eq!(beside(&[in_sequence("other", unknown(Some(tag(0))), &[-9])]), (vec![7], 0));
    }

    #[test]
    fn a_contended_mail_is_asked_about_again_after_one_to_five_minutes() {
        let waits = (0..=255).map(|byte| {
            let attempt = AttemptId::from_random(std::array::from_fn(|_| byte));
            (ask_again_at(&attempt, start()) - start()).num_seconds()
        });
        let waits: std::collections::BTreeSet<i64> = waits.collect();
        assert!(waits.len() > 100 && waits.iter().all(|wait| (60..=300).contains(wait)), "{waits:?}");
    }

    proptest! {
        /// Caps over several enrollments decide alike whether each keeps all its mails or only what trimming leaves.
        #[test]
        fn no_cap_decides_otherwise_because_enrollments_were_trimmed(
            caps in proptest::collection::vec((1u32..=12, 1u32..60), 0..4),
            rows in proptest::collection::vec(proptest::collection::vec(0i64..70 * DAY, 0..20), 1..4),
        ) {
            let caps: Vec<Cap> = caps.into_iter().map(|(mails, days)| Cap { mails, days }).collect();
            let now = minute(70 * DAY);
            let whole: Vec<RecentMails> = rows.iter().map(|row| mails(row)).collect();
            let trimmed = whole.iter().cloned().map(|mut row| { row.trim(Memory::of(&caps), now); row });
            let at = |rows: Vec<RecentMails>| -> Vec<Instant> {
                rows.iter().flat_map(|row| row.iter().map(|mail| mail.at).collect::<Vec<_>>()).collect()
            };
            let (trimmed, whole) = (at(trimmed.collect()), at(whole.clone()));
            prop_assert_eq!(free_from(&caps, &trimmed, now), free_from(&caps, &whole, now));
        }
    }
}
