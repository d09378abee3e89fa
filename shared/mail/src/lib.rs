//! One mail: from checked templates, over one lead's values, to the bytes that go on the wire.
//!
//! Pure by rule: no IO, no clock, no randomness. It does not know who may be mailed or when (`cadence` does), nor how bytes
//! leave the house (`gateway` does). The same templates and values give the same bytes, always.

pub mod footer;
pub mod links;
pub mod markup;
pub mod message;
pub mod render;
mod seen;
pub mod template;

pub use message::{LetterError, ListHeaders, OutgoingMail, mime};
pub use render::{MailTemplate, RenderContext, RenderError, RenderedMail, render};

#[cfg(test)]
mod samples;
