//! Moments at which the program is killed, and the trap that waits for one of them.

use kit::locked::Locked;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use std::fmt;
use std::sync::Arc;
use tokio::process::Child;
use tokio::sync::Notify;

/// The phases of one attempt that the program tells, in this order.
pub(super) const PHASES: [&str; 5] = ["claimed", "fenced", "handing-over", "answered", "settled"];

/// A moment at which to kill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Moment {
    /// Any time after the start, often before it serves.
    AnyTime,
    /// The program's log has just shown this phase of some attempt.
    Phase(usize),
    /// A mail has reached the sink, which has not accepted it.
    Arrived,
    /// The sink has accepted a mail and not answered.
    Accepted,
    /// A form post has just been acknowledged.
    PostAcknowledged,
    /// An event has just been acknowledged.
    EventAcknowledged,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnyTime => f.write_str("any time"),
            Self::Phase(index) => write!(f, "log shows {}", PHASES[*index]),
            Self::Arrived => f.write_str("mail at the sink, not accepted"),
            Self::Accepted => f.write_str("mail accepted, not answered"),
            Self::PostAcknowledged => f.write_str("post acknowledged"),
            Self::EventAcknowledged => f.write_str("event acknowledged"),
        }
    }
}

impl Moment {
    /// So many moments, each kind about as often as any other, in an order of chance.
    pub(super) fn plan(count: usize, chance: &mut StdRng) -> Vec<Self> {
        let phases = (0..PHASES.len()).map(Self::Phase);
        let others =
            [Self::Accepted, Self::PostAcknowledged, Self::EventAcknowledged, Self::AnyTime, Self::Arrived];
        let kinds: Vec<Self> = phases.chain(others).collect();
        let mut plan = Vec::new();
        while plan.len() < count {
            let mut round = kinds.clone();
            round.shuffle(chance);
            plan.extend(round);
        }
        plan.truncate(count);
        plan
    }
}

/// Set for one moment at a time. Clones are the same trap.
#[derive(Debug, Clone, Default)]
pub(super) struct Trap(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    set: Locked<Set>,
    sprung: Notify,
}

#[derive(Debug, Default)]
struct Set {
    child: Option<Child>,
    moment: Option<Moment>,
    /// The number of such moments let pass first.
    skip: usize,
}

impl Trap {
    /// Puts a process in, and waits for nothing yet.
    pub(super) fn hold(&self, child: Child) {
        *self.locked() = Set { child: Some(child), moment: None, skip: 0 };
    }

    /// Waits for a moment from now on.
    pub(super) fn arm(&self, moment: Moment, skip: usize) {
        let mut set = self.locked();
        (set.moment, set.skip) = (Some(moment), skip);
    }

    /// This moment is now. True when the process was killed for it.
    pub(super) fn now(&self, moment: Moment) -> bool {
        let mut set = self.locked();
        if set.moment != Some(moment) {
            return false;
        }
        if set.skip > 0 {
            set.skip -= 1;
            return false;
        }
        let killed = set.kill();
        drop(set);
        self.0.sprung.notify_one();
        killed
    }

    /// Waits until it was killed at its moment.
    pub(super) async fn sprung(&self) {
        self.0.sprung.notified().await;
    }

    /// Kills whatever the moment, if it was not killed yet, and gives the process to wait for.
    pub(super) fn take(&self) -> Option<Child> {
        let mut set = self.locked();
        set.kill();
        set.child.take()
    }

    /// Gives the process alive.
    pub(super) fn release(&self) -> Option<Child> {
        let mut set = self.locked();
        set.moment = None;
        set.child.take()
    }

    /// Whether the process has ended by itself.
    pub(super) fn has_ended(&self) -> bool {
        self.locked().child.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None)))
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Set> {
        self.0.set.lock()
    }
}

impl Set {
    /// SIGKILL: nothing of the process runs after this.
    fn kill(&mut self) -> bool {
        self.moment = None;
        self.child.as_mut().is_some_and(|child| child.start_kill().is_ok())
    }
}
