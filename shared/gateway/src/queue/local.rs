//! A queue inside the process with the habits of SQS: urgent messages do not stand behind a backlog, those that fail come
//! again, and after some tries they go to a dead-letter folder where somebody finds them.

use super::dead_letters::{DeadLetterId, DeadLetters};
use super::{Incoming, Unhandled};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// The number of times a message is handed out before it is a dead letter.
const RECEIVES_MAX: u32 = 3;
/// Batches in a row in which urgent messages may leave no place for one of the main lane that waits.
const PASSED_OVER_MAX: u32 = 9;

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
    waiting: Lanes,
    taken: Vec<Message>,
    next_id: u64,
    dead: Vec<String>,
}

#[derive(Debug, Clone)]
struct Message {
    number: u64,
    receives: u32,
    urgent: bool,
    body: String,
}

/// Messages that wait. The urgent ones are handed out first, because somebody waits for what they are about.
///
/// Urgency alone could keep the main lane waiting for ever: the pace gives urgent mail the whole rate while the main lane rests,
/// and a main lane of which nothing is handed out rests. Where more urgent messages come than can be worked off, every tenth
/// batch therefore begins with the main lane.
#[derive(Debug, Default)]
struct Lanes {
    urgent: VecDeque<Message>,
    main: VecDeque<Message>,
    /// Batches since the main lane had a place or none of it waited.
    passed_over: u32,
}

impl Lanes {
    fn put(&mut self, message: Message) {
        let lane = if message.urgent { &mut self.urgent } else { &mut self.main };
        lane.push_back(message);
    }

    fn put_back(&mut self, message: Message) {
        let lane = if message.urgent { &mut self.urgent } else { &mut self.main };
        lane.push_front(message);
    }

    fn take(&mut self, most: usize) -> Vec<Message> {
        let main_waited = self.main.len();
        let main_is_first = self.passed_over >= PASSED_OVER_MAX;
        let (first, second) = if main_is_first {
            (&mut self.main, &mut self.urgent)
        } else {
            (&mut self.urgent, &mut self.main)
        };
        let mut taken: Vec<_> = first.drain(..most.min(first.len())).collect();
        let left = most - taken.len();
        taken.extend(second.drain(..left.min(second.len())));
        let is_passed_over = main_waited > 0 && self.main.len() == main_waited;
        self.passed_over = if is_passed_over { self.passed_over + 1 } else { 0 };
        taken
    }

    fn len(&self) -> usize {
        self.urgent.len() + self.main.len()
    }
}

impl LocalQueue {
    /// An empty queue. Dead letters are kept in memory, and in the folder where one is given.
    pub fn new(name: &'static str, dead_letters: Option<DeadLetters>) -> Self {
        let state = Mutex::new(Messages::default());
        Self(Arc::new(Inner { name, dead_letters, state, arrived: Notify::new() }))
    }

    /// Puts messages into the main lane.
    pub fn send(&self, bodies: impl IntoIterator<Item = String>) {
        self.put(bodies.into_iter().map(|body| (false, body)));
    }

    /// Puts messages in, each into the lane it belongs to: true for the urgent one.
    pub(crate) fn put(&self, bodies: impl IntoIterator<Item = (bool, String)>) {
        let mut messages = self.messages();
        for (urgent, body) in bodies {
            let number = messages.next_id;
            messages.next_id += 1;
            messages.waiting.put(Message { number, receives: 0, urgent, body });
        }
        drop(messages);
        self.0.arrived.notify_one();
    }

    /// Takes up to `most` messages without waiting, urgent ones first. What is taken must be settled.
    pub fn take(&self, most: usize) -> Vec<Incoming> {
        let mut messages = self.messages();
        let taken = messages.waiting.take(most);
        messages.taken.extend(taken.iter().cloned());
        taken.into_iter().map(|it| Incoming { id: it.number.to_string(), body: it.body }).collect()
    }

    /// Waits until there may be something to take.
    pub async fn wait(&self) {
        if self.is_empty() {
            self.0.arrived.notified().await;
        }
    }

    /// Takes back what was taken, to the front of its lane and as if it had never been taken: the fault was not its own.
    pub fn give_back(&self, taken: &[Incoming]) {
        let mut messages = self.messages();
        for Incoming { id, .. } in taken.iter().rev() {
            if let Some(index) = messages.taken.iter().position(|taken| taken.number.to_string() == *id) {
                let message = messages.taken.swap_remove(index);
                messages.waiting.put_back(message);
            }
        }
    }

    /// Ends what was taken: what was not handled comes again or dies, the others are gone.
    pub fn settle(&self, taken: &[Incoming], unhandled: &[Unhandled]) {
        let mut messages = self.messages();
        for Incoming { id, .. } in taken {
            let Some(index) = messages.taken.iter().position(|taken| taken.number.to_string() == *id) else {
                continue;
            };
            let mut message = messages.taken.swap_remove(index);
            let Some(unhandled) = unhandled.iter().find(|message| message.id == *id) else {
                continue;
            };
            message.receives += 1;
            if message.receives < RECEIVES_MAX {
                messages.waiting.put(message);
            } else {
                self.bury(message.number, &message.body, unhandled);
                messages.dead.push(message.body);
            }
        }
    }

    /// The number of messages that wait.
    pub fn len(&self) -> usize {
        self.messages().waiting.len()
    }

    /// The number of messages that wait or are being worked on.
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

    fn named(lane: &str, count: usize) -> impl Iterator<Item = (bool, String)> {
        (0..count).map(move |number| (lane == "urgent", format!("{lane} {number}")))
    }

    fn bodies(taken: &[Incoming]) -> Vec<&str> {
        taken.iter().map(|message| message.body.as_str()).collect()
    }

    #[test]
    fn urgent_messages_come_before_a_backlog_and_each_lane_keeps_its_job() {
        let queue = LocalQueue::new("sends", None);
        queue.put(named("main", 100));
        queue.put(named("urgent", 2));
        let taken = queue.take(4);
        assert_eq!(bodies(&taken), ["urgent 0", "urgent 1", "main 0", "main 1"]);
        queue.put([(true, "urgent 2".to_owned())]);
        // A failed message comes again, in its lane and behind what waits there.
        let failed = Unhandled::new(taken[0].id.clone(), cadence::Instant::UNIX_EPOCH, &"not now");
        queue.settle(&taken, &[failed]);
        assert_eq!(bodies(&queue.take(3)), ["urgent 2", "urgent 0", "main 2"]);
        assert_eq!((queue.len(), queue.depth()), (97, 100));
    }

    #[test]
    fn what_is_given_back_is_handed_out_again_in_its_order_and_never_dies() {
        let queue = LocalQueue::new("feedback", None);
        queue.send(["a".to_owned(), "b".to_owned(), "c".to_owned()]);
        for _ in 0..2 * RECEIVES_MAX {
            let taken = queue.take(2);
            assert_eq!(bodies(&taken), ["a", "b"]);
            queue.give_back(&taken);
        }
        assert_eq!((queue.depth(), queue.dead().len()), (3, 0));
    }

    #[test]
    fn the_main_lane_gets_every_tenth_batch_however_many_urgent_messages_come() {
        let queue = LocalQueue::new("sends", None);
        queue.put(named("urgent", 50));
        for _ in 0..20 {
            queue.settle(&queue.take(1), &[]);
        }
        queue.put(named("main", 15));
        let mut handed_out = Vec::new();
        for _ in 0..25 {
            queue.put(named("urgent", 10));
            let taken = queue.take(10);
            queue.settle(&taken, &[]);
            handed_out.push(taken.iter().filter(|message| message.body.starts_with("main")).count());
        }
        let mut expected = [0; 25];
        (expected[9], expected[19]) = (10, 5);
        assert_eq!(handed_out, expected);
    }

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
