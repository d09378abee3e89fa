//! The whole run: start, kill, start again; then let everything come to rest, stop, and compare.

use super::arguments::Arguments;
use super::compare::{Observed, compare};
use super::courier::{self, Delivered};
use super::people::{AT_ONCE, Posts, Rush};
use super::program::{Launcher, SPEED};
use super::report::{Kill, Report};
use super::scenery;
use super::sink::Sink;
use super::table::Table;
use super::trap::{Moment, Trap};
use embedded_dynamodb::Engine;
use kit::folder;
use kit::program::{self, Up};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use std::path::Path;
use std::time::Duration;
use store::Store;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout};

/// The longest wait for a moment before the program is killed anyway.
const MOMENT_MAX: Duration = Duration::from_secs(20);
/// The latest of the kills at any time, counted from the start.
const ANY_TIME_MAX_MS: u64 = 5_000;
/// The most moments of the kind that are let pass.
const SKIP_MAX: usize = 6;
/// From the last kill until leases of the killed (90 s and 30 s of grace) and the mails that they left unknown (15 minutes of the
/// scenario) are over, with some room.
const SETTLING: Duration = Duration::from_secs(145);
/// Nothing has arrived for so long: it is quiet.
const QUIET: Duration = Duration::from_secs(10);
/// The longest that quiet is waited for.
const QUIET_MAX: Duration = Duration::from_mins(5);
/// The longest time for stopping; a batch of mails is finished first.
const STOP_MAX: Duration = Duration::from_mins(1);
/// People hold back while so many mails have not come: what is proven is not how fast a machine is.
const OUTSTANDING_MAX: usize = 120;

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<Report> {
    let began = Instant::now();
    let temporary = tempfile::tempdir()?;
    let folder = folder::kept(arguments.keep.as_deref(), temporary.path())?;
    let company = scenery::company();
    let (trap, door) = (Trap::default(), watch::Sender::new(None));
    let (events, coming) = mpsc::unbounded_channel();
    let (address, sink) = Sink::open(trap.clone(), events, arguments.every_event, arguments.seed).await?;
    let (posts, delivered, rush) = (Posts::default(), Delivered::default(), watch::Sender::new(Rush::Busy));
    tokio::spawn(courier::deliver(coming, door.subscribe(), trap.clone(), delivered.clone()));
    for _ in 0..AT_ONCE {
        tokio::spawn(posts.clone().keep_coming(door.subscribe(), rush.subscribe(), trap.clone()));
    }
    let launcher = Launcher {
        up: Up {
            hikyaku: program::hikyaku(arguments.hikyaku.as_deref())?,
            data: folder.join("data"),
            templates: company.folder().to_owned(),
            service: Some(address),
            speed: Some(SPEED.into()),
            log: "warn,send_email::phase=debug",
        },
        log: folder.join("up.log"),
        trap,
        door,
        phase: std::sync::Arc::default(),
        readers: tokio::sync::Mutex::default(),
    };
    let load = tokio::spawn(keep_the_load_bearable(posts.clone(), sink.clone(), rush.clone()));
    let kills = kill_again_and_again(&launcher, arguments).await?;
    load.abort();
    launcher.start().await?;
    launcher.serves().await?;
    come_to_rest(&sink, &rush).await;
    launcher.stop(STOP_MAX).await?;
    let (accepted, tally) = sink.ledger();
    let (now, lease_now) = program::clocks(&launcher.up.data)?;
    let observed = Observed {
        acknowledged: posts.acknowledged(),
        accepted,
        events: delivered.all(),
        table: export(&launcher.up.data).await?,
        mails: scenery::mails(),
        now,
        lease_now,
        speed: SPEED,
    };
    let violations = compare(&observed);
    let seconds = began.elapsed().as_secs();
    Ok(Report { seed: arguments.seed, kills, tries: posts.tries(), tally, observed, violations, seconds })
}

async fn kill_again_and_again(launcher: &Launcher, arguments: &Arguments) -> anyhow::Result<Vec<Kill>> {
    let mut chance = StdRng::seed_from_u64(arguments.seed);
    let mut kills = Vec::new();
    for moment in Moment::plan(arguments.count, &mut chance) {
        launcher.start().await?;
        let met = if moment == Moment::AnyTime {
            let after = Duration::from_millis(chance.random_range(0..ANY_TIME_MAX_MS));
            // Nothing springs the trap here: this only waits.
            drop(timeout(after, launcher.trap.sprung()).await);
            true
        } else {
            launcher.serves().await?;
            launcher.trap.arm(moment, chance.random_range(0..=SKIP_MAX));
            timeout(MOMENT_MAX, launcher.trap.sprung()).await.is_ok()
        };
        launcher.is_gone().await?;
        kills.push(Kill { moment, met, phase: launcher.phase() });
    }
    Ok(kills)
}

/// A slow machine gets fewer people, so that at the end it is not merely late.
async fn keep_the_load_bearable(posts: Posts, sink: Sink, rush: watch::Sender<Rush>) {
    let each: usize = scenery::mails().values().map(Vec::len).sum();
    let mut second = tokio::time::interval(Duration::from_secs(1));
    loop {
        second.tick().await;
        let outstanding = (posts.acknowledged().len() * each).saturating_sub(sink.ledger().0.len());
        let wanted = if outstanding > OUTSTANDING_MAX { Rush::Calm } else { Rush::Busy };
        // Saying the same again would wake everybody up.
        rush.send_if_modified(|now| std::mem::replace(now, wanted) != wanted);
    }
}

/// Some people still come, so that events go on proving that silence means something; then nobody.
async fn come_to_rest(sink: &Sink, rush: &watch::Sender<Rush>) {
    rush.send_replace(Rush::Calm);
    let until = Instant::now() + SETTLING;
    let mut second = tokio::time::interval(Duration::from_secs(1));
    while Instant::now() < until {
        second.tick().await;
    }
    rush.send_replace(Rush::Over);
    let (at_most, mut last) = (Instant::now() + QUIET_MAX, (0, Instant::now()));
    while Instant::now() < at_most && last.1.elapsed() < QUIET {
        second.tick().await;
        let arrived = sink.ledger().1.arrived;
        if arrived != last.0 {
            last = (arrived, Instant::now());
        }
    }
}

async fn export(data: &Path) -> anyhow::Result<Table> {
    let store = Store::new(Engine::in_file(data.join("table.db"))?.client(), "hikyaku");
    let mut lines = Vec::new();
    store.export_lines(|line| lines.push(line)).await?;
    Table::read(&lines)
}
