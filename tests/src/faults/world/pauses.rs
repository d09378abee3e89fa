//! The person who runs the program: holds a sequence now and then, and releases what its rates have stopped.

use super::World;
use crate::faults::agenda::Action;
use crate::faults::chance::Chance;
use crate::faults::glass;
use crate::faults::happening::What;
use cadence::ids::SequenceId;
use cadence::reputation::REPUTATION_DAYS;
use chrono::TimeDelta;
use store::{Brake, BrakeSource};

/// How often the person looks.
pub(super) const LOOK: TimeDelta = TimeDelta::hours(5);
/// How long a brake without an end stands at least before it is released.
const THOUGHT: TimeDelta = TimeDelta::hours(2);

/// What is going to be held.
pub(super) fn drawn(chance: &mut Chance) -> Option<SequenceId> {
    let name = chance.pick(&["welcome-material", "welcome-material", "after-inquiry", "after-meeting", ""]);
    (!name.is_empty()).then(|| SequenceId::parse(name).expect("a sequence's name"))
}

impl World {
    pub(super) fn pause(&mut self, sequence: Option<SequenceId>) {
        let since = self.stage.now();
        let source = BrakeSource::Hand;
        let brake =
            Brake { sequence: sequence.clone(), source, since, until: None, reason: None, version: None };
        glass::at_once(self.glass.add_brake(&brake)).expect("a brake is put on");
        self.stage.tell(What::Paused { sequence: sequence.clone() });
        let lasts = self.stage.props().chance.minutes(20, 2_000);
        self.stage.after(lasts, Action::Resume(sequence));
    }

    /// Releases something from all that holds it.
    pub(super) fn resume(&mut self, sequence: Option<SequenceId>) {
        self.lift(|brake| brake.sequence == sequence);
        self.stage.tell(What::Resumed { sequence });
    }

    /// Releases what was held for good and not by hand: the causes are mended by then.
    pub(super) fn look_at_brakes(&mut self) {
        let ripe = self.stage.now() - THOUGHT;
        self.lift(|brake| brake.until.is_none() && brake.source != BrakeSource::Hand && brake.since < ripe);
        self.stage.after(LOOK, Action::LookAtBrakes);
    }

    fn lift(&self, which: impl Fn(&Brake) -> bool) {
        let now = self.stage.now();
        let brakes = glass::at_once(self.glass.brakes()).expect("the brakes are read");
        for brake in brakes.iter().filter(|brake| which(brake)) {
            if brake.source == BrakeSource::Rates {
                let days = now.date_naive().iter_days().rev().take(REPUTATION_DAYS as usize);
                let seen = glass::at_once(self.glass.note_seen(days, brake.sequence.as_ref()));
                seen.expect("what was counted is noted as seen");
            }
            glass::at_once(self.glass.lift_brake(brake, now)).expect("a brake is lifted");
        }
    }
}
