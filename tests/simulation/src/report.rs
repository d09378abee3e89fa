//! The report on many worlds, for people and for programs, and the conclusion.
//!
//! As JSON it is one object: `worlds`, `steps`, `happenings`, `boundary_calls`, `first_seed`, `last_seed`, `fingerprint` (over
//! all worlds), `faults` {kind: count}, `deaths` [{at, died, passed}], `met` [{state, event, taken, refused}], `mail_service`
//! {calls, accepted, unheard, refused {code: count}}, `unknown_mails` [{cause, end, count}], `dead_letters` {buried, left},
//! `violations` [{seed, at, promise, sentence}], `gaps` (a list of texts), `conclusion` (`kept`, `broken` or `thin`). Nothing in it depends
//! on how many workers there were or how fast they are.

use super::coverage::{Coverage, STEPS_MIN};
use super::happening::{EventKind, StateName};
use super::oracle::Violation;
use super::run::WorldRun;
use cadence::send_key::text_hash;
use serde_json::{Value, json};
use std::fmt::{self, Display, Formatter, Write as _};

/// The most violations shown as text; all of them are counted.
const SHOWN: usize = 40;

/// The sum of many worlds.
#[derive(Debug, Default)]
pub struct Report {
    coverage: Coverage,
    seeds: Option<(u64, u64)>,
    fingerprint: String,
    violations: Vec<(u64, Violation)>,
    /// Whether thoroughness is asked for: faults are on.
    faultless: bool,
}

/// The outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// Nothing was broken, and what was played is enough for what is asked of it.
    Kept,
    /// Something was broken.
    Broken,
    /// Nothing was broken in many steps that leave something out.
    Thin,
}

impl Report {
    /// A report over worlds in which things fail, or nothing does.
    pub fn new(faultless: bool) -> Self {
        Self { faultless, ..Self::default() }
    }

    /// Adds a world. Worlds come in the order of their seeds.
    pub fn add(&mut self, world_run: &WorldRun) {
        self.coverage.add(&world_run.coverage);
        let first = self.seeds.map_or(world_run.seed, |(first, _)| first);
        self.seeds = Some((first, world_run.seed));
        self.fingerprint = text_hash(&format!("{}\n{}", self.fingerprint, world_run.fingerprint));
        self.violations
            .extend(world_run.violations.iter().map(|violation| (world_run.seed, violation.clone())));
    }

    /// The steps so far.
    pub fn steps(&self) -> u64 {
        self.coverage.steps
    }

    /// The violations so far.
    pub fn violations(&self) -> usize {
        self.violations.len()
    }

    /// Lists what is missing, where thoroughness is asked for.
    fn gaps(&self) -> Vec<String> {
        if self.faultless || self.coverage.steps < STEPS_MIN { Vec::new() } else { self.coverage.gaps() }
    }

    /// The conclusion.
    pub fn conclusion(&self) -> Conclusion {
        if !self.violations.is_empty() {
            Conclusion::Broken
        } else if self.gaps().is_empty() {
            Conclusion::Kept
        } else {
            Conclusion::Thin
        }
    }

    /// For programs; the fields stand at the top of this file.
    pub fn json(&self) -> Value {
        let Coverage { faults, deaths, met, refused, unknown_mails, .. } = &self.coverage;
        let deaths = deaths.iter().map(|(point, deaths)| {
            json!({ "at": point.to_string(), "died": deaths.died, "passed": deaths.passed })
        });
        let met = met.iter().map(|((state, event), meetings)| {
            let (state, event) = (state.to_string(), event.to_string());
            json!({ "state": state, "event": event, "taken": meetings.taken, "refused": meetings.refused })
        });
        let unknown_mails = unknown_mails
            .iter()
            .map(|((cause, end), count)| json!({ "cause": cause, "end": end, "count": count }));
        let violations = self.violations.iter().map(|(seed, violation)| {
            let (at, promise) = (violation.at.to_rfc3339(), violation.promise.name());
            json!({ "seed": seed, "at": at, "promise": promise, "sentence": violation.sentence })
        });
        json!({
            "worlds": self.coverage.worlds,
            "steps": self.coverage.steps,
            "happenings": self.coverage.happenings,
            "boundary_calls": self.coverage.boundary_calls,
            "first_seed": self.seeds.map(|(first, _)| first),
            "last_seed": self.seeds.map(|(_, last)| last),
            "fingerprint": self.fingerprint,
            "faults": faults,
            "deaths": deaths.collect::<Vec<_>>(),
            "met": met.collect::<Vec<_>>(),
            "mail_service": {
                "calls": self.coverage.calls,
                "accepted": self.coverage.accepted,
                "unheard": self.coverage.unheard,
                "refused": refused,
            },
            "unknown_mails": unknown_mails.collect::<Vec<_>>(),
            "dead_letters": { "buried": self.coverage.buried, "left": self.coverage.dead_letters },
            "violations": violations.collect::<Vec<_>>(),
            "gaps": self.gaps(),
            "conclusion": self.conclusion().name(),
        })
    }

    fn meetings(&self) -> Vec<[String; 5]> {
        let cell = |state, event| match self.coverage.met.get(&(state, event)) {
            None => "-".to_owned(),
            Some(meetings) => format!("{} / {}", meetings.taken, meetings.refused),
        };
        let mut rows =
            vec![[String::new(), "waiting".into(), "sending".into(), "unknown".into(), "done".into()]];
        rows.extend(EventKind::ALL.map(|event| {
            let [waiting, sending, unknown, done] = StateName::ALL.map(|state| cell(state, event));
            [event.to_string(), waiting, sending, unknown, done]
        }));
        rows
    }
}

impl Conclusion {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Thin => "thin",
        }
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let coverage = &self.coverage;
        let (first, last) = self.seeds.unwrap_or_default();
        writeln!(f, "Worlds          {} (seeds {first} to {last})", coverage.worlds)?;
        writeln!(f, "Steps           {}", coverage.steps)?;
        writeln!(f, "Boundary calls  {}", coverage.boundary_calls)?;
        writeln!(f, "Happenings      {} (SHA-256 {})", coverage.happenings, self.fingerprint)?;
        let faults = coverage.faults_in_all();
        writeln!(f, "Faults          {faults}{}", rate(coverage.steps, faults))?;
        counts(f, coverage.faults.iter().map(|(name, count)| (name.clone(), *count)))?;
        let died: u64 = coverage.deaths.values().map(|deaths| deaths.died).sum();
        writeln!(f, "\nDeaths          {died} at {} places", coverage.deaths.len())?;
        let deaths = coverage.deaths.iter();
        counts(
            f,
            deaths.map(|(point, deaths)| (format!("{point} (passed {} times)", deaths.passed), deaths.died)),
        )?;
        writeln!(f, "\nStates and events (taken / refused)")?;
        table(f, &self.meetings())?;
        writeln!(f, "\nMail service    {} calls", coverage.calls)?;
        let answers =
            [("accepted".to_owned(), coverage.accepted), ("nothing heard".to_owned(), coverage.unheard)];
        let refused = coverage.refused.iter().map(|(code, count)| (format!("refused: {code}"), *count));
        counts(f, answers.into_iter().chain(refused))?;
        writeln!(f, "\nUnknown mails  {}", coverage.unknown_mails.values().sum::<u64>())?;
        let unknown_mails = coverage.unknown_mails.iter();
        counts(f, unknown_mails.map(|((cause, end), count)| (format!("{cause} -> {end}"), *count)))?;
        writeln!(f, "\nDead letters    {} buried, {} left", coverage.buried, coverage.dead_letters)?;
        for (seed, violation) in self.violations.iter().take(SHOWN) {
            writeln!(f, "seed {seed}, {violation}")?;
        }
        f.write_str(&self.closing())
    }
}

impl Report {
    fn closing(&self) -> String {
        let mut text = String::new();
        let more = self.violations.len().saturating_sub(SHOWN);
        if more > 0 {
            let _ = writeln!(text, "and {more} more");
        }
        for gap in self.gaps() {
            let _ = writeln!(text, "missing: {gap}");
        }
        let _ = match self.conclusion() {
            Conclusion::Kept => writeln!(text, "\nEvery promise was kept."),
            Conclusion::Broken => writeln!(
                text,
                "\n{} violations. `--seed N --trace` shows how it came to one of them.",
                self.violations.len()
            ),
            Conclusion::Thin => {
                writeln!(text, "\nEvery promise was kept, and what is missing was not tried often enough.")
            }
        };
        text
    }
}

/// Faults for each step, as people say it.
fn rate(steps: u64, faults: u64) -> String {
    match (steps.checked_div(faults), faults.checked_div(steps)) {
        (None, _) | (_, None) => String::new(),
        (Some(steps), _) if steps > 1 => format!(" (one in {steps} steps)"),
        (_, Some(faults)) => format!(" (about {} for each step)", faults.max(1)),
    }
}

fn counts(f: &mut Formatter<'_>, rows: impl Iterator<Item = (String, u64)>) -> fmt::Result {
    for (name, count) in rows {
        writeln!(f, "{count:>12}  {name}")?;
    }
    Ok(())
}

fn table<const N: usize>(f: &mut Formatter<'_>, rows: &[[String; N]]) -> fmt::Result {
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    for row in rows {
        let mut line = String::from("  ");
        for (column, cell) in row.iter().enumerate() {
            let width = width(column);
            let _ =
                if column == 0 { write!(line, "{cell:<width$}") } else { write!(line, "  {cell:>width$}") };
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::tiny_worlds;

    fn of(seeds: std::ops::Range<u64>) -> Report {
        let mut report = Report::new(false);
        for seed in seeds {
            report.add(&tiny_worlds().world_run(seed));
        }
        report
    }

    #[test]
    fn a_report_without_violations_says_that_every_promise_was_kept() {
        let report = of(0..3);
        assert_eq!(report.conclusion(), Conclusion::Kept);
        assert!(report.to_string().ends_with("\nEvery promise was kept.\n"), "{report}");
        assert_eq!(report.json()["conclusion"], "kept");
        assert_eq!(report.json()["faults"]["table throttled"], 3);
    }

    #[test]
    fn a_violation_is_told_with_its_seed_and_is_the_verdict() {
        let report = of(0..5);
        assert_eq!(report.conclusion(), Conclusion::Broken);
        let text = report.to_string();
        assert!(
            text.contains("seed 3, 1970-01-01 01:00:00.000 rules-unknown: version nobody-knows"),
            "{text}"
        );
        assert_eq!(report.json()["violations"][0]["promise"], "rules-unknown");
        assert_eq!(report.json()["violations"][0]["seed"], 3);
    }

    #[test]
    fn many_steps_with_gaps_are_thin_and_few_steps_are_not_asked() {
        let mut report = of(0..3);
        report.coverage.steps = STEPS_MIN - 1;
        assert_eq!(report.conclusion(), Conclusion::Kept);
        report.coverage.steps = STEPS_MIN;
        assert_eq!(report.conclusion(), Conclusion::Thin);
        assert!(report.to_string().contains("missing: waiting never met claimed"));
        report.faultless = true;
        assert_eq!(report.conclusion(), Conclusion::Kept);
    }
}
