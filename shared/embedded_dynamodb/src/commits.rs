//! Commits that are durable before they are answered, many of them by one sync of the log.
//!
//! SQLite appends each commit to its write-ahead log and, as it is opened here, does not wait for the disk. An answer waits
//! until a sync of the log covers every commit that it may tell of: its own, and for a read those of others. Commits that come
//! while the disk is busy share the next sync.

use crate::operation::Answer;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// SQLite's write-ahead log beside a database file. Clones share the open file.
#[derive(Clone, Debug)]
pub(crate) struct WriteAheadLog(Arc<File>);

impl WriteAheadLog {
    /// Opens the log of an open database.
    pub(crate) fn of(database: &Path) -> io::Result<Self> {
        let mut name = database.as_os_str().to_owned();
        name.push("-wal");
        Ok(Self(Arc::new(OpenOptions::new().write(true).open(PathBuf::from(name))?)))
    }
}

/// The number of a commit, counted from the opening.
type Number = u64;

/// The disk did not take a commit. No later sync tells whether it did, so nothing is answered any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotOnDisk;

impl From<NotOnDisk> for Answer {
    fn from(_: NotOnDisk) -> Self {
        Self::broken(
            "the disk did not take a write; look at its health and its room, then start the program again",
        )
    }
}

/// Counts commits and the syncs that cover them.
#[derive(Debug, Default)]
pub(crate) struct Commits {
    made: Mutex<Number>,
    synced: AtomicU64,
    failed: AtomicBool,
    /// Held by the call whose sync is under way; the others wait for their place in it or in the next one.
    leading: tokio::sync::Mutex<()>,
}

impl Commits {
    /// Does some work alone and counts the commit it may have made. Returns the latest commit that the work can tell of.
    pub(crate) fn work<T>(&self, work: impl FnOnce() -> T, commits: impl FnOnce(&T) -> bool) -> (T, Number) {
        let mut made = self.made();
        let done = work();
        *made += Number::from(commits(&done));
        (done, *made)
    }

    /// Waits until the disk has this commit and all before it.
    pub(crate) async fn until_synced(
        self: &Arc<Self>,
        log: &WriteAheadLog,
        seen: Number,
    ) -> Result<(), NotOnDisk> {
        while !self.has_synced(seen)? {
            let _lead = self.leading.lock().await;
            if self.has_synced(seen)? {
                break;
            }
            let (commits, log) = (Arc::clone(self), log.clone());
            // A thread that dies leaves nothing synced, and the loop asks again.
            drop(tokio::task::spawn_blocking(move || commits.sync(&log)).await);
        }
        Ok(())
    }

    /// The same on the thread that asks.
    pub(crate) fn sync_until(&self, log: &WriteAheadLog, seen: Number) -> Result<(), NotOnDisk> {
        if !self.has_synced(seen)? {
            self.sync(log);
        }
        self.has_synced(seen).map(drop)
    }

    fn sync(&self, log: &WriteAheadLog) {
        let made = *self.made();
        match log.0.sync_data() {
            Ok(()) => drop(self.synced.fetch_max(made, Ordering::AcqRel)),
            Err(_) => self.failed.store(true, Ordering::Release),
        }
    }

    fn has_synced(&self, seen: Number) -> Result<bool, NotOnDisk> {
        if self.failed.load(Ordering::Acquire) {
            return Err(NotOnDisk);
        }
        Ok(self.synced.load(Ordering::Acquire) >= seen)
    }

    fn made(&self) -> MutexGuard<'_, Number> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> (WriteAheadLog, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("table.db-wal"), "").unwrap();
        (WriteAheadLog::of(&folder.path().join("table.db")).unwrap(), folder)
    }

    fn commit(commits: &Commits) -> Number {
        commits.work(|| (), |()| true).1
    }

    #[tokio::test]
    async fn one_sync_covers_all_commits_before_it() {
        let (log, _folder) = log();
        let commits = Arc::new(Commits::default());
        let (first, second) = (commit(&commits), commit(&commits));
        assert_eq!(commits.has_synced(first), Ok(false));
        commits.until_synced(&log, first).await.unwrap();
        assert_eq!(commits.has_synced(second), Ok(true));
        let ((), read) = commits.work(|| (), |()| false);
        assert_eq!(
            (read, commits.has_synced(read)),
            (second, Ok(true)),
            "a read waits for nothing of its own"
        );
        let third = commit(&commits);
        assert_eq!(commits.has_synced(third), Ok(false));
        commits.sync_until(&log, third).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn nothing_is_answered_after_the_disk_refused_a_sync() {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (refusing, (log, _folder)) = (WriteAheadLog(Arc::new(full)), log());
        let commits = Arc::new(Commits::default());
        let seen = commit(&commits);
        assert_eq!(commits.until_synced(&refusing, seen).await, Err(NotOnDisk));
        assert_eq!(commits.sync_until(&log, seen), Err(NotOnDisk), "a later sync proves nothing");
    }
}
