//! The runs that unproven posts began for one address, as far as a ceiling asks for them.

use super::MONTH;
use crate::Instant;
use crate::caller::CallerTag;

/// One run that began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunRun {
    /// When.
    pub at: Instant,
    /// By whom, as far as that can be told.
    pub caller: Option<CallerTag>,
}

/// The runs of the last 30 days, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Begun(Vec<BegunRun>);

impl Begun {
    /// The runs as they were kept.
    pub fn of(runs: Vec<BegunRun>) -> Self {
        Self(runs)
    }

    /// All of them.
    pub fn runs(&self) -> &[BegunRun] {
        &self.0
    }

    /// Adds a run and forgets those that count no more.
    pub fn note(&mut self, run: BegunRun) {
        self.0.retain(|earlier| earlier.at > run.at - MONTH);
        self.0.push(run);
    }

    /// Runs that began after a moment.
    pub(super) fn since(&self, moment: Instant) -> u32 {
        self.count(|run| run.at > moment)
    }

    /// Those of one caller.
    pub(super) fn of_caller_since(&self, caller: CallerTag, moment: Instant) -> u32 {
        self.count(|run| run.at > moment && run.caller == Some(caller))
    }

    fn count(&self, which: impl Fn(&BegunRun) -> bool) -> u32 {
        u32::try_from(self.0.iter().filter(|run| which(run)).count()).unwrap_or(u32::MAX)
    }
}
