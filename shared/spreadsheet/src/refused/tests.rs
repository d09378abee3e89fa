//! Refused rows as they were, with the reason before them.

use super::*;
use crate::fixtures::{chosen, commas_in, encoded, rows, sheet};
use crate::{Choices, Use};
use proptest::prelude::*;
use std::io::Cursor;

fn refused(file: &mut Sheet<Cursor<Vec<u8>>>, language: Language) -> Vec<u8> {
    let all = rows(file);
    let mut output = RefusedRows::new(Vec::new(), file, language).unwrap();
    for row in &all {
        let problems = file.understand(row).problems;
        if !problems.is_empty() {
            output.row(row, &problems).unwrap();
        }
    }
    output.finish().unwrap()
}

#[test]
fn rows_keep_their_own_bytes_behind_the_reason() {
    let head = encoded("メールアドレス,登録日\r\n", Encoding::Cp932);
    let rows = [&b"a@x,4/1/2026\r\nb@x,2026/4/1\r\n"[..], b"\"c@x\",\x81\xFF\r\n"].concat();
    let choices = Choices { encoding: Some(Encoding::Cp932), ..Choices::default() };
    let written = refused(&mut chosen([head, rows].concat(), &choices), Language::Japanese);
    let lines: Vec<&[u8]> = written.split(|byte| *byte == b'\n').collect();
    assert_eq!(lines.len(), 4);
    let text = |line: &[u8]| Encoding::Cp932.decode(line).0.into_owned();
    assert_eq!(text(lines[0]), "\"取り込めなかった理由\",メールアドレス,登録日\r");
    assert!(
        text(lines[1]).starts_with("\"B列「登録日」：\"\"4/1/2026\"\" は、どちらが月で"),
        "{}",
        text(lines[1])
    );
    assert!(lines[1].ends_with(b",a@x,4/1/2026\r"));
    assert!(lines[2].ends_with(b",\"c@x\",\x81\xFF\r"), "the damaged bytes are there");
}

#[test]
fn a_row_left_open_stands_in_one_cell_and_spoils_no_other() {
    let mut file = sheet("email,name\na@x,\"山田\nb@x,\nc@x\n");
    let written = refused(&mut file, Language::English);
    let text = String::from_utf8(written).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "\u{FEFF}\"why not imported\",email,name");
    assert!(lines[1].ends_with("\",\"a@x,\"\"山田\""), "{}", lines[1]);
    assert!(lines[2].ends_with("\",c@x"), "{}", lines[2]);
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_corrected_file_is_imported_as_it_is() {
    let mut file = sheet("email,登録日\na@x,4/1/2026\n");
    let written = String::from_utf8(refused(&mut file, Language::Japanese)).unwrap();
    let mut again = sheet(written.replace("a@x,4/1/2026", "a@x,2026/4/1"));
    assert_eq!(again.columns().all()[0].used_as, Use::LeftOut);
    let row = rows(&mut again).remove(0);
    let found = again.understand(&row);
    assert_eq!((found.problems.len(), found.address.as_deref()), (0, Some("a@x")));
}

#[test]
fn utf_16_and_iso_2022_jp_are_written_in_utf_8() {
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Iso2022Jp] {
        let bytes = encoded("メールアドレス\t氏名\r\n\t山田\r\n", encoding);
        let mut file = sheet([encoding.mark(), &bytes].concat());
        let text = String::from_utf8(refused(&mut file, Language::Japanese)).unwrap();
        assert!(text.starts_with("\u{FEFF}\"取り込めなかった理由\"\tメールアドレス\t氏名\r\n"), "{text}");
        assert!(text.ends_with("\"\t\t山田\r\n"), "{text}");
    }
}

#[test]
fn western_files_have_their_reasons_in_english() {
    let bytes = encoded("email,name\r\n,José García\r\n,René\r\n", Encoding::Windows1252);
    let written = refused(&mut sheet(bytes), Language::Japanese);
    let text = Encoding::Windows1252.decode(&written).0;
    assert!(text.contains("the address is blank; write it, or delete the row\",,José García\r\n"), "{text}");
}

proptest! {
    #[test]
    fn every_row_comes_back_as_it_was(
        lines in proptest::collection::vec(prop_oneof!["[a@,\"あ]{0,8}", "[a@\"あ]{1,5},[a\"あ]{0,5}"], 0..6),
    ) {
        let choices = commas_in(Encoding::Utf8);
        let mut file = chosen(format!("email,name\n{}\n", lines.join("\n")), &choices);
        let all = rows(&mut file);
        let mut output = RefusedRows::new(Vec::new(), &file, Language::English).unwrap();
        for row in &all {
            output.row_because(row, &[Text::same("no")]).unwrap();
        }
        let mut again = chosen(output.finish().unwrap(), &choices);
        let found = rows(&mut again).into_iter().map(|row| row.cells[1..].to_vec()).collect();
        let whole = |row: &Row| {
            let text = || String::from_utf8(row.bytes.clone()).unwrap();
            if row.is_cut_off() { vec![text()] } else { row.cells.clone() }
        };
        // Cells beyond the header that are blank are dropped on reading.
        let bare = |rows: Vec<Vec<String>>| {
            let trim = |mut row: Vec<String>| {
                while row.last().is_some_and(String::is_empty) {
                    row.pop();
                }
                row
            };
            rows.into_iter().map(trim).collect::<Vec<_>>()
        };
        prop_assert_eq!(bare(found), bare(all.iter().map(whole).collect()));
    }
}
