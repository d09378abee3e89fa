//! One enrollment: asks the plan what is to be done, does it, and goes on while the next step needs no waiting.

use crate::SendEmail;
use crate::batch::{Batch, Paused};
use crate::deliver::Due;
use crate::profile::{ProfileGone, ProfileOnDemand};
use crate::progress::Progress;
use crate::recover::GRACE;
use anyhow::Context as _;
use application::advance_and_log;
use cadence::advance::{Context, Effect, Event};
use cadence::domain_event::{DomainEvent, Payload};
use cadence::enrollment::{Enrollment, Passed, State, Then, Way};
use cadence::ids::{LeadId, SequenceId, StepId};
use cadence::lead::Card;
use cadence::limits::STEPS_AT_ONCE_MAX;
use cadence::plan::{self, Plan};
use cadence::sequence::Sequence;
use gateway::queue::SendJob;
use store::{Lane, Look, Saved, Stored};

/// The surroundings of an enrollment while it is processed.
pub(crate) struct ProcessContext<'a> {
    pub(crate) batch: &'a Batch,
    pub(crate) sequence: &'a Sequence,
    pub(crate) card: &'a Card,
    /// The rest of what is known about the lead, read once it is asked for.
    pub(crate) profile: ProfileOnDemand,
    /// The look before anything was done.
    pub(crate) look: &'a Look,
}

impl ProcessContext<'_> {
    /// The context at a moment.
    pub(crate) fn context(&self, now: cadence::Instant) -> Context<'_> {
        self.batch.catalog.context(self.sequence, self.card.zone, now)
    }
}

/// The enrollment to go on with when somebody else wrote first: a step that still waits is planned anew; anything else is left
/// to the other writer.
pub(crate) fn reload_if_waiting(
    standing: Option<Stored<Enrollment>>,
    event: &Event,
    context: &Context<'_>,
) -> Option<Stored<Enrollment>> {
    let standing = standing?;
    // The effect that the event would have here is only traced.
    drop(advance_and_log(&standing.value, event, context));
    matches!(standing.value.state, State::Waiting { .. }).then_some(standing)
}

impl SendEmail {
    /// Does all that is due for one enrollment.
    pub(crate) async fn process_enrollment(
        &self,
        batch: &Batch,
        lead: &LeadId,
        sequence: &SequenceId,
    ) -> anyhow::Result<()> {
        let mut look = self.store.look(lead).await?;
        let Some(standing) = look.enrollment(sequence).cloned() else {
            return Ok(());
        };
        if matches!(standing.value.state, State::Done { .. }) {
            return Ok(());
        }
        self.trim(batch, &look).await;
        let (Some(card), Some(sequence)) = (look.card.take(), batch.catalog.sequence(sequence)) else {
            // The person was erased, or the sequence is not published any more; the row must not come up for ever.
            return self.end_orphan(standing).await;
        };
        let profile = ProfileOnDemand::default();
        let process = ProcessContext { batch, sequence, card: &card.value, profile, look: &look };
        let mut progress = Progress::from(standing);
        for _ in 0..STEPS_AT_ONCE_MAX {
            let reached = progress.clone();
            match Box::pin(self.process_step(&process, progress)).await {
                Ok(Some(next)) => progress = next,
                Ok(None) => return Ok(()),
                Err(error) if error.is::<ProfileGone>() => return self.end_orphan(reached.kept).await,
                Err(error) => {
                    // Steps carried out on the way are not to be repeated because of a failure behind them. Where the failure
                    // came after a write, this one finds another revision and changes nothing.
                    self.save_progress(&process, reached).await.context(error.to_string())?;
                    return Err(error);
                }
            }
        }
        self.save_progress(&process, progress).await
    }

    /// Does one thing. Returns the progress if the next thing can be done at once.
    async fn process_step(
        &self,
        process: &ProcessContext<'_>,
        progress: Progress,
    ) -> anyhow::Result<Option<Progress>> {
        let now = self.clock.now();
        let context = process.context(now);
        let asks = plan::asks(&progress.here, &context);
        let inputs = self.inputs(process, &progress.here, asks, now).await?;
        let pass = |step, way| Event::Passed { passed: Passed { step, way } };
        let plan = plan::plan(&progress.here, &inputs, &context);
        if plan.moves_on()
            && let Some(paused) = process.batch.paused(process.sequence, now)
        {
            return self.leave_paused(process, progress, paused).await;
        }
        let event = match plan {
            Plan::WaitUntil(_) | Plan::Over => {
                self.save_progress(process, progress).await?;
                return Ok(None);
            }
            Plan::InFlight { lease_until, attempt } => {
                let next = self.recover(process, progress.kept, &attempt, lease_until).await?;
                return Ok(next.map(Progress::past_a_mail));
            }
            Plan::Unknown { attempt, since, settle_at } => {
                let next = self.settle(process, progress.kept, &attempt, since, settle_at).await?;
                return Ok(next.map(Progress::past_a_mail));
            }
            Plan::Send { .. } if progress.is_past_a_mail => {
                self.enqueue(process, progress).await?;
                return Ok(None);
            }
            Plan::Send { step, mail, purpose } => {
                return Box::pin(self.deliver(process, progress, &Due { step: &step, mail: &mail, purpose }))
                    .await;
            }
            Plan::Retime { step, due_at } => Event::Retimed { step, due_at },
            Plan::LeaveOut { step, late_by } => {
                tracing::info!(
                    lead.id = %progress.here.lead, sequence.id = %progress.here.sequence, step.id = %step,
                    late.minutes = late_by.num_minutes(), "a step is left out because it is too late"
                );
                Event::LeftOut { step }
            }
            Plan::Go { step, way } => pass(step, way),
            Plan::Notify { step, channel } => {
                self.notify(&progress.here, &step, channel.as_str(), now).await?;
                pass(step, Way::Onward)
            }
            Plan::Tag { step, add, remove } => {
                let standing = Stored::clone(&*self.profile(process).await?);
                let changed = self.application().change_tags(&process.card.id, standing, add, remove).await?;
                process.profile.put(changed);
                pass(step, Way::Onward)
            }
            Plan::End(ending) => Event::Interrupted { then: Then::End(ending) },
        };
        self.apply(process, progress, event).await
    }

    /// Lets an event happen. Where the next step is due at once it is only remembered; else it is written. None when
    /// somebody else was faster or nothing follows at once.
    pub(crate) async fn apply(
        &self,
        process: &ProcessContext<'_>,
        progress: Progress,
        event: Event,
    ) -> anyhow::Result<Option<Progress>> {
        let context = process.context(self.clock.now());
        let Some(advance) = advance_and_log(&progress.here, &event, &context) else {
            self.save_progress(process, progress).await?;
            return Ok(None);
        };
        let follows = |effect| advance.effects.contains(&effect);
        let (at_once, looks) = (follows(Effect::Dispatch), follows(Effect::Look));
        let progress = Progress { here: advance.enrollment, ..progress };
        if at_once && !looks {
            return Ok(Some(progress));
        }
        // Save the waiting state before the condition is checked, so that an event arriving in between finds it.
        let is_past_a_mail = progress.is_past_a_mail;
        Ok(match self.save(process, &progress).await? {
            Saved::Conflict(standing) => reload_if_waiting(standing, &event, &context).map(Progress::from),
            Saved::Yes(kept) if at_once || looks => Some(Progress { is_past_a_mail, ..Progress::from(kept) }),
            Saved::Yes(_) => None,
        })
    }

    /// Saves the progress.
    async fn save(
        &self,
        process: &ProcessContext<'_>,
        progress: &Progress,
    ) -> anyhow::Result<Saved<Enrollment>> {
        let here =
            plan::in_place(&progress.kept.value, progress.here.clone(), process.sequence, self.clock.now());
        let lane = Lane::of(&here, process.sequence);
        Ok(self.application().save(&progress.kept, &here, lane).await?)
    }

    /// Saves the progress and stops here. If somebody else was faster, a tick goes on from there.
    async fn save_progress(&self, process: &ProcessContext<'_>, progress: Progress) -> anyhow::Result<()> {
        if progress.is_unwritten() {
            self.save(process, &progress).await?;
        }
        Ok(())
    }

    /// Stays at a mail that is due, and enqueues it.
    async fn enqueue(&self, process: &ProcessContext<'_>, progress: Progress) -> anyhow::Result<()> {
        let urgent = Lane::of(&progress.here, process.sequence) == Lane::Fast;
        let job = SendJob::new(&progress.here.lead, &progress.here.sequence, urgent);
        self.save_progress(process, progress).await?;
        application::enqueue(&self.sends, &[job]).await;
        Ok(())
    }

    /// Leaves a paused step alone.
    async fn leave_paused(
        &self,
        process: &ProcessContext<'_>,
        progress: Progress,
        paused: Paused,
    ) -> anyhow::Result<Option<Progress>> {
        match paused {
            Paused::Sequence if !progress.here.is_parked() => {
                self.apply(process, progress, Event::Parked).await
            }
            Paused::Everything | Paused::Sequence => {
                self.save_progress(process, progress).await?;
                Ok(None)
            }
        }
    }

    async fn notify(
        &self,
        enrollment: &Enrollment,
        step: &StepId,
        channel: &str,
        at: cadence::Instant,
    ) -> anyhow::Result<()> {
        let Enrollment { lead, sequence, run, .. } = enrollment;
        let key = self.identity.effect_key(lead, sequence, run, step);
        let (channel, sequence, step) = (channel.to_owned(), sequence.clone(), step.clone());
        let payload = Payload::SequenceNotify { key, channel, sequence, step };
        let event = DomainEvent { at, lead: lead.clone(), payload };
        self.application().announce(&event).await.context("the step waits until the notice was taken")
    }

    /// Ends a run whose lead or sequence is gone.
    async fn end_orphan(&self, standing: Stored<Enrollment>) -> anyhow::Result<()> {
        if let State::Sending { lease_until, .. } = standing.value.state
            && self.clock.lease_now() < lease_until + GRACE
        {
            return Ok(());
        }
        // Whatever became of a last mail, no other follows it; events about it still become facts.
        self.application().end_orphan(&standing, &self.identity).await
    }
}
