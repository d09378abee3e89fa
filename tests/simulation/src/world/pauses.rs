//! The person who runs the program: pauses a sequence now and then, and releases what its rates have stopped.

use super::World;
use crate::happening::What;
use crate::schedule::Action;
use cadence::ids::SequenceId;
use cadence::reputation::REPUTATION_DAYS;
use chrono::TimeDelta;
use kit::chance::Chance;
use kit::observer;
use store::{Pause, SetBy};

/// The pace of the person's looks.
pub(super) const LOOK: TimeDelta = TimeDelta::hours(5);
/// The time for which a pause without an end stands at least before it is released.
const THOUGHT: TimeDelta = TimeDelta::hours(2);

/// The target of a pause to come.
pub(super) fn drawn(chance: &mut Chance) -> Option<SequenceId> {
    let name = chance.pick(&["welcome-material", "welcome-material", "after-inquiry", "after-meeting", ""]);
    (!name.is_empty()).then(|| SequenceId::parse(name).expect("a sequence's name"))
}

impl World {
    pub(super) fn pause(&mut self, sequence: Option<SequenceId>) {
        let since = self.state.now();
        let set_by = SetBy::Hand;
        let pause =
            Pause { sequence: sequence.clone(), set_by, since, until: None, reason: None, version: None };
        observer::at_once(self.observer.add_pause(&pause)).expect("a pause is set");
        self.state.tell(What::Paused { sequence: sequence.clone() });
        let lasts = self.state.props().chance.minutes(20, 2_000);
        self.state.after(lasts, Action::Resume(sequence));
    }

    /// Releases something from every pause.
    pub(super) fn resume(&mut self, sequence: Option<SequenceId>) {
        self.lift(|pause| pause.sequence == sequence);
        self.state.tell(What::Resumed { sequence });
    }

    /// Releases what was paused for good and not by hand: the causes are mended by then.
    pub(super) fn look_at_pauses(&mut self) {
        let ripe = self.state.now() - THOUGHT;
        self.lift(|pause| pause.until.is_none() && pause.set_by != SetBy::Hand && pause.since < ripe);
        self.state.after(LOOK, Action::LookAtPauses);
    }

    fn lift(&self, which: impl Fn(&Pause) -> bool) {
        let now = self.state.now();
        let pauses = observer::at_once(self.observer.pauses()).expect("the pauses are read");
        for pause in pauses.iter().filter(|pause| which(pause)) {
            if pause.set_by == SetBy::Rates {
                let days = now.date_naive().iter_days().rev().take(REPUTATION_DAYS as usize);
                let seen = observer::at_once(self.observer.note_seen(days, pause.sequence.as_ref()));
                seen.expect("what was counted is noted as seen");
            }
            observer::at_once(self.observer.lift_pause(pause, now)).expect("a pause is lifted");
        }
    }
}
