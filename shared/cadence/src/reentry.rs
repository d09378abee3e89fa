//! Whether a lead that has been in a sequence may enter it again.

use crate::Instant;
use crate::advance::{self, Advance, Event, Scene};
use crate::enrollment::{Enrollment, State, Then};
use crate::ids::{LeadId, RunId};
use crate::sequence::Reentry;
use chrono::TimeDelta;

/// What an entry event does to a lead's enrollment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entering {
    /// A run begins: there was none, or the last one is over and long enough ago.
    Begin,
    /// The present run ends, if it has not, and a new one begins.
    Restart,
    /// Nothing: the event was seen before, or the sequence does not take the lead again.
    Known,
}

/// Decides about an entry event that would begin `run` at `now`.
pub fn entering(existing: Option<&Enrollment>, run: &RunId, reentry: Reentry, now: Instant) -> Entering {
    let Some(existing) = existing else {
        return Entering::Begin;
    };
    if existing.run == *run || now <= existing.started_at {
        return Entering::Known;
    }
    match (reentry, &existing.state) {
        (Reentry::Never, _) => Entering::Known,
        (Reentry::Restart, _) => Entering::Restart,
        (Reentry::AfterDays(days), State::Done { .. }) => {
            if now - existing.started_at >= TimeDelta::days(i64::from(days)) {
                Entering::Begin
            } else {
                Entering::Known
            }
        }
        (Reentry::AfterDays(_), State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. }) => {
            Entering::Known
        }
    }
}

/// Lets a lead enter: the first state of the run, or none when nothing begins.
pub fn enter(
    existing: Option<&Enrollment>,
    lead: &LeadId,
    run: RunId,
    reentry: Reentry,
    scene: &Scene<'_>,
) -> Option<Advance> {
    match (entering(existing, &run, reentry, scene.now), existing) {
        (Entering::Known, _) => None,
        (Entering::Restart, Some(existing)) => {
            let then = Then::Restart { run, at: scene.now };
            advance::advance(existing.clone(), Event::Interrupted { then }, scene).ok()
        }
        (Entering::Begin | Entering::Restart, _) => {
            Some(advance::enroll(lead.clone(), run, scene.now, scene))
        }
    }
}
