//! The next thing to happen to an enrollment, and the reason. The sender, the dry run and the timeline ask the same function.

use crate::Instant;
use crate::advance::{self, Context};
use crate::condition::{ConditionInputs, RequiredInputs};
use crate::enrollment::{Ending, Enrollment, Listed, State, Way};
use crate::ids::{AttemptId, Channel, MailName, StepId, Tag};
use crate::sequence::{Awaited, Entry, LateAction, Purpose, Sequence, Step, Verb};

/// The thing to do with an enrollment now.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan<'a> {
    /// Nothing before this moment.
    WaitUntil(Instant),
    /// Nothing any more.
    Over,
    /// A sender has it until this moment.
    InFlight {
        /// The end of its lease.
        lease_until: Instant,
        /// Its try.
        attempt: AttemptId,
    },
    /// A mail is unknown; nobody decides before this moment, or only a person does.
    Unknown {
        /// The try.
        attempt: AttemptId,
        /// Since when.
        since: Instant,
        /// When it is decided about.
        settle_at: Option<Instant>,
    },
    /// The sequence was edited and the step is due later now.
    Retime {
        /// The step.
        step: StepId,
        /// When.
        due_at: Instant,
    },
    /// The step is left out.
    LeaveOut {
        /// The step.
        step: StepId,
        /// Its delay.
        late_by: chrono::TimeDelta,
    },
    /// A mail is sent.
    Send {
        /// The step.
        step: StepId,
        /// The mail.
        mail: MailName,
        /// The ground it needs.
        purpose: Purpose,
    },
    /// The lead goes on by this way.
    Go {
        /// From this step.
        step: StepId,
        /// By this way.
        way: Way,
    },
    /// Somebody is told.
    Notify {
        /// The step.
        step: StepId,
        /// The channel.
        channel: &'a Channel,
    },
    /// The lead's tags change.
    Tag {
        /// The step.
        step: StepId,
        /// Tags to put on.
        add: &'a [Tag],
        /// Tags to take off.
        remove: &'a [Tag],
    },
    /// The run ends here.
    End(Ending),
}

impl Plan<'_> {
    /// Whether it takes the lead further in the sequence; what is in flight or unknown is looked after in any case.
    pub fn moves_on(&self) -> bool {
        match self {
            Self::WaitUntil(_) | Self::Over | Self::InFlight { .. } | Self::Unknown { .. } => false,
            Self::Retime { .. }
            | Self::LeaveOut { .. }
            | Self::Send { .. }
            | Self::Go { .. }
            | Self::Notify { .. }
            | Self::Tag { .. }
            | Self::End(_) => true,
        }
    }
}

/// Says what is to be done now.
pub fn plan<'a>(enrollment: &Enrollment, inputs: &ConditionInputs, context: &Context<'a>) -> Plan<'a> {
    match &enrollment.state {
        State::Done { .. } => Plan::Over,
        State::Sending { attempt, lease_until, .. } => {
            Plan::InFlight { lease_until: *lease_until, attempt: attempt.clone() }
        }
        State::Unknown { attempt, since, settle_at, .. } => {
            Plan::Unknown { attempt: attempt.clone(), since: *since, settle_at: *settle_at }
        }
        State::Waiting { step, due_at, .. } => waiting(enrollment, step, *due_at, inputs, context),
    }
}

fn waiting<'a>(
    enrollment: &Enrollment,
    standing: &StepId,
    due_at: Instant,
    inputs: &ConditionInputs,
    context: &Context<'a>,
) -> Plan<'a> {
    let found = context.sequence.steps.find(standing);
    let Some(step) = found.or_else(|| advance::continuation(enrollment.previous.as_ref(), context.sequence))
    else {
        // The step was taken out of the sequence and nothing follows.
        return Plan::End(Ending::Finished);
    };
    if let Verb::WaitFor { awaited, .. } = &step.verb
        && step.id == *standing
        && has_happened(awaited, enrollment.previous_at, inputs)
    {
        return Plan::Go { step: step.id.clone(), way: Way::Then };
    }
    if due_at > context.now {
        return Plan::WaitUntil(due_at);
    }
    let edited = enrollment.version.as_ref() != Some(&context.sequence.version) || step.id != *standing;
    // A step that was put off stays put off; an edit can only move a step further away.
    let due_at = if edited { due_at.max(advance::due(enrollment, step, context).at) } else { due_at };
    if edited && (due_at > context.now || step.id != *standing) {
        return Plan::Retime { step: step.id.clone(), due_at };
    }
    carry_out(step, due_at, inputs, context)
}

fn carry_out<'a>(
    step: &'a Step,
    due_at: Instant,
    inputs: &ConditionInputs,
    context: &Context<'a>,
) -> Plan<'a> {
    let late_by = context.now - due_at;
    match &step.verb {
        Verb::Send { .. }
            if context.sequence.if_late.then == LateAction::Skip
                && late_by > advance::late_limit(context) =>
        {
            Plan::LeaveOut { step: step.id.clone(), late_by }
        }
        Verb::Send { mail, purpose } => {
            Plan::Send { step: step.id.clone(), mail: mail.clone(), purpose: *purpose }
        }
        Verb::Wait => Plan::Go { step: step.id.clone(), way: Way::Onward },
        Verb::WaitFor { .. } => Plan::Go { step: step.id.clone(), way: Way::Otherwise },
        Verb::Choose { condition } => {
            let way = if condition.holds(inputs, context.now) { Way::Then } else { Way::Otherwise };
            Plan::Go { step: step.id.clone(), way }
        }
        Verb::Notify { channel } => Plan::Notify { step: step.id.clone(), channel },
        Verb::Tag { add, remove } => Plan::Tag { step: step.id.clone(), add, remove },
        Verb::Stop { .. } => Plan::End(Ending::Stopped),
    }
}

/// The inputs about the lead that an enrollment's step asks for. One that is gone asks nothing: its successor is come to
/// first.
pub fn asks(enrollment: &Enrollment, context: &Context<'_>) -> RequiredInputs {
    let step = enrollment.step().and_then(|id| context.sequence.steps.find(id));
    step.map_or_else(RequiredInputs::default, |step| match &step.verb {
        Verb::WaitFor { awaited: Awaited::Event(_), .. } => {
            RequiredInputs { events: true, ..RequiredInputs::default() }
        }
        Verb::WaitFor {
            awaited: Awaited::Clicked(id) | Awaited::Opened(id) | Awaited::Delivered(id),
            ..
        } => RequiredInputs::mail(id),
        Verb::Choose { condition } => condition.asks(),
        Verb::Send { .. } | Verb::Wait | Verb::Notify { .. } | Verb::Tag { .. } | Verb::Stop { .. } => {
            RequiredInputs::default()
        }
    })
}

/// Whether an enrollment stands at a step that waits for what has happened.
pub fn waits_for(enrollment: &Enrollment, sequence: &Sequence, happened: &Awaited) -> bool {
    let step = enrollment.step().and_then(|id| sequence.steps.find(id));
    step.is_some_and(|step| step.waits_for(happened))
}

/// Whether somebody waits for the step at which an enrollment stands: the first one after a form or an event, transactional
/// mail, and what is gone through at once after one of them. Such steps do not stand behind a backlog.
pub fn is_urgent(enrollment: &Enrollment, sequence: &Sequence) -> bool {
    let steps = &sequence.steps;
    let step = enrollment.step().and_then(|id| steps.find(id));
    let swept = matches!(sequence.entry, Entry::Sweep(_));
    let Some(previous) = &enrollment.previous else {
        return !swept || step.is_some_and(Step::is_transactional);
    };
    let follows_an_urgent_one = || {
        let is_first = |before: &Step| !swept && before.id == steps.first().id;
        steps.find(&previous.step).is_some_and(|before| before.is_transactional() || is_first(before))
    };
    step.is_some_and(|step| step.is_transactional() || (step.is_gone_through() && follows_an_urgent_one()))
}

/// The next enrollment, left at its place in the list if its step is due by now and is listed there no later: what
/// is gone on with at once need not be moved in the list twice.
#[must_use]
pub fn in_place(
    standing: &Enrollment,
    mut next: Enrollment,
    sequence: &Sequence,
    now: Instant,
) -> Enrollment {
    let place = match &standing.state {
        State::Waiting { listed: Listed::At(place), .. } | State::Sending { listed_at: place, .. } => *place,
        State::Waiting { listed: Listed::Parked, .. } | State::Unknown { .. } | State::Done { .. } => {
            return next;
        }
    };
    let same_lane = is_urgent(standing, sequence) == is_urgent(&next, sequence);
    if let State::Waiting { due_at, listed: Listed::At(listed), .. } = &mut next.state
        && same_lane
        && *due_at <= now
    {
        *listed = place.min(*listed);
    }
    next
}

/// Whether what is waited for has happened. A named event counts from the moment the waiting began.
fn has_happened(awaited: &Awaited, since: Instant, inputs: &ConditionInputs) -> bool {
    let step = |id: &StepId| inputs.steps.get(id).copied().unwrap_or_default();
    match awaited {
        Awaited::Clicked(id) => step(id).clicked_at.is_some(),
        Awaited::Opened(id) => step(id).opened_at.is_some(),
        Awaited::Delivered(id) => step(id).delivered_at.is_some(),
        Awaited::Event(name) => inputs.events.get(name).is_some_and(|at| *at >= since),
    }
}

#[cfg(test)]
mod tests;
