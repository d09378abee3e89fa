//! The one place where an enrollment changes: state × event → next state and effects.
//!
//! Late, repeated and reordered events are ordinary input. They are refused by name, change nothing and have no effect.

mod arrival;
mod interrupts;
mod settlement;

pub use super::event::Event;
pub(crate) use arrival::{continuation, late_limit};
pub use arrival::{due, rules};
pub use interrupts::{remove, stop};

use crate::Instant;
use crate::calendar::Calendar;
use crate::caps::Cap;
use crate::disposition::Disposition;
use crate::enrollment::{Ending, Enrollment, Listed, Passed, State, Way};
use crate::ids::{AttemptId, LeadId, RunId};
use crate::recent::{MailTag, RecentMails};
use crate::sequence::Sequence;
use crate::window::QuietHours;
use arrival::{arrive, go_on, retime, stay};
use chrono_tz::Tz;
use interrupts::{interrupt, take_back};
use settlement::{Outcome, proven, refused, settled, unknown_mail};

/// All that surrounds an enrollment when it changes.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The sequence as it is published.
    pub sequence: &'a Sequence,
    /// The calendar it follows.
    pub calendar: &'a Calendar,
    /// The company's quiet hours.
    pub quiet_hours: Option<QuietHours>,
    /// The company's frequency caps; an enrollment remembers as many mails as they count.
    pub caps: &'a [Cap],
    /// The lead's zone.
    pub zone: Tz,
    /// The moment.
    pub now: Instant,
}

/// A task of the caller after the next state is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The next step is due already: dispatch it without waiting for a tick.
    Dispatch,
    /// The next step waits for something that may have happened already: look.
    Look,
    /// The run has ended.
    Ended(Ending),
}

/// The outcome of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// The next state of the enrollment.
    pub enrollment: Enrollment,
    /// The effects that follow.
    pub effects: Vec<Effect>,
}

impl Advance {
    /// Whether the run can go on at once: its next step is due, or has to look whether what it waits for has happened.
    pub fn goes_on(&self) -> bool {
        self.effects.iter().any(|effect| match effect {
            Effect::Dispatch | Effect::Look => true,
            Effect::Ended(_) => false,
        })
    }
}

/// The reason why an event changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTransition {
    /// The step is not due yet.
    #[error("the step is not due yet")]
    NotDue,
    /// The enrollment stands at another step.
    #[error("the enrollment stands at another step")]
    OtherStep,
    /// The enrollment knows another try, or none.
    #[error("the enrollment is not at this attempt")]
    OtherAttempt,
    /// The step stands apart already.
    #[error("the step stands apart already")]
    ParkedAlready,
    /// The enrollment remembers the mail so already.
    #[error("the mail is remembered so already")]
    KnownAlready,
    /// The run that is to begin has begun already.
    #[error("the run has begun already")]
    SameRun,
    /// A mail is in flight; nothing may overtake it.
    #[error("a mail is in flight")]
    InFlight,
    /// The run is over.
    #[error("the run is over")]
    Over,
    /// The refusal did not end this run.
    #[error("the refusal did not end this run")]
    NotRefused,
}

/// Begins a run at the first step. The mails of an earlier run in the same place go on counting.
pub fn enroll(
    lead: LeadId,
    run: RunId,
    recent: RecentMails,
    started_at: Instant,
    context: &Context<'_>,
) -> Advance {
    let enrollment = Enrollment {
        lead,
        recent,
        sequence: context.sequence.id.clone(),
        run,
        version: None,
        started_at,
        previous_at: started_at,
        previous: None,
        state: State::Done { ending: Ending::Finished, at: started_at },
    };
    arrive(enrollment, Some(context.sequence.steps.first()), context)
}

/// Decides what an event does.
pub fn advance(
    enrollment: Enrollment,
    event: Event,
    context: &Context<'_>,
) -> Result<Advance, InvalidTransition> {
    let now = context.now;
    match event {
        Event::Claimed { attempt, lease_until, counts_as } => {
            claim(enrollment, attempt, lease_until, counts_as, now)
        }
        Event::Denied { step, disposition } => match &enrollment.state {
            State::Waiting { step: standing, .. } if *standing != step => Err(InvalidTransition::OtherStep),
            State::Waiting { due_at, .. } if *due_at > now => Err(InvalidTransition::NotDue),
            State::Waiting { .. } => Ok(refused(enrollment, step, disposition, context)),
            State::Sending { .. } | State::Unknown { .. } => Err(InvalidTransition::InFlight),
            State::Done { .. } => Err(InvalidTransition::Over),
        },
        Event::Proven { tag, at } => proven(enrollment, tag, at, context),
        Event::Accepted { attempt } => settled(enrollment, &attempt, Outcome::Sent, context),
        Event::Refused { attempt, disposition } => {
            settled(enrollment, &attempt, Outcome::Refused(disposition), context)
        }
        Event::Settled { attempt, decision } => settled(enrollment, &attempt, decision.into(), context),
        Event::Unanswered { attempt } | Event::LeaseExpired { attempt, fenced: true } => {
            unknown_mail(enrollment, &attempt, context)
        }
        Event::LeaseExpired { attempt, fenced: false } => match &enrollment.state {
            State::Sending { due_at, .. } => {
                let until = *due_at;
                settled(enrollment, &attempt, Outcome::Refused(Disposition::PutOff { until }), context)
            }
            State::Waiting { .. } | State::Unknown { .. } => Err(InvalidTransition::OtherAttempt),
            State::Done { .. } => Err(InvalidTransition::Over),
        },
        Event::Passed { passed } => match &enrollment.state {
            State::Waiting { step, .. } if *step != passed.step => Err(InvalidTransition::OtherStep),
            State::Waiting { due_at, .. } if *due_at > now && passed.way != Way::Then => {
                Err(InvalidTransition::NotDue)
            }
            State::Waiting { .. } => Ok(go_on(enrollment, passed, now, context)),
            State::Sending { .. } | State::Unknown { .. } => Err(InvalidTransition::InFlight),
            State::Done { .. } => Err(InvalidTransition::Over),
        },
        Event::LeftOut { step } => match &enrollment.state {
            State::Waiting { step: standing, .. } if *standing != step => Err(InvalidTransition::OtherStep),
            State::Waiting { due_at, .. } => {
                let previous_at = (*due_at).min(now);
                Ok(go_on(enrollment, Passed { step, way: Way::Onward }, previous_at, context))
            }
            State::Sending { .. } | State::Unknown { .. } => Err(InvalidTransition::InFlight),
            State::Done { .. } => Err(InvalidTransition::Over),
        },
        Event::Retimed { step, due_at } => match &enrollment.state {
            State::Waiting { .. } => Ok(retime(enrollment, step, due_at, context)),
            State::Sending { .. } | State::Unknown { .. } => Err(InvalidTransition::InFlight),
            State::Done { .. } => Err(InvalidTransition::Over),
        },
        Event::Parked => match enrollment.state.clone() {
            State::Waiting { due_at, .. } if due_at > now => Err(InvalidTransition::NotDue),
            State::Waiting { listed: Listed::Parked, .. } => Err(InvalidTransition::ParkedAlready),
            State::Waiting { step, due_at, listed: Listed::At(_) } => {
                Ok(stay(enrollment, State::Waiting { step, due_at, listed: Listed::Parked }))
            }
            State::Sending { .. } | State::Unknown { .. } => Err(InvalidTransition::InFlight),
            State::Done { .. } => Err(InvalidTransition::Over),
        },
        Event::Interrupted { then } => interrupt(enrollment, then, context),
        Event::TakenBack { refused_at } => take_back(enrollment, refused_at, context),
    }
}

/// Takes a step that is due for one sender.
fn claim(
    enrollment: Enrollment,
    attempt: AttemptId,
    lease_until: Instant,
    counts_as: Option<MailTag>,
    now: Instant,
) -> Result<Advance, InvalidTransition> {
    match enrollment.state.clone() {
        State::Waiting { due_at, .. } if due_at > now => Err(InvalidTransition::NotDue),
        State::Waiting { step, due_at, listed } => {
            let listed_at = match listed {
                Listed::At(at) => at,
                Listed::Parked => now,
            };
            let then = None;
            let sending = State::Sending { step, due_at, listed_at, attempt, lease_until, counts_as, then };
            Ok(stay(enrollment, sending))
        }
        State::Sending { .. } | State::Unknown { .. } => Err(InvalidTransition::InFlight),
        State::Done { .. } => Err(InvalidTransition::Over),
    }
}

#[cfg(test)]
mod tests;
