//! Marketing goes out in the hours and on the days of its sequence, by the oracle's own reading of the templates.
//!
//! The sender decides at its second gate, which follows its last read of what protects the person; the call begins some
//! moments later. A call is in time if it began in time, or if that read did and began at most 60 s earlier. An edit counts
//! from the moment it went live, and the version before it for as long as a running sender may have read it.

use super::purpose;
use crate::happening::{Happening, Protection, What};
use crate::oracle::record::{Record, catalog_age};
use crate::oracle::violation::{Promise, Violation};
use cadence::sequence::Purpose;
use chrono::TimeDelta;

/// The longest way from the second gate to the mail service's door.
const GATE_TO_DOOR: TimeDelta = TimeDelta::seconds(60);

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    if let What::Published { head } = &happening.what
        && record.rules.edition(head).is_none()
    {
        let sentence = format!("version {head} went live, and the oracle was not given its templates");
        found.push(Promise::RulesUnknown.broken(happening.at, sentence));
    }
    let What::CallBegan { invocation, mail, .. } = &happening.what else { return };
    let began = happening.at;
    if purpose(record, mail, began) != Purpose::Marketing {
        return;
    }
    let reads =
        [Protection::Card, Protection::Suppression].map(|of| record.read(*invocation, &mail.lead, of));
    let gate = reads.into_iter().flatten().map(|read| read.at).max();
    let gate = gate.filter(|gate| began - *gate <= GATE_TO_DOOR);
    let is_open = record.in_force(began - catalog_age(), began).any(|edition| {
        let mut moments = gate.into_iter().chain([began]);
        moments.any(|moment| edition.is_open(&mail.sequence, moment) == Some(true))
    });
    if !is_open {
        let sentence = format!("a call began for {mail} outside the hours and days of its sequence");
        found.push(Promise::OutsideWindow.broken(began, sentence));
    }
}
