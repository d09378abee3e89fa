//! The oracle: a plain model of what was promised, fed by happenings alone, that says which promise was broken.
//!
//! It owns the promises, one file per family. It must not know how the product keeps them: it reads no table, calls no
//! function of the product but what names and compares values, and takes window, caps and order of steps from the templates
//! by code of its own.

mod promises;
mod record;
pub mod rules;
#[cfg(test)]
mod tests;
mod violation;

pub use record::unknown_mails::{Cause, UnknownMail, UnknownMailEnd};
pub use rules::{Documents, Rules};
pub use violation::{Promise, Violation};

use super::happening::{FinalState, Happening};
use promises::Promises;
use record::Record;

/// Watches one world.
#[derive(Debug)]
pub struct Oracle {
    record: Record,
    promises: Promises,
}

impl Oracle {
    /// An oracle for a world in which these rules were published.
    pub fn new(rules: Rules) -> Self {
        Self { promises: Promises::new(&rules), record: Record::new(rules) }
    }

    /// Takes the next happening; what it breaks.
    pub fn take(&mut self, happening: &Happening) -> Vec<Violation> {
        self.record.note(happening);
        self.promises.take(&self.record, happening)
    }

    /// Looks at what is left; what it breaks.
    pub fn finish(&self, left: &FinalState) -> Vec<Violation> {
        self.promises.finish(&self.record, left)
    }

    /// Every mail that was unknown, its cause and its end, in the order in which they became unknown.
    pub fn unknown_mails(&self) -> Vec<UnknownMail> {
        self.record.unknown_mails()
    }

    /// The number of steps taken: claims that were won.
    pub fn steps(&self) -> u64 {
        self.record.steps()
    }
}
