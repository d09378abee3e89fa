//! A tag that was put on a lead stays there, whoever writes at the same moment, unless some step takes it off.
//!
//! An erasure takes the whole item away and is no write of tags.

use crate::happening::{Happening, What};
use crate::oracle::record::Record;
use crate::oracle::violation::{Promise, Violation};

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    let What::TagsWritten { invocation, lead, before, after } = &happening.what else { return };
    for tag in before.difference(after).filter(|tag| !record.rules.takes_off(tag)) {
        let sentence =
            format!("{invocation} wrote the tags of {lead} without `{tag}`, which no step takes off");
        found.push(Promise::TagLost.broken(happening.at, sentence));
    }
}
