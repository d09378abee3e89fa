//! An unknown mail, decided about by a person.

use crate::requests::OperatorDecision;
use application::{Application, Applied, Applying, DecidedBy};
use cadence::advance::Event;
use cadence::enrollment::{Enrollment, State};
use cadence::settle::{Decision, UnknownMail};
use document::Catalog;
use gateway::bus::Bus;
use gateway::queue::{Queue, SendJob};
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use store::{Lane, Saved, Store, Stored};

/// The outcome of the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It was done; the run stands in this state, such as `waiting`, and at this step where there is one.
    Done {
        /// The state's name.
        state: &'static str,
        /// The step.
        step: Option<String>,
    },
    /// No mail of this try is unknown: evidence came first, or somebody else decided.
    NotUnknown,
    /// Nothing: it cannot be sent again, because its sequence was removed or its lead erased.
    Unsendable,
}

/// Decides about unknown mails as a person says. It works with less than a sender: it holds no secret and hands nothing
/// over, so that a program of a person may have all of it.
#[derive(Debug, Clone)]
pub struct Reconciler {
    /// The table.
    pub store: Store,
    /// The bus that tells others.
    pub bus: Bus,
    /// The queue of further jobs.
    pub sends: Queue,
    /// The time.
    pub clock: Clock,
    /// Chance, for writers that give way to one another.
    pub entropy: Entropy,
}

impl Reconciler {
    /// Settles an unknown mail as a person says, and lets its run go on.
    pub async fn settle(
        &self,
        unknown_mail: &UnknownMail,
        decision: OperatorDecision,
    ) -> anyhow::Result<Settled> {
        let name = &unknown_mail.name;
        let Some(standing) = self.store.enrollment(&name.lead, &name.sequence).await? else {
            return Ok(Settled::NotUnknown);
        };
        if !is_about(unknown_mail, &standing.value) {
            return Ok(Settled::NotUnknown);
        }
        let card = self.store.card(&name.lead).await?;
        let catalog = Catalog::read(self.store.publications().await?)?;
        let (Some(card), Some(sequence)) = (card, catalog.sequence(&name.sequence)) else {
            return self.settle_last(unknown_mail, &standing, decision).await;
        };
        application::open_fence(&self.store, name, &unknown_mail.attempt, &decision_of(decision)).await?;
        let context = catalog.context(sequence, card.value.zone, self.clock.now());
        let how = Applying { context: &context, by: DecidedBy::Person(name) };
        let event = Event::Settled { attempt: unknown_mail.attempt.clone(), decision: decision_of(decision) };
        let decide = |standing: &Enrollment| is_about(unknown_mail, standing).then(|| event.clone());
        let Applied::Saved { saved, goes_on, .. } = self.application().apply(standing, how, decide).await?
        else {
            return Ok(Settled::NotUnknown);
        };
        if goes_on {
            let urgent = Lane::of(&saved.value, sequence) == Lane::Fast;
            application::enqueue(&self.sends, &[SendJob::new(&name.lead, &name.sequence, urgent)]).await;
        }
        let step = saved.value.step().map(|step| step.as_str().to_owned());
        Ok(Settled::Done { state: saved.value.state.name(), step })
    }

    /// Settles the last mail of a run whose sequence was removed, or whose lead was erased: the run ends, and nothing is sent
    /// again. Nobody else does, for what waits for a person is due at no time.
    async fn settle_last(
        &self,
        unknown_mail: &UnknownMail,
        standing: &Stored<Enrollment>,
        decision: OperatorDecision,
    ) -> anyhow::Result<Settled> {
        if decision == OperatorDecision::SendAgain {
            return Ok(Settled::Unsendable);
        }
        let (name, decision) = (&unknown_mail.name, decision_of(decision));
        application::open_fence(&self.store, name, &unknown_mail.attempt, &decision).await?;
        let by = DecidedBy::Person(name);
        Ok(match self.application().end_orphan(standing, Some(&decision), by).await? {
            Saved::Yes(saved) => Settled::Done { state: saved.value.state.name(), step: None },
            Saved::Conflict(_) => Settled::NotUnknown,
        })
    }

    pub(crate) fn application(&self) -> Application<'_> {
        Application { store: &self.store, bus: &self.bus, clock: &self.clock, entropy: &self.entropy }
    }
}

/// Whether an enrollment is about this unknown mail, and not about a later try or step.
fn is_about(unknown_mail: &UnknownMail, enrollment: &Enrollment) -> bool {
    match &enrollment.state {
        State::Unknown { step, attempt, .. } => {
            enrollment.run == unknown_mail.name.run
                && *step == unknown_mail.name.step
                && *attempt == unknown_mail.attempt
        }
        State::Waiting { .. } | State::Sending { .. } | State::Done { .. } => false,
    }
}

fn decision_of(decision: OperatorDecision) -> Decision {
    match decision {
        OperatorDecision::Sent => Decision::Sent,
        OperatorDecision::NotSent => Decision::NotSent,
        OperatorDecision::SendAgain => Decision::SendAgain,
    }
}
