//! Whole files: headers, choices, previews, checkpoints, pieces, and any bytes at all.

use super::*;
use crate::fixtures::{Drip, bytes, chosen, commas_in, encoded, rows, sheet};
use crate::{Meaning, Sureness, Use};
use proptest::prelude::*;
use std::io::Cursor;

fn refused(text: &str, choices: &Choices) -> Vec<String> {
    let error = Sheet::open(Cursor::new(text.as_bytes().to_vec()), choices).unwrap_err();
    error.texts().iter().map(|text| text.english().to_owned()).collect()
}

#[test]
fn each_encoding_gives_the_same_rows() {
    let text = "メールアドレス\t姓\t名\t登録日\r\na@example.jp\t山田\t太郎\t令和8年4月1日\r\n\
        b@example.jp\t\"佐藤\r\n\"\"花\"\"\"\tハナ\t\r\n";
    let expected = rows(&mut sheet(text));
    for encoding in [
        Encoding::Utf8,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Cp932,
        Encoding::EucJp,
        Encoding::Iso2022Jp,
    ] {
        let mut file = sheet([encoding.mark(), &encoded(text, encoding)].concat());
        assert_eq!((file.encoding().value, file.delimiter().value), (encoding, Delimiter::Tab));
        let found = rows(&mut file);
        let cells = |rows: &[Row]| rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>();
        assert_eq!(cells(&found), cells(&expected), "{encoding:?}");
        let places =
            |rows: &[Row]| rows.iter().map(|row| (row.position.row, row.position.line)).collect::<Vec<_>>();
        assert_eq!(places(&found), places(&expected), "{encoding:?}");
    }
}

#[test]
fn an_empty_file_says_what_to_write() {
    assert!(refused("", &Choices::default())[0].contains("write headers in the first"));
    assert!(refused("\u{FEFF}\n,,\n", &Choices::default())[0].contains("the file has no row"));
}

#[test]
fn headers_below_a_title_are_found_and_can_be_chosen() {
    let text = "顧客一覧,,\n2026年4月,,\nメールアドレス,氏名,会社名\na@example.jp,山田,みどり\n";
    assert_eq!(
        refused(text, &Choices::default()),
        ["row 1: the headers seem to be in row 3; choose that row: --header-row 3"]
    );
    let choices = Choices { header_row: Some(3), ..Choices::default() };
    assert_eq!(rows(&mut chosen(text, &choices))[0].cells[1], "山田");
    let choices = Choices { header_row: Some(9), ..Choices::default() };
    assert!(refused(text, &choices)[0].starts_with("row 9 is blank or below the end"));
}

#[test]
fn a_header_that_cannot_be_read_is_refused_with_its_column() {
    let choices = Choices { encoding: Some(Encoding::Utf8), ..Choices::default() };
    let bytes = encoded("email,氏名\r\na@x,b\r\n", Encoding::Cp932);
    let error = Sheet::open(Cursor::new(bytes), &choices).unwrap_err();
    assert!(error.to_string().starts_with("row 1, column B: some bytes are no text in utf-8"), "{error}");
}

#[test]
fn a_preview_shows_ten_rows_as_understood_and_how_sure_all_is() {
    let people: Vec<_> = (1..16).map(|day| format!("user{day}@example.jp,０３,2026/4/{day},\n")).collect();
    let text = format!("E-mail,お電話（自宅）,登録日,メモ\n{}", people.concat());
    let preview = sheet(&text).preview().unwrap();
    assert_eq!(preview.rows.len(), 10);
    assert_eq!(preview.encoding, Finding::new(Encoding::Utf8, Sureness::Certain));
    assert_eq!(preview.delimiter, Finding::new(Delimiter::Comma, Sureness::Certain));
    let sure: Vec<_> = preview.columns.all().iter().map(|column| column.sureness).collect();
    assert_eq!(sure, [Sureness::Certain, Sureness::Likely, Sureness::Certain, Sureness::Likely]);
    assert_eq!(preview.columns.all()[0].used_as, Use::Known(Meaning::Address));
    assert_eq!(preview.rows[9].registered_at.unwrap().date.to_string(), "2026-04-10");
}

#[test]
fn reading_goes_on_only_in_the_same_file_read_in_the_same_way() {
    let mut file = sheet("email,name\na@x,b\nc@x,d\n");
    let next = file.rows().unwrap().next().unwrap().unwrap().next;
    let checkpoint = file.checkpoint(next);
    let rest: Vec<Row> = file.rows_from(&checkpoint).unwrap().map(Result::unwrap).collect();
    assert_eq!(rest[0].cells, ["c@x", "d"]);
    let message = sheet("email,name\na@x,b\nc@x,e\n").rows_from(&checkpoint).unwrap_err().to_string();
    assert!(message.starts_with("the file has changed since then"), "{message}");
    let choices = Choices {
        delimiter: Some(Delimiter::Tab),
        columns: vec!["#A=email".parse().unwrap()],
        ..Choices::default()
    };
    let message =
        chosen("email,name\na@x,b\nc@x,d\n", &choices).rows_from(&checkpoint).unwrap_err().to_string();
    assert!(message.contains("utf-8 with the delimiter comma"), "{message}");
}

#[test]
fn checkpoints_are_read_as_they_were_written() {
    let file = sheet("email,name\na@x,b\n");
    let checkpoint = file.checkpoint(Position { offset: 11, line: 2, row: 2 });
    assert_eq!(checkpoint.to_string().parse::<Checkpoint>().unwrap(), checkpoint);
    for broken in [
        "",
        "1:2:3",
        &checkpoint.to_string().replace("1:11", "2:11"),
        &checkpoint.to_string().replace("comma", "bar"),
    ] {
        assert!(broken.parse::<Checkpoint>().is_err(), "{broken}");
    }
}

#[test]
fn a_long_list_in_cp932_is_read_in_bounded_memory() {
    let mut bytes = encoded("メールアドレス,氏名,会社名\r\n", Encoding::Cp932);
    let people = encoded("@example.jp,山田 太郎,\"株式会社みどり, 東京\"\r\n", Encoding::Cp932);
    for number in 0..5_000 {
        bytes.extend(format!("user{number}").bytes());
        bytes.extend(&people);
    }
    let mut file = sheet(bytes);
    assert_eq!(file.encoding().value, Encoding::Cp932);
    let mut rows = file.rows().unwrap();
    assert_eq!(rows.by_ref().filter(|row| row.as_ref().unwrap().problems.is_empty()).count(), 5_000);
    assert_eq!(rows.position().row, 5_002);
    assert!(rows.held_bytes_max() <= 4 * 64 * 1024, "{}", rows.held_bytes_max());
}

/// A file that fails behind some bytes.
struct Broken(Cursor<Vec<u8>>);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.position() >= 20 {
            Err(io::ErrorKind::UnexpectedEof.into())
        } else {
            self.0.read(&mut buffer[..4])
        }
    }
}

impl Seek for Broken {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.0.seek(place)
    }
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_and_no_end() {
    let bytes = b"email,name\na@x,b\nc@x,d\n".to_vec();
    assert!(matches!(
        Sheet::open(Broken(Cursor::new(bytes.clone())), &Choices::default()),
        Err(OpenError::Io(_))
    ));
    let whole = sheet(&bytes);
    let mut file = Sheet {
        input: Broken(Cursor::new(bytes)),
        encoding: whole.encoding,
        delimiter: whole.delimiter,
        identity: whole.identity,
        header: whole.header,
        columns: whole.columns,
        dates: whole.dates,
    };
    let found: Vec<_> = file.rows().unwrap().map(|row| row.is_ok()).take(9).collect();
    assert_eq!(found, [true, false], "one row, one failure, and then nothing");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn pieces_of_any_size_and_any_checkpoint_give_the_same_rows(
        cells in proptest::collection::vec("[a\",\r\n 'あ=]{0,6}", 0..12),
        sizes in proptest::collection::vec(1_usize..9, 1..4),
    ) {
        let text = format!("email,name\n{}", cells.join("\n"));
        for encoding in [Encoding::Utf8, Encoding::Cp932, Encoding::Utf16Le, Encoding::Iso2022Jp] {
            let choices = commas_in(encoding);
            let bytes = encoded(&text, encoding);
            let mut file = chosen(&bytes, &choices);
            let all = rows(&mut file);
            let mut drip = Sheet::open(Drip::new(&bytes, &sizes), &choices).unwrap();
            prop_assert_eq!(&rows(&mut drip), &all);
            for (index, row) in all.iter().enumerate() {
                let written = file.checkpoint(row.next).to_string();
                let rest = file.rows_from(&written.parse().unwrap()).unwrap();
                prop_assert_eq!(rest.map(Result::unwrap).collect::<Vec<_>>(), &all[index + 1..]);
            }
        }
    }

}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        bytes in bytes(120),
        head in proptest::sample::select(vec![&b""[..], b"email,name\n", b"\xFF\xFE", b"\xFE\xFF"]),
        encoding in proptest::option::of(proptest::sample::select(Encoding::ALL.to_vec())),
    ) {
        let choices = Choices { encoding, columns: vec!["#A=email".parse().unwrap()], ..Choices::default() };
        if let Ok(mut file) = Sheet::open(Cursor::new([head, &bytes].concat()), &choices) {
            let all = rows(&mut file);
            let _ = file.preview().unwrap();
            for row in &all {
                let _ = file.understand(row).problems.iter().map(crate::Problem::text).count();
            }
        }
    }
}
