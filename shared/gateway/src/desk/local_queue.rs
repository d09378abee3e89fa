//! A queue inside the process with the habits of SQS: messages that fail come again, and after some tries they go to a
//! dead-letter folder where somebody finds them.

use super::dead_letters::{DeadLetterId, DeadLetters};
use crate::queue::{Incoming, Unhandled};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// How often a message is handed out before it is a dead letter.
const RECEIVES_MAX: u32 = 3;

/// A queue in memory. Clones are the same queue.
#[derive(Debug, Clone)]
pub struct LocalQueue(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: &'static str,
    dead_letters: Option<DeadLetters>,
    state: Mutex<Messages>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Messages {
    waiting: VecDeque<(u64, u32, String)>,
    taken: Vec<(u64, u32, String)>,
    next_id: u64,
    dead: Vec<String>,
}

impl LocalQueue {
    /// An empty queue. Dead letters are kept in memory, and in the folder where one is given.
    pub fn new(name: &'static str, dead_letters: Option<DeadLetters>) -> Self {
        let state = Mutex::new(Messages::default());
        Self(Arc::new(Inner { name, dead_letters, state, arrived: Notify::new() }))
    }

    /// Puts messages in.
    pub fn send(&self, bodies: impl IntoIterator<Item = String>) {
        let mut messages = self.messages();
        for body in bodies {
            let id = messages.next_id;
            messages.next_id += 1;
            messages.waiting.push_back((id, 0, body));
        }
        drop(messages);
        self.0.arrived.notify_one();
    }

    /// Takes up to `most` messages without waiting. What is taken must be settled.
    pub fn take(&self, most: usize) -> Vec<Incoming> {
        let mut messages = self.messages();
        let count = most.min(messages.waiting.len());
        let taken: Vec<_> = messages.waiting.drain(..count).collect();
        messages.taken.extend(taken.iter().cloned());
        taken.into_iter().map(|(id, _, body)| Incoming { id: id.to_string(), body }).collect()
    }

    /// Waits until there may be something to take.
    pub async fn wait(&self) {
        if self.messages().waiting.is_empty() {
            self.0.arrived.notified().await;
        }
    }

    /// Ends what was taken: what was not handled comes again or dies, the others are gone.
    pub fn settle(&self, taken: &[Incoming], unhandled: &[Unhandled]) {
        let mut messages = self.messages();
        for Incoming { id, .. } in taken {
            let Some(index) = messages.taken.iter().position(|(taken, ..)| taken.to_string() == *id) else {
                continue;
            };
            let (number, receives, body) = messages.taken.swap_remove(index);
            let Some(unhandled) = unhandled.iter().find(|message| message.id == *id) else {
                continue;
            };
            if receives + 1 < RECEIVES_MAX {
                messages.waiting.push_back((number, receives + 1, body));
            } else {
                self.bury(number, &body, unhandled);
                messages.dead.push(body);
            }
        }
    }

    /// How many messages wait.
    pub fn len(&self) -> usize {
        self.messages().waiting.len()
    }

    /// How many messages wait or are being worked on.
    pub fn depth(&self) -> usize {
        let messages = self.messages();
        messages.waiting.len() + messages.taken.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Messages that failed too often since the start.
    pub fn dead(&self) -> Vec<String> {
        self.messages().dead.clone()
    }

    fn messages(&self) -> std::sync::MutexGuard<'_, Messages> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bury(&self, number: u64, body: &str, unhandled: &Unhandled) {
        let name = self.0.name;
        let id = DeadLetterId::of(name, body);
        tracing::error!(
            queue.name = name,
            message.number = number,
            letter.id = id.as_str(),
            reason = unhandled.reason,
            "message failed too often and is a dead letter"
        );
        let Some(letters) = &self.0.dead_letters else { return };
        if let Err(error) = letters.bury(&id, body, unhandled.at, &unhandled.reason) {
            tracing::error!(queue.name = name, %error, "dead letter not written; it is kept in memory only");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_message_comes_three_times_and_is_kept_as_a_dead_letter() {
        let folder = tempfile::tempdir().unwrap();
        let letters = DeadLetters::in_folder(folder.path().join("dead-letters"));
        let queue = LocalQueue::new("feedback", Some(letters.clone()));
        queue.send(["poison".to_owned(), "fine".to_owned()]);
        let mut seen = 0;
        while !queue.is_empty() {
            let taken = queue.take(10);
            seen += taken.iter().filter(|message| message.body == "poison").count();
            let failed = taken.iter().filter(|message| message.body == "poison");
            let failed = failed.map(|message| {
                Unhandled::new(message.id.clone(), cadence::Instant::UNIX_EPOCH, &"nobody understands it")
            });
            queue.settle(&taken, &failed.collect::<Vec<_>>());
        }
        assert_eq!(seen, 3);
        assert_eq!(queue.dead(), ["poison"]);
        let kept = letters.all().unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].reason.as_deref(), Some("nobody understands it"));
    }
}
