//! The table of rules, in the order in which a templates folder is read. Its rows stand in the modules below.
//!
//! A row holds the severity and describes the rule. The words of a finding stand where it is made: in the modules of `rules` and
//! `compile`, and in `document` for mistakes that a sender would meet as well.

mod documents;
mod mails;

use super::Rule;
use crate::severity::Severity;
use cadence::wording::Words;
use documents::DOCUMENTS;
use mails::MAILS;

/// Every rule.
pub const ALL: &[Rule] = &joined::<{ DOCUMENTS.len() + MAILS.len() }>(DOCUMENTS, MAILS);

const fn joined<const N: usize>(first: &[Rule], second: &[Rule]) -> [Rule; N] {
    let mut all = [first[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    all
}

impl Rule {
    const fn new(id: &'static str, severity: Severity, what: Words, remedy: Words) -> Self {
        Self { id, severity, what, remedy }
    }
}
