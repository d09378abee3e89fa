//! The domain of Hikyaku: who is mailed what, when, and when not.
//!
//! Pure by rule: no IO, no AWS, no serde, no environment, no clock, no randomness. Everything here takes values and
//! `now`, and returns the next state together with the effects the caller has to carry out.

pub mod address;
pub mod advance;
pub mod bounce;
pub mod calendar;
pub mod caller;
pub mod campaign;
pub mod caps;
pub mod ceiling;
pub mod checkbox;
pub mod company;
pub mod condition;
pub mod consent;
pub mod disposition;
pub mod domain_event;
pub mod door;
pub mod edit;
pub mod enrollment;
pub mod facts;
pub mod fingerprint;
#[cfg(test)]
mod fixtures;
pub mod gate;
pub mod holidays;
pub mod ids;
pub mod intake;
pub mod lead;
pub mod lead_event;
pub mod limits;
pub mod origin;
pub mod pace;
pub mod plan;
pub mod policy;
pub mod publication;
pub mod recent;
pub mod reentry;
pub mod reputation;
pub mod schedule;
pub mod score;
pub mod send_key;
pub mod sequence;
pub mod settle;
pub mod span;
pub mod suppression;
pub mod sweep;
pub mod text;
pub mod verdict;
pub mod window;
pub mod wording;

/// An instant; the domain never asks what time it is, it is told.
pub type Instant = chrono::DateTime<chrono::Utc>;
