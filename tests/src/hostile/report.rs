//! The report at the end: who posted how often, each promise with its counts, and how long honest people waited.

use super::judge::{Judged, waits_of};
use super::plan::{Plan, Who};
use super::seen::{Answer, Seen};
use hikyaku::output::{Output, Table, Tone};
use kit::figures;
use kit::verdict::Mark;
use serde_json::{Value, json};
use std::io;

/// Breaches of one promise that are told in full.
const TOLD_MAX: usize = 10;

/// Everything that is told.
#[derive(Debug)]
pub(super) struct Report<'a> {
    pub(super) seen: &'a Seen,
    pub(super) plan: &'a Plan,
    pub(super) judged: Vec<Judged>,
}

impl Report<'_> {
    /// Whether every promise held, and each could have been broken.
    pub(super) fn holds(&self) -> bool {
        self.judged.iter().all(Judged::holds)
    }

    /// Prints it for people.
    pub(super) fn print(&self, output: &mut Output) -> io::Result<()> {
        let Seen { target, seed, speed, ended_at, mails, .. } = self.seen;
        let heading = format!(
            "A hostile hour against {target} (seed {seed}): {} posts and {} mails in {} s; its clock ran {speed:.0} times as fast",
            self.seen.answers.len(),
            mails.len(),
            ended_at / 1000,
        );
        output.line(output.paint(Tone::Strong, &heading))?;
        output.line(self.posters().join("\n"))?;
        output.line("")?;
        output.line(self.waits().join("\n"))?;
        output.line("")?;
        output.line(output.paint(Tone::Strong, "What must hold"))?;
        for judged in &self.judged {
            let mark = match (judged.broken.len(), judged.looked_at) {
                (0, 0) => Mark::NotTried,
                (broken, _) => Mark::of(broken == 0),
            };
            let mark = mark.shown(output);
            let Judged { promise, broken, looked_at, of, .. } = judged;
            output.line(format!("  {mark} {promise}: broken {} times, {looked_at} {of}", broken.len()))?;
            for breach in broken.iter().take(TOLD_MAX) {
                output.line(format!("              {breach}"))?;
            }
        }
        for (name, at) in &self.seen.paused {
            let into = at.saturating_sub(self.seen.hour_at) / 1000;
            output.line(format!("  {name} was paused {into} s into the hour"))?;
        }
        Ok(())
    }

    /// A row for each kind of poster.
    fn posters(&self) -> Vec<String> {
        let mut table = Table::new(["  who posted", "posts", "taken", "refused", "unanswered", "p50", "p95"]);
        for who in Who::ALL {
            let answers: Vec<&Answer> = self.answers(who).collect();
            let count =
                |is: fn(&Answer) -> bool| answers.iter().filter(|answer| is(answer)).count().to_string();
            let times: Vec<u64> = answers.iter().map(|answer| answer.at - answer.sent_at).collect();
            table.row([
                format!("  {}", who.words()),
                answers.len().to_string(),
                count(Answer::is_taken),
                count(|answer| answer.status >= 400),
                count(|answer| answer.status == 0),
                percentile(&times, 50),
                percentile(&times, 95),
            ]);
        }
        table.lines()
    }

    fn answers(&self, who: Who) -> impl Iterator<Item = &Answer> {
        let posts = self.plan.posts.iter().zip(&self.seen.answers);
        posts.filter(move |(post, _)| post.who == who).map(|(_, answer)| answer)
    }

    /// The time that honest people waited for their first mails.
    fn waits(&self) -> Vec<String> {
        let mut table =
            Table::new(["  first mails, from the answer", "mails", "none", "p50", "p95", "longest"]);
        for who in [Who::Owner, Who::Honest, Who::HonestInTheMiddle] {
            let waits = waits_of(self.plan, self.seen, who);
            let times: Vec<u64> = waits.iter().filter_map(|(_, wait)| *wait).collect();
            table.row([
                format!("  {}", who.words()),
                times.len().to_string(),
                (waits.len() - times.len()).to_string(),
                percentile(&times, 50),
                percentile(&times, 95),
                percentile(&times, 100),
            ]);
        }
        table.lines()
    }

    /// The same for programs.
    pub(super) fn json(&self) -> Value {
        let promises = self.judged.iter().map(|judged| {
            let Judged { name, promise, looked_at, of, broken } = judged;
            json!({ "name": name, "promise": promise, "looked_at": looked_at, "of": of, "broken": broken })
        });
        let waits = [Who::Owner, Who::Honest].map(|who| {
            let times: Vec<u64> =
                waits_of(self.plan, self.seen, who).into_iter().filter_map(|(_, wait)| wait).collect();
            json!({ "who": who, "mails": times.len(), "p50": figures::percentile(&times, 50), "p95": figures::percentile(&times, 95) })
        });
        json!({
            "target": self.seen.target, "seed": self.seen.seed, "posts": self.seen.answers.len(),
            "mails": self.seen.mails.len(), "paused": self.seen.paused, "first_mails_ms": waits,
            "promises": promises.collect::<Vec<_>>(), "holds": self.holds(),
        })
    }
}

fn percentile(times: &[u64], percent: usize) -> String {
    figures::percentile(times, percent).map_or_else(|| "-".to_owned(), |millis| format!("{millis} ms"))
}
