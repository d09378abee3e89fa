//! One attempt at one mail, by the delivery protocol: slot, claim, gate, fill, fence, gate again, one hand-over.

use crate::gate::{self, Asked, Found};
use crate::process::{ProcessContext, reload_if_waiting};
use crate::progress::Progress;
use crate::{LEASE, SendEmail};
use anyhow::Context as _;
use application::advance_and_log;
use cadence::Instant;
use cadence::advance::Event;
use cadence::disposition::Disposition;
use cadence::enrollment::{Ending, Enrollment};
use cadence::facts::{Dispatch, MessageName, MessageRecord};
use cadence::gate::GateDenial;
use cadence::ids::{AttemptId, MailName, StepId};
use cadence::plan;
use cadence::sequence::Purpose;
use gateway::mailer::SendRequest;
use store::{Fence, Lane, Saved, Stored};

/// A mail whose step is due.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due<'a> {
    pub(crate) step: &'a StepId,
    pub(crate) mail: &'a MailName,
    pub(crate) purpose: Purpose,
}

/// One attempt while it is under way.
pub(crate) struct Attempt<'a> {
    pub(crate) process: &'a ProcessContext<'a>,
    pub(crate) name: MessageName,
    pub(crate) id: AttemptId,
    pub(crate) purpose: Purpose,
    pub(crate) claimed: Stored<Enrollment>,
    pub(crate) lease_until: Instant,
}

impl Attempt<'_> {
    /// Tells how far it came, for whoever follows the protocol in the log.
    pub(crate) fn reached(&self, phase: &'static str) {
        tracing::debug!(
            target: "send_email::phase",
            { phase, send.key = %self.name.send_key, attempt.id = %self.id },
            "an attempt came further"
        );
    }
}

impl SendEmail {
    /// Tries to send the mail of a step that is due. What the first look already refuses is refused before anybody takes it.
    pub(crate) async fn deliver(
        &self,
        process: &ProcessContext<'_>,
        progress: Progress,
        mail: &Due<'_>,
    ) -> anyhow::Result<Option<Progress>> {
        let id = AttemptId::from_random(self.entropy.bytes()?);
        let name = self.name_of(&progress.here, mail.step);
        if let Some(denial) = Self::ask_first(process, &progress, mail, &name, &id, self.clock.now()) {
            let event =
                Event::Denied { step: mail.step.clone(), disposition: denial.disposition(self.clock.now()) };
            return self.apply(process, progress, event).await;
        }
        let lane = Lane::of(&progress.here, process.sequence);
        if let Some(until) = self.slot(process.batch, lane).await? {
            let event = Event::Retimed { step: mail.step.clone(), due_at: until };
            return self.apply(process, progress, event).await;
        }
        let lease_until = self.clock.lease_now() + LEASE;
        let counts_as = (mail.purpose == Purpose::Marketing).then(|| name.send_key.tag());
        let event = Event::Claimed { attempt: id.clone(), lease_until, counts_as };
        let context = process.context(self.clock.now());
        let here = plan::in_place(&progress.kept.value, progress.here, process.sequence, context.now);
        let Some(claim) = advance_and_log(&here, &event, &context) else {
            return Ok(None);
        };
        let claimed = match self.application().save(&progress.kept, &claim.enrollment, lane).await? {
            Saved::Yes(claimed) => claimed,
            Saved::Conflict(standing) => {
                return Ok(reload_if_waiting(standing, &event, &context).map(Progress::from));
            }
        };
        let attempt = Attempt { process, name, id, purpose: mail.purpose, claimed, lease_until };
        attempt.reached("claimed");
        Ok(self.carry_out(attempt, mail.mail).await?.map(Progress::past_a_mail))
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

    fn name_of(&self, enrollment: &Enrollment, step: &StepId) -> MessageName {
        let Enrollment { lead, sequence, run, .. } = enrollment;
        MessageName {
            send_key: self.identity.send_key(lead, sequence, run, step),
            lead: lead.clone(),
            sequence: sequence.clone(),
            run: run.clone(),
            step: step.clone(),
        }
    }

    /// From the claim to the hand-over. Every refusal on the way is definite: nothing was dispatched.
    async fn carry_out(
        &self,
        attempt: Attempt<'_>,
        mail: &MailName,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let now = self.clock.now();
        let process = attempt.process;
        let mime = match self.write(&attempt, mail, now).await? {
            Ok(mime) => mime,
            Err(disposition) => return self.refuse(attempt, disposition).await,
        };
        let fenced = match self.store.fence(&attempt.name, attempt.purpose, &attempt.id, now).await? {
            Fence::Won(fenced) => fenced,
            Fence::Taken(record) => return self.already_dispatched(attempt, &record).await,
        };
        attempt.reached("fenced");
        let card = match self.recheck(&attempt, &fenced).await? {
            Found::Nothing(card) => card,
            Found::Erased => return self.refuse_the_erased(attempt).await,
            Found::Disposition(disposition) => return self.refuse_fenced(attempt, disposition).await,
        };
        attempt.reached("handing-over");
        let sender = process.batch.catalog.sender_of(process.sequence);
        let request = SendRequest {
            name: &attempt.name,
            attempt: &attempt.id,
            from: &sender.address,
            to: &card.address,
            mime: &mime,
            tracking: card.tracking,
            zone: card.zone,
            at: self.clock.now(),
        };
        let answer = self.mailer.send(&request).await;
        attempt.reached("answered");
        self.handle_send_result(attempt, answer).await
    }

    /// Nothing is kept of somebody who was erased, not even that a mail was prepared.
    async fn refuse_the_erased(&self, attempt: Attempt<'_>) -> anyhow::Result<Option<Stored<Enrollment>>> {
        self.store.close(&attempt.name, &attempt.id).await?;
        self.store.forget_message(&attempt.name).await?;
        self.refuse(attempt, Disposition::End(Ending::Erased)).await
    }

    /// The record says that another attempt at this mail may have gone out: this one must not.
    async fn already_dispatched(
        &self,
        attempt: Attempt<'_>,
        record: &MessageRecord,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        match &record.dispatch {
            Dispatch::Fenced { attempt: first, .. } => tracing::info!(
                send.key = %attempt.name.send_key, attempt.first = %first,
                "the mail was sent before; the lead goes on without a second one"
            ),
            Dispatch::Closed => {
                tracing::info!(send.key = %attempt.name.send_key, "a recovery closed this attempt first");
                let now = self.clock.now();
                return self.refuse(attempt, Disposition::put_off(now, now)).await;
            }
        }
        self.refuse(attempt, Disposition::LeaveOut).await
    }

    /// A refusal after the fence: the record is closed first, so that a later attempt may fence again.
    pub(crate) async fn refuse_fenced(
        &self,
        attempt: Attempt<'_>,
        disposition: Disposition,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let closed = self.store.close(&attempt.name, &attempt.id).await;
        closed.context("the attempt was refused but not closed; its lease runs out and it is recovered")?;
        self.refuse(attempt, disposition).await
    }
}
