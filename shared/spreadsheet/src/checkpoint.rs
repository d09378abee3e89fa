//! Places at which reading is taken up again, written down as a text.

use crate::delimiter::Delimiter;
use crate::detect::FileIdentity;
use crate::encoding::Encoding;
use crate::split::Position;
use cadence::text;
use cadence::wording::Text;
use std::fmt;
use std::io;
use std::str::FromStr;

/// A place between two rows of one file, with all that has to be the same for the rest of its rows to be the
/// rest.
///
/// It is written as `1:<offset>:<line>:<row>:<length>:<sha-256>:<encoding>:<delimiter>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The place of the next row.
    pub position: Position,
    /// The file.
    pub identity: FileIdentity,
    /// The encoding in which it was read.
    pub encoding: Encoding,
    /// The delimiter by which it was read.
    pub delimiter: Delimiter,
}

/// A text that is no checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.english())]
pub struct CheckpointError(pub Text);

/// The reason why a file is not read on.
#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is another file, or it is read in another way; the text says so and what to do.
    #[error("{}", .0.english())]
    Changed(Text),
}

const VERSION: &str = "1";

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { offset, line, row } = self.position;
        let sha256 = data_encoding::HEXLOWER.encode(&self.identity.sha256);
        let (length, encoding, delimiter) =
            (self.identity.length, self.encoding.name(), self.delimiter.word());
        write!(f, "{VERSION}:{offset}:{line}:{row}:{length}:{sha256}:{encoding}:{delimiter}")
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(written: &str) -> Result<Self, CheckpointError> {
        read(written).ok_or_else(|| {
            CheckpointError(text!(
                en = "{written:?} is no place to read on from; start from the beginning",
                ja = "{written:?} は再開の位置として読めません。最初からやり直してください。"
            ))
        })
    }
}

fn read(written: &str) -> Option<Checkpoint> {
    let parts: Vec<&str> = written.trim().split(':').collect();
    let [VERSION, offset, line, row, length, sha256, encoding, delimiter] = parts.as_slice() else {
        return None;
    };
    let sha256 = data_encoding::HEXLOWER.decode(sha256.as_bytes()).ok()?;
    Some(Checkpoint {
        position: Position { offset: offset.parse().ok()?, line: line.parse().ok()?, row: row.parse().ok()? },
        identity: FileIdentity { length: length.parse().ok()?, sha256: sha256.try_into().ok()? },
        encoding: Encoding::parse(encoding)?,
        delimiter: Delimiter::parse(delimiter)?,
    })
}

impl Checkpoint {
    /// Checks that the file is the one of the checkpoint and is read as it was.
    pub(crate) fn check(&self, now: &Self) -> Result<(), ResumeError> {
        if self.identity != now.identity || self.position.offset > self.identity.length {
            return Err(ResumeError::Changed(text!(
                en = "the file has changed since then; take that of then, or start from the beginning",
                ja = "ファイルがそのときから変わっています。そのときのファイルを使うか、最初からやり直してください。"
            )));
        }
        if (self.encoding, self.delimiter) != (now.encoding, now.delimiter) {
            let (encoding, delimiter) = (self.encoding.name(), self.delimiter.word());
            return Err(ResumeError::Changed(text!(
                en = "the file was read in {encoding} with the delimiter {delimiter}; choose these, or \
                      start from the beginning",
                ja = "そのときは文字コード {encoding}、区切り文字 {delimiter} で読みました。同じものを指定するか、最初からやり直してください。"
            )));
        }
        Ok(())
    }
}
