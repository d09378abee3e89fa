//! The ends of an attempt: what the mail service answered, written onto the enrollment as it is by then.

use crate::SendEmail;
use crate::attempt::Attempt;
use crate::context::ProcessContext;
use crate::names::name_of_open_mail;
use crate::progress::{Next, Progress};
use anyhow::Context as _;
use application::{Applied, Applying, DecidedBy};
use cadence::advance::Event;
use cadence::disposition::{Consequence, Disposition, SendFailure};
use cadence::enrollment::{Enrollment, State};
use cadence::sequence::Sequence;
use chrono::TimeDelta;
use store::{Pause, SetBy, Stored};

/// Handles the result of the call of the mail service.
pub(crate) async fn handle_send_result(
    function: &SendEmail,
    attempt: Attempt<'_>,
    answer: Result<String, SendFailure>,
) -> anyhow::Result<Next> {
    let failure = match answer {
        Ok(message_id) => {
            attempt.process.batch.note_accepted(&attempt.name);
            tracing::info!(
                send.key = %attempt.name.send_key, sequence.id = %attempt.name.sequence,
                step.id = %attempt.name.step, message.id = message_id, "a mail was accepted"
            );
            let event = Event::Accepted { attempt: attempt.id.clone() };
            return end_attempt(function, attempt, event).await;
        }
        Err(failure) => failure,
    };
    tracing::warn!(send.key = %attempt.name.send_key, failure = failure.name(), "a mail was not accepted");
    let now = function.clock.now();
    let consequence = failure.consequence();
    if consequence != Consequence::Unknown {
        attempt.process.batch.note_refused();
    }
    let process = attempt.process;
    let until = match consequence {
        Consequence::Unknown => {
            let event = Event::Unanswered { attempt: attempt.id.clone() };
            return end_attempt(function, attempt, event).await;
        }
        Consequence::GiveUp => return refuse_fenced(function, attempt, Disposition::LeaveOut).await,
        Consequence::Wait { minutes } => now + TimeDelta::minutes(minutes),
        Consequence::PauseAll { minutes } => {
            let until = now + TimeDelta::minutes(minutes);
            set_pause(function, process, None, failure, now, until).await?;
            until
        }
        Consequence::PauseSequence { minutes } => {
            let until = now + TimeDelta::minutes(minutes);
            set_pause(function, process, Some(process.sequence), failure, now, until).await?;
            until
        }
    };
    refuse_fenced(function, attempt, Disposition::put_off(until, now)).await
}

async fn set_pause(
    function: &SendEmail,
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
    function.store.add_pause(&pause).await?;
    process.batch.note_pause(pause);
    Ok(())
}

/// A refusal after the fence: the record is closed first, so that a later attempt may fence again.
pub(crate) async fn refuse_fenced(
    function: &SendEmail,
    attempt: Attempt<'_>,
    disposition: Disposition,
) -> anyhow::Result<Next> {
    let closed = function.store.close(&attempt.name, &attempt.id).await;
    closed.context("the attempt was refused but not closed; its lease runs out and it is recovered")?;
    refuse(function, attempt, disposition).await
}

/// A definite refusal: the mail was not sent.
pub(crate) async fn refuse(
    function: &SendEmail,
    attempt: Attempt<'_>,
    disposition: Disposition,
) -> anyhow::Result<Next> {
    let event = Event::Refused { attempt: attempt.id.clone(), disposition };
    end_attempt(function, attempt, event).await
}

async fn end_attempt(function: &SendEmail, attempt: Attempt<'_>, event: Event) -> anyhow::Result<Next> {
    attempt.reached("settling");
    let (name, id) = (attempt.name.clone(), attempt.id.clone());
    let next = apply_with_retry(function, attempt.process, attempt.claimed, event).await?;
    tracing::debug!(
        target: "send_email::phase",
        { phase = "settled", send.key = %name.send_key, attempt.id = %id },
        "an attempt came further"
    );
    Ok(next)
}

/// Applies the end of an attempt, and again if an unsubscribe or an event has touched the enrollment meanwhile.
pub(crate) async fn apply_with_retry(
    function: &SendEmail,
    process: &ProcessContext<'_>,
    standing: Stored<Enrollment>,
    event: Event,
) -> anyhow::Result<Next> {
    let context = process.context(function.clock.now());
    let how = Applying { context: &context, by: DecidedBy::Program(&function.identity) };
    match function.application().apply(standing, how, |_| Some(event.clone())).await? {
        // Evidence was faster and has settled it already.
        Applied::Nothing => Ok(Next::Stop),
        Applied::Erased(standing) => {
            if let Some(name) = name_of_open_mail(&function.identity, &standing) {
                function.store.forget_message(&name).await?;
            }
            Ok(Next::Stop)
        }
        Applied::Saved { before, saved, goes_on } => {
            if is_unknown(&saved.value) && !is_unknown(&before) {
                process.batch.note_unknown();
            }
            Ok(if goes_on { Next::go_on(Progress::past_a_mail(*saved)) } else { Next::Stop })
        }
    }
}

fn is_unknown(enrollment: &Enrollment) -> bool {
    matches!(enrollment.state, State::Unknown { .. })
}
