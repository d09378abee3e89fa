//! A sequence that was removed mails nobody, and its runs end, each when it comes up. A run ends so for no other reason.
//!
//! A process that read the catalog before the removal may still mail, and one that read it before the sequence came back may end
//! runs.

use crate::happening::{Happening, What};
use crate::oracle::record::{Record, catalog_age};
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::enrollment::{Ending, Enrollment, State};
use cadence::ids::SequenceId;

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    let at = happening.at;
    if let What::CallBegan { mail, .. } = &happening.what
        && versions(record, &mail.sequence, at).all(|is_in| !is_in)
    {
        let sentence =
            format!("a call began for {mail}, whose sequence is in no version that may be in force");
        found.push(Promise::SentWhileRemoved.broken(at, sentence));
    }
    if let What::EnrollmentWritten { before, after: Some(after), .. } = &happening.what
        && !before.as_ref().is_some_and(is_removed)
        && is_removed(after)
        && versions(record, &after.sequence, at).all(|is_in| is_in)
        && !record.person(&after.lead).is_some_and(super::super::record::Person::was_ever_erased)
    {
        let sentence = format!("{} in {} ended as removed and is published", after.lead, after.sequence);
        found.push(Promise::RemovedWithoutCause.broken(at, sentence));
    }
}

/// Whether a run ended because its sequence was removed.
pub(super) fn is_removed(enrollment: &Enrollment) -> bool {
    matches!(enrollment.state, State::Done { ending: Ending::SequenceRemoved, .. })
}

/// Whether the sequence is in each version that a running program may have read.
fn versions(record: &Record, sequence: &SequenceId, at: Instant) -> impl Iterator<Item = bool> {
    record.in_force(at - catalog_age(), at).map(|edition| edition.sequences.contains_key(sequence))
}
