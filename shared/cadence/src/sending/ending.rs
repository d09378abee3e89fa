//! The ending of a run. It stands below the enrollment, because the gate's denials and the mail service's answers end runs too.

use crate::ids::EventName;
use crate::suppression::SuppressionReason;

/// The reason why a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The last step was done.
    Finished,
    /// A stop step was reached.
    Stopped,
    /// The goal was reached.
    GoalReached,
    /// One of the sequence's `stop_if` events came.
    StoppedBy(EventName),
    /// The person unsubscribed.
    Unsubscribed,
    /// The address is suppressed.
    Suppressed(SuppressionReason),
    /// There is no valid ground for the mail that was next.
    NoConsent,
    /// The person was erased.
    Erased,
    /// The sequence was taken away.
    SequenceRemoved,
}

impl Ending {
    /// Whether it protects a person; such an ending replaces any other that was noted before.
    pub fn protects(&self) -> bool {
        match self {
            Self::Unsubscribed | Self::Suppressed(_) | Self::NoConsent | Self::Erased => true,
            Self::Finished
            | Self::Stopped
            | Self::GoalReached
            | Self::StoppedBy(_)
            | Self::SequenceRemoved => false,
        }
    }

    /// A short name for records and reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Stopped => "stopped",
            Self::GoalReached => "goal_reached",
            Self::StoppedBy(_) => "stopped_by_event",
            Self::Unsubscribed => "unsubscribed",
            Self::Suppressed(_) => "suppressed",
            Self::NoConsent => "no_consent",
            Self::Erased => "erased",
            Self::SequenceRemoved => "sequence_removed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_have_names_and_those_that_protect_a_person_are_known() {
        let endings = [
            Ending::Finished,
            Ending::Stopped,
            Ending::GoalReached,
            Ending::StoppedBy(EventName::parse("renewal").unwrap()),
            Ending::Unsubscribed,
            Ending::Suppressed(SuppressionReason::HardBounce),
            Ending::NoConsent,
            Ending::Erased,
            Ending::SequenceRemoved,
        ];
        let protects = |ending: &Ending| if ending.protects() { " protects" } else { "" };
        let said = endings.map(|ending| format!("{}{}", ending.name(), protects(&ending)));
        insta::assert_snapshot!(said.join("\n"), @r"
        finished
        stopped
        goal_reached
        stopped_by_event
        unsubscribed protects
        suppressed protects
        no_consent protects
        erased protects
        sequence_removed
        ");
    }
}
