//! Quotation marks, guards and blanks.

use super::*;
use proptest::prelude::*;

#[test]
fn cells_that_begin_as_formulas_are_guarded() {
    for cell in [
        "=1+1",
        "+81-3-1234-5678",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "=",
        "-",
        "--5",
        "-5%",
        "＝1+1",
        "＋1",
        "－",
        "＠x",
    ] {
        assert_eq!(guarded(cell), format!("'{cell}"), "{cell:?}");
    }
}

#[test]
fn cells_that_calculate_nothing_are_not_guarded() {
    for cell in
        ["", "山田", "-5", "+5", "-1,200", "+1,200.50", "0.5", "a=b", "'", "'a", "O'Neil", " =1", "1-2"]
    {
        assert_eq!(guarded(cell), cell, "{cell:?}");
        assert_eq!(unguarded(cell), cell, "{cell:?}");
    }
}

#[test]
fn apostrophes_before_a_formula_get_one_more() {
    for (cell, written) in [("'=1", "''=1"), ("''-5", "'''-5"), ("'-5", "''-5"), ("'a", "'a")] {
        assert_eq!(guarded(cell), written);
        assert_eq!(unguarded(written), cell);
    }
}

#[test]
fn blanks_of_any_width_go_from_the_ends_only() {
    assert_eq!(trimmed("\u{FEFF}\u{A0}\u{3000} 山田\u{3000}太郎 \u{200B}\t"), "山田\u{3000}太郎");
    assert_eq!(trimmed("\u{3000}"), "");
}

#[test]
fn letters_behind_a_closing_mark_belong_to_the_cell() {
    for (written, cell) in [
        (r#""a""b""#, "a\"b"),
        (r#""a"b"c"#, "ab\"c"),
        (r#""""#, ""),
        (r#""""""#, "\""),
        (r#"a"b"#, "a\"b"),
        (r#""open"#, "open"),
        (r#"""#, ""),
    ] {
        assert_eq!(unquoted(written), cell, "{written}");
    }
}

proptest! {
    #[test]
    fn quoting_and_guarding_are_taken_back(cell in "[='+\\-@\t\r\n\",;5 あ＝]{0,8}") {
        for delimiter in [',', '\t', ';'] {
            let read = unquoted(&quoted(&guarded(&cell), delimiter));
            prop_assert_eq!(unguarded(&read), cell.as_str());
        }
    }

    #[test]
    fn a_guarded_cell_never_begins_a_formula(cell in "['=+\\-@\t\r\n5,.あ＝]{0,6}") {
        let written = guarded(&cell);
        prop_assert!(!begins_formula(&written) || is_number(&written));
    }
}
