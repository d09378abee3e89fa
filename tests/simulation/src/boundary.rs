//! The queue of send jobs and the bus, as functions reach them.

use super::connection::{Connection, lost};
use super::happening::{FaultKind, QueueName, What};
use super::mutants::{Mutant, is_forgotten};
use super::queues::{Letter, Note};
use super::schedule::Action;
use super::state::WorldState;
use chrono::TimeDelta;
use gateway::queue::SendJob;
use kit::aws::Reply;
use kit::aws::{self, response};
use serde_json::{Value, json};
use std::sync::Arc;

/// Puts send jobs into their queue.
pub(super) fn enqueue(connection: &Arc<Connection>, body: &Value) -> Reply {
    let entries = body["Entries"].as_array().cloned().unwrap_or_default();
    let (fails, took) = {
        let mut props = connection.state.props();
        let props = &mut *props;
        (props.fault_rates.bus(&mut props.chance), props.chance.happens(0.5))
    };
    if !fails || took {
        for entry in &entries {
            take(connection, entry["MessageBody"].as_str().unwrap_or_default());
        }
    }
    if fails {
        connection.fault(FaultKind::BusFailed);
        return Err(lost("the connection was reset"));
    }
    aws::batch_taken(&entries, || connection.state.number().to_string())
}

/// One job enters the queue: at once, late or twice.
fn take(connection: &Arc<Connection>, body: &str) {
    let state = &connection.state;
    let Ok(job) = SendJob::read(body) else { return };
    if state.is(Mutant::ForgottenJobAndTick) && job.leads.iter().any(|lead| is_forgotten(lead.as_str())) {
        return;
    }
    let copies = {
        let mut props = state.props();
        let props = &mut *props;
        let doubled = props.fault_rates.message(&mut props.chance);
        let delayed = props.fault_rates.message(&mut props.chance);
        let mut spans = vec![props.chance.millis(5, 50)];
        if delayed {
            spans[0] = props.chance.minutes(1, 15);
        }
        if doubled {
            spans.push(props.chance.millis(5, 120_000));
        }
        (doubled, delayed, spans)
    };
    let (doubled, delayed, spans) = copies;
    for span in spans {
        for lead in &job.leads {
            let (lead, sequence) = (lead.clone(), job.sequence.clone());
            state.tell(What::Ordered { lead, sequence, by: connection.function });
        }
        let note = Note::Order(job.clone());
        arrive(state, QueueName::Sends, Letter { body: body.to_owned(), note }, span);
    }
    if doubled {
        connection.fault(FaultKind::OrderDoubled);
    }
    if delayed {
        connection.fault(FaultKind::OrderDelayed);
    }
}

/// The number of jobs in the queue, as it says.
pub(super) fn depth(connection: &Arc<Connection>) -> Reply {
    let (fails, waiting) = {
        let mut props = connection.state.props();
        let props = &mut *props;
        (props.fault_rates.bus(&mut props.chance), props.sends.depth())
    };
    if fails {
        connection.fault(FaultKind::BusFailed);
        return Err(lost("the connection was reset"));
    }
    aws::depth(waiting, 0)
}

/// A message becomes visible in a queue after a span.
pub(super) fn arrive(state: &WorldState, queue: QueueName, letter: Letter, span: TimeDelta) {
    let at = state.now() + span;
    let mut props = state.props();
    match queue {
        QueueName::Sends => props.sends.put(letter, at),
        QueueName::Feedback => props.feedback.put(letter, at),
    }
    props.schedule.add(at, Action::Receive(queue));
}

/// Puts an event onto the bus.
pub(super) fn announce(connection: &Arc<Connection>) -> Reply {
    let fails = {
        let mut props = connection.state.props();
        let props = &mut *props;
        props.fault_rates.bus(&mut props.chance)
    };
    if !fails {
        return aws::events_taken();
    }
    connection.fault(FaultKind::BusFailed);
    let refused = json!({ "FailedEntryCount": 1, "Entries": [{ "ErrorCode": "InternalFailure" }] });
    let answers = connection.state.props().chance.happens(0.5);
    if answers { response(200, refused.to_string()) } else { Err(lost("the connection was reset")) }
}
