//! The language of what the program says, as it is chosen around it.

use super::program::command;
use std::fs;
use std::path::Path;

const ENGLISH: &str = "there is no calendar \"moon\"";
const JAPANESE: &str = "カレンダー \"moon\" がありません。";

/// The output of `hikyaku check` on a folder with a mistake.
fn checked(templates: &Path, words: &[&str], environment: &[(&str, &str)]) -> String {
    let mut check = command(&["check", "--templates"]);
    check.arg(templates).args(words);
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        check.env_remove(variable);
    }
    let output = check.envs(environment.iter().copied()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stdout).unwrap()
}

/// A folder with a mistake in settings that name this language.
fn mistaken(language: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings = format!("{{ \"calendar\": \"moon\", \"language\": \"{language}\", }}");
    fs::write(folder.path().join("settings.json"), settings).unwrap();
    folder
}

#[test]
fn the_command_line_decides_then_the_environment_then_the_settings() {
    let (japanese, english) = (mistaken("ja"), mistaken("en"));
    for (folder, words, environment, expected) in [
        (&english, &["--lang", "ja"][..], &[("LANG", "en_US.UTF-8")][..], JAPANESE),
        (&japanese, &["--lang", "en"], &[("LC_ALL", "ja_JP.UTF-8")], ENGLISH),
        (&english, &[], &[("LANG", "ja_JP.UTF-8")], JAPANESE),
        (&japanese, &[], &[("LANG", "en_US.UTF-8")], ENGLISH),
        (&japanese, &[], &[("LANG", "C.UTF-8")], JAPANESE),
        (&japanese, &[], &[], JAPANESE),
        (&english, &[], &[], ENGLISH),
    ] {
        let said = checked(folder.path(), words, environment);
        assert!(said.contains(expected), "{words:?} {environment:?}\n{said}");
    }
}

#[test]
fn programs_are_told_the_same_findings_in_the_language_that_was_chosen() {
    let folder = mistaken("en");
    let told = |language: &str| {
        let said = checked(folder.path(), &["--format", "json", "--lang", language], &[]);
        serde_json::from_str::<serde_json::Value>(&said).unwrap()
    };
    let (english, japanese) = (told("en"), told("ja"));
    let of = |told: &serde_json::Value, key: &str| -> Vec<String> {
        let findings = told["findings"].as_array().unwrap().iter();
        findings.map(|finding| finding[key].as_str().unwrap_or_default().to_owned()).collect()
    };
    for key in ["rule", "file", "severity", "pointer"] {
        assert_eq!(of(&english, key), of(&japanese, key));
    }
    assert!(of(&english, "message").iter().any(|message| message == ENGLISH));
    assert!(of(&japanese, "message").iter().any(|message| message == JAPANESE));
    assert_eq!(english["errors"], japanese["errors"]);
}

#[test]
fn a_folder_that_is_not_there_is_told_in_the_language_that_was_chosen() {
    let output = command(&["check", "--templates", "nowhere", "--lang", "ja"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("エラー： フォルダー `nowhere` がありません"), "{said}");
}
