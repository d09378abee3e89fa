//! At the end nothing that is due is left lying, and nothing unknown is left undecided.

use crate::happening::{FinalState, IndexRow, StandingEnrollment, StateName};
use crate::oracle::record::{Record, catalog_age};
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::enrollment::{Enrollment, State};
use cadence::ids::SequenceId;
use cadence::sequence::IfUnknown;
use chrono::TimeDelta;

/// The longest a row may be due: two ticks.
const TICKS: TimeDelta = TimeDelta::minutes(2);
/// By how much clocks may differ; a lease is over only after it.
const GRACE: TimeDelta = TimeDelta::seconds(30);
/// The time that an unknown mail may stay after a sign of life of the channel: a look every two hours, and the ticks.
const LOOKS: TimeDelta = TimeDelta::minutes(125);

pub(super) fn finish(record: &Record, left: &FinalState, found: &mut Vec<Violation>) {
    for standing in &left.enrollments {
        let enrollment = &standing.enrollment;
        let place = format!("{} in {}", enrollment.lead, enrollment.sequence);
        if let Some(reason) = stuck(standing, left.now) {
            let state = StateName::of(&enrollment.state);
            found.push(Promise::Stuck.broken(left.now, format!("{place} is {state} and {reason}")));
        }
        if let State::Unknown { attempt, since, settle_at, .. } = &enrollment.state
            && !may_ask(record, &enrollment.sequence, *since, left.now)
            && (settle_at.is_none() || channel_lives(record, *since, left.now))
        {
            let sentence = format!("{place} is unknown about {attempt} since {since} and nobody decided");
            found.push(Promise::UnknownLeft.broken(left.now, sentence));
        }
    }
}

/// The reason a row will not be looked at as it should be.
fn stuck(standing: &StandingEnrollment, now: Instant) -> Option<String> {
    let Enrollment { state, .. } = &standing.enrollment;
    let look_at = match state {
        State::Waiting { due_at, .. } => *due_at,
        State::Sending { lease_until, .. } => *lease_until + GRACE,
        State::Unknown { settle_at: Some(settle_at), .. } => *settle_at,
        State::Unknown { settle_at: None, .. } => {
            let asks = standing.row == IndexRow::Attention;
            return (!asks).then(|| "does not stand among those that wait for a person".to_owned());
        }
        State::Done { .. } => return None,
    };
    match standing.row {
        IndexRow::Parked if matches!(state, State::Waiting { .. }) => None,
        IndexRow::Due(_) => {
            (look_at + TICKS < now).then(|| format!("should have been looked at from {look_at} on"))
        }
        IndexRow::Absent => Some("stands nowhere in the list of what is due".to_owned()),
        IndexRow::Parked | IndexRow::Attention => Some("stands apart without a reason".to_owned()),
    }
}

/// Whether a version that may have decided leaves the decision to a person.
fn may_ask(record: &Record, sequence: &SequenceId, since: Instant, now: Instant) -> bool {
    let editions = record.in_force(since - catalog_age(), now);
    editions
        .filter_map(|edition| edition.sequences.get(sequence))
        .any(|rules| rules.if_unknown == IfUnknown::Ask)
}

/// Silence says something only while events come for mails sent later. Without such an event an unknown mail may stay.
fn channel_lives(record: &Record, since: Instant, now: Instant) -> bool {
    record.calls().filter(|story| story.began.at > since).any(|story| {
        let proven = record.attempt(&story.mail.attempt).and_then(|attempt| attempt.proven);
        proven.is_some_and(|proven| proven.at + LOOKS < now)
    })
}
