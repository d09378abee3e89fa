//! The operator who lifts suppressions, and what is told of events about addresses.

use super::World;
use crate::happening::{AddressReport, What};
use crate::mutants::Mutant;
use crate::queues::Note;
use crate::schedule::Action;
use crate::state::WorldState;
use cadence::ids::LeadId;
use kit::observer;

/// Tells what an event says about an address, when a handler gets it and when it is acknowledged.
pub(super) fn tell(state: &WorldState, note: &Note, recorded: bool) {
    if let (Some(says), Note::Mail { lead, send_key, at, .. }) = (note.report(), note) {
        let (lead, send_key, at) = (lead.clone(), send_key.clone(), *at);
        state.tell(What::AddressReported { lead, says, send_key, at, recorded });
    }
}

impl World {
    /// An operator may lift what an event that was acknowledged has led to, also where he may not.
    pub(super) fn may_be_lifted(&self, note: &Note) {
        let Note::Mail { lead, .. } = note else { return };
        let takes = match note.report() {
            Some(AddressReport::Refuses(_) | AddressReport::SoftBounce) => true,
            Some(AddressReport::Nothing | AddressReport::Delivered) | None => false,
        };
        let span = {
            let chance = &mut self.state.props().chance;
            (takes && chance.happens(0.3)).then(|| chance.minutes(5, 5_000))
        };
        if let Some(span) = span {
            self.state.after(span, Action::LiftSuppression { lead: lead.clone() });
        }
    }

    /// Whether an operator has answered for an event already: it refuses nothing by now.
    pub(super) fn is_answered_for(&self, note: &Note) -> bool {
        let Note::Mail { lead, at, .. } = note else { return false };
        let lifted = self.state.props().lifted.get(lead).copied();
        let Some((_, refusal)) = note.refusal() else { return false };
        refusal.can_be_lifted() && lifted.is_some_and(|lifted| *at <= lifted)
    }

    /// An operator lifts the suppression of an address, as `hikyaku suppression lift` does.
    pub(super) fn lift_suppression(&self, lead: LeadId) {
        let now = self.state.now();
        let before = observer::at_once(self.observer.suppression(&lead)).expect("a suppression is read");
        if before.is_some() && self.state.is(Mutant::ComplaintLifted) {
            observer::delete(&self.state.engine, &format!("L#{lead}"), "now#suppression");
            self.note_lifted(lead, now);
            return;
        }
        let lift = |standing: &mut cadence::suppression::AddressStanding| {
            let _ = standing.lift(now, "operator".to_owned(), "mended".to_owned());
        };
        let after =
            observer::at_once(self.observer.change_address(&lead, lift)).expect("a suppression is lifted");
        if let (Some(_), None, Some(lifted)) = (before, after.suppression, after.lifted) {
            self.note_lifted(lead, lifted.at);
        }
    }

    fn note_lifted(&self, lead: LeadId, up_to: cadence::Instant) {
        self.state.props().lifted.insert(lead.clone(), up_to);
        self.state.tell(What::Lifted { lead, up_to });
    }
}
