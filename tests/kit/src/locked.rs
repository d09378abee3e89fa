//! A value that many share and each changes in its turn.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value behind a lock. A panic while it was held does not spoil it for the others: it is a proof's panic, and ends the proof.
#[derive(Debug, Default)]
pub struct Locked<T>(Mutex<T>);

impl<T> Locked<T> {
    /// Locks a value in.
    pub fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Waits for the value and holds it.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
