//! Rows that are damaged, too short or too long.

use crate::fixtures::{chosen, encoded, rows, rules, sheet};
use crate::limits::CELL_BYTES_MAX;
use crate::{Choices, Encoding};
use cadence::wording::Language;

#[test]
fn damaged_cells_are_problems_of_their_row_and_name_the_column() {
    let head = encoded("メールアドレス,氏名,会社名\r\n", Encoding::Cp932);
    let bytes =
        [&head[..], b"a@example.jp,\x81\xFF,x\r\nb@example.jp,ok\0,y\r\nc@example.jp,fine,z\r\n"].concat();
    let choices = Choices { encoding: Some(Encoding::Cp932), ..Choices::default() };
    let mut file = chosen(bytes, &choices);
    let all = rows(&mut file);
    assert_eq!(all.iter().map(rules).collect::<Vec<_>>(), [vec!["undecodable"], vec!["zero-byte"], vec![]]);
    let texts = all
        .iter()
        .flat_map(|row| &row.problems)
        .map(|it| it.text().in_language(Language::Japanese).to_owned());
    let texts: Vec<String> = texts.collect();
    assert!(texts[0].starts_with("2行目のB列「氏名」：cp932 の文字として読めない"), "{}", texts[0]);
    assert!(texts[1].starts_with("3行目のB列「氏名」：文字ではない"), "{}", texts[1]);
    assert_eq!(all[0].cells[2], "x", "the other cells are read");
}

#[test]
fn letters_lost_in_an_earlier_accident_are_a_problem() {
    let mut file = sheet("email,name\na@example.jp,山\u{FFFD}\n");
    assert_eq!(rules(&rows(&mut file)[0]), ["lost-letters"]);
}

#[test]
fn rows_shorter_or_longer_than_the_header_are_problems_and_stay() {
    let mut file = sheet("email,name,company\n\"a\n\"@x,b\nc,d,e,f\ng,h,i,, \n,,\nj,k,l\n\nm,n\n");
    let all = rows(&mut file);
    let places: Vec<_> = all.iter().map(|row| (row.position.row, row.position.line, rules(row))).collect();
    assert_eq!(
        places,
        [
            (2, 2, vec!["too-few-cells"]),
            (3, 4, vec!["too-many-cells"]),
            (4, 5, vec![]),
            (6, 7, vec![]),
            (8, 9, vec!["too-few-cells"])
        ]
    );
    assert_eq!(all[2].cells, ["g", "h", "i"], "blank cells beyond the header are nothing");
    assert!(
        all[0].problems[0]
            .text()
            .english()
            .starts_with("row 2: the row has 2 cells, the header 3; look for a quotation")
    );
    assert!(
        all[1].problems[0].text().english().starts_with("row 3 (line 4 of the file): the row has 4 cells")
    );
}

#[test]
fn blank_rows_are_passed_over_and_counted() {
    let mut file = sheet("\n\nemail,name\n\na@x,b\n,\n \u{3000},\u{A0}\n\"\",\n");
    assert_eq!(file.header().position.row, 3);
    let mut rows = file.rows().unwrap();
    assert_eq!(rows.next().unwrap().unwrap().position.row, 5);
    assert!(rows.next().is_none());
    assert_eq!(rows.blank_rows(), 4);
}

#[test]
fn an_open_quotation_mark_is_named_with_its_line() {
    let mut file = sheet("email,name\na@x,\"山田\nb@x,佐藤\n");
    let all = rows(&mut file);
    assert_eq!(rules(&all[0]), ["unclosed-quote"]);
    assert!(
        all[0].problems[0]
            .text()
            .english()
            .contains("row 2, column B \"name\": the quotation mark that opens the cell on line 2")
    );
    assert_eq!(all[1].cells, ["b@x", "佐藤"]);
}

#[test]
fn a_cell_beyond_the_limit_is_a_problem_and_the_rest_is_read() {
    let long = "あ".repeat(CELL_BYTES_MAX / 3 + 2);
    let mut file = sheet(format!("email,name\na@x,{long}\nb@x,佐藤\n"));
    let all = rows(&mut file);
    assert_eq!(all.iter().map(rules).collect::<Vec<_>>(), [vec!["too-long"], vec![]]);
    assert_eq!(all[1].position.row, 3);
}

#[test]
fn guards_against_formulas_are_taken_away() {
    let mut file = sheet("email,name\na@x,'=1\nb@x,\"'+81-3\"\nc@x,'70s\n");
    let names: Vec<String> = rows(&mut file).into_iter().map(|mut row| row.cells.remove(1)).collect();
    assert_eq!(names, ["=1", "+81-3", "'70s"]);
}
