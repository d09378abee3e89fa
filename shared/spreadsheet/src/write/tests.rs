//! Files that are written and read again, by this room and by a second reader.

use super::*;
use crate::fixtures::{chosen, delimiters, rows};
use crate::{Choices, Row};
use cadence::wording::Language;
use proptest::prelude::*;

fn written(table: &[Vec<String>], encoding: Encoding, delimiter: Delimiter) -> (Vec<u8>, Vec<Lost>) {
    let mut writer = Writer::new(Vec::new(), encoding, delimiter).unwrap();
    let lost = table.iter().flat_map(|row| writer.row(row).unwrap()).collect();
    (writer.finish().unwrap(), lost)
}

fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect()
}

/// The rows that this room reads below a header.
fn read(bytes: &[u8], encoding: Encoding, delimiter: Delimiter) -> Vec<Row> {
    let choices = Choices { encoding: Some(encoding), delimiter: Some(delimiter), ..Choices::default() };
    rows(&mut chosen(bytes, &choices))
}

#[test]
fn files_for_excel_begin_with_a_mark_and_end_rows_with_crlf() {
    let table = table(&[&["email", "氏名"], &["a@x", "山田, \"太郎\"\n"], &["b@x", "=1+1"], &["c@x", "-5"]]);
    let (bytes, lost) = written(&table, Encoding::Utf8, Delimiter::Comma);
    assert!(lost.is_empty());
    let expected = "\u{FEFF}email,氏名\r\na@x,\"山田, \"\"太郎\"\"\n\"\r\nb@x,'=1+1\r\nc@x,-5\r\n";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    assert_eq!(written(&table, Encoding::Cp932, Delimiter::Comma).0[..5], *b"email");
}

#[test]
fn characters_that_cp932_lacks_are_reported_with_their_place() {
    let table = table(&[&["email", "氏名"], &["a@x", "〜🎉−"]]);
    let (bytes, lost) = written(&table, Encoding::Cp932, Delimiter::Comma);
    assert_eq!(read(&bytes, Encoding::Cp932, Delimiter::Comma)[0].cells[1], "～〓－");
    assert_eq!((lost.len(), lost[0].character, lost[0].row, lost[0].column), (1, '🎉', 2, 1));
    assert!(lost[0].text().english().starts_with("row 2, column B: cp932 has no '🎉'"));
    assert!(lost[0].text().in_language(Language::Japanese).starts_with("2行目のB列：cp932 に '🎉' がない"));
}

#[test]
fn a_row_of_one_blank_cell_is_a_row() {
    let (bytes, _) = written(&table(&[&["email"], &[""]]), Encoding::Utf8, Delimiter::Comma);
    assert_eq!(bytes, "\u{FEFF}email\r\n\"\"\r\n".as_bytes());
}

/// Cells with all that files are made of.
fn cells() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell =
        prop_oneof!["[='+\\-@\t\r\n\",;|5. あ髙㈱＝\u{3000}\u{A0}]{0,8}", "[ -~]{0,8}", any::<String>()];
    proptest::collection::vec(proptest::collection::vec(cell, 2), 0..6)
}

proptest! {
    #[test]
    fn what_is_written_is_read(mut cells in cells(), delimiter in delimiters()) {
        for encoding in Encoding::ALL {
            if !matches!(encoding, Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be) {
                // Read back is what the encoding has.
                for cell in cells.iter_mut().flatten() {
                    let mut bytes = Vec::new();
                    encoding.encode(&cell.replace('\x1B', ""), &mut bytes);
                    *cell = encoding.decode(&bytes).0.into_owned();
                }
            }
            let header = vec!["email".to_owned(), "name".to_owned()];
            let whole: Vec<_> = std::iter::once(header).chain(cells.iter().cloned()).collect();
            let (bytes, lost) = written(&whole, encoding, delimiter);
            prop_assert!(lost.is_empty());
            let found: Vec<_> = read(&bytes, encoding, delimiter).into_iter().map(|row| row.cells).collect();
            let is_seen = |cell: &String| !crate::trimmed(cell).is_empty() || cell.contains('\0');
            let seen = |row: &&Vec<String>| row.iter().any(is_seen);
            let expected: Vec<_> = cells.iter().filter(seen).cloned().collect();
            prop_assert_eq!(found, expected, "{:?}", encoding);
        }
    }

    #[test]
    fn a_second_reader_reads_what_is_written(cells in cells(), delimiter in delimiters()) {
        let (bytes, _) = written(&cells, Encoding::Utf8, delimiter);
        let bytes = bytes.strip_prefix(Encoding::Utf8.mark()).unwrap();
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).delimiter(delimiter.byte()).from_reader(bytes);
        let found: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        let guarded_row = |row: &Vec<String>| row.iter().map(|cell| guarded(cell)).collect();
        let guarded: Vec<Vec<String>> = cells.iter().map(guarded_row).collect();
        prop_assert_eq!(found, guarded);
    }
}
