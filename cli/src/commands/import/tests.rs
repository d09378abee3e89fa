//! An import that is broken off in the middle goes on where it stood, and ends as if nothing had been.

use super::counts::Counts;
use super::note::{Note, Place};
use super::refused::RefusedFile;
use super::walk::Walk;
use crate::local_control::Connection;
use crate::standalone::Standalone;
use crate::standalone::fixture::in_memory;
use cadence::sequence::Language;
use operations::requests::TermsOfImport;
use spreadsheet::value::DateChoices;
use spreadsheet::{Choices, Sheet};
use std::cell::Cell;
use std::io::{Cursor, Error, Read, Result, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Rows of the file: more than two requests.
const ROWS: u64 = 250;

/// A file that can no longer be read behind a place, from a moment on.
struct Breaking {
    file: Cursor<Vec<u8>>,
    breaks_at: Rc<Cell<u64>>,
}

impl Read for Breaking {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.file.position() >= self.breaks_at.get() {
            return Err(Error::other("the disk is gone"));
        }
        // Small pieces, so that rows before the place come first.
        let most = buffer.len().min(512);
        self.file.read(&mut buffer[..most])
    }
}

impl Seek for Breaking {
    fn seek(&mut self, place: SeekFrom) -> Result<u64> {
        self.file.seek(place)
    }
}

fn list() -> Vec<u8> {
    let mut text = "email,name,tags\n".to_owned();
    for row in 0..ROWS {
        let row = match row % 50 {
            7 => "no address,somebody,\n".to_owned(),
            11 => "lead0@example.jp,again,\n".to_owned(),
            13 => format!("lead{row}@example.jp,x,見込み客\n"),
            _ => format!("lead{row}@example.jp,Taro,met\n"),
        };
        text.push_str(&row);
    }
    text.into_bytes()
}

struct Attempt {
    counts: anyhow::Result<Counts>,
    refused: Option<PathBuf>,
}

/// Walks over the list, which breaks off at a place.
async fn walked(standalone: &Standalone, folder: &Path, breaks_at: u64) -> Attempt {
    let breaks = Rc::new(Cell::new(u64::MAX));
    let file = Breaking { file: Cursor::new(list()), breaks_at: Rc::clone(&breaks) };
    let mut sheet = Sheet::open(file, &Choices::default()).unwrap();
    breaks.set(breaks_at);
    let terms = TermsOfImport { list: "fair".to_owned(), ground: None };
    let connection = Connection::Here(Box::new(standalone.operations()));
    let place = Place::in_folder(folder);
    let noted = place.read().unwrap().filter(|note: &Note| note.is_about(&sheet, &terms));
    let refused = RefusedFile::beside(&folder.join("people.csv"), noted.as_ref()).unwrap();
    let dates = DateChoices::default();
    let walk = Walk { connection: &connection, terms: &terms, place: Some(&place), is_plan: false, dates };
    let counts = walk.over(&mut sheet, noted, refused.clone(), Language::English).await;
    Attempt { counts, refused: refused.synced().unwrap().map(|(path, _)| path) }
}

#[tokio::test]
async fn an_import_that_was_broken_off_ends_as_if_nothing_had_been() {
    let (standalone, folder) = in_memory().await;
    let whole = walked(&standalone, folder.path(), u64::MAX).await;
    let expected = whole.counts.unwrap();
    assert_eq!((expected.rows(), expected.rejected()), (ROWS, 15));
    let file = std::fs::read(whole.refused.unwrap()).unwrap();
    let length = u64::try_from(list().len()).unwrap();
    for parts in [[2, 3], [1, 4]] {
        let (standalone, folder) = in_memory().await;
        for part in parts {
            let attempt = walked(&standalone, folder.path(), length * part / 5).await;
            assert!(attempt.counts.is_err(), "{part} of 5");
        }
        let last = walked(&standalone, folder.path(), u64::MAX).await;
        let mut counts = last.counts.unwrap();
        assert_eq!(std::fs::read(last.refused.clone().unwrap()).unwrap(), file);
        counts.written_to(None);
        let mut expected = expected.clone();
        expected.written_to(None);
        assert_eq!(counts.by_result(), expected.by_result());
    }
}

#[tokio::test]
async fn a_note_of_another_list_or_another_file_is_not_followed() {
    let (standalone, folder) = in_memory().await;
    let length = u64::try_from(list().len()).unwrap();
    walked(&standalone, folder.path(), length * 4 / 5).await.counts.unwrap_err();
    let note = Place::in_folder(folder.path()).read().unwrap().unwrap();
    let sheet = |bytes: Vec<u8>| Sheet::open(Cursor::new(bytes), &Choices::default()).unwrap();
    let terms = |list: &str| TermsOfImport { list: list.to_owned(), ground: None };
    assert!(note.is_about(&sheet(list()), &terms("fair")));
    assert!(!note.is_about(&sheet(list()), &terms("shop")));
    let mut edited = list();
    edited.push(b'\n');
    assert!(!note.is_about(&sheet(edited), &terms("fair")));
    let text = std::fs::read_to_string(folder.path().join("import.json")).unwrap();
    assert!(!text.contains('@') && !text.contains("Taro"), "a note names nobody: {text}");
}
