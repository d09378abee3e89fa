//! Signs that nobody sees. They hide a link from a filter, make two names of one, and fill in a field with nothing.
//!
//! Some of them have work to do: U+200D joins emoji, and with U+200C it shapes words in Arabic and Indic scripts; variation
//! selectors choose between pictures and between forms of one ideograph (葛󠄀). There they stay, everywhere else they go.

/// The flag that tag characters turn into the flag of a region (UTS #51 §2.3).
const BLACK_FLAG: char = '\u{1F3F4}';
/// The end of such a sequence.
const CANCEL_TAG: char = '\u{E007F}';
/// Tag characters between the two: a region such as `gbeng`.
const FLAG_TAGS: std::ops::RangeInclusive<usize> = 3..=6;

/// The text without signs that nobody sees, but for those that have work to do where they stand. Line and paragraph separators
/// become line feeds.
pub fn cleaned(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let (mut at, mut before) = (0, None);
    while let Some(&character) = all.get(at) {
        let flag = if character == BLACK_FLAG { flag_length(&all[at + 1..]) } else { 0 };
        if matches!(character, '\u{2028}' | '\u{2029}') {
            kept.push('\n');
            before = Some('\n');
        } else if !is_invisible(character) || has_work(before, character, &all[at + 1..]) {
            kept.extend(&all[at..=at + flag]);
            before = Some(character);
        }
        at += 1 + flag;
    }
    kept
}

/// Whether there is nothing to see in the text.
pub fn is_blank(text: &str) -> bool {
    // U+2800 is a braille cell without dots.
    text.chars()
        .all(|character| character.is_whitespace() || character == '\u{2800}' || is_invisible(character))
}

/// Characters that show nothing: those of the property `Default_Ignorable_Code_Point` (UAX #44), annotation marks, U+FFFC, and
/// noncharacters.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
    ) || u32::from(character) & 0xFFFE == 0xFFFE
}

/// Whether an invisible sign does something between the sign that was kept before it and what follows.
fn has_work(before: Option<char>, character: char, rest: &[char]) -> bool {
    let Some(before) = before else { return false };
    let after = rest.iter().copied().find(|next| !is_invisible(*next));
    match character {
        '\u{200C}' | '\u{200D}' if is_virama(before) => true,
        '\u{200C}' => is_shaped(before) && after.is_some_and(is_shaped),
        '\u{200D}' => {
            let shapes = is_shaped(before) && after.is_some_and(is_shaped);
            let emoji = is_emoji(before) || matches!(before, '\u{FE0E}' | '\u{FE0F}');
            shapes || (emoji && after.is_some_and(is_emoji))
        }
        '\u{180B}'..='\u{180D}' | '\u{180F}' => matches!(before, '\u{1800}'..='\u{18AF}'),
        '\u{FE0E}' | '\u{FE0F}' => {
            is_emoji(before) || (is_keycap(before) && rest.first() == Some(&'\u{20E3}'))
        }
        '\u{FE00}'..='\u{FE02}' | '\u{E0100}'..='\u{E01EF}' => is_ideograph(before),
        _ => false,
    }
}

/// The number of characters after a black flag that belong to it.
fn flag_length(rest: &[char]) -> usize {
    let tags = rest
        .iter()
        .take_while(|it| matches!(it, '\u{E0030}'..='\u{E0039}' | '\u{E0061}'..='\u{E007A}'))
        .count();
    if FLAG_TAGS.contains(&tags) && rest.get(tags) == Some(&CANCEL_TAG) { tags + 1 } else { 0 }
}

fn is_keycap(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '#' | '*')
}

/// Pictures, and the signs that a variation selector makes pictures of.
fn is_emoji(character: char) -> bool {
    matches!(
        character,
        '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}'
            | '\u{2460}'..='\u{24FF}' | '\u{25A0}'..='\u{27BF}' | '\u{2900}'..='\u{297F}' | '\u{2B00}'..='\u{2BFF}' | '\u{3030}'
            | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}'
    )
}

fn is_ideograph(character: char) -> bool {
    matches!(
        character,
        '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}'
    )
}

/// Letters and marks whose shape depends on their neighbours: Arabic and its kin, Indic scripts, Tibetan, Myanmar, Khmer,
/// Mongolian, Adlam.
fn is_shaped(character: char) -> bool {
    matches!(
        character,
        '\u{0620}'..='\u{0FFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{1900}'..='\u{1CFF}' | '\u{A840}'..='\u{A8FF}'
            | '\u{A980}'..='\u{AA7F}' | '\u{FB50}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
            | '\u{10A00}'..='\u{11FFF}' | '\u{1E900}'..='\u{1E95F}'
    )
}

/// Signs that take the vowel from a letter; a joiner behind them shapes the letter also at the end of a word.
fn is_virama(character: char) -> bool {
    matches!(
        character,
        '\u{094D}'
            | '\u{09CD}'
            | '\u{0A4D}'
            | '\u{0ACD}'
            | '\u{0B4D}'
            | '\u{0BCD}'
            | '\u{0C4D}'
            | '\u{0CCD}'
            | '\u{0D4D}'
            | '\u{0DCA}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each of these in the middle, at the ends and alone.
    const UNSEEN: [char; 26] = [
        '\u{AD}',
        '\u{34F}',
        '\u{61C}',
        '\u{115F}',
        '\u{1160}',
        '\u{17B4}',
        '\u{180E}',
        '\u{200B}',
        '\u{200C}',
        '\u{200D}',
        '\u{200E}',
        '\u{200F}',
        '\u{202E}',
        '\u{2060}',
        '\u{2063}',
        '\u{2066}',
        '\u{206A}',
        '\u{3164}',
        '\u{FE00}',
        '\u{FE0F}',
        '\u{FEFF}',
        '\u{FFA0}',
        '\u{FFFC}',
        '\u{E0001}',
        '\u{E0041}',
        '\u{E0100}',
    ];

    #[test]
    fn signs_that_nobody_sees_go_from_names_of_latin_letters_and_kana() {
        for name in ["Taro Yamada", "ヤマダ タロウ", "O'Neil", "みどり"] {
            for sign in UNSEEN {
                for at in name.char_indices().map(|(at, _)| at).chain([name.len()]) {
                    let hidden = format!("{}{sign}{}", &name[..at], &name[at..]);
                    assert_eq!(cleaned(&hidden), name, "{sign:?} at {at}");
                }
            }
        }
    }

    #[test]
    fn a_text_of_signs_that_nobody_sees_is_blank() {
        for sign in UNSEEN {
            for text in [
                sign.to_string(),
                format!(" {sign}\u{3000}"),
                sign.to_string().repeat(5),
                format!("{sign}\u{2800}"),
            ] {
                assert!(is_blank(&text), "{text:?}");
            }
        }
        for text in ["", " ", "\u{3000}", "\u{A0}", "\n"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["あ", "a\u{200B}", "👨\u{200D}👩", "-", "0"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn joiners_and_selectors_stay_where_they_have_work_to_do() {
        for text in [
            "👨\u{200D}👩\u{200D}👧",
            "👩🏽\u{200D}💻",
            "❤\u{FE0F}\u{200D}🔥",
            "🏳\u{FE0F}\u{200D}🌈",
            "☕\u{FE0F} さくら",
            "1\u{FE0F}\u{20E3}",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
            "می\u{200C}خواهم",
            "علی\u{200C}رضا",
            "क्\u{200D}ष",
            "श\u{94D}\u{200C}री",
            "ന\u{D4D}\u{200D}",
            "ශ\u{DCA}\u{200D}රී",
            "葛\u{E0100}城",
            "辻\u{E0101}",
            "神\u{FE00}",
        ] {
            assert_eq!(cleaned(text), text, "{text:?}");
        }
    }

    #[test]
    fn joiners_selectors_and_tags_go_where_they_have_none() {
        for (text, left) in [
            ("葛\u{E0100}\u{E0101}\u{E0102}", "葛\u{E0100}"),
            ("a\u{FE0F}b", "ab"),
            ("1\u{FE0F}2", "12"),
            ("👨\u{200D}\u{200D}👩", "👨\u{200D}👩"),
            ("👨\u{200D}", "👨"),
            ("علی\u{200C}", "علی"),
            ("\u{200C}علی", "علی"),
            ("🏴\u{E0067}\u{E0062}", "🏴"),
            ("🏴\u{E0073}\u{E0070}\u{E0061}\u{E006D}\u{E0073}\u{E0070}\u{E0061}\u{E007F}", "🏴"),
            ("spam\u{E0073}\u{E0070}\u{E0061}\u{E007F}", "spam"),
            ("一\u{2028}二\u{2029}三", "一\n二\n三"),
        ] {
            assert_eq!(cleaned(text), left, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once_and_takes_nothing_that_is_seen(
            text in proptest::collection::vec(prop_oneof![
                any::<char>(), proptest::sample::select(UNSEEN.to_vec()),
                proptest::sample::select("👨🏴❤葛aあल्\u{94D}علی1\u{20E3}\u{E0067}\u{E007F}".chars().collect::<Vec<_>>()),
            ], 0..12).prop_map(String::from_iter)
        ) {
            let once = cleaned(&text);
            prop_assert_eq!(&cleaned(&once), &once);
            let seen = |text: &str| text.chars().filter(|it| !is_invisible(*it)).map(|it| if matches!(it, '\u{2028}' | '\u{2029}') { '\n' } else { it }).collect::<String>();
            prop_assert_eq!(seen(&once), seen(&text));
            prop_assert_eq!(is_blank(&once), is_blank(&text));
        }
    }
}
