//! The way through a templates folder on a disk: which files are in it, and what is passed over and why. It stays inside the
//! folder, opens nothing and ends, whatever lies there.

use crate::finding::Finding;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders within folders at most.
const DEPTH_MAX: usize = 8;
/// Files and folders at most; a company with a thousand mails has four thousand.
const ENTRIES_MAX: usize = 10_000;

/// Endings of copies that editors, merges and downloads leave beside a file.
const COPIES: [&str; 9] = ["~", "#", ".bak", ".backup", ".orig", ".rej", ".swp", ".tmp", ".part"];
/// Files and folders that operating systems put everywhere, in lower case.
const LITTER: [&str; 5] = ["thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "icon\r"];

/// One file of the folder, not opened yet.
#[derive(Debug)]
pub(super) struct File {
    /// Its path in the templates folder, with `/` between the parts.
    pub(super) path: String,
    /// Its path on the disk.
    pub(super) place: PathBuf,
    /// When it was changed, where that is known.
    pub(super) changed: Option<SystemTime>,
    /// Its bytes.
    pub(super) bytes: u64,
}

/// All that a walk met.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The files, in the order of their names.
    pub(super) files: Vec<File>,
    /// A finding for each entry that was passed over, with a remedy.
    pub(super) findings: Vec<Finding>,
    /// The folder itself, without links.
    root: PathBuf,
    /// The folders one is in, without links: a link to one of them would lead around for ever.
    inside: Vec<PathBuf>,
    entries: usize,
}

/// A folder's look from outside: two looks differ where a file was added, removed, renamed or edited in between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look(BTreeMap<String, (Option<SystemTime>, u64)>);

impl Look {
    /// Looks at a folder without opening a file.
    pub fn at(root: &Path) -> Self {
        let walk = Walk::through(root);
        let files = walk.files.into_iter().map(|file| (file.path, (file.changed, file.bytes)));
        let passed = walk.findings.into_iter().map(|it| (format!("{}: {}", it.file, it.message), (None, 0)));
        Self(files.chain(passed).collect())
    }
}

impl Walk {
    /// Goes through a folder.
    pub(super) fn through(root: &Path) -> Self {
        let mut walk = Self::default();
        match fs::canonicalize(root) {
            Ok(real) => {
                walk.root.clone_from(&real);
                walk.folder(&real, "");
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let message = format!("there is no folder `{}`", root.display());
                let remedy = "go to the project's folder, or say where it is with --templates DIR";
                walk.pass(".", "unreadable", &message, remedy);
            }
            Err(error) => walk.unreadable(".", &error),
        }
        walk
    }

    fn folder(&mut self, real: &Path, prefix: &str) {
        let shown = if prefix.is_empty() { "." } else { prefix };
        if self.inside.len() > DEPTH_MAX {
            return self.pass(shown, "unreadable", "the folder is nested too deep", "put it further up");
        }
        let entries = fs::read_dir(real).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(shown, &error),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        self.inside.push(real.to_owned());
        for entry in entries {
            let Some(name) = name(&entry.file_name()) else {
                let lossy = entry.file_name().to_string_lossy().into_owned();
                self.pass(&joined(prefix, &lossy), "bad-file-name", "the name is not UTF-8", RENAME);
                continue;
            };
            if is_left_over(&name) {
                continue;
            }
            if self.entries == ENTRIES_MAX {
                let message = format!(
                    "the folder holds more than {ENTRIES_MAX} files and folders; the rest is not read"
                );
                self.pass(".", "folder-too-large", &message, "name the templates folder itself");
            }
            self.entries += 1;
            if self.entries > ENTRIES_MAX {
                break;
            }
            self.entry(&entry.path(), joined(prefix, &name));
        }
        self.inside.pop();
    }

    fn entry(&mut self, place: &Path, path: String) {
        let real = match fs::symlink_metadata(place) {
            Ok(metadata) if metadata.is_symlink() => match self.behind_link(place, &path) {
                Some(real) => real,
                None => return,
            },
            Ok(_) => place.to_owned(),
            Err(error) => return self.unreadable(&path, &error),
        };
        match fs::symlink_metadata(&real) {
            Ok(metadata) if metadata.is_dir() => {
                if super::is_ours(&path) {
                    let message = "this is a folder with the name of a file";
                    let remedy = "give the folder another name, and put the file itself here";
                    self.pass(&path, "not-a-file", message, remedy);
                }
                self.folder(&real, &path);
            }
            Ok(metadata) if metadata.is_file() => self.files.push(file(path, real, &metadata)),
            Ok(metadata) => {
                let message = format!("this is {} and is not read", kind(metadata.file_type()));
                self.pass(&path, "not-a-file", &message, "put a file there, or take it out of the folder");
            }
            Err(error) => self.unreadable(&path, &error),
        }
    }

    /// The target of a link, if it is inside and not around in a circle.
    fn behind_link(&mut self, place: &Path, path: &str) -> Option<PathBuf> {
        let real = match fs::canonicalize(place) {
            Ok(real) => real,
            Err(error) => {
                let message = format!("this is a link that leads nowhere ({})", io_words(&error));
                self.pass(path, "unreadable", &message, "correct the link, or put the file itself here");
                return None;
            }
        };
        if !real.starts_with(&self.root) {
            let remedy = "put the file itself here: templates are read from their own folder only";
            self.pass(
                path,
                "outside-folder",
                "this is a link that leads out of the templates folder",
                remedy,
            );
            return None;
        }
        if self.inside.contains(&real) {
            let message = "this is a link to a folder that it lies in";
            self.pass(path, "unreadable", message, "take the link out of the folder");
            return None;
        }
        Some(real)
    }

    fn unreadable(&mut self, path: &str, error: &io::Error) {
        let remedy = "make it readable, or take it out of the folder";
        self.pass(path, "unreadable", &format!("cannot be read: {}", io_words(error)), remedy);
    }

    fn pass(&mut self, path: &str, rule: &'static str, message: &str, remedy: &str) {
        self.findings.push(Finding::new(rule, path, message, remedy));
    }
}

/// The remedy for a name.
const RENAME: &str = "rename it with a-z, 0-9 and hyphens, such as `welcome`";

fn file(path: String, place: PathBuf, metadata: &Metadata) -> File {
    File { path, place, changed: metadata.modified().ok(), bytes: metadata.len() }
}

fn name(name: &OsStr) -> Option<String> {
    name.to_str().map(str::to_owned)
}

fn joined(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") }
}

/// Hidden files, copies that editors keep, and what operating systems leave: no one wrote them for the program.
fn is_left_over(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.starts_with(['.', '~', '#'])
        || COPIES.iter().any(|it| lower.ends_with(it))
        || LITTER.contains(&&*lower)
}

/// The system's words for a failure, without its number.
pub(super) fn io_words(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

#[cfg(unix)]
fn kind(file: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if file.is_fifo() {
        "a named pipe"
    } else if file.is_socket() {
        "a socket"
    } else if file.is_block_device() || file.is_char_device() {
        "a device"
    } else {
        "no file"
    }
}

#[cfg(not(unix))]
fn kind(_: FileType) -> &'static str {
    "no file"
}
