//! Queues: a free environment takes a batch, works it off and deletes it.

use super::{RECORDERS, SENDERS, Shop};
use crate::units::wire::pieces;
use gateway::queue::{Incoming, SendJob};
use kit::executor::Work;
use kit::functions::FunctionName;
use kit::template;
use std::sync::Arc;

impl Shop {
    /// A free environment takes what lies in its queue.
    pub(super) fn take_batch(&mut self) -> bool {
        for function in [FunctionName::RecordFeedback, FunctionName::SendEmail] {
            let environments = if function == FunctionName::SendEmail { SENDERS } else { RECORDERS };
            let is_free = |place: &usize| {
                !self.running.values().any(|running| running.function == function && running.place == *place)
            };
            let Some(place) = (0..environments).find(is_free) else { continue };
            let batch = self.received(function);
            if batch.is_empty() {
                continue;
            }
            let (jobs, work): (usize, Work) = if function == FunctionName::SendEmail {
                let sender = Arc::clone(&self.senders[place]);
                let jobs = batch.iter().filter_map(|message| SendJob::read(&message.body).ok());
                self.stage.props().meter.mails.begin_batch(place, jobs);
                (
                    batch.len(),
                    Box::pin(
                        async move { worked_off(&Box::pin(sender.work_through(batch)).await.unhandled) },
                    ),
                )
            } else {
                let recorder = Arc::clone(&self.recorders[place]);
                (
                    0,
                    Box::pin(
                        async move { worked_off(&Box::pin(recorder.work_through(batch)).await.unhandled) },
                    ),
                )
            };
            self.begin(function, place, jobs, work);
            return true;
        }
        false
    }

    /// A batch out of a queue: one request takes it, one deletes it.
    fn received(&self, function: FunctionName) -> Vec<Incoming> {
        let mut props = self.stage.props();
        let (queue, most) = if function == FunctionName::SendEmail {
            (&mut props.sends, template::ORDERS)
        } else {
            (&mut props.feedback, template::EVENTS)
        };
        let many = queue.len().min(most);
        let bodies: Vec<String> = queue.drain(..many).collect();
        if bodies.is_empty() {
            return Vec::new();
        }
        if function == FunctionName::SendEmail {
            props.taken += bodies.len();
        }
        let bytes = bodies.iter().map(String::len).sum();
        props.meter.of(function).queue_requests += pieces(bytes) + 1.0;
        bodies.into_iter().map(|body| Incoming { id: props.number().to_string(), body }).collect()
    }
}

fn worked_off(unhandled: &[gateway::queue::Unhandled]) {
    assert!(unhandled.is_empty(), "a message was not handled: {unhandled:?}");
}
