//! Changes to letters, as fingers make them.

use kit::chance::Chance;

/// A word with two neighbouring letters swapped that differ; `None` where there are none.
pub(super) fn swapped(word: &str, chance: &mut Chance) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let places: Vec<usize> = (1..letters.len())
        .filter(|at| letters[at - 1] != letters[*at] && letters[*at].is_alphabetic())
        .collect();
    let at = *places.get(chance.below(places.len()))?;
    let mut letters = letters;
    letters.swap(at - 1, at);
    Some(letters.into_iter().collect())
}

/// The text with another in place of the bytes of a range.
pub(super) fn replaced(text: &str, range: std::ops::Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &text[..range.start], &text[range.end..])
}

/// A place between two characters.
pub(super) fn place(text: &str, chance: &mut Chance) -> usize {
    let at = chance.below(text.len() + 1);
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A text in JSON: where it stands, without its quotes, and whether it is the name of a member.
#[derive(Debug, Clone)]
pub(super) struct Quoted {
    pub(super) start: usize,
    pub(super) text: String,
    pub(super) is_key: bool,
    /// The name of the member whose value it is, or is in the list of.
    pub(super) of: String,
}

/// All texts of a JSON document without escapes in them.
pub(super) fn quoted(json: &str) -> Vec<Quoted> {
    let mut found: Vec<Quoted> = Vec::new();
    let (mut from, mut last_key) = (0, String::new());
    while let Some(open) = json[from..].find('"').map(|at| from + at) {
        let mut end = open + 1;
        while let Some(character) = json[end..].chars().next() {
            if character == '"' {
                break;
            }
            end += character.len_utf8();
            if character == '\\' {
                end += json[end..].chars().next().map_or(0, char::len_utf8);
            }
        }
        let text = json[open + 1..end.min(json.len())].to_owned();
        from = (end + 1).min(json.len());
        let is_key = json[from..].trim_start().starts_with(':');
        if is_key {
            last_key.clone_from(&text);
        }
        if !text.contains('\\') {
            found.push(Quoted { start: open + 1, is_key, of: last_key.clone(), text });
        }
    }
    found
}
