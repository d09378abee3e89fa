//! The queue of send jobs and the bus, as functions reach them.

use super::agenda::Action;
use super::glass::response;
use super::happening::{FaultKind, QueueName, What};
use super::link::{Link, Reply, lost};
use super::mutants::{Mutant, is_forgotten};
use super::queues::{Letter, Note};
use super::stage::Stage;
use chrono::TimeDelta;
use gateway::queue::SendJob;
use serde_json::{Value, json};
use std::sync::Arc;

/// Puts send jobs into their queue.
pub(super) fn enqueue(link: &Arc<Link>, body: &Value) -> Reply {
    let entries = body["Entries"].as_array().cloned().unwrap_or_default();
    let (fails, took) = {
        let mut props = link.stage.props();
        let props = &mut *props;
        (props.weather.bus(&mut props.chance), props.chance.happens(0.5))
    };
    if !fails || took {
        for entry in &entries {
            take(link, entry["MessageBody"].as_str().unwrap_or_default());
        }
    }
    if fails {
        link.fault(FaultKind::BusFailed);
        return Err(lost("the connection was reset"));
    }
    let taken = |entry: &Value| json!({ "Id": entry["Id"], "MessageId": link.stage.number().to_string(), "MD5OfMessageBody": "" });
    let taken: Vec<Value> = entries.iter().map(taken).collect();
    response(200, json!({ "Successful": taken, "Failed": [] }).to_string())
}

/// One job enters the queue: at once, late or twice.
fn take(link: &Arc<Link>, body: &str) {
    let stage = &link.stage;
    let Ok(job) = SendJob::read(body) else { return };
    if stage.is(Mutant::ForgottenJobAndTick) && job.leads.iter().any(|lead| is_forgotten(lead.as_str())) {
        return;
    }
    let copies = {
        let mut props = stage.props();
        let props = &mut *props;
        let doubled = props.weather.message(&mut props.chance);
        let delayed = props.weather.message(&mut props.chance);
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
            stage.tell(What::Ordered { lead, sequence, by: link.function });
        }
        let note = Note::Order(job.clone());
        arrive(stage, QueueName::Sends, Letter { body: body.to_owned(), note }, span);
    }
    if doubled {
        link.fault(FaultKind::OrderDoubled);
    }
    if delayed {
        link.fault(FaultKind::OrderDelayed);
    }
}

/// The number of jobs in the queue, as it says.
pub(super) fn depth(link: &Arc<Link>) -> Reply {
    let (fails, waiting) = {
        let mut props = link.stage.props();
        let props = &mut *props;
        (props.weather.bus(&mut props.chance), props.sends.depth())
    };
    if fails {
        link.fault(FaultKind::BusFailed);
        return Err(lost("the connection was reset"));
    }
    let said = json!({
        "ApproximateNumberOfMessages": waiting.to_string(),
        "ApproximateNumberOfMessagesNotVisible": "0", "ApproximateNumberOfMessagesDelayed": "0",
    });
    response(200, json!({ "Attributes": said }).to_string())
}

/// A message becomes visible in a queue after a span.
pub(super) fn arrive(stage: &Stage, queue: QueueName, letter: Letter, span: TimeDelta) {
    let at = stage.now() + span;
    let mut props = stage.props();
    match queue {
        QueueName::Sends => props.sends.put(letter, at),
        QueueName::Feedback => props.feedback.put(letter, at),
    }
    props.agenda.add(at, Action::Receive(queue));
}

/// Puts an event onto the bus.
pub(super) fn announce(link: &Arc<Link>) -> Reply {
    let fails = {
        let mut props = link.stage.props();
        let props = &mut *props;
        props.weather.bus(&mut props.chance)
    };
    if !fails {
        return response(200, json!({ "FailedEntryCount": 0, "Entries": [{ "EventId": "e" }] }).to_string());
    }
    link.fault(FaultKind::BusFailed);
    let refused = json!({ "FailedEntryCount": 1, "Entries": [{ "ErrorCode": "InternalFailure" }] });
    let answers = link.stage.props().chance.happens(0.5);
    if answers { response(200, refused.to_string()) } else { Err(lost("the connection was reset")) }
}
