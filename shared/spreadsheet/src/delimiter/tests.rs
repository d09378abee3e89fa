//! Delimiters by their names and by the rows that they make.

use super::*;
use crate::fixtures::{chosen, rows, sheet};
use crate::{Choices, Encoding};

fn sniffed(text: &str) -> (Delimiter, Sureness) {
    let Finding { value, sureness } = sheet(text).delimiter();
    (value, sureness)
}

#[test]
fn delimiters_are_read_by_word_and_by_sign() {
    for delimiter in Delimiter::ALL {
        assert_eq!(Delimiter::parse(delimiter.word()), Some(delimiter));
        assert_eq!(Delimiter::parse(&delimiter.sign().to_string()), Some(delimiter));
    }
    assert_eq!(Delimiter::parse("\\t"), Some(Delimiter::Tab));
    assert_eq!((Delimiter::parse("|"), Delimiter::parse("")), (None, None));
}

#[test]
fn the_delimiter_is_told_outside_of_quotation_marks() {
    assert_eq!(sniffed("email,name\na@example.jp,山田\n"), (Delimiter::Comma, Sureness::Certain));
    assert_eq!(sniffed("email\tname\na@example.jp\t\"山田, 太郎\"\n"), (Delimiter::Tab, Sureness::Certain));
    let decimals = "email;amount\na@example.de;1,5\nb@example.de;2,5\n";
    assert_eq!(sniffed(decimals), (Delimiter::Semicolon, Sureness::Likely));
    let tags = "email,tags\na@example.jp,\"x;y\"\nb@example.jp,z;y\n";
    assert_eq!(sniffed(tags), (Delimiter::Comma, Sureness::Likely));
    assert_eq!(sniffed("email,\"a;b;c\"\na@example.jp,\"d;e;f\"\n"), (Delimiter::Comma, Sureness::Certain));
}

#[test]
fn a_list_of_one_column_is_read_with_commas() {
    assert_eq!(sniffed("email\na@example.jp\n"), (Delimiter::Comma, Sureness::Likely));
}

#[test]
fn the_line_of_excel_that_says_the_delimiter_is_taken() {
    let mut file = sheet("\u{FEFF}sep=;\r\nemail;name\r\na@example.jp;1,2,3\r\n");
    assert_eq!(file.delimiter(), Finding::new(Delimiter::Semicolon, Sureness::Certain));
    assert_eq!(file.header().position.row, 2);
    assert_eq!(rows(&mut file)[0].cells, ["a@example.jp", "1,2,3"]);
}

#[test]
fn the_users_delimiter_stands_before_all() {
    let choices = Choices { delimiter: Some(Delimiter::Tab), ..Choices::default() };
    let mut file = chosen("email\ta,b\na@example.jp\tc,d\n", &choices);
    assert_eq!(file.delimiter().sureness, Sureness::Said);
    assert_eq!(rows(&mut file)[0].cells[1], "c,d");
    let wide = crate::fixtures::encoded("email\tname\r\na@example.jp\t山田\r\n", Encoding::Utf16Le);
    assert_eq!(sheet([Encoding::Utf16Le.mark(), &wide].concat()).delimiter().value, Delimiter::Tab);
}
