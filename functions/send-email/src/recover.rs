//! Attempts whose sender was not heard of any more, and mails of which nobody knows whether they went out.

use crate::SendEmail;
use crate::process::ProcessContext;
use cadence::Instant;
use cadence::advance::Event;
use cadence::enrollment::{Enrollment, State};
use cadence::facts::MessageName;
use cadence::ids::AttemptId;
use cadence::sequence::{Purpose, Verb};
use cadence::settle::{self, Decision};
use chrono::TimeDelta;
use gateway::mailer::Proof;
use store::{Stored, Voided};

/// How far the clocks of two machines may differ.
pub(crate) const GRACE: TimeDelta = TimeDelta::seconds(30);

impl SendEmail {
    /// Looks after a step that some sender took. While its lease runs, nobody touches it.
    pub(crate) async fn recover(
        &self,
        process: &ProcessContext<'_>,
        standing: Stored<Enrollment>,
        attempt: &AttemptId,
        lease_until: Instant,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        if self.clock.lease_now() < lease_until + GRACE {
            return Ok(None);
        }
        let Some(name) = self.message_name(&standing.value) else { return Ok(None) };
        let purpose = purpose_of(process, &name);
        let voided = self.store.void(&name, purpose, attempt).await?;
        let event = match voided {
            Voided::Voided => Event::LeaseExpired { attempt: attempt.clone(), fenced: false },
            Voided::WasFenced => match self.mailer.proof(&name) {
                Proof::Taken => Event::Settled { attempt: attempt.clone(), decision: Decision::Sent },
                Proof::NotTaken => {
                    self.store.close(&name, attempt).await?;
                    Event::Settled { attempt: attempt.clone(), decision: Decision::SendAgain }
                }
                Proof::CannotTell => Event::LeaseExpired { attempt: attempt.clone(), fenced: true },
            },
        };
        tracing::warn!(
            send.key = %name.send_key, attempt.id = %attempt, attempt.dispatched = voided == Voided::WasFenced,
            "a sender was not heard of until its lease ran out"
        );
        self.apply_with_retry(process, standing, event).await
    }

    /// Decides about an unknown mail, when it is time or evidence has come.
    pub(crate) async fn settle(
        &self,
        process: &ProcessContext<'_>,
        standing: Stored<Enrollment>,
        attempt: &AttemptId,
        since: Instant,
        settle_at: Option<Instant>,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let now = self.clock.now();
        let Some(name) = self.message_name(&standing.value) else { return Ok(None) };
        let record = self.store.message(&name.lead, &name.send_key).await?;
        let facts = record.map(|record| record.facts).unwrap_or_default();
        let alive_until = self.store.feedback_seen_until().await?;
        let if_unknown = process.sequence.if_unknown;
        let decision = settle::decide(attempt, since, &facts, alive_until, if_unknown, now);
        match &decision {
            Decision::Sent | Decision::NotSent => {}
            Decision::TakeAsSent | Decision::SendAgain | Decision::AskPerson | Decision::Later { .. } => {
                if settle_at.is_none_or(|at| at > now) {
                    return Ok(None);
                }
            }
        }
        application::open_fence(&self.store, &name, attempt, &decision).await?;
        tracing::info!(send.key = %name.send_key, attempt.id = %attempt, ?decision, "an unknown mail was looked at");
        self.apply_with_retry(process, standing, Event::Settled { attempt: attempt.clone(), decision }).await
    }

    /// The name of the mail in flight or unknown.
    pub fn message_name(&self, enrollment: &Enrollment) -> Option<MessageName> {
        let step = match &enrollment.state {
            State::Sending { step, .. } | State::Unknown { step, .. } => step,
            State::Waiting { .. } | State::Done { .. } => return None,
        };
        let send_key = self.identity.send_key(&enrollment.lead, &enrollment.sequence, &enrollment.run, step);
        Some(MessageName {
            send_key,
            lead: enrollment.lead.clone(),
            sequence: enrollment.sequence.clone(),
            run: enrollment.run.clone(),
            step: step.clone(),
        })
    }
}

/// The purpose of a mail; that of its sequence when its step is gone.
fn purpose_of(process: &ProcessContext<'_>, name: &MessageName) -> Purpose {
    match process.sequence.steps.find(&name.step).map(|step| &step.verb) {
        Some(Verb::Send { purpose, .. }) => *purpose,
        Some(
            Verb::Wait
            | Verb::WaitFor { .. }
            | Verb::Choose { .. }
            | Verb::Notify { .. }
            | Verb::Tag { .. }
            | Verb::Stop { .. },
        )
        | None => process.sequence.purpose,
    }
}
