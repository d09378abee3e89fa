//! The report at the end: the least, the middle and the most of all rounds, and the ratios to the sender in Python.

use super::arguments::Arguments;
use super::ground::Ground;
use super::subject::{Sample, Subject};
use hikyaku::output::{Output, Table, Tone};
use kit::verdict::Mark;
use serde_json::{Value, json};
use std::io;

/// The distance that a mail to somebody with a past may have from one to somebody without, as a part of it.
const APART_AIM: f64 = 0.1;

/// Everything that is told.
#[derive(Debug)]
pub(super) struct Report {
    rounds: Vec<Vec<Sample>>,
    count: u32,
    veterans: u32,
    peers: Vec<String>,
    processors: usize,
    /// The machine's load before and after.
    load: (Option<f64>, Option<f64>),
}

/// The figures of one subject.
struct Figures {
    subject: Subject,
    /// Milliseconds of each round.
    rounds: Vec<f64>,
    min: f64,
    median: f64,
    max: f64,
    per_second: f64,
    /// The middle one of the ratios within each round.
    to_python: Option<f64>,
}

impl Report {
    pub(super) fn new(
        arguments: &Arguments,
        ground: &Ground,
        rounds: Vec<Vec<Sample>>,
        load: (Option<f64>, Option<f64>),
    ) -> Self {
        let peers = [&ground.peers.python, &ground.peers.node].into_iter().flatten();
        Self {
            rounds,
            count: arguments.count,
            veterans: arguments.veterans(),
            peers: peers.map(|peer| peer.words.clone()).collect(),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            load,
        }
    }

    fn figures(&self, subject: Subject) -> Option<Figures> {
        let samples: Vec<&Sample> = self.rounds.iter().filter_map(|round| find(round, subject)).collect();
        let rounds: Vec<f64> = samples.iter().map(|sample| sample.milliseconds).collect();
        let ratio = |round: &Vec<Sample>| ratio(round, subject, subject.beside());
        Some(Figures {
            subject,
            min: rounds.iter().copied().reduce(f64::min)?,
            median: middle(rounds.clone())?,
            max: rounds.iter().copied().reduce(f64::max)?,
            per_second: middle(samples.iter().map(|sample| sample.per_second).collect())?,
            to_python: middle(self.rounds.iter().filter_map(ratio).collect()),
            rounds,
        })
    }

    /// A mail to somebody with a past, divided by one to somebody without: through SES, into the outbox.
    fn pasts(&self) -> Vec<(&'static str, f64)> {
        let pairs = [
            ("through SES", Subject::SesVeteranMail, Subject::SesMail),
            ("into the outbox", Subject::OutboxVeteranMail, Subject::OutboxMail),
        ];
        let of = |(way, veteran, plain): (&'static str, Subject, Subject)| {
            let ratios = self.rounds.iter().filter_map(|round| ratio(round, veteran, &[plain])).collect();
            Some((way, middle(ratios)?))
        };
        pairs.into_iter().filter_map(of).collect()
    }

    /// Prints it for people.
    pub(super) fn print(&self, output: &mut Output) -> io::Result<()> {
        let (rounds, count, veterans) = (self.rounds.len(), self.count, self.veterans);
        let heading =
            format!("{rounds} rounds of {count} ({veterans} people with a past), turn and turn about");
        output.line(output.paint(Tone::Strong, &heading))?;
        let mut table = Table::new([
            "  milliseconds on the processor for each",
            "min",
            "median",
            "max",
            "× Python",
            "a second",
        ]);
        for figures in Subject::ALL.into_iter().filter_map(|subject| self.figures(subject)) {
            table.row([
                format!("  {}", figures.subject.words()),
                format!("{:.2}", figures.min),
                format!("{:.2}", figures.median),
                format!("{:.2}", figures.max),
                figures.to_python.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
                format!("{:.0}", figures.per_second),
            ]);
        }
        output.line(table.lines().join("\n"))?;
        output.line("")?;
        for (way, ratio) in self.pasts() {
            let near = (ratio - 1.0).abs() <= APART_AIM;
            let mark = Mark::of_an_aim(near).shown(output);
            output.line(format!(
                "  {mark} a mail {way} to somebody who got 200 costs {ratio:.2} times a first one; the aim is 0.90 to 1.10"
            ))?;
        }
        for peer in &self.peers {
            output.line(format!("  peer   {peer}"))?;
        }
        let load = |load: Option<f64>| load.map_or_else(|| "unknown".to_owned(), |load| format!("{load:.1}"));
        output.line(format!(
            "  load   {} before, {} after, on {} processors; this benchmark alone makes about 1.5",
            load(self.load.0),
            load(self.load.1),
            self.processors
        ))?;
        Ok(())
    }

    /// The same for programs.
    pub(super) fn json(&self) -> Value {
        let one = |figures: Figures| {
            json!({
                "name": figures.subject.name(),
                "processor_ms": {
                    "min": figures.min, "median": figures.median, "max": figures.max, "rounds": figures.rounds,
                },
                "ratio_to_python": figures.to_python,
                "per_second": figures.per_second,
            })
        };
        let subjects = Subject::ALL.into_iter().filter_map(|subject| self.figures(subject));
        let pasts: Vec<Value> =
            self.pasts().into_iter().map(|(way, ratio)| json!({ "way": way, "ratio": ratio })).collect();
        json!({
            "rounds": self.rounds.len(),
            "count": self.count,
            "veterans": self.veterans,
            "subjects": subjects.map(one).collect::<Vec<_>>(),
            "after_200_mails": pasts,
            "apart_aim": APART_AIM,
            "peers": self.peers,
            "processors": self.processors,
            "load": { "before": self.load.0, "after": self.load.1 },
        })
    }
}

fn find(round: &[Sample], subject: Subject) -> Option<&Sample> {
    round.iter().find(|sample| sample.subject == subject)
}

/// A subject divided by the sum of others, within one round.
fn ratio(round: &[Sample], subject: Subject, others: &[Subject]) -> Option<f64> {
    let milliseconds = |subject: &Subject| Some(find(round, *subject)?.milliseconds);
    let others = others.iter().map(milliseconds).sum::<Option<f64>>()?;
    Some(milliseconds(&subject)? / others)
}

/// The middle of some figures; of an even number, the mean of the two in the middle.
fn middle(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_unstable_by(f64::total_cmp);
    let half = figures.len() / 2;
    let upper = figures.get(half).copied()?;
    if figures.len() % 2 == 1 { Some(upper) } else { Some(f64::midpoint(*figures.get(half - 1)?, upper)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_those_within_rounds_and_the_middle_one_counts() {
        let sample = |subject, milliseconds| Sample { subject, milliseconds, per_second: 1.0 };
        let round = |mail, post, first| {
            vec![
                sample(Subject::PythonMail, mail),
                sample(Subject::PythonPost, post),
                sample(Subject::SesFirstMail, first),
            ]
        };
        let report = Report {
            rounds: vec![round(1.0, 1.0, 4.0), round(4.0, 1.0, 5.0), round(2.0, 1.0, 9.0)],
            count: 1,
            veterans: 1,
            peers: Vec::new(),
            processors: 1,
            load: (None, None),
        };
        let figures = report.figures(Subject::SesFirstMail).unwrap();
        assert_eq!((figures.min, figures.median, figures.max), (4.0, 5.0, 9.0));
        assert_eq!(figures.to_python, Some(2.0), "of 2, 1 and 3");
        assert!(report.figures(Subject::NodeMail).is_none());
        assert_eq!(middle(vec![4.0, 1.0, 2.0, 8.0]), Some(3.0));
        assert_eq!(middle(Vec::new()), None);
    }
}
