//! The events that an enrollment meets.

use crate::Instant;
use crate::disposition::Disposition;
use crate::enrollment::{Passed, Then};
use crate::ids::{AttemptId, StepId};
use crate::send_key::MailTag;
use crate::settle;

/// Something that happens to an enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A sender takes the step that is due.
    Claimed {
        /// Its try.
        attempt: AttemptId,
        /// The moment until which nobody else looks at it.
        lease_until: Instant,
        /// The tag under which the mail counts for frequency caps; `None` for a transactional one.
        counts_as: Option<MailTag>,
    },
    /// The gate refused the mail of a step that is due, before a sender took it.
    Denied {
        /// The step.
        step: StepId,
        /// The consequence for it.
        disposition: Disposition,
    },
    /// An event of the mail service proved what became of an earlier marketing mail.
    Proven {
        /// The mail.
        tag: MailTag,
        /// The moment from which it counts; `None` if it was not sent.
        at: Option<Instant>,
    },
    /// The mail service took the mail.
    Accepted {
        /// The try.
        attempt: AttemptId,
    },
    /// The mail was definitely not sent.
    Refused {
        /// The try.
        attempt: AttemptId,
        /// The consequence for the step.
        disposition: Disposition,
    },
    /// The mail may have been sent or not.
    Unanswered {
        /// The try.
        attempt: AttemptId,
    },
    /// A sender was not heard of until its lease ran out.
    LeaseExpired {
        /// Its try.
        attempt: AttemptId,
        /// Whether it may have handed the mail over.
        fenced: bool,
    },
    /// Something was decided about an unknown mail.
    Settled {
        /// The try.
        attempt: AttemptId,
        /// The decision.
        decision: settle::Decision,
    },
    /// A step that sends nothing was carried out, or what it waits for happened.
    Passed {
        /// The step and the way taken.
        passed: Passed,
    },
    /// The step is left out: it is too late for it, or it was sent before.
    LeftOut {
        /// The step.
        step: StepId,
    },
    /// The step is due at another time: the sequence was edited, or there is no room for it now.
    Retimed {
        /// The step as it is called by now.
        step: StepId,
        /// The new time.
        due_at: Instant,
    },
    /// The sequence is paused: the step, which is due, stands apart until it is let go.
    Parked,
    /// The run is to end, or to begin anew.
    Interrupted {
        /// The end or the new run.
        then: Then,
    },
    /// The person took a refusal back: the run that it ended goes on where it stood.
    TakenBack {
        /// The moment of the refusal.
        refused_at: Instant,
    },
}

impl Event {
    /// Whether the sender that made the try says what the mail service answered, and so has the run in hand.
    pub fn is_answer(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::Refused { .. })
    }

    /// A short name for records and logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Claimed { .. } => "claimed",
            Self::Denied { .. } => "denied",
            Self::Proven { at: Some(_), .. } => "proven sent",
            Self::Proven { at: None, .. } => "proven not sent",
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Unanswered { .. } => "unanswered",
            Self::LeaseExpired { fenced: true, .. } => "lease expired, fenced",
            Self::LeaseExpired { fenced: false, .. } => "lease expired, not fenced",
            Self::Settled { .. } => "settled",
            Self::Passed { .. } => "passed",
            Self::LeftOut { .. } => "left out",
            Self::Retimed { .. } => "retimed",
            Self::Parked => "parked",
            Self::Interrupted { then: Then::End(_) } => "interrupted: end",
            Self::Interrupted { then: Then::Restart { .. } } => "interrupted: restart",
            Self::TakenBack { .. } => "refusal taken back",
        }
    }
}

impl Event {
    /// The decision of this event about an unknown mail.
    pub(crate) fn settles(&self) -> settle::Decision {
        match self {
            Self::Accepted { .. } => settle::Decision::Sent,
            Self::Refused { .. } => settle::Decision::NotSent,
            Self::Settled { decision, .. } => decision.clone(),
            Self::Claimed { .. }
            | Self::Denied { .. }
            | Self::Proven { .. }
            | Self::Unanswered { .. }
            | Self::LeaseExpired { .. }
            | Self::Passed { .. }
            | Self::LeftOut { .. }
            | Self::Retimed { .. }
            | Self::Parked
            | Self::Interrupted { .. }
            | Self::TakenBack { .. } => settle::Decision::TakeAsSent,
        }
    }
}
