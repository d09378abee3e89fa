//! A mail in doubt, decided about by a person.

use crate::attend::met;
use crate::recover::open_fence;
use cadence::advance::{Event, Scene};
use cadence::enrollment::{Enrollment, State};
use cadence::settle::{Decision, Doubt, DoubtNote};
use document::Catalog;
use gateway::bus::Bus;
use gateway::queue::{Queue, SendOrder};
use runtime::clock::Clock;
use store::{Lane, Saved, Store, Stored};

/// What a person says about a mail in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByHand {
    /// It went out; the lead goes on.
    Sent,
    /// It did not go out; the lead goes on without it.
    NotSent,
    /// It is to be sent again, at the risk of a second copy.
    SendAgain,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It was done; the run stands in this state, such as `waiting`, and at this step where there is one.
    Done {
        /// The state's name.
        state: &'static str,
        /// The step.
        step: Option<String>,
    },
    /// No mail of this try is in doubt: evidence came first, or somebody else decided.
    NotInDoubt,
}

impl ByHand {
    fn decision(self) -> Decision {
        match self {
            Self::Sent => Decision::Sent,
            Self::NotSent => Decision::NotSent,
            Self::SendAgain => Decision::SendAgain,
        }
    }
}

/// Decides about mails in doubt as a person says. It works with less than a sender: it holds no secret and hands nothing
/// over, so that a program of a person may have all of it.
#[derive(Debug, Clone)]
pub struct Reconciler {
    /// The table.
    pub store: Store,
    /// Where others are told.
    pub bus: Bus,
    /// Where further orders go.
    pub sends: Queue,
    /// The time.
    pub clock: Clock,
}

impl Reconciler {
    /// Settles a mail in doubt as a person says, and lets its run go on.
    pub async fn settle(&self, doubt: &Doubt, by_hand: ByHand) -> anyhow::Result<Settled> {
        let name = &doubt.name;
        let Some(standing) = self.store.enrollment(&name.lead, &name.sequence).await? else {
            return Ok(Settled::NotInDoubt);
        };
        if !is_about(doubt, &standing.value) {
            return Ok(Settled::NotInDoubt);
        }
        let card = self.store.card(&name.lead).await?;
        let catalog = Catalog::read(self.store.publications().await?)?;
        let (Some(card), Some(sequence)) = (card, catalog.sequence(&name.sequence)) else {
            anyhow::bail!(
                "the lead was erased or the sequence is not published any more; the run ends by itself at the next tick"
            );
        };
        open_fence(&self.store, name, &doubt.attempt, &by_hand.decision()).await?;
        let scene = catalog.scene(sequence, card.value.zone, self.clock.now());
        self.save(doubt, by_hand, standing, &scene).await
    }

    async fn save(
        &self,
        doubt: &Doubt,
        by_hand: ByHand,
        standing: Stored<Enrollment>,
        scene: &Scene<'_>,
    ) -> anyhow::Result<Settled> {
        let event = Event::Settled { attempt: doubt.attempt.clone(), decision: by_hand.decision() };
        let Some(advance) = met(&standing.value, &event, scene) else {
            return Ok(Settled::NotInDoubt);
        };
        let note = DoubtNote::between(&standing.value, &event, &advance.enrollment, true, scene.now);
        if let Some(note) = note {
            self.store.note_doubt(&note.about(doubt.name.clone())).await?;
        }
        let lane = Lane::of(&advance.enrollment, scene.sequence);
        match self.store.save_enrollment(&standing, &advance.enrollment, lane).await? {
            Saved::Conflict(_) => anyhow::bail!("the run was changed at the same moment; look again"),
            Saved::Yes(saved) => {
                self.bus.announce_endings(std::slice::from_ref(&saved.value)).await;
                if advance.goes_on() {
                    self.order(&saved.value, lane).await;
                }
                let step = saved.value.step().map(|step| step.as_str().to_owned());
                Ok(Settled::Done { state: saved.value.state.name(), step })
            }
        }
    }

    async fn order(&self, enrollment: &Enrollment, lane: Lane) {
        let order = SendOrder::new(&enrollment.lead, &enrollment.sequence, lane == Lane::Fast);
        if let Err(error) = self.sends.order(&[order]).await {
            tracing::warn!(%error, "the next step waits for a tick");
        }
    }
}

/// Whether an enrollment is in this doubt, and in no later one about another try or step.
fn is_about(doubt: &Doubt, enrollment: &Enrollment) -> bool {
    match &enrollment.state {
        State::Unknown { step, attempt, .. } => {
            enrollment.run == doubt.name.run && *step == doubt.name.step && *attempt == doubt.attempt
        }
        State::Waiting { .. } | State::Sending { .. } | State::Done { .. } => false,
    }
}
