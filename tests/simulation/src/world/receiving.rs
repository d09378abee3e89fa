//! Messages leave their queues: a function with room gets what its queue holds.

use super::World;
use crate::happening::{FaultKind, FunctionName, QueueName, What};
use crate::lambda::{Cause, Event};
use crate::queues::Note;

impl World {
    /// A queue has messages and a function may have room.
    pub(super) fn receive(&mut self, queue: QueueName) {
        let function = match queue {
            QueueName::Sends => FunctionName::SendEmail,
            QueueName::Feedback => FunctionName::RecordFeedback,
        };
        self.receive_if_due(function);
    }

    /// Gives a function what its queue holds, as long as it has room.
    pub(super) fn receive_if_due(&mut self, function: FunctionName) {
        let queue = match function {
            FunctionName::SendEmail => QueueName::Sends,
            FunctionName::RecordFeedback => QueueName::Feedback,
            FunctionName::IngestLead
            | FunctionName::CadenceTick
            | FunctionName::SweepDormant
            | FunctionName::ManageSubscription => return,
        };
        while self.functions.has_room(function) {
            let now = self.state.now();
            let received = {
                let mut props = self.state.props();
                let props = &mut *props;
                let shuffle = props.fault_rates.message(&mut props.chance);
                let model = match queue {
                    QueueName::Sends => &mut props.sends,
                    QueueName::Feedback => &mut props.feedback,
                };
                if !model.has_visible(now) {
                    break;
                }
                model.receive(now, &mut props.chance, shuffle)
            };
            if received.reordered {
                let kind = match queue {
                    QueueName::Sends => FaultKind::OrderReordered,
                    QueueName::Feedback => FaultKind::FeedbackReordered,
                };
                self.state.fault(kind, None);
            }
            for note in received.buried {
                let reason = format!("received too often: {}", said(&note));
                self.state.tell(What::Buried { queue, reason });
            }
            if received.batch.is_empty() {
                continue;
            }
            for note in &received.notes {
                self.told_of_receipt(note);
            }
            let named = received.batch.iter().map(|message| message.id.clone()).zip(received.notes).collect();
            self.begin(function, Event::Batch(received.batch), Cause::Queue(named));
        }
    }

    fn told_of_receipt(&self, note: &Note) {
        match note {
            Note::Order(job) => {
                for lead in &job.leads {
                    let (lead, sequence) = (lead.clone(), job.sequence.clone());
                    self.state.tell(What::OrderTaken { lead, sequence });
                }
            }
            Note::Mail { send_key, attempt, fact, at, .. } => {
                let (send_key, attempt) = (send_key.clone(), Some(attempt.clone()));
                self.state.tell(What::EventTaken { send_key, attempt, fact: *fact, at: *at });
                super::suppressions::tell(&self.state, note, false);
                if let Some((lead, refusal)) = note.refusal() {
                    self.state.tell(What::RefusalBegan { lead, refusal });
                }
            }
            Note::Lead { .. } | Note::Erasure { .. } => {}
        }
    }
}

fn said(note: &Note) -> String {
    match note {
        Note::Order(job) => format!("a job in {}", job.sequence),
        Note::Mail { fact, .. } => format!("an event that says {}", fact.name()),
        Note::Lead { event, .. } => format!("an event {event} of a lead"),
        Note::Erasure { .. } => "a wish to be erased".to_owned(),
    }
}
