//! Ending the runs of a lead, whatever is happening to them at the same moment.

use crate::error::StoreError;
use crate::lane::Lane;
use crate::stored::Saved;
use crate::{Result, Store};
use cadence::Instant;
use cadence::advance;
use cadence::enrollment::{Ending, Enrollment};
use cadence::ids::LeadId;
use cadence::limits::CONTENDED_TRIES_MAX;

/// Notes at the level `trace` that a run was to end.
fn note_meeting(standing: &Enrollment, refused: bool) {
    tracing::trace!(
        target: "enrollment",
        { enrollment.state = standing.state.name(), event.name = "interrupted: end", event.refused = refused },
        "an enrollment met an event"
    );
}

impl Store {
    /// Ends each run of the lead for which an ending is given. A mail in flight is settled first; its run ends then. Gives the
    /// runs as they stand afterwards; those that were over before are not among them.
    pub async fn stop_runs(
        &self,
        lead: &LeadId,
        now: Instant,
        ending_of: impl Fn(&Enrollment) -> Option<Ending>,
    ) -> Result<Vec<Enrollment>> {
        let mut stopped = Vec::new();
        for mut standing in self.enrollments_of(lead).await? {
            let mut saved = false;
            for _ in 0..CONTENDED_TRIES_MAX {
                let Some(ending) = ending_of(&standing.value) else { break };
                let stopped_as = advance::stop(standing.value.clone(), ending, now);
                note_meeting(&standing.value, stopped_as.is_err());
                let Ok(next) = stopped_as else { break };
                match self.save_enrollment(&standing, &next.enrollment, Lane::Main).await? {
                    Saved::Yes(now_standing) => {
                        stopped.push(now_standing.value);
                        saved = true;
                        break;
                    }
                    Saved::Conflict(Some(current)) => standing = current,
                    Saved::Conflict(None) => break,
                }
            }
            let over = advance::stop(standing.value.clone(), Ending::Stopped, now).is_err();
            if !saved && !over && ending_of(&standing.value).is_some() {
                return Err(StoreError::contended("end a run"));
            }
        }
        Ok(stopped)
    }
}
