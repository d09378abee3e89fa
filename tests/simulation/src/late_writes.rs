//! Late writes: a sender stands still right before it writes what an enrollment met, and meanwhile others go
//! on with the same enrollment. Without it, some meetings of a state and an event would happen once in a million steps.

use super::connection::Connection;
use super::happening::{CallLabel, EventKind, FaultKind, FunctionName, QueueName, StateName};
use super::press::Press;
use super::queues::{Letter, Note};
use super::request::{TableRequest, lead_of};
use super::rows::ENROLLMENT;
use super::schedule::{Action, Schedule};
use cadence::Instant;
use cadence::ids::{LeadId, SequenceId};
use chrono::TimeDelta;
use gateway::queue::{Outgoing, SendJob};
use kit::chance::Chance;
use std::sync::Arc;

/// The rate of ambushes on writes of tags.
const TAGS: f64 = 0.1;

/// Delays the write of an enrollment or of tags, if it is one: by when it comes, what stands there has mostly changed.
pub(super) async fn provoke(connection: &Arc<Connection>, request: &TableRequest, label: &CallLabel) {
    if connection.function != FunctionName::SendEmail {
        return;
    }
    if *label == CallLabel::SaveTags {
        return delay_tags(connection, request).await;
    }
    if !matches!(label, CallLabel::Settle | CallLabel::Claim) {
        return;
    }
    let Some((lead, sequence)) = enrollment(request) else { return };
    let Some(stall) = planned(connection, lead.clone(), sequence.clone()) else { return };
    connection.fault(FaultKind::ProcessStalled);
    connection.peer().frozen = true;
    match stall {
        Stall::For(span) => connection.pause(span).await,
        Stall::Until { awaited, at_most } => {
            let over = connection.state.now() + at_most;
            while connection.state.now() < over
                && !connection.state.props().rows.has_come_to(&lead, &sequence, awaited)
            {
                connection.pause(TimeDelta::milliseconds(300)).await;
            }
        }
    }
    connection.peer().frozen = false;
}

/// Delays a write of tags, while staff note a meeting with the person, or the person is erased.
async fn delay_tags(connection: &Arc<Connection>, request: &TableRequest) {
    let Some(lead) = request.written().first().and_then(lead_of) else { return };
    let now = connection.state.now();
    let stall = {
        let mut props = connection.state.props();
        let props = &mut *props;
        if !props.fault_rates.ambushes(&mut props.chance, TAGS) {
            return;
        }
        let action = if props.chance.happens(0.2) {
            Action::Erase { lead, in_flight: false }
        } else {
            Action::NoteMeeting { lead }
        };
        props.schedule.add(now + TimeDelta::milliseconds(5), action);
        props.chance.seconds(1, 8)
    };
    connection.fault(FaultKind::ProcessStalled);
    connection.peer().frozen = true;
    connection.pause(stall).await;
    connection.peer().frozen = false;
}

/// The time that a write stands still.
enum Stall {
    For(TimeDelta),
    /// Until somebody else has come so far with the same enrollment.
    Until {
        awaited: StateName,
        at_most: TimeDelta,
    },
}

fn enrollment(request: &TableRequest) -> Option<(LeadId, SequenceId)> {
    let (pk, sk) = request.written().into_iter().next()?;
    let lead = LeadId::parse(pk.strip_prefix("L#")?).ok()?;
    Some((lead, SequenceId::parse(sk.strip_prefix(ENROLLMENT)?).ok()?))
}

/// The rate of ambushes on an event's writes; the rarer the event, the higher.
fn rate(event: EventKind) -> f64 {
    match event {
        EventKind::Claimed | EventKind::Accepted => 0.002,
        EventKind::Passed => 0.03,
        EventKind::Refused | EventKind::InterruptedToEnd | EventKind::InterruptedToRestart => 0.004,
        EventKind::TakenBack => 0.05,
        EventKind::Settled => 0.01,
        EventKind::Unanswered => 0.08,
        EventKind::LeaseExpiredUnfenced => 0.1,
        EventKind::LeaseExpiredFenced => 0.2,
        EventKind::LeftOut | EventKind::Parked | EventKind::Retimed => 0.6,
    }
}

/// Plans what others do meanwhile, and for how long the write stands still.
fn planned(connection: &Arc<Connection>, lead: LeadId, sequence: SequenceId) -> Option<Stall> {
    let now = connection.state.now();
    let invocation = connection.invocation();
    let mut props = connection.state.props();
    let props = &mut *props;
    let event = props.met.remove(&invocation)?;
    if !props.fault_rates.ambushes(&mut props.chance, rate(event)) {
        return None;
    }
    let chance: &mut Chance = &mut props.chance;
    let letter = order(&lead, &sequence);
    let unsubscribe = Action::Press { lead: lead.clone(), press: Press::Stop, in_flight: true, tried: 0 };
    let (soon, later) = (TimeDelta::milliseconds(5), TimeDelta::seconds(122));
    let mut meanwhile = vec![(soon, Action::Arrive(QueueName::Sends, letter.clone()))];
    if in_flight(event) {
        // Until the lease is over nobody else may go on; and no event may say before what became of the mail.
        if chance.happens(0.5) {
            props.muted.insert(lead, now + TimeDelta::minutes(8));
        }
        meanwhile.push((later, Action::Arrive(QueueName::Sends, letter)));
        if chance.happens(0.6) {
            meanwhile.push((soon, unsubscribe));
        }
        let stall = chance.seconds(130, 290);
        add_all(&mut props.schedule, now, meanwhile);
        return Some(Stall::For(stall));
    }
    if matches!(event, EventKind::LeftOut | EventKind::Retimed) {
        meanwhile.push((TimeDelta::zero(), Action::Publish { in_flight: true }));
    } else if event == EventKind::Parked {
        meanwhile.push((TimeDelta::zero(), Action::Resume(Some(sequence))));
    }
    let passes = event == EventKind::Passed;
    let seldom = passes || matches!(event, EventKind::LeftOut | EventKind::Retimed | EventKind::Parked);
    let stall = match chance.below(if seldom { 5 } else { 3 }) {
        0 => Stall::For(chance.millis(60, 900)),
        1 | 3 | 4 => {
            // The other's mail goes out, its answer is lost, and no event says so before the write comes.
            if passes {
                // The next step is not due yet. Whoever comes again gets the first one of a new run.
                meanwhile.push((soon, Action::EnterAgain { lead: lead.clone(), in_flight: true }));
            }
            props.doomed.insert(lead.clone());
            props.muted.insert(lead, now + TimeDelta::minutes(8));
            let awaited = if chance.happens(0.3) { StateName::Sending } else { StateName::Unknown };
            Stall::Until { awaited, at_most: chance.seconds(60, 200) }
        }
        _ => {
            meanwhile.push((soon, unsubscribe));
            Stall::For(chance.seconds(1, 8))
        }
    };
    add_all(&mut props.schedule, now, meanwhile);
    Some(stall)
}

fn add_all(schedule: &mut Schedule, now: Instant, meanwhile: Vec<(TimeDelta, Action)>) {
    for (span, action) in meanwhile {
        schedule.add(now + span, action);
    }
}

/// Whether the event is about a mail that nobody else may touch while its lease runs.
fn in_flight(event: EventKind) -> bool {
    matches!(
        event,
        EventKind::Accepted
            | EventKind::Refused
            | EventKind::Unanswered
            | EventKind::LeaseExpiredFenced
            | EventKind::Settled
    )
}

fn order(lead: &LeadId, sequence: &SequenceId) -> Letter {
    let job = SendJob::new(lead, sequence, false);
    let Outgoing { body, .. } = (&job).into();
    Letter { body, note: Note::Order(job) }
}
