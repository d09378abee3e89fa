//! A small executor on one thread: which of the runnable tasks goes next is drawn by the seed, and nothing else decides.
//!
//! A task is one running invocation. To drop its future is what the death of its process is: no code of it runs again.

use crate::chance::Chance;
use crate::locked::Locked;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

/// One running invocation of a function (one Lambda invocation); unique per run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Invocation(pub u64);

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "i{}", self.0)
    }
}

/// The work of an invocation.
pub type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Tasks that were woken, each once.
#[derive(Debug, Default, Clone)]
struct Runnable(Arc<Locked<Vec<Invocation>>>);

impl Runnable {
    fn add(&self, task: Invocation) {
        let mut list = self.0.lock();
        if !list.contains(&task) {
            list.push(task);
        }
    }
}

/// Makes one task runnable.
struct Call {
    task: Invocation,
    runnable: Runnable,
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        self.runnable.add(self.task);
    }
}

/// All tasks.
#[derive(Default)]
pub struct Executor {
    tasks: BTreeMap<Invocation, Work>,
    runnable: Runnable,
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Executor({} tasks)", self.tasks.len())
    }
}

impl Executor {
    /// Begins a task.
    pub fn spawn(&mut self, task: Invocation, work: Work) {
        self.tasks.insert(task, work);
        self.runnable.add(task);
    }

    /// Ends a task where it stands.
    pub fn kill(&mut self, task: Invocation) {
        self.tasks.remove(&task);
    }

    /// A runnable task, taken off the list; none when all wait.
    pub fn next(&self, chance: impl FnOnce(&[Invocation]) -> usize) -> Option<Invocation> {
        let mut list = self.runnable.0.lock();
        list.retain(|task| self.tasks.contains_key(task));
        if list.is_empty() {
            return None;
        }
        let place = if list.len() == 1 { 0 } else { chance(&list) };
        Some(list.remove(place))
    }

    /// Lets a task go on until it waits or is done. True when it is done.
    pub fn poll(&mut self, task: Invocation) -> bool {
        let Some(work) = self.tasks.get_mut(&task) else { return false };
        let waker = Waker::from(Arc::new(Call { task, runnable: self.runnable.clone() }));
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => false,
            Poll::Ready(()) => {
                self.tasks.remove(&task);
                true
            }
        }
    }
}

/// Draws the runnable task that goes next.
pub fn draw(chance: &mut Chance, list: &[Invocation]) -> usize {
    chance.below(list.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::Instant;
    use chrono::TimeDelta;
    use runtime::clock::Clock;

    #[test]
    fn tasks_wait_for_the_driven_clock_and_a_killed_one_never_goes_on() {
        let (clock, driver) = Clock::driven(Instant::UNIX_EPOCH);
        let told = Arc::new(Locked::new(Vec::new()));
        let mut executor = Executor::default();
        for (number, seconds) in [(1, 20), (2, 10), (3, 5)] {
            let (clock, told) = (clock.clone(), told.clone());
            let work = async move {
                clock.sleep_until(Instant::UNIX_EPOCH + TimeDelta::seconds(seconds)).await;
                told.lock().push(number);
            };
            executor.spawn(Invocation(number), Box::pin(work));
        }
        loop {
            while let Some(task) = executor.next(|_| 0) {
                executor.poll(task);
            }
            executor.kill(Invocation(3));
            let Some(moment) = driver.next() else { break };
            driver.advance_to(moment);
        }
        assert_eq!(*told.lock(), [2, 1]);
    }
}
