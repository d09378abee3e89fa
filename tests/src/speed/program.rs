//! `hikyaku up` as a process of its own, on a clock that is set before each start.

use super::ground::Ground;
use anyhow::{Context as _, ensure};
use cadence::Instant;
use chrono::{SecondsFormat, TimeDelta};
use runtime::clock::Clock;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// The time that a start may take, and a stop.
const PATIENCE: Duration = Duration::from_mins(2);

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
    /// Sets the company's time of the next start.
    pub(super) fn set_clock(&self, at: Instant) -> anyhow::Result<()> {
        let text = |at: Instant| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let kept = json!({
            "scenario": text(at), "real": text(Clock::real().now()), "speed": 1.0, "running": false,
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
    pub(super) fn outbox(&self) -> anyhow::Result<Vec<std::path::PathBuf>> {
        let Ok(entries) = std::fs::read_dir(self.folder.join("outbox")) else { return Ok(Vec::new()) };
        let paths = entries.map(|entry| Ok(entry?.path()));
        let paths = paths.collect::<anyhow::Result<Vec<_>>>()?;
        Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|it| it == "eml")).collect())
    }
}

/// A running program. It is killed with this.
#[derive(Debug)]
pub(super) struct Program {
    child: Child,
    log: PathBuf,
    pub(super) process: u32,
    pub(super) authority: String,
    /// The key of `/events` and `/api/events`; only said where mail is real.
    pub(super) key: String,
}

impl Program {
    /// Starts it and waits until it serves.
    pub(super) async fn start(ground: &Ground, data: &mut Data) -> anyhow::Result<Self> {
        let began = tokio::time::Instant::now();
        let log = ground.folder().join("up.log");
        let mut command = Command::new(&ground.hikyaku);
        command.args(["--format", "json", "up", "--port", "0"]);
        command.arg("--data").arg(&data.folder).arg("--templates").arg(ground.company.folder());
        if data.way == Way::Ses {
            let endpoint = format!("http://{}", ground.service.address);
            command.args(["--ses", "--configuration-set", "speed", "--ses-endpoint", &endpoint]);
        }
        command.env("HIKYAKU_LOG", "warn").env("LC_ALL", "en");
        command.env("AWS_REGION", "us-east-1").env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("AWS_ACCESS_KEY_ID", "speed").env("AWS_SECRET_ACCESS_KEY", "speed");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(std::fs::File::create(&log)?);
        command.kill_on_drop(true);
        let mut child =
            command.spawn().with_context(|| format!("{} cannot be started", ground.hikyaku.display()))?;
        let said = BufReader::new(child.stdout.take().context("its output")?).lines();
        let (authority, key) =
            match tokio::time::timeout(PATIENCE, serves(said)).await.map_err(anyhow::Error::from).flatten() {
                Ok(served) => served,
                Err(error) => {
                    let said = std::fs::read_to_string(&log).unwrap_or_default();
                    return Err(error.context(format!(
                        "the program did not start. It must be built with `--features aws`. {said}"
                    )));
                }
            };
        data.start = began.elapsed();
        let process = child.id().context("the program ended at once")?;
        Ok(Self { child, log, process, authority, key })
    }

    /// Asks it to stop and waits until it has.
    pub(super) async fn stop(mut self) -> anyhow::Result<()> {
        // The shell's own `kill` is everywhere; the standard library can only kill.
        Command::new("sh").args(["-c", &format!("kill -TERM {}", self.process)]).status().await?;
        let status =
            tokio::time::timeout(PATIENCE, self.child.wait()).await.context("the program did not stop")??;
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        ensure!(status.success(), "the program stopped with {status}: {said}");
        ensure!(!said.contains("ERROR"), "something failed while it was measured: {said}");
        Ok(())
    }
}

/// Reads where it serves, and with which key.
async fn serves(mut said: Lines<BufReader<ChildStdout>>) -> anyhow::Result<(String, String)> {
    while let Some(line) = said.next_line().await? {
        let ready: Value = serde_json::from_str(&line).unwrap_or_default();
        if let Some(authority) = ready["url"].as_str().and_then(|url| url.strip_prefix("http://")) {
            let served =
                (authority.to_owned(), ready["events"]["key"].as_str().unwrap_or_default().to_owned());
            // It says little more, and must not wait for a reader.
            tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
            return Ok(served);
        }
    }
    anyhow::bail!("it ended by itself")
}

/// A copy of a data folder.
pub(super) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().context("an entry has a name")?);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            std::fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
