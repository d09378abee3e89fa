//! The memory of what a person said on the page of a confirmation.

use super::Moment;

/// The presses of one person.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Confirmations {
    /// The beginning of each press that confirms, and the moment at which the person was told whether the agreement is confirmed.
    presses: Vec<(Moment, Option<(Moment, bool)>)>,
    /// The moments at which a wish not to be asked again was acknowledged.
    never_ask: Vec<Moment>,
}

impl Confirmations {
    pub(super) fn note_press(&mut self, now: Moment) {
        self.presses.push((now, None));
    }

    pub(super) fn note_answer(&mut self, now: Moment, confirmed: bool) {
        if let Some((_, told)) = self.presses.iter_mut().rev().find(|(_, told)| told.is_none()) {
            *told = Some((now, confirmed));
        }
    }

    pub(super) fn note_never_ask(&mut self, now: Moment) {
        self.never_ask.push(now);
    }

    /// Whether the person confirmed after a moment, or may have: a process that died may have done its work.
    pub(in super::super) fn may_confirm_after(&self, since: Moment) -> bool {
        self.presses.iter().any(|(_, told)| told.is_none_or(|(at, confirmed)| confirmed && at > since))
    }

    /// Whether the person ever confirmed, or may have.
    pub(in super::super) fn may_have_confirmed(&self) -> bool {
        self.presses.iter().any(|(_, told)| told.is_none_or(|(_, confirmed)| confirmed))
    }

    /// The first time since a moment, and before another, that the person was told that the agreement is confirmed.
    pub(in super::super) fn confirmed_between(&self, since: Moment, before: Moment) -> Option<Moment> {
        let told = self.presses.iter().filter_map(|(_, told)| told.filter(|(_, confirmed)| *confirmed));
        told.map(|(at, _)| at).find(|at| *at > since && *at < before)
    }

    /// The first wish not to be asked again.
    pub(in super::super) fn never_ask(&self) -> Option<Moment> {
        self.never_ask.first().copied()
    }
}
