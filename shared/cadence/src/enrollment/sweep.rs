//! The leads that a nightly sweep passes over, and the reasons.

use crate::Instant;
use crate::condition::{Condition, ConditionInputs};
use crate::enrollment::{Enrollment, State};
use crate::ids::TopicId;
use crate::lead::Card;

/// The reason why a sweep leaves a quiet lead alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PassedOver {
    /// The person was erased.
    NoLead,
    /// Nothing is sent to the address.
    Suppressed,
    /// No ground for marketing holds.
    NoConsent,
    /// The person wants no marketing of the sequence's topic.
    TopicRefused,
    /// A complaint case is open.
    ComplaintOpen,
    /// The rule's own condition does not hold.
    Condition,
    /// A run of any sequence is under way.
    OtherRun,
    /// The lead has been in the sequence, and may not enter again, or not yet.
    BeenThrough,
    /// Others kept writing the lead at the same moment; the next crossing of the line finds it again.
    Contended,
}

impl PassedOver {
    /// Its name, as in logs and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoLead => "no such lead",
            Self::Suppressed => "suppressed",
            Self::NoConsent => "no consent",
            Self::TopicRefused => "topic refused",
            Self::ComplaintOpen => "complaint open",
            Self::Condition => "only_if does not hold",
            Self::OtherRun => "in another sequence",
            Self::BeenThrough => "has been in the sequence",
            Self::Contended => "changed by others at the same moment",
        }
    }
}

/// The reason against a lead that the card and the suppression alone tell. The first that holds wins.
pub fn reason_on_card(
    card: &Card,
    is_suppressed: bool,
    topic: Option<&TopicId>,
    now: Instant,
) -> Option<PassedOver> {
    let reasons = [
        (is_suppressed, PassedOver::Suppressed),
        (!card.consent.allows_marketing(now), PassedOver::NoConsent),
        (card.preferences.refuses(topic), PassedOver::TopicRefused),
        (card.complaint_open, PassedOver::ComplaintOpen),
    ];
    reasons.into_iter().find_map(|(holds, reason)| holds.then_some(reason))
}

/// The reason against a lead by the rule's condition.
pub fn reason_by_condition(only_if: &Condition, lead: &ConditionInputs, now: Instant) -> Option<PassedOver> {
    (!only_if.holds(lead, now)).then_some(PassedOver::Condition)
}

/// The reason against a lead by its runs: one at a time is enough for somebody who had gone quiet.
pub fn reason_by_runs<'a>(runs: impl IntoIterator<Item = &'a Enrollment>) -> Option<PassedOver> {
    let is_under_way = |run: &Enrollment| !matches!(run.state, State::Done { .. });
    runs.into_iter().any(is_under_way).then_some(PassedOver::OtherRun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::EmailAddress;
    use crate::consent::{Basis, Consent, ConsentState, Proof};
    use crate::enrollment::Ending;
    use crate::fixtures::{enrollment, lead, minute, start, step, waiting};

    fn card(marketing: Option<Basis>, complaint_open: bool) -> Card {
        let ground = |basis| Consent { basis, proof: Proof::Posted, obtained_at: start() };
        Card {
            id: lead(),
            address: EmailAddress::parse("taro@example.com").unwrap(),
            zone: chrono_tz::Asia::Tokyo,
            consent: ConsentState { marketing: marketing.map(ground), ..ConsentState::default() },
            preferences: crate::preferences::Preferences::default(),
            complaint_open,
            created_at: start(),
            erased_at: None,
        }
    }

    #[test]
    fn who_must_not_be_mailed_is_passed_over_and_the_first_reason_is_told() {
        let reason = |card: &Card, suppressed| reason_on_card(card, suppressed, None, minute(1));
        assert_eq!(reason(&card(Some(Basis::Express), false), false), None);
        assert_eq!(reason(&card(Some(Basis::Express), true), false), Some(PassedOver::ComplaintOpen));
        assert_eq!(reason(&card(None, true), false), Some(PassedOver::NoConsent));
        assert_eq!(reason(&card(None, true), true), Some(PassedOver::Suppressed));
    }

    #[test]
    fn who_refused_the_topic_is_passed_over_by_its_sweep_alone() {
        let topic = |id| TopicId::parse(id).unwrap();
        let mut card = card(Some(Basis::Express), false);
        card.preferences.topics_refused.insert(topic("news"));
        let reason = |sequence: Option<&TopicId>| reason_on_card(&card, false, sequence, minute(1));
        assert_eq!(reason(Some(&topic("news"))), Some(PassedOver::TopicRefused));
        assert_eq!((reason(Some(&topic("events"))), reason(None)), (None, None));
    }

    #[test]
    fn a_run_under_way_keeps_the_lead_out_and_one_that_is_over_does_not() {
        let over = enrollment(State::Done { ending: Ending::Finished, at: minute(1) });
        let under_way = enrollment(waiting(step("hello"), start()));
        assert_eq!(reason_by_runs([&over]), None);
        assert_eq!(reason_by_runs([&over, &under_way]), Some(PassedOver::OtherRun));
    }

    #[test]
    fn the_rule_asks_its_own_condition() {
        let lead = ConditionInputs { score: 10.0, ..ConditionInputs::default() };
        let reason = |least| reason_by_condition(&Condition::ScoreAtLeast(least), &lead, start());
        assert_eq!(reason(10.0), None);
        assert_eq!(reason(11.0), Some(PassedOver::Condition));
    }
}
