//! One world under the eyes of the oracle: played once, judged, counted, hashed.

use super::coverage::Coverage;
use super::happening::Happening;
use super::ledger::Ledger;
use super::oracle::{Oracle, Rules, Violation};
use super::{Finished, Options};
use cadence::send_key::text_hash;

/// What plays a world; the machinery, or something smaller in tests.
pub type Play = fn(u64, &Options, &mut dyn FnMut(&Happening)) -> Finished;

/// How worlds are watched.
#[derive(Debug, Clone)]
pub struct Watch {
    /// What plays them.
    pub play: Play,
    /// The rules of all versions that may go live in them.
    pub rules: Rules,
    /// How they are played.
    pub options: Options,
    /// Whether a line is kept for each accepted mail.
    pub ledger: bool,
}

/// A world that is over and judged.
#[derive(Debug)]
pub struct Trial {
    /// Its seed.
    pub seed: u64,
    /// What was broken in it.
    pub violations: Vec<Violation>,
    /// What it went through.
    pub coverage: Coverage,
    /// The accepted mails, one JSON line each.
    pub ledger: Vec<String>,
    /// SHA-256 over all its happenings in words: two worlds with the same one went the same way.
    pub fingerprint: String,
}

impl Watch {
    /// The machinery's worlds.
    pub fn of(options: Options) -> anyhow::Result<Self> {
        let editions = super::editions().iter().map(|edition| (edition.head.clone(), edition.documents()));
        let rules = Rules { faultless: options.intensity <= 0.0, ..Rules::read(editions)? };
        Ok(Self { play: super::run, rules, options, ledger: false })
    }

    /// Plays the world of a seed; every happening and every violation is told as it comes.
    pub fn trial(&self, seed: u64, tell: &mut dyn FnMut(&dyn std::fmt::Display)) -> Trial {
        let mut oracle = Oracle::new(self.rules.clone());
        let (mut coverage, mut ledger) = (Coverage::default(), Ledger::of(seed));
        let (mut violations, mut fingerprint) = (Vec::new(), String::new());
        let finished = (self.play)(seed, &self.options, &mut |happening| {
            tell(happening);
            let found = oracle.take(happening);
            for violation in &found {
                tell(&format_args!("!!! {violation}"));
            }
            violations.extend(found);
            coverage.note(happening);
            if self.ledger {
                ledger.note(happening);
            }
            fingerprint = text_hash(&format!("{fingerprint}\n{happening}"));
        });
        let found = oracle.finish(&finished.final_state);
        for violation in &found {
            tell(&format_args!("!!! {violation}"));
        }
        violations.extend(found);
        coverage.boundary_calls = finished.calls;
        coverage.note_passed(&finished.passed);
        coverage.finish(oracle.steps(), &oracle.doubts(), &finished.final_state);
        Trial { seed, violations, coverage, ledger: ledger.lines(), fingerprint }
    }
}

/// The fingerprint of a seed's world: SHA-256 over all its happenings in words.
pub fn fingerprint(seed: u64) -> anyhow::Result<String> {
    Ok(Watch::of(Options::default())?.trial(seed, &mut |_| ()).fingerprint)
}
