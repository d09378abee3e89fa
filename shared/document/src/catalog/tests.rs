//! A catalog is read from what is published, with what is broken left out.

use super::*;
use cadence::ids::Version;

fn published(kind: PublicationKind, id: &str, text: &str) -> Publication {
    Publication { kind, id: id.to_owned(), version: Version::from_digest(&[7; 16]), text: text.to_owned() }
}

const SETTINGS: &str = r#"{
    "company": { "legal_name": "株式会社ひきゃく商店", "postal_address": "東京都千代田区1-1",
                 "contact": { "phone": "03-0000-0000" } },
    "sender": { "name": "ひきゃく商店", "address": "hello@example.co.jp" } }"#;
const WELCOME: &str =
    r#"{ "start": { "form": "inquiry" }, "steps": [ { "step": "hello", "send": "hello" } ] }"#;
const FORM: &str =
    r#"{ "fields": [ { "name": "email", "label": "メールアドレス", "type": "email", "required": true } ] }"#;

#[test]
fn one_broken_document_is_left_out_and_named_and_the_others_are_read() {
    let catalog = Catalog::read(vec![
        published(PublicationKind::Sequence, "welcome", WELCOME),
        published(PublicationKind::Sequence, "broken", r#"{ "start": { "form": "inquiry" }, "stepps": [] }"#),
        published(PublicationKind::Form, "inquiry", FORM),
        published(PublicationKind::Calendar, "office", r#"{ "closed": [] }"#),
        published(PublicationKind::Settings, "", SETTINGS),
    ])
    .unwrap();
    let problems: Vec<String> = catalog.problems().iter().map(Broken::to_string).collect();
    insta::assert_snapshot!(problems.join("\n"), @r#"the published sequence `broken` cannot be read and is left out: unknown field `stepps`, expected one of `$schema`, `title`, `language`, `purpose`, `topic`, `sender`, `calendar`, `start`, `start_again`, `goal`, `stop_if`, `send_between`, `if_late`, `if_unknown`, `steps`, `note` at line 1 column 42; did you mean "steps"? run `hikyaku check`, which shows every mistake with its place"#);
    let form = FormId::parse("inquiry").unwrap();
    let started: Vec<&str> = catalog.started_by_form(&form).map(|it| it.id.as_str()).collect();
    assert_eq!(started, ["welcome"]);
    assert!(catalog.form(&form).is_some() && catalog.calendar("office").is_some());
    assert!(catalog.calendar("japan").is_some() && catalog.calendar("plain").is_some());
}

#[test]
fn a_sequence_whose_calendar_is_missing_is_left_out() {
    let text = WELCOME.replacen('{', r#"{ "calendar": "moon","#, 1);
    let documents = vec![
        published(PublicationKind::Settings, "", SETTINGS),
        published(PublicationKind::Sequence, "welcome", &text),
    ];
    let catalog = Catalog::read(documents).unwrap();
    insta::assert_snapshot!(catalog.problems()[0], @"the published sequence `welcome` cannot be read and is left out: its calendar `moon` is not published");
}

#[test]
fn without_settings_there_is_no_catalog() {
    let error = Catalog::read(vec![published(PublicationKind::Form, "inquiry", FORM)]).unwrap_err();
    assert_eq!(error, CatalogError::NoSettings);
}
