//! The change of one item that an admission asks for.

use crate::stored::Stored;

/// The change to make to one item of the lead.
#[derive(Debug, Clone, PartialEq)]
pub enum Change<T> {
    /// It must not exist, and is made.
    Create(T),
    /// It must be of this revision, and is replaced.
    Replace {
        /// The revision seen.
        seen: u64,
        /// Its next value.
        next: T,
    },
    /// It must be of this revision, and stays.
    Keep {
        /// The revision seen.
        seen: u64,
    },
}

impl<T: PartialEq> Change<T> {
    /// The change that leads from what was seen to what is wanted.
    pub fn of(seen: Option<&Stored<T>>, next: T) -> Self {
        match seen {
            None => Self::Create(next),
            Some(seen) if seen.value == next => Self::Keep { seen: seen.rev },
            Some(seen) => Self::Replace { seen: seen.rev, next },
        }
    }
}

impl<T> Change<T> {
    /// The change if it writes something: `None` leaves an item unchecked that only has to stay.
    pub fn if_written(self) -> Option<Self> {
        match self {
            Self::Create(_) | Self::Replace { .. } => Some(self),
            Self::Keep { .. } => None,
        }
    }
}
