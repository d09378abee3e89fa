//! The ground of all rounds: the programs, the company, the mail service, a folder on the disk, and people with a past.

use super::arguments::Arguments;
use super::company;
use super::data::{Data, Way};
use super::peers::Peers;
use super::service::Service;
use anyhow::Context as _;
use cadence::Instant;
use chrono::{NaiveTime, TimeDelta};
use kit::company::Company;
use kit::program::{self, Program, Up};
use runtime::clock::Clock;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The company's offset from UTC, in hours.
const ZONE_HOURS: u32 = 9;
/// The hour at which forms are posted, on the company's clock.
const POSTED_HOUR: u32 = 12;

/// Everything that the rounds share.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) hikyaku: PathBuf,
    pub(super) company: Company,
    pub(super) service: Service,
    pub(super) peers: Peers,
    pub(super) count: u32,
    pub(super) veterans: u32,
    /// The moment at which forms are posted, and that at which the mails of the next day are due.
    pub(super) posted_at: Instant,
    pub(super) due_at: Instant,
    folder: tempfile::TempDir,
    next: AtomicU32,
    /// Data of people who wait for a mail and got many before; each round takes a copy.
    pub(super) pasts: Vec<Data>,
}

impl Ground {
    /// Prepares all of it.
    pub(super) async fn prepare(arguments: &Arguments) -> anyhow::Result<Self> {
        let hikyaku = program::hikyaku(arguments.hikyaku.as_deref())?;
        let place = match &arguments.folder {
            Some(folder) => folder.clone(),
            None => std::env::current_exe()?.parent().context("this program is in no folder")?.to_owned(),
        };
        let folder = tempfile::Builder::new().prefix("speed-").tempdir_in(&place);
        let folder = folder.with_context(|| {
            format!("nothing can be written into {}; name another --folder", place.display())
        })?;
        let day = Clock::real().now().date_naive() + TimeDelta::days(1);
        let at = |hour: u32| NaiveTime::from_hms_opt(hour - ZONE_HOURS, 0, 0).unwrap_or_default();
        Ok(Self {
            hikyaku,
            company: company::company(),
            service: Service::open().await?,
            peers: Peers::find(folder.path()).await?,
            count: arguments.count,
            veterans: arguments.veterans(),
            posted_at: day.and_time(at(POSTED_HOUR)).and_utc(),
            due_at: (day + TimeDelta::days(1)).and_time(at(company::HOUR)).and_utc(),
            folder,
            next: AtomicU32::new(0),
            pasts: Vec::new(),
        })
    }

    /// The folder of the data.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A folder that is not there yet.
    pub(super) fn new_folder(&self) -> PathBuf {
        self.folder().join(format!("data-{}", self.next.fetch_add(1, Ordering::Relaxed)))
    }

    /// A folder without data, whose time is that of the posts.
    pub(super) fn fresh(&self, way: Way) -> anyhow::Result<Data> {
        let data = Data { way, folder: self.new_folder(), start: Duration::ZERO };
        data.set_clock(self.posted_at)?;
        Ok(data)
    }

    /// A copy of the data of people with a past.
    pub(super) fn past(&self, way: Way) -> anyhow::Result<Data> {
        let past = self.pasts.iter().find(|past| past.way == way).context("nobody has a past")?;
        past.copied_to(self.new_folder())
    }

    /// Starts the program on data and waits until it serves; the data learn how long that took.
    pub(super) async fn start(&self, data: &mut Data) -> anyhow::Result<Program> {
        let began = tokio::time::Instant::now();
        let up = Up {
            hikyaku: self.hikyaku.clone(),
            data: data.folder.clone(),
            templates: self.company.folder().to_owned(),
            service: (data.way == Way::Ses).then(|| self.service.address.clone()),
            speed: None,
            log: "warn",
        };
        let program = Program::start(&up, &self.folder().join("up.log")).await?;
        data.start = began.elapsed();
        Ok(program)
    }
}

/// Asks a program to stop and waits until it has; a failure in its log is an error.
pub(super) async fn stop(program: Program) -> anyhow::Result<()> {
    let said = program.stop().await?;
    anyhow::ensure!(!said.contains("ERROR"), "something failed while it was measured: {said}");
    Ok(())
}
