//! Boxes: which posted values are consent, which are counted, and which are said to be wrong.

use super::{JSON, fields, in_every_shape};
use crate::answers::{Fault, check};
use crate::body::Fields;
use cadence::checkbox::Tick;
use cadence::ids::FormId;
use document::Form;

const LABEL: &str = "在庫管理に役立つ情報を、メールで受け取ります（任意）";
const WORDS: &str = "在庫管理に役立つ情報を、株式会社棚番商会からメールで受け取ることに同意します。";

/// A form with a box for consent, and one for a call.
fn form() -> Form {
    let text = serde_json::json!({
        "fields": [
            { "name": "email", "type": "email", "required": true },
            { "name": "agree", "label": LABEL, "type": "checkbox" },
            { "name": "call", "label": "電話を希望する", "type": "checkbox" },
            { "name": "terms", "label": "規約に同意する", "type": "checkbox", "required": true },
        ],
        "consent": { "text": WORDS, "field": "agree" },
    });
    Form::read(FormId::parse("contact").unwrap(), &text.to_string()).unwrap()
}

/// A post's answer about consent.
fn consent(fields: &Fields) -> Tick {
    check(&form(), fields).unwrap().consent
}

/// The answer in each shape of a post with these values of the consent's box.
fn said(values: &[&str]) -> Vec<(&'static str, Tick)> {
    let own = [("email", "taro@example.jp"), ("terms", "on")].into_iter();
    let pairs: Vec<(&str, &str)> = own.chain(values.iter().map(|value| ("agree", *value))).collect();
    in_every_shape(&pairs).into_iter().map(|(shape, fields)| (shape, consent(&fields.unwrap()))).collect()
}

/// A value as other keyboards, programs and pages write it.
fn spellings(value: &str) -> Vec<String> {
    let wide =
        |c: char| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c };
    vec![
        value.to_owned(),
        value.to_uppercase(),
        value.chars().map(wide).collect(),
        format!("  {value}\t"),
        format!("\u{3000}{value}\u{FEFF}"),
        format!("\u{200B}{value}"),
    ]
}

#[test]
fn a_clear_yes_is_consent_in_every_shape_and_spelling() {
    let yeses = [
        "yes",
        "on",
        "true",
        "1",
        "y",
        "はい",
        "ハイ",
        "ﾊｲ",
        "同意する",
        "同意します",
        "希望する",
        "受け取る",
        "受け取ります",
        LABEL,
        WORDS,
    ];
    let mut tried = 0;
    for value in yeses.into_iter().flat_map(spellings) {
        for (shape, tick) in said(&[&value]) {
            assert_eq!(tick, Tick::Yes, "{shape} {value:?}");
            tried += 1;
        }
    }
    assert!(tried >= 200);
}

#[test]
fn nothing_else_is_consent_in_any_shape_and_spelling() {
    let others = [
        ("いいえ", Tick::No),
        ("同意しない", Tick::No),
        ("希望しない", Tick::No),
        ("受け取らない", Tick::No),
        ("n", Tick::No),
        ("no", Tick::No),
        ("null", Tick::No),
        ("0", Tick::No),
        ("false", Tick::No),
        ("off", Tick::No),
        ("", Tick::Nothing),
        ("undefined", Tick::Unclear),
        ("0.0", Tick::Unclear),
        ("NaN", Tick::Unclear),
        ("[object Object]", Tick::Unclear),
        ("どちらでもない", Tick::Unclear),
        ("2", Tick::Unclear),
    ];
    let mut tried = 0;
    for (value, tick) in
        others.into_iter().flat_map(|(value, tick)| spellings(value).into_iter().map(move |it| (it, tick)))
    {
        for (shape, found) in said(&[&value]) {
            assert_eq!(found, tick, "{shape} {value:?}");
            tried += 1;
        }
    }
    assert!(tried >= 200);
}

#[test]
fn values_of_json_that_are_no_texts_are_read_as_people_mean_them() {
    for (value, tick) in [
        ("true", Tick::Yes),
        ("1", Tick::Yes),
        ("[\"0\", \"1\"]", Tick::Yes),
        ("[false, true]", Tick::Yes),
        ("false", Tick::Nothing),
        ("null", Tick::Nothing),
        ("0", Tick::No),
        ("[]", Tick::Nothing),
        ("[null]", Tick::Nothing),
        ("0.0", Tick::Unclear),
        ("-0.0", Tick::Unclear),
        ("-1", Tick::Unclear),
        ("1.5", Tick::Unclear),
        ("\"undefined\"", Tick::Unclear),
    ] {
        let body = format!(r#"{{"email": "taro@example.jp", "terms": true, "agree": {value}}}"#);
        assert_eq!(consent(&fields(JSON, body).unwrap()), tick, "{value}");
    }
}

#[test]
fn a_yes_among_several_values_wins_wherever_it_stands() {
    for hidden in ["0", "", "false", "off", "no", "いいえ"] {
        for box_value in ["1", "on", "yes", "はい"] {
            for (shape, tick) in said(&[hidden, box_value]).into_iter().chain(said(&[box_value, hidden])) {
                assert_eq!(tick, Tick::Yes, "{shape} {hidden:?} {box_value:?}");
            }
        }
        for (shape, tick) in said(&[hidden, hidden]) {
            let expected = if hidden.is_empty() { Tick::Nothing } else { Tick::No };
            assert_eq!(tick, expected, "{shape} {hidden:?}");
        }
    }
}

/// Keyboards and site builders write names in another case and width, and frameworks put words into brackets.
#[test]
fn a_name_in_any_case_or_width_is_the_name_and_one_in_parts_is_unclear() {
    for name in [
        "Agree",
        "AGREE",
        " agree ",
        "ａｇｒｅｅ",
        "agree\u{200B}",
        "Agree[]",
        "AGREE[0]",
        "agree[][]",
        "agree[0][1]",
    ] {
        for (shape, fields) in in_every_shape(&[("Email", "taro@example.jp"), ("TERMS", "on"), (name, "yes")])
        {
            assert_eq!(consent(&fields.unwrap()), Tick::Yes, "{shape} {name:?}");
        }
    }
    for name in [
        "agree[yes]",
        "agree[no]",
        "agree[][x]",
        "data[agree]",
        "lead.agree",
        "agree.0",
        "agree.",
        "contact[Agree]",
    ] {
        for (shape, fields) in in_every_shape(&[("email", "taro@example.jp"), ("terms", "on"), (name, "yes")])
        {
            assert_eq!(consent(&fields.unwrap()), Tick::Unclear, "{shape} {name}");
        }
        for (shape, fields) in
            in_every_shape(&[("email", "taro@example.jp"), ("terms", "on"), (name, ""), ("agree", "1")])
        {
            assert_eq!(consent(&fields.unwrap()), Tick::Yes, "{shape} {name}");
        }
    }
}

#[test]
fn a_name_for_several_values_is_the_name_of_the_box() {
    for name in ["agree[]", "agree[0]", "agree[12]"] {
        for (shape, fields) in in_every_shape(&[("email", "taro@example.jp"), ("terms", "on"), (name, "yes")])
        {
            assert_eq!(consent(&fields.unwrap()), Tick::Yes, "{shape} {name}");
        }
    }
}

#[test]
fn another_box_that_is_neither_ticked_nor_not_is_told() {
    for (value, expected) in [
        ("on", Ok(Some("yes"))),
        ("電話を希望する", Ok(Some("yes"))),
        ("いいえ", Ok(None)),
        ("undefined", Err(Fault::NeitherYesNorNo)),
    ] {
        for (shape, fields) in
            in_every_shape(&[("email", "taro@example.jp"), ("terms", "1"), ("call", value)])
        {
            let found = check(&form(), &fields.unwrap());
            let found = match &found {
                Ok(answers) => Ok(answers.others.get("call").map(String::as_str)),
                Err(problems) => Err(problems[0].fault.clone()),
            };
            assert_eq!(found, expected, "{shape} {value}");
        }
    }
}

#[test]
fn a_box_that_must_be_ticked_is_missing_where_it_says_no() {
    for (value, fault) in [
        ("", Fault::Missing),
        ("いいえ", Fault::Missing),
        ("同意しない", Fault::Missing),
        ("0", Fault::Missing),
        ("undefined", Fault::NeitherYesNorNo),
    ] {
        for (shape, fields) in in_every_shape(&[("email", "taro@example.jp"), ("terms", value)]) {
            let problems = check(&form(), &fields.unwrap()).unwrap_err();
            assert_eq!(problems[0].fault, fault, "{shape} {value:?}");
        }
    }
}
