//! Letting something happen to a run that others may be changing at the same moment.

use crate::RecordFeedback;
use cadence::advance::{self, Event, Scene};
use cadence::enrollment::Enrollment;
use cadence::facts::MessageName;
use cadence::ids::{LeadId, SequenceId};
use cadence::plan;
use cadence::sequence::Awaited;
use cadence::settle::DoubtNote;
use document::Catalog;
use gateway::queue::SendOrder;
use store::{Lane, Saved};

/// How often one run is tried against others who write it.
const TRIES_MAX: usize = 8;

impl RecordFeedback {
    /// Loads a run, lets happen what `decide` says, saves it; again when somebody else was faster.
    pub(crate) async fn let_happen(
        &self,
        lead: &LeadId,
        sequence: &SequenceId,
        scene: &Scene<'_>,
        decide: impl Fn(&Enrollment) -> Option<Event>,
    ) -> anyhow::Result<()> {
        let Some(mut standing) = self.store.enrollment(lead, sequence).await? else { return Ok(()) };
        for _ in 0..TRIES_MAX {
            let Some(event) = decide(&standing.value) else { return Ok(()) };
            let outcome = advance::advance(standing.value.clone(), event.clone(), scene);
            runtime::logging::enrollment_met(&standing.value.state, &event, outcome.as_ref().err().copied());
            let Ok(advance) = outcome else { return Ok(()) };
            self.note_doubt(&standing.value, &event, &advance.enrollment).await?;
            let lane = Lane::of(&advance.enrollment, scene.sequence);
            match self.store.save_enrollment(&standing, &advance.enrollment, lane).await? {
                Saved::Yes(saved) => {
                    if advance.goes_on() {
                        self.order(lead, sequence, lane).await;
                    }
                    self.bus.announce_endings(&[saved.value]).await;
                    return Ok(());
                }
                Saved::Conflict(Some(current)) => standing = current,
                Saved::Conflict(None) => return Ok(()),
            }
        }
        anyhow::bail!("a run was changed by others {TRIES_MAX} times")
    }

    /// Writes down how a doubt ended, before the enrollment says so.
    async fn note_doubt(&self, before: &Enrollment, event: &Event, after: &Enrollment) -> anyhow::Result<()> {
        let Some(note) = DoubtNote::between(before, event, after, false, self.clock.now()) else {
            return Ok(());
        };
        let name = MessageName {
            send_key: self.identity.send_key(&before.lead, &before.sequence, &note.run, &note.step),
            lead: before.lead.clone(),
            sequence: before.sequence.clone(),
            run: note.run.clone(),
            step: note.step.clone(),
        };
        Ok(self.store.note_doubt(&note.about(name)).await?)
    }

    /// Has the sender look at a run in this sequence if it waits for what has happened.
    pub(crate) async fn wake(
        &self,
        catalog: &Catalog,
        lead: &LeadId,
        sequence: &SequenceId,
        happened: &Awaited,
    ) -> anyhow::Result<()> {
        let Some(published) = catalog.sequence(sequence) else { return Ok(()) };
        if published.steps.iter().any(|step| step.waits_for(happened))
            && let Some(standing) = self.store.enrollment(lead, sequence).await?
            && plan::waits_for(&standing.value, published, happened)
        {
            self.order(lead, sequence, Lane::Main).await;
        }
        Ok(())
    }

    /// Has the sender look at every run of the lead that waits for what has happened.
    pub(crate) async fn wake_all(
        &self,
        catalog: &Catalog,
        lead: &LeadId,
        happened: &Awaited,
    ) -> anyhow::Result<()> {
        for standing in self.store.enrollments_of(lead).await? {
            let published = catalog.sequence(&standing.value.sequence);
            if published.is_some_and(|published| plan::waits_for(&standing.value, published, happened)) {
                self.order(lead, &standing.value.sequence, Lane::Main).await;
            }
        }
        Ok(())
    }

    /// An order that does not get through is made up for by the tick at the step's own time.
    async fn order(&self, lead: &LeadId, sequence: &SequenceId, lane: Lane) {
        let order = SendOrder::new(lead, sequence, lane == Lane::Fast);
        if let Err(error) = self.sends.order(&[order]).await {
            tracing::warn!(lead.id = %lead, sequence.id = %sequence, %error, "the step waits for its own time");
        }
    }
}
