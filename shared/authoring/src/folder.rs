//! A templates folder in memory: every file of the marketers by its path. It does not know what the files mean.

use crate::finding::Finding;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// Bytes of one file at most; no mail and no document comes near it.
const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024;
/// Folders within folders at most.
const DEPTH_MAX: usize = 8;

/// The files of a templates folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    files: BTreeMap<String, String>,
    unreadable: Vec<Finding>,
}

impl Folder {
    /// Reads a folder with all that is in it. Hidden files are left out; what cannot be read is told by the check.
    pub fn read(root: &Path) -> Self {
        let mut folder = Self::default();
        folder.read_into(root, "", 0);
        folder
    }

    /// A folder that is not on a disk: paths with `/` between the parts, and contents.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        Self { files, unreadable: Vec::new() }
    }

    /// A file's content.
    pub fn file(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// All files in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Files of a kind: the name without ending, the path and the content, for `<folder>/<name>.json`.
    pub(crate) fn documents(&self, folder: &str) -> Vec<(String, String, &str)> {
        let documents = self.files.iter().filter_map(|(path, text)| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".json")?;
            (!name.contains('/')).then(|| (name.to_owned(), path.clone(), text.as_str()))
        });
        documents.collect()
    }

    /// The mails of a sequence by their names; each is a folder.
    pub(crate) fn mails(&self) -> BTreeMap<(String, String), BTreeMap<&str, &str>> {
        let mut mails: BTreeMap<(String, String), BTreeMap<&str, &str>> = BTreeMap::new();
        for (path, text) in &self.files {
            let parts: Vec<&str> = path.split('/').collect();
            if let ["emails", sequence, mail, file] = parts.as_slice() {
                let key = ((*sequence).to_owned(), (*mail).to_owned());
                mails.entry(key).or_default().insert(file, text);
            }
        }
        mails
    }

    /// What could not be read.
    pub(crate) fn unreadable(&self) -> &[Finding] {
        &self.unreadable
    }

    fn read_into(&mut self, directory: &Path, prefix: &str, depth: usize) {
        let entries = fs::read_dir(directory).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                return self.cannot_read(if prefix.is_empty() { "." } else { prefix }, &error.to_string());
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
            self.read_entry(&entry, path, depth);
        }
    }

    fn read_entry(&mut self, entry: &fs::DirEntry, path: String, depth: usize) {
        let metadata = match fs::metadata(entry.path()) {
            Ok(metadata) => metadata,
            Err(error) => return self.cannot_read(&path, &error.to_string()),
        };
        if metadata.is_dir() {
            if depth >= DEPTH_MAX {
                return self.cannot_read(&path, "folders are nested too deep");
            }
            return self.read_into(&entry.path(), &path, depth + 1);
        }
        if metadata.len() > FILE_BYTES_MAX {
            return self.cannot_read(&path, "the file is larger than 2 MB");
        }
        match fs::read(entry.path()).map(String::from_utf8) {
            Ok(Ok(text)) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
                self.files.insert(path, text);
            }
            // Pictures and other files that are not texts may lie beside the mails.
            Ok(Err(_)) if !is_ours(&path) => {}
            Ok(Err(_)) => self.cannot_read(&path, "the file is not UTF-8; save it as UTF-8"),
            Err(error) => self.cannot_read(&path, &error.to_string()),
        }
    }

    fn cannot_read(&mut self, path: &str, reason: &str) {
        let remedy = "make it readable, or take it out of the folder";
        self.unreadable.push(Finding::new("unreadable", path, format!("cannot be read: {reason}"), remedy));
    }
}

/// Whether a file of this name means something to the program.
fn is_ours(path: &str) -> bool {
    [".json", ".txt", ".md", ".html", ".mjml"].iter().any(|ending| path.ends_with(ending))
}
