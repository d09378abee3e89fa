//! Templates folders in, findings and publications out.

mod bulk;
mod each_rule;
mod found_in_mails;
mod in_japanese;
mod left_overs;
mod mutated;
mod publishing;
#[cfg(unix)]
mod reading;
mod unread;
mod ways;

use crate::{Folder, Report, check, check_folder};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const SETTINGS: &str = r#"{
  "company": { "legal_name": "株式会社ひきゃく商店", "postal_address": "東京都千代田区1-1", "contact": { "phone": "03-0000-0000" } },
  "sender": { "name": "ひきゃく商店", "address": "hello@example.co.jp" }, "tracking": "always" }"#;
const FORM: &str = r#"{ "fields": [ { "name": "email", "type": "email", "required": true }, { "name": "name", "type": "text" } ],
  "consent": { "text": "案内を受け取ります" }, "tags": [ "x" ] }"#;
const SEQUENCE: &str = r#"{
  "start": { "form": "inquiry" },
  "steps": [
    { "step": "hello", "send": "hello" }
  ]
}
"#;

/// A folder in which nothing is wrong, with some files put over it; an empty text takes a file away.
fn folder(files: &[(&str, &str)]) -> Folder {
    let sound = [
        ("settings.json", SETTINGS),
        ("forms/inquiry.json", FORM),
        ("sequences/welcome.json", SEQUENCE),
        ("emails/welcome/hello/subject.txt", "ようこそ\n"),
        (
            "emails/welcome/hello/body.md",
            "{{ lead.name | sama }}、ようこそ。\n\n[見る](https://www.example.co.jp/)\n",
        ),
    ];
    let replaced: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let kept = sound.iter().filter(|(path, _)| !replaced.contains(path));
    Folder::of(kept.chain(files).copied().filter(|(_, text)| !text.is_empty()))
}

/// Returns the findings of the folder, one line each.
fn found(files: &[(&str, &str)]) -> String {
    let report = check_folder(&folder(files));
    in_japanese::assert_natural(&report);
    let lines = report.findings.iter().map(|it| {
        let place = format!("{}:{}:{} {} {}", it.file, it.line, it.column, it.rule, it.pointer);
        format!("{}\n  {} → {}", place.trim_end(), it.message.english(), it.remedy.english())
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn mistakes() -> Report {
    check(&fixture())
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/mistakes")
}

#[test]
fn the_smallest_sequence_has_six_lines_and_nothing_wrong() {
    assert_eq!(SEQUENCE.lines().count(), 6);
    assert_eq!(found(&[]), "");
}

#[test]
fn a_folder_full_of_mistakes_is_told_all_of_them_at_once() {
    let report = mistakes();
    insta::assert_snapshot!(report.english());
    let rules: BTreeSet<&str> = report.findings.iter().map(|it| it.rule).collect();
    assert!(rules.len() >= 50, "{}", rules.len());
}

#[test]
fn every_finding_says_where_it_is_and_what_to_do() {
    for finding in mistakes().findings {
        assert!(finding.line >= 1 && finding.column >= 1, "{finding:?}");
        assert!(finding.remedy.english().len() > 5 && finding.message.english().len() > 5, "{finding:?}");
        let rule = crate::rules::ALL.iter().find(|rule| rule.id == finding.rule);
        assert_eq!(rule.map(|rule| rule.severity), Some(finding.severity), "{finding:?}");
    }
}

#[test]
fn findings_are_in_the_order_of_files_and_lines() {
    let places: Vec<_> = mistakes().findings.into_iter().map(|it| (it.file, it.line, it.column)).collect();
    assert!(places.is_sorted());
}

#[test]
fn findings_are_told_to_programs_as_json() {
    let report =
        check_folder(&folder(&[("sequences/welcome.json", &SEQUENCE.replace("hello\" }", "helo\" }"))]));
    insta::assert_snapshot!(serde_json::to_string_pretty(&report.english()).unwrap(), @r#"
    {
      "findings": [
        {
          "severity": "error",
          "rule": "unknown-mail",
          "file": "sequences/welcome.json",
          "pointer": "/steps/0/send",
          "line": 4,
          "column": 24,
          "message": "there is no mail \"helo\" (looked in emails/welcome/helo/)",
          "remedy": "did you mean \"hello\"?"
        }
      ]
    }
    "#);
}

#[test]
fn a_file_cut_off_anywhere_is_told_or_sound_and_nothing_breaks() {
    let whole = crate::Folder::read(&fixture());
    for (path, text) in whole.files() {
        // Cut within the first sound folder, so that one check stays quick.
        let path = if path.starts_with("emails/") {
            format!("emails/welcome/hello/{}", path.rsplit('/').next().unwrap())
        } else {
            path.to_owned()
        };
        for (at, _) in text.char_indices().step_by(9) {
            let report = check_folder(&folder(&[(&path, &text[..at])]));
            assert!(report.findings.iter().all(|it| it.line <= text.lines().count().max(2)), "{path} {at}");
        }
    }
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let report = check(Path::new("/nowhere/at/all"));
    assert!(report.has_errors());
    assert!(report.findings.iter().any(|it| it.rule == "unreadable"));
}

/// Rule ids stand in the sources as the first text of `Finding::new(`, `finding(`, `add(`; each has to be in the table.
#[test]
fn every_rule_is_in_the_table_once_and_every_one_in_the_table_is_used() {
    let sources = sources();
    let mut ids = BTreeSet::new();
    for rule in crate::rules::ALL {
        assert!(ids.insert(rule.id), "{} is there twice", rule.id);
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
        assert!(sources.contains(&format!("\"{}\"", rule.id)), "{} is never used", rule.id);
    }
    let calls = ["Finding::new(", ".finding(", "notes.add(", ".add(", "add(", "Some((", "self.add("];
    for call in calls {
        for (at, _) in sources.match_indices(call) {
            let rest = &sources[at + call.len()..];
            let inside = rest.split(';').next().unwrap_or_default();
            let texts = inside.split('"').skip(1).step_by(2).take(1);
            for text in texts
                .filter(|text| text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
            {
                assert!(ids.contains(text), "{text} is not in the table");
            }
        }
    }
}

/// The sources of both crates, without tests and without the table.
fn sources() -> String {
    fn add(directory: &Path, text: &mut String) {
        let mut entries: Vec<_> =
            std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "tests" && name != "table" {
                add(&path, text);
            } else if path.extension().is_some_and(|it| it == "rs")
                && name != "tests.rs"
                && name != "table.rs"
            {
                text.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut text = String::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for directory in [here.join("src"), here.join("../document/src")] {
        add(&directory, &mut text);
    }
    text
}
