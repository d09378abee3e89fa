//! One file for each kind of item that is read back as a value of the domain: its attributes, and the way there and back.
//!
//! Nothing in here talks to the table. Counters and marks are written where they are counted: `tallies`, `door`, `ceilings`, `pacing`,
//! `sweeps`, `table`.

pub(crate) mod begun;
pub(crate) mod campaign;
pub(crate) mod card;
pub(crate) mod consent;
pub(crate) mod engagement;
pub(crate) mod enrollment;
pub(crate) mod entry;
pub(crate) mod event;
pub(crate) mod list;
pub(crate) mod mail;
pub(crate) mod message;
pub(crate) mod pause;
pub(crate) mod profile;
pub(crate) mod publication;
pub(crate) mod quota;
pub(crate) mod suppression;
pub(crate) mod sweep;
pub(crate) mod tags;
pub(crate) mod tick;
pub(crate) mod unknown_mail;
