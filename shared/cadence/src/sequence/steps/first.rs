//! The first mails of a sequence: those that nothing was sent before, on whatever way.

use super::{Step, Steps};
use crate::ids::StepId;

impl Steps {
    /// True if the step sends a mail and no step on the ways to it does.
    pub fn is_first_mail(&self, id: &StepId) -> bool {
        self.first_mails().iter().any(|step| step.id == *id || step.was.as_ref() == Some(id))
    }

    /// The steps that send a mail and before which none does, one for each way that has a mail at all.
    pub fn first_mails(&self) -> Vec<&Step> {
        let (mut ahead, mut seen) = (vec![0], vec![false; self.0.len()]);
        let mut found = Vec::new();
        while let Some(index) = ahead.pop() {
            let step = self.at(index);
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            if step.verb.mail().is_some() {
                found.push(step);
            } else if step.verb.branches() {
                ahead.extend(step.then.into_iter().chain(step.otherwise));
            } else {
                ahead.extend(step.next);
            }
        }
        found
    }
}
