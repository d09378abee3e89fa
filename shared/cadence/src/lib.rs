//! The domain of Hikyaku: who is mailed what, when, and when not.
//!
//! Pure by rule: no IO, no AWS, no serde, no environment, no clock, no randomness. Everything here takes values and
//! `now`, and returns the next state together with the effects the caller has to carry out.
//!
//! Each folder names only those before it: `person`, `sequence`, `sending`, `enrollment`, then `admission` and `events`. Modules
//! at the top without a folder are the ground for all of them; `policy` stands above all.

mod base32;
#[cfg(test)]
mod fixtures;

pub mod admission;
pub mod enrollment;
pub mod events;
pub mod fingerprint;
pub mod ids;
pub mod limits;
pub mod person;
pub mod policy;
pub mod sending;
pub mod sequence;
pub mod text;
pub mod wording;

// Callers name a module without its folder: folders are for readers.
pub use admission::{ceiling, door, import, intake};
pub use enrollment::{advance, edit, plan, recent, reentry, settle, sweep, unknown};
pub use events::{domain_event, lead_event};
pub use person::{
    address, caller, campaign, checkbox, company, condition, confirmation, consent, erasure, lead, origin,
    preferences, score, tags, verdict,
};
pub use sending::{bounce, caps, disposition, facts, gate, pace, reputation, send_key, suppression};
pub use sequence::{calendar, holidays, publication, schedule, span, window};

/// An instant; the domain never asks what time it is, it is told.
pub type Instant = chrono::DateTime<chrono::Utc>;
