//! The person behind an address: who it is, what is known and agreed to, where a visit came from, and questions about all of it.
//!
//! It knows no sequence and no mail.

pub mod address;
pub mod caller;
pub mod campaign;
pub mod checkbox;
pub mod company;
pub mod condition;
pub mod confirmation;
pub mod consent;
pub mod erasure;
pub mod lead;
pub mod origin;
pub mod preferences;
pub mod score;
pub mod tags;
pub mod verdict;
