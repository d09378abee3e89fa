//! The way of a run: nothing overtakes a mail in flight, no end is undone, steps come in order and none is passed over.

use super::confirmation;
use crate::happening::{CallAnswer, FinalState, Happening, Invocation, Protection, StateName, What};
use crate::oracle::record::unknown_mails::went_on;
use crate::oracle::record::{Attempt, Record, Story, catalog_age};
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::enrollment::{Ending, Enrollment, State, Then};
use cadence::ids::{AttemptId, LeadId, StepId, TopicId};
use cadence::sequence::Purpose;
use chrono::TimeDelta;

/// The shortest lease when its claim is written at once.
const LEASE_MIN: TimeDelta = TimeDelta::seconds(80);

/// Codes after which the mail waits; the step must not be passed over for them.
const PUT_OFF: [&str; 8] = [
    "TooManyRequestsException",
    "ThrottlingException",
    "LimitExceededException",
    "SendingPausedException",
    "AccountSuspendedException",
    "MailFromDomainNotVerifiedException",
    "NotFoundException",
    "AccessDeniedException",
];

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    if let What::CallAccepted { call } = &happening.what {
        found.extend(record.call(*call).and_then(|story| backwards(record, story, happening)));
    }
    let What::EnrollmentWritten { invocation, before: Some(before), after: Some(after) } = &happening.what
    else {
        return;
    };
    if let Some(reason) = overtaken(record, *invocation, before, after, happening.at) {
        let (lead, sequence) = (&after.lead, &after.sequence);
        let (was, is) = (StateName::of(&before.state), StateName::of(&after.state));
        let sentence = format!("{lead} in {sequence} went from {was} to {is}: {reason}");
        found.push(Promise::Overtaken.broken(happening.at, sentence));
    }
    found.extend(skipped(record, *invocation, before, after, happening));
    found.extend(dropped(record, *invocation, before, happening));
}

pub(super) fn finish(record: &Record, left: &FinalState, found: &mut Vec<Violation>) {
    let open = record.attempts().filter(|(_, attempt)| record.rules.faultless && attempt.left.is_none());
    let mut sentences: Vec<String> = open
        .map(|(id, attempt)| {
            format!(
                "{}/{} of {} was taken as {id} and never answered",
                attempt.sequence, attempt.step, attempt.lead
            )
        })
        .collect();
    sentences.sort();
    found.extend(sentences.into_iter().map(|sentence| Promise::UnansweredStep.broken(left.now, sentence)));
}

/// The reason a write may not happen.
fn overtaken(
    record: &Record,
    by: Option<Invocation>,
    before: &Enrollment,
    after: &Enrollment,
    at: Instant,
) -> Option<&'static str> {
    if before.run != after.run {
        let noted = match &before.state {
            State::Sending { then, .. } | State::Unknown { then, .. } => then,
            State::Waiting { .. } | State::Done { .. } => return None,
        };
        let as_noted = matches!(noted, Some(Then::Restart { run, .. }) if *run == after.run);
        return (!as_noted).then_some("a new run began over a mail in flight");
    }
    match (&before.state, &after.state) {
        // A run whose last mail was out has nothing to go on with.
        (
            State::Done { ending: Ending::Unsubscribed, .. },
            State::Waiting { .. } | State::Done { ending: Ending::Finished, .. },
        ) if may_be_taken_back(record, before) => None,
        (State::Done { .. }, _) => (before.state != after.state).then_some("the run was over"),
        (State::Waiting { .. }, State::Unknown { .. }) => Some("nobody had taken the step"),
        (State::Waiting { due_at, .. }, State::Sending { .. }) => {
            (*due_at > at).then_some("the step was taken before it was due")
        }
        (State::Unknown { .. }, State::Sending { .. }) => Some("an unknown mail was taken again"),
        (State::Sending { .. } | State::Unknown { .. }, _)
            if undoes_protection(before, after) && !may_be_taken_back(record, before) =>
        {
            Some("an end that protects the person was undone")
        }
        (
            State::Sending { attempt, .. } | State::Unknown { attempt, .. },
            State::Sending { .. } | State::Unknown { .. },
        ) => (after.attempt() != Some(attempt)).then_some("another attempt took the place of one in flight"),
        (State::Sending { attempt, lease_until, .. }, State::Waiting { .. } | State::Done { .. }) => {
            taken_away(record, by, attempt, *lease_until > at)
        }
        (State::Waiting { .. } | State::Unknown { .. }, State::Waiting { .. } | State::Done { .. }) => None,
    }
}

/// While its lease runs, an attempt is settled by its sender or by evidence, and by nobody else.
fn taken_away(
    record: &Record,
    by: Option<Invocation>,
    attempt: &AttemptId,
    lease_runs: bool,
) -> Option<&'static str> {
    let attempt = record.attempt(attempt)?;
    let may = (by.is_some() && by == attempt.claimant) || attempt.evidence.is_some() || !record.taken_seen();
    (lease_runs && !may).then_some("somebody else took a mail out of flight")
}

/// A sender that took a step answers it, unless something befell it: else somebody has to wait for its lease.
fn dropped(
    record: &Record,
    by: Option<Invocation>,
    before: &Enrollment,
    happening: &Happening,
) -> Option<Violation> {
    let State::Sending { attempt: id, lease_until, .. } = &before.state else { return None };
    let attempt = record.attempt(id).filter(|attempt| attempt.left == Some(record.now()))?;
    let by_another = by.is_some() && attempt.claimant.is_some() && by != attempt.claimant;
    // A claim that was written late had a short lease from the beginning.
    let had_time = *lease_until - attempt.claimed.at >= LEASE_MIN;
    let befell = !attempt.causes.is_empty() || attempt.is_noted_upon || attempt.evidence.is_some();
    (by_another && had_time && !befell).then(|| {
        let sentence = format!(
            "{}/{} of {} was taken as {id} and dropped, though nothing befell its sender",
            attempt.sequence, attempt.step, attempt.lead
        );
        Promise::UnansweredStep.broken(happening.at, sentence)
    })
}

/// Whether the run was to end by a refusal that the person took back, or may have.
fn may_be_taken_back(record: &Record, run: &Enrollment) -> bool {
    let by_refusal = match &run.state {
        State::Done { ending, .. } => *ending == Ending::Unsubscribed,
        State::Sending { then, .. } | State::Unknown { then, .. } => {
            *then == Some(Then::End(Ending::Unsubscribed))
        }
        State::Waiting { .. } => false,
    };
    by_refusal && record.person(&run.lead).is_some_and(super::super::record::Person::took_something_back)
}

/// An end that protects the person was noted and the run neither ended nor keeps the note.
fn undoes_protection(before: &Enrollment, after: &Enrollment) -> bool {
    let protects = |then: &Option<Then>| matches!(then, Some(Then::End(ending)) if ending.protects());
    let noted = match &before.state {
        State::Sending { then, .. } | State::Unknown { then, .. } => protects(then),
        State::Waiting { .. } | State::Done { .. } => false,
    };
    let kept = match &after.state {
        State::Sending { then, .. } | State::Unknown { then, .. } => protects(then),
        State::Waiting { .. } => false,
        State::Done { .. } => true,
    };
    noted && !kept
}

/// A step with a mail is passed over only when its mail went out or may have, was refused for good, came too late, had nothing more
/// to ask, or belongs to a topic that the person may have refused.
fn skipped(
    record: &Record,
    invocation: Option<Invocation>,
    before: &Enrollment,
    after: &Enrollment,
    happening: &Happening,
) -> Option<Violation> {
    let (step, due_at, was_taken) = match &before.state {
        State::Waiting { step, due_at, .. } => (step, *due_at, false),
        State::Sending { step, due_at, .. } => (step, *due_at, true),
        State::Unknown { .. } | State::Done { .. } => return None,
    };
    let now = happening.at;
    let edited = record.was_edited(before.started_at - catalog_age(), now);
    if before.run != after.run || !went_on(after, step) || edited || is_accounted_for(record, before, step) {
        return None;
    }
    let mut editions = record.in_force(now - catalog_age(), now);
    let rules = editions.find_map(|edition| edition.sequences.get(&before.sequence))?;
    let purpose = rules.steps.iter().find_map(|(id, purpose)| purpose.filter(|_| id == step));
    let sends = match purpose {
        Some(Purpose::Confirmation) => confirmation::is_open(record, &before.lead, before.started_at, now),
        Some(Purpose::Marketing) => !may_refuse(record, invocation, &before.lead, rules.topic.as_ref()),
        Some(Purpose::Transactional) => true,
        None => false,
    };
    let too_late = !was_taken && rules.leaves_out_after.is_some_and(|limit| now - due_at >= limit);
    (sends && !too_late).then(|| {
        let sentence = format!(
            "{} in {} went on from `{step}`, whose mail neither went out nor was refused",
            before.lead, before.sequence
        );
        Promise::StepSkipped.broken(now, sentence)
    })
}

/// Whether the card that the writer read may refuse a topic.
fn may_refuse(
    record: &Record,
    invocation: Option<Invocation>,
    lead: &LeadId,
    topic: Option<&TopicId>,
) -> bool {
    let read = invocation.and_then(|invocation| record.read(invocation, lead, Protection::Card));
    let Some((topic, person)) = topic.zip(record.person(lead)) else { return false };
    read.is_none_or(|read| person.may_refuse_topic(read, topic))
}

/// Whether something is known of a step's mail that lets the run go on.
fn is_accounted_for(record: &Record, enrollment: &Enrollment, step: &StepId) -> bool {
    let called = record.calls().filter(|story| is_of(story, enrollment) && story.mail.step == *step);
    let mut answered = called.filter(|story| story.accepted.is_some() || refused_for_good(story));
    let same_mail = |attempt: &Attempt| {
        (&attempt.lead, &attempt.sequence, &attempt.run, &attempt.step)
            == (&enrollment.lead, &enrollment.sequence, &enrollment.run, step)
    };
    let mut tries = record.attempts().filter(|(_, attempt)| same_mail(attempt));
    answered.next().is_some()
        || tries.any(|(_, attempt)| attempt.unknown_mail.is_some() || attempt.evidence.is_some())
}

fn refused_for_good(story: &Story) -> bool {
    matches!(&story.answer, Some(CallAnswer::Refused(code)) if !PUT_OFF.contains(&code.as_str()))
}

fn is_of(story: &Story, enrollment: &Enrollment) -> bool {
    let mail = &story.mail;
    mail.lead == enrollment.lead && mail.sequence == enrollment.sequence && mail.run == enrollment.run
}

/// A mail was accepted although a later one of the same run had been. An edit may put steps into another order.
fn backwards(record: &Record, this: &Story, happening: &Happening) -> Option<Violation> {
    let mail = &this.mail;
    let of_the_run = |story: &&Story| {
        (&story.mail.lead, &story.mail.sequence, &story.mail.run) == (&mail.lead, &mail.sequence, &mail.run)
    };
    let began = record.calls().filter(of_the_run).map(|story| story.began.at).min()?;
    let edition = record.in_force(happening.at, happening.at).last()?;
    if record.was_edited(began - catalog_age(), happening.at) {
        return None;
    }
    let rank = edition.rank(&mail.sequence, &mail.step)?;
    let earlier = record
        .calls()
        .filter(of_the_run)
        .filter(|story| story.accepted.is_some() && story.began < this.began && !record.is_forgotten(story));
    let mut later_steps =
        earlier.filter(|story| edition.rank(&mail.sequence, &story.mail.step).is_some_and(|r| r > rank));
    later_steps.next().map(|other| {
        let sentence = format!("{mail} was accepted after `{}` of the same run", other.mail.step);
        Promise::OutOfOrder.broken(happening.at, sentence)
    })
}
