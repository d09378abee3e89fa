//! One attempt at one mail, by the delivery protocol: gate, slot, claim, fill, fence, gate again, one hand-over.

use crate::attempt::{Attempt, Due};
use crate::context::ProcessContext;
use crate::gate::{self, Asked, Found};
use crate::names::name_of;
use crate::progress::{self, Next, Progress, reload_if_waiting};
use crate::settle::{handle_send_result, refuse, refuse_fenced};
use crate::write::write;
use crate::{LEASE, SendEmail, slots};
use application::advance_and_log;
use cadence::Instant;
use cadence::advance::Event;
use cadence::disposition::Disposition;
use cadence::enrollment::Ending;
use cadence::facts::{Dispatch, MessageName, MessageRecord};
use cadence::gate::GateDenial;
use cadence::ids::{AttemptId, MailName};
use cadence::plan;
use cadence::sequence::Purpose;
use gateway::mailer::SendRequest;
use store::{Fence, Lane, Saved};

/// Tries to send the mail of a step that is due. What the first look already refuses is refused before anybody takes it.
pub(crate) async fn deliver(
    function: &SendEmail,
    process: &ProcessContext<'_>,
    progress: Progress,
    mail: &Due<'_>,
) -> anyhow::Result<Next> {
    let id = AttemptId::from_random(function.entropy.bytes()?);
    let name = name_of(&function.identity, &progress.here, &mail.step.id);
    if let Some(denial) = ask_first(process, &progress, mail, &name, &id, function.clock.now()) {
        let event = Event::Denied {
            step: mail.step.id.clone(),
            disposition: denial.disposition(function.clock.now()),
        };
        return progress::apply(function.application(), process, progress, event).await;
    }
    let lane = Lane::of(&progress.here, process.sequence);
    if let Some(until) = slots::wait(&function.store, &function.clock, process.batch, lane).await? {
        let event = Event::Retimed { step: mail.step.id.clone(), due_at: until };
        return progress::apply(function.application(), process, progress, event).await;
    }
    let lease_until = function.clock.lease_now() + LEASE;
    let counts_as = (mail.purpose == Purpose::Marketing).then(|| name.send_key.tag());
    let event = Event::Claimed { attempt: id.clone(), lease_until, counts_as };
    let context = process.context(function.clock.now());
    let here = plan::in_place(&progress.kept.value, progress.here, process.sequence, context.now);
    let Some(claim) = advance_and_log(&here, &event, &context) else {
        return Ok(Next::Stop);
    };
    let claimed = match function.application().save(&progress.kept, &claim.enrollment, lane).await? {
        Saved::Yes(claimed) => claimed,
        Saved::Conflict(standing) => {
            return Ok(reload_if_waiting(standing, &event, &context));
        }
    };
    let attempt = Attempt { process, name, step: mail.step, id, purpose: mail.purpose, claimed, lease_until };
    attempt.reached("claimed");
    carry_out(function, attempt, mail.mail).await
}

/// Asks the gate with what the first look found, the run as far as it has come by now.
fn ask_first(
    process: &ProcessContext<'_>,
    progress: &Progress,
    mail: &Due<'_>,
    name: &MessageName,
    id: &AttemptId,
    now: Instant,
) -> Option<GateDenial> {
    let asked = Asked {
        enrollment: &progress.here,
        step: mail.step,
        purpose: mail.purpose,
        tag: name.send_key.tag(),
        attempt: id,
    };
    let look = process.look;
    let others = look.enrollments.iter().map(|stored| &stored.value);
    let others = others.filter(|enrollment| enrollment.sequence != progress.here.sequence);
    let enrollments = others.chain([&progress.here]);
    gate::ask(process, &asked, process.card, look.suppression.as_ref(), enrollments, now)
}

/// From the claim to the hand-over. Every refusal on the way is definite: nothing was dispatched.
async fn carry_out(function: &SendEmail, attempt: Attempt<'_>, mail: &MailName) -> anyhow::Result<Next> {
    let now = function.clock.now();
    let process = attempt.process;
    let mime = match write(function, &attempt, mail, now).await? {
        Ok(mime) => mime,
        Err(disposition) => return refuse(function, attempt, disposition).await,
    };
    let fenced = match function.store.fence(&attempt.name, attempt.purpose, &attempt.id, now).await? {
        Fence::Won(fenced) => fenced,
        Fence::Taken(record) => return already_dispatched(function, attempt, &record).await,
    };
    attempt.reached("fenced");
    let card = match gate::recheck(&function.store, &function.clock, &attempt, &fenced).await? {
        Found::Nothing(card) => card,
        Found::Erased => return refuse_the_erased(function, attempt).await,
        Found::Disposition(disposition) => return refuse_fenced(function, attempt, disposition).await,
    };
    attempt.reached("handing-over");
    let catalog = &process.batch.catalog;
    let sender = catalog.sender_of(process.sequence);
    let is_question = attempt.purpose == Purpose::Confirmation;
    let request = SendRequest {
        name: &attempt.name,
        attempt: &attempt.id,
        from: &sender.address,
        to: &card.address,
        mime: &mime,
        // A person who is asked whether an agreement is their own has said nothing yet that would allow it.
        tracking: !is_question && catalog.policy().tracking.allows(card.preferences.tracking),
        zone: card.zone,
        at: function.clock.now(),
    };
    let answer = function.mailer.send(&request).await;
    attempt.reached("answered");
    handle_send_result(function, attempt, answer).await
}

/// Nothing is kept of somebody who was erased, not even that a mail was prepared.
async fn refuse_the_erased(function: &SendEmail, attempt: Attempt<'_>) -> anyhow::Result<Next> {
    function.store.close(&attempt.name, &attempt.id).await?;
    function.store.forget_message(&attempt.name).await?;
    refuse(function, attempt, Disposition::End(Ending::Erased)).await
}

/// The record says that another attempt at this mail may have gone out: this one must not.
async fn already_dispatched(
    function: &SendEmail,
    attempt: Attempt<'_>,
    record: &MessageRecord,
) -> anyhow::Result<Next> {
    match &record.dispatch {
        Dispatch::Fenced { attempt: first, .. } => tracing::info!(
            send.key = %attempt.name.send_key, attempt.first = %first,
            "the mail was sent before; the lead goes on without a second one"
        ),
        Dispatch::Closed => {
            tracing::info!(send.key = %attempt.name.send_key, "a recovery closed this attempt first");
            let now = function.clock.now();
            return refuse(function, attempt, Disposition::put_off(now, now)).await;
        }
    }
    refuse(function, attempt, Disposition::LeaveOut).await
}
