//! Each enrollment remembers its latest marketing mails, each once, and no other: caps count nothing else. No write loses one of
//! them, and at the end all are there.
//!
//! A mail that was accepted and not proved unsent must be there. A mail with a record may be there, unless each of its calls was
//! proved unsent and no attempt was given up of which nobody can know whether it came to a call. A mail that was begun less than
//! an hour ago may still be on its way.

use super::purpose;
use crate::happening::{FinalState, Happening, What};
use crate::oracle::record::{Record, Story};
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::enrollment::Enrollment;
use cadence::facts::MessageRecord;
use cadence::recent::MailTag;
use cadence::sequence::Purpose;
use chrono::TimeDelta;
use std::collections::BTreeSet;

/// The time that a mail is remembered at least, a day less.
const REMEMBERED: TimeDelta = TimeDelta::days(30);
/// The time that a mail may be on its way.
const ON_ITS_WAY: TimeDelta = TimeDelta::hours(1);

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    let What::EnrollmentWritten { before: Some(before), after: Some(after), .. } = &happening.what else {
        return;
    };
    if let Some(lost) = lost(record, before, after, happening.at) {
        let sentence = format!("{} in {} forgot {}", after.lead, after.sequence, lost.mail);
        found.push(Promise::MailsMisremembered.broken(happening.at, sentence));
    }
}

pub(super) fn finish(record: &Record, left: &FinalState, found: &mut Vec<Violation>) {
    let kept = kept(record, left.now);
    for standing in &left.enrollments {
        let enrollment = &standing.enrollment;
        if record.person(&enrollment.lead).is_some_and(super::super::record::Person::was_ever_erased) {
            continue;
        }
        let fault = strange(record, left, enrollment).or_else(|| missing(record, left, enrollment, kept));
        if let Some(fault) = fault {
            let sentence = format!("{} in {} {fault}", enrollment.lead, enrollment.sequence);
            found.push(Promise::MailsMisremembered.broken(left.now, sentence));
        }
    }
}

/// The number of mails that each enrollment remembers: every version has caps, and the smallest may have trimmed it.
fn kept(record: &Record, now: Instant) -> usize {
    let counted = |caps: &[(usize, TimeDelta)]| caps.iter().map(|(mails, _)| *mails).max().unwrap_or(0);
    record.in_force(Instant::MIN_UTC, now).map(|edition| counted(&edition.caps)).min().unwrap_or_default()
}

/// A mail that was accepted, not proved unsent, and is forgotten by this write before its time.
fn lost<'a>(record: &'a Record, before: &Enrollment, after: &Enrollment, now: Instant) -> Option<&'a Story> {
    let knows = |tag: MailTag| after.recent.at(tag).is_some() || after.counts_as() == Some(tag);
    let forgotten: Vec<MailTag> = before
        .recent
        .iter()
        .filter(|mail| now - mail.at <= REMEMBERED && !knows(mail.tag))
        .map(|mail| mail.tag)
        .collect();
    if forgotten.is_empty() || after.recent.iter().count() >= kept(record, now) {
        return None;
    }
    record.calls().find(|story| {
        (&story.mail.lead, &story.mail.sequence) == (&after.lead, &after.sequence)
            && forgotten.contains(&story.mail.send_key.tag())
            && story.accepted.is_some()
            && record.calls_for(&story.mail.send_key).all(|(_, story)| !never_sent(record, story))
    })
}

/// A mail that is remembered and should not be.
fn strange(record: &Record, left: &FinalState, enrollment: &Enrollment) -> Option<String> {
    let mut seen = BTreeSet::new();
    let of = |message: &&MessageRecord| {
        message.name.lead == enrollment.lead && message.name.sequence == enrollment.sequence
    };
    enrollment.recent.iter().find_map(|mail| {
        if !seen.insert(mail.tag) {
            return Some(format!("remembers {:?} twice", mail.tag));
        }
        let message = left.messages.iter().filter(of).find(|it| it.name.send_key.tag() == mail.tag);
        let Some(message) = message.filter(|message| message.purpose == Purpose::Marketing) else {
            return Some(format!("remembers {:?}, which is no marketing mail", mail.tag));
        };
        let stories: Vec<&Story> = record.calls_for(&message.name.send_key).map(|(_, story)| story).collect();
        let unsent = !stories.is_empty() && stories.iter().all(|story| is_known_unsent(record, story));
        let unsent = unsent && !was_never_decided(record, message);
        unsent.then(|| format!("remembers {}, which was proved not to be sent", message.name.send_key))
    })
}

/// A mail that should be remembered and is not.
fn missing(record: &Record, left: &FinalState, enrollment: &Enrollment, kept: usize) -> Option<String> {
    let mut sent: Vec<&Story> = record
        .calls()
        .filter(|story| {
            story.accepted.is_some()
                && story.mail.lead == enrollment.lead
                && story.mail.sequence == enrollment.sequence
                && !never_sent(record, story)
                && purpose(record, &story.mail, story.began.at) == Purpose::Marketing
        })
        .collect();
    sent.sort_by_key(|story| std::cmp::Reverse(story.began.at));
    let mut latest: Vec<MailTag> = Vec::new();
    for story in sent {
        let tag = story.mail.send_key.tag();
        if latest.contains(&tag) || latest.len() == kept || left.now - story.began.at > REMEMBERED {
            continue;
        }
        latest.push(tag);
        let knows = enrollment.recent.at(tag).is_some() || enrollment.counts_as() == Some(tag);
        if !knows && left.now - story.began.at > ON_ITS_WAY {
            return Some(format!("does not remember {}, which went out at {}", story.mail, story.began.at));
        }
    }
    None
}

/// Whether some attempt at the mail came to be unknown and was never proved unsent. The program cannot tell a sender that died after its
/// fence and before its call from one that died after it.
fn was_never_decided(record: &Record, message: &MessageRecord) -> bool {
    let name = &message.name;
    record.attempts().any(|(_, attempt)| {
        attempt.unknown_mail.is_some()
            && attempt.disproven.is_none()
            && (&attempt.lead, &attempt.sequence) == (&name.lead, &name.sequence)
            && (&attempt.run, &attempt.step) == (&name.run, &name.step)
    })
}

/// Whether an event or a person that says so was recorded.
fn is_known_unsent(record: &Record, story: &Story) -> bool {
    record.attempt(&story.mail.attempt).is_some_and(|attempt| attempt.is_disproof_recorded)
}

/// Whether an event or a person may have said so.
fn never_sent(record: &Record, story: &Story) -> bool {
    record.attempt(&story.mail.attempt).is_some_and(|attempt| attempt.disproven.is_some())
}
