//! Worlds with faults: the real functions and the real store over the embedded engine, on a clock that is driven, with
//! everything between them lost, late, doubled, refused or dead as a seed decides. The same seed gives the same world.
//!
//! The machinery knows nothing of what is right; it tells what happens, and others judge.
#![expect(clippy::expect_used, clippy::panic, reason = "a world that cannot be made ends the test")]
#![expect(clippy::missing_panics_doc, reason = "a world that cannot be made ends the test")]

mod boundary;
pub mod campaign;
pub mod command;
mod connection;
pub mod coverage;
mod coverage_probe;
mod editions;
mod fault_rates;
pub mod happening;
mod lambda;
mod late_writes;
pub mod ledger;
mod mutants;
pub mod mutation_run;
pub mod oracle;
mod people;
mod press;
mod queues;
pub mod report;
mod request;
mod rows;
pub mod run;
mod schedule;
mod service;
mod state;
mod table;
mod wire;
mod wiring;
mod world;

pub use editions::{Edition, editions};
pub use mutants::Mutant;

use happening::{CrashPoint, FinalState, Happening};
use std::collections::BTreeMap;

/// The way a world is played.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The intensity of faults, one being usual and zero none.
    pub intensity: f64,
    /// The mistake in the product that is played, if one is.
    pub mutant: Option<Mutant>,
    /// The number of people who come; the seed decides where it is not said.
    pub people: Option<usize>,
    /// For how many days there are faults; likewise.
    pub days: Option<i64>,
    /// Whether lines about every boundary call are kept.
    pub trace: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { intensity: 1.0, mutant: None, people: None, days: None, trace: false }
    }
}

/// A world that is over.
#[derive(Debug)]
pub struct Finished {
    /// The state at the end.
    pub final_state: FinalState,
    /// Boundary calls that were made.
    pub calls: u64,
    /// The number of times each place at which a process can die was passed.
    pub passed: BTreeMap<CrashPoint, u64>,
    /// Lines about boundary calls, each after its time, where they were asked for.
    pub lines: Vec<String>,
}

/// Plays the world of a seed. Every happening goes to the sink, in order.
pub fn run(seed: u64, options: &Options, sink: &mut dyn FnMut(&Happening)) -> Finished {
    // The clients ask whether there is a runtime; nothing ever waits on it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime is made");
    let _inside = runtime.enter();
    world::World::of(seed, options).run(sink)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(seed: u64, intensity: f64) -> Vec<String> {
        let options = Options { intensity, people: Some(2), days: Some(2), ..Options::default() };
        let mut told = Vec::new();
        run(seed, &options, &mut |happening| told.push(happening.to_string()));
        told
    }

    #[test]
    fn a_seed_replays_to_the_letter_and_another_seed_is_another_world() {
        let (first, again, other) = (told(1, 1.0), told(1, 1.0), told(2, 1.0));
        assert_eq!(first, again);
        assert_ne!(first, other);
    }

    #[test]
    fn in_a_calm_world_nothing_is_injected_and_mails_are_accepted() {
        let told = told(3, 0.0);
        assert_eq!(told.iter().find(|line| line.contains("FAULT")), None);
        assert!(told.len() > 20, "{told:#?}");
    }

    #[test]
    fn every_mutant_has_a_name_of_its_own_by_which_it_is_found() {
        for mutant in Mutant::ALL {
            assert_eq!(Mutant::parse(mutant.name()), Some(*mutant));
        }
        assert_eq!(Mutant::parse("none"), None);
    }
}
