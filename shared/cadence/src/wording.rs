//! Words for people, in both languages that the product speaks. The compiler refuses a text that lacks one of them.
//!
//! It knows nothing of where a language is chosen. Logs and what developers read stay English.

/// The language of a sequence's mails and of what the program adds to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// 日本語
    Japanese,
    /// English
    English,
}

/// A text in both languages, made by [`text!`](crate::text!). It has no `Display`: each place that shows it names a language.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    en: String,
    ja: String,
}

/// A text without values in both languages, made by [`words!`](crate::words!); a constant can hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    en: &'static str,
    ja: &'static str,
}

impl Text {
    /// Joins what is said in English and in Japanese, where the two need other values, such as an English plural.
    pub fn new(en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self { en: en.into(), ja: ja.into() }
    }

    /// A text that is the same in both languages, such as a file name.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { en: text.clone(), ja: text }
    }

    /// The text in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Japanese => &self.ja,
            Language::English => &self.en,
        }
    }

    /// The text in English, as logs and developers read it.
    pub fn english(&self) -> &str {
        &self.en
    }

    /// The text with another behind it.
    #[must_use]
    pub fn then(mut self, other: impl Into<Text>) -> Self {
        let other = other.into();
        self.en.push_str(&other.en);
        self.ja.push_str(&other.ja);
        self
    }
}

impl Words {
    /// Joins both languages; [`words!`](crate::words!) calls it after its checks.
    pub const fn new(en: &'static str, ja: &'static str) -> Self {
        Self { en, ja }
    }

    /// The words in English, as logs and developers read them.
    pub const fn english(self) -> &'static str {
        self.en
    }

    /// The words in one language.
    pub const fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::Japanese => self.ja,
            Language::English => self.en,
        }
    }
}

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        Self::new(words.en, words.ja)
    }
}

/// Makes a [`Text`] from two formats that take the same values: `text!(en = "no {name:?}", ja = "{name:?} がありません")`. A value that
/// differs by language is itself a text, and is named so: `text!(en = "{reason}", ja = "{reason}です", texts = [reason])`.
///
/// It does not compile if a language is missing, if one names a value or a word in backticks that the other does not, or if the
/// Japanese has no Japanese letter.
#[macro_export]
macro_rules! text {
    (en = $en:literal, ja = $ja:literal, texts = [$($text:ident),+] $(, $($argument:tt)*)?) => {{
        const _: () = $crate::wording::assert_alike($en, $ja);
        $crate::wording::Text::new(
            {
                $(let $text = $text.in_language($crate::wording::Language::English);)+
                ::std::format!($en $(, $($argument)*)?)
            },
            {
                $(let $text = $text.in_language($crate::wording::Language::Japanese);)+
                ::std::format!($ja $(, $($argument)*)?)
            },
        )
    }};
    (en = $en:literal, ja = $ja:literal $(, $($argument:tt)*)?) => {{
        const _: () = $crate::wording::assert_alike($en, $ja);
        $crate::wording::Text::new(
            ::std::format!($en $(, $($argument)*)?),
            ::std::format!($ja $(, $($argument)*)?),
        )
    }};
}

/// Makes [`Words`] from two texts without values; it checks them as [`text!`](crate::text!) does, and braces stand for themselves.
#[macro_export]
macro_rules! words {
    (en = $en:literal, ja = $ja:literal $(,)?) => {{
        const _: () = $crate::wording::assert_alike($en, $ja);
        $crate::wording::Words::new($en, $ja)
    }};
}

/// Compares the formats of a text; the macros call it while they are compiled.
///
/// # Panics
/// If the two do not name the same values and the same words in backticks, or if no Japanese is in the second.
pub const fn assert_alike(en: &str, ja: &str) {
    let (en, ja) = (en.as_bytes(), ja.as_bytes());
    assert!(has_japanese(ja), "the Japanese text has no Japanese letter");
    assert!(names_all(en, ja, b'{', b'}'), "the Japanese text lacks a value of the English one");
    assert!(names_all(ja, en, b'{', b'}'), "the English text lacks a value of the Japanese one");
    assert!(names_all(en, ja, b'`', b'`'), "the Japanese text lacks a word in backticks of the English one");
    assert!(names_all(ja, en, b'`', b'`'), "the English text lacks a word in backticks of the Japanese one");
}

/// Whether a text has hiragana, katakana, kanji or a sign of full width: their UTF-8 begins with E3 to E9, or with EF.
const fn has_japanese(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        if text[at] >= 0xe3 && text[at] <= 0xe9 || text[at] == 0xef {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether all that one text has between two marks stands between them in the other as well; a value counts without its format
/// (`{name:?}` is `{name}`).
const fn names_all(one: &[u8], other: &[u8], open: u8, close: u8) -> bool {
    let mut at = 0;
    while let Some((start, end)) = next(one, at, open, close) {
        if !names(other, one, (start, end), open, close) {
            return false;
        }
        at = end + 1;
    }
    true
}

/// Whether a text has a piece of another between two marks.
const fn names(text: &[u8], piece: &[u8], (from, to): (usize, usize), open: u8, close: u8) -> bool {
    let mut at = 0;
    while let Some((start, end)) = next(text, at, open, close) {
        let (mut here, mut there) = (start, from);
        while here < end && there < to && text[here] == piece[there] && text[here] != b':' {
            here += 1;
            there += 1;
        }
        let value = open == b'{';
        if (here == end || value && text[here] == b':') && (there == to || value && piece[there] == b':') {
            return true;
        }
        at = end + 1;
    }
    false
}

/// The next piece between two marks, from a place on; doubled braces are signs.
const fn next(text: &[u8], from: usize, open: u8, close: u8) -> Option<(usize, usize)> {
    let mut at = from;
    while at < text.len() {
        if text[at] == open {
            if open == b'{' && at + 1 < text.len() && text[at + 1] == b'{' {
                at += 2;
                continue;
            }
            // The fence of a block of code in Markdown.
            if open == b'`' && at + 2 < text.len() && text[at + 1] == b'`' && text[at + 2] == b'`' {
                at += 3;
                continue;
            }
            let mut end = at + 1;
            while end < text.len() && text[end] != close {
                end += 1;
            }
            return if end < text.len() { Some((at + 1, end)) } else { None };
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_the_same_values_in_both_languages() {
        let (name, count) = ("faq", 3);
        let text = text!(en = "{name:?} has {count}", ja = "{name:?} には {count} 件あります");
        assert_eq!(text.english(), "\"faq\" has 3");
        assert_eq!(text.in_language(Language::Japanese), "\"faq\" には 3 件あります");
        let text = text!(en = "{} of {total}", ja = "{total} 件のうち {}", count, total = 4);
        assert_eq!(text.in_language(Language::Japanese), "4 件のうち 3");
    }

    #[test]
    fn a_value_can_be_a_text_itself() {
        let (what, name) = (words!(en = "a device", ja = "デバイス"), "x");
        let text = text!(en = "{name} is {what}", ja = "{name} は{what}です", texts = [what]);
        assert_eq!(
            (text.english(), text.in_language(Language::Japanese)),
            ("x is a device", "x はデバイスです")
        );
    }

    #[test]
    fn words_hold_braces_as_they_are_and_join_texts() {
        const REMEDY: Words = words!(en = "write {{ lead.name }}", ja = "{{ lead.name }} と書いてください");
        let text = text!(en = "no {}; ", ja = "{} はありません。", "x").then(REMEDY);
        assert_eq!(text.english(), "no x; write {{ lead.name }}");
        assert_eq!(text.in_language(Language::Japanese), "x はありません。{{ lead.name }} と書いてください");
        assert_eq!(REMEDY.in_language(Language::English), "write {{ lead.name }}");
    }

    #[test]
    fn texts_that_are_not_alike_stop_the_compiler() {
        for (en, ja) in [
            ("a {x}", "値がありません"),
            ("a", "{x} です"),
            ("a `x`", "語がありません"),
            ("a", "`x` です"),
            ("a {xy}", "{x} です"),
            ("a `xy`", "`x` です"),
            ("a", "b"),
        ] {
            assert!(std::panic::catch_unwind(|| assert_alike(en, ja)).is_err(), "{en} {ja}");
        }
        for (en, ja) in [("{x:?} {y}", "{y} と {x}"), ("`a` {{ b }}", "{{ c }} と `a`"), ("a {}", "{} です")]
        {
            assert_alike(en, ja);
        }
    }
}
