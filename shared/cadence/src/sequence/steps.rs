//! The steps of a sequence, laid out flat from the branches that marketers write nested.

mod first;

use super::{Awaited, Purpose, Verb};
use crate::ids::StepId;
use crate::limits::STEPS_MAX;
use crate::schedule::{Anchor, Timing};
use crate::span::Span;

/// One step, with the steps it leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its stable name.
    pub id: StepId,
    /// The name it had before a rename.
    pub was: Option<StepId>,
    /// The moment at which it is due.
    pub timing: Timing,
    /// Its action.
    pub verb: Verb,
    /// The step after it; none at the end.
    pub next: Option<usize>,
    /// For waiting and choosing steps: the first step of the way taken when it happened or holds.
    pub then: Option<usize>,
    /// For waiting and choosing steps: the first step of the other way.
    pub otherwise: Option<usize>,
}

impl Step {
    /// Whether it waits for this.
    pub fn waits_for(&self, happened: &Awaited) -> bool {
        matches!(&self.verb, Verb::WaitFor { awaited, .. } if awaited == happened)
    }

    /// Whether it sends a mail that somebody asked for.
    pub fn is_transactional(&self) -> bool {
        matches!(self.verb, Verb::Send { purpose: Purpose::Transactional | Purpose::Confirmation, .. })
    }

    /// Whether it sends nothing and is done as soon as it is come to.
    pub fn is_gone_through(&self) -> bool {
        let at_once = Timing { anchor: Anchor::Previous, span: Span::NONE, at: None };
        match self.verb {
            Verb::Send { .. } | Verb::WaitFor { .. } => false,
            Verb::Wait | Verb::Choose { .. } | Verb::Notify { .. } | Verb::Tag { .. } | Verb::Stop { .. } => {
                self.timing == at_once
            }
        }
    }
}

/// One step as it is written, with its branches inside.
#[derive(Debug, Clone, PartialEq)]
pub struct StepTree {
    /// Its stable name.
    pub id: StepId,
    /// The name it had before a rename.
    pub was: Option<StepId>,
    /// The moment at which it is due.
    pub timing: Timing,
    /// Its action.
    pub verb: Verb,
    /// The way taken when what is awaited happened, or the condition holds.
    pub then: Vec<StepTree>,
    /// The other way.
    pub otherwise: Vec<StepTree>,
}

/// The reason why steps do not make a sequence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepsError {
    /// No step at all.
    #[error("the sequence has no step")]
    None,
    /// More than [`STEPS_MAX`].
    #[error("the sequence has {count} steps; at most {STEPS_MAX} are allowed")]
    TooMany {
        /// The number of steps.
        count: usize,
    },
    /// Two steps with one name.
    #[error("two steps are named `{id}`; each step needs a name of its own")]
    Twice {
        /// The name.
        id: StepId,
    },
}

/// Steps laid out flat. The first step is at index 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps(Vec<Step>);

impl Steps {
    /// Lays out nested steps.
    pub fn lay_out(trees: Vec<StepTree>) -> Result<Self, StepsError> {
        let mut steps = Vec::new();
        lay_out_into(&mut steps, trees, None);
        if steps.is_empty() {
            return Err(StepsError::None);
        }
        if steps.len() > STEPS_MAX {
            return Err(StepsError::TooMany { count: steps.len() });
        }
        for (index, step) in steps.iter().enumerate() {
            if steps[..index].iter().any(|earlier| earlier.id == step.id) {
                return Err(StepsError::Twice { id: step.id.clone() });
            }
        }
        Ok(Self(steps))
    }

    /// The step a lead meets first.
    pub fn first(&self) -> &Step {
        &self.0[0]
    }

    /// The step with this name, or the one that says it was called so.
    pub fn find(&self, id: &StepId) -> Option<&Step> {
        self.0
            .iter()
            .find(|step| step.id == *id)
            .or_else(|| self.0.iter().find(|step| step.was.as_ref() == Some(id)))
    }

    /// The step at an index found in [`Step::next`], [`Step::then`] or [`Step::otherwise`].
    pub fn at(&self, index: usize) -> &Step {
        &self.0[index]
    }

    /// All steps in the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = &Step> {
        self.0.iter()
    }
}

/// Appends the trees; whatever comes last leads to `after`. Returns the index of the first one, or `after`.
fn lay_out_into(steps: &mut Vec<Step>, trees: Vec<StepTree>, after: Option<usize>) -> Option<usize> {
    // Indexes are given in reading order, so each tree's successor must be known before it is laid out: the number of
    // steps in a tree says where its successor will stand.
    let base = steps.len();
    let mut starts = Vec::with_capacity(trees.len() + 1);
    let mut start = base;
    for tree in &trees {
        starts.push(Some(start));
        start += count(tree);
    }
    starts.push(after);
    for (index, tree) in trees.into_iter().enumerate() {
        let next = starts[index + 1];
        let here = steps.len();
        let branches = tree.verb.branches();
        steps.push(Step {
            id: tree.id,
            was: tree.was,
            timing: tree.timing,
            verb: tree.verb,
            next,
            then: None,
            otherwise: None,
        });
        let then = lay_out_into(steps, tree.then, next);
        let otherwise = lay_out_into(steps, tree.otherwise, next);
        if branches {
            steps[here].then = then;
            steps[here].otherwise = otherwise;
        }
    }
    starts[0]
}

fn count(tree: &StepTree) -> usize {
    1 + tree.then.iter().chain(&tree.otherwise).map(count).sum::<usize>()
}
