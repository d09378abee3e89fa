//! The report at the end: the moments of the kills, the counts that were compared, the verdict.

use super::compare::{Observed, Violation};
use super::sink::Tally;
use super::table::Standing;
use super::trap::{Moment, PHASES};
use hikyaku::output::{Output, Table, Tone};
use kit::verdict::Mark;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Broken promises that are told in full.
const TOLD_MAX: usize = 20;

/// One kill.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kill {
    pub(super) moment: Moment,
    /// Whether the moment came; otherwise it was killed after waiting for it.
    pub(super) met: bool,
    /// The last phase that the program's log showed.
    pub(super) phase: Option<usize>,
}

/// Everything that is told.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) seed: u64,
    pub(super) kills: Vec<Kill>,
    pub(super) tries: u64,
    pub(super) tally: Tally,
    pub(super) observed: Observed,
    pub(super) violations: Vec<Violation>,
    pub(super) seconds: u64,
}

impl Report {
    /// Whether every promise held, and there was something that could have been broken.
    pub(super) fn holds(&self) -> bool {
        self.violations.is_empty()
            && !self.observed.accepted.is_empty()
            && !self.observed.acknowledged.is_empty()
    }

    /// Prints it for people.
    pub(super) fn print(&self, output: &mut Output) -> io::Result<()> {
        let heading = format!("{} kills of the real program (seed {})", self.kills.len(), self.seed);
        output.line(output.paint(Tone::Strong, &heading))?;
        output.line(self.moments().join("\n"))?;
        output.line("")?;
        let counts = self.counts().into_iter().map(|(what, count)| format!("  {count:>6} {what}"));
        output.line(counts.collect::<Vec<_>>().join("\n"))?;
        output.line("")?;
        output.line(output.paint(Tone::Strong, "What must hold"))?;
        for (name, promise) in Violation::PROMISES {
            let broken = self.broken(name);
            let mark = Mark::of(broken == 0).shown(output);
            let times = if broken == 0 { String::new() } else { format!(" ({broken} times)") };
            output.line(format!("  {mark} {promise}{times}"))?;
        }
        for violation in self.violations.iter().take(TOLD_MAX) {
            output.line(format!("    {}: {violation}", violation.name()))?;
        }
        if !self.holds() && self.violations.is_empty() {
            output.line("    nothing was acknowledged or accepted, so nothing is proven")?;
        }
        Ok(())
    }

    fn broken(&self, name: &str) -> usize {
        self.violations.iter().filter(|violation| violation.name() == name).count()
    }

    /// A row for each kind of moment: how often, and where the mail in hand stood by then.
    fn moments(&self) -> Vec<String> {
        let headings =
            ["  killed when", "times"].into_iter().chain(PHASES).chain(["no mail", "waited in vain"]);
        let mut table = Table::new(headings);
        let kinds: BTreeSet<Moment> = self.kills.iter().map(|kill| kill.moment).collect();
        for kind in kinds {
            let kills: Vec<&Kill> = self.kills.iter().filter(|kill| kill.moment == kind).collect();
            let at = |phase: Option<usize>| kills.iter().filter(|kill| kill.phase == phase).count();
            let phases = (0..PHASES.len()).map(Some).chain([None]).map(at);
            let vain = kills.iter().filter(|kill| !kill.met).count();
            let numbers =
                [kills.len()].into_iter().chain(phases).chain([vain]).map(|number| number.to_string());
            table.row([format!("  {kind}")].into_iter().chain(numbers));
        }
        table.lines()
    }

    /// The counts, in the order of a mail's way.
    fn counts(&self) -> Vec<(&'static str, u64)> {
        let Observed { acknowledged, accepted, events, table, .. } = &self.observed;
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let mails: BTreeMap<&str, usize> = accepted.iter().fold(BTreeMap::new(), |mut mails, mail| {
            *mails.entry(&*mail.send_key).or_default() += 1;
            mails
        });
        let standing = |wanted: &[Standing]| {
            number(table.runs.iter().filter(|run| wanted.contains(&run.standing)).count())
        };
        let unknown = table.runs.iter().filter(|run| matches!(run.standing, Standing::Unknown(_))).count();
        let unproven = table
            .records
            .values()
            .filter(|record| record.fenced.as_ref().is_some_and(|attempt| !record.proven.contains(attempt)));
        vec![
            ("form posts tried", self.tries),
            ("leads acknowledged", number(acknowledged.len())),
            ("leads in the table", number(table.leads.len())),
            ("calls to the sink", self.tally.arrived),
            ("calls refused because it was busy", self.tally.busy),
            ("mails accepted", number(accepted.len())),
            ("of them without an answer", self.tally.unanswered),
            ("of them without any event", self.tally.without_events),
            ("mails accepted more than once", number(mails.values().filter(|count| **count > 1).count())),
            ("attempts recorded as unknown", number(table.unknown_mails.len())),
            ("mails taken as sent without proof", number(unproven.count())),
            ("attempts with acknowledged events", number(events.len())),
            ("runs finished", standing(&[Standing::Finished])),
            ("runs that end unknown", number(unknown)),
            ("runs in all", number(table.runs.len())),
            ("seconds", self.seconds),
        ]
    }

    /// The same for programs.
    pub(super) fn json(&self) -> Value {
        let kills = self.kills.iter().map(|kill| {
            let phase = kill.phase.map(|phase| PHASES[phase]);
            json!({ "moment": kill.moment.to_string(), "met": kill.met, "phase": phase })
        });
        let counts = self.counts().into_iter().map(|(what, count)| (what.to_owned(), count.into()));
        let promises = Violation::PROMISES
            .map(|(name, promise)| json!({ "name": name, "promise": promise, "broken": self.broken(name) }));
        let violations = self.violations.iter();
        json!({
            "seed": self.seed,
            "kills": kills.collect::<Vec<_>>(),
            "counts": counts.collect::<serde_json::Map<_, _>>(),
            "promises": promises,
            "violations": violations.map(|it| json!({ "name": it.name(), "what": it.to_string() })).collect::<Vec<_>>(),
            "holds": self.holds(),
        })
    }
}
