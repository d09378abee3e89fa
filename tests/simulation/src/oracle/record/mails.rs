//! The memory of calls and attempts.

use super::unknown_mails::{Cause, UnknownMail};
use super::{Moment, Record};
use crate::happening::{Call, CallAnswer, CrashPoint, FaultKind, Invocation, MailTags};
use cadence::enrollment::Enrollment;
use cadence::facts::Fact;
use cadence::ids::{AttemptId, LeadId, RunId, SequenceId, StepId};

/// One call of the mail service.
#[derive(Debug, Clone)]
pub(in super::super) struct Story {
    pub(in super::super) began: Moment,
    pub(in super::super) invocation: Invocation,
    pub(in super::super) mail: MailTags,
    pub(in super::super) accepted: Option<Moment>,
    pub(in super::super) answer: Option<CallAnswer>,
    /// Whether nobody waits for it any more: it was answered, or its caller died.
    pub(in super::super) over: bool,
}

/// One attempt, from the moment at which a step was claimed for it.
#[derive(Debug, Clone)]
pub(in super::super) struct Attempt {
    pub(in super::super) lead: LeadId,
    pub(in super::super) sequence: SequenceId,
    pub(in super::super) run: RunId,
    pub(in super::super) step: StepId,
    pub(in super::super) claimed: Moment,
    pub(in super::super) claimant: Option<Invocation>,
    pub(in super::super) fenced: Option<Moment>,
    /// Since when an event that proves it sent has been recorded.
    pub(in super::super) proven: Option<Moment>,
    /// Since when an event that proves it not sent, or a person's word, could be known.
    pub(in super::super) disproven: Option<Moment>,
    /// Whether such an event has been recorded: one that was given up and buried may have changed nothing.
    pub(in super::super) is_disproof_recorded: bool,
    /// Since when an event or a person's word about it could be known.
    pub(in super::super) evidence: Option<Moment>,
    /// The injected faults that may have made it unknown.
    pub(in super::super) causes: Vec<Cause>,
    /// Its time as an unknown mail.
    pub(in super::super) unknown_mail: Option<UnknownMail>,
    /// Since when the enrollment does not name it any more.
    pub(in super::super) left: Option<Moment>,
    /// Whether something was noted on the enrollment meanwhile: then its sender may not know its own claim again.
    pub(in super::super) is_noted_upon: bool,
}

impl Attempt {
    pub(super) fn claimed(
        claimed: Moment,
        claimant: Option<Invocation>,
        enrollment: &Enrollment,
        step: &StepId,
    ) -> Self {
        Self {
            lead: enrollment.lead.clone(),
            sequence: enrollment.sequence.clone(),
            run: enrollment.run.clone(),
            step: step.clone(),
            claimed,
            claimant,
            fenced: None,
            proven: None,
            disproven: None,
            is_disproof_recorded: false,
            evidence: None,
            causes: Vec::new(),
            unknown_mail: None,
            left: None,
            is_noted_upon: false,
        }
    }
}

impl Record {
    pub(super) fn note_fence(&mut self, attempt: &AttemptId) {
        self.fences_seen = true;
        if let Some(attempt) = self.attempts.get_mut(attempt) {
            attempt.fenced.get_or_insert(self.now);
        }
    }

    pub(super) fn note_call(&mut self, call: Call, invocation: Invocation, mail: &MailTags) {
        self.by_key.entry(mail.send_key.clone()).or_default().push(call);
        let (began, mail) = (self.now, mail.clone());
        let story = Story { began, invocation, mail, accepted: None, answer: None, over: false };
        self.calls.insert(call, story);
    }

    pub(super) fn note_accepted(&mut self, call: Call) {
        if let Some(story) = self.calls.get_mut(&call) {
            story.accepted.get_or_insert(self.now);
        }
    }

    pub(super) fn note_answer(&mut self, call: Call, answer: &CallAnswer) {
        if let Some(story) = self.calls.get_mut(&call) {
            story.answer = Some(answer.clone());
            story.over = true;
        }
    }

    pub(super) fn note_evidence(&mut self, attempt: Option<&AttemptId>, fact: Fact, is_recorded: bool) {
        let Some(attempt) = attempt.and_then(|attempt| self.attempts.get_mut(attempt)) else { return };
        attempt.evidence.get_or_insert(self.now);
        let never_sent = [Fact::Rejected, Fact::NotTriedGuess, Fact::NotTriedListed, Fact::NotTriedGlobal];
        if never_sent.contains(&fact) {
            attempt.disproven.get_or_insert(self.now);
            attempt.is_disproof_recorded |= is_recorded;
        } else if is_recorded {
            attempt.proven.get_or_insert(self.now);
        }
    }

    /// A person's word.
    pub(super) fn note_word(&mut self, attempt: &AttemptId, sent: bool) {
        let Some(attempt) = self.attempts.get_mut(attempt) else { return };
        attempt.evidence.get_or_insert(self.now);
        if !sent {
            attempt.disproven.get_or_insert(self.now);
            attempt.is_disproof_recorded = true;
        }
    }

    pub(super) fn note_fault(&mut self, kind: FaultKind, invocation: Invocation) {
        if can_leave_unknown(kind) {
            self.note_cause(invocation, Cause::Injected(kind));
        }
    }

    pub(super) fn note_death(&mut self, invocation: Invocation, point: &CrashPoint) {
        self.note_cause(invocation, Cause::Died(point.clone()));
        for story in self.calls.values_mut().filter(|story| story.invocation == invocation) {
            story.over = true;
        }
    }

    /// A cause that hits an invocation hits the attempt it has in hand, so one cause explains one unknown mail at most.
    fn note_cause(&mut self, invocation: Invocation, cause: Cause) {
        let attempt = self.in_hand.get(&invocation);
        if let Some(attempt) = attempt.and_then(|attempt| self.attempts.get_mut(attempt)) {
            attempt.causes.push(cause);
        }
    }
}

/// The faults that can leave an attempt unknown: the answer of the mail service or of the table never came, or whoever had
/// to write it down stood still for too long.
fn can_leave_unknown(kind: FaultKind) -> bool {
    match kind {
        FaultKind::AnswerLost
        | FaultKind::AcceptedLate
        | FaultKind::ServiceDown
        | FaultKind::TableFailedBefore
        | FaultKind::TableFailedAfter
        | FaultKind::TableThrottled
        | FaultKind::TableSlow
        | FaultKind::ProcessStalled => true,
        // A death is told by itself, with its place.
        FaultKind::ProcessDied
        | FaultKind::StaleIndex
        | FaultKind::TableAskedAgain
        | FaultKind::OrderDoubled
        | FaultKind::OrderDelayed
        | FaultKind::OrderReordered
        | FaultKind::OrderRedelivered
        | FaultKind::QueuePurged
        | FaultKind::ServiceRefused(_)
        | FaultKind::ServiceThrottled
        | FaultKind::FeedbackDoubled
        | FaultKind::FeedbackLate
        | FaultKind::FeedbackReordered
        | FaultKind::FeedbackMissing
        | FaultKind::ChannelDown
        | FaultKind::BusFailed
        | FaultKind::TicksOverlapped
        | FaultKind::Edited
        | FaultKind::SequenceRemoved
        | FaultKind::UnsubscribedInFlight
        | FaultKind::PressedInFlight
        | FaultKind::ErasedInFlight
        | FaultKind::ReenteredInFlight
        | FaultKind::GoalInFlight => false,
    }
}
