//! The kinds of characters that decide what a mark in a letter means.

/// Punctuation or a symbol, as `CommonMark` 0.31 means it, among the characters that stand beside such letters.
pub(super) fn is_punctuation(character: char) -> bool {
    !character.is_alphanumeric() && !character.is_whitespace() && !character.is_control()
}

/// Chinese, Japanese and Korean letters and punctuation (East Asian Width W, F or H but for emoji), and the signs that they share
/// with others, such as “ and ….
pub(super) fn is_cjk(character: char) -> bool {
    let is_shared = !character.is_ascii() && is_punctuation(character);
    is_shared
        || matches!(character,
        '\u{1100}'..='\u{11ff}' | '\u{20a9}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{4dbf}' | '\u{4e00}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{fe10}'..='\u{fe19}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ffee}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3fffd}')
}
