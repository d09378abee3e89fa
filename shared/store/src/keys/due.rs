//! The keys of the index of what is due.

use crate::attributes::{millis, parse_instant};
use crate::lane::Lane;
use cadence::Instant;
use cadence::ids::{LeadId, SequenceId};

/// The index of what is due.
pub(crate) const DUE_INDEX: &str = "due";
/// Partition of `due` for unknown mails that are looked at again at some time.
pub(crate) const UNKNOWN: &str = "doubt";
/// Prefix of the partitions of `due` for steps of sequences that are paused.
pub(crate) const PARKED: &str = "parked#";
/// Partition of `due` for what a person has to decide.
pub(crate) const ATTENTION: &str = "attention";

/// Partition of `due` for one lane and shard.
pub(crate) fn due(lane: Lane, shard: u32) -> String {
    format!("due#{}#{shard}", lane.name())
}

/// The place of a row in its partition of `due`: by time, and at one moment by lead, so that every place is one row's own and
/// a reader knows exactly how far it has come.
pub(crate) fn due_at(at: Instant, lead: &LeadId) -> String {
    format!("{}#{lead}", millis(at))
}

/// The bound below which the rows up to a moment, itself included, stand.
pub(crate) fn due_until(until: Instant) -> String {
    format!("{}#~", millis(until))
}

/// The moment in the sort key of a row.
pub(crate) fn parse_due_at(due_sk: &str) -> Option<Instant> {
    parse_instant(due_sk.split_once('#')?.0)
}

/// Partition of `due` for the steps of one sequence while it is paused.
pub(crate) fn parked(sequence: &SequenceId) -> String {
    format!("{PARKED}{sequence}")
}
