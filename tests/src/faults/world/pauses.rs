//! The person who runs the program: holds a sequence now and then, and releases what its rates have stopped.

use super::World;
use crate::faults::agenda::Deed;
use crate::faults::chance::Chance;
use crate::faults::glass;
use crate::faults::happening::What;
use cadence::ids::SequenceId;
use chrono::TimeDelta;
use store::Brake;

/// How often the person looks.
pub(super) const LOOK: TimeDelta = TimeDelta::hours(5);
/// How long a brake without an end stands at least before it is released.
const THOUGHT: TimeDelta = TimeDelta::hours(2);
/// Why the person holds something.
const BY_HAND: &str = "by_hand";

/// What is going to be held.
pub(super) fn drawn(chance: &mut Chance) -> Option<SequenceId> {
    let name = chance.pick(&["welcome-material", "welcome-material", "after-inquiry", "after-meeting", ""]);
    (!name.is_empty()).then(|| SequenceId::parse(name).expect("a sequence's name"))
}

impl World {
    pub(super) fn pause(&mut self, sequence: Option<SequenceId>) {
        let since = self.stage.now();
        let reason = BY_HAND.to_owned();
        let brake = Brake { sequence: sequence.clone(), since, until: None, reason, version: None };
        glass::at_once(self.glass.save_brake(&brake)).expect("a brake is put on");
        self.stage.tell(What::Paused { sequence: sequence.clone() });
        let lasts = self.stage.props().chance.minutes(20, 2_000);
        self.stage.after(lasts, Deed::Resume(sequence));
    }

    pub(super) fn resume(&mut self, sequence: Option<SequenceId>) {
        let lifted = self.glass.lift_brake(sequence.as_ref(), self.stage.now());
        glass::at_once(lifted).expect("a brake is lifted");
        self.stage.tell(What::Resumed { sequence });
    }

    /// Releases what was held for good and not by hand: the causes are mended by then.
    pub(super) fn look_at_brakes(&mut self) {
        let brakes = glass::at_once(self.glass.brakes()).expect("the brakes are read");
        let ripe = self.stage.now() - THOUGHT;
        let for_good = |brake: &Brake| brake.until.is_none() && brake.reason != BY_HAND && brake.since < ripe;
        for brake in brakes.into_iter().filter(for_good) {
            self.resume(brake.sequence);
        }
        self.stage.after(LOOK, Deed::LookAtBrakes);
    }
}
