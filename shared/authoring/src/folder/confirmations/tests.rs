//! Confirmations that this program writes are complete, and give way to those of the folder.

use super::super::Folder;
use crate::check::check_folder;

const SETTINGS: &str = r#"{ "company": { "legal_name": "株式会社 棚", "postal_address": "東京都", "contact": { "phone": "03-0000-0000" } },
    "sender": { "name": "棚", "address": "hello@example.co.jp" }, "tracking": "always" }"#;

fn form(more: &str) -> String {
    format!(
        r#"{{ {more} "title": "セミナー", "fields": [ {{ "name": "email", "label": "メール", "type": "email" }} ],
            "consent": {{ "text": "受け取ります。" }} }}"#
    )
}

fn names(folder: &Folder) -> Vec<&str> {
    folder.files().map(|(path, _)| path).filter(|path| path.contains("confirm-")).collect()
}

#[test]
fn a_form_that_wants_a_confirmation_gets_a_sequence_that_asks_for_it() {
    for (more, language) in [("", "ja"), (r#""language": "en","#, "en"), (r#""language": "ja","#, "ja")] {
        for word in ["always", "after a refusal"] {
            let form = form(&format!(r#""confirm": "{word}", {more}"#));
            let folder = Folder::of([("settings.json", SETTINGS), ("forms/seminar.json", &form)]);
            assert_eq!(names(&folder).len(), 7);
            let report = check_folder(&folder);
            assert!(report.findings.is_empty(), "{report:?}");
            let sequence = folder.file("sequences/confirm-seminar.json").unwrap();
            assert!(sequence.contains(&format!("\"language\": \"{language}\"")), "{sequence}");
        }
    }
}

#[test]
fn a_form_that_wants_none_gets_none() {
    for more in ["", r#""confirm": "never","#, r#""confirm": "sometimes","#, r#""confirm": true,"#, "{"] {
        let folder = Folder::of([("settings.json", SETTINGS), ("forms/seminar.json", &form(more))]);
        assert!(names(&folder).is_empty(), "{more}");
    }
}

#[test]
fn words_and_sequences_of_the_folder_stand_before_those_of_the_program() {
    let form = form(r#""confirm": "always","#);
    let base = [("settings.json", SETTINGS), ("forms/seminar.json", form.as_str())];
    let own_words = [("emails/confirm-seminar/ask/subject.txt", "お返事ください\n")];
    let folder = Folder::of(base.into_iter().chain(own_words));
    assert_eq!(folder.file("emails/confirm-seminar/ask/subject.txt"), Some("お返事ください\n"));
    assert_eq!(names(&folder).len(), 7);
    let own = r#"{ "purpose": "confirmation", "start": { "form": "seminar" }, "steps": [ { "step": "a", "send": "b" } ] }"#;
    let folder = Folder::of(base.into_iter().chain([("sequences/please-confirm.json", own)]));
    assert!(names(&folder).is_empty());
    let taken = r#"{ "purpose": "transactional", "start": { "form": "seminar" }, "steps": [] }"#;
    let folder = Folder::of(base.into_iter().chain([("sequences/confirm-seminar.json", taken)]));
    let report = check_folder(&folder);
    assert!(report.findings.iter().any(|finding| finding.rule == "confirmation-missing"), "{report:?}");
}

#[test]
fn a_name_without_room_for_a_sequence_is_told() {
    let (form, path) = (form(r#""confirm": "always","#), format!("forms/{}.json", "x".repeat(33)));
    let report = check_folder(&Folder::of([("settings.json", SETTINGS), (path.as_str(), form.as_str())]));
    assert!(report.findings.iter().any(|finding| finding.rule == "confirmation-missing"), "{report:?}");
}
