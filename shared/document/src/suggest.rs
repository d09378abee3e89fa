//! "Did you mean …?": the known word that is nearest to an unknown one. Every room that meets an unknown name asks here.

use cadence::text;
use cadence::wording::Text;

/// Known words that a remedy lists at most.
const LISTED_MAX: usize = 20;
/// Characters of a word at most; longer ones are no slips of the finger.
const COMPARED_MAX: usize = 100;
/// Characters of a beginning that is taken for the whole word.
const BEGINNING_MIN: usize = 3;

/// The nearest of the known words, if it is near enough to be meant: a few letters changed, or the only one that begins so.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = plain(word);
    let length = plain.chars().count();
    if length == 0 || length > COMPARED_MAX {
        return None;
    }
    let limit = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    let (mut begun, mut beginnings) = (None, 0_usize);
    for candidate in known {
        let other = self::plain(candidate);
        if length >= BEGINNING_MIN && other.starts_with(&plain) {
            (begun, beginnings) = (Some(candidate), beginnings + 1);
        }
        // A name that differs more in length alone is not near, and need not be compared letter by letter.
        if other.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance = distance(&plain, &other);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, near)| near).or(begun.filter(|_| beginnings == 1))
}

/// A remedy: the nearest word, or those that are known, or what to do when there is none.
pub fn remedy(word: &str, known: &[&str], otherwise: impl Into<Text>) -> Text {
    match (nearest(word, known.iter().copied()), known) {
        (Some(near), _) => did_you_mean(near),
        (None, []) => otherwise.into(),
        (None, known) => with_list(otherwise, known),
    }
}

/// A remedy: the word that was probably meant.
pub fn did_you_mean(near: &str) -> Text {
    text!(en = "did you mean {near:?}?", ja = "{near:?} ではありませんか。")
}

/// A remedy with the words that there are behind it.
pub fn with_list(remedy: impl Into<Text>, known: &[&str]) -> Text {
    let (remedy, listed) = (remedy.into(), listed(known));
    text!(en = "{remedy}; there are: {listed}", ja = "{remedy}使えるもの：{listed}", texts = [remedy, listed])
}

/// Something that was named and is not there, with what was meant or what is.
pub fn missing<'a>(kind: impl Into<Text>, name: &str, there: impl Iterator<Item = &'a str>) -> Text {
    let (kind, there): (Text, Vec<&str>) = (kind.into(), there.collect());
    let there = match nearest(name, there.iter().copied()) {
        Some(near) => text!(en = "did you mean `{near}`?", ja = "`{near}` ではありませんか"),
        None if there.is_empty() => text!(en = "there is none", ja = "一つもありません"),
        None => {
            let listed = listed(&there);
            text!(en = "there are: {listed}", ja = "あるのは：{listed}", texts = [listed])
        }
    };
    text!(
        en = "there is no {kind} `{name}`; {there}",
        ja = "{kind} `{name}` がありません。{there}",
        texts = [kind, there]
    )
}

/// The words with commas, as many as one reads.
pub fn listed(words: &[&str]) -> Text {
    match words.len().checked_sub(LISTED_MAX) {
        None | Some(0) => Text::new(words.join(", "), words.join("、")),
        Some(more) => {
            let shown = words.get(..LISTED_MAX).unwrap_or(words);
            let shown = Text::new(shown.join(", "), shown.join("、"));
            text!(en = "{shown} and {more} more", ja = "{shown} ほか {more} 件", texts = [shown])
        }
    }
}

/// A word without what people do not look at: capitals, full-width letters, and which of `-`, `_`, `.` and space stands between.
fn plain(word: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    let joined = |c: char| if matches!(c, '_' | ' ' | '-') { '-' } else { c };
    word.trim().chars().map(narrow).map(joined).flat_map(char::to_lowercase).collect()
}

/// Letters to change, add, remove or swap with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let change = rows[i][j] + usize::from(left != right);
            let mut best = change.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *left == b[j - 1] && a[i - 1] == *right {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::sequence::Language;
    use cadence::words;

    #[test]
    fn a_slip_of_the_finger_is_understood_and_another_word_is_not() {
        let keys = ["send", "step", "steps", "after", "send_between"];
        assert_eq!(nearest("sned", keys), Some("send"));
        assert_eq!(nearest("stepps", keys), Some("steps"));
        assert_eq!(nearest("aftr", keys), Some("after"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("", keys), None);
        assert_eq!(nearest(&"x".repeat(2_000_000), keys), None);
    }

    #[test]
    fn width_case_and_the_sign_between_do_not_matter() {
        let keys = ["send_between", "welcome-material"];
        for word in ["SEND-BETWEEN", "ｓｅｎｄ＿ｂｅｔｗｅｅｎ", "send between", "send_beetwen"] {
            assert_eq!(nearest(word, keys), Some("send_between"), "{word}");
        }
        assert_eq!(nearest("welcom-material", keys), Some("welcome-material"));
    }

    #[test]
    fn a_beginning_means_the_only_word_that_begins_so() {
        let sequences = ["welcome-material", "win-back", "win-again", "after-inquiry"];
        assert_eq!(nearest("welcome", sequences), Some("welcome-material"));
        assert_eq!(nearest("win", sequences), None);
        assert_eq!(nearest("af", sequences), None);
    }

    #[test]
    fn a_remedy_lists_as_many_as_one_reads() {
        let names: Vec<String> = (0..25).map(|number| format!("name{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let write = words!(en = "write one", ja = "一つ書いてください。");
        let listed = remedy("zzz", &names, write);
        assert!(listed.english().ends_with("name19 and 5 more"));
        assert!(listed.in_language(Language::Japanese).ends_with("name19 ほか 5 件"));
        assert_eq!(remedy("zzz", &[], write), write.into());
    }
}
