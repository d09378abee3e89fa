//! The reasons for which something in the folder is not read, in words.

use cadence::wording::{Text, Words};
use cadence::{text, words};
use std::fs::FileType;
use std::io;

/// Says that a file or folder cannot be read, and why.
pub(in crate::folder) fn not_read(error: &io::Error) -> Text {
    let why = io_words(error);
    text!(en = "cannot be read: {why}", ja = "読めません（{why}）。", texts = [why])
}

/// The system's words for a failure, without its number.
pub(super) fn io_words(error: &io::Error) -> Text {
    let text = error.to_string();
    let english = text.split(" (os error").next().unwrap_or(&text);
    let known = [
        (io::ErrorKind::NotFound, "見つかりません"),
        (io::ErrorKind::PermissionDenied, "読む権限がありません"),
        (io::ErrorKind::NotADirectory, "フォルダーではありません"),
    ];
    let japanese = known.into_iter().find(|(kind, _)| *kind == error.kind()).map(|(_, words)| words);
    Text::new(english, japanese.unwrap_or(english))
}

/// The kind of something that is no file.
#[cfg(unix)]
pub(super) fn kind(file: FileType) -> Words {
    use std::os::unix::fs::FileTypeExt as _;
    if file.is_fifo() {
        words!(en = "a named pipe", ja = "名前付きパイプ")
    } else if file.is_socket() {
        words!(en = "a socket", ja = "ソケット")
    } else if file.is_block_device() || file.is_char_device() {
        words!(en = "a device", ja = "デバイス")
    } else {
        words!(en = "no file", ja = "ファイルではないもの")
    }
}

/// The kind of something that is no file.
#[cfg(not(unix))]
pub(super) fn kind(_: FileType) -> Words {
    words!(en = "no file", ja = "ファイルではないもの")
}
