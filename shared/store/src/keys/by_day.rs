//! Keys of the work that goes on day by day: ticks, sweeps, tallies.

use super::Key;
use cadence::ids::SequenceId;
use chrono::NaiveDate;

/// The day on which a sequence was swept last.
pub(crate) fn swept(sequence: &SequenceId) -> Key {
    Key::new("cursor", format!("swept#{sequence}"))
}

/// The progress of a sequence's sweep through a shard.
pub(crate) fn sweep(sequence: &SequenceId, shard: u32) -> Key {
    Key::new("cursor", format!("sweep#{sequence}#{shard}"))
}

/// The one who ticks, and how far steps have been handed out.
pub(crate) fn tick() -> Key {
    Key::new("cursor", "tick")
}

/// The tally of a sequence's mails on a day.
pub(crate) fn tally(day: NaiveDate, sequence: &SequenceId) -> Key {
    Key::new(tallies(day), sequence.as_str())
}

/// The tallies of a day.
pub(crate) fn tallies(day: NaiveDate) -> String {
    format!("tally#{day}")
}
