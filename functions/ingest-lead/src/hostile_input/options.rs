//! Options of a choice: taken as people type them, stored as the form writes them, and never one lost of several.

use super::{JSON, fields, in_every_shape};
use crate::answers::{Fault, check};
use cadence::ids::FormId;
use document::Form;

const OPTIONS: [&str; 6] = ["1か所", "2〜5か所", "6か所以上", "−10℃まで", "ガス・電気", "その他（Café）"];

fn form() -> Form {
    let text = serde_json::json!({
        "fields": [
            { "name": "email", "type": "email", "required": true },
            { "name": "sites", "type": "choice", "options": OPTIONS },
            { "name": "note", "type": "text" },
        ],
    });
    Form::read(FormId::parse("contact").unwrap(), &text.to_string()).unwrap()
}

/// The stored form of these values of one field, in every shape.
fn stored(field: &str, values: &[&str]) -> Vec<Result<Option<String>, Fault>> {
    let own = [("email", "taro@example.jp")].into_iter();
    let pairs: Vec<(&str, &str)> = own.chain(values.iter().map(|value| (field, *value))).collect();
    let checked = in_every_shape(&pairs).map(|(_, fields)| check(&form(), &fields.unwrap()));
    let stored = checked.map(|checked| match checked {
        Ok(answers) => Ok(answers.others.get(field).cloned()),
        Err(mut problems) => Err(problems.remove(0).fault),
    });
    stored.into()
}

/// An option as other keyboards and programs write it.
fn spellings(option: &str) -> Vec<String> {
    let wide =
        |c: char| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c };
    let replaced = |from: char, to: &str| option.replace(from, to);
    vec![
        option.to_owned(),
        replaced('ガ', "カ\u{3099}"),
        replaced('é', "e\u{301}"),
        replaced('（', "(").replace('）', ")"),
        option.chars().map(wide).collect(),
        replaced('〜', "\u{FF5E}"),
        replaced('〜', "~"),
        replaced('〜', "\u{223C}"),
        replaced('−', "\u{FF0D}"),
        replaced('−', "-"),
        replaced('−', "\u{2013}"),
        replaced('・', "･"),
        option.to_uppercase(),
        format!(" {option}\u{3000}"),
        format!("\u{FEFF}{option}\r\n"),
    ]
}

#[test]
fn every_spelling_of_an_option_is_stored_as_the_form_writes_it() {
    let mut tried = 0;
    for option in OPTIONS {
        for spelling in spellings(option) {
            for stored in stored("sites", &[&spelling]) {
                assert_eq!(stored, Ok(Some(option.to_owned())), "{spelling:?}");
                tried += 1;
            }
        }
    }
    assert!(tried >= 200);
    for other in ["3か所", "2〜5ヵ所", "2〜50か所", "2ー5か所", "ガス電気"] {
        for stored in stored("sites", &[other]) {
            assert_eq!(stored, Err(Fault::NoOption), "{other:?}");
        }
    }
}

#[test]
fn of_several_answers_none_is_lost_in_silence() {
    for (field, one, other) in [
        ("sites", OPTIONS[0], OPTIONS[1]),
        ("note", "A", "B"),
        ("email", "taro@example.jp", "hana@example.jp"),
    ] {
        for values in [&[one, other][..], &[other, one], &[one, "", other]] {
            if field != "email" {
                for stored in stored(field, values) {
                    assert_eq!(stored, Err(Fault::Several), "{field} {values:?}");
                }
            }
        }
    }
    for stored in stored("email", &["hana@example.jp"]) {
        assert_eq!(stored, Err(Fault::Several), "a second address");
    }
    for values in [&["2〜5か所", "2～5か所"][..], &["", "2〜5か所"], &["2〜5か所", " "]] {
        for stored in stored("sites", values) {
            assert_eq!(stored, Ok(Some("2〜5か所".to_owned())), "{values:?}");
        }
    }
    let list = fields(JSON, r#"{"email": "taro@example.jp", "sites": ["1か所", "6か所以上"]}"#).unwrap();
    assert_eq!(check(&form(), &list).unwrap_err()[0].fault, Fault::Several);
    let list = fields(JSON, r#"{"email": ["taro@example.jp"], "sites": ["1か所"]}"#).unwrap();
    assert_eq!(check(&form(), &list).unwrap().others["sites"], "1か所");
}

#[test]
fn an_option_written_exactly_comes_before_one_that_looks_the_same() {
    let text = r#"{ "fields": [ { "name": "email", "type": "email", "required": true },
        { "name": "size", "type": "choice", "options": ["①", "1", "（株）"] } ] }"#;
    let form = Form::read(FormId::parse("contact").unwrap(), text).unwrap();
    for (value, expected) in
        [("①", Ok("①")), ("1", Ok("1")), ("１", Err(Fault::NoOption)), ("㈱", Ok("（株）"))]
    {
        for (_, fields) in in_every_shape(&[("email", "taro@example.jp"), ("size", value)]) {
            let found = check(&form, &fields.unwrap());
            let found = found
                .as_ref()
                .map(|answers| answers.others["size"].as_str())
                .map_err(|problems| problems[0].fault.clone());
            assert_eq!(found, expected, "{value}");
        }
    }
}
