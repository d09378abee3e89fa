//! Nothing is sent of what a person paused.

use crate::happening::{Happening, What};
use crate::oracle::record::Record;
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::ids::SequenceId;
use chrono::TimeDelta;
use std::collections::HashMap;

/// For how long somebody may go by pauses read before: a sender's time limit, and a process that stood still.
const READ_BEFORE: TimeDelta = TimeDelta::minutes(6);

/// Everything that is paused, and since when.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    since: HashMap<Option<SequenceId>, Instant>,
}

impl Pauses {
    pub(super) fn take(&mut self, record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
        if let What::Paused { sequence } = &happening.what {
            self.since.entry(sequence.clone()).or_insert(happening.at);
        }
        if let What::Resumed { sequence } = &happening.what {
            self.since.remove(sequence);
        }
        let What::CallBegan { mail, .. } = &happening.what else { return };
        let claimed = record.attempt(&mail.attempt).map_or(happening.at, |attempt| attempt.claimed.at);
        let paused = [Some(mail.sequence.clone()), None];
        let since = paused.iter().filter_map(|paused| self.since.get(paused)).min();
        if let Some(since) = since.filter(|since| claimed > **since + READ_BEFORE) {
            let sentence = format!("{mail} was taken and sent although it is paused since {since}");
            found.push(Promise::SentWhilePaused.broken(happening.at, sentence));
        }
    }
}
