//! Posts of every kind: read as they were written, or refused; nothing that is kept can harm a mail.

use crate::BODY_BYTES_MAX;
use crate::answers::{Answers, Fault, check};
use crate::body::{BodyRefusal, Fields, read};
use bytes::Bytes;
use cadence::checkbox::Tick;
use cadence::ids::FormId;
use cadence::limits::ATTRIBUTE_LENGTH_MAX;
use cadence::text::{cleaned, turns_direction};
use document::Form;
use http::Request;
use proptest::prelude::*;
use serde_json::{Value, json};

mod boxes;
mod names;
mod options;

const JSON: &str = "application/json";
const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=line";

fn form() -> Form {
    let text = r#"{ "fields": [
        { "name": "email", "type": "email", "required": true }, { "name": "name", "type": "text", "max_length": 60 },
        { "name": "company", "type": "text" }, { "name": "message", "type": "long_text", "max_length": 9000 },
        { "name": "interest", "type": "choice", "options": ["price", "usage"] }, { "name": "agree", "type": "checkbox" } ],
        "consent": { "text": "案内を受け取ります", "field": "agree" } }"#;
    Form::read(FormId::parse("contact").unwrap(), text).unwrap()
}

/// The refusal of a member of a JSON body.
fn unread(field: &str) -> BodyRefusal {
    BodyRefusal::Value { field: field.to_owned() }
}

fn fields(content_type: &str, body: impl Into<Bytes>) -> Result<Fields, BodyRefusal> {
    on_a_thread(read(&posted(content_type, body.into())))
}

fn posted(content_type: &str, body: Bytes) -> Request<Bytes> {
    Request::post("/f/contact").header("content-type", content_type).body(body).unwrap()
}

/// The same pairs in each of the three shapes, and what each reads as.
fn in_every_shape(pairs: &[(&str, &str)]) -> [(&'static str, Result<Fields, BodyRefusal>); 3] {
    let pairs: Vec<(String, String)> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    [
        (JSON, fields(JSON, json_object(&pairs))),
        (URLENCODED, fields(URLENCODED, urlencoded(&pairs))),
        (MULTIPART, fields(MULTIPART, multipart(&pairs))),
    ]
}

fn on_a_thread<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn urlencoded(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn multipart(pairs: &[(String, String)]) -> String {
    let parts = pairs.iter().map(|(name, value)| {
        format!("--line\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    parts.collect::<String>() + "--line--\r\n"
}

fn json_object(pairs: &[(String, String)]) -> String {
    let members = pairs.iter().map(|(name, value)| format!("{}:{}", json!(name), json!(value)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// Texts as people and their machines write them.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[ -~]{0,30}",
        "[ぁ-ん一-龠ａ-ｚ]{0,20}",
        Just("\r\nBcc: x@evil.example\r\n".to_owned()),
        Just("\u{202e}\u{2066}\u{200b}\u{feff}".to_owned()),
        Just("<script>{{ lead.email }}</script>".to_owned()),
        Just("%00%0d%0a+&=".to_owned()),
        Just("x".repeat(2_000)),
        Just("http://spam.example".to_owned()),
        Just("https:\u{202e}//spam.\u{2066}com ".to_owned()),
    ];
    proptest::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

fn any_content_type() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(vec![JSON, URLENCODED, MULTIPART]).prop_map(str::to_owned),
        1 => Just("multipart/form-data; boundary=\"\"".to_owned()),
        1 => Just(format!("multipart/form-data; boundary={}", "b".repeat(300))),
        1 => "(application/json|APPLICATION/X-WWW-FORM-URLENCODED|text/plain) ?; ?charset=[a-zA-Z0-9_\"-]{0,10}",
        1 => "[ -~]{0,40}",
    ]
}

/// Checks that the answers hold nothing that could break out of where they are put.
fn harmless(answers: &Answers) -> Result<(), TestCaseError> {
    let form = form();
    prop_assert!(!answers.address.wire().contains(|c: char| c.is_control() || c.is_whitespace()));
    if let Some(name) = &answers.name {
        let shown: String = name.chars().filter(|c| !turns_direction(*c)).collect();
        prop_assert_eq!(&cleaned(name), name);
        prop_assert!(!name.contains(char::is_control) && name.chars().count() <= 60);
        prop_assert!(!shown.contains("://") && !shown.contains("spam.com "), "{name:?}");
    }
    for (name, value) in &answers.others {
        prop_assert!(form.fields.iter().any(|field| field.name == *name), "{name} was not asked for");
        let broken = |c: char| c.is_control() && !(name == "message" && matches!(c, '\r' | '\n' | '\t'));
        prop_assert!(
            !value.contains(broken) && value.chars().count() <= 4 * ATTRIBUTE_LENGTH_MAX,
            "{name}: {value:?}"
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_body_makes_it_panic_and_nothing_grows(
        content_type in any_content_type(), bytes in proptest::collection::vec(any::<u8>(), 0..400),
        text in "([\\[{\"}\\]:,&=%+;a-f0-9\r\n-]|--line|name=|Content-Disposition: form-data;){0,60}",
    ) {
        for body in [Bytes::from(bytes), Bytes::from(text)] {
            let length = body.len();
            if let Ok(fields) = fields(&content_type, body) {
                let kept: usize =
                    fields.pairs().map(|(name, value)| name.len() + value.len()).sum();
                // A short number such as 1e9 is written out: 1000000000.0.
                prop_assert!(kept <= 8 * length, "{kept} of {length}");
                if let Ok(answers) = check(&form(), &fields) {
                    harmless(&answers)?;
                }
            }
        }
    }

    #[test]
    fn what_is_taken_reads_back_as_it_was_written(pairs in proptest::collection::vec(("[a-z_]{1,4}", any_text()), 0..6)) {
        let expected: Result<Fields, BodyRefusal> = Ok(pairs.iter().cloned().collect());
        prop_assert_eq!(&fields(JSON, json_object(&pairs)), &expected);
        prop_assert_eq!(&fields(MULTIPART, multipart(&pairs)), &expected);
        if !pairs.iter().any(|(_, value)| value.contains('\u{fffd}')) {
            prop_assert_eq!(&fields(URLENCODED, urlencoded(&pairs)), &expected);
        }
    }

    #[test]
    fn a_number_reads_back_as_the_same_number_or_is_refused(number in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,4})?(e[0-9]{1,2})?") {
        match fields(JSON, format!("{{\"n\":{number}}}")) {
            Ok(fields) => {
                prop_assert_eq!(the(&fields, "n").parse::<f64>(), number.parse::<f64>());
                if number.bytes().all(|byte| byte.is_ascii_digit()) {
                    prop_assert_eq!(the(&fields, "n"), number);
                }
            }
            Err(refusal) => prop_assert!([unread("n"), BodyRefusal::Malformed].contains(&refusal)),
        }
    }

    #[test]
    fn what_is_answered_is_harmless_and_the_same_when_it_is_posted_again(
        email in prop_oneof![Just("taro@example.jp".to_owned()), any_text()], name in any_text(), company in any_text(),
        message in any_text(), interest in prop_oneof![Just("price".to_owned()), Just(String::new()), any_text()],
        agree in prop_oneof![Just("on".to_owned()), Just("false".to_owned()), any_text()], stray in any_text(),
    ) {
        let texts = [("email", email), ("name", name), ("company", company), ("message", message), ("interest", interest), ("agree", agree), ("stray", stray)];
        let posted: Fields = texts.into_iter().collect();
        if let Ok(answers) = check(&form(), &posted) {
            harmless(&answers)?;
            let own = [("email", answers.address.wire().to_owned())].into_iter();
            let name = answers.name.iter().map(|name| ("name", name.clone()));
            let others = answers.others.iter().map(|(name, value)| (name.as_str(), value.clone()));
            let again: Fields = own.chain(name).chain(others).collect();
            let again = check(&form(), &again).unwrap();
            prop_assert_eq!((&again.address, &again.name, &again.others), (&answers.address, &answers.name, &answers.others));
            prop_assert_eq!(again.consent == Tick::Yes, answers.consent == Tick::Yes);
        }
    }
}

/// The one value of a field.
fn the<'a>(fields: &'a Fields, name: &str) -> &'a str {
    let values: Vec<&str> = fields.all(name).collect();
    let [one] = values[..] else { panic!("{name} has {values:?}") };
    one
}

#[test]
fn every_value_of_a_name_is_read_in_every_shape() {
    for name in ["interest", "interest[]", "interest[0]", "interest[17]"] {
        for (shape, fields) in in_every_shape(&[(name, "first"), (name, ""), (name, "second")]) {
            let fields = fields.unwrap();
            assert_eq!(fields.all("interest").collect::<Vec<_>>(), ["first", "", "second"], "{shape} {name}");
        }
    }
    let list = fields(JSON, r#"{"interest": ["first", "", "second"], "none": []}"#).unwrap();
    assert_eq!(list.all("interest").collect::<Vec<_>>(), ["first", "", "second"]);
    assert_eq!(list.all("none").count(), 0);
    for nested in [r#"{"a": [["b"]]}"#, r#"{"a": [{}]}"#, r#"{"a": {"0": "b"}}"#] {
        assert_eq!(fields(JSON, nested), Err(unread("a")), "{nested}");
    }
    for other in ["interest[a]", "[]", "interest]", "interest[[]", "[0]"] {
        for (shape, fields) in in_every_shape(&[(other, "x")]) {
            assert_eq!(fields.unwrap().all("interest").count(), 0, "{shape} {other}");
        }
    }
}

#[test]
fn an_answer_in_parts_is_said_and_never_lost() {
    for name in ["interest[price]", "interest[a][b]", "lead[interest]", "lead.interest", "Interest.0"] {
        for (shape, fields) in in_every_shape(&[("email", "taro@example.jp"), (name, "on")]) {
            let problems = check(&form(), &fields.unwrap()).unwrap_err();
            assert_eq!((problems.len(), &problems[0].fault), (1, &Fault::InParts), "{shape} {name}");
        }
    }
    for name in
        ["campaign.first", "campaign.last", "utm_source", "_wpcf7", "g-recaptcha-response", "interests"]
    {
        for (shape, fields) in in_every_shape(&[("email", "taro@example.jp"), (name, "x")]) {
            assert!(check(&form(), &fields.unwrap()).is_ok(), "{shape} {name}");
        }
    }
}

#[test]
fn a_post_in_the_old_code_of_japanese_mails_is_told_as_another_encoding() {
    for escape in ["\u{1B}$B", "\u{1B}$@", "\u{1B}(I"] {
        for (shape, fields) in in_every_shape(&[("name", &format!("{escape};3ED\u{1B}(B"))]) {
            assert_eq!(fields, Err(BodyRefusal::Encoding), "{shape}");
        }
    }
    assert_eq!(the(&fields(JSON, "\u{FEFF}{\"name\": \"a\"}").unwrap(), "name"), "a");
    let named = "--line\r\nContent-Disposition: form-data; name=\"name\"; FILENAME*=UTF-8''a.txt\r\n\r\nx\r\n--line--\r\n";
    assert_eq!(fields(MULTIPART, named), Err(BodyRefusal::File));
}

/// 12345678901234567890123 would become 1.2345678901234568e22, which is somebody else's number.
#[test]
fn a_number_that_would_be_rounded_is_refused() {
    let number =
        |text: &str| fields(JSON, format!("{{\"n\":{text}}}")).map(|fields| the(&fields, "n").to_owned());
    assert_eq!(number("18446744073709551615").as_deref(), Ok("18446744073709551615"));
    assert_eq!(number("0.5").as_deref(), Ok("0.5"));
    for text in ["12345678901234567890123", "360300000000001.54", "71000000000141.2110", "1e300", "-1e16"] {
        assert_eq!(number(text), Err(unread("n")), "{text}");
    }
    assert_eq!(number("1e999"), Err(BodyRefusal::Malformed));
}

#[test]
fn a_part_in_another_encoding_is_refused_although_its_bytes_could_be_read() {
    let part = |charset: &str| {
        format!(
            "--line\r\nContent-Disposition: form-data; name=\"name\"\r\nContent-Type: text/plain; charset={charset}\r\n\r\n+MEIwRDBG-\r\n--line--\r\n"
        )
    };
    assert_eq!(the(&fields(MULTIPART, part("UTF-8")).unwrap(), "name"), "+MEIwRDBG-");
    for charset in ["utf-7", "ISO-2022-JP", "Shift_JIS"] {
        assert_eq!(fields(MULTIPART, part(charset)), Err(BodyRefusal::Encoding), "{charset}");
    }
}

#[test]
fn the_largest_bodies_are_read_in_a_moment_and_deep_ones_refused() {
    let many = |piece: &str| piece.repeat(BODY_BYTES_MAX / piece.len());
    assert!(fields(URLENCODED, many("a=&")).is_ok());
    assert!(fields(URLENCODED, many("a")).is_ok());
    assert!(
        fields(MULTIPART, many("--line\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n")).is_err()
    );
    assert!(fields(MULTIPART, many("--line\r\n")).is_err());
    assert_eq!(fields(JSON, format!("{{\"a\":{}", many("["))), Err(BodyRefusal::TooLarge));
    assert_eq!(fields(JSON, format!("{{\"a\":{}", "[".repeat(60_000))), Err(BodyRefusal::Malformed));
    let members: serde_json::Map<String, Value> = (0..5_000).map(|n| (format!("k{n}"), json!(1))).collect();
    assert_eq!(fields(JSON, Value::from(members).to_string()).unwrap().len(), 5_000);
    // An address of 64 KB is decided about as quickly as a short one.
    for text in [
        many("mailto:"),
        many("a9"),
        format!("a@xn--{}.jp", "a9".repeat(30_000)),
        format!("a@{}jp", "あ.".repeat(16_000)),
        "\u{fdfa}".repeat(20_000),
    ] {
        assert!(check(&form(), &Fields::from_iter([("email", text)])).is_err());
    }
}
