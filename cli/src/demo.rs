//! A month of a small company, played in seconds through the real functions.
//!
//! People post forms, read, click, ignore, bounce, complain, unsubscribe and buy, all by a seed. Nothing of Hikyaku is
//! implemented a second time here: the demo only plays the world around it, and counts what is left in the table, the outbox
//! and the journal afterwards.

mod agenda;
mod behaviour;
mod invariants;
mod people;
mod report;
mod scores;
mod stage;
mod tally;

pub use people::{Habit, Person, cast, people};
pub use report::Report;

use crate::commands::up;
use crate::language;
use crate::say;
use crate::standalone::{Place, Standalone, StandaloneOptions};
use agenda::{Action, Agenda};
use anyhow::Context;
use cadence::Instant;
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Asia::Tokyo;
use rand::SeedableRng;
use rand::rngs::StdRng;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use stage::Stage;
use std::path::PathBuf;

/// The options of a demo.
#[derive(Debug, Clone)]
pub struct DemoOptions {
    /// The seed; the same seed gives the same bytes.
    pub seed: u64,
    /// The number of people who come in during the month; the seed says when nothing is said.
    pub leads: Option<usize>,
    /// The templates that are played.
    pub templates: PathBuf,
    /// The folder for all that is left: outbox, journal, table, ledger.
    pub folder: PathBuf,
    /// Whether the table is left as well, for `hikyaku up` to go on with.
    pub keeps: bool,
    /// The file that lists each accepted mail; in the folder when nothing is said.
    pub ledger: Option<PathBuf>,
}

/// The supposed address of the demo's pages; nothing listens there.
const BASE_URL: &str = "https://mail.example.co.jp";
/// The first day of the month that is played: a Monday in spring with Golden Week at its end.
const FIRST_DAY: (i32, u32, u32) = (2026, 4, 6);
/// The number of days that are played.
const DAYS: i64 = 30;
/// Days before the month when last autumn's customers begin to come.
const AUTUMN_DAYS: i64 = 203;
/// Days that are played after the month, so that what was under way comes to its end.
const AFTER_DAYS: i64 = 60;

/// Plays the month. Each day that begins is told, with how many mails were sent so far.
pub async fn play(options: &DemoOptions, told: &dyn Fn(NaiveDate, usize)) -> anyhow::Result<Report> {
    let (year, month, day) = FIRST_DAY;
    let first = NaiveDate::from_ymd_opt(year, month, day).context("the first day exists")?;
    let start = first
        .and_hms_opt(0, 0, 0)
        .and_then(|midnight| midnight.and_local_timezone(Tokyo).single())
        .context("midnight exists in Tokyo")?
        .to_utc();
    let autumn = start - TimeDelta::days(AUTUMN_DAYS);
    let clock = Clock::told(autumn);
    let ledger = options.ledger.clone().unwrap_or_else(|| options.folder.join("ledger.jsonl"));
    let standalone = Standalone::open(StandaloneOptions {
        place: Place::Memory(options.folder.clone()),
        base_url: BASE_URL.to_owned(),
        clock: clock.clone(),
        entropy: Entropy::seeded(options.seed),
        ledger: Some(ledger.clone()),
    })
    .await?;
    let report = standalone.publish(&options.templates).await?;
    let mistakes = report.in_language(language::chosen());
    anyhow::ensure!(
        !report.has_errors(),
        say!(
            en = "the templates in {} have mistakes; run `hikyaku check --templates {}`\n{mistakes}",
            ja = "{} のテンプレートに間違いがあります。`hikyaku check --templates {}` を実行してく\
                 ださい\n{mistakes}",
            options.templates.display(),
            options.templates.display()
        )
    );
    let mut random = StdRng::seed_from_u64(options.seed);
    let cast = cast(options.seed, options.leads);
    let mut agenda = Agenda::default();
    behaviour::arrivals(&cast, autumn, start, DAYS, &mut random, &mut agenda);
    let end = start + TimeDelta::days(DAYS + AFTER_DAYS);
    for night in 0..=(end - autumn).num_days() {
        agenda.at(autumn + TimeDelta::days(night) + TimeDelta::hours(3), Action::Sweep);
    }
    let mut stage = Stage::new(standalone.clone(), cast, &ledger, random, agenda)?;
    // Scores fade; they are looked at on the last evening of the month, before what was under way comes to its end.
    stage.play_until(start + TimeDelta::days(DAYS), told).await?;
    let scores = stage.scores().await?;
    stage.play_until(end, told).await?;
    let counted = tally::count(&standalone, &options.folder, &ledger).await?;
    let invariants = invariants::check(&counted, &stage, &options.templates, end)?;
    if options.keeps {
        standalone.leave_table()?;
        up::leave(&options.folder, &clock)?;
    }
    Ok(report::report(options.seed, &counted, scores, invariants, (start, start + TimeDelta::days(DAYS))))
}

/// The day an instant falls on in the company's zone.
fn local(at: Instant) -> chrono::DateTime<chrono_tz::Tz> {
    at.with_timezone(&Tokyo)
}
