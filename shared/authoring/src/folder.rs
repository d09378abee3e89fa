//! A templates folder in memory: every file of the marketers by its path, and those that this program adds. What the files mean only
//! `confirmations` knows.

mod confirmations;
mod walk;

use crate::finding::Finding;
use cadence::wording::{Text, Words};
use cadence::{text, words};
use encoding_rs::{EUC_JP, SHIFT_JIS};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use unicode_normalization::UnicodeNormalization as _;
pub use walk::Look;
use walk::{Walk, not_read};

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
                    let message = text!(
                        en = "the folder has more than {} MB; the rest is not read",
                        ja = "フォルダーが {} MB を超えています。残りは読みません。",
                        mb(FOLDER_BYTES_MAX)
                    );
                    let remedy = words!(
                        en = "name the templates folder itself",
                        ja = "templates のフォルダーそのものを指定してください。"
                    );
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
        confirmations::add(&mut folder.files);
        folder
    }

    /// A folder that is not on a disk: paths with `/` between the parts, and contents.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        confirmations::add(&mut files);
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

    /// The findings of reading it.
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
                let message = text!(
                    en = "this is one file with `{first}` on computers that do not tell A from a",
                    ja = "大文字と小文字を区別しないパソコンでは、`{first}` と同じファイルになります。"
                );
                let remedy = words!(
                    en = "rename one of them, or take it out of the folder",
                    ja = "どちらかの名前を変えるか、フォルダーから外してください。"
                );
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
    let finding = |rule, message: Text, remedy: Words, at| {
        Box::new(Finding::new(rule, &file.path, message, remedy).on(at))
    };
    if file.bytes > FILE_BYTES_MAX {
        let message = text!(
            en = "the file has {} MB; at most {FILE_MB_MAX} MB are read",
            ja = "ファイルが {} MB あります。{FILE_MB_MAX} MB までです。",
            mb_up(file.bytes)
        );
        return Err(finding(
            "file-too-large",
            message,
            words!(
                en = "shorten it, or take it out of the folder",
                ja = "短くするか、フォルダーから外してください。"
            ),
            START,
        ));
    }
    let bytes = bytes(&file.place).map_err(|error| {
        let remedy = words!(
            en = "make it readable, or take it out of the folder",
            ja = "読めるようにするか、フォルダーから外してください。"
        );
        finding("unreadable", not_read(&error), remedy, START)
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            if let Some((at, words)) = other_than_text(text) {
                let remedy = words!(
                    en = "save it as UTF-8; editors offer that under “Save with encoding”",
                    ja = "UTF-8 で保存し直してください。エディターの「エンコード付きで保存」で選べます。"
                );
                let place = crate::source::place(text, at);
                let message = text!(
                    en = "the file is not UTF-8; {words}",
                    ja = "ファイルが UTF-8 ではありません。{words}",
                    texts = [words]
                );
                return Err(finding("wrong-encoding", message, remedy, place));
            }
            Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
            let looks = encoding(&bytes);
            let message = text!(
                en = "the file is not UTF-8{looks}",
                ja = "ファイルが UTF-8 ではありません。{looks}",
                texts = [looks]
            );
            let remedy = words!(
                en = "save it as UTF-8; editors offer that under “Save with encoding”",
                ja = "UTF-8 で保存し直してください。エディターの「エンコード付きで保存」で選べます。"
            );
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

/// Finds where a text whose bytes happen to be UTF-8 is something else, and as what it looks.
fn other_than_text(text: &str) -> Option<(usize, Words)> {
    // Escape sequences of ISO-2022-JP, and of nothing that anybody writes.
    let escape = ["\u{1b}$", "\u{1b}("].into_iter().filter_map(|it| text.find(it)).min();
    let jis = escape.map(|at| {
        (at, words!(en = "it looks like ISO-2022-JP (JIS)", ja = "ISO-2022-JP（JIS）のようです。"))
    });
    jis.or_else(|| {
        text.find('\0').map(|at| {
            (
                at,
                words!(
                    en = "it looks like UTF-16, or like no text at all",
                    ja = "UTF-16 か、文字ではないもののようです。"
                ),
            )
        })
    })
}

/// The encoding that the bytes seem to have, as words to put behind a sentence.
fn encoding(bytes: &[u8]) -> Text {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            words!(en = "; it looks like UTF-16", ja = "UTF-16 のようです。").into()
        }
        _ if SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).is_some() => words!(
            en = "; it looks like Shift_JIS (CP932, “ANSI” in Japanese Windows)",
            ja = "Shift_JIS（CP932、Windows の「ANSI」）のようです。"
        )
        .into(),
        _ if EUC_JP.decode_without_bom_handling_and_without_replacement(bytes).is_some() => {
            words!(en = "; it looks like EUC-JP", ja = "EUC-JP のようです。").into()
        }
        _ => Text::default(),
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
