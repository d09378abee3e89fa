//! Files that are there and cannot be read: they are told once, and nothing else is said to be missing because of them.

use super::folder;
use crate::{Folder, check, check_folder};
use std::fs;

/// A sequence that asks for something of every kind of file.
const ASKING: &str = r#"{
  "start": { "form": "inquiry" }, "calendar": "office",
  "steps": [
    { "step": "hello", "send": "hello" },
    { "step": "ask", "choose": { "any": [ { "attribute": "plan", "equals": "large" }, { "tag": "asked" } ] },
      "then": [ { "step": "done", "stop": "done" } ], "else": [] }
  ]
}
"#;
const FORM: &str = r#"{ "fields": [ { "name": "email", "type": "email", "required": true }, { "name": "name", "type": "text" },
  { "name": "plan", "type": "choice", "options": [ "small", "large" ] } ],
  "consent": { "text": "案内を受け取ります" }, "tags": [ "asked" ] }"#;
const BODY: &str =
    "{{ lead.name | sama }}、{{ event.plan | default(\"\") }}。\n\n[見る](https://www.example.co.jp/)\n";
const CALENDAR: &str = r#"{ "closed": [ { "name": "休み", "from": "12-28", "to": "01-04" } ] }"#;

fn asking<'a>(files: &[(&'a str, &'a str)]) -> Folder {
    let sound = [
        ("sequences/welcome.json", ASKING),
        ("forms/inquiry.json", FORM),
        ("calendars/office.json", CALENDAR),
        ("emails/welcome/hello/body.md", BODY),
    ];
    let kept = sound.iter().filter(|(path, _)| !files.iter().any(|(other, _)| other == path));
    folder(&kept.chain(files).copied().collect::<Vec<_>>())
}

fn places(folder: &Folder) -> Vec<String> {
    let findings = check_folder(folder).findings.into_iter();
    findings.map(|it| format!("{} {}: {}", it.file, it.rule, it.message.english())).collect()
}

#[test]
fn a_document_with_a_syntax_error_is_told_once_and_missed_nowhere() {
    assert_eq!(places(&asking(&[])), Vec::<String>::new(), "the folder is sound");
    for file in [
        "forms/inquiry.json",
        "calendars/office.json",
        "sequences/welcome.json",
        "sequences/other.json",
        "settings.json",
    ] {
        let found = places(&asking(&[(file, "{ \"fields\": [ }")]));
        assert!(!found.is_empty(), "{file}");
        assert!(found.iter().all(|it| it.starts_with(&format!("{file} json-syntax"))), "{file}: {found:#?}");
    }
}

#[test]
fn a_missing_file_is_told_with_the_unread_ones_as_suggestions() {
    let misspelt = ASKING.replace("\"inquiry\"", "\"inquirey\"");
    let folder = asking(&[("forms/inquiry.json", "{"), ("sequences/welcome.json", &misspelt)]);
    let report = check_folder(&folder);
    let missing = report.findings.iter().find(|it| it.rule == "unknown-form").unwrap();
    let remedy = missing.remedy.english();
    assert!(remedy.contains("inquiry"), "{remedy}");
}

#[cfg(unix)]
#[test]
fn files_and_folders_that_the_disk_does_not_give_are_missed_nowhere() {
    let sjis: &[u8] = &[0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, b'\n'];
    let written = || {
        let directory = tempfile::tempdir().unwrap();
        for (path, text) in asking(&[]).files() {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        directory
    };
    for paths in [
        &["forms/inquiry.json"][..],
        &["calendars/office.json"],
        &["sequences/welcome.json"],
        &["settings.json"],
        &["emails/welcome/hello/subject.txt", "emails/welcome/hello/body.md"],
    ] {
        let directory = written();
        for path in paths {
            fs::write(directory.path().join(path), sjis).unwrap();
        }
        let found = check(directory.path()).findings;
        let told: Vec<_> = found.iter().map(|it| (it.file.as_str(), it.rule)).collect();
        assert!(told.iter().all(|it| it.1 == "wrong-encoding") && told.len() == paths.len(), "{told:?}");
    }
    for name in ["forms", "calendars", "sequences", "emails/welcome/hello"] {
        let (directory, outside) = (written(), tempfile::tempdir().unwrap());
        let place = directory.path().join(name);
        fs::rename(&place, outside.path().join("moved")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("moved"), &place).unwrap();
        let found = check(directory.path()).findings;
        let told: Vec<_> = found.iter().map(|it| (it.file.as_str(), it.rule)).collect();
        assert_eq!(told, [(name, "outside-folder")]);
    }
    let nowhere = written().path().join("templates");
    let found = check(&nowhere).findings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].message.english().contains("there is no folder")
            && found[0].remedy.english().contains("--templates DIR"),
        "{found:?}"
    );
}
