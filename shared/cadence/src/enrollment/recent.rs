//! The latest marketing mails of one enrollment, so that frequency caps read nothing but the enrollments of a lead.

use crate::Instant;
use crate::base32::decode;
use crate::caps::{Cap, LESS_OFTEN};
use crate::enrollment::event::Event;
use crate::enrollment::{Enrollment, State};
use crate::facts::MessageRecord;
use crate::ids::{AttemptId, SequenceId};
use crate::limits::{CAP_MAILS_MAX, RECENT_MAILS_DAYS};
use chrono::TimeDelta;

pub use crate::send_key::MailTag;

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
    /// As many mails as the largest cap counts, for as long as the longest one, at least 31 days. The cap of a person who asks for
    /// fewer mails is among them, since nobody knows yet who will.
    pub fn of(caps: &[Cap]) -> Self {
        let mails = caps.iter().map(|cap| cap.mails).max().unwrap_or(0);
        let mails = mails.clamp(LESS_OFTEN.mails, CAP_MAILS_MAX);
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
/// otherwise. An attempt in flight or unknown is left to its settlement.
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

/// The enrollment that remembers a mail as it was proved; `None` if it does already.
pub fn with_proven(
    mut enrollment: Enrollment,
    tag: MailTag,
    at: Option<Instant>,
    caps: &[Cap],
    now: Instant,
) -> Option<Enrollment> {
    let before = enrollment.recent.clone();
    match at {
        Some(at) if before.at(tag).is_none() => {
            enrollment.recent.note(tag, at);
            enrollment.recent.trim(Memory::of(caps), now);
        }
        Some(_) => {}
        None => enrollment.recent.forget(tag),
    }
    (enrollment.recent != before).then_some(enrollment)
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
mod tests;
