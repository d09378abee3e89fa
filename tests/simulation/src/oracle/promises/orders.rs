//! A step that is in the queue is not ordered again, where a scenario says so.

use crate::happening::{Happening, What};
use crate::oracle::violation::{Promise, Violation};
use cadence::ids::{LeadId, SequenceId};
use std::collections::HashMap;

/// The orders in the queue.
#[derive(Debug)]
pub(super) struct InFlight {
    is_promised: bool,
    copies: HashMap<(LeadId, SequenceId), u64>,
}

impl InFlight {
    pub(super) fn new(is_promised: bool) -> Self {
        Self { is_promised, copies: HashMap::new() }
    }

    pub(super) fn take(&mut self, happening: &Happening, found: &mut Vec<Violation>) {
        if let What::Ordered { lead, sequence, by } = &happening.what {
            let copies = self.copies.entry((lead.clone(), sequence.clone())).or_default();
            *copies += 1;
            if self.is_promised && *copies > 1 {
                let sentence = format!("{by} ordered {lead} in {sequence} while an order was in the queue");
                found.push(Promise::OrderedTwiceInFlight.broken(happening.at, sentence));
            }
        }
        if let What::OrderSettled { lead, sequence } = &happening.what
            && let Some(copies) = self.copies.get_mut(&(lead.clone(), sequence.clone()))
        {
            *copies = copies.saturating_sub(1);
        }
    }
}
