//! `__重要です。__次に` is bold where its author writes Japanese: `CommonMark` wants a blank beside underscores, and there is none.

use super::characters::{is_cjk, is_punctuation};

/// The text with stars in place of underscores that mark words within Japanese; all places stay.
pub(super) fn as_stars(text: &str) -> String {
    if !text.contains('_') {
        return text.to_owned();
    }
    text.split_inclusive('\n').map(line).collect()
}

fn line(line: &str) -> String {
    let mut result = line.to_owned();
    let mut from = 0;
    while let Some(open) = next_run(&result, from) {
        let (start, length) = open;
        from = start + length;
        if !(1..=2).contains(&length) {
            continue;
        }
        let close = closing(&result, from, length);
        let Some(end) = close.filter(|end| is_marked(&result, start, *end, length)) else { continue };
        let marks = "*".repeat(length);
        result.replace_range(start..start + length, &marks);
        result.replace_range(end..end + length, &marks);
        from = end + length;
    }
    result
}

/// Finds where the next underscores begin, and how many there are.
fn next_run(text: &str, from: usize) -> Option<(usize, usize)> {
    let start = from + text[from..].find('_')?;
    let length = text[start..].len() - text[start..].trim_start_matches('_').len();
    Some((start, length))
}

/// Finds where as many underscores as opened stand again.
fn closing(text: &str, mut from: usize, length: usize) -> Option<usize> {
    while let Some((start, found)) = next_run(text, from) {
        if found == length {
            return Some(start);
        }
        from = start + found;
    }
    None
}

/// Whether the underscores mark what is between them: Japanese stands beside them, words stand in them, and no address.
fn is_marked(text: &str, start: usize, end: usize, length: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end + length..].chars().next();
    let inside = &text[start + length..end];
    let (first, last) = (inside.chars().next(), inside.chars().next_back());
    let words = |it: Option<char>| it.is_some_and(|c| c.is_alphanumeric() || is_cjk(c) && is_punctuation(c));
    let apart = |it: Option<char>| {
        it.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '\\' | '/' | '(' | ')' | '<' | '>'))
    };
    let japanese = [before, after].into_iter().flatten().any(is_cjk);
    let address = text[..start].rsplit(char::is_whitespace).next().is_some_and(|it| it.contains("://"));
    japanese
        && apart(before)
        && apart(after)
        && words(first)
        && words(last)
        && !address
        && !inside.contains("://")
        && !inside.contains('`')
}

#[cfg(test)]
mod tests {
    use super::as_stars;

    #[test]
    fn underscores_within_japanese_mark_and_others_stay() {
        for (written, meant) in [
            ("これは__重要です。__次に", "これは**重要です。**次に"),
            ("__語__です", "**語**です"),
            ("は_「語」_です foo_a_", "は*「語」*です foo_a_"),
            ("foo_bar_baz", "foo_bar_baz"),
            ("m(_ _)m と (>_<)", "m(_ _)m と (>_<)"),
            ("https://e.example/a_b_cを見る", "https://e.example/a_b_cを見る"),
            ("____様____", "____様____"),
            ("名_前", "名_前"),
            ("(^_^)と(^_^)", "(^_^)と(^_^)"),
        ] {
            assert_eq!(as_stars(written), meant);
        }
    }
}
