//! The memory that planted mistakes have of one invocation.

use super::list::Mutant;
use super::rewrite::altered;
use crate::request::TableRequest;
use serde_json::Value;

/// The memory of one invocation.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Whether it fenced an attempt since it last claimed one.
    pub(crate) fenced: bool,
    /// Whether it called the mail service.
    pub(crate) called: bool,
    /// The items of the look before the claim.
    pub(in crate::mutants) first_look: Vec<Value>,
    pub(in crate::mutants) fence_to_come: Option<TableRequest>,
    /// The sort key of the enrollment that was claimed last.
    pub(in crate::mutants) own_enrollment: Option<Value>,
    /// The attempt that the event in hand names.
    pub(in crate::mutants) named_by_event: Option<Value>,
}

impl Memory {
    /// Whether a look is answered from memory.
    pub(crate) fn believes(&self, mutant: Option<Mutant>) -> bool {
        matches!(mutant, Some(Mutant::NoSecondLook | Mutant::WeakRecheck)) && self.fenced
    }

    /// Before a claim, keeps what a look found. After its fence, gives the items of that look in place of those that stand
    /// there now.
    pub(in crate::mutants) fn recheck(
        &mut self,
        body: &str,
        is_old: impl Fn(&Value) -> bool,
    ) -> Option<String> {
        if !self.fenced {
            let answer: Value = serde_json::from_str(body).unwrap_or_default();
            self.first_look = answer["Items"].as_array().cloned().unwrap_or_default();
            return None;
        }
        altered(body, |answer| {
            if let Some(items) = answer["Items"].as_array_mut() {
                items.retain(|item| !is_old(item));
                items.extend(self.first_look.iter().filter(|item| is_old(item)).cloned());
            }
        })
    }
}
