//! A queue inside the process with the habits of SQS: messages that fail come again, and after some tries they go to a
//! dead-letter folder where somebody finds them.

use crate::queue::Incoming;
use std::collections::VecDeque;
use std::path::PathBuf;
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
    dead_letters: Option<PathBuf>,
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
    pub fn new(name: &'static str, dead_letters: Option<PathBuf>) -> Self {
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

    /// Ends what was taken: the failed ones come again or die, the others are gone.
    pub fn settle(&self, taken: &[Incoming], failed: &[String]) {
        let mut messages = self.messages();
        for Incoming { id, .. } in taken {
            let Some(index) = messages.taken.iter().position(|(taken, ..)| taken.to_string() == *id) else {
                continue;
            };
            let (number, receives, body) = messages.taken.swap_remove(index);
            if !failed.contains(id) {
                continue;
            }
            if receives + 1 < RECEIVES_MAX {
                messages.waiting.push_back((number, receives + 1, body));
            } else {
                self.bury(number, &body);
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

    fn bury(&self, number: u64, body: &str) {
        let name = self.0.name;
        tracing::error!(
            queue.name = name,
            message.number = number,
            "message failed too often and is a dead letter"
        );
        let Some(folder) = &self.0.dead_letters else { return };
        let digest = body.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let path = folder.join(format!("{name}-{digest:016x}.json"));
        if let Err(error) = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, body)) {
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
        let queue = LocalQueue::new("feedback", Some(folder.path().join("dead-letters")));
        queue.send(["poison".to_owned(), "fine".to_owned()]);
        let mut seen = 0;
        while !queue.is_empty() {
            let taken = queue.take(10);
            seen += taken.iter().filter(|message| message.body == "poison").count();
            let failed: Vec<String> =
                taken.iter().filter(|message| message.body == "poison").map(|m| m.id.clone()).collect();
            queue.settle(&taken, &failed);
        }
        assert_eq!(seen, 3);
        assert_eq!(queue.dead(), ["poison"]);
        let files: Vec<_> = std::fs::read_dir(folder.path().join("dead-letters")).unwrap().collect();
        assert_eq!(files.len(), 1);
    }
}
