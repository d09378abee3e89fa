//! Values together with the revision under which they are kept.

/// A value as it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// The value.
    pub value: T,
    /// Begins somewhere and goes up by one with each write; a write succeeds only on the revision its writer has seen.
    pub rev: u64,
}

/// The outcome of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved<T> {
    /// It stands as wanted, by this call or by an earlier one whose answer was lost.
    Yes(Stored<T>),
    /// Somebody else wrote in between; what stands there instead, if anything. Load and decide again.
    Conflict(Option<Stored<T>>),
}
