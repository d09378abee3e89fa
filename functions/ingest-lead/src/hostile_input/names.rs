//! Names and other lines that stand in mails: what advertises, hides or shows nothing is refused or cleaned.

use super::in_every_shape;
use crate::answers::{Answers, Fault, check};
use cadence::ids::FormId;
use document::Form;

fn form(staff_only: bool) -> Form {
    let text = serde_json::json!({
        "staff_only": staff_only,
        "fields": [
            { "name": "email", "type": "email", "required": true },
            { "name": "name", "type": "text", "required": true },
            { "name": "company", "type": "text" },
            { "name": "department", "type": "text" },
            { "name": "company_url", "type": "text" },
            { "name": "message", "type": "long_text" },
        ],
    });
    Form::read(FormId::parse("contact").unwrap(), &text.to_string()).unwrap()
}

/// The result of a post with this value of one field, in every shape.
fn posted(form: &Form, field: &str, value: &str) -> Vec<Result<Answers, Fault>> {
    let usual = [("email", "taro@example.jp"), ("name", "山田 太郎")];
    let others = usual.into_iter().filter(|(name, _)| *name != field).chain([(field, value)]);
    let pairs: Vec<(&str, &str)> = others.collect();
    let checked = in_every_shape(&pairs).map(|(_, fields)| check(form, &fields.unwrap()));
    checked.map(|checked| checked.map_err(|mut problems| problems.remove(0).fault)).into()
}

fn kept(answers: &Answers, field: &str) -> Option<String> {
    if field == "name" { answers.name.clone() } else { answers.others.get(field).cloned() }
}

#[test]
fn no_line_of_a_stranger_brings_a_link_or_an_encoded_word() {
    for field in ["name", "company", "department"] {
        for value in [
            "spam.com",
            "ｓｐａｍ．ｃｏｍ",
            "spam。com",
            "s\u{200B}pam\u{2060}.com",
            "203.0.113.5",
            "spam.bargains/win",
            "//spam",
            "\\\\spam\\x",
            "mailto:spam",
            "[2001:db8::1]",
        ] {
            for taken in posted(&form(false), field, value) {
                assert_eq!(taken, Err(Fault::Link), "{field} {value:?}");
            }
        }
        for value in ["=?UTF-8?B?5b2T6YG4?=", "=?utf-8?q?spam?=", "山田＝？ＵＴＦ－８？Ｂ？eA==？＝"]
        {
            for taken in posted(&form(false), field, value) {
                assert_eq!(taken, Err(Fault::Encoded), "{field} {value:?}");
            }
        }
    }
}

#[test]
fn link_fields_texts_of_several_lines_and_staff_forms_take_links() {
    for (staff_only, field) in [(false, "company_url"), (false, "message"), (true, "department")] {
        for taken in posted(&form(staff_only), field, "https://www.example.co.jp/case") {
            assert_eq!(
                kept(&taken.unwrap(), field).as_deref(),
                Some("https://www.example.co.jp/case"),
                "{field}"
            );
        }
    }
    for taken in posted(&form(true), "name", "spam.com") {
        assert_eq!(taken, Err(Fault::Link));
    }
}

#[test]
fn honest_names_are_kept_as_they_were_written() {
    for name in [
        "ACME GmbH & Co.KG",
        "AT&T",
        "Foo A/S",
        "S.p.A.",
        "Foo K.K.",
        "株式会社Foo.Bar",
        "J.R.R. Tolkien",
        "👨\u{200D}👩\u{200D}👧",
        "علی\u{200C}رضا",
        "क्\u{200D}ष",
        "葛\u{E0100}城",
        "❤\u{FE0F}さくら",
        "O’Neil",
        "Ｔ．Ｙａｍａｄａ",
        "ﾔﾏﾀﾞ",
        "Zoë",
    ] {
        for field in ["name", "company", "department"] {
            for taken in posted(&form(false), field, name) {
                assert_eq!(kept(&taken.unwrap(), field).as_deref(), Some(name), "{field}");
            }
        }
    }
}

#[test]
fn a_name_of_unseen_signs_is_missing_and_elsewhere_they_are_taken_out() {
    let unseen = [
        "\u{200B}",
        "\u{2060}",
        "\u{FEFF}",
        "\u{AD}",
        "\u{FE0F}",
        "\u{E0041}",
        "\u{3164}",
        "\u{2800}",
        "\u{200D}",
        "\u{180E}",
        "\u{34F}",
    ];
    let mut tried = 0;
    for sign in unseen {
        for value in
            [sign.to_owned(), sign.repeat(3), format!(" {sign}\u{3000}"), format!("{sign}\u{A0}{sign}")]
        {
            for taken in posted(&form(false), "name", &value) {
                assert_eq!(taken, Err(Fault::Missing), "{value:?}");
                tried += 1;
            }
            for taken in posted(&form(false), "company", &value) {
                assert_eq!(kept(&taken.unwrap(), "company"), None, "{value:?}");
                tried += 1;
            }
        }
        if sign != "\u{2800}" {
            for value in [format!("{sign}Taro"), format!("Ta{sign}ro"), format!("Taro{sign}")] {
                for taken in posted(&form(false), "name", &value) {
                    assert_eq!(taken.unwrap().name.as_deref(), Some("Taro"), "{value:?}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried >= 200);
}
