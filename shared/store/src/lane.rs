//! The two lanes in which due steps wait.

use cadence::enrollment::Enrollment;
use cadence::sequence::Sequence;

/// A lane of the due index, with a pace of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// Immediate and transactional steps.
    Fast,
    /// Everything else.
    Main,
}

impl Lane {
    /// Both lanes, the faster first.
    pub const ALL: [Self; 2] = [Self::Fast, Self::Main];

    /// The lane in which an enrollment waits for its step.
    pub fn of(enrollment: &Enrollment, sequence: &Sequence) -> Self {
        if cadence::plan::is_urgent(enrollment, sequence) { Self::Fast } else { Self::Main }
    }

    /// The lane of a job that somebody waits for, or of any other.
    pub fn of_urgency(urgent: bool) -> Self {
        if urgent { Self::Fast } else { Self::Main }
    }

    /// The name in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Main => "main",
        }
    }
}
