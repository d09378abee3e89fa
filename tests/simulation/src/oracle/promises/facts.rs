//! The facts known about a mail are those reported about it: each with the earliest time that a report names, and the
//! attempts that reports prove. The order of the reports must not show.
//!
//! A report that was given to a handler and never acknowledged may be in the record or not; one that was acknowledged must.

use crate::happening::{FinalState, Happening, What};
use crate::oracle::record::Record;
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::facts::{Fact, MessageRecord};
use cadence::ids::AttemptId;
use cadence::send_key::SendKey;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The reports about all mails.
#[derive(Debug, Default)]
pub(super) struct Reports {
    acknowledged: HashMap<SendKey, Known>,
    taken: HashMap<SendKey, Known>,
}

/// The content of the reports about one mail.
#[derive(Debug, Default)]
struct Known {
    times: BTreeMap<Fact, BTreeSet<i64>>,
    proven: BTreeSet<AttemptId>,
    rejected: BTreeSet<AttemptId>,
}

impl Known {
    fn note(&mut self, fact: Fact, at: Instant, attempt: Option<&AttemptId>) {
        self.times.entry(fact).or_default().insert(at.timestamp_millis());
        let never_sent = [Fact::Rejected, Fact::NotTriedGuess, Fact::NotTriedListed, Fact::NotTriedGlobal];
        let set = if never_sent.contains(&fact) { &mut self.rejected } else { &mut self.proven };
        set.extend(attempt.cloned());
    }
}

impl Reports {
    pub(super) fn take(&mut self, happening: &Happening) {
        if let What::EventTaken { send_key, attempt, fact, at } = &happening.what {
            self.taken.entry(send_key.clone()).or_default().note(*fact, *at, attempt.as_ref());
        }
        if let What::EventRecorded { send_key, attempt, fact, at } = &happening.what {
            self.acknowledged.entry(send_key.clone()).or_default().note(*fact, *at, attempt.as_ref());
        }
    }

    pub(super) fn finish(&self, record: &Record, left: &FinalState, found: &mut Vec<Violation>) {
        let was_erased =
            |lead| record.person(lead).is_some_and(super::super::record::Person::was_ever_erased);
        let kept: HashMap<&SendKey, &MessageRecord> =
            left.messages.iter().map(|message| (&message.name.send_key, message)).collect();
        for story in record.calls().filter(|story| story.accepted.is_some()) {
            if !kept.contains_key(&story.mail.send_key) && !was_erased(&story.mail.lead) {
                let sentence = format!("{} was accepted and has no record", story.mail);
                found.push(Promise::MailWithoutRecord.broken(left.now, sentence));
            }
        }
        for message in left.messages.iter().filter(|message| !was_erased(&message.name.lead)) {
            for fault in self.faults(record, message) {
                let sentence = format!("the record of {}: {fault}", message.name.send_key);
                found.push(Promise::FactsDoNotAddUp.broken(left.now, sentence));
            }
        }
    }

    fn faults(&self, record: &Record, message: &MessageRecord) -> Vec<String> {
        let nothing = Known::default();
        let must = self.acknowledged.get(&message.name.send_key).unwrap_or(&nothing);
        let may = self.taken.get(&message.name.send_key).unwrap_or(&nothing);
        let facts = &message.facts;
        let mut faults = Vec::new();
        for (fact, times) in &must.times {
            let kept = facts.at(*fact).map(|at| at.timestamp_millis());
            if kept.is_none_or(|kept| times.first().is_some_and(|earliest| kept > *earliest)) {
                faults.push(format!("an earlier report of `{}` was acknowledged", fact.name()));
            }
        }
        if !must.proven.is_subset(facts.proven()) || !must.rejected.is_subset(facts.rejected()) {
            faults.push("a report that was acknowledged names an attempt that is missing".to_owned());
        }
        if record.taken_seen() {
            for (fact, at) in facts.iter() {
                if !may.times.get(&fact).is_some_and(|times| times.contains(&at.timestamp_millis())) {
                    faults.push(format!("no report says `{}` at {at}", fact.name()));
                }
            }
            if !facts.proven().is_subset(&may.proven) || !facts.rejected().is_subset(&may.rejected) {
                faults.push("it names an attempt that no report named".to_owned());
            }
        }
        faults
    }
}
