//! The remains of a world that is over, as the oracle wants to see them. Who reads them from the table is not known here.

use cadence::Instant;
use cadence::enrollment::Enrollment;
use cadence::facts::MessageRecord;
use cadence::ids::LeadId;
use std::collections::BTreeSet;

/// The state when the world is over, read from the table without faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalState {
    /// The moment.
    pub now: Instant,
    /// Every enrollment, with its place in the due index.
    pub enrollments: Vec<StandingEnrollment>,
    /// Every message record.
    pub messages: Vec<MessageRecord>,
    /// Every lead that has a card.
    pub leads: BTreeSet<LeadId>,
    /// Further items of each lead, by sort key: all but the card, the mails, the suppression and the proofs of grounds.
    pub items: BTreeSet<(LeadId, String)>,
    /// Every suppressed lead.
    pub suppressed: BTreeSet<LeadId>,
    /// Messages in both dead letter queues.
    pub dead_letters: u64,
}

/// An enrollment as it stands at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingEnrollment {
    /// The enrollment.
    pub enrollment: Enrollment,
    /// Its row in the due index.
    pub row: IndexRow,
}

/// The place of an enrollment in the due index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexRow {
    /// None.
    Absent,
    /// Among the due, looked at from this moment on.
    Due(Instant),
    /// Apart, because its sequence is paused.
    Parked,
    /// Among those that wait for a person.
    Attention,
}
