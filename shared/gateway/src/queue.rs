//! Queues: SQS, or one inside this process. Messages may come twice, late and in any order; nothing depends on the contrary.

use crate::desk::local_queue::LocalQueue;
use cadence::Instant;
use cadence::ids::{LeadId, SequenceId};
use serde::{Deserialize, Serialize};
use std::fmt::Display;

/// Why messages could not be put into a queue.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "{unsent} of {count} messages were not taken by the queue: {reason}; the next tick finds what they named"
)]
pub struct QueueError {
    /// How many were to be sent.
    pub count: usize,
    /// How many were not.
    pub unsent: usize,
    /// What the queue said.
    pub reason: String,
}

/// "Look at this enrollment": all that travels through the send queue. Losing it loses nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendOrder {
    lead: String,
    sequence: String,
    #[serde(default)]
    urgent: bool,
}

impl SendOrder {
    /// An order for one enrollment; urgent where somebody waits for it. Urgency only helps it past a backlog and senders to
    /// plan ahead: which mail goes when is decided from the table.
    pub fn new(lead: &LeadId, sequence: &SequenceId, urgent: bool) -> Self {
        Self { lead: lead.as_str().to_owned(), sequence: sequence.as_str().to_owned(), urgent }
    }

    /// Reads the body of a message: the lead, the sequence, and whether it is urgent.
    pub fn read(body: &str) -> Result<(LeadId, SequenceId, bool), String> {
        let order: Self = serde_json::from_str(body).map_err(|error| format!("not a send order: {error}"))?;
        let lead = LeadId::parse(&order.lead).map_err(|error| format!("lead: {error}"))?;
        let sequence = SequenceId::parse(&order.sequence).map_err(|error| format!("sequence: {error}"))?;
        Ok((lead, sequence, order.urgent))
    }
}

/// A message to be put into a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The text.
    pub body: String,
    /// Messages of one group do not hold up those of others.
    pub group: String,
    /// Whether somebody waits for what it is about.
    pub urgent: bool,
}

impl From<&SendOrder> for Outgoing {
    fn from(order: &SendOrder) -> Self {
        let body =
            serde_json::json!({ "lead": order.lead, "sequence": order.sequence, "urgent": order.urgent });
        let lane = if order.urgent { "urgent" } else { "main" };
        Self { body: body.to_string(), group: format!("{lane}.{}", order.sequence), urgent: order.urgent }
    }
}

/// A message that came out of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// By which it is reported back.
    pub id: String,
    /// The text.
    pub body: String,
}

impl Incoming {
    /// Messages from their ids and bodies.
    pub fn all(records: Vec<(String, String)>) -> Vec<Self> {
        records.into_iter().map(|(id, body)| Self { id, body }).collect()
    }
}

/// A message that a function could not handle. It comes again, and after some tries it is a dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unhandled {
    /// By which it is reported back.
    pub id: String,
    /// When it was given up.
    pub at: Instant,
    /// Why, without an address.
    pub reason: String,
}

impl Unhandled {
    /// A message and what went wrong with it. Whatever looks like an address is taken out of the reason, because it is
    /// kept and shown.
    pub fn new(id: String, at: Instant, reason: &impl Display) -> Self {
        Self { id, at, reason: without_addresses(&reason.to_string()) }
    }

    /// A whole batch that could not be begun.
    pub fn all(messages: Vec<Incoming>, at: Instant, reason: &impl Display) -> Vec<Self> {
        messages.into_iter().map(|message| Self::new(message.id, at, reason)).collect()
    }

    /// What is reported back, so that these messages come again.
    pub fn ids(unhandled: &[Self]) -> Vec<String> {
        unhandled.iter().map(|message| message.id.clone()).collect()
    }
}

/// Words with an at sign in them give way to a mark, and so do line breaks.
pub(crate) fn without_addresses(text: &str) -> String {
    let words = text.split_whitespace();
    words
        .map(|word| if word.contains(['@', '＠']) { "[address]" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where messages are put.
#[derive(Debug, Clone)]
pub enum Queue {
    /// Amazon SQS.
    #[cfg(feature = "cloud")]
    Sqs(crate::sqs::Sqs),
    /// Inside this process.
    Local(LocalQueue),
}

impl Queue {
    /// The SQS queue at this URL.
    #[cfg(feature = "cloud")]
    pub fn sqs(configuration: impl Into<aws_sdk_sqs::Config>, url: impl Into<String>) -> Self {
        Self::Sqs(crate::sqs::Sqs::connect(configuration, url))
    }

    /// Puts messages into the queue.
    pub async fn send(&self, messages: Vec<Outgoing>) -> Result<(), QueueError> {
        match self {
            #[cfg(feature = "cloud")]
            Self::Sqs(sqs) => sqs.send(messages).await,
            Self::Local(queue) => {
                queue.put(messages.into_iter().map(|message| (message.urgent, message.body)));
                Ok(())
            }
        }
    }

    /// About how many messages are in the queue, those that are being worked on included.
    pub async fn depth(&self) -> Result<usize, String> {
        match self {
            #[cfg(feature = "cloud")]
            Self::Sqs(sqs) => sqs.depth().await,
            Self::Local(queue) => Ok(queue.depth()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_an_unhandled_message_holds_no_address() {
        let reason = "invalid type: string \"taro@example.jp\", expected\na map";
        let unhandled = Unhandled::new("1".to_owned(), Instant::UNIX_EPOCH, &reason);
        assert_eq!(unhandled.reason, "invalid type: string [address] expected a map");
    }
}
