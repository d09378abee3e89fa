//! One enrollment: asks the plan what is to be done, does it, and goes on while the next step needs no waiting.

use crate::SendEmail;
use crate::batch::{Batch, Held};
use crate::recover::GRACE;
use anyhow::Context;
use cadence::advance::{self, Advance, Effect, Event, Scene};
use cadence::condition::Circumstances;
use cadence::enrollment::{Ending, Enrollment, Passed, State, Then, Way};
use cadence::ids::{LeadId, SequenceId, StepId, Tag};
use cadence::lead::Lead;
use cadence::limits::HOPS_MAX;
use cadence::plan::{self, Plan};
use cadence::sequence::Sequence;
use document::Catalog;
use gateway::bus::DomainEvent;
use store::{Lane, Saved, Stored};

/// What is around an enrollment while it is attended to.
pub(crate) struct Around<'a> {
    pub(crate) batch: &'a Batch,
    pub(crate) sequence: &'a Sequence,
    pub(crate) lead: &'a Lead,
}

impl Around<'_> {
    /// The scene at a moment.
    pub(crate) fn scene(&self, now: cadence::Instant) -> Scene<'_> {
        scene(&self.batch.catalog, self.sequence, self.lead, now)
    }
}

/// The scene of a lead's sequence at a moment.
pub(crate) fn scene<'a>(
    catalog: &'a Catalog,
    sequence: &'a Sequence,
    lead: &Lead,
    now: cadence::Instant,
) -> Scene<'a> {
    let calendar = catalog.calendar_of(sequence);
    Scene { sequence, calendar, quiet_hours: catalog.policy().quiet_hours, zone: lead.card.zone, now }
}

/// Lets the domain say what an event does; none when it refuses it.
pub(crate) fn met(standing: &Enrollment, event: &Event, scene: &Scene<'_>) -> Option<Advance> {
    let outcome = advance::advance(standing.clone(), event.clone(), scene);
    runtime::logging::enrollment_met(&standing.state, event, outcome.as_ref().err().copied());
    outcome.ok()
}

/// What to go on with when somebody else wrote first: a step that still waits is planned anew; anything else is left to
/// whoever wrote.
pub(crate) fn overtaken(
    standing: Option<Stored<Enrollment>>,
    event: &Event,
    scene: &Scene<'_>,
) -> Option<Stored<Enrollment>> {
    let standing = standing?;
    // What the event would do here is only traced.
    drop(met(&standing.value, event, scene));
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
        let Some(mut standing) = self.store.enrollment(lead, sequence).await? else {
            return Ok(());
        };
        if matches!(standing.value.state, State::Done { .. }) {
            return Ok(());
        }
        let found = self.store.lead(lead).await?;
        let (Some(lead), Some(sequence)) = (found, batch.catalog.sequence(sequence)) else {
            // The person was erased, or the sequence is not published any more; the row must not come up for ever.
            return self.end_orphan(standing).await;
        };
        let lead = Lead { card: lead.card.value, profile: lead.profile.value };
        let around = Around { batch, sequence, lead: &lead };
        for _ in 0..HOPS_MAX {
            match Box::pin(self.one_hop(&around, standing)).await? {
                Some(next) => standing = next,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Does one thing. Gives the enrollment when the next thing can be done at once.
    async fn one_hop(
        &self,
        around: &Around<'_>,
        standing: Stored<Enrollment>,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let now = self.clock.now();
        let scene = around.scene(now);
        let circumstances = if plan::asks_about_the_lead(&standing.value, &scene) {
            self.circumstances(around.batch, &standing.value, around.lead, now).await?
        } else {
            Circumstances::default()
        };
        let pass = |step, way| Event::Passed { passed: Passed { step, way } };
        let plan = plan::plan(&standing.value, &circumstances, &scene);
        if plan.moves_on()
            && let Some(held) = around.batch.held(around.sequence, now)
        {
            return self.hold(around, standing, held).await;
        }
        let event = match plan {
            Plan::WaitUntil(_) | Plan::Over => return Ok(None),
            Plan::InFlight { lease_until, attempt } => {
                return self.recover(around, standing, &attempt, lease_until).await;
            }
            Plan::InDoubt { attempt, since, settle_at } => {
                return self.settle(around, standing, &attempt, since, settle_at).await;
            }
            Plan::Send { step, mail, purpose } => {
                return self.deliver(around, standing, &step, &mail, purpose).await;
            }
            Plan::Retime { step, due_at } => Event::Retimed { step, due_at },
            Plan::LeaveOut { step, late_by } => {
                tracing::info!(
                    lead.id = %standing.value.lead, sequence.id = %standing.value.sequence, step.id = %step,
                    late.minutes = late_by.num_minutes(), "a step is left out because it is too late"
                );
                Event::LeftOut { step }
            }
            Plan::Go { step, way } => pass(step, way),
            Plan::Notify { step, channel } => {
                self.notify(&standing.value, &step, channel.as_str(), now).await?;
                pass(step, Way::Onward)
            }
            Plan::Tag { step, add, remove } => {
                self.tag(&standing.value.lead, add, remove).await?;
                pass(step, Way::Onward)
            }
            Plan::End(ending) => Event::Interrupted { then: Then::End(ending) },
        };
        self.apply(around, standing, event).await
    }

    /// Lets an event happen and saves what follows. None when somebody else was faster or nothing follows at once.
    pub(crate) async fn apply(
        &self,
        around: &Around<'_>,
        standing: Stored<Enrollment>,
        event: Event,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        let scene = around.scene(self.clock.now());
        let Some(advance) = met(&standing.value, &event, &scene) else {
            return Ok(None);
        };
        let lane = Lane::of(&advance.enrollment, around.sequence);
        match self.store.save_enrollment(&standing, &advance.enrollment, lane).await? {
            Saved::Conflict(standing) => Ok(overtaken(standing, &event, &scene)),
            Saved::Yes(saved) => {
                let at_once = advance.effects.iter().any(|effect| match effect {
                    Effect::Dispatch | Effect::Look => true,
                    Effect::Ended(_) => false,
                });
                self.bus.announce_endings(std::slice::from_ref(&saved.value)).await;
                Ok(at_once.then_some(saved))
            }
        }
    }

    /// Leaves a step alone while it is held.
    async fn hold(
        &self,
        around: &Around<'_>,
        standing: Stored<Enrollment>,
        held: Held,
    ) -> anyhow::Result<Option<Stored<Enrollment>>> {
        match held {
            Held::Everything => Ok(None),
            Held::Sequence if standing.value.is_parked() => Ok(None),
            Held::Sequence => self.apply(around, standing, Event::Parked).await,
        }
    }

    async fn notify(
        &self,
        enrollment: &Enrollment,
        step: &StepId,
        channel: &str,
        at: cadence::Instant,
    ) -> anyhow::Result<()> {
        let (lead, sequence) = (&enrollment.lead, &enrollment.sequence);
        let detail =
            serde_json::json!({ "channel": channel, "sequence": sequence.as_str(), "step": step.as_str() });
        let key = self.identity.effect_key(lead, sequence, &enrollment.run, step);
        let event = DomainEvent { name: "sequence.notify", key, at, lead: lead.clone(), detail };
        self.bus.announce(&event).await.context("the step waits until the notice was taken")
    }

    async fn tag(&self, lead: &LeadId, add: &[Tag], remove: &[Tag]) -> anyhow::Result<()> {
        let kept = self.store.lead(lead).await?.context("the lead is gone")?;
        let mut profile = kept.profile.value.clone();
        profile.tags.extend(add.iter().cloned());
        profile.tags.retain(|tag| !remove.contains(tag));
        match self.store.save_profile(lead, &kept.profile, &profile).await? {
            Saved::Yes(_) => Ok(()),
            Saved::Conflict(_) => anyhow::bail!("the lead's tags were changed at the same moment"),
        }
    }

    /// Ends a run whose lead or sequence is gone.
    async fn end_orphan(&self, standing: Stored<Enrollment>) -> anyhow::Result<()> {
        if let State::Sending { lease_until, .. } = standing.value.state
            && self.clock.lease_now() < lease_until + GRACE
        {
            return Ok(());
        }
        // Whatever became of a last mail, no other follows it; events about it still become facts.
        let mut next = standing.value.clone();
        next.state = State::Done { ending: Ending::SequenceRemoved, at: self.clock.now() };
        let event = Event::Interrupted { then: Then::End(Ending::SequenceRemoved) };
        self.note_doubt(&standing.value, &event, &next).await?;
        self.store.save_enrollment(&standing, &next, Lane::Main).await?;
        Ok(())
    }
}
