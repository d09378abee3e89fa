//! The published documents, and how versions follow from content.

use super::{SEQUENCE, SETTINGS, folder};
use crate::preview::{self, Reader, Setting};
use crate::publish::{Published, read_folder};
use cadence::publication::PublicationKind;
use cadence::sequence::{Language, Purpose};
use chrono::TimeZone as _;
use document::Catalog;

fn published(files: &[(&str, &str)]) -> Published {
    read_folder(&folder(files)).unwrap()
}

fn version_of(published: &Published, kind: PublicationKind) -> String {
    published.publications.iter().find(|it| it.kind == kind).unwrap().version.to_string()
}

#[test]
fn the_same_folder_gives_the_same_publication() {
    assert_eq!(published(&[]), published(&[]));
}

#[test]
fn a_folder_with_errors_is_not_published_and_one_with_warnings_is() {
    let error = read_folder(&folder(&[("emails/welcome/hello/subject.txt", "")])).unwrap_err();
    assert!(error.has_errors());
    published(&[("emails/welcome/spare/subject.txt", "件名"), ("emails/welcome/spare/body.md", "本文")]);
}

#[test]
fn a_sequence_changes_version_with_its_mails_settings_or_calendar() {
    let sequence = |files: &[(&str, &str)]| version_of(&published(files), PublicationKind::Sequence);
    let office = SETTINGS.replacen('{', r#"{ "calendar": "office","#, 1);
    let usual = sequence(&[]);
    let mail = sequence(&[("emails/welcome/hello/body.md", "別の本文\n")]);
    let settings = sequence(&[("settings.json", &SETTINGS.replace("ひきゃく商店", "とぶや"))]);
    let first = sequence(&[("settings.json", &office), ("calendars/office.json", "{}")]);
    let second =
        sequence(&[("settings.json", &office), ("calendars/office.json", r#"{ "holidays": "none" }"#)]);
    let own = sequence(&[("sequences/welcome.json", &SEQUENCE.replace("hello\",", "hallo\","))]);
    let mut versions = vec![usual, mail, settings, first, second, own];
    versions.sort();
    versions.dedup();
    assert_eq!(versions.len(), 6);
}

#[test]
fn a_sequence_keeps_its_version_when_something_else_changes() {
    let other = [
        (
            "sequences/other.json",
            r#"{ "start": { "event": "x" }, "steps": [ { "step": "a", "stop": "b" } ] }"#,
        ),
        ("forms/other.json", r#"{ "fields": [ { "name": "email", "type": "email" } ] }"#),
    ];
    let (before, after) = (published(&[]), published(&other));
    let welcome = |published: &Published| {
        published.publications.iter().find(|it| it.id == "welcome").unwrap().version.clone()
    };
    assert_eq!(welcome(&before), welcome(&after));
    assert_ne!(before.head, after.head);
}

#[test]
fn what_is_published_is_read_back_whole_and_its_mail_can_be_filled() {
    let published = published(&[]);
    let catalog = Catalog::read(published.publications).unwrap();
    assert!(catalog.problems().is_empty());
    let [(sequence, version, _, mail)] = published.mails.as_slice() else { panic!("one mail") };
    assert_eq!(catalog.sequence(sequence).unwrap().version, *version);
    let setting = Setting {
        policy: catalog.policy(),
        sender: &catalog.policy().sender,
        language: Language::Japanese,
        purpose: Purpose::Marketing,
        now: chrono::Utc.with_ymd_and_hms(2026, 11, 21, 1, 0, 0).unwrap(),
    };
    let filled =
        preview::render(mail, &Reader { name: Some("田中".to_owned()), ..Reader::default() }, &setting)
            .unwrap();
    assert!(filled.text.starts_with("田中様、ようこそ。"));
    assert!(filled.html.contains("田中様、ようこそ。"));
    let nameless = preview::render(mail, &Reader::default(), &setting).unwrap();
    assert!(nameless.text.starts_with("お客様、ようこそ。"));
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in folder(&[]).files() {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    }
    std::fs::write(directory.path().join(".hidden"), "x").unwrap();
    std::fs::write(directory.path().join("emails/welcome/hello/picture.png"), [0xff, 0xfe]).unwrap();
    assert_eq!(crate::publish::read(directory.path()).unwrap(), published(&[]));
}
