//! Suppression: addresses that get nothing, whatever anybody configured.
//!
//! It is kept per address hash, survives the erasure of the lead, and is never lifted by the program.

use crate::Instant;

/// Why an address is suppressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SuppressionReason {
    /// The mailbox does not exist or refuses for good.
    HardBounce,
    /// The person marked a mail as spam.
    Complaint,
    /// The person asked to be erased.
    Erased,
    /// Somebody of the company said so.
    Manual,
}

/// A suppressed address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suppression {
    /// Why.
    pub reason: SuppressionReason,
    /// Since when.
    pub since: Instant,
}
