//! A run against planted mistakes: each must be caught by a promise that names it, within so many seeds, and the same seeds
//! must be clean without it.

mod planted;

pub use planted::{MUTANTS, Planted};

use super::Options;
use super::campaign;
use super::oracle::Promise;
use super::run::{Watch, WorldRun};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// The outcome of one planted mistake.
#[derive(Debug, Clone)]
pub struct MutationOutcome {
    /// The planted mistake.
    pub planted: Planted,
    /// The seed in which it was caught, and the promise that caught it.
    pub caught: Option<(u64, Promise)>,
    /// The other promises found broken until then, by name.
    pub others: BTreeSet<&'static str>,
    /// Seeds that are not clean without it, with what was broken there.
    pub unclean: Vec<(u64, &'static str)>,
}

impl MutationOutcome {
    /// Whether it was caught, in seeds that are clean without it.
    pub fn is_well(&self) -> bool {
        self.caught.is_some() && self.unclean.is_empty()
    }
}

/// A run against planted mistakes, which remembers what seeds are like without mistakes.
#[derive(Debug)]
pub struct MutationRun {
    options: Options,
    first: u64,
    workers: u64,
    clean: Watch,
    known: BTreeMap<u64, Option<&'static str>>,
}

impl MutationRun {
    /// A run from a seed on.
    pub fn new(options: Options, first: u64, workers: u64) -> anyhow::Result<Self> {
        let options = Options { mutant: None, ..options };
        Ok(Self { options, first, workers, clean: Watch::of(options)?, known: BTreeMap::new() })
    }

    /// Plays the seeds with one mistake planted.
    pub fn play(&mut self, planted: Planted) -> anyhow::Result<MutationOutcome> {
        let options = Options { mutant: Some(planted.mutant), ..self.options };
        let watch = Watch { options, ..self.clean.clone() };
        let (mut caught, mut others, mut last) = (None, BTreeSet::new(), self.first);
        campaign::run(
            &watch,
            self.first..self.first + planted.seeds,
            self.workers,
            &mut |world_run: WorldRun| {
                last = world_run.seed;
                for violation in &world_run.violations {
                    if planted.caught_by.contains(&violation.promise) {
                        caught.get_or_insert((world_run.seed, violation.promise));
                    } else {
                        others.insert(violation.promise.name());
                    }
                }
                if caught.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        )?;
        self.know(last)?;
        let known = self.known.range(self.first..=last);
        let unclean = known.filter_map(|(seed, broken)| broken.map(|broken| (*seed, broken))).collect();
        Ok(MutationOutcome { planted, caught, others, unclean })
    }

    /// Plays the seeds up to one without mistakes, those that were not played before.
    fn know(&mut self, last: u64) -> anyhow::Result<()> {
        let from = self.known.last_key_value().map_or(self.first, |(seed, _)| seed + 1);
        let known = &mut self.known;
        campaign::run(&self.clean, from..last + 1, self.workers, &mut |world_run: WorldRun| {
            known.insert(
                world_run.seed,
                world_run.violations.first().map(|violation| violation.promise.name()),
            );
            ControlFlow::Continue(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mutant;

    #[test]
    fn every_mistake_is_planted_once_and_by_some_promise() {
        for mutant in Mutant::ALL {
            let planted = MUTANTS.iter().filter(|planted| planted.mutant == *mutant).count();
            assert_eq!(planted, 1, "{}", mutant.name());
        }
        assert!(MUTANTS.iter().all(|planted| !planted.caught_by.is_empty() && planted.seeds > 0));
    }
}
