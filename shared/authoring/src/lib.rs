//! The marketer's workspace: every mistake in a `templates/` folder at once, mails compiled, a folder made ready to publish.
//!
//! Never linked into a sender: what is worked out here is stored, and sending only fills it in. It reads files and knows
//! nothing of storage, queues or networks.

mod check;
pub mod compile;
mod finding;
mod folder;
mod lines;
mod placeholders;
pub mod places;
pub mod preview;
pub mod publish;
pub mod rules;
mod severity;
mod source;
mod structure;

pub use check::{check, check_folder};
pub use finding::{Finding, Report, Told, ToldReport};
pub use folder::{Folder, Look};
pub use severity::Severity;

#[cfg(test)]
mod tests;
