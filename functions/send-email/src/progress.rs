//! The progress of an enrollment while it is processed, and the part of it that is not saved yet.

use cadence::enrollment::Enrollment;
use store::Stored;

/// An enrollment on its way: as it stands in the table, and how far it has come since.
///
/// Steps that need no waiting are gone through without writing each of them. The last one is written under the revision
/// that was read, so whoever wrote meanwhile is seen; and whoever dies before goes the same way again.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) kept: Stored<Enrollment>,
    pub(crate) here: Enrollment,
    /// Whether it comes from a mail: the next one takes its slot through the queue, like any other.
    pub(crate) is_past_a_mail: bool,
}

impl Progress {
    pub(crate) fn from(kept: Stored<Enrollment>) -> Self {
        let here = kept.value.clone();
        Self { kept, here, is_past_a_mail: false }
    }

    pub(crate) fn past_a_mail(kept: Stored<Enrollment>) -> Self {
        Self { is_past_a_mail: true, ..Self::from(kept) }
    }

    /// Whether it has come further than the table says.
    pub(crate) fn is_unwritten(&self) -> bool {
        self.here != self.kept.value
    }
}
