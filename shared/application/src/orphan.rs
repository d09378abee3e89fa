//! Runs whose sequence or lead is gone. No sequence says what follows, so such a run ends; what is learnt later about its mails
//! still counts for frequency caps.

use crate::{Application, Contended, DecidedBy};
use cadence::advance::{self, Event};
use cadence::caps::Cap;
use cadence::enrollment::{Ending, Enrollment, Then};
use cadence::facts::MessageRecord;
use cadence::ids::AttemptId;
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::recent;
use cadence::send_key::IdentityKey;
use cadence::settle::Decision;
use store::{Lane, Saved, Stored};

/// The proof that an event of the mail service gives about one attempt.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The attempt.
    pub attempt: &'a AttemptId,
    /// The fate that it proves: sent, or not sent.
    pub decision: &'a Decision,
    /// The record of the mail, with the event in it.
    pub record: &'a MessageRecord,
    /// The company's frequency caps.
    pub caps: &'a [Cap],
}

impl Application<'_> {
    /// Ends a run whose sequence or lead is gone. `open_mail` is the decision about a mail in flight or unknown, where one was
    /// made; events about it still become facts.
    pub async fn end_orphan(
        &self,
        standing: &Stored<Enrollment>,
        open_mail: Option<&Decision>,
        by: DecidedBy<'_>,
    ) -> anyhow::Result<Saved<Enrollment>> {
        let next = advance::remove(standing.value.clone(), open_mail, self.clock.now());
        let event = match (standing.value.attempt(), open_mail) {
            (Some(attempt), Some(decision)) => {
                Event::Settled { attempt: attempt.clone(), decision: decision.clone() }
            }
            (_, None) | (None, _) => Event::Interrupted { then: Then::End(Ending::SequenceRemoved) },
        };
        runtime::logging::enrollment_met(&standing.value.state, &event, None);
        self.note_unknown(&standing.value, &event, &next, by).await?;
        Ok(self.save(standing, &next, Lane::Main).await?)
    }

    /// Lets a run whose sequence is gone learn what became of one of its mails. A mail in flight or unknown was the last one of
    /// its run.
    pub async fn tell_orphan(
        &self,
        mut standing: Stored<Enrollment>,
        evidence: Evidence<'_>,
        identity: &IdentityKey,
    ) -> anyhow::Result<()> {
        let Evidence { attempt, decision, record, caps } = evidence;
        for tried in 0..CONTENDED_TRIES_MAX {
            self.give_way(tried).await;
            let now = self.clock.now();
            let saved = if standing.value.attempt() == Some(attempt) {
                self.end_orphan(&standing, Some(decision), DecidedBy::Program(identity)).await?
            } else if let Some(Event::Proven { tag, at }) = recent::proof(&standing.value, record, caps, now)
                && let Some(next) = recent::with_proven(standing.value.clone(), tag, at, caps, now)
            {
                self.save(&standing, &next, Lane::Main).await?
            } else {
                return Ok(());
            };
            match saved {
                Saved::Yes(_) | Saved::Conflict(None) => return Ok(()),
                Saved::Conflict(Some(current)) => standing = current,
            }
        }
        Err(Contended("an enrollment").into())
    }
}
