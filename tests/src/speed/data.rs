//! A folder of data, whose clock is set before each start of the program on it.

use cadence::Instant;
use chrono::TimeDelta;
use kit::folder;
use kit::mail_service::stamp;
use runtime::clock::Clock;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// The way that mails go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Through SES.
    Ses,
    /// Into the outbox.
    Outbox,
}

/// A data folder, and how long the program took to start on it.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) way: Way,
    pub(super) folder: PathBuf,
    pub(super) start: Duration,
}

impl Data {
    /// A copy in another folder.
    pub(super) fn copied_to(&self, folder: PathBuf) -> anyhow::Result<Self> {
        folder::copy(&self.folder, &folder)?;
        Ok(Self { way: self.way, folder, start: self.start })
    }

    /// Sets the company's time of the next start.
    pub(super) fn set_clock(&self, at: Instant) -> anyhow::Result<()> {
        let kept = json!({
            "scenario": stamp(at), "real": stamp(Clock::real().now()), "speed": 1.0, "running": false,
        });
        std::fs::create_dir_all(&self.folder)?;
        Ok(std::fs::write(self.folder.join("clock.json"), kept.to_string())?)
    }

    /// Sets the company's time shortly before a moment, so that the program has started and rests when it comes.
    pub(super) fn set_clock_before(&self, moment: Instant) -> anyhow::Result<()> {
        let margin = Duration::from_secs(3) + self.start * 3;
        self.set_clock(moment - TimeDelta::from_std(margin)?)
    }

    /// Mails in the outbox.
    pub(super) fn outbox(&self) -> anyhow::Result<Vec<PathBuf>> {
        let Ok(entries) = std::fs::read_dir(self.folder.join("outbox")) else { return Ok(Vec::new()) };
        let paths = entries.map(|entry| Ok(entry?.path()));
        let paths = paths.collect::<anyhow::Result<Vec<_>>>()?;
        Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|it| it == "eml")).collect())
    }
}
