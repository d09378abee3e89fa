//! The meaning of a value posted for a box: ticked, not ticked, refused in words, or nobody can know. Only a yes is consent.

use crate::text::spelling;
use unicode_normalization::UnicodeNormalization;

/// The meaning of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tick {
    /// Clearly yes.
    Yes,
    /// Nothing at all: a box that is not ticked.
    Nothing,
    /// Clearly no.
    No,
    /// Neither: `undefined`, `2`, a sentence.
    Unclear,
}

/// Words that forms write for a box that is ticked, as they are compared (`text::spelling`).
const YES: [&str; 58] = [
    "1",
    "on",
    "true",
    "yes",
    "y",
    "ok",
    "checked",
    "agree",
    "agreed",
    "i agree",
    "accept",
    "accepted",
    "i accept",
    "consent",
    "i consent",
    "opt in",
    "opt-in",
    "subscribe",
    "はい",
    "ハイ",
    "同意",
    "同意する",
    "同意します",
    "同意した",
    "同意しました",
    "同意いたします",
    "同意済",
    "同意済み",
    "希望",
    "希望する",
    "希望します",
    "希望いたします",
    "受け取る",
    "受け取ります",
    "受取る",
    "受取ります",
    "受信する",
    "受信します",
    "承諾",
    "承諾する",
    "承諾します",
    "承諾しました",
    "了承",
    "了承する",
    "了承します",
    "了承しました",
    "許可する",
    "許可します",
    "購読する",
    "購読します",
    "配信を希望する",
    "配信を希望します",
    "はい、同意します",
    "はい、希望します",
    "はい、受け取ります",
    "メールを受け取る",
    "メールを受け取ります",
    "yes, please",
];
/// Words that scripts and frameworks write for a box that is not ticked, and answers of people who do not want it.
const NO: [&str; 37] = [
    "0",
    "off",
    "false",
    "no",
    "n",
    "f",
    "null",
    "nil",
    "none",
    "unchecked",
    "disagree",
    "decline",
    "declined",
    "reject",
    "opt out",
    "opt-out",
    "unsubscribe",
    "いいえ",
    "イイエ",
    "同意しない",
    "同意しません",
    "希望しない",
    "希望しません",
    "受け取らない",
    "受け取りません",
    "受信しない",
    "受信しません",
    "承諾しない",
    "承諾しません",
    "配信を希望しない",
    "配信を希望しません",
    "購読しない",
    "拒否",
    "拒否する",
    "不要",
    "不同意",
    "不要です",
];
/// Signs at the end of an answer that say nothing.
const ENDINGS: [char; 5] = ['。', '.', '!', '、', ','];

/// The meaning of one value. `own` are the words that the form itself writes beside the box: a page may post them as its value.
pub fn tick<'a>(value: &str, own: impl IntoIterator<Item = &'a str>) -> Tick {
    let spelt = spelling(value);
    let answer = spelt.trim_end_matches(ENDINGS).trim_end();
    if answer.is_empty() {
        return Tick::Nothing;
    }
    if NO.contains(&answer) {
        return Tick::No;
    }
    let is_own = || own.into_iter().any(|words| spelling(words) == spelt);
    let is_yes = || YES.contains(&answer) && !is_decorated(value);
    if is_yes() || is_own() { Tick::Yes } else { Tick::Unclear }
}

/// Whether a value has signs that are more than letters and digits in another width: `①` may number an answer, and `¹` a note.
fn is_decorated(value: &str) -> bool {
    let only_wide = |it: char| matches!(it, '\u{FF01}'..='\u{FFEE}') || it.is_whitespace();
    let stands_for_another = |it: char| std::iter::once(it).nfkd().ne(std::iter::once(it).nfd());
    value.chars().any(|it| !only_wide(it) && stands_for_another(it))
}

/// The meaning of several values of one name: a hidden `0` before a box is how web frameworks post a box that may be ticked, so
/// a yes among them wins, and an unclear value is not lost behind a no.
pub fn tick_of_all<'a>(values: impl IntoIterator<Item = &'a str>, own: &[&str]) -> Tick {
    let said: Vec<Tick> = values.into_iter().map(|value| tick(value, own.iter().copied())).collect();
    [Tick::Yes, Tick::Unclear, Tick::No].into_iter().find(|tick| said.contains(tick)).unwrap_or(Tick::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LABEL: &str = "在庫管理に役立つ情報をメールで受け取ります（任意）";

    /// The value as other keyboards and programs write it.
    fn siblings(value: &str) -> Vec<String> {
        let wide = |c: char| {
            if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c }
        };
        let capital: String =
            value.chars().take(1).flat_map(char::to_uppercase).chain(value.chars().skip(1)).collect();
        vec![
            value.to_owned(),
            value.to_uppercase(),
            capital,
            value.chars().map(wide).collect(),
            format!(" {value} "),
            format!("\u{3000}{value}\u{3000}"),
            format!("{value}\r\n"),
            format!("\u{FEFF}{value}\u{200B}"),
            unicode_normalization::UnicodeNormalization::nfd(value).collect(),
            format!("{value}。"),
        ]
    }

    #[test]
    fn every_spelling_of_a_yes_is_a_yes() {
        for value in YES.iter().copied().chain([LABEL]) {
            for spelling in siblings(value) {
                let own = spelling.ends_with('。') && value == LABEL;
                assert_eq!(
                    tick(&spelling, [LABEL]),
                    if own { Tick::Unclear } else { Tick::Yes },
                    "{spelling:?}"
                );
            }
        }
    }

    #[test]
    fn every_spelling_of_a_no_is_a_no() {
        for value in NO {
            for spelling in siblings(value) {
                assert_eq!(tick(&spelling, [LABEL]), Tick::No, "{spelling:?}");
            }
        }
    }

    #[test]
    fn what_says_nothing_is_a_box_that_is_not_ticked() {
        for value in ["", " ", "\u{3000}", "\u{200B}", "\r\n", "。", "\u{FEFF}\t"] {
            assert_eq!(tick(value, [LABEL]), Tick::Nothing, "{value:?}");
        }
    }

    #[test]
    fn what_is_neither_is_unclear_and_never_a_yes() {
        for value in [
            "undefined",
            "NaN",
            "0.0",
            "1.0",
            "2",
            "-1",
            "maybe",
            "たぶん",
            "検討中",
            "どちらでもない",
            "わからない",
            "はいいいえ",
            "いいえ、結構です",
            "同意しないこともない",
            "not yes",
            "yes/no",
            "yes or no",
            "no thanks",
            "[object Object]",
            "[]",
            "{}",
            "${agree}",
            "{{agree}}",
            "agree=yes",
            "on off",
            "false true",
            "nein",
            "希望しないです",
            "受け取りたくない",
            "同意できない",
            "同意致しかねます",
            "?",
            "✗",
            "×",
            "-",
            "<on>",
            "on;off",
            "true'--",
            "yes no",
            "はい？",
            "①",
            "¹",
            "₁",
            "⒈",
            "Ⓨes",
            "🅈",
            "🆗",
            "𝐲𝐞𝐬",
            "ⓞⓝ",
            "ʸᵉˢ",
            "㋩イ",
        ] {
            for spelling in siblings(value) {
                assert_eq!(tick(&spelling, [LABEL]), Tick::Unclear, "{spelling:?}");
            }
        }
    }

    #[test]
    fn a_yes_wins_over_a_hidden_no_in_any_order() {
        for yes in ["1", "on", "はい", LABEL] {
            for no in ["0", "", "false", "off", "いいえ", "undefined"] {
                assert_eq!(tick_of_all([no, yes], &[LABEL]), Tick::Yes, "{no} {yes}");
                assert_eq!(tick_of_all([yes, no], &[LABEL]), Tick::Yes, "{yes} {no}");
                assert_eq!(tick_of_all([no, no], &[LABEL]), tick(no, []), "{no}");
            }
        }
        assert_eq!(tick_of_all(["0", "undefined"], &[]), Tick::Unclear);
        assert_eq!(tick_of_all([], &[]), Tick::Nothing);
        assert_eq!(tick_of_all(["", "いいえ"], &[]), Tick::No);
    }

    proptest! {
        #[test]
        fn only_a_listed_yes_is_one(value in any::<String>()) {
            let spelt = spelling(&value);
            let listed = YES.contains(&spelt.trim_end_matches(ENDINGS).trim_end());
            prop_assert_eq!(tick(&value, []) == Tick::Yes, listed && !is_decorated(&value));
        }
    }
}
