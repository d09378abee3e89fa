//! The lock that keeps a second process away from a database file.
//!
//! The engine caches what tables and indexes there are, per process: a second process would write past an index it does
//! not know. The lock is the operating system's, so it ends with the process however that ends.

use crate::{EngineError, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Held as long as the database is open.
#[derive(Debug)]
pub(crate) struct FileLock {
    _held: File,
}

impl FileLock {
    /// Takes the lock of this database file, or says who is in the way.
    pub(crate) fn take(database: &Path) -> Result<Self> {
        let path = lock_path(database);
        let failed = |source| EngineError::Lock { path: path.clone(), source };
        let file = private_file(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _held: file }),
            Err(TryLockError::WouldBlock) => Err(EngineError::AlreadyOpen { path: database.to_owned() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// Opens a file that only its owner may read, made empty where there is none. SQLite gives its log the rights of the database.
pub(crate) fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
