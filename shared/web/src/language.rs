//! The language of a visitor, and words in two languages.

use cadence::sequence::Language;
use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// The code of a language, as in `lang` of HTML.
pub fn code(language: Language) -> &'static str {
    say(language, "ja", "en")
}

/// Chooses between the two languages.
pub fn say<'a>(language: Language, japanese: &'a str, english: &'a str) -> &'a str {
    match language {
        Language::Japanese => japanese,
        Language::English => english,
    }
}

/// The language in which a visitor is answered: that of the form or the one that was chosen, otherwise the one that the browser
/// likes best, otherwise that of the company, otherwise Japanese.
pub fn of_visitor(headers: &HeaderMap, own: Option<Language>, company: Option<Language>) -> Language {
    own.or_else(|| preferred(headers)).or(company).unwrap_or(Language::Japanese)
}

/// The language that the browser likes best of those spoken here (RFC 9110 §12.5.4); `None` if it names neither.
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best: Option<(u16, Language)> = None;
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
        let language = match tag.split('-').next() {
            Some("ja") => Language::Japanese,
            Some("en") => Language::English,
            Some(_) | None => continue,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, thousandths);
        if weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// A weight such as `0.8`, at most three decimals (RFC 9110 §12.4.2). A text that is no weight is taken for the least.
fn thousandths(weight: &str) -> u16 {
    let (whole, decimals) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let decimals = format!("{decimals:0<3}");
    let parsed = |text: &str| text.parse::<u16>().ok();
    match (parsed(whole), decimals.get(..3).and_then(parsed)) {
        (Some(0), Some(thousandths)) => thousandths,
        (Some(1), Some(_)) => 1000,
        (Some(_) | None, Some(_) | None) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_comes_before_the_browser_and_the_browser_before_the_company() {
        let (japanese, english) = (Some(Language::Japanese), Some(Language::English));
        let silent = HeaderMap::new();
        let browser = HeaderMap::from_iter([(ACCEPT_LANGUAGE, "en".parse().unwrap())]);
        assert_eq!(of_visitor(&browser, japanese, japanese), Language::Japanese);
        assert_eq!(of_visitor(&browser, None, japanese), Language::English);
        assert_eq!(of_visitor(&silent, None, english), Language::English);
        assert_eq!(of_visitor(&silent, None, None), Language::Japanese);
    }

    #[test]
    fn the_language_is_the_one_the_browser_likes_best_of_the_two() {
        for (header, expected) in [
            ("ja,en;q=0.5", Some(Language::Japanese)),
            ("en-US,en;q=0.9", Some(Language::English)),
            ("fr-FR,en;q=0.7,ja;q=0.8", Some(Language::Japanese)),
            ("en;q=0.3, JA-jp;q=0.31", Some(Language::Japanese)),
            ("en;q=0, ja;q=0.1", Some(Language::Japanese)),
            ("en;q=0", None),
            ("fr, de", None),
            ("*", None),
            ("", None),
            ("english", None),
            ("ja;q=x, en;q=0.5", Some(Language::English)),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, header.parse().unwrap())]);
            assert_eq!(preferred(&headers), expected, "{header}");
        }
    }
}
