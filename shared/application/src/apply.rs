//! Applying an event to an enrollment that others may be changing at the same moment.
//!
//! The way is always the same: the domain says what the event does, an unknown mail is noted before the enrollment says so, the
//! enrollment is saved under the revision that was read, and a run that is over is announced.

use crate::{Application, Contended};
use cadence::advance::{self, Advance, Context, Event};
use cadence::enrollment::{Ending, Enrollment};
use cadence::facts::MessageName;
use cadence::ids::LeadId;
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::plan;
use cadence::send_key::IdentityKey;
use cadence::unknown::UnknownMailNote;
use store::{Lane, Saved, Stored};

/// The one who decides about an unknown mail, and the way in which its mail is named.
#[derive(Debug, Clone, Copy)]
pub enum DecidedBy<'a> {
    /// Evidence or a rule; the mail is named by the key behind all ids.
    Program(&'a IdentityKey),
    /// A person, about this mail.
    Person(&'a MessageName),
}

/// The circumstances in which an event is applied.
#[derive(Debug, Clone, Copy)]
pub struct Applying<'a, 's> {
    /// The sequence and the moment.
    pub context: &'a Context<'s>,
    /// The one who decides.
    pub by: DecidedBy<'a>,
}

/// The effect of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Applied {
    /// Nothing: it does not fit the enrollment as it stands.
    Nothing,
    /// Nothing: the person was erased. The enrollment that stood before.
    Erased(Box<Enrollment>),
    /// The enrollment went on.
    Saved {
        /// The enrollment before.
        before: Box<Enrollment>,
        /// The enrollment as it stands now.
        saved: Box<Stored<Enrollment>>,
        /// Whether the run can go on at once.
        goes_on: bool,
    },
}

/// Lets the domain say what an event does; `None` if it refuses the event.
pub fn advance_and_log(standing: &Enrollment, event: &Event, context: &Context<'_>) -> Option<Advance> {
    let outcome = advance::advance(standing.clone(), event.clone(), context);
    runtime::logging::enrollment_met(&standing.state, event, outcome.as_ref().err().copied());
    outcome.ok()
}

impl Application<'_> {
    /// Applies the event that `decide` says, and asks it again where others wrote first.
    pub async fn apply(
        &self,
        mut standing: Stored<Enrollment>,
        how: Applying<'_, '_>,
        decide: impl Fn(&Enrollment) -> Option<Event>,
    ) -> anyhow::Result<Applied> {
        let Applying { context, by } = how;
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let Some(event) = decide(&standing.value) else { return Ok(Applied::Nothing) };
            let Some(advance) = advance_and_log(&standing.value, &event, context) else {
                return Ok(Applied::Nothing);
            };
            self.note_unknown(&standing.value, &event, &advance.enrollment, by).await?;
            let goes_on = advance.goes_on();
            // The sender that holds the run continues it at once, so the run may stay where it stands in the list.
            let next = if event.is_answer() {
                plan::in_place(&standing.value, advance.enrollment, context.sequence, context.now)
            } else {
                advance.enrollment
            };
            match self.save(&standing, &next, Lane::of(&next, context.sequence)).await? {
                Saved::Yes(saved) => {
                    let (before, saved) = (Box::new(standing.value), Box::new(saved));
                    return Ok(Applied::Saved { before, saved, goes_on });
                }
                Saved::Conflict(Some(current)) => standing = current,
                Saved::Conflict(None) => return Ok(Applied::Erased(Box::new(standing.value))),
            }
        }
        Err(Contended("an enrollment").into())
    }

    /// Saves an enrollment under the revision that was read, and tells if its run is over by that.
    pub async fn save(
        &self,
        seen: &Stored<Enrollment>,
        next: &Enrollment,
        lane: Lane,
    ) -> store::Result<Saved<Enrollment>> {
        let saved = self.store.save_enrollment(seen, next, lane).await?;
        if let Saved::Yes(saved) = &saved {
            self.announce_endings(std::slice::from_ref(&saved.value)).await;
        }
        Ok(saved)
    }

    /// Ends each run of the lead for which an ending is given, and tells of those that are over by that. A mail in flight is
    /// settled first; its run ends then. Returns the number of runs that ended or will.
    pub async fn stop_runs(
        &self,
        lead: &LeadId,
        ending_of: impl Fn(&Enrollment) -> Option<Ending>,
    ) -> anyhow::Result<usize> {
        let stopped = self.store.stop_runs(lead, self.clock.now(), ending_of).await?;
        self.announce_endings(&stopped).await;
        Ok(stopped.len())
    }

    /// Notes that a mail came to be unknown or how that ended, before the enrollment says so.
    pub(crate) async fn note_unknown(
        &self,
        before: &Enrollment,
        event: &Event,
        after: &Enrollment,
        by: DecidedBy<'_>,
    ) -> anyhow::Result<()> {
        let by_hand = matches!(by, DecidedBy::Person(_));
        let Some(note) = UnknownMailNote::between(before, event, after, by_hand, self.clock.now()) else {
            return Ok(());
        };
        let name = match by {
            DecidedBy::Person(name) => name.clone(),
            DecidedBy::Program(identity) => MessageName {
                send_key: identity.send_key(&before.lead, &before.sequence, &note.run, &note.step),
                lead: before.lead.clone(),
                sequence: before.sequence.clone(),
                run: note.run.clone(),
                step: note.step.clone(),
            },
        };
        Ok(self.store.note_unknown_mail(&note.about(name)).await?)
    }
}
