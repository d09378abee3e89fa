//! Everything that a number of worlds went through: steps, faults, deaths, meetings of states and events, unknown mails, answers.
//! It counts happenings and judges nothing.

use super::happening::{CallAnswer, CrashPoint, EventKind, FinalState, Happening, StateName, What};
use super::oracle::UnknownMail;
use std::collections::BTreeMap;

/// The counts. Adding is commutative, so worlds may be added in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Worlds.
    pub worlds: u64,
    /// Claims that were won.
    pub steps: u64,
    /// Calls across a boundary of a function.
    pub boundary_calls: u64,
    /// Happenings.
    pub happenings: u64,
    /// Faults by kind.
    pub faults: BTreeMap<String, u64>,
    /// Deaths by place, and how often each place was passed.
    pub deaths: BTreeMap<CrashPoint, Deaths>,
    /// The meetings of an enrollment in a state with an event.
    pub met: BTreeMap<(StateName, EventKind), Meetings>,
    /// Calls of the mail service.
    pub calls: u64,
    /// Mails that it accepted.
    pub accepted: u64,
    /// Calls that it refused, by code.
    pub refused: BTreeMap<String, u64>,
    /// Calls of which the caller heard nothing.
    pub unheard: u64,
    /// Unknown mails by cause and end.
    pub unknown_mails: BTreeMap<(String, String), u64>,
    /// Messages that became dead letters while the worlds ran.
    pub buried: u64,
    /// Dead letters that were left.
    pub dead_letters: u64,
}

/// One place at which processes die.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deaths {
    /// Processes that died there.
    pub died: u64,
    /// Times it was passed, dead or alive.
    pub passed: u64,
}

/// One state and one event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Meetings {
    /// Times the event changed the enrollment.
    pub taken: u64,
    /// Times it was refused.
    pub refused: u64,
}

impl Coverage {
    /// Takes a happening.
    pub fn note(&mut self, happening: &Happening) {
        self.happenings += 1;
        match &happening.what {
            What::Fault { kind, .. } => *self.faults.entry(kind.to_string()).or_default() += 1,
            What::Died { point, .. } => self.deaths.entry(point.clone()).or_default().died += 1,
            What::Met { state, event, refused } => {
                let meetings = self.met.entry((*state, *event)).or_default();
                *(if *refused { &mut meetings.refused } else { &mut meetings.taken }) += 1;
            }
            What::CallBegan { .. } => self.calls += 1,
            What::CallAccepted { .. } => self.accepted += 1,
            What::CallEnded { answer: CallAnswer::Refused(code), .. } => {
                *self.refused.entry(code.clone()).or_default() += 1;
            }
            What::CallEnded { answer: CallAnswer::NothingHeard, .. } => self.unheard += 1,
            What::Buried { .. } => self.buried += 1,
            What::CallEnded { answer: CallAnswer::Accepted, .. }
            | What::PostBegan { .. }
            | What::PostAnswered { .. }
            | What::RefusalBegan { .. }
            | What::RefusalAcknowledged { .. }
            | What::AddressReported { .. }
            | What::Lifted { .. }
            | What::ConsentGiven { .. }
            | What::WishBegan { .. }
            | What::WishAcknowledged { .. }
            | What::ConfirmBegan(..)
            | What::ConfirmAnswered(..)
            | What::NeverAskAcknowledged(..)
            | What::TakeBackBegan { .. }
            | What::TakeBackAnswered { .. }
            | What::EraseBegan(..)
            | What::EraseEnded(..)
            | What::GoalReported { .. }
            | What::Published { .. }
            | What::Paused { .. }
            | What::Resumed { .. }
            | What::EnrollmentWritten { .. }
            | What::TagsWritten { .. }
            | What::ProtectionRead { .. }
            | What::Fenced { .. }
            | What::EventTaken { .. }
            | What::EventRecorded { .. }
            | What::Reconciled { .. }
            | What::Ordered { .. }
            | What::OrderTaken { .. }
            | What::OrderSettled { .. }
            | What::FaultsStopped
            | What::Ended => {}
        }
    }

    /// Takes what is known of a world when it is over.
    pub fn finish(&mut self, steps: u64, unknown_mails: &[UnknownMail], left: &FinalState) {
        self.worlds += 1;
        self.steps += steps;
        self.dead_letters += left.dead_letters;
        for unknown_mail in unknown_mails {
            let cause =
                unknown_mail.cause.as_ref().map_or_else(|| "unexplained".to_owned(), ToString::to_string);
            let end = unknown_mail.end.map_or_else(|| "left".to_owned(), |end| end.to_string());
            *self.unknown_mails.entry((cause, end)).or_default() += 1;
        }
    }

    /// Takes how often the places at which a process can die were passed.
    pub fn note_passed(&mut self, passed: &BTreeMap<CrashPoint, u64>) {
        for (point, times) in passed {
            self.deaths.entry(point.clone()).or_default().passed += times;
        }
    }

    /// Adds another world's counts.
    pub fn add(&mut self, other: &Self) {
        self.worlds += other.worlds;
        self.steps += other.steps;
        self.boundary_calls += other.boundary_calls;
        self.happenings += other.happenings;
        self.calls += other.calls;
        self.accepted += other.accepted;
        self.unheard += other.unheard;
        self.buried += other.buried;
        self.dead_letters += other.dead_letters;
        sum(&mut self.faults, &other.faults);
        sum(&mut self.refused, &other.refused);
        sum(&mut self.unknown_mails, &other.unknown_mails);
        for (point, deaths) in &other.deaths {
            let here = self.deaths.entry(point.clone()).or_default();
            here.died += deaths.died;
            here.passed += deaths.passed;
        }
        for (pair, meetings) in &other.met {
            let here = self.met.entry(*pair).or_default();
            here.taken += meetings.taken;
            here.refused += meetings.refused;
        }
    }

    /// All faults.
    pub fn faults_in_all(&self) -> u64 {
        self.faults.values().sum()
    }

    /// Lists what is missing before these worlds can be called thorough; nothing where they are.
    pub fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        if self.steps < STEPS_MIN {
            gaps.push(format!("{} steps of {STEPS_MIN}", self.steps));
        }
        if self.faults_in_all() * STEPS_PER_FAULT < self.steps {
            let all = self.faults_in_all();
            gaps.push(format!("{all} faults in {} steps; one in {STEPS_PER_FAULT} is needed", self.steps));
        }
        for state in StateName::ALL {
            for event in EventKind::ALL {
                if !self.met.contains_key(&(state, event)) {
                    gaps.push(format!("{state} never met {event}"));
                }
            }
        }
        for (point, deaths) in &self.deaths {
            let wanted =
                if self.steps < STEPS_LONG { DEATHS_MIN.min(deaths.passed / RARELY) } else { DEATHS_MIN };
            if deaths.died < wanted {
                gaps.push(format!("{} deaths of {wanted} at: {point}", deaths.died));
            }
        }
        gaps
    }
}

/// Steps from which on worlds are asked to be thorough.
pub const STEPS_MIN: u64 = 100_000;
/// At least one fault in so many steps.
const STEPS_PER_FAULT: u64 = 20;
/// At least so many deaths at each place; in a run that is not long, at a place that is passed rarely, one in [`RARELY`].
const DEATHS_MIN: u64 = 50;
/// A place that is passed a few hundred times sees one death in twenty, and by chance fewer; half of that is asked for.
const RARELY: u64 = 40;
/// Steps from which on a run is long.
const STEPS_LONG: u64 = 1_000_000;

fn sum<K: Ord + Clone>(into: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
    for (key, count) in from {
        *into.entry(key.clone()).or_default() += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::happening::{CallLabel, FaultKind, FunctionName, Side};
    use cadence::Instant;

    fn point(call: CallLabel) -> CrashPoint {
        CrashPoint { function: FunctionName::SendEmail, call, side: Side::After }
    }

    /// Worlds that lack nothing.
    fn thorough() -> Coverage {
        let mut coverage = Coverage { steps: STEPS_MIN, ..Coverage::default() };
        coverage.faults.insert("table throttled".to_owned(), STEPS_MIN / STEPS_PER_FAULT);
        coverage.deaths.insert(point(CallLabel::Fence), Deaths { died: DEATHS_MIN, passed: 900 });
        for state in StateName::ALL {
            for event in EventKind::ALL {
                coverage.met.insert((state, event), Meetings { taken: 0, refused: 1 });
            }
        }
        coverage
    }

    #[test]
    fn worlds_that_lack_nothing_have_no_gap() {
        assert_eq!(thorough().gaps(), [""; 0]);
    }

    #[test]
    fn whatever_is_missing_is_named() {
        let mut coverage = thorough();
        coverage.met.remove(&(StateName::Done, EventKind::Claimed));
        coverage
            .note_passed(&BTreeMap::from([(point(CallLabel::HandOver), 60), (point(CallLabel::Void), 19)]));
        *coverage.faults.values_mut().next().unwrap() -= 1;
        coverage.steps -= 1;
        insta::assert_snapshot!(coverage.gaps().join("\n"), @r"
        99999 steps of 100000
        4999 faults in 99999 steps; one in 20 is needed
        done never met claimed
        0 deaths of 1 at: send-email after `hand-over`
        ");
    }

    #[test]
    fn worlds_may_be_added_in_any_order() {
        let at = Instant::UNIX_EPOCH;
        let world = |whats: &[What]| {
            let mut coverage = Coverage::default();
            for what in whats {
                coverage.note(&Happening { at, what: what.clone() });
            }
            coverage
        };
        let fault = What::Fault { kind: FaultKind::TableThrottled, invocation: None };
        let met = What::Met { state: StateName::Done, event: EventKind::Claimed, refused: true };
        let (one, other) = (world(&[fault.clone(), met.clone()]), world(&[met, fault.clone(), fault]));
        let (mut forward, mut backward) = (one.clone(), other.clone());
        forward.add(&other);
        backward.add(&one);
        assert_eq!(forward, backward);
        assert_eq!(forward.faults_in_all(), 3);
        assert_eq!(forward.met[&(StateName::Done, EventKind::Claimed)].refused, 2);
    }
}
