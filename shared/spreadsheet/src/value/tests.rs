//! Values that are not dates; dates have tests of their own.

mod dates;

use super::*;
use proptest::prelude::*;

fn rule<T: std::fmt::Debug>(result: Result<T, Fault>) -> &'static str {
    result.unwrap_err().rule
}

#[test]
fn numbers_are_read_with_units_groups_and_powers() {
    for (text, value) in [
        ("1200", 1200.0_f64),
        ("1,200円", 1200.0),
        ("¥1,200", 1200.0),
        ("￥１，２００", 1200.0),
        ("\\1,200", 1200.0),
        ("$1,200.50", 1200.5),
        ("120名", 120.0),
        ("１２０", 120.0),
        ("1.2万", 12_000.0),
        ("1万2000", 12_000.0),
        ("1億2,000万円", 120_000_000.0),
        ("5百万円", 5_000_000.0),
        ("12千円", 12_000.0),
        ("0.1", 0.1),
        ("1.005", 1.005),
        ("-5", -5.0),
        ("－５", -5.0),
        ("−5", -5.0),
        ("△5", -5.0),
        ("▲1,200", -1200.0),
        ("(1,200)", -1200.0),
        ("（1,200）", -1200.0),
        ("¥-5", -5.0),
        ("-¥5", -5.0),
        ("+5", 5.0),
        ("-0", 0.0),
        (" 5 人 ", 5.0),
        ("3拠点", 3.0),
        ("999999999999999", 999_999_999_999_999.0),
    ] {
        assert_eq!(number(text).unwrap().to_bits(), value.to_bits(), "{text}");
    }
}

#[test]
fn texts_that_are_no_single_number_are_refused() {
    for text in [
        "",
        "-",
        "円",
        "約120",
        "100～200",
        "100〜200",
        "50%",
        "1,20",
        "1,2000",
        "12,34,567",
        "1.2.3",
        ".5",
        "5.",
        "5-",
        "--5",
        "-(5)",
        "1.2億3万",
        "3万1億",
        "1万1万",
        "百二十",
        "五",
        "1 200",
        "abc",
        "1000000000000000",
        "0x10",
        "1,",
        ",1",
        "５人以上",
        "¥",
        "¥¥5",
    ] {
        assert_eq!(rule(number(text)), "not-a-number", "{text}");
    }
    assert_eq!(rule(number("1.2E+05")), "scientific");
}

#[test]
fn several_texts_of_a_cell_stand_between_five_signs() {
    let text = "展示会、 VIP ,東京;,｜大阪\n\u{3000}名古屋；VIP";
    assert_eq!(several(text), ["展示会", "VIP", "東京", "大阪", "名古屋"]);
    assert_eq!(several(" 、,"), [""; 0]);
}

#[test]
fn phones_are_unfolded_and_what_excel_broke_is_refused() {
    assert_eq!(phone("０３－１２３４－５６７８").unwrap(), "03-1234-5678");
    assert_eq!(phone("03‐1234ー5678").unwrap(), "03-1234-5678");
    assert_eq!(phone("+81 (3) 1234-5678 内線12").unwrap(), "+81 (3) 1234-5678 内線12");
    assert_eq!(phone("'09012345678").unwrap(), "09012345678");
    assert_eq!(rule(phone("9.01235E+10")), "scientific");
    assert_eq!(rule(phone("なし")), "not-a-phone");
}

#[test]
fn addresses_are_unfolded_and_lose_what_nobody_sees() {
    assert_eq!(address("\u{3000}ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ\u{A0}"), "taro@example.jp");
    assert_eq!(address("ta\u{200B}ro@example.jp\u{FEFF}"), "taro@example.jp");
}

#[test]
fn languages_are_read_in_both_languages() {
    for text in ["ja", "JP", "日本語", "Japanese", "ｊａ"] {
        assert_eq!(language(text), Ok(Language::Japanese), "{text}");
    }
    for text in ["en", "英語", "English", "en-US"] {
        assert_eq!(language(text), Ok(Language::English), "{text}");
    }
    assert_eq!(rule(language("fr")), "unknown-language");
}

#[test]
fn error_values_of_spreadsheets_are_refused() {
    for text in ["#N/A", "#n/a", "#REF!", "＃Ｎ／Ａ", "########"] {
        assert_eq!(rule(refuse_error_value(text)), "error-value", "{text}");
    }
    for text in ["#1", "##", "C#", "#タグ", "N/A"] {
        assert_eq!(refuse_error_value(text), Ok(()), "{text}");
    }
}

#[test]
fn refusals_name_the_cell_and_the_remedy_in_both_languages() {
    let fault = number("約120").unwrap_err();
    assert_eq!(fault.message.english(), "\"約120\" is no single number");
    assert_eq!(fault.message.in_language(Language::Japanese), "\"約120\" は1つの数として読めません。");
    assert!(fault.remedy.in_language(Language::Japanese).contains("1200"));
}

proptest! {
    #[test]
    fn no_text_makes_a_value_panic(text in "[0-9０-９,.万億円年月日令和RH/:\\- 午後時()+eE¥#あ]{0,16}") {
        let _ = (number(&text), phone(&text), language(&text), several(&text), address(&text));
        let _ = refuse_error_value(&text);
        let _ = date(&text, DateChoices::default());
    }

    #[test]
    fn no_sign_of_unicode_makes_a_value_panic(text in any::<String>()) {
        let _ = (number(&text), phone(&text), language(&text), several(&text), address(&text));
        let _ = date(&text, DateChoices::default());
    }

    #[test]
    fn grouped_numbers_are_read_as_they_were_meant(value in 0_u32..2_000_000_000, negative in any::<bool>()) {
        let digits = value.to_string();
        let groups = digits.as_bytes().rchunks(3).rev().map(|it| std::str::from_utf8(it).unwrap());
        let groups: Vec<&str> = groups.collect();
        let text = format!("{}{}円", if negative { "-" } else { "" }, groups.join(","));
        let expected = f64::from(value) * if negative && value > 0 { -1.0 } else { 1.0 };
        prop_assert_eq!(number(&text).unwrap().to_bits(), expected.to_bits());
    }
}
