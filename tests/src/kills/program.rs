//! `hikyaku up` as a process of its own: started on the same data again and again, listened to through its log.

use super::trap::{Moment, PHASES, Trap};
use anyhow::Context as _;
use kit::locked::Locked;
use kit::program::{self, Door, MUST_BE_BUILT, Up};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{ChildStderr, ChildStdout};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The factor by which the scenario's time is faster than the real one: a minute is a second.
pub(super) const SPEED: u32 = 60;
/// The longest time for a start.
const START_MAX: Duration = Duration::from_mins(1);

/// The way the program is started.
#[derive(Debug)]
pub(super) struct Launcher {
    pub(super) up: Up,
    pub(super) log: PathBuf,
    pub(super) trap: Trap,
    /// The program's address while it serves.
    pub(super) door: watch::Sender<Option<Door>>,
    /// The phase that the log of the running process showed last.
    pub(super) phase: Arc<Locked<Option<usize>>>,
    /// Those who read what the running process says.
    pub(super) readers: tokio::sync::Mutex<JoinSet<()>>,
}

impl Launcher {
    /// Starts it; the trap holds it from now on.
    pub(super) async fn start(&self) -> anyhow::Result<()> {
        let mut child = self.up.spawn(Stdio::piped())?;
        let (stdout, stderr) =
            (child.stdout.take().context("its output")?, child.stderr.take().context("its log")?);
        let log = log_of(&self.log).await?;
        *self.phase.lock() = None;
        let mut readers = self.readers.lock().await;
        readers.spawn(listen(stderr, log, self.trap.clone(), Arc::clone(&self.phase)));
        readers.spawn(find_door(stdout, log_of(&self.log).await?, self.door.clone()));
        self.trap.hold(child);
        Ok(())
    }

    /// The phase that its log showed last.
    pub(super) fn phase(&self) -> Option<usize> {
        *self.phase.lock()
    }

    /// Waits until it serves.
    pub(super) async fn serves(&self) -> anyhow::Result<()> {
        let mut door = self.door.subscribe();
        let (open, mut look) =
            (door.wait_for(Option::is_some), tokio::time::interval(Duration::from_millis(200)));
        let ended = async {
            while !self.trap.has_ended() {
                look.tick().await;
            }
        };
        tokio::select! {
            opened = tokio::time::timeout(START_MAX, open) => if let Ok(Ok(_)) = opened { return Ok(()) },
            () = ended => {}
        }
        anyhow::bail!("the program did not start; its log {} says why. {MUST_BE_BUILT}", self.log.display())
    }

    /// Waits until the killed process is gone, so that its file is free.
    pub(super) async fn is_gone(&self) -> anyhow::Result<()> {
        let mut child = self.trap.take().context("there was no process to kill")?;
        let status = child.wait().await?;
        // Its last word must not be taken for a word of the next process.
        while self.readers.lock().await.join_next().await.is_some() {}
        self.door.send_replace(None);
        anyhow::ensure!(
            std::os::unix::process::ExitStatusExt::signal(&status) == Some(9),
            "the program ended by itself ({status}) before it was killed; its log {} says why",
            self.log.display()
        );
        Ok(())
    }

    /// Asks it to stop and waits until it has; a program that cannot be stopped is an error.
    pub(super) async fn stop(&self, within: Duration) -> anyhow::Result<()> {
        let mut child = self.trap.release().context("the program is not running any more")?;
        program::stop(&mut child, within).await
    }
}

async fn log_of(path: &Path) -> std::io::Result<File> {
    tokio::fs::OpenOptions::new().create(true).append(true).open(path).await
}

/// Reads the log: phases spring the trap, everything is kept.
async fn listen(stderr: ChildStderr, mut log: File, trap: Trap, last: Arc<Locked<Option<usize>>>) {
    let mut lines = BufReader::new(stderr).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some(phase) = phase(&line) {
            trap.now(Moment::Phase(phase));
            *last.lock() = Some(phase);
        }
        drop(log.write_all(format!("{line}\n").as_bytes()).await);
    }
}

fn phase(line: &str) -> Option<usize> {
    let name = field(line, "phase=")?;
    PHASES.iter().position(|phase| *phase == name)
}

/// The value behind a name in a line of the log.
fn field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let value = line.split_once(name)?.1.trim_start_matches('"');
    value.split(['"', ' ']).next()
}

/// Reads what it prints, for where it serves.
async fn find_door(stdout: ChildStdout, mut log: File, door: watch::Sender<Option<Door>>) {
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match Door::read(&line) {
            Some(at) => drop(door.send_replace(Some(at))),
            None => drop(log.write_all(format!("{line}\n").as_bytes()).await),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_read_from_the_log_with_and_without_quotes() {
        let line = r#"2026-11-22T00:00:00Z DEBUG phase="handing-over" send.key=abc attempt.id=def"#;
        assert_eq!(phase(line), Some(2));
        assert_eq!(phase("DEBUG phase=settled attempt.id=x"), Some(4));
        assert_eq!(phase("WARN a sender was not heard of"), None);
    }
}
