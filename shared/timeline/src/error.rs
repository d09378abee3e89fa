//! The errors of a walk; each is a defect of the walk or of a document that nobody checked.

use cadence::advance::InvalidTransition;
use cadence::ids::{IdError, StepId};

/// The reason a sequence has no timeline. Documents that were checked give none of them.
#[derive(Debug, thiserror::Error)]
pub enum TimelineError {
    /// The stand-in for a run's id is not valid.
    #[error("no run could be named")]
    NoRun(#[source] IdError),
    /// The walk took more looks than any sequence needs.
    #[error("the timeline does not come to an end; please report this sequence")]
    Endless,
    /// The lead stands at a step that is not there.
    #[error("the step `{0}` is not in its sequence")]
    NotInSequence(StepId),
    /// The domain plans something that no lead of a walk meets.
    #[error("the step `{0}` cannot be walked over; please report this sequence")]
    CannotBeWalked(StepId),
    /// The domain does not take what happens at a step.
    #[error("the step {step:?} refused to go on")]
    Refused {
        /// The step.
        step: Option<StepId>,
        /// The domain's word.
        source: InvalidTransition,
    },
}
