//! When two spellings are one answer. Keyboards, fonts and code pages write the same sign in several ways, and nobody sees which.

use super::invisible::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// The text as it is compared: compatibility forms unfolded and composed (Unicode NFKC), lower case, twins of one sign made one,
/// spaces at the ends gone and those between words single. Never stored and never shown.
pub fn spelling(text: &str) -> String {
    let seen = |character: &char| !is_invisible(*character);
    let folded: String = text.chars().filter(seen).nfkc().flat_map(char::to_lowercase).map(twin).collect();
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ").nfkc().filter(seen).collect()
}

/// One sign for those that are the same to people. 〜 and ～, − and －, — and ―, ‖ and ∥ come from the two tables by which Windows
/// and others read `Shift_JIS` (JIS X 0208 and CP932), ¥ and \ from its one byte 5C.
fn twin(character: char) -> char {
    match character {
        '\u{301C}' | '\u{3030}' | '\u{223C}' => '~',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' => '-',
        '\u{2225}' => '\u{2016}',
        '\\' => '\u{A5}',
        '\u{2018}' | '\u{2019}' | '\u{2032}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{2033}' => '"',
        '\u{B7}' | '\u{2022}' | '\u{2027}' => '\u{30FB}',
        '\u{2044}' | '\u{2215}' => '/',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_see_as_the_same_is_the_same() {
        for (one, other) in [
            ("2〜5か所", "2～5か所"),
            ("2〜5か所", "２～５か所"),
            ("2〜5か所", "2~5か所"),
            ("2〜5か所", "2〜5か\u{200B}所\u{FEFF}"),
            ("2〜5か所", " 2〜5か所\u{3000}"),
            ("−10℃", "－10℃"),
            ("100−200", "100-200"),
            ("A—B", "A―B"),
            ("がぎぐげご", "か\u{3099}き\u{3099}く\u{3099}け\u{3099}こ\u{3099}"),
            ("パン", "ﾊﾟﾝ"),
            ("コーヒー", "ｺｰﾋｰ"),
            ("Café", "Cafe\u{301}"),
            ("YES", "ｙｅｓ"),
            ("¥1,000", "\\1,000"),
            ("¥1,000", "￥1,000"),
            ("A & B", "A ＆  B"),
            ("㈱みどり", "(株)みどり"),
            ("it's", "it’s"),
        ] {
            assert_eq!(spelling(one), spelling(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn what_people_see_as_different_stays_different() {
        for (one, other) in [
            ("コーヒー", "コ-ヒ-"),
            ("はい", "ばい"),
            ("か所", "ヵ所"),
            ("ハイ", "はい"),
            ("1か所", "10か所"),
            ("A B", "AB"),
            ("大", "太"),
        ] {
            assert_ne!(spelling(one), spelling(other), "{one:?} {other:?}");
        }
    }

    proptest! {
        #[test]
        fn a_spelling_is_its_own_spelling(text in any::<String>()) {
            let once = spelling(&text);
            prop_assert_eq!(spelling(&once), once);
        }
    }
}
