//! Files in memory for the tests of this room.

use crate::{Choices, Delimiter, Encoding, Row, Sheet};
use proptest::prelude::*;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

/// A file that gives away its bytes in pieces of the given sizes, in turn.
#[derive(Debug)]
pub(crate) struct Drip {
    bytes: Cursor<Vec<u8>>,
    sizes: Vec<usize>,
    turn: usize,
}

impl Drip {
    pub(crate) fn new(bytes: &[u8], sizes: &[usize]) -> Self {
        Self { bytes: Cursor::new(bytes.to_vec()), sizes: sizes.to_vec(), turn: 0 }
    }
}

impl Read for Drip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.turn % self.sizes.len()].min(buffer.len());
        self.turn += 1;
        if self.turn.is_multiple_of(5) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        self.bytes.read(&mut buffer[..size])
    }
}

impl Seek for Drip {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(place)
    }
}

/// The bytes of a text in an encoding, without a byte order mark.
pub(crate) fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    let mut bytes = Vec::new();
    assert!(encoding.encode(text, &mut bytes).is_empty(), "{encoding:?} has all of {text:?}");
    bytes
}

/// A file that is open, without any choice.
pub(crate) fn sheet(bytes: impl AsRef<[u8]>) -> Sheet<Cursor<Vec<u8>>> {
    chosen(bytes, &Choices::default())
}

/// A file that is open with choices.
pub(crate) fn chosen(bytes: impl AsRef<[u8]>, choices: &Choices) -> Sheet<Cursor<Vec<u8>>> {
    Sheet::open(Cursor::new(bytes.as_ref().to_vec()), choices).unwrap()
}

/// Choices of an encoding, and of commas.
pub(crate) fn commas_in(encoding: Encoding) -> Choices {
    Choices { encoding: Some(encoding), delimiter: Some(Delimiter::Comma), ..Choices::default() }
}

/// Any bytes, those with a meaning in files more often.
pub(crate) fn bytes(length_max: usize) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![any::<u8>(), proptest::sample::select(b",\"\r\n\x1B($BI\0;\t".to_vec())];
    proptest::collection::vec(byte, 0..length_max)
}

/// A delimiter.
pub(crate) fn delimiters() -> impl Strategy<Value = Delimiter> {
    proptest::sample::select(Delimiter::ALL.to_vec())
}

/// All rows of a file.
pub(crate) fn rows<R: Read + Seek>(sheet: &mut Sheet<R>) -> Vec<Row> {
    sheet.rows().unwrap().map(Result::unwrap).collect()
}

/// The rules that a row breaks.
pub(crate) fn rules(row: &Row) -> Vec<&'static str> {
    row.problems.iter().map(|problem| problem.fault.rule).collect()
}
