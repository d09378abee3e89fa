//! The open database: one handle that all calls share, and its way back after a panic inside the engine.

use crate::commits::WriteAheadLog;
use crate::file_lock::{FileLock, private_file};
use crate::{EngineError, Result};
use dynoxide::Database;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The only journal mode in which the log alone makes a commit durable.
const WRITE_AHEAD: &str = "wal";

/// The place of the data.
enum Place {
    Memory,
    File { path: PathBuf, _lock: FileLock },
}

/// A database with its log, and how often it was opened anew.
#[derive(Clone)]
pub(crate) struct Opened {
    pub(crate) database: Database,
    /// Missing for a database in memory, which nothing outlives.
    pub(crate) log: Option<WriteAheadLog>,
    /// The number to hand back to [`Handle::reopen`].
    pub(crate) generation: u64,
}

/// The database that calls go to.
pub(crate) struct Handle {
    place: Place,
    opened: Mutex<Opened>,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Memory => f.write_str("Handle(memory)"),
            Place::File { path, .. } => write!(f, "Handle({})", path.display()),
        }
    }
}

impl Handle {
    pub(crate) fn in_memory() -> Result<Self> {
        let database = Database::memory().map_err(|error| cannot_open(Path::new("memory"), &error))?;
        Ok(Self::holding(Place::Memory, Opened { database, log: None, generation: 0 }))
    }

    pub(crate) fn in_file(path: &Path) -> Result<Self> {
        let lock = FileLock::take(path)?;
        check_soundness(path)?;
        let opened = open_file(path, 0)?;
        Ok(Self::holding(Place::File { path: path.to_owned(), _lock: lock }, opened))
    }

    fn holding(place: Place, opened: Opened) -> Self {
        Self { place, opened: Mutex::new(opened) }
    }

    /// The database for one call.
    pub(crate) fn current(&self) -> Opened {
        self.opened().clone()
    }

    /// Writes all data into a file that is not there yet, through to the disk.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<()> {
        let failed = |reason: String| EngineError::Copy { path: path.to_owned(), reason };
        let text = path.to_str().ok_or_else(|| EngineError::Path { path: path.to_owned() })?;
        // SQLite fills a file that is empty, and leaves its rights as they are.
        let file = private_file(path).map_err(|error| failed(error.to_string()))?;
        self.current().database.vacuum_into(text).map_err(|error| failed(error.to_string()))?;
        file.sync_all().map_err(|error| failed(error.to_string()))
    }

    /// Opens the file anew after a call on this generation panicked: the engine's own lock is poisoned then and every
    /// later call would fail. SQLite rolls the unfinished transaction back. Data in memory are lost with their engine, so
    /// there nothing is done and later calls go on failing.
    pub(crate) fn reopen(&self, panicked: u64) {
        let Place::File { path, .. } = &self.place else { return };
        let mut opened = self.opened();
        if opened.generation == panicked
            && let Ok(anew) = open_file(path, panicked + 1)
        {
            *opened = anew;
        }
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open_file(path: &Path, generation: u64) -> Result<Opened> {
    let text = path.to_str().ok_or_else(|| EngineError::Path { path: path.to_owned() })?;
    let database = Database::new(text).map_err(|error| cannot_open(path, &error))?;
    // Sets `synchronous = NORMAL`: SQLite syncs its log before it copies pages out of it, and leaves it to this crate to sync
    // the log before a commit is answered, many commits at once.
    database.disable_bulk_loading().map_err(|error| cannot_open(path, &error))?;
    check_journal(path)?;
    let log = WriteAheadLog::of(path).map_err(|error| cannot_open(path, &error))?;
    Ok(Opened { database, log: Some(log), generation })
}

/// Reads the whole file once and refuses one that lost a part: what it still gives would be taken for all there is.
fn check_soundness(path: &Path) -> Result<()> {
    private_file(path).map_err(|error| cannot_open(path, &error))?;
    let asked = rusqlite::Connection::open(path).and_then(|connection| {
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
    });
    let reason = match asked {
        Ok(found) if found == "ok" => return Ok(()),
        Ok(found) => found,
        Err(error) if is_damage(&error) => error.to_string(),
        Err(error) => return Err(cannot_open(path, &error)),
    };
    Err(EngineError::Damaged { path: path.to_owned(), reason: reason.replace('\n', "; ") })
}

fn is_damage(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase))
}

/// Asks another connection to the same file how it is journaled, since the engine does not show its own.
fn check_journal(path: &Path) -> Result<()> {
    let asked = rusqlite::Connection::open(path).and_then(|connection| {
        connection.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0))
    });
    match asked {
        Ok(found) if found == WRITE_AHEAD => Ok(()),
        Ok(found) => Err(EngineError::NotDurable { path: path.to_owned(), found }),
        Err(error) => Err(cannot_open(path, &error)),
    }
}

fn cannot_open(path: &Path, error: &impl fmt::Display) -> EngineError {
    EngineError::Open { path: path.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use dynoxide::storage_backend::Clock;
    use std::sync::Arc;

    struct Broken;

    impl Clock for Broken {
        fn now_unix_secs(&self) -> u64 {
            panic!("a defect inside the engine")
        }

        fn now_unix_secs_f64(&self) -> f64 {
            panic!("a defect inside the engine")
        }
    }

    impl Handle {
        /// A handle on this file whose engine panics, holding its lock, as soon as it asks for the time.
        pub(crate) fn about_to_panic(path: &Path) -> Self {
            let handle = Self::in_file(path).unwrap();
            handle.opened().database = Database::memory_with_clock(Arc::new(Broken)).unwrap();
            handle
        }
    }
}
