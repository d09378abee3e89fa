//! The dead letters of a stack: four queues of SQS, which are looked at by taking and giving back.
//!
//! A letter of the send queue or the feedback queue can be put back there, and its function handles it again. A tick or a
//! sweep that failed cannot: the next minute and the next night make it good.

use gateway::sqs::{DeadLetter, DeadLettersError, Sqs};
use runtime::cloud::SdkConfig;
use std::collections::BTreeMap;

/// Letters of one queue that are listed at most.
const LISTED_MAX: usize = 100;
/// Letters that are put back by one command at most.
const PUT_BACK_MAX: usize = 1000;
/// Times that a queue is asked for letters while one is looked for.
const TAKES_MAX: usize = 200;

/// The queues.
#[derive(Debug, Clone)]
pub struct DeadLetterQueues([DeadLetterQueue; 4]);

/// One of them.
#[derive(Debug, Clone)]
struct DeadLetterQueue {
    /// The purpose of its letters.
    name: &'static str,
    letters: Sqs,
    again: Again,
}

/// The way what died here is done after all.
#[derive(Debug, Clone)]
enum Again {
    /// From the queue in which it died.
    From(Sqs),
    /// By itself.
    ByItself(&'static str),
}

/// The letters found in a queue.
#[derive(Debug)]
pub struct Found {
    /// The queue's name.
    pub queue: &'static str,
    /// About how many letters lie there.
    pub about: usize,
    /// Those that were seen, in no order.
    pub letters: Vec<DeadLetter>,
}

/// The outcome for a letter that was to be handled again.
#[derive(Debug)]
pub enum PutBack {
    /// It lies in its queue again.
    Into(&'static str),
    /// It cannot be put back; this makes it good.
    ByItself(&'static str),
}

/// The URLs of the queues of dead letters, and of those from which two of them come.
#[derive(Debug, Clone, Copy)]
pub struct QueueUrls<'a> {
    /// The send queue.
    pub send_queue: &'a str,
    /// Its dead letters.
    pub send_dead_letters: &'a str,
    /// The feedback queue.
    pub feedback_queue: &'a str,
    /// Its dead letters.
    pub feedback_dead_letters: &'a str,
    /// The dead letters of the sweep.
    pub sweep_dead_letters: &'a str,
    /// The dead letters of the tick.
    pub tick_dead_letters: &'a str,
}

impl DeadLetterQueues {
    /// Connects to the queues.
    pub fn connect(aws: &SdkConfig, urls: QueueUrls<'_>) -> Self {
        let queue = |url: &str| Sqs::connect(aws, url);
        let of = |name, letters: &str, again| DeadLetterQueue { name, letters: queue(letters), again };
        Self([
            of("sends", urls.send_dead_letters, Again::From(queue(urls.send_queue))),
            of("feedback", urls.feedback_dead_letters, Again::From(queue(urls.feedback_queue))),
            of("sweeps", urls.sweep_dead_letters, Again::ByItself("the next night's sweep")),
            of("ticks", urls.tick_dead_letters, Again::ByItself("the next tick")),
        ])
    }

    /// About how many letters wait for a person: all but ticks, since the next one makes a lost one good.
    pub async fn count(&self) -> Result<usize, DeadLettersError> {
        let mut count = 0;
        for queue in self.0.iter().filter(|queue| queue.name != "ticks") {
            count += queue.letters.count().await?;
        }
        Ok(count)
    }

    /// Lists the letters of each queue. SQS shows a sample where there is much.
    pub async fn list(&self) -> Result<Vec<Found>, DeadLettersError> {
        let mut all = Vec::new();
        for queue in &self.0 {
            let about = queue.letters.count().await?;
            let letters = queue.look(|seen| seen.len() >= LISTED_MAX).await?;
            queue.letters.give_back(&letters.iter().collect::<Vec<_>>()).await?;
            all.push(Found { queue: queue.name, about: about.max(letters.len()), letters });
        }
        Ok(all)
    }

    /// One letter and its queue, given back already; none where no such letter is found.
    pub async fn show(&self, id: &str) -> Result<Option<(&'static str, DeadLetter)>, DeadLettersError> {
        let Some((queue, letter)) = self.take(id).await? else { return Ok(None) };
        queue.letters.give_back(&[&letter]).await?;
        Ok(Some((queue.name, letter)))
    }

    /// Puts one letter back into the queue in which it died; none where no such letter is found.
    pub async fn put_back(&self, id: &str) -> Result<Option<PutBack>, DeadLettersError> {
        let Some((queue, letter)) = self.take(id).await? else { return Ok(None) };
        match &queue.again {
            Again::From(source) => {
                queue.back_into(source, &letter).await?;
                Ok(Some(PutBack::Into(queue.name)))
            }
            Again::ByItself(by) => {
                queue.letters.give_back(&[&letter]).await?;
                Ok(Some(PutBack::ByItself(by)))
            }
        }
    }

    /// Puts back all letters that can be, and gives their ids and queues, or why one was kept. One that its queue does not
    /// take, such as a text that SQS does not allow, keeps nobody from the others.
    pub async fn put_all_back(
        &self,
    ) -> Result<Vec<(String, Result<&'static str, DeadLettersError>)>, DeadLettersError> {
        let mut done = Vec::new();
        for queue in &self.0 {
            let Again::From(source) = &queue.again else { continue };
            while done.len() < PUT_BACK_MAX {
                let letters = queue.letters.take().await?;
                if letters.is_empty() {
                    break;
                }
                for letter in letters {
                    let became = queue.back_into(source, &letter).await;
                    done.push((letter.id, became.map(|()| queue.name)));
                }
            }
        }
        Ok(done)
    }

    /// Takes one letter away for good; false where no such letter is found.
    pub async fn discard(&self, id: &str) -> Result<bool, DeadLettersError> {
        let Some((queue, letter)) = self.take(id).await? else { return Ok(false) };
        queue.letters.delete(&letter).await?;
        Ok(true)
    }

    /// The letters about something, given back already.
    pub async fn about(&self, is_meant: impl Fn(&str) -> bool) -> Result<Vec<DeadLetter>, DeadLettersError> {
        let mut meant = Vec::new();
        for queue in &self.0 {
            let letters = queue.look(|_| false).await?;
            queue.letters.give_back(&letters.iter().collect::<Vec<_>>()).await?;
            meant.extend(letters.into_iter().filter(|letter| is_meant(&letter.body)));
        }
        Ok(meant)
    }

    /// Takes the letters about something away for good, and tells how many there were.
    pub async fn discard_about(&self, is_meant: impl Fn(&str) -> bool) -> Result<usize, DeadLettersError> {
        let mut discarded = 0;
        for queue in &self.0 {
            let letters = queue.look(|_| false).await?;
            let (meant, others): (Vec<_>, Vec<_>) = letters.iter().partition(|letter| is_meant(&letter.body));
            queue.letters.give_back(&others).await?;
            for letter in meant {
                queue.letters.delete(letter).await?;
                discarded += 1;
            }
        }
        Ok(discarded)
    }

    /// Takes one letter; those that were taken before it was found are given back.
    async fn take(&self, id: &str) -> Result<Option<(&DeadLetterQueue, DeadLetter)>, DeadLettersError> {
        for queue in &self.0 {
            let letters = queue.look(|seen| seen.contains_key(id)).await?;
            let (mut wanted, others): (Vec<_>, Vec<_>) = letters.into_iter().partition(|it| it.id == id);
            queue.letters.give_back(&others.iter().collect::<Vec<_>>()).await?;
            if let Some(letter) = wanted.pop() {
                return Ok(Some((queue, letter)));
            }
        }
        Ok(None)
    }
}

impl DeadLetterQueue {
    /// Puts a letter back, in this order: a program that dies in between leaves it twice, which counts once. One that is not
    /// taken is hidden for a minute, so that nobody who takes all of them meets it twice.
    async fn back_into(&self, source: &Sqs, letter: &DeadLetter) -> Result<(), DeadLettersError> {
        source.put(letter).await?;
        self.letters.delete(letter).await
    }

    /// Takes letters until it is enough or there are no more. The same letter may come twice; the later receipt counts.
    async fn look(
        &self,
        is_enough: impl Fn(&BTreeMap<String, DeadLetter>) -> bool,
    ) -> Result<Vec<DeadLetter>, DeadLettersError> {
        let mut seen = BTreeMap::new();
        for _ in 0..TAKES_MAX {
            let letters = self.letters.take().await?;
            let is_last = letters.is_empty();
            seen.extend(letters.into_iter().map(|letter| (letter.id.clone(), letter)));
            if is_last || is_enough(&seen) {
                break;
            }
        }
        Ok(seen.into_values().collect())
    }
}
