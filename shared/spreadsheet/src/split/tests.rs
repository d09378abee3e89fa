//! Rows against a second reader (the `csv` crate), in pieces of any size, beyond the limits, and with
//! quotation marks left open.

use super::*;
use crate::encoding::Encoding;
use crate::fixtures::{Drip, bytes, encoded};
use crate::limits::{CELL_BYTES_MAX, COLUMNS_MAX, ROW_BYTES_MAX};
use proptest::prelude::*;

fn split_in(bytes: &[u8], encoding: Encoding) -> Vec<RawRow> {
    let mut splitter = Splitter::new(bytes, Units::of(encoding), b',', Position::START);
    std::iter::from_fn(|| splitter.next_row().unwrap()).collect()
}

fn split(text: &str) -> Vec<RawRow> {
    split_in(text.as_bytes(), Encoding::Utf8)
}

fn cells_in(rows: &[RawRow], encoding: Encoding) -> Vec<Vec<String>> {
    let cells = |row: &RawRow| {
        let cells = row.cells.iter().map(|range| encoding.decode(&row.bytes[range.clone()]).0.into_owned());
        cells.map(|text| crate::cells::unquoted(&text)).collect()
    };
    rows.iter().map(cells).collect()
}

fn cells(text: &str) -> Vec<Vec<String>> {
    cells_in(&split(text), Encoding::Utf8)
}

#[test]
fn rows_end_with_cr_lf_or_both_and_not_within_quotation_marks() {
    let expected = [vec!["a", "b"], vec!["c\r\nd", "e"], vec![""], vec!["f"]];
    for (line_break, within) in [("\r\n", "\r\n"), ("\n", "\r\n"), ("\r", "\r\n")] {
        let text = ["a,b", &format!("\"c{within}d\",e"), "", "f"].join(line_break);
        assert_eq!(cells(&text), expected, "{line_break:?}");
        assert_eq!(cells(&format!("{text}{line_break}")), expected, "{line_break:?}");
    }
}

#[test]
fn rows_and_lines_are_numbered_each_by_its_own_count() {
    let rows = split("a,b\n\"c\nd\r\ne\",f\n\ng\n");
    let places: Vec<_> =
        rows.iter().map(|row| (row.position.offset, row.position.line, row.position.row)).collect();
    assert_eq!(places, [(0, 1, 1), (4, 2, 2), (15, 5, 3), (16, 6, 4)]);
    assert_eq!(rows[3].next, Position { offset: 18, line: 7, row: 5 });
    assert_eq!(rows[1].bytes, b"\"c\nd\r\ne\",f");
}

#[test]
fn quotation_marks_count_only_at_the_beginning_of_a_cell() {
    assert_eq!(cells(r#"a "b" c,"d ""e"" f","g"h"i,"""#), [["a \"b\" c", "d \"e\" f", "gh\"i", ""]]);
}

#[test]
fn an_open_quotation_mark_ends_with_its_line_at_the_end_of_the_file() {
    let rows = split("a,b\nc,\"d,e\nf,g\nh,i\n");
    assert_eq!(rows[1].fault, Some((SplitFault::UnclosedQuote { line: 2 }, 1)));
    assert_eq!(rows[1].bytes, b"c,\"d,e");
    let numbers: Vec<_> = rows.iter().map(|row| (row.position.line, row.position.row)).collect();
    assert_eq!(numbers, [(1, 1), (2, 2), (3, 3), (4, 4)]);
    assert_eq!(cells("a,b\nc,\"d,e\nf,g\nh,i\n")[2..], [["f", "g"], ["h", "i"]]);
}

#[test]
fn an_open_quotation_mark_swallows_no_more_than_a_cell() {
    let rest = "x,y\n".repeat(CELL_BYTES_MAX);
    let text = format!("a,b\n\"c\nc\",\"d,e\n{rest}");
    let mut splitter = Splitter::new(text.as_bytes(), Units::of(Encoding::Utf8), b',', Position::START);
    splitter.next_row().unwrap();
    let row = splitter.next_row().unwrap().unwrap();
    assert_eq!(row.fault, Some((SplitFault::UnclosedQuote { line: 3 }, 1)));
    assert_eq!(row.bytes, b"\"c\nc\",\"d,e");
    assert_eq!(splitter.position(), Position { offset: 15, line: 4, row: 3 });
    let next = splitter.next_row().unwrap().unwrap();
    assert_eq!((next.bytes.as_slice(), next.fault), (b"x,y".as_slice(), None));
    assert!(splitter.held_max() <= 2 * (CELL_BYTES_MAX + 2 * CHUNK_BYTES), "{}", splitter.held_max());
}

#[test]
fn rows_beyond_the_limits_end_there_and_the_next_line_is_read() {
    let long = "z".repeat(CELL_BYTES_MAX + 1);
    let many = ",".repeat(COLUMNS_MAX + 5);
    let wide = ["y".repeat(CELL_BYTES_MAX - 5), "y".repeat(CELL_BYTES_MAX - 5)].join(",");
    let wide = vec![wide; 10].join(",");
    for (line, fault) in
        [(long, SplitFault::TooLong), (many, SplitFault::TooManyCells), (wide, SplitFault::TooLong)]
    {
        let rows = split(&format!("a\n{line}{}\nb\n", "q".repeat(3 * CHUNK_BYTES)));
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1].fault.map(|(fault, _)| fault), Some(fault));
        assert!(rows[1].bytes.len() <= ROW_BYTES_MAX + 1);
        assert_eq!((rows[2].bytes.as_slice(), rows[2].position.line), (b"b".as_slice(), 3));
    }
    assert_eq!(split(&"z".repeat(CELL_BYTES_MAX))[0].fault, None);
}

#[test]
fn letters_made_of_delimiters_and_quotation_marks_cut_nothing() {
    // The second bytes of these are ASCII signs: 表 ends with a backslash, ― with a backslash, ポ with a bar, 欲
    // with a bracket.
    for (text, encoding) in [
        ("表―,ポ能\n十,欲\n", Encoding::Cp932),
        ("あい,うえ\n\"か,き\",く\n", Encoding::Iso2022Jp),
        ("＂，,￢\nｱｲ,ｳ\n", Encoding::Utf16Le),
        ("Ģ∂〢,Ⱌ∬\n\"「,」\",ఢ\n", Encoding::Utf16Be),
        ("Ģ∂〢,Ⱌ∬\n\"「,」\",ఢ\n", Encoding::Utf16Le),
    ] {
        let rows = split_in(&encoded(text, encoding), encoding);
        assert_eq!(cells_in(&rows, encoding), cells(text), "{encoding:?}");
    }
    // ESC $ B, two letters with the bytes of `"` and `,`, ESC ( B, and half-width katakana with the byte of
    // `"`.
    let bytes = b"\x1B$B$\"$,\x1B(B,\x1B(I\",\x1B(B\nx";
    let rows = split_in(bytes, Encoding::Iso2022Jp);
    assert_eq!(cells_in(&rows, Encoding::Iso2022Jp), [vec!["あが", "｢ｬ"], vec!["x"]]);
}

#[test]
fn held_bytes_do_not_grow_with_the_file() {
    let line = "someone@example.com,Taro Yamada,\"Example, Inc.\"\r\n";
    let held = |lines: usize| {
        let text = line.repeat(lines);
        let mut splitter = Splitter::new(text.as_bytes(), Units::of(Encoding::Utf8), b',', Position::START);
        while splitter.next_row().unwrap().is_some() {}
        splitter.held_max()
    };
    assert_eq!(held(20_000), held(5_000));
    assert!(held(20_000) <= 4 * CHUNK_BYTES);
}

/// The rows of the `csv` crate, which passes over empty lines.
fn judged(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

proptest! {
    #[test]
    fn rows_are_those_of_a_second_reader(text in "[a,\"\r\n あ]{0,30}") {
        let rows = split(&text);
        prop_assume!(rows.iter().all(|row| row.fault.is_none()));
        let ours: Vec<_> = rows.into_iter().filter(|row| !row.bytes.is_empty()).collect();
        prop_assert_eq!(cells_in(&ours, Encoding::Utf8), judged(&text));
    }

    #[test]
    fn pieces_of_any_size_make_the_same_rows(
        bytes in bytes(80),
        sizes in proptest::collection::vec(1_usize..7, 1..4),
    ) {
        for encoding in Encoding::ALL {
            let drip = Drip::new(&bytes, &sizes);
            let mut splitter = Splitter::new(drip, Units::of(encoding), b',', Position::START);
            let rows: Vec<_> = std::iter::from_fn(|| splitter.next_row().unwrap()).collect();
            prop_assert_eq!(rows, split_in(&bytes, encoding));
        }
    }

    #[test]
    fn rows_cover_every_byte_of_a_file_once(
        bytes in bytes(80),
    ) {
        for encoding in Encoding::ALL {
            let rows = split_in(&bytes, encoding);
            let mut offset = 0;
            for row in &rows {
                prop_assert_eq!(row.position.offset, offset);
                let end = usize::try_from(offset).unwrap() + row.bytes.len();
                prop_assert_eq!(&bytes[usize::try_from(offset).unwrap()..end], row.bytes.as_slice());
                let rest = &bytes[end..usize::try_from(row.next.offset).unwrap()];
                prop_assert!(rest.iter().all(|byte| b"\r\n\0".contains(byte)));
                offset = row.next.offset;
            }
            prop_assert_eq!(offset, bytes.len() as u64);
        }
    }
}
