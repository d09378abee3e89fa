//! Columns by header and by choice, and what cannot stand together.

use super::*;
use crate::columns::choice::ChoiceError;
use cadence::wording::Language;

fn columns(headers: &[&str], choices: &[&str]) -> Result<Columns, Vec<Problem>> {
    let headers: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
    let choices: Vec<ColumnChoice> = choices.iter().map(|choice| choice.parse().unwrap()).collect();
    Columns::new(&headers, Position::START, &choices)
}

fn uses(headers: &[&str], choices: &[&str]) -> Vec<Use> {
    columns(headers, choices).unwrap().all().iter().map(|column| column.used_as.clone()).collect()
}

fn problems(headers: &[&str], choices: &[&str]) -> Vec<(&'static str, String)> {
    let problems = columns(headers, choices).unwrap_err();
    problems.iter().map(|it| (it.fault.rule, it.text().english().to_owned())).collect()
}

fn attribute(name: &str, kind: ValueKind) -> Use {
    Use::Attribute { name: name.to_owned(), kind }
}

#[test]
fn headers_that_nobody_knows_are_attributes_under_their_own_names() {
    assert_eq!(
        uses(&["メールアドレス", "\u{3000}従業員数（名） ", "Plan"], &[]),
        [
            Use::Known(Meaning::Address),
            attribute("従業員数（名）", ValueKind::Text),
            attribute("Plan", ValueKind::Text)
        ]
    );
}

#[test]
fn the_users_choices_stand_before_headers() {
    assert_eq!(
        uses(
            &["連絡先", "人数", "メモ", "登録", "D", "好み"],
            &[
                "連絡先=email",
                "人数=employees:number",
                "メモ=ignore",
                "#4=attribute:date",
                "D=会社名",
                "#f=several ones:several"
            ]
        ),
        [
            Use::Known(Meaning::Address),
            attribute("employees", ValueKind::Number),
            Use::LeftOut,
            attribute("登録", ValueKind::Date),
            Use::Known(Meaning::Company),
            attribute("several ones", ValueKind::Several),
        ]
    );
}

#[test]
fn a_column_gives_way_to_the_one_that_was_chosen_and_a_note_says_so() {
    let columns = columns(&["メール", "E-mail"], &["e-mail=email"]).unwrap();
    assert_eq!(columns.all()[0].used_as, attribute("メール", ValueKind::Text));
    assert_eq!(columns.notes()[0].fault.rule, "gave-way");
    assert_eq!(columns.with(Meaning::Address).unwrap().name.index, 1);
}

#[test]
fn two_columns_of_one_meaning_are_refused_with_both_names() {
    let found = problems(&["メールアドレス", "氏名", "E-mail"], &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "meaning-twice");
    assert!(
        found[0].1.contains("column C \"E-mail\": column A \"メールアドレス\" already says `email`"),
        "{}",
        found[0].1
    );
    assert_eq!(problems(&["email", "TEL", "携帯番号"], &[])[0].0, "meaning-twice");
    assert!(columns(&["email", "TEL", "携帯番号"], &["携帯番号=mobile phone:text"]).is_ok());
}

#[test]
fn equal_headers_are_refused_and_mended_by_place() {
    assert_eq!(problems(&["email", "備考", " 備考\u{A0}"], &[])[0].0, "header-twice");
    assert!(columns(&["email", "備考", "備考"], &["#C=備考2"]).is_ok());
    let found = problems(&["email", "備考", "備考"], &["備考=ignore"]);
    assert!(found[0].1.contains("`#B` or `#C`"), "{}", found[0].1);
}

#[test]
fn a_file_without_addresses_is_refused_and_the_probable_column_named() {
    let found = problems(&["氏名", "メールアドレス1"], &[]);
    assert_eq!(found[0].0, "no-address-column");
    assert!(found[0].1.contains("--column 'メールアドレス1=email'"), "{}", found[0].1);
    assert_eq!(problems(&["山田 太郎", "taro@example.jp"], &[])[0].0, "no-header-row");
    assert_eq!(problems(&["email"], &["email=ignore"])[0].0, "no-address-column");
}

#[test]
fn columns_without_a_header_are_left_out_and_said() {
    let columns = columns(&["email", "", "\u{3000}", "name"], &[]).unwrap();
    assert_eq!(columns.all()[1].used_as, Use::LeftOut);
    let notes: Vec<_> =
        columns.notes().iter().map(|note| note.text().in_language(Language::Japanese).to_owned()).collect();
    assert_eq!(
        notes[0],
        "1行目のB列：見出しがないので取り込みません。取り込むときは、見出しを書くか、`#B` に用途を指定してください。"
    );
    assert_eq!(notes.len(), 2);
}

#[test]
fn a_given_name_alone_is_the_name() {
    assert_eq!(uses(&["email", "名"], &[])[1], Use::Known(Meaning::Name));
    assert_eq!(uses(&["email", "姓", "名"], &[])[2], Use::Known(Meaning::GivenName));
    assert_eq!(uses(&["email", "First name"], &[])[1], Use::Known(Meaning::GivenName));
    let both = columns(&["email", "氏名", "姓", "名"], &[]).unwrap();
    assert_eq!(both.notes()[0].fault.rule, "name-twice");
}

#[test]
fn choices_that_name_no_column_list_the_headers() {
    let found = problems(&["email", "氏名"], &["メアド=email"]);
    assert_eq!(found[0].0, "unknown-column");
    assert!(found[0].1.contains("its headers are email, 氏名"), "{}", found[0].1);
    assert_eq!(problems(&["email"], &["#B=name"])[0].0, "unknown-column");
    assert_eq!(problems(&["email", "x"], &["x=name", "#B=kana"])[0].0, "chosen-twice");
}

#[test]
fn texts_that_are_no_choice_say_the_form() {
    for written in ["", "email", "=email", "a=", "a=b:money"] {
        let ChoiceError(text) = written.parse::<ColumnChoice>().unwrap_err();
        assert!(text.english().contains('`'), "{written}");
    }
    let with_equals = columns(&["a=b", "email"], &["a=b=name"]).unwrap();
    assert_eq!(with_equals.with(Meaning::Name).unwrap().name.index, 0);
}

#[test]
fn the_column_of_reasons_of_a_refused_file_is_left_out_silently() {
    let columns = columns(&["取り込めなかった理由", "email"], &[]).unwrap();
    assert_eq!((columns.all()[0].used_as.clone(), columns.notes().len()), (Use::LeftOut, 0));
}
