//! One attempt at one mail, by the delivery protocol: turn, claim, gate, fill, fence, gate again, one hand-over.

use crate::attend::{Around, met, overtaken};
use crate::course::Course;
use crate::{ANSWER_WITHIN, LEASE, SendEmail};
use anyhow::Context;
use cadence::Instant;
use cadence::advance::{self, Event};
use cadence::enrollment::{Ending, Enrollment};
use cadence::facts::{Dispatch, MessageName, MessageRecord};
use cadence::gate::{self, GateRefusal, Inquiry};
use cadence::ids::{AttemptId, MailName, StepId};
use cadence::lead::Card;
use cadence::plan;
use cadence::refusal::Refusal;
use cadence::sequence::Purpose;
use cadence::suppression::Suppression;
use chrono::TimeDelta;
use gateway::mailer::Handover;
use letter::{Filling, Letter, ListHeaders};
use std::collections::BTreeMap;
use store::{Fence, Lane, Saved, Stored};

/// How long a mail that cannot be filled waits for its template to be mended.
const MEND_HOURS: i64 = 6;
/// How long a mail waits whose sequence came to be held after it was taken; then it is parked.
const HELD_MINUTES: i64 = 1;

/// One attempt while it is under way.
pub(crate) struct Attempt<'a> {
    pub(crate) around: &'a Around<'a>,
    pub(crate) name: MessageName,
    pub(crate) id: AttemptId,
    pub(crate) purpose: Purpose,
    pub(crate) claimed: Stored<Enrollment>,
    pub(crate) lease_until: Instant,
}

/// What the last look before the hand-over found in its way.
enum Found {
    /// Nothing: the mail may go, to the address on this card.
    Nothing(Card),
    /// The person was erased meanwhile.
    Erased,
    /// Why it must not go.
    Refusal(Refusal),
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
    /// Tries to send the mail of a step that is due.
    pub(crate) async fn deliver(
        &self,
        around: &Around<'_>,
        course: Course,
        step: &StepId,
        mail: &MailName,
        purpose: Purpose,
    ) -> anyhow::Result<Option<Course>> {
        let lane = Lane::of(&course.here, around.sequence);
        if let Some(until) = self.turn(around.batch, lane).await? {
            let event = Event::Retimed { step: step.clone(), due_at: until };
            return self.apply(around, course, event).await;
        }
        let id = AttemptId::from_random(self.entropy.bytes()?);
        let lease_until = self.clock.lease_now() + LEASE;
        let event = Event::Claimed { attempt: id.clone(), lease_until };
        let scene = around.scene(self.clock.now());
        let here = plan::in_place(&course.kept.value, course.here, around.sequence, scene.now);
        let Some(claim) = met(&here, &event, &scene) else {
            return Ok(None);
        };
        let claimed = match self.store.save_enrollment(&course.kept, &claim.enrollment, lane).await? {
            Saved::Yes(claimed) => claimed,
            Saved::Conflict(standing) => {
                return Ok(overtaken(standing, &event, &scene).map(Course::from));
            }
        };
        let name = MessageName {
            send_key: self.identity.send_key(
                &claimed.value.lead,
                &claimed.value.sequence,
                &claimed.value.run,
                step,
            ),
            lead: claimed.value.lead.clone(),
            sequence: claimed.value.sequence.clone(),
            run: claimed.value.run.clone(),
            step: step.clone(),
        };
        let attempt = Attempt { around, name, id, purpose, claimed, lease_until };
        attempt.reached("claimed");
        Ok(self.carry_out(attempt, mail).await?.map(Course::past_a_mail))
    }

    /// From the claim to the hand-over. Every refusal on the way is definite: nothing was dispatched.
    async fn carry_out(
        &self,
        attempt: Attempt<'_>,
        mail: &MailName,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let now = self.clock.now();
        let around = attempt.around;
        let lead = &attempt.name.lead;
        let suppression = self.store.suppression(lead).await?;
        let first = Self::ask_gate(&attempt, &around.lead.card, suppression.as_ref(), &[], now);
        if let Some(refusal) = first {
            return self.refuse_by_gate(attempt, refusal).await;
        }
        let mime = match self.write(&attempt, mail, now).await? {
            Ok(mime) => mime,
            Err(refusal) => return self.refuse(attempt, refusal).await,
        };
        match self.store.fence(&attempt.name, attempt.purpose, &attempt.id, now).await? {
            Fence::Won => attempt.reached("fenced"),
            Fence::Taken(record) => return self.already_dispatched(attempt, &record).await,
        }
        let card = match self.look_again(&attempt).await? {
            Found::Nothing(card) => card,
            Found::Erased => return self.refuse_the_erased(attempt).await,
            Found::Refusal(refusal) => return self.refuse_fenced(attempt, refusal).await,
        };
        attempt.reached("handing-over");
        let sender = around.batch.catalog.sender_of(around.sequence);
        let handover = Handover {
            name: &attempt.name,
            attempt: &attempt.id,
            from: &sender.address,
            to: &card.address,
            mime: &mime,
            tracking: card.tracking,
            zone: card.zone,
            at: self.clock.now(),
        };
        let answer = self.mailer.hand_over(&handover).await;
        attempt.reached("answered");
        self.take_answer(attempt, answer).await
    }

    /// The last look before the hand-over, with everything read anew: whatever was acknowledged before this moment is seen
    /// here; whatever comes later meets a mail already sent.
    async fn look_again(&self, attempt: &Attempt<'_>) -> anyhow::Result<Found> {
        let lead = &attempt.name.lead;
        let Some(card) = self.store.card(lead).await? else {
            return Ok(Found::Erased);
        };
        let suppression = self.store.suppression(lead).await?;
        let Some((own, others)) = self.mails_so_far(&attempt.name).await? else {
            return Ok(Found::Erased);
        };
        if own.is_sent_by_another(&attempt.id) {
            tracing::info!(
                send.key = %attempt.name.send_key,
                "an earlier attempt turned out to be sent; the lead goes on without a second one"
            );
            return Ok(Found::Refusal(Refusal::LeaveOut));
        }
        let refused = Self::ask_gate(attempt, &card.value, suppression.as_ref(), &others, self.clock.now());
        if let Some(refusal) = refused {
            Self::note_gate(attempt, refusal);
            return Ok(Found::Refusal(refusal.refusal(self.clock.now())));
        }
        let answer_within = TimeDelta::from_std(ANSWER_WITHIN).unwrap_or(LEASE);
        if self.clock.lease_now() + answer_within >= attempt.lease_until {
            let until = self.clock.now();
            return Ok(Found::Refusal(Refusal::put_off(until, until)));
        }
        Ok(Found::Nothing(card.value))
    }

    fn ask_gate(
        attempt: &Attempt<'_>,
        card: &Card,
        suppression: Option<&Suppression>,
        attempts: &[Instant],
        now: Instant,
    ) -> Option<GateRefusal> {
        let around = attempt.around;
        let scene = around.scene(now);
        let step = around.sequence.steps.find(&attempt.name.step)?;
        let inquiry = Inquiry {
            purpose: attempt.purpose,
            held_until: around
                .batch
                .held(around.sequence, now)
                .map(|_| now + TimeDelta::minutes(HELD_MINUTES)),
            suppression,
            card,
            caps: &around.batch.catalog.policy().caps,
            attempts,
            rules: advance::rules(&attempt.claimed.value, step, &scene),
        };
        gate::ask(&inquiry, now)
    }

    /// Nothing is kept of somebody who was erased, not even that a mail was prepared.
    async fn refuse_the_erased(&self, attempt: Attempt<'_>) -> anyhow::Result<Option<Stored<Enrollment>>> {
        self.store.close(&attempt.name, &attempt.id).await?;
        self.store.forget_message(&attempt.name).await?;
        self.refuse(attempt, Refusal::End(Ending::Erased)).await
    }

    /// What is known about this mail, and when other marketing mails went to this person or may have. None where the mail's
    /// own record is gone: the person is being erased, and nobody knows what was sent before.
    async fn mails_so_far(
        &self,
        name: &MessageName,
    ) -> anyhow::Result<Option<(MessageRecord, Vec<Instant>)>> {
        let records = self.store.messages_of(&name.lead).await?;
        let (own, others): (Vec<_>, Vec<_>) =
            records.into_iter().partition(|record| record.name.send_key == name.send_key);
        let attempts = others.iter().filter_map(MessageRecord::counts_at).collect();
        Ok(own.into_iter().next().map(|own| (own, attempts)))
    }

    /// Fills the mail and writes the message; a refusal when it cannot be done.
    async fn write(
        &self,
        attempt: &Attempt<'_>,
        mail: &MailName,
        now: Instant,
    ) -> anyhow::Result<Result<Vec<u8>, Refusal>> {
        let Around { batch, sequence, lead } = attempt.around;
        let mend = Refusal::put_off(now + TimeDelta::hours(MEND_HOURS), now);
        let prepared = match self.prepared(sequence, mail).await? {
            Ok(prepared) => prepared,
            Err(reason) => {
                tracing::error!(sequence.id = %sequence.id, mail.name = %mail, reason, "the mail is put off");
                return Ok(Err(mend));
            }
        };
        let answers = if prepared.names_event() {
            self.answers(&attempt.name, sequence).await?
        } else {
            Some(BTreeMap::new())
        };
        let Some(event) = answers else {
            tracing::info!(lead.id = %attempt.name.lead, sequence.id = %sequence.id, "a run begins anew before its mail went");
            return Ok(Err(Refusal::put_off(now, now)));
        };
        let unsubscribe_url =
            self.links.unsubscribe_url(&self.base_url, &attempt.name.lead, &attempt.name.sequence);
        let sender = batch.catalog.sender_of(sequence);
        let filling = Filling {
            lead,
            event: &event,
            policy: batch.catalog.policy(),
            sender,
            language: sequence.language,
            purpose: attempt.purpose,
            unsubscribe_url: &unsubscribe_url,
            today: now.with_timezone(&lead.card.zone).date_naive(),
        };
        let filled = match self.filled(&prepared, &filling, sequence, &attempt.name).await? {
            Ok(filled) => filled,
            Err(error) => {
                tracing::error!(sequence.id = %sequence.id, mail.name = %mail, %error, "the mail is put off");
                return Ok(Err(mend));
            }
        };
        let list_id = format!("{}.{}", sequence.id, sender.address.domain());
        let list = ListHeaders { unsubscribe_url: &unsubscribe_url, unsubscribe_mailto: None };
        let letter = Letter {
            from: sender,
            to: &lead.card.address,
            to_name: lead.profile.name.as_deref(),
            reply_to: None,
            subject: &filled.subject,
            html: &filled.html,
            text: &filled.text,
            list: (attempt.purpose == Purpose::Marketing).then_some(list),
            list_id: Some(&list_id),
            date: now,
            message_id: None,
            auto_generated: false,
            trace: &[],
        };
        match letter::mime(&letter) {
            Ok(mime) => Ok(Ok(mime)),
            Err(error) => {
                tracing::error!(sequence.id = %sequence.id, mail.name = %mail, %error, "the mail is put off");
                Ok(Err(mend))
            }
        }
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
                return self.refuse(attempt, Refusal::put_off(now, now)).await;
            }
        }
        self.refuse(attempt, Refusal::LeaveOut).await
    }

    fn note_gate(attempt: &Attempt<'_>, refusal: GateRefusal) {
        tracing::info!(
            lead.id = %attempt.name.lead, sequence.id = %attempt.name.sequence, step.id = %attempt.name.step,
            gate.refusal = refusal.name(), "the gate did not let a mail through"
        );
    }

    async fn refuse_by_gate(
        &self,
        attempt: Attempt<'_>,
        refusal: GateRefusal,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        Self::note_gate(&attempt, refusal);
        let now = self.clock.now();
        self.refuse(attempt, refusal.refusal(now)).await
    }

    /// A refusal after the fence: the record is closed first, so that a later attempt may fence again.
    pub(crate) async fn refuse_fenced(
        &self,
        attempt: Attempt<'_>,
        refusal: Refusal,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let closed = self.store.close(&attempt.name, &attempt.id).await;
        closed.context("the attempt was refused but not closed; its lease runs out and it is recovered")?;
        self.refuse(attempt, refusal).await
    }
}
