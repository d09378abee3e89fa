//! One enrollment: asks the plan what is to be done, does it, and goes on while the next step needs no waiting.

use crate::SendEmail;
use crate::batch::{Batch, Paused};
use crate::course::Course;
use crate::deliver::Due;
use crate::recover::GRACE;
use anyhow::Context as _;
use application::advance_and_log;
use cadence::advance::{Context, Effect, Event};
use cadence::domain_event::{DomainEvent, Payload};
use cadence::enrollment::{Enrollment, Passed, State, Then, Way};
use cadence::ids::{LeadId, SequenceId, StepId};
use cadence::lead::Lead;
use cadence::limits::HOPS_MAX;
use cadence::plan::{self, Plan};
use cadence::sequence::Sequence;
use gateway::queue::SendJob;
use store::{Lane, Look, Saved, Stored};

/// What is around an enrollment while it is attended to.
pub(crate) struct Around<'a> {
    pub(crate) batch: &'a Batch,
    pub(crate) sequence: &'a Sequence,
    pub(crate) lead: &'a Lead,
    /// The revision of the lead's profile.
    pub(crate) profile_rev: u64,
    /// The look before anything was done.
    pub(crate) look: &'a Look,
}

impl Around<'_> {
    /// The context at a moment.
    pub(crate) fn context(&self, now: cadence::Instant) -> Context<'_> {
        self.batch.catalog.context(self.sequence, self.lead.card.zone, now)
    }
}

/// What to go on with when somebody else wrote first: a step that still waits is planned anew; anything else is left to
/// whoever wrote.
pub(crate) fn overtaken(
    standing: Option<Stored<Enrollment>>,
    event: &Event,
    context: &Context<'_>,
) -> Option<Stored<Enrollment>> {
    let standing = standing?;
    // What the event would do here is only traced.
    drop(advance_and_log(&standing.value, event, context));
    matches!(standing.value.state, State::Waiting { .. }).then_some(standing)
}

impl SendEmail {
    /// Does all that is due for one enrollment.
    pub(crate) async fn attend(
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
        let profile = match &look.card {
            Some(_) => self.store.profile(lead).await?,
            None => None,
        };
        let published = batch.catalog.sequence(sequence);
        let (Some(card), Some(profile), Some(sequence)) = (look.card.take(), profile, published) else {
            // The person was erased, or the sequence is not published any more; the row must not come up for ever.
            return self.end_orphan(standing).await;
        };
        let (mut lead, mut profile_rev) = (Lead { card: card.value, profile: profile.value }, profile.rev);
        let mut course = Course::from(standing);
        for _ in 0..HOPS_MAX {
            if let Some(profile) = course.profile.take() {
                (lead.profile, profile_rev) = (profile.value, profile.rev);
            }
            let around = Around { batch, sequence, lead: &lead, profile_rev, look: &look };
            let reached = course.clone();
            match Box::pin(self.one_hop(&around, course)).await {
                Ok(Some(next)) => course = next,
                Ok(None) => return Ok(()),
                Err(error) => {
                    // What was carried out on the way is not to be repeated because of what failed behind it. Where the failure
                    // came after a write, this one finds another revision and changes nothing.
                    self.rest(&around, reached).await.context(error.to_string())?;
                    return Err(error);
                }
            }
        }
        self.rest(&Around { batch, sequence, lead: &lead, profile_rev, look: &look }, course).await
    }

    /// Does one thing. Gives the course when the next thing can be done at once.
    async fn one_hop(&self, around: &Around<'_>, course: Course) -> anyhow::Result<Option<Course>> {
        let now = self.clock.now();
        let context = around.context(now);
        let asks = plan::asks(&course.here, &context);
        let inputs = self.inputs(around, &course.here, asks, now).await?;
        let pass = |step, way| Event::Passed { passed: Passed { step, way } };
        let plan = plan::plan(&course.here, &inputs, &context);
        if plan.moves_on()
            && let Some(paused) = around.batch.paused(around.sequence, now)
        {
            return self.leave_paused(around, course, paused).await;
        }
        let event = match plan {
            Plan::WaitUntil(_) | Plan::Over => {
                self.rest(around, course).await?;
                return Ok(None);
            }
            Plan::InFlight { lease_until, attempt } => {
                let next = self.recover(around, course.kept, &attempt, lease_until).await?;
                return Ok(next.map(Course::past_a_mail));
            }
            Plan::Unknown { attempt, since, settle_at } => {
                let next = self.settle(around, course.kept, &attempt, since, settle_at).await?;
                return Ok(next.map(Course::past_a_mail));
            }
            Plan::Send { .. } if course.is_past_a_mail => {
                self.enqueue(around, course).await?;
                return Ok(None);
            }
            Plan::Send { step, mail, purpose } => {
                return Box::pin(self.deliver(around, course, &Due { step: &step, mail: &mail, purpose }))
                    .await;
            }
            Plan::Retime { step, due_at } => Event::Retimed { step, due_at },
            Plan::LeaveOut { step, late_by } => {
                tracing::info!(
                    lead.id = %course.here.lead, sequence.id = %course.here.sequence, step.id = %step,
                    late.minutes = late_by.num_minutes(), "a step is left out because it is too late"
                );
                Event::LeftOut { step }
            }
            Plan::Go { step, way } => pass(step, way),
            Plan::Notify { step, channel } => {
                self.notify(&course.here, &step, channel.as_str(), now).await?;
                pass(step, Way::Onward)
            }
            Plan::Tag { step, add, remove } => {
                let standing = Stored { value: around.lead.profile.clone(), rev: around.profile_rev };
                let lead = &around.lead.card.id;
                let profile = self.application().change_tags(lead, standing, add, remove).await?;
                let next = self.apply(around, course, pass(step, Way::Onward)).await?;
                return Ok(next.map(|next| Course { profile: Some(profile), ..next }));
            }
            Plan::End(ending) => Event::Interrupted { then: Then::End(ending) },
        };
        self.apply(around, course, event).await
    }

    /// Lets an event happen. Where the next step is due at once it is only remembered; else it is written. None when
    /// somebody else was faster or nothing follows at once.
    pub(crate) async fn apply(
        &self,
        around: &Around<'_>,
        course: Course,
        event: Event,
    ) -> anyhow::Result<Option<Course>> {
        let context = around.context(self.clock.now());
        let Some(advance) = advance_and_log(&course.here, &event, &context) else {
            self.rest(around, course).await?;
            return Ok(None);
        };
        let follows = |effect| advance.effects.contains(&effect);
        let (at_once, looks) = (follows(Effect::Dispatch), follows(Effect::Look));
        let course = Course { here: advance.enrollment, ..course };
        if at_once && !looks {
            return Ok(Some(course));
        }
        // Whoever waits for something says so before it looks: what happens in between finds it waiting.
        let is_past_a_mail = course.is_past_a_mail;
        Ok(match self.keep(around, &course).await? {
            Saved::Conflict(standing) => overtaken(standing, &event, &context).map(Course::from),
            Saved::Yes(kept) if at_once || looks => Some(Course { is_past_a_mail, ..Course::from(kept) }),
            Saved::Yes(_) => None,
        })
    }

    /// Writes how far it has come.
    async fn keep(&self, around: &Around<'_>, course: &Course) -> anyhow::Result<Saved<Enrollment>> {
        let here = plan::in_place(&course.kept.value, course.here.clone(), around.sequence, self.clock.now());
        let lane = Lane::of(&here, around.sequence);
        Ok(self.application().save(&course.kept, &here, lane).await?)
    }

    /// Stays where it has come to. When somebody else was faster, a tick goes on from there.
    async fn rest(&self, around: &Around<'_>, course: Course) -> anyhow::Result<()> {
        if course.is_unwritten() {
            self.keep(around, &course).await?;
        }
        Ok(())
    }

    /// Stays at a mail that is due, and enqueues it.
    async fn enqueue(&self, around: &Around<'_>, course: Course) -> anyhow::Result<()> {
        let urgent = Lane::of(&course.here, around.sequence) == Lane::Fast;
        let job = SendJob::new(&course.here.lead, &course.here.sequence, urgent);
        self.rest(around, course).await?;
        application::enqueue(&self.sends, &[job]).await;
        Ok(())
    }

    /// Leaves a paused step alone.
    async fn leave_paused(
        &self,
        around: &Around<'_>,
        course: Course,
        paused: Paused,
    ) -> anyhow::Result<Option<Course>> {
        match paused {
            Paused::Sequence if !course.here.is_parked() => self.apply(around, course, Event::Parked).await,
            Paused::Everything | Paused::Sequence => {
                self.rest(around, course).await?;
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
