//! A mail in doubt, decided about by a person.

use crate::SendEmail;
use crate::attend::{Around, met};
use cadence::advance::{Effect, Event};
use cadence::enrollment::State;
use cadence::ids::{AttemptId, LeadId, SequenceId};
use cadence::lead::Lead;
use cadence::settle::Decision;
use gateway::queue::SendOrder;
use store::{Lane, Saved};

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

impl SendEmail {
    /// Settles a mail in doubt as a person says, and lets its run go on.
    pub async fn settle_by_hand(
        &self,
        lead: &LeadId,
        sequence: &SequenceId,
        attempt: &AttemptId,
        by_hand: ByHand,
    ) -> anyhow::Result<Settled> {
        let batch = self.batch(std::iter::empty()).await?;
        let Some(standing) = self.store.enrollment(lead, sequence).await? else {
            return Ok(Settled::NotInDoubt);
        };
        if !matches!(standing.value.state, State::Unknown { .. }) || standing.value.attempt() != Some(attempt)
        {
            return Ok(Settled::NotInDoubt);
        }
        let found = self.store.lead(lead).await?;
        let (Some(found), Some(published)) = (found, batch.catalog.sequence(sequence)) else {
            anyhow::bail!(
                "the lead was erased or the sequence is not published any more; the run ends by itself at the next tick"
            );
        };
        let lead = Lead { card: found.card.value, profile: found.profile.value };
        let around = Around { batch: &batch, sequence: published, lead: &lead };
        if matches!(by_hand, ByHand::NotSent | ByHand::SendAgain)
            && let Some(name) = self.message_name(&standing.value)
        {
            self.store.close(&name, attempt).await?;
        }
        let event = Event::Settled { attempt: attempt.clone(), decision: by_hand.decision() };
        self.save_by_hand(&around, standing, &event).await
    }

    async fn save_by_hand(
        &self,
        around: &Around<'_>,
        standing: store::Stored<cadence::enrollment::Enrollment>,
        event: &Event,
    ) -> anyhow::Result<Settled> {
        let Some(advance) = met(&standing.value, event, &around.scene(self.clock.now())) else {
            return Ok(Settled::NotInDoubt);
        };
        self.note_doubt(&standing.value, event, &advance.enrollment, true).await?;
        let lane = Lane::of(&advance.enrollment, around.sequence);
        match self.store.save_enrollment(&standing, &advance.enrollment, lane).await? {
            Saved::Conflict(_) => anyhow::bail!("the run was changed at the same moment; look again"),
            Saved::Yes(saved) => {
                self.bus.announce_endings(std::slice::from_ref(&saved.value)).await;
                if advance.effects.iter().any(|effect| !matches!(effect, Effect::Ended(_))) {
                    let order = SendOrder::new(&saved.value.lead, &saved.value.sequence, lane == Lane::Fast);
                    if let Err(error) = self.sends.send(vec![(&order).into()]).await {
                        tracing::warn!(%error, "the next step waits for a tick");
                    }
                }
                let step = saved.value.step().map(|step| step.as_str().to_owned());
                Ok(Settled::Done { state: saved.value.state.name(), step })
            }
        }
    }
}
