//! Findings in Japanese: each says the same as in English, and no English sentence is left in it. The compiler refuses a text that
//! lacks a language (`cadence::wording`).

use super::{SEQUENCE, folder, mistakes};
use crate::{Report, check_folder};
use cadence::sequence::Language;
use std::collections::BTreeSet;

/// English words in a row from which they are a sentence.
const WORDS_MAX: usize = 3;

/// Panics where a finding of the report has no Japanese, an English sentence in it, or other words in backticks than in English.
pub(super) fn assert_natural(report: &Report) {
    for finding in &report.findings {
        for text in [&finding.message, &finding.remedy] {
            let (english, japanese) = (text.english(), text.in_language(Language::Japanese));
            assert!(japanese.chars().any(is_japanese), "{}: {japanese}", finding.rule);
            assert_eq!(backticked(english), backticked(japanese), "{}: {english} / {japanese}", finding.rule);
            let words = english_words_in_a_row(&without_code(japanese));
            assert!(words < WORDS_MAX, "{}: {japanese}", finding.rule);
        }
    }
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

fn backticked(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// A text without what is the same in every language: code in marks, names in quotation marks, and a library's words in brackets.
fn without_code(text: &str) -> String {
    let mut left = text.to_owned();
    for (open, close) in [('`', '`'), ('"', '"'), ('{', '}'), ('<', '>'), ('（', '）'), ('「', '」')] {
        let mut plain = String::new();
        let mut rest = left.as_str();
        while let Some((before, inside)) = rest.split_once(open) {
            plain.push_str(before);
            plain.push('。');
            rest = inside.split_once(close).map_or("", |(_, behind)| behind);
        }
        plain.push_str(rest);
        left = plain;
    }
    left
}

fn english_words_in_a_row(text: &str) -> usize {
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
    let runs = text.split(|c: char| !c.is_ascii_lowercase() && c != ' ');
    runs.map(|run| run.split(' ').filter(is_word).count()).max().unwrap_or(0)
}

#[test]
fn a_folder_full_of_mistakes_is_told_in_japanese_too() {
    let report = mistakes();
    assert_natural(&report);
    insta::assert_snapshot!(report.in_language(Language::Japanese));
}

#[test]
fn programs_read_one_language() {
    let misspelt = SEQUENCE.replace("hello\" }", "helo\" }");
    let report = check_folder(&folder(&[("sequences/welcome.json", &misspelt)]));
    let told = serde_json::to_value(report.in_language(Language::Japanese)).unwrap();
    assert_eq!(
        told["findings"][0]["message"],
        "メール \"helo\" がありません（探した場所：emails/welcome/helo/）。"
    );
    assert_eq!(told["findings"][0]["remedy"], "\"hello\" ではありませんか。");
}

#[test]
fn an_english_sentence_is_recognised() {
    assert_eq!(english_words_in_a_row(&without_code("これは `there is no` です")), 0);
    assert_eq!(english_words_in_a_row(&without_code("there is no step です")), 4);
}
