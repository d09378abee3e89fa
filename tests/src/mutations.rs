//! Folders, posts and events changed at random, as people and machines get them wrong: nothing panics, nothing hangs, and each
//! change is found or does no harm.
//!
//! `cargo run --release -p hikyaku-tests --bin mutations -- --folders 500 --posts 20000`; a failure prints the seed that repeats it.

mod edits;
mod folders;
mod posts;
mod texts;

use anyhow::{Context as _, bail};
use clap::Parser;
use runtime::clock::Clock;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// The program's options.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "mutations",
    about = "Change folders, posts and events at random and see that each change is found or harmless"
)]
pub struct Arguments {
    /// The number of templates folders to change
    #[arg(long, default_value_t = 500)]
    folders: u64,
    /// The number of posts and events to change
    #[arg(long, default_value_t = 20_000)]
    posts: u64,
    /// The seed of the changes [default: another one each time]
    #[arg(long)]
    seed: Option<u64>,
}

/// Neither a folder nor a world of posts takes that long, not even on a machine that is busy with other things; whatever does, hangs.
const PATIENCE: Duration = Duration::from_mins(10);

#[expect(clippy::print_stdout, reason = "the program of the changes reports what it did")]
fn say(line: &str) {
    println!("{line}");
}

/// The number of tries of each kind of change, and their outcomes.
#[derive(Debug, Default)]
struct Tally(BTreeMap<(&'static str, &'static str), u64>);

impl Tally {
    fn add(&mut self, kind: &'static str, came: &'static str) {
        *self.0.entry((kind, came)).or_default() += 1;
    }

    fn print(&self, what: &str) {
        say(&format!("\n{what}"));
        for ((kind, came), times) in &self.0 {
            say(&format!("  {kind:<44} {came:<10} {times:>8}"));
        }
    }
}

/// Changes so many, says what came of each kind, and fails at the first that was neither found nor harmless.
pub fn run(arguments: &Arguments) -> ExitCode {
    let seed = arguments.seed.unwrap_or_else(|| Clock::real().now().timestamp().unsigned_abs());
    say(&format!("seed {seed}"));
    let began = Instant::now();
    let ended = both(arguments, seed);
    say(&format!("\n{:.1} s", began.elapsed().as_secs_f64()));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("FAILED: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn both(arguments: &Arguments, seed: u64) -> anyhow::Result<()> {
    let shipped = folders::Shipped::read()?;
    let mut tally = Tally::default();
    let tried = watched(seed, arguments.folders, move |seed| folders::try_one(&shipped, seed));
    let ended = tried.take_all(&mut tally, "--folders 1 --posts 0");
    tally.print("folders");
    ended?;
    let mut tally = Tally::default();
    let tried = watched(seed, arguments.posts.div_ceil(posts::A_WORLD), posts::try_a_world);
    let ended = tried.take_all(&mut tally, &format!("--folders 0 --posts {}", posts::A_WORLD));
    tally.print("posts and events");
    ended
}

/// The outcomes of some changes that follow from one seed: the kind of each and its outcome.
type Came = anyhow::Result<Vec<(&'static str, &'static str)>>;

/// Changes under way on a thread of their own, so that one that hangs is seen.
struct Watched(mpsc::Receiver<(u64, Came)>, u64);

fn watched(seed: u64, times: u64, attempt: impl Fn(u64) -> Came + Send + 'static) -> Watched {
    let (tell, told) = mpsc::sync_channel(1);
    thread::spawn(move || {
        for seed in (0..times).map(|number| seed.wrapping_add(number)) {
            let came = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| attempt(seed)));
            let came = came.unwrap_or_else(|_| Err(anyhow::anyhow!("a panic")));
            if tell.send((seed, came)).is_err() {
                return;
            }
        }
    });
    Watched(told, times)
}

impl Watched {
    fn take_all(self, tally: &mut Tally, again: &str) -> anyhow::Result<()> {
        for number in 0..self.1 {
            let Ok((seed, came)) = self.0.recv_timeout(PATIENCE) else {
                bail!("change number {number} of this seed does not end");
            };
            for (kind, came) in
                came.with_context(|| format!("again with: mutations --seed {seed} {again}"))?
            {
                tally.add(kind, came);
            }
        }
        Ok(())
    }
}
