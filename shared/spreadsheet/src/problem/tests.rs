//! Places and messages.

use super::*;
use cadence::wording::Language;
use cadence::words;

#[test]
fn columns_have_the_letters_of_a_spreadsheet() {
    let all: Vec<_> = [0, 1, 25, 26, 27, 51, 52, 701, 702, 16_383].map(letters).into();
    assert_eq!(all, ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA", "XFD"]);
}

#[test]
fn a_message_names_row_line_column_and_remedy() {
    let fault = Fault::new(
        "x",
        words!(en = "it is wrong", ja = "違います。"),
        words!(en = "mend it", ja = "直してください。"),
    );
    let column = Some(ColumnName { index: 3, header: "登録日".into() });
    let position = Position { offset: 9, line: 12, row: 7 };
    let text = Problem::new(position, column.clone(), fault.clone()).text();
    assert_eq!(text.english(), "row 7 (line 12 of the file), column D \"登録日\": it is wrong; mend it");
    assert_eq!(
        text.in_language(Language::Japanese),
        "7行目（ファイルでは12行目）のD列「登録日」：違います。直してください。"
    );
    let problem = Problem::new(Position { line: 7, ..position }, None, fault);
    assert_eq!(problem.text().english(), "row 7: it is wrong; mend it");
    assert_eq!(problem.text().in_language(Language::Japanese), "7行目：違います。直してください。");
    assert_eq!(problem.reason().english(), "it is wrong; mend it");
}

#[test]
fn a_message_repeats_only_the_beginning_of_a_text_on_one_line() {
    assert_eq!(excerpt("a\nb"), "a b");
    let long = "あ".repeat(QUOTED_CHARACTERS_MAX);
    assert_eq!(excerpt(&long), long);
    assert_eq!(excerpt(&format!("{long}い")), format!("{long}…"));
}
