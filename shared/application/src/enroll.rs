//! Enrolling a lead: by a post, by an event, by the nightly sweep.

use crate::{Application, Contended, enqueue};
use cadence::Instant;
use cadence::enrollment::{Enrollment, State};
use cadence::ids::{LeadId, RunId};
use cadence::limits::CONTENDED_TRIES_MAX;
use cadence::reentry;
use cadence::sequence::{Reentry, Sequence};
use chrono_tz::Tz;
use document::Catalog;
use gateway::queue::{Queue, SendJob};
use std::collections::BTreeMap;
use store::{Admission, Admitted, Enrolled, Lane, Stored};

/// A lead before the sequences that it may enter.
#[derive(Debug, Clone, Copy)]
pub struct Entrant<'a> {
    /// The documents.
    pub catalog: &'a Catalog,
    /// The lead.
    pub lead: &'a LeadId,
    /// The lead's time zone.
    pub zone: Tz,
    /// The lane of the first step.
    pub lane: Lane,
    /// The moment of entry.
    pub now: Instant,
}

/// An occasion that begins runs for a lead: a post, an event, a sweep.
pub trait Enrolling {
    /// The knowledge that the caller wants once it is written.
    type Outcome: Send;

    /// Reads what stands about the lead and decides by it. It is asked again where others wrote meanwhile.
    fn propose(&mut self) -> impl Future<Output = anyhow::Result<Proposal<Self::Outcome>>> + Send;
}

/// The writes about a lead that are wanted, and what the caller wants to know once they are done.
#[derive(Debug)]
pub enum Proposal<T> {
    /// All of this, in one transaction.
    Admit(Box<Admission>, T),
    /// Nothing.
    Nothing(T),
}

impl Entrant<'_> {
    /// Lets the lead enter a sequence, if the sequence takes it and `is_let_in` says so. `run` is what the entry event begins.
    pub fn enter(
        &self,
        sequence: &Sequence,
        seen: Option<&Stored<Enrollment>>,
        run: RunId,
        entry: BTreeMap<String, String>,
        is_let_in: impl FnOnce() -> bool,
    ) -> Option<Enrolled> {
        let standing = seen.map(|seen| &seen.value);
        let context = self.catalog.context(sequence, self.zone, self.now);
        let entered = reentry::enter(standing, self.lead, run, sequence.reentry, &context)?;
        if !is_let_in() {
            return None;
        }
        if let Some(standing) = standing.filter(|_| sequence.reentry == Reentry::Restart) {
            runtime::logging::run_restarted(&standing.state);
        }
        let seen = seen.map(|seen| seen.rev);
        Some(Enrolled { seen, enrollment: entered.enrollment, lane: self.lane, entry })
    }
}

impl Application<'_> {
    /// Writes what an entry proposes about a lead, asks it again where others wrote first, and enqueues first steps that are
    /// due. Fails with [`Contended`] if others never let it be.
    pub async fn enroll<E: Enrolling>(&self, sends: &Queue, entry: &mut E) -> anyhow::Result<E::Outcome> {
        for attempt in 0..CONTENDED_TRIES_MAX {
            self.give_way(attempt).await;
            let (admission, outcome) = match entry.propose().await? {
                Proposal::Admit(admission, outcome) => (admission, outcome),
                Proposal::Nothing(outcome) => return Ok(outcome),
            };
            if self.store.admit(&admission).await? == Admitted::Done {
                enqueue(sends, &first_steps(&admission, self.clock.now())).await;
                return Ok(outcome);
            }
        }
        Err(Contended("a lead").into())
    }
}

/// The jobs for first steps that are due by now.
fn first_steps(admission: &Admission, now: Instant) -> Vec<SendJob> {
    let is_due = |run: &Enrollment| matches!(run.state, State::Waiting { due_at, .. } if due_at <= now);
    let due = admission.enrollments.iter().filter(|enrolled| is_due(&enrolled.enrollment));
    let job = |enrolled: &Enrolled| {
        SendJob::new(&admission.lead, &enrolled.enrollment.sequence, enrolled.lane == Lane::Fast)
    };
    due.map(job).collect()
}
