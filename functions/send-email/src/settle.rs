//! The ends of an attempt: what the mail service answered, written onto the enrollment as it is by then.

use crate::SendEmail;
use crate::deliver::Attempt;
use crate::process::ProcessContext;
use application::{Applied, Applying, DecidedBy};
use cadence::advance::Event;
use cadence::disposition::{Consequence, Disposition, SendFailure};
use cadence::enrollment::{Enrollment, State};
use cadence::sequence::Sequence;
use chrono::TimeDelta;
use store::{Pause, SetBy, Stored};

impl SendEmail {
    /// Handles the result of the call of the mail service.
    pub(crate) async fn handle_send_result(
        &self,
        attempt: Attempt<'_>,
        answer: Result<String, SendFailure>,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let failure = match answer {
            Ok(message_id) => {
                attempt.process.batch.note_accepted(&attempt.name);
                tracing::info!(
                    send.key = %attempt.name.send_key, sequence.id = %attempt.name.sequence,
                    step.id = %attempt.name.step, message.id = message_id, "a mail was accepted"
                );
                let event = Event::Accepted { attempt: attempt.id.clone() };
                return self.end_attempt(attempt, event).await;
            }
            Err(failure) => failure,
        };
        tracing::warn!(send.key = %attempt.name.send_key, failure = failure.name(), "a mail was not accepted");
        let now = self.clock.now();
        let consequence = failure.consequence();
        if consequence != Consequence::Unknown {
            attempt.process.batch.note_refused();
        }
        match consequence {
            Consequence::Unknown => {
                let event = Event::Unanswered { attempt: attempt.id.clone() };
                self.end_attempt(attempt, event).await
            }
            Consequence::GiveUp => self.refuse_fenced(attempt, Disposition::LeaveOut).await,
            Consequence::Wait { minutes } => {
                self.refuse_fenced(attempt, Disposition::put_off(now + TimeDelta::minutes(minutes), now))
                    .await
            }
            Consequence::PauseAll { minutes } => {
                let until = now + TimeDelta::minutes(minutes);
                self.set_pause(attempt.process, None, failure, now, until).await?;
                self.refuse_fenced(attempt, Disposition::put_off(until, now)).await
            }
            Consequence::PauseSequence { minutes } => {
                let until = now + TimeDelta::minutes(minutes);
                let sequence = Some(attempt.process.sequence);
                self.set_pause(attempt.process, sequence, failure, now, until).await?;
                self.refuse_fenced(attempt, Disposition::put_off(until, now)).await
            }
        }
    }

    async fn set_pause(
        &self,
        process: &ProcessContext<'_>,
        sequence: Option<&Sequence>,
        failure: SendFailure,
        since: cadence::Instant,
        until: cadence::Instant,
    ) -> anyhow::Result<()> {
        tracing::error!(failure = failure.name(), pause.until = %until, "sending is paused");
        let pause = Pause {
            sequence: sequence.map(|sequence| sequence.id.clone()),
            set_by: SetBy::MailService,
            version: sequence.map(|sequence| sequence.version.clone()),
            since,
            until: Some(until),
            reason: Some(failure.name().to_owned()),
        };
        self.store.add_pause(&pause).await?;
        process.batch.note_pause(pause);
        Ok(())
    }

    /// A definite refusal: the mail was not sent.
    pub(crate) async fn refuse(
        &self,
        attempt: Attempt<'_>,
        disposition: Disposition,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let event = Event::Refused { attempt: attempt.id.clone(), disposition };
        self.end_attempt(attempt, event).await
    }

    async fn end_attempt(
        &self,
        attempt: Attempt<'_>,
        event: Event,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        attempt.reached("settling");
        let (name, id) = (attempt.name.clone(), attempt.id.clone());
        let next = self.apply_with_retry(attempt.process, attempt.claimed, event).await?;
        tracing::debug!(
            target: "send_email::phase",
            { phase = "settled", send.key = %name.send_key, attempt.id = %id },
            "an attempt came further"
        );
        Ok(next)
    }

    /// Applies the end of an attempt, and again if an unsubscribe or an event has touched the enrollment meanwhile.
    /// Returns the enrollment if its run can go on at once.
    pub(crate) async fn apply_with_retry(
        &self,
        process: &ProcessContext<'_>,
        standing: Stored<Enrollment>,
        event: Event,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let context = process.context(self.clock.now());
        let how = Applying { context: &context, by: DecidedBy::Program(&self.identity) };
        match self.application().apply(standing, how, |_| Some(event.clone())).await? {
            // Evidence was faster and has settled it already.
            Applied::Nothing => Ok(None),
            Applied::Erased(standing) => {
                if let Some(name) = self.message_name(&standing) {
                    self.store.forget_message(&name).await?;
                }
                Ok(None)
            }
            Applied::Saved { before, saved, goes_on } => {
                if is_unknown(&saved.value) && !is_unknown(&before) {
                    process.batch.note_unknown();
                }
                Ok(goes_on.then_some(*saved))
            }
        }
    }
}

fn is_unknown(enrollment: &Enrollment) -> bool {
    matches!(enrollment.state, State::Unknown { .. })
}
