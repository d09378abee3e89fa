//! Shares of first mails in the pace of everybody, so that strangers who flood one sequence leave the others their mails.
//!
//! Half of what a day holds, with all that goes at once, are *places*: who gets one is answered at once. A sequence may take
//! half of the places. What finds none, or waits for its domain, stands in one line for the other half of the day. So all together keep the pace of
//! everybody, and a flood of one sequence stands in that line while whoever posts another form is answered as usual.

use super::{DoorPace, PUT_OFF_MAX};
use crate::ids::SequenceId;
use crate::send_key::DoorHash;
use chrono::TimeDelta;

/// The slots that a first mail takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstMailSlots<'a> {
    /// Those of one domain.
    Domain(&'a DoorHash),
    /// The places of one sequence.
    Sequence(&'a SequenceId),
    /// The places of all sequences together.
    AtOnce,
    /// The line of those who found no place.
    Waiting,
}

impl FirstMailSlots<'_> {
    /// The longest time that a slot may be away to be taken.
    pub fn put_off_max(self) -> TimeDelta {
        match self {
            Self::Domain(_) | Self::Waiting => PUT_OFF_MAX,
            Self::Sequence(_) | Self::AtOnce => TimeDelta::zero(),
        }
    }
}

/// The pace of everybody, divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// The places of one sequence; `None` if there is only one that strangers can begin.
    pub sequence: Option<DoorPace>,
    /// The places of all together.
    pub at_once: DoorPace,
    /// The line of those who found none.
    pub waiting: DoorPace,
}

impl DoorPace {
    /// The shares of so many sequences that strangers can begin.
    pub fn shares(&self, sequences: usize) -> Shares {
        let waiting = DoorPace { at_once: 0, a_day: (self.a_day / 2).max(1) };
        let at_once = DoorPace { at_once: self.at_once, a_day: (self.a_day - self.a_day / 2).max(1) };
        let half = DoorPace { at_once: (at_once.at_once / 2).max(1), a_day: (at_once.a_day / 2).max(1) };
        Shares { sequence: (sequences > 1).then_some(half), at_once, waiting }
    }
}
