//! The first mails of a sequence: those that nothing was sent before, on whatever way.

use super::{Steps, Verb};
use crate::ids::StepId;

impl Steps {
    /// True if the step sends a mail and no step on the ways to it does.
    pub fn is_first_mail(&self, id: &StepId) -> bool {
        let (mut ahead, mut seen) = (vec![0], vec![false; self.0.len()]);
        while let Some(index) = ahead.pop() {
            let step = self.at(index);
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            match step.verb {
                Verb::Send { .. } if step.id == *id || step.was.as_ref() == Some(id) => return true,
                Verb::Send { .. } => {}
                Verb::WaitFor { .. } | Verb::Choose { .. } => {
                    ahead.extend(step.then.into_iter().chain(step.otherwise));
                }
                Verb::Wait | Verb::Notify { .. } | Verb::Tag { .. } | Verb::Stop { .. } => {
                    ahead.extend(step.next);
                }
            }
        }
        false
    }
}
