//! Errors of opening or copying an engine.

use std::path::PathBuf;

/// Errors of opening or copying an engine. None of these goes away by trying again at once.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Another process, or another engine in this one, has the file.
    #[error(
        "{} is already open by another process; stop that process, or talk to it instead of opening its file",
        path.display()
    )]
    AlreadyOpen {
        /// The database file.
        path: PathBuf,
    },
    /// The lock beside the database file cannot be made.
    #[error("cannot lock {}: {source}; check that its folder exists and may be written to", path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The path cannot be handed to SQLite.
    #[error("{} is not valid UTF-8; choose another path for the database file", path.display())]
    Path {
        /// The database file.
        path: PathBuf,
    },
    /// The database keeps no write-ahead log, which this crate syncs before it answers.
    #[error(
        "{} keeps no write-ahead log (journal mode {found}), so nothing could be promised to be on the disk; look whether its \
         file system has shared memory (network shares have none), and choose another folder", path.display()
    )]
    NotDurable {
        /// The database file.
        path: PathBuf,
        /// The value of `PRAGMA journal_mode`.
        found: String,
    },
    /// The data cannot be written into another file.
    #[error("the table cannot be copied to {}: {reason}; look whether there is room, and no such file yet", path.display())]
    Copy {
        /// The other file.
        path: PathBuf,
        /// The engine's words.
        reason: String,
    },
    /// The file lost a part, or is no database.
    #[error(
        "{} is damaged ({reason}); leave the folder as it is, copy it to a safe place, and put back a copy of the file \
         from before, together with its `-wal` file if that was copied with it",
        path.display()
    )]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// SQLite's words about it.
        reason: String,
    },
    /// The file cannot be opened as a database, and nothing says that it is damaged.
    #[error(
        "cannot open the database {}: {reason}; look whether its disk has room and works, and whether its folder may be written \
         to. Nothing was found damaged: leave the file in its place",
        path.display()
    )]
    Open {
        /// The database file, or `memory`.
        path: PathBuf,
        /// The engine's words.
        reason: String,
    },
}
