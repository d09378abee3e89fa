//! Runs that come up while their sequence or their lead is gone. They end, or else they came up for ever.

use crate::SendEmail;
use crate::names::name_of_open_mail;
use crate::recover::{GRACE, Left, purpose_of, shut_out};
use application::DecidedBy;
use cadence::Instant;
use cadence::enrollment::{Enrollment, State};
use cadence::facts::MessageName;
use cadence::ids::AttemptId;
use cadence::sequence::IfUnknown;
use cadence::settle::{self, Decision};
use store::Stored;

/// Ends a run whose person was erased. No other mail follows a last one, whatever became of it.
pub(crate) async fn end_erased(function: &SendEmail, standing: Stored<Enrollment>) -> anyhow::Result<()> {
    if !is_held(function, &standing.value) {
        end(function, &standing, None).await?;
    }
    Ok(())
}

/// Ends a run whose sequence is not published any more. A mail that a sender holds is left to it; one of which nobody knows is
/// taken as sent, since none follows it.
pub(crate) async fn end_removed(function: &SendEmail, standing: Stored<Enrollment>) -> anyhow::Result<()> {
    if is_held(function, &standing.value) {
        return Ok(());
    }
    let Some(name) = name_of_open_mail(&function.identity, &standing.value) else {
        return end(function, &standing, None).await;
    };
    let decision = match &standing.value.state {
        State::Sending { attempt, .. } => {
            match shut_out(function, &name, purpose_of(&standing.value), attempt).await? {
                Left::Nothing | Left::FenceAlone => Decision::NotSent,
                Left::Mail => Decision::Sent,
                Left::Fence => Decision::TakeAsSent,
            }
        }
        State::Unknown { attempt, since, .. } => decide(function, &name, attempt, *since).await?,
        State::Waiting { .. } | State::Done { .. } => return end(function, &standing, None).await,
    };
    end(function, &standing, Some(&decision)).await
}

/// Whether a sender holds the mail at this moment.
fn is_held(function: &SendEmail, enrollment: &Enrollment) -> bool {
    matches!(enrollment.state, State::Sending { lease_until, .. } if function.clock.lease_now() < lease_until + GRACE)
}

/// Decides about an unknown mail by evidence; without any it is taken as sent.
async fn decide(
    function: &SendEmail,
    name: &MessageName,
    attempt: &AttemptId,
    since: Instant,
) -> anyhow::Result<Decision> {
    let record = function.store.message(&name.lead, &name.send_key).await?;
    let facts = record.map(|record| record.facts).unwrap_or_default();
    let decision = settle::decide(attempt, since, &facts, None, IfUnknown::Skip, function.clock.now());
    let decision = match decision {
        Decision::Sent | Decision::NotSent => decision,
        Decision::TakeAsSent | Decision::SendAgain | Decision::AskPerson | Decision::Later { .. } => {
            Decision::TakeAsSent
        }
    };
    application::open_fence(&function.store, name, attempt, &decision).await?;
    Ok(decision)
}

/// The run comes up again if somebody else wrote first.
async fn end(
    function: &SendEmail,
    standing: &Stored<Enrollment>,
    open_mail: Option<&Decision>,
) -> anyhow::Result<()> {
    let by = DecidedBy::Program(&function.identity);
    function.application().end_orphan(standing, open_mail, by).await.map(drop)
}
