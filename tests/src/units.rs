//! The use of AWS by a mail, a lead, an event and an idle day, counted: the shipped sequences are played through the real
//! functions over the embedded engine, on a clock that is driven, and every request is added up.
//!
//! Assumed and not counted: how long the services take to answer (`units/wire.rs`), which only Lambda time follows from, and
//! how people react (`units/reactions.rs`), which is stated beside the figures.
#![expect(clippy::expect_used, reason = "what cannot be played ends the count")]

mod arguments;
mod capacity;
mod door;
mod fate;
mod golden;
mod history;
mod inquiry;
mod logs;
mod mails;
mod meter;
mod people;
mod play;
mod reactions;
mod report;
mod requests;
mod shop;
mod singly;
mod stage;
mod wire;

pub use arguments::Arguments;

use authoring::publish::{self, Published};
use hikyaku::cost::units::{Reaction, Table, Use, WithHistory};
use hikyaku::output::Output;
use history::History;
use kit::folder;
use kit::verdict::exit_code;
use logs::LogBytes;
use people::ENTRANCES;
use play::{Played, Script};
use reactions::Kind;
use std::collections::BTreeMap;
use std::process::ExitCode;

/// When everything begins: a Monday morning in Tokyo, three weeks before Golden Week.
const BEGINNING: &str = "2026-04-06T01:00:00Z";

/// Everything that was counted, with what is only shown.
struct Counted {
    table: Table,
    plays: BTreeMap<&'static str, Played>,
    pairs: BTreeMap<&'static str, Pair>,
    tick: Use,
}

/// A sequence played by the same leads without and with a long history.
struct Pair {
    leads: u32,
    without: Played,
    with: Played,
}

impl Pair {
    fn counted(&self) -> WithHistory {
        let mail = |played: &Played| played.mail.rounded().into();
        WithHistory { without: mail(&self.without), with: mail(&self.with) }
    }
}

/// Counts, and gives the exit code: 0 all is well, 1 not. Without `--check` all is well when every limit holds; with it, when
/// nothing has grown since the table was committed.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut output = Output::standard(arguments.format);
    let ended = count(arguments).and_then(|counted| {
        let limits = report::limits(&counted)?;
        report::print(&counted, &limits, &mut output)?;
        if arguments.write {
            golden::write(&counted.table)?;
        }
        if arguments.check {
            golden::check(&counted.table)
        } else {
            Ok(limits.iter().all(|limit| limit.holds))
        }
    });
    exit_code(ended)
}

fn count(arguments: &Arguments) -> anyhow::Result<Counted> {
    // The clients ask whether there is a runtime; nothing ever waits on it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let _inside = runtime.enter();
    let logs = LogBytes::default();
    let lines = runtime::logging::json_lines(logs.clone());
    tracing::subscriber::with_default(lines, || count_all(arguments, &logs))
}

fn count_all(arguments: &Arguments, logs: &LogBytes) -> anyhow::Result<Counted> {
    let published =
        publish::read(&folder::templates()).map_err(|report| anyhow::anyhow!("{}", report.english()))?;
    let (mut plays, mut mail, mut lead) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let (idle_day, tick) = singly::idle_day(&published, logs)?;
    let Arguments { leads, seed, .. } = *arguments;
    let script = Script { published: &published, leads, seed, tick_at_rest: tick, history: None };
    for entrance in &ENTRANCES {
        let played = play::play(entrance, &script, logs)?;
        mail.insert(entrance.sequence.to_owned(), played.mail.rounded());
        let entered = match played.swept {
            Some(swept) => swept,
            None => singly::lead(entrance, &published, logs)?,
        };
        lead.insert(entrance.sequence.to_owned(), entered.rounded());
        plays.insert(entrance.sequence, played);
    }
    let pairs = pairs(&script, logs)?;
    let with_history =
        pairs.iter().map(|(sequence, pair)| ((*sequence).to_owned(), pair.counted())).collect();
    let mut feedback = BTreeMap::new();
    for (kind, per_mille) in Kind::MIX {
        let Reaction { per_mail, most_write_units, each } = singly::event(kind, per_mille, &published, logs)?;
        feedback
            .insert(kind.name().to_owned(), Reaction { per_mail, most_write_units, each: each.rounded() });
    }
    let played = pairs.values().flat_map(|pair| [&pair.without, &pair.with]).chain(plays.values());
    let largest = played.map(|played| played.largest_enrollment).max().unwrap_or(0);
    let largest_enrollment_bytes = singly::largest_enrollment(logs)?.max(u32::try_from(largest)?);
    let counted = format!(
        "{leads} leads enter each shipped sequence, and for `history` {} of them without and with one, seed {seed}; written by \
         `cargo run --release -p hikyaku-tests --bin units -- --write`",
        history::LEADS.min(leads)
    );
    let idle_day = idle_day.rounded();
    let door = door::requests(&published, logs)?;
    let table = Table {
        counted,
        mail,
        history: with_history,
        lead,
        feedback,
        door,
        idle_day,
        largest_enrollment_bytes,
    };
    Ok(Counted { table, plays, pairs, tick })
}

/// Every sequence, played by a few leads without and with a long history.
fn pairs(script: &Script<'_>, logs: &LogBytes) -> anyhow::Result<BTreeMap<&'static str, Pair>> {
    let published: Published = inquiry::with_long_inquiries(script.published)?;
    let history = History::under(&published)?;
    let leads = script.leads.min(history::LEADS);
    let without = Script { published: &published, leads, ..*script };
    let with = Script { history: Some(&history), ..without };
    let pair = |entrance| {
        anyhow::Ok(Pair {
            leads,
            without: play::play(entrance, &without, logs)?,
            with: play::play(entrance, &with, logs)?,
        })
    };
    ENTRANCES.iter().map(|entrance| Ok((entrance.sequence, pair(entrance)?))).collect()
}

/// One of so many.
fn share(many: usize) -> f64 {
    1.0 / f64::from(u32::try_from(many.max(1)).unwrap_or(u32::MAX))
}
