//! Queues: SQS, or one inside this process. Messages may come twice, late and in any order; nothing depends on the contrary.

pub mod dead_letters;
pub mod local;
#[cfg(feature = "cloud")]
pub mod sqs;

use cadence::Instant;
use cadence::ids::{LeadId, SequenceId};
use local::LocalQueue;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;

/// The failure to put messages into a queue.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "{unsent} of {count} messages were not taken by the queue: {reason}; the next tick finds what they named"
)]
pub struct QueueError {
    /// The number of messages to be sent.
    pub count: usize,
    /// The number not taken.
    pub unsent: usize,
    /// The queue's answer.
    pub reason: String,
}

/// Enrollments that one job names at most.
pub const LEADS_MAX: usize = 10;

/// "Look at these enrollments": all that travels through the send queue. Losing it loses nothing.
///
/// It names up to [`LEADS_MAX`] of one sequence, since what the queue and a sender cost goes by messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendJob {
    /// Their sequence.
    pub sequence: SequenceId,
    /// Their leads.
    pub leads: Vec<LeadId>,
    /// Whether somebody waits for them. Urgency only helps a job past a backlog and senders to plan ahead: which mail goes
    /// when is decided from the table.
    pub urgent: bool,
}

/// A job as it is written into a message.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderBody<'a> {
    sequence: Cow<'a, str>,
    leads: Vec<Cow<'a, str>>,
    #[serde(default)]
    urgent: bool,
}

impl SendJob {
    /// A job for one enrollment.
    pub fn new(lead: &LeadId, sequence: &SequenceId, urgent: bool) -> Self {
        Self { sequence: sequence.clone(), leads: vec![lead.clone()], urgent }
    }

    /// Jobs for many enrollments, each for as many of one sequence as it may name, in the order of the first of them.
    pub fn together(enrollments: impl IntoIterator<Item = (LeadId, SequenceId)>, urgent: bool) -> Vec<Self> {
        let mut jobs: Vec<Self> = Vec::new();
        let mut open: HashMap<SequenceId, usize> = HashMap::new();
        for (lead, sequence) in enrollments {
            let last = open.get(&sequence).map(|place| &mut jobs[*place]);
            if let Some(job) = last.filter(|job| job.leads.len() < LEADS_MAX) {
                job.leads.push(lead);
            } else {
                open.insert(sequence.clone(), jobs.len());
                jobs.push(Self { sequence, leads: vec![lead], urgent });
            }
        }
        jobs
    }

    /// Reads the body of a message.
    pub fn read(body: &str) -> Result<Self, String> {
        let job: OrderBody<'_> =
            serde_json::from_str(body).map_err(|error| format!("not a send job: {error}"))?;
        let sequence = SequenceId::parse(&job.sequence).map_err(|error| format!("sequence: {error}"))?;
        if !(1..=LEADS_MAX).contains(&job.leads.len()) {
            return Err(format!("it names {} leads; a job names 1 to {LEADS_MAX}", job.leads.len()));
        }
        let leads =
            job.leads.iter().map(|lead| LeadId::parse(lead).map_err(|error| format!("lead: {error}")));
        Ok(Self { sequence, leads: leads.collect::<Result<_, _>>()?, urgent: job.urgent })
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

impl From<&SendJob> for Outgoing {
    fn from(job: &SendJob) -> Self {
        let body = OrderBody {
            sequence: job.sequence.as_str().into(),
            leads: job.leads.iter().map(|lead| lead.as_str().into()).collect(),
            urgent: job.urgent,
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
        let lane = if job.urgent { "urgent" } else { "main" };
        Self { body, group: format!("{lane}.{}", job.sequence), urgent: job.urgent }
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
    /// The reason, without an address.
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

    /// The ids to report back, so that these messages come again.
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

/// A queue that takes messages.
#[derive(Debug, Clone)]
pub enum Queue {
    /// Amazon SQS.
    #[cfg(feature = "cloud")]
    Sqs(sqs::Sqs),
    /// Inside this process.
    Local(LocalQueue),
}

impl Queue {
    /// Whether it is inside this process, as on one machine.
    pub fn is_local(&self) -> bool {
        match self {
            #[cfg(feature = "cloud")]
            Self::Sqs(_) => false,
            Self::Local(_) => true,
        }
    }

    /// The SQS queue at this URL.
    #[cfg(feature = "cloud")]
    pub fn sqs(configuration: impl Into<aws_sdk_sqs::Config>, url: impl Into<String>) -> Self {
        Self::Sqs(sqs::Sqs::connect(configuration, url))
    }

    /// Puts jobs into the queue.
    pub async fn enqueue(&self, jobs: &[SendJob]) -> Result<(), QueueError> {
        self.send(jobs.iter().map(Outgoing::from).collect()).await
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

    fn lead(number: u8) -> LeadId {
        let letter = char::from(b'a' + number % 26).to_string();
        LeadId::parse(&format!("{}{}", letter.repeat(25), if number < 26 { "a" } else { "e" })).unwrap()
    }

    fn sequence(name: &str) -> SequenceId {
        SequenceId::parse(name).unwrap()
    }

    #[test]
    fn an_order_names_all_it_may_of_one_sequence_and_is_read_as_written() {
        let of = |number: u8| (lead(number), sequence(if number % 4 == 3 { "win-back" } else { "welcome" }));
        let jobs = SendJob::together((0..30).map(of), false);
        let named: Vec<_> = jobs.iter().map(|job| (job.sequence.as_str(), job.leads.len())).collect();
        assert_eq!(named, [("welcome", 10), ("win-back", 7), ("welcome", 10), ("welcome", 3)]);
        let mut leads: Vec<_> = jobs.iter().flat_map(|job| job.leads.clone()).collect();
        leads.sort_unstable();
        let mut all: Vec<_> = (0..30).map(lead).collect();
        all.sort_unstable();
        assert_eq!(leads, all);
        for job in &jobs {
            let message = Outgoing::from(job);
            assert_eq!(SendJob::read(&message.body).as_ref(), Ok(job));
            assert_eq!(message.group, format!("main.{}", job.sequence));
        }
    }

    #[test]
    fn what_is_no_order_is_refused_with_a_reason() {
        let leads = |count| vec![lead(1).as_str().to_owned(); count];
        let body = |count| serde_json::json!({ "sequence": "welcome", "leads": leads(count) }).to_string();
        assert!(!SendJob::read(&body(1)).unwrap().urgent);
        let refused = |body: &str| SendJob::read(body).unwrap_err();
        assert_eq!(refused(&body(0)), "it names 0 leads; a job names 1 to 10");
        assert_eq!(refused(&body(11)), "it names 11 leads; a job names 1 to 10");
        assert!(refused(r#"{"sequence":"welcome","leads":["x"]}"#).starts_with("lead: "));
        assert!(refused(r#"{"poison":true}"#).starts_with("not a send job: "));
    }

    #[test]
    fn the_reason_of_an_unhandled_message_holds_no_address() {
        let reason = "invalid type: string \"taro@example.jp\", expected\na map";
        let unhandled = Unhandled::new("1".to_owned(), Instant::UNIX_EPOCH, &reason);
        assert_eq!(unhandled.reason, "invalid type: string [address] expected a map");
    }
}
