//! The promises, one file per family. Each looks at what happened and at what is remembered, and says what was broken.

mod addresses;
mod caps;
mod confirmation;
mod door;
mod facts;
mod flow;
mod leads;
mod once;
mod orders;
mod pauses;
mod preferences;
mod recent;
mod refusal;
mod removal;
mod standing;
mod tags;
mod timing;
mod unknown;

use super::record::{Record, catalog_age};
use super::rules::Rules;
use super::violation::Violation;
use crate::happening::{FinalState, Happening, MailTags};
use cadence::Instant;
use cadence::sequence::Purpose;

/// The memory that the families keep for themselves.
#[derive(Debug)]
pub(super) struct Promises {
    addresses: addresses::Addresses,
    door: door::Mailboxes,
    facts: facts::Reports,
    orders: orders::InFlight,
    pauses: pauses::Pauses,
    questions: confirmation::Questions,
}

impl Promises {
    pub(super) fn new(rules: &Rules) -> Self {
        Self {
            addresses: addresses::Addresses::default(),
            door: door::Mailboxes::default(),
            facts: facts::Reports::default(),
            orders: orders::InFlight::new(rules.one_order_at_a_time),
            pauses: pauses::Pauses::default(),
            questions: confirmation::Questions::default(),
        }
    }

    pub(super) fn take(&mut self, record: &Record, happening: &Happening) -> Vec<Violation> {
        let mut found = Vec::new();
        once::take(record, happening, &mut found);
        refusal::take(record, happening, &mut found);
        timing::take(record, happening, &mut found);
        caps::take(record, happening, &mut found);
        leads::take(record, happening, &mut found);
        unknown::take(record, happening, &mut found);
        flow::take(record, happening, &mut found);
        recent::take(record, happening, &mut found);
        removal::take(record, happening, &mut found);
        preferences::take(record, happening, &mut found);
        tags::take(record, happening, &mut found);
        self.questions.take(record, happening, &mut found);
        self.door.take(record, happening, &mut found);
        self.facts.take(happening);
        self.addresses.take(happening);
        self.orders.take(happening, &mut found);
        self.pauses.take(record, happening, &mut found);
        found
    }

    pub(super) fn finish(&self, record: &Record, left: &FinalState) -> Vec<Violation> {
        let mut found = Vec::new();
        leads::finish(record, left, &mut found);
        standing::finish(record, left, &mut found);
        unknown::finish(record, left, &mut found);
        flow::finish(record, left, &mut found);
        recent::finish(record, left, &mut found);
        self.facts.finish(record, left, &mut found);
        self.addresses.finish(record, left, &mut found);
        found
    }
}

/// The ground that a mail needs, by the oracle's own reading of the versions that may have been in force; by its tags where
/// none of them has the step.
fn purpose(record: &Record, mail: &MailTags, at: Instant) -> Purpose {
    let mut known = record.in_force(at - catalog_age(), at);
    known.find_map(|edition| edition.purpose(&mail.sequence, &mail.step)).unwrap_or(mail.purpose)
}
