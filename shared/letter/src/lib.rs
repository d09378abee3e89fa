//! One mail: from checked templates, over one lead's values, to the bytes that go on the wire.
//!
//! Pure by rule: no IO, no clock, no randomness. It does not know who may be mailed or when (`cadence` does), nor how bytes
//! leave the house (`gateway` does). The same templates and values give the same bytes, always.

pub mod fill;
pub mod footer;
pub mod links;
pub mod markup;
pub mod message;
mod seen;
pub mod template;

pub use fill::{FillError, Filled, Filling, Prepared, fill};
pub use message::{Letter, LetterError, ListHeaders, mime};

#[cfg(test)]
mod samples;
