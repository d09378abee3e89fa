//! Which state of an enrollment met which event: read off the writes that were tried and what became of them.

use super::asked::{TableRequest, text};
use super::happening::{CallLabel, EventKind, FunctionName, StateName, What};
use super::link::Link;
use super::rows::{ENROLLMENT, Written};
use cadence::enrollment::{Ending, Enrollment, State, Then};
use cadence::ids::{LeadId, SequenceId};
use std::sync::Arc;

/// Tells what an enrollment met: the write as it was tried, what it changed if it did, and the answer to it.
pub(super) fn met(
    link: &Arc<Link>,
    request: &TableRequest,
    label: &CallLabel,
    written: Option<&Written>,
    answer: (u16, &str),
) {
    if let Some(Written { before: Some(before), after: Some(after) }) = written {
        if let Some(event) = event_of(link, before, after) {
            link.stage.tell(What::Met { state: state_of(before), event, refused: false });
        }
        return;
    }
    let failed = answer.0 == 400 && answer.1.contains("ConditionalCheckFailed");
    if !failed || !matches!(label, CallLabel::Claim | CallLabel::Settle | CallLabel::NoteRefusalOnRun) {
        return;
    }
    let Some(standing) = standing(link, request) else { return };
    if let Some(event) = tried(link, request, label, &standing) {
        link.stage.tell(What::Met { state: state_of(&standing), event, refused: true });
    }
}

fn standing(link: &Arc<Link>, request: &TableRequest) -> Option<Enrollment> {
    let (pk, sk) = request.written().into_iter().next()?;
    let lead = LeadId::parse(pk.strip_prefix("L#")?).ok()?;
    let sequence = SequenceId::parse(sk.strip_prefix(ENROLLMENT)?).ok()?;
    link.stage.props().rows.standing(&lead, &sequence).cloned()
}

pub(super) fn state_of(enrollment: &Enrollment) -> StateName {
    match enrollment.state {
        State::Waiting { .. } => StateName::Waiting,
        State::Sending { .. } => StateName::Sending,
        State::Unknown { .. } => StateName::Unknown,
        State::Done { .. } => StateName::Done,
    }
}

/// The event that led from one image to the other.
fn event_of(link: &Arc<Link>, before: &Enrollment, after: &Enrollment) -> Option<EventKind> {
    let by_sender = link.function == FunctionName::SendEmail;
    let noted = then_of(after).filter(|then| then_of(before) != Some(then));
    if let Some(then) = noted.filter(|_| before.attempt() == after.attempt()) {
        return Some(interruption(then));
    }
    match (&before.state, &after.state) {
        (State::Waiting { .. }, State::Sending { .. }) => Some(EventKind::Claimed),
        (State::Sending { .. }, State::Unknown { .. }) if link.inside().memory.voided => {
            Some(EventKind::LeaseExpiredFenced)
        }
        (State::Sending { .. }, State::Unknown { .. }) => Some(EventKind::Unanswered),
        (State::Sending { step, .. }, State::Waiting { step: next, .. }) if by_sender && step == next => {
            let voided = link.inside().memory.voided;
            Some(if voided { EventKind::LeaseExpiredUnfenced } else { EventKind::Refused })
        }
        (State::Sending { .. }, State::Waiting { .. } | State::Done { .. }) if by_sender => {
            let inside = link.inside();
            Some(if inside.memory.closed { EventKind::Refused } else { ended_by(&inside.memory) })
        }
        (State::Sending { .. } | State::Unknown { .. }, _) => Some(EventKind::Settled),
        (State::Waiting { step, .. }, State::Waiting { step: next, .. }) if step == next => {
            Some(if before.run == after.run { EventKind::Retimed } else { EventKind::InterruptedToRestart })
        }
        (State::Waiting { .. }, State::Waiting { .. }) if before.run == after.run => Some(EventKind::Passed),
        (State::Waiting { .. } | State::Done { .. }, State::Waiting { .. }) => {
            Some(EventKind::InterruptedToRestart)
        }
        (State::Waiting { .. }, State::Done { ending: Ending::Finished | Ending::Stopped, .. }) => {
            Some(EventKind::Passed)
        }
        (State::Waiting { .. }, State::Done { .. }) => Some(EventKind::InterruptedToEnd),
        (State::Waiting { .. } | State::Done { .. }, State::Unknown { .. })
        | (State::Done { .. }, State::Sending { .. } | State::Done { .. }) => None,
    }
}

fn ended_by(memory: &super::mutants::Memory) -> EventKind {
    if memory.called { EventKind::Accepted } else { EventKind::Refused }
}

fn then_of(enrollment: &Enrollment) -> Option<&Then> {
    match &enrollment.state {
        State::Sending { then, .. } | State::Unknown { then, .. } => then.as_ref(),
        State::Waiting { .. } | State::Done { .. } => None,
    }
}

fn interruption(then: &Then) -> EventKind {
    match then {
        Then::End(_) => EventKind::InterruptedToEnd,
        Then::Restart { .. } => EventKind::InterruptedToRestart,
    }
}

/// The event that a write was to carry out which came too late.
fn tried(
    link: &Arc<Link>,
    request: &TableRequest,
    label: &CallLabel,
    standing: &Enrollment,
) -> Option<EventKind> {
    if *label == CallLabel::Claim {
        return Some(EventKind::Claimed);
    }
    let item = &request.value["Item"];
    if !text(item, "then_run").is_empty() {
        return Some(EventKind::InterruptedToRestart);
    }
    if !text(item, "then_ending").is_empty() && link.function != FunctionName::SendEmail {
        return Some(EventKind::InterruptedToEnd);
    }
    let inside = link.inside();
    let memory = &inside.memory;
    match (text(item, "state"), link.function == FunctionName::SendEmail) {
        ("unknown", true) if memory.voided => Some(EventKind::LeaseExpiredFenced),
        ("unknown", true) if memory.called => Some(EventKind::Unanswered),
        ("waiting", true) if memory.voided => Some(EventKind::LeaseExpiredUnfenced),
        ("waiting" | "done", true) if memory.closed => Some(EventKind::Refused),
        ("waiting" | "done", true) if memory.called => Some(EventKind::Accepted),
        ("waiting", true) if text(item, "step") == standing.step().map_or("", |step| step.as_str()) => {
            Some(EventKind::Retimed)
        }
        ("waiting" | "done", true) => Some(EventKind::Passed),
        ("done", false) => Some(EventKind::InterruptedToEnd),
        ("waiting", false) => Some(EventKind::Settled),
        _ => None,
    }
}
