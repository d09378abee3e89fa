//! A templates folder in memory: every file of the marketers by its path. It does not know what the files mean.

mod walk;

use crate::finding::Finding;
use encoding_rs::{EUC_JP, SHIFT_JIS};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use unicode_normalization::UnicodeNormalization as _;
pub use walk::Look;
use walk::{Walk, io_words};

/// Bytes of one file at most; no mail and no document comes near it.
const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024;
/// Bytes of all files together at most.
const FOLDER_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Endings of files that mean something to the program, or look as if they did.
const OURS: [&str; 7] = [".json", ".jsonc", ".txt", ".md", ".html", ".htm", ".mjml"];

/// The files of a templates folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    files: BTreeMap<String, String>,
    unreadable: Vec<Finding>,
}

impl Folder {
    /// Reads a folder with all that is in it. It follows no link out of the folder and opens nothing but files. Hidden files and
    /// copies that editors leave are passed over; the check tells what else was.
    pub fn read(root: &Path) -> Self {
        let Walk { files: met, findings, .. } = Walk::through(root);
        let mut folder = Self { files: BTreeMap::new(), unreadable: findings };
        let mut bytes = 0;
        for file in met {
            // Pictures and the like may lie beside the mails; that they are there is enough.
            let read = if is_ours(&file.path) { text_of(&file) } else { Ok(String::new()) };
            match read {
                Ok(text) if bytes + text.len() > FOLDER_BYTES_MAX => {
                    let message =
                        format!("the folder has more than {} MB; the rest is not read", mb(FOLDER_BYTES_MAX));
                    let remedy = "name the templates folder itself";
                    folder.unreadable.push(Finding::new("folder-too-large", ".", message, remedy));
                    break;
                }
                Ok(text) => {
                    bytes += text.len();
                    folder.files.insert(file.path, text);
                }
                Err(finding) => folder.unreadable.push(*finding),
            }
        }
        folder.same_but_for_case();
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

    /// All files in the order of their paths; those that are no texts of the program are empty.
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
    pub fn mails(&self) -> BTreeMap<(String, String), BTreeMap<&str, &str>> {
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

    /// Names that are one name on a Mac and in Windows, where one file would replace the other.
    fn same_but_for_case(&mut self) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        let mut findings = Vec::new();
        for path in self.files.keys() {
            let folded: String = path.nfc().collect::<String>().to_lowercase();
            if let Some(first) = seen.insert(folded, path) {
                let message =
                    format!("this is one file with `{first}` on computers that do not tell A from a");
                let remedy = "rename one of them, or take it out of the folder";
                findings.push(Finding::new("same-file-name", path, message, remedy));
            }
        }
        self.unreadable.extend(findings);
    }
}

/// The beginning of a file.
const START: (usize, usize) = (1, 1);

/// A file as a text: with the line ends of Unix, without a byte order mark.
fn text_of(file: &walk::File) -> Result<String, Box<Finding>> {
    let finding = |rule, message: String, remedy: &str, at| {
        Box::new(Finding::new(rule, &file.path, message, remedy).on(at))
    };
    if file.bytes > FILE_BYTES_MAX {
        let message = format!("the file has {} MB; at most {FILE_MB_MAX} MB are read", mb_up(file.bytes));
        return Err(finding("file-too-large", message, "shorten it, or take it out of the folder", START));
    }
    let bytes = bytes(&file.place).map_err(|error| {
        let remedy = "make it readable, or take it out of the folder";
        finding("unreadable", format!("cannot be read: {}", io_words(&error)), remedy, START)
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            if let Some((at, words)) = other_than_text(text) {
                let remedy = "save it as UTF-8; editors offer that under “Save with encoding”";
                let place = crate::source::place(text, at);
                return Err(finding(
                    "wrong-encoding",
                    format!("the file is not UTF-8; {words}"),
                    remedy,
                    place,
                ));
            }
            Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
            let message = format!("the file is not UTF-8{}", encoding(&bytes));
            let remedy = "save it as UTF-8; editors offer that under “Save with encoding”";
            Err(finding("wrong-encoding", message, remedy, crate::source::place(&before, valid)))
        }
    }
}

/// At most what a file may have, even where it grows meanwhile.
fn bytes(place: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(place)?.take(FILE_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where a text whose bytes happen to be UTF-8 is something else, and as what it looks.
fn other_than_text(text: &str) -> Option<(usize, &'static str)> {
    // Escape sequences of ISO-2022-JP, and of nothing that anybody writes.
    let escape = ["\u{1b}$", "\u{1b}("].into_iter().filter_map(|it| text.find(it)).min();
    let jis = escape.map(|at| (at, "it looks like ISO-2022-JP (JIS)"));
    jis.or_else(|| text.find('\0').map(|at| (at, "it looks like UTF-16, or like no text at all")))
}

/// The encoding that the bytes seem to have, as words to put behind a sentence.
fn encoding(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "; it looks like UTF-16",
        _ if SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).is_some() => {
            "; it looks like Shift_JIS (CP932, “ANSI” in Japanese Windows)"
        }
        _ if EUC_JP.decode_without_bom_handling_and_without_replacement(bytes).is_some() => {
            "; it looks like EUC-JP"
        }
        _ => "",
    }
}

/// Whether a file of this name means something to the program.
fn is_ours(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    OURS.iter().any(|ending| path.ends_with(ending))
}

/// The same in megabytes.
const FILE_MB_MAX: u64 = FILE_BYTES_MAX / 1024 / 1024;

fn mb(bytes: usize) -> usize {
    bytes / 1024 / 1024
}

fn mb_up(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}
