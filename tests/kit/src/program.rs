//! `hikyaku up` as a process of its own: found, started on a folder of data, waited for, asked to stop; and what it wrote down of
//! its two clocks.

use anyhow::{Context as _, ensure};
use cadence::Instant;
use chrono::DateTime;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The time that a start may take, and a stop.
const PATIENCE: Duration = Duration::from_mins(2);
/// The usual reason why a program that is there does not start.
pub const MUST_BE_BUILT: &str = "It must be built with `--features aws`";

/// The path of `hikyaku`: the one that is named, or the one beside this program. An error says how to build it.
pub fn hikyaku(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => std::env::current_exe()?.with_file_name("hikyaku"),
    };
    ensure!(
        path.is_file(),
        "{} is not there; build it: cargo build --package hikyaku --package hikyaku-tests --bins",
        path.display()
    );
    Ok(path)
}

/// The words with which the program is started.
#[derive(Debug, Clone)]
pub struct Up {
    /// The program.
    pub hikyaku: PathBuf,
    /// The folder of its data.
    pub data: PathBuf,
    /// The folder of the company's templates.
    pub templates: PathBuf,
    /// The address of the mail service; without one, mails go into the outbox.
    pub service: Option<String>,
    /// The speed of the company's time, in times of the real one; without one, its data say it.
    pub speed: Option<f64>,
    /// The filter of its log.
    pub log: &'static str,
}

impl Up {
    /// Starts it, in English, for programs, on a free port, with nobody's credentials. It is killed with its handle.
    pub fn spawn(&self, log: impl Into<Stdio>) -> anyhow::Result<Child> {
        let mut command = Command::new(&self.hikyaku);
        command.args(["--format", "json", "up", "--port", "0"]);
        if let Some(speed) = self.speed {
            command.args(["--clock-speed", &speed.to_string()]);
        }
        command.arg("--data").arg(&self.data).arg("--templates").arg(&self.templates);
        if let Some(service) = &self.service {
            let endpoint = format!("http://{service}");
            command.args(["--ses", "--configuration-set", "proof", "--ses-endpoint", &endpoint]);
        }
        command.env("HIKYAKU_LOG", self.log).env("LC_ALL", "en");
        command.env("AWS_REGION", "us-east-1").env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("AWS_ACCESS_KEY_ID", "proof").env("AWS_SECRET_ACCESS_KEY", "proof");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        command.spawn().with_context(|| format!("{} cannot be started", self.hikyaku.display()))
    }
}

/// The program's address while it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// `127.0.0.1:…`.
    pub authority: String,
    /// The key of `/events` and `/api/events`; empty where mail goes into the outbox.
    pub key: String,
}

impl Door {
    /// The door that a line of the program's output names.
    pub fn read(line: &str) -> Option<Self> {
        let said: Value = serde_json::from_str(line).ok()?;
        let authority = said["url"].as_str()?.strip_prefix("http://")?.to_owned();
        Some(Self { authority, key: said["events"]["key"].as_str().unwrap_or_default().to_owned() })
    }

    /// The path that takes events of the mail service.
    pub fn events(&self) -> String {
        format!("/events?key={}", self.key)
    }
}

/// A running program. It is killed with this.
#[derive(Debug)]
pub struct Program {
    child: Child,
    log: PathBuf,
    /// Its number.
    pub process: u32,
    /// The address at which it serves.
    pub door: Door,
}

impl Program {
    /// Starts it, with its log in a file, and waits until it serves.
    pub async fn start(up: &Up, log: &Path) -> anyhow::Result<Self> {
        let mut child = up.spawn(std::fs::File::create(log)?)?;
        let process = child.id().context("the program ended at once")?;
        let mut said = BufReader::new(child.stdout.take().context("its output")?).lines();
        let door = async {
            while let Some(line) = said.next_line().await? {
                if let Some(door) = Door::read(&line) {
                    return anyhow::Ok(door);
                }
            }
            anyhow::bail!("it ended by itself")
        };
        let door = tokio::time::timeout(PATIENCE, door).await.map_err(anyhow::Error::from).flatten();
        let door = door.with_context(|| {
            let said = std::fs::read_to_string(log).unwrap_or_default();
            format!("the program did not start. {MUST_BE_BUILT}. {said}")
        })?;
        // It says little more, and must not wait for a reader.
        tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
        Ok(Self { child, log: log.to_owned(), process, door })
    }

    /// Asks it to stop, waits until it has, and gives its log.
    pub async fn stop(mut self) -> anyhow::Result<String> {
        let stopped = stop(&mut self.child, PATIENCE).await;
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        stopped.with_context(|| format!("its log says: {said}"))?;
        Ok(said)
    }
}

/// Asks a program to stop and waits until it has; a program that cannot be stopped is an error.
pub async fn stop(child: &mut Child, within: Duration) -> anyhow::Result<()> {
    let number = child.id().context("the program is not running any more")?;
    // The shell's own `kill` is everywhere; the standard library can only kill.
    Command::new("sh").args(["-c", &format!("kill -TERM {number}")]).status().await?;
    let status = tokio::time::timeout(within, child.wait()).await.context("the program did not stop")??;
    ensure!(status.success(), "the program stopped with {status}");
    Ok(())
}

/// The company's time and the real time of one moment, as the program wrote them down beside its data.
pub fn clocks(data: &Path) -> anyhow::Result<(Instant, Instant)> {
    let kept: Value = serde_json::from_slice(&std::fs::read(data.join("clock.json"))?)?;
    let time = |name: &str| -> anyhow::Result<Instant> {
        let text = kept[name].as_str().context("the clock's file lacks a time")?;
        Ok(DateTime::parse_from_rfc3339(text)?.to_utc())
    };
    Ok((time("scenario")?, time("real")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_is_read_from_the_output_with_and_without_real_mail() {
        let line = r#"{"url":"http://127.0.0.1:8080","events":{"key":"k"}}"#;
        let door = Door::read(line).unwrap();
        assert_eq!((door.authority.as_str(), door.events().as_str()), ("127.0.0.1:8080", "/events?key=k"));
        assert_eq!(Door::read(r#"{"url":"http://127.0.0.1:8080"}"#).unwrap().key, "");
        assert_eq!(Door::read(r#"{"level":"INFO"}"#), None);
    }
}
