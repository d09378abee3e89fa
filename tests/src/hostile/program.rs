//! `hikyaku up` as a process of its own, and the traces it leaves: its address, its clock, its pauses.

use crate::kills::wire::Door;
use anyhow::Context as _;
use cadence::Instant;
use chrono::DateTime;
use embedded_dynamodb::Engine;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use store::Store;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The time that a start may take, and a stop.
const START_MAX: Duration = Duration::from_mins(1);

/// A running program.
#[derive(Debug)]
pub(super) struct Program {
    child: Child,
    data: PathBuf,
    pub(super) door: Door,
}

impl Program {
    /// Starts it on new data in a folder and waits until it serves.
    pub(super) async fn start(
        hikyaku: &Path,
        folder: &Path,
        templates: &Path,
        sink: &str,
        speed: f64,
    ) -> anyhow::Result<Self> {
        let (data, log) = (folder.join("data"), folder.join("up.log"));
        let mut command = Command::new(hikyaku);
        command.args(["--format", "json", "up", "--ses", "--configuration-set", "hostile", "--port", "0"]);
        command.args(["--ses-endpoint", &format!("http://{sink}"), "--clock-speed", &speed.to_string()]);
        command.arg("--data").arg(&data).arg("--templates").arg(templates);
        command.env("HIKYAKU_LOG", "warn").env("LC_ALL", "en");
        command.env("AWS_REGION", "us-east-1").env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("AWS_ACCESS_KEY_ID", "sink").env("AWS_SECRET_ACCESS_KEY", "sink");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(std::fs::File::create(&log)?);
        command.kill_on_drop(true);
        let mut child =
            command.spawn().with_context(|| format!("{} cannot be started", hikyaku.display()))?;
        let mut said = BufReader::new(child.stdout.take().context("its output")?).lines();
        let door = async {
            while let Some(line) = said.next_line().await? {
                if let Some(door) = door(&line) {
                    return anyhow::Ok(door);
                }
            }
            anyhow::bail!("the program ended")
        };
        let door = tokio::time::timeout(START_MAX, door).await.map_err(anyhow::Error::from).flatten();
        let door = door.with_context(|| {
            format!(
                "the program did not start; its log {} says why. It must be built with `--features aws`",
                log.display()
            )
        })?;
        // It says little more, and must not wait for a reader.
        tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
        Ok(Self { child, data, door })
    }

    /// The company's time and the real time of one moment, as the program wrote them down.
    pub(super) fn clock(&self) -> anyhow::Result<(Instant, Instant)> {
        let kept: Value = serde_json::from_slice(&std::fs::read(self.data.join("clock.json"))?)?;
        Ok((time(&kept["scenario"])?, time(&kept["real"])?))
    }

    /// Asks it to stop and waits until it has.
    pub(super) async fn stop(mut self) -> anyhow::Result<PathBuf> {
        let number = self.child.id().context("the program is not running any more; its log says why")?;
        // The shell's own `kill` is everywhere; the standard library can only kill.
        Command::new("sh").args(["-c", &format!("kill -TERM {number}")]).status().await?;
        let ended = tokio::time::timeout(START_MAX, self.child.wait()).await;
        let status = ended.context("the program did not stop")??;
        anyhow::ensure!(status.success(), "the program stopped with {status}");
        Ok(self.data)
    }
}

/// The pauses in the table, each with its beginning; everything has the name `all`.
pub(super) async fn pauses(data: &Path) -> anyhow::Result<Vec<(String, Instant)>> {
    let store = Store::new(Engine::in_file(data.join("table.db"))?.client(), "hikyaku");
    let pauses = store.pauses().await?;
    let name = |pause: &store::Pause| {
        pause.sequence.as_ref().map_or_else(|| "all".to_owned(), |sequence| sequence.as_str().to_owned())
    };
    Ok(pauses.iter().map(|pause| (name(pause), pause.since)).collect())
}

fn door(line: &str) -> Option<Door> {
    let said: Value = serde_json::from_str(line).ok()?;
    let authority = said["url"].as_str()?.strip_prefix("http://")?.to_owned();
    Some(Door { authority, events: format!("/events?key={}", said["events"]["key"].as_str()?) })
}

fn time(value: &Value) -> anyhow::Result<Instant> {
    Ok(DateTime::parse_from_rfc3339(value.as_str().context("the clock's file lacks a time")?)?.to_utc())
}
