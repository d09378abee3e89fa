//! Unknown mails have a cause, evidence decides them, and silence decides only while the channel of events lives.

use super::removal::is_removed;
use crate::happening::{FinalState, Happening, Invocation, MailTags, What};
use crate::oracle::record::unknown_mails::went_on;
use crate::oracle::record::{Attempt, Record};
use crate::oracle::violation::{Promise, Violation};
use cadence::enrollment::{Enrollment, State};
use cadence::ids::AttemptId;
use chrono::TimeDelta;

/// The time in which silence decides nothing.
const SILENCE: TimeDelta = TimeDelta::minutes(15);

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    if let What::CallBegan { mail, .. } = &happening.what {
        found.extend(called_although_proven(record, mail, happening));
    }
    let What::EnrollmentWritten { invocation, before, after } = &happening.what else { return };
    let unknown_attempts = |state: Option<&Enrollment>| match state.map(|it| &it.state) {
        Some(State::Unknown { attempt, .. }) => Some(attempt.clone()),
        Some(State::Waiting { .. } | State::Sending { .. } | State::Done { .. }) | None => None,
    };
    let (was, is) = (unknown_attempts(before.as_ref()), unknown_attempts(after.as_ref()));
    if let Some(attempt) = is.as_ref().filter(|_| was.is_none()) {
        found.extend(unexplained(record, attempt, happening));
    }
    if let Some(attempt) = was.filter(|was| is.as_ref() != Some(was))
        && let (Some(known), Some(after)) = (record.attempt(&attempt), after)
    {
        found.extend(sent_again_although_proven(record, known, after, happening));
        found.extend(decided_too_soon(record, &attempt, known, after, *invocation, happening));
    }
}

pub(super) fn finish(record: &Record, left: &FinalState, found: &mut Vec<Violation>) {
    for standing in &left.enrollments {
        if let State::Unknown { attempt, .. } = &standing.enrollment.state
            && let Some(proven) = record.attempt(attempt).and_then(|attempt| attempt.proven)
        {
            let sentence = format!("{attempt} is unknown although an event proved it at {}", proven.at);
            found.push(Promise::ProofIgnored.broken(left.now, sentence));
        }
    }
}

fn unexplained(record: &Record, id: &AttemptId, happening: &Happening) -> Option<Violation> {
    if record.rules.faultless {
        let sentence = format!("{id} became unknown and nothing had failed");
        return Some(Promise::UnknownWithoutFault.broken(happening.at, sentence));
    }
    let attempt = record.attempt(id);
    let cause = attempt.and_then(|attempt| attempt.unknown_mail.as_ref()?.cause.as_ref());
    let fenced = attempt.is_some_and(|attempt| attempt.fenced.is_some() || !record.fences_seen());
    let reason = match (cause, fenced) {
        (Some(_), true) => return None,
        (Some(_), false) => "it was never fenced",
        (None, _) => "nothing that was injected explains it",
    };
    Some(Promise::UnexplainedUnknown.broken(happening.at, format!("{id} became unknown and {reason}")))
}

/// If an unknown mail is settled although an event had proved it sent, that must let the run go on.
fn sent_again_although_proven(
    record: &Record,
    attempt: &Attempt,
    after: &Enrollment,
    happening: &Happening,
) -> Option<Violation> {
    let proven = attempt.proven.filter(|proven| *proven < record.now())?;
    let again = matches!(&after.state, State::Waiting { step, .. } if *step == attempt.step);
    (again && after.run == attempt.run && !went_on(after, &attempt.step)).then(|| {
        let sentence = format!(
            "{}/{} of {} waits to be sent again although an event proved it at {}",
            attempt.sequence, attempt.step, attempt.lead, proven.at
        );
        Promise::ProofIgnored.broken(happening.at, sentence)
    })
}

/// No attempt that was claimed after another one had been proved may call. A proof that comes between claim and call loses a
/// race that nobody can win.
fn called_although_proven(record: &Record, mail: &MailTags, happening: &Happening) -> Option<Violation> {
    let claimed = record.attempt(&mail.attempt)?.claimed;
    let known = record.calls_for(&mail.send_key).filter(|(_, story)| !record.is_forgotten(story));
    let others = known.map(|(_, story)| &story.mail.attempt);
    let mut proven = others.filter(|other| **other != mail.attempt).filter_map(|other| {
        let proven = record.attempt(other)?.proven?;
        (proven < claimed).then_some((other, proven))
    });
    proven.next().map(|(other, proven)| {
        let sentence = format!("a call began for {mail} although {other} had been proved at {}", proven.at);
        Promise::ProofIgnored.broken(happening.at, sentence)
    })
}

/// Without evidence, and by another than the sender itself, an unknown mail may be settled only after 15 minutes, and only when an
/// event has come for a mail that was accepted after this one was claimed.
fn decided_too_soon(
    record: &Record,
    id: &AttemptId,
    attempt: &Attempt,
    after: &Enrollment,
    by: Option<Invocation>,
    happening: &Happening,
) -> Option<Violation> {
    let by_its_sender = by.is_some() && by == attempt.claimant;
    let unknown_mail = attempt.unknown_mail.as_ref()?;
    // No mail can follow in a run that ends, so nobody waits for a sign of this one.
    if attempt.evidence.is_some() || by_its_sender || is_removed(after) {
        return None;
    }
    let called = record.calls().filter(|story| story.mail.attempt == *id).map(|story| story.began.at);
    let fenced = attempt.fenced.map(|fenced| fenced.at);
    let silent_since = called.chain(fenced).chain([unknown_mail.since]).min()?;
    let reason = if happening.at - silent_since < SILENCE {
        "less than 15 minutes after the mail went or became unknown"
    } else if record.taken_seen() && !heard_of_later(record, attempt) {
        "although no event had come for any later mail"
    } else {
        return None;
    };
    let sentence = format!("the unknown mail of {id} was decided by silence {reason}");
    Some(Promise::SilenceDecided.broken(happening.at, sentence))
}

fn heard_of_later(record: &Record, attempt: &Attempt) -> bool {
    record.calls().any(|story| {
        story.accepted.unwrap_or(story.began) >= attempt.claimed
            && record.attempt(&story.mail.attempt).is_some_and(|other| other.evidence.is_some())
    })
}
