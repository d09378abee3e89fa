//! Words around a person's name, and the language of a mail beside that of its sequence.

use super::reading::{Reading, Sign, TAG};
use crate::finding::Finding;
use cadence::sequence::Language;
use cadence::wording::Words;
use cadence::{text, words};

/// Titles that follow a name in Japanese.
const HONORIFICS: [&str; 11] =
    ["様", "さま", "サマ", "さん", "殿", "御中", "先生", "くん", "ちゃん", "氏", "各位"];
const JAPANESE: Words = words!(en = "Japanese", ja = "日本語");
const ENGLISH: Words = words!(en = "English", ja = "英語");
/// Letters from which a body says in which language it is.
const LETTERS_MIN: usize = 40;

/// Honorifics by hand, and twice.
pub(crate) fn honorifics(reading: &Reading<'_>) -> Vec<Finding> {
    let signs = reading.seen_signs();
    let mut findings = Vec::new();
    for (index, (character, at)) in signs.iter().enumerate() {
        let Some(tag) = (*character == TAG)
            .then(|| reading.tag_at(*at))
            .flatten()
            .filter(crate::placeholders::Tag::is_value)
        else {
            continue;
        };
        let behind: String = signs[index + 1..].iter().map(|it| it.0).take(12).collect();
        let Some(word) = honorific(behind.trim_start_matches([' ', '\u{3000}', '\u{a0}'])) else { continue };
        let inside: String = tag.text.chars().filter(|c| !c.is_whitespace()).collect();
        if inside.contains("|sama") {
            let message = text!(
                en = "`sama` writes the honorific, and {word} behind it is a second one",
                ja = "`sama` が敬称を付けるので、後ろの {word} は二つめになります。"
            );
            findings.push(reading.finding(
                "honorific-twice",
                *at,
                message,
                text!(en = "remove {word}", ja = "{word} を取り除いてください。"),
            ));
        } else if inside.contains(".name") && !is_guarded(reading, &inside) {
            let message = text!(
                en = "without a name {word} stands alone, and a name that has an honorific gets a second one",
                ja = "名前がないと {word} だけが残り、敬称の付いた名前では二重になります。"
            );
            let remedy = text!(
                en = "write {{{{ lead.name | sama }}}} and remove {word}; without a name that is お客様",
                ja = "{{{{ lead.name | sama }}}} と書いて {word} を取り除いてください。名前がなけ\
                     れば「お客様」になります。"
            );
            findings.push(reading.finding("honorific-by-hand", *at, message, remedy));
        }
    }
    findings
}

fn honorific(behind: &str) -> Option<&'static str> {
    HONORIFICS.into_iter().find(|word| behind.starts_with(word))
}

/// Whether a condition asks for the name, and no fallback stands for it.
fn is_guarded(reading: &Reading<'_>, inside: &str) -> bool {
    let name: String =
        inside.chars().filter(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '|')).collect();
    let name = name.split('|').next().unwrap_or_default();
    let asked = reading.tags.iter().any(|tag| tag.text.starts_with("{%") && tag.text.contains(name));
    asked && !inside.contains("|default")
}

/// A body in another language than its sequence: footer, dates and honorifics would be in that one.
pub(crate) fn language(reading: &Reading<'_>, language: Language, sequence: &str) -> Option<Finding> {
    let signs = reading.seen_signs();
    let (japanese, latin) = letters(&signs);
    let first = signs.iter().find(|(character, _)| character.is_alphanumeric()).map_or(0, |it| it.1);
    let (is, says, write) = match language {
        Language::Japanese if latin >= LETTERS_MIN && japanese * 20 < latin => (ENGLISH, JAPANESE, "en"),
        Language::English if japanese >= LETTERS_MIN / 2 && japanese * 2 > latin => (JAPANESE, ENGLISH, "ja"),
        Language::Japanese | Language::English => return None,
    };
    let message = text!(
        en = "the mail is written in {is}, and its sequence is {says}: its footer, dates and \
             honorifics would be {says}",
        ja = "メールは{is}で書かれていますが、シナリオは{says}なので、フッター・日付・敬称が{says}\
             になります。",
        texts = [is, says]
    );
    let remedy = text!(
        en = "write \"language\": \"{write}\" in sequences/{sequence}.json",
        ja = "sequences/{sequence}.json に \"language\": \"{write}\" と書いてください。"
    );
    Some(reading.finding("language-mismatch", first, message, remedy))
}

/// The numbers of Japanese and of Latin letters; those in addresses do not count.
fn letters(signs: &[Sign]) -> (usize, usize) {
    let text: String = signs.iter().map(|it| it.0).collect();
    let words = text.split_whitespace().filter(|word| !word.contains("://") && !word.contains('@'));
    words.flat_map(str::chars).fold((0, 0), |(japanese, latin), c| match c {
        '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9f}' => (japanese + 1, latin),
        _ if c.is_alphabetic() => (japanese, latin + 1),
        _ => (japanese, latin),
    })
}
