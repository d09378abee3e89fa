//! One world under the eyes of the oracle: played once, judged, counted, hashed.

use super::coverage::Coverage;
use super::happening::Happening;
use super::ledger::Ledger;
use super::oracle::{Oracle, Rules, Violation};
use super::{Finished, Options};
use cadence::send_key::text_hash;

/// The player of a world; the machinery, or something smaller in tests.
pub type Play = fn(u64, &Options, &mut dyn FnMut(&Happening)) -> Finished;

/// The way worlds are watched.
#[derive(Debug, Clone)]
pub struct Watch {
    /// Their player.
    pub play: Play,
    /// The rules of all versions that may go live in them.
    pub rules: Rules,
    /// The way they are played.
    pub options: Options,
    /// Whether a line is kept for each accepted mail.
    pub ledger: bool,
}

/// A world that is over and judged.
#[derive(Debug)]
pub struct WorldRun {
    /// Its seed.
    pub seed: u64,
    /// The promises broken in it.
    pub violations: Vec<Violation>,
    /// Its coverage.
    pub coverage: Coverage,
    /// The accepted mails, one JSON line each.
    pub ledger: Vec<String>,
    /// SHA-256 over all its happenings in words: two worlds with the same one went the same way.
    pub fingerprint: String,
    /// Everything that happened, line by line, where the options ask for it.
    pub trace: Vec<String>,
}

impl Watch {
    /// The machinery's worlds.
    pub fn of(options: Options) -> anyhow::Result<Self> {
        let editions = super::editions().iter().map(|edition| (edition.head.clone(), edition.documents()));
        let rules = Rules { faultless: options.intensity <= 0.0, ..Rules::read(editions)? };
        Ok(Self { play: super::run, rules, options, ledger: false })
    }

    /// Plays the world of a seed and judges it.
    pub fn world_run(&self, seed: u64) -> WorldRun {
        let mut oracle = Oracle::new(self.rules.clone());
        let (mut coverage, mut ledger) = (Coverage::default(), Ledger::of(seed));
        let (mut violations, mut told) = (Vec::new(), Vec::new());
        let mut fingerprint = String::new();
        let finished = (self.play)(seed, &self.options, &mut |happening| {
            let found = oracle.take(happening);
            let words = happening.to_string();
            coverage.note(happening);
            if self.ledger {
                ledger.note(happening);
            }
            fingerprint = text_hash(&format!("{fingerprint}\n{words}"));
            if self.options.trace {
                told.push((words, found.clone()));
            }
            violations.extend(found);
        });
        let found = oracle.finish(&finished.final_state);
        let trace = if self.options.trace { trace(finished.lines, told, &found) } else { Vec::new() };
        violations.extend(found);
        coverage.boundary_calls = finished.calls;
        coverage.note_passed(&finished.passed);
        coverage.finish(oracle.steps(), &oracle.unknown_mails(), &finished.final_state);
        WorldRun { seed, violations, coverage, ledger: ledger.lines(), fingerprint, trace }
    }
}

/// All that was told, with the machinery's own lines about boundary calls between, and what was broken where it showed.
fn trace(lines: Vec<String>, told: Vec<(String, Vec<Violation>)>, at_the_end: &[Violation]) -> Vec<String> {
    let broken = |violation: &Violation| format!("!!! {violation}");
    let mut trace = Vec::new();
    let mut told = told.into_iter().peekable();
    for line in lines {
        let found = told.next_if(|(words, _)| *words == line).map(|(_, found)| found);
        trace.push(line);
        trace.extend(found.iter().flatten().map(broken));
    }
    for (words, found) in told {
        trace.push(words);
        trace.extend(found.iter().map(broken));
    }
    trace.extend(at_the_end.iter().map(broken));
    trace
}

/// The fingerprint of a seed's world: SHA-256 over all its happenings in words.
pub fn fingerprint(seed: u64) -> anyhow::Result<String> {
    Ok(Watch::of(Options::default())?.world_run(seed).fingerprint)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::happening::{FaultKind, FinalState, What};
    use crate::oracle::Promise;
    use cadence::Instant;
    use chrono::TimeDelta;
    use std::collections::{BTreeMap, BTreeSet};

    /// A tiny world: as many faults as its seed says, and in every fourth one a version nobody knows.
    fn tiny(seed: u64, _: &Options, sink: &mut dyn FnMut(&Happening)) -> Finished {
        let at = |seconds| Instant::UNIX_EPOCH + TimeDelta::seconds(seconds);
        for number in 0..seed {
            let what = What::Fault { kind: FaultKind::TableThrottled, invocation: None };
            sink(&Happening { at: at(i64::try_from(number).unwrap()), what });
        }
        if seed % 4 == 3 {
            sink(&Happening { at: at(3600), what: What::Published { head: "nobody-knows".to_owned() } });
        }
        sink(&Happening { at: at(7200), what: What::Ended });
        let final_state = FinalState {
            now: at(7200),
            enrollments: Vec::new(),
            messages: Vec::new(),
            leads: BTreeSet::new(),
            items: BTreeSet::new(),
            suppressed: BTreeSet::new(),
            dead_letters: 0,
        };
        Finished { final_state, calls: seed, passed: BTreeMap::new(), lines: Vec::new() }
    }

    /// Tiny worlds under the oracle's eyes.
    pub(in super::super) fn tiny_worlds() -> Watch {
        Watch { play: tiny, rules: Rules::default(), options: Options::default(), ledger: true }
    }

    #[test]
    fn a_world_is_judged_counted_and_told_as_it_goes() {
        let options = Options { trace: true, ..Options::default() };
        let world_run = Watch { options, ..tiny_worlds() }.world_run(3);
        assert_eq!(world_run.violations.len(), 1);
        assert_eq!((world_run.coverage.faults_in_all(), world_run.coverage.boundary_calls), (3, 3));
        insta::assert_snapshot!(world_run.trace.join("\n"), @r"
        1970-01-01 00:00:00.000 FAULT table throttled for nobody
        1970-01-01 00:00:01.000 FAULT table throttled for nobody
        1970-01-01 00:00:02.000 FAULT table throttled for nobody
        1970-01-01 01:00:00.000 published nobody-knows
        !!! 1970-01-01 01:00:00.000 rules-unknown: version nobody-knows went live, and the oracle was not given its templates
        1970-01-01 02:00:00.000 ended
        ");
    }

    #[test]
    fn the_machinerys_lines_stand_between_what_happened() {
        let lines = ["a call", "one", "another call", "two"].map(str::to_owned).to_vec();
        let found = Promise::Stuck.broken(Instant::UNIX_EPOCH, "it lay there".to_owned());
        let told = vec![("one".to_owned(), vec![found.clone()]), ("two".to_owned(), Vec::new())];
        let broken = format!("!!! {found}");
        assert_eq!(trace(lines, told, &[]), ["a call", "one", &broken, "another call", "two"]);
    }

    #[test]
    fn a_seed_has_one_fingerprint_and_another_seed_another() {
        let print = |seed| tiny_worlds().world_run(seed).fingerprint;
        assert_eq!(print(5), print(5));
        assert_ne!(print(5), print(6));
    }
}
