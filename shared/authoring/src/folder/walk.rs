//! The way through a templates folder on a disk: which files are in it, and what is passed over and why. It stays inside the
//! folder, opens nothing and ends, whatever lies there.

mod reasons;

use crate::finding::Finding;
use cadence::wording::{Text, Words};
use cadence::{text, words};
pub(super) use reasons::not_read;
use reasons::{io_words, kind};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
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
        let passed =
            walk.findings.into_iter().map(|it| (format!("{}: {}", it.file, it.message.english()), (None, 0)));
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
                let message = text!(
                    en = "there is no folder `{}`",
                    ja = "`{}` というフォルダーがありません。",
                    root.display()
                );
                let remedy = words!(
                    en = "go to the project's folder, or say where it is with --templates DIR",
                    ja = "プロジェクトのフォルダーに移るか、--templates DIR で場所を指定してください。"
                );
                walk.pass(".", "unreadable", message, remedy);
            }
            Err(error) => walk.unreadable(".", &error),
        }
        walk
    }

    fn folder(&mut self, real: &Path, prefix: &str) {
        let shown = if prefix.is_empty() { "." } else { prefix };
        if self.inside.len() > DEPTH_MAX {
            return self.pass(
                shown,
                "unreadable",
                words!(en = "the folder is nested too deep", ja = "フォルダーの重なりが深すぎます。"),
                words!(en = "put it further up", ja = "もっと上に置いてください。"),
            );
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
                self.pass(
                    &joined(prefix, &lossy),
                    "bad-file-name",
                    words!(en = "the name is not UTF-8", ja = "名前が UTF-8 ではありません。"),
                    RENAME,
                );
                continue;
            };
            if is_left_over(&name) {
                continue;
            }
            if self.entries == ENTRIES_MAX {
                let message = text!(
                    en = "the folder holds more than {ENTRIES_MAX} files and folders; the rest is not read",
                    ja = "ファイルとフォルダーが {ENTRIES_MAX} 個を超えています。残りは読みません。"
                );
                self.pass(
                    ".",
                    "folder-too-large",
                    message,
                    words!(
                        en = "name the templates folder itself",
                        ja = "templates のフォルダーそのものを指定してください。"
                    ),
                );
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
                    let message = words!(
                        en = "this is a folder with the name of a file",
                        ja = "ファイルの名前が付いたフォルダーです。"
                    );
                    let remedy = words!(
                        en = "give the folder another name, and put the file itself here",
                        ja = "フォルダーの名前を変え、ここにはファイルを置いてください。"
                    );
                    self.pass(&path, "not-a-file", message, remedy);
                }
                self.folder(&real, &path);
            }
            Ok(metadata) if metadata.is_file() => self.files.push(file(path, real, &metadata)),
            Ok(metadata) => {
                let kind = kind(metadata.file_type());
                let message = text!(
                    en = "this is {kind} and is not read",
                    ja = "{kind}なので、読みません。",
                    texts = [kind]
                );
                self.pass(
                    &path,
                    "not-a-file",
                    message,
                    words!(
                        en = "put a file there, or take it out of the folder",
                        ja = "ファイルを置くか、フォルダーから外してください。"
                    ),
                );
            }
            Err(error) => self.unreadable(&path, &error),
        }
    }

    /// The target of a link, if it is inside and not around in a circle.
    fn behind_link(&mut self, place: &Path, path: &str) -> Option<PathBuf> {
        let real = match fs::canonicalize(place) {
            Ok(real) => real,
            Err(error) => {
                let why = io_words(&error);
                let message = text!(
                    en = "this is a link that leads nowhere ({why})",
                    ja = "リンクの先がありません（{why}）。",
                    texts = [why]
                );
                self.pass(
                    path,
                    "unreadable",
                    message,
                    words!(
                        en = "correct the link, or put the file itself here",
                        ja = "リンクを直すか、ファイルそのものをここに置いてください。"
                    ),
                );
                return None;
            }
        };
        if !real.starts_with(&self.root) {
            let remedy = words!(
                en = "put the file itself here: templates are read from their own folder only",
                ja = "ファイルそのものをここに置いてください。テンプレートは、このフォルダーの中だ\
                     けを読みます。"
            );
            self.pass(
                path,
                "outside-folder",
                words!(
                    en = "this is a link that leads out of the templates folder",
                    ja = "templates のフォルダーの外へのリンクです。"
                ),
                remedy,
            );
            return None;
        }
        if self.inside.contains(&real) {
            let message = words!(
                en = "this is a link to a folder that it lies in",
                ja = "自分自身が入っているフォルダーへのリンクです。"
            );
            self.pass(
                path,
                "unreadable",
                message,
                words!(en = "take the link out of the folder", ja = "リンクをフォルダーから外してください。"),
            );
            return None;
        }
        Some(real)
    }

    fn unreadable(&mut self, path: &str, error: &io::Error) {
        let remedy = words!(
            en = "make it readable, or take it out of the folder",
            ja = "読めるようにするか、フォルダーから外してください。"
        );
        self.pass(path, "unreadable", not_read(error), remedy);
    }

    fn pass(&mut self, path: &str, rule: &'static str, message: impl Into<Text>, remedy: Words) {
        self.findings.push(Finding::new(rule, path, message, remedy));
    }
}

/// The remedy for a name.
const RENAME: Words = words!(
    en = "rename it with a-z, 0-9 and hyphens, such as `welcome`",
    ja = "`welcome` のように、英小文字・数字・- の名前に変えてください。"
);

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
