//! Questions to the gate: one before a mail is claimed, and one after its fence, with everything read anew.

use crate::attempt::Attempt;
use crate::context::ProcessContext;
use crate::{ANSWER_WITHIN, LEASE};
use cadence::Instant;
use cadence::advance;
use cadence::disposition::Disposition;
use cadence::enrollment::Enrollment;
use cadence::facts::MessageRecord;
use cadence::gate::{self, GateDenial, Inquiry};
use cadence::ids::AttemptId;
use cadence::lead::Card;
use cadence::recent::{MailTag, OtherMails, ask_again_at};
use cadence::sequence::{Purpose, Step};
use cadence::suppression::Suppression;
use chrono::TimeDelta;
use runtime::clock::Clock;
use store::{Fenced, Store};

/// Minutes that a mail waits whose sequence came to be paused after it was taken; then it is parked.
const PAUSED_MINUTES: i64 = 1;

/// The mail that the gate is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) enrollment: &'a Enrollment,
    pub(crate) step: &'a Step,
    pub(crate) purpose: Purpose,
    pub(crate) tag: MailTag,
    pub(crate) attempt: &'a AttemptId,
}

/// The outcome of the last look before the hand-over.
pub(crate) enum Found {
    /// Nothing: the mail may go, to the address on this card.
    Nothing(Card),
    /// The person was erased meanwhile.
    Erased,
    /// The reason why it must not go.
    Disposition(Disposition),
}

/// Asks the gate about one mail, with what one look at the lead found.
pub(crate) fn ask<'a>(
    process: &ProcessContext<'_>,
    asked: &Asked<'_>,
    card: &Card,
    suppression: Option<&Suppression>,
    enrollments: impl IntoIterator<Item = &'a Enrollment>,
    now: Instant,
) -> Option<GateDenial> {
    let context = process.context(now);
    let others = OtherMails::count(enrollments, &process.sequence.id, asked.tag);
    let paused = process.batch.paused(process.sequence, now);
    let denial = gate::ask(
        &Inquiry {
            purpose: asked.purpose,
            topic: process.sequence.topic.as_ref(),
            paused_until: paused.map(|_| now + TimeDelta::minutes(PAUSED_MINUTES)),
            suppression,
            card,
            caps: context.caps,
            attempts: &others.attempts,
            in_flight: others.in_flight,
            ask_again_at: ask_again_at(asked.attempt, now),
            run_began: asked.enrollment.started_at,
            rules: advance::rules(asked.enrollment, asked.step, &context),
        },
        now,
    )?;
    tracing::info!(
        lead.id = %asked.enrollment.lead, sequence.id = %process.sequence.id, step.id = %asked.step.id,
        gate.denial = denial.name(), "the gate did not let a mail through"
    );
    Some(denial)
}

/// The last look before the hand-over, with everything read anew: whatever was acknowledged before this moment is seen
/// here; whatever comes later meets a mail already sent.
pub(crate) async fn recheck(
    store: &Store,
    clock: &Clock,
    attempt: &Attempt<'_>,
    fenced: &Fenced,
) -> anyhow::Result<Found> {
    let lead = &attempt.name.lead;
    let look = store.look(lead).await?;
    let own = look.enrollment(&attempt.name.sequence).map(|own| &own.value);
    let (Some(card), Some(own)) = (&look.card, own) else { return Ok(Found::Erased) };
    // The run went on without this attempt, or the person was erased and came back.
    if own.attempt() != Some(&attempt.id) {
        return Ok(Found::Disposition(Disposition::LeaveOut));
    }
    if went_out_before(store, attempt, fenced).await? {
        tracing::info!(
            send.key = %attempt.name.send_key,
            "an earlier attempt turned out to be sent; the lead goes on without a second one"
        );
        return Ok(Found::Disposition(Disposition::LeaveOut));
    }
    let now = clock.now();
    let asked = Asked {
        enrollment: own,
        step: attempt.step,
        purpose: attempt.purpose,
        tag: attempt.name.send_key.tag(),
        attempt: &attempt.id,
    };
    let enrollments = look.enrollments.iter().map(|stored| &stored.value);
    let suppression = look.suppression.as_ref();
    if let Some(denial) = ask(attempt.process, &asked, &card.value, suppression, enrollments, now) {
        return Ok(Found::Disposition(denial.disposition(now)));
    }
    let answer_within = TimeDelta::from_std(ANSWER_WITHIN).unwrap_or(LEASE);
    if clock.lease_now() + answer_within >= attempt.lease_until {
        return Ok(Found::Disposition(Disposition::put_off(now, now)));
    }
    Ok(Found::Nothing(card.value.clone()))
}

/// Whether an earlier attempt at the same mail is proved to be sent. The record is read again after the fence only where
/// there was one: an event may have proved it in between.
async fn went_out_before(store: &Store, attempt: &Attempt<'_>, fenced: &Fenced) -> anyhow::Result<bool> {
    let sent_by_another = |record: &MessageRecord| record.is_sent_by_another(&attempt.id);
    if sent_by_another(&fenced.record) || !fenced.follows_another {
        return Ok(sent_by_another(&fenced.record));
    }
    let record = store.message(&attempt.name.lead, &attempt.name.send_key).await?;
    Ok(record.as_ref().is_some_and(sent_by_another))
}
