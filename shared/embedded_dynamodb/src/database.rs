//! The open database: one handle that all calls share, and its way back after a panic inside the engine.

use crate::file_lock::{FileLock, private_file};
use crate::{EngineError, Result};
use dynoxide::Database;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// `PRAGMA synchronous = FULL`: a commit is on the disk before it is answered.
const SYNCHRONOUS_FULL: i64 = 2;

/// Where the data are.
enum Place {
    Memory,
    File { path: PathBuf, _lock: FileLock },
}

/// A database together with how often it was opened anew.
struct Opened {
    database: Database,
    generation: u64,
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
        Ok(Self::holding(
            Place::Memory,
            Database::memory().map_err(|error| cannot_open(Path::new("memory"), &error))?,
        ))
    }

    pub(crate) fn in_file(path: &Path) -> Result<Self> {
        let lock = FileLock::take(path)?;
        check_soundness(path)?;
        let database = open_file(path)?;
        Ok(Self::holding(Place::File { path: path.to_owned(), _lock: lock }, database))
    }

    fn holding(place: Place, database: Database) -> Self {
        Self { place, opened: Mutex::new(Opened { database, generation: 0 }) }
    }

    /// The database for one call, and its generation to hand back to [`Handle::reopen`].
    pub(crate) fn current(&self) -> (Database, u64) {
        let opened = self.opened();
        (opened.database.clone(), opened.generation)
    }

    /// Writes all data into a file that is not there yet, through to the disk.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<()> {
        let failed = |reason: String| EngineError::Copy { path: path.to_owned(), reason };
        let text = path.to_str().ok_or_else(|| EngineError::Path { path: path.to_owned() })?;
        // SQLite fills a file that is empty, and leaves its rights as they are.
        let file = private_file(path).map_err(|error| failed(error.to_string()))?;
        self.current().0.vacuum_into(text).map_err(|error| failed(error.to_string()))?;
        file.sync_all().map_err(|error| failed(error.to_string()))
    }

    /// Opens the file anew after a call on this generation panicked: the engine's own lock is poisoned then and every
    /// later call would fail. SQLite rolls the unfinished transaction back. Data in memory are lost with their engine, so
    /// there nothing is done and later calls go on failing.
    pub(crate) fn reopen(&self, panicked: u64) {
        let Place::File { path, .. } = &self.place else { return };
        let mut opened = self.opened();
        if opened.generation == panicked
            && let Ok(database) = open_file(path)
        {
            *opened = Opened { database, generation: panicked + 1 };
        }
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open_file(path: &Path) -> Result<Database> {
    let text = path.to_str().ok_or_else(|| EngineError::Path { path: path.to_owned() })?;
    let database = Database::new(text).map_err(|error| cannot_open(path, &error))?;
    check_durability(path)?;
    Ok(database)
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

/// The engine leaves `synchronous` as SQLite was built and does not show its connection; another connection of the same
/// library to the same file says what that is. Nothing here calls the engine's bulk loading, which would change it.
fn check_durability(path: &Path) -> Result<()> {
    let asked = rusqlite::Connection::open(path)
        .and_then(|connection| connection.query_row("PRAGMA synchronous", [], |row| row.get(0)));
    match asked {
        Ok(SYNCHRONOUS_FULL) => Ok(()),
        Ok(found) => Err(EngineError::NotDurable { found }),
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
