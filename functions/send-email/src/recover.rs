//! Attempts whose sender was not heard of any more, and mails of which nobody knows whether they went out.

use crate::SendEmail;
use crate::context::ProcessContext;
use crate::names::name_of_open_mail;
use crate::progress::Next;
use crate::settle::apply_with_retry;
use cadence::Instant;
use cadence::advance::Event;
use cadence::enrollment::Enrollment;
use cadence::facts::MessageName;
use cadence::ids::AttemptId;
use cadence::limits::CLOCKS_APART_SECONDS;
use cadence::sequence::Purpose;
use cadence::settle::{self, Decision};
use chrono::TimeDelta;
use gateway::mailer::Proof;
use store::{Stored, Voided};

/// The largest difference of two machines' clocks.
pub(crate) const GRACE: TimeDelta = TimeDelta::seconds(CLOCKS_APART_SECONDS);

/// Looks after a step that some sender took. While its lease runs, nobody touches it.
pub(crate) async fn recover(
    function: &SendEmail,
    process: &ProcessContext<'_>,
    standing: Stored<Enrollment>,
    attempt: &AttemptId,
    lease_until: Instant,
) -> anyhow::Result<Next> {
    if function.clock.lease_now() < lease_until + GRACE {
        return Ok(Next::Stop);
    }
    let Some(name) = name_of_open_mail(&function.identity, &standing.value) else { return Ok(Next::Stop) };
    let attempt = attempt.clone();
    let event = match shut_out(function, &name, purpose_of(&standing.value), &attempt).await? {
        Left::Nothing => Event::LeaseExpired { attempt, fenced: false },
        Left::Mail => Event::Settled { attempt, decision: Decision::Sent },
        Left::FenceAlone => Event::Settled { attempt, decision: Decision::SendAgain },
        Left::Fence => Event::LeaseExpired { attempt, fenced: true },
    };
    apply_with_retry(function, process, standing, event).await
}

/// The trace that a sender left behind which was not heard of until its lease ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// None: its attempt is shut out for good.
    Nothing,
    /// Its mail.
    Mail,
    /// A fence, and no mail; the fence is open again.
    FenceAlone,
    /// A fence, and nobody knows about the mail.
    Fence,
}

/// Shuts the attempt of such a sender out, or tells how far it had come.
pub(crate) async fn shut_out(
    function: &SendEmail,
    name: &MessageName,
    purpose: Purpose,
    attempt: &AttemptId,
) -> anyhow::Result<Left> {
    let voided = function.store.void(name, purpose, attempt).await?;
    tracing::warn!(
        send.key = %name.send_key, attempt.id = %attempt, attempt.dispatched = voided == Voided::WasFenced,
        "a sender was not heard of until its lease ran out"
    );
    Ok(match voided {
        Voided::Voided => Left::Nothing,
        Voided::WasFenced => match function.mailer.proof(name) {
            Proof::Taken => Left::Mail,
            Proof::NotTaken => {
                function.store.close(name, attempt).await?;
                Left::FenceAlone
            }
            Proof::CannotTell => Left::Fence,
        },
    })
}

/// Decides about an unknown mail, when it is time or evidence has come.
pub(crate) async fn settle(
    function: &SendEmail,
    process: &ProcessContext<'_>,
    standing: Stored<Enrollment>,
    attempt: &AttemptId,
    since: Instant,
    settle_at: Option<Instant>,
) -> anyhow::Result<Next> {
    let now = function.clock.now();
    let Some(name) = name_of_open_mail(&function.identity, &standing.value) else { return Ok(Next::Stop) };
    let record = function.store.message(&name.lead, &name.send_key).await?;
    let facts = record.map(|record| record.facts).unwrap_or_default();
    let alive_until = function.store.feedback_seen_until().await?;
    let if_unknown = process.sequence.if_unknown;
    let decision = settle::decide(attempt, since, &facts, alive_until, if_unknown, now);
    match &decision {
        Decision::Sent | Decision::NotSent => {}
        Decision::TakeAsSent | Decision::SendAgain | Decision::AskPerson | Decision::Later { .. } => {
            if settle_at.is_none_or(|at| at > now) {
                return Ok(Next::Stop);
            }
        }
    }
    application::open_fence(&function.store, &name, attempt, &decision).await?;
    tracing::info!(send.key = %name.send_key, attempt.id = %attempt, ?decision, "an unknown mail was looked at");
    apply_with_retry(function, process, standing, Event::Settled { attempt: attempt.clone(), decision }).await
}

/// The purpose of the mail in flight, as it was when a sender took it: the sequence may have been edited since.
pub(crate) fn purpose_of(standing: &Enrollment) -> Purpose {
    if standing.counts_as().is_some() { Purpose::Marketing } else { Purpose::Transactional }
}
