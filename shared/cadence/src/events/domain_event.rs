//! Domain events: what happened to a lead and others may want to know, each with its name and its payload.
//!
//! No address and no name of a person is in them: a receiver asks its own data who the lead is.

use crate::Instant;
use crate::enrollment::{Ending, Enrollment, State};
use crate::fingerprint;
use crate::ids::{FormId, LeadId, RunId, SequenceId, StepId};
use crate::preferences::Wish;
use crate::score::Hot;

/// Something that happened to a lead.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainEvent {
    /// The moment at which it happened.
    pub at: Instant,
    /// The lead.
    pub lead: LeadId,
    /// The happening with its payload.
    pub payload: Payload,
}

/// A kind of domain event with what it says.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// A post was taken.
    LeadCaptured {
        /// The form.
        form: FormId,
        /// Whether nothing was known about the address before.
        is_new: bool,
        /// The sequences that the post began.
        sequences: Vec<SequenceId>,
    },
    /// A lead crossed the lines for score and fit.
    LeadHot {
        /// The key of the activity that made it hot; it may hold a number of another system, so only its hash goes out.
        activity: String,
        /// The score with its parts.
        hot: Hot,
    },
    /// A lead that had gone quiet entered a sequence.
    LeadDormant {
        /// The sequence.
        sequence: SequenceId,
        /// The run that began.
        run: RunId,
    },
    /// A person refused marketing.
    LeadUnsubscribed {
        /// The way out that the person took.
        by: WayOut,
        /// The runs that ended, or will end once their mail in flight is settled.
        runs_stopped: usize,
    },
    /// A person took a refusal back within minutes.
    LeadRefusalTakenBack {
        /// The runs that go on.
        runs_resumed: usize,
    },
    /// A person confirmed an agreement from the mailbox.
    LeadConfirmed {
        /// The form by which the person agreed.
        form: FormId,
    },
    /// A person was erased: whoever keeps data of the lead erases them too.
    LeadErased,
    /// A person asked for a pause, for fewer mails, for no tracking, or took that back.
    LeadPreferences {
        /// The wish.
        wish: Wish,
    },
    /// A sequence tells people of the company something.
    SequenceNotify {
        /// The same for every delivery of this notice.
        key: String,
        /// The channel in which the company wants to hear it.
        channel: String,
        /// The sequence.
        sequence: SequenceId,
        /// The step.
        step: StepId,
    },
    /// A run is over.
    EnrollmentEnded {
        /// The sequence.
        sequence: SequenceId,
        /// The run.
        run: RunId,
        /// The ending.
        ending: Ending,
    },
}

/// A way in which a person refuses marketing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WayOut {
    /// The link or the button in a mail.
    Link,
    /// The mail service's own page of subscriptions.
    MailService,
    /// A mail was marked as spam.
    Complaint,
}

impl WayOut {
    /// Its name, as in an event.
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::MailService => "mail_service",
            Self::Complaint => "complaint",
        }
    }
}

impl DomainEvent {
    /// The event that a run is over; `None` while it is not.
    pub fn run_ended(run: &Enrollment) -> Option<Self> {
        let (ending, at) = match &run.state {
            State::Done { ending, at } => (ending.clone(), *at),
            State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } => return None,
        };
        let payload =
            Payload::EnrollmentEnded { sequence: run.sequence.clone(), run: run.run.clone(), ending };
        Some(Self { at, lead: run.lead.clone(), payload })
    }

    /// Its name, which is the detail type on the bus.
    pub fn name(&self) -> &'static str {
        match &self.payload {
            Payload::LeadCaptured { .. } => "lead.captured",
            Payload::LeadHot { .. } => "lead.hot",
            Payload::LeadDormant { .. } => "lead.dormant",
            Payload::LeadUnsubscribed { .. } => "lead.unsubscribed",
            Payload::LeadRefusalTakenBack { .. } => "lead.refusal_taken_back",
            Payload::LeadConfirmed { .. } => "lead.confirmed",
            Payload::LeadErased => "lead.erased",
            Payload::LeadPreferences { .. } => "lead.preferences_changed",
            Payload::SequenceNotify { .. } => "sequence.notify",
            Payload::EnrollmentEnded { ending: Ending::GoalReached, .. } => "goal.reached",
            Payload::EnrollmentEnded { .. } => "enrollment.ended",
        }
    }

    /// The same for every delivery of the same event, so that receivers can drop repetitions.
    pub fn key(&self) -> String {
        let (lead, millis) = (&self.lead, self.at.timestamp_millis());
        match &self.payload {
            Payload::LeadCaptured { .. } => format!("captured:{lead}:{millis}"),
            Payload::LeadHot { activity, .. } => format!("hot:{lead}:{}", fingerprint::hex(activity)),
            Payload::LeadUnsubscribed { .. } => format!("unsubscribed:{lead}:{millis}"),
            Payload::LeadRefusalTakenBack { .. } => format!("taken-back:{lead}:{millis}"),
            Payload::LeadConfirmed { form } => format!("confirmed:{lead}:{form}:{millis}"),
            Payload::LeadErased => format!("erased:{lead}:{millis}"),
            Payload::LeadPreferences { wish } => format!("{}:{lead}:{millis}", wish.name()),
            Payload::SequenceNotify { key, .. } => key.clone(),
            Payload::LeadDormant { run, .. } => format!("dormant:{run}"),
            Payload::EnrollmentEnded { run, .. } => format!("ended:{run}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{enrollment, lead, minute, run, start, step, waiting};
    use crate::ids::EventName;

    #[test]
    fn a_run_is_told_once_it_is_over_and_a_goal_by_a_name_of_its_own() {
        let ended = |ending| DomainEvent::run_ended(&enrollment(State::Done { ending, at: minute(5) }));
        assert_eq!(DomainEvent::run_ended(&enrollment(waiting(step("hello"), start()))), None);
        for (ending, name) in [
            (Ending::GoalReached, "goal.reached"),
            (Ending::Finished, "enrollment.ended"),
            (Ending::StoppedBy(EventName::parse("purchase").unwrap()), "enrollment.ended"),
        ] {
            let event = ended(ending).unwrap();
            assert_eq!((event.name(), event.key(), event.at), (name, format!("ended:{}", run(1)), minute(5)));
        }
    }

    #[test]
    fn keys_hold_no_word_of_another_system() {
        let hot = Hot { score: 40.0, fit: 10.0, because: Vec::new() };
        let payload = Payload::LeadHot { activity: "event:purchase:order-of-taro".to_owned(), hot };
        let event = DomainEvent { at: start(), lead: lead(), payload };
        assert!(!event.key().contains("taro"), "{}", event.key());
        assert_eq!(event.key(), event.clone().key());
    }
}
