//! The language in which the program speaks. It is chosen once, before a command runs:
//!
//! 1. `--lang ja` or `--lang en`;
//! 2. otherwise the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set: Japanese if it begins with `ja`, English if it names
//!    another language; `C` and `POSIX` name none;
//! 3. otherwise `language` in the `settings.json` of the templates;
//! 4. otherwise English.
//!
//! Logs are English. Where nobody chose, as in tests, so is everything.

use cadence::sequence::Language;
use cadence::wording::Text;
use runtime::environment;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::OnceLock;

/// Bytes of the settings that are looked at.
const SETTINGS_BYTES_MAX: u64 = 2 * 1024 * 1024;
/// The environment's words for languages, the strongest first (POSIX.1-2024, XBD 8.2).
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

static CHOSEN: OnceLock<Language> = OnceLock::new();

/// A language, as it is written behind `--lang`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LanguageWord {
    /// 日本語
    Ja,
    /// English
    En,
}

/// Chooses the language of the program; the first choice stays.
pub fn choose(said: Option<LanguageWord>, templates: &Path) {
    CHOSEN.get_or_init(|| of(said, environment::optional, || of_settings(templates)));
}

/// The language that was chosen; English before.
pub fn chosen() -> Language {
    CHOSEN.get().copied().unwrap_or(Language::English)
}

/// A text in the language that was chosen.
pub fn said(text: impl Into<Text>) -> String {
    text.into().in_language(chosen()).to_owned()
}

/// Makes a `String` in the language that was chosen, out of what [`cadence::text!`] takes.
#[macro_export]
macro_rules! say {
    ($($words:tt)+) => { $crate::language::said(::cadence::text!($($words)+)) };
}

fn of(
    said: Option<LanguageWord>,
    variable: impl Fn(&'static str) -> Option<String>,
    settings: impl FnOnce() -> Option<Language>,
) -> Language {
    let said = said.map(|word| match word {
        LanguageWord::Ja => Language::Japanese,
        LanguageWord::En => Language::English,
    });
    let around = || VARIABLES.into_iter().filter_map(variable).find(|it| !it.is_empty());
    said.or_else(|| of_locale(&around()?)).or_else(settings).unwrap_or(Language::English)
}

/// The language of a locale such as `ja_JP.UTF-8`; `None` if it names none.
fn of_locale(locale: &str) -> Option<Language> {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    match name.split(['_', '-']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "c" | "posix" => None,
        "ja" | "japanese" => Some(Language::Japanese),
        _ => Some(Language::English),
    }
}

/// The language of a company, also where its settings are broken elsewhere.
fn of_settings(templates: &Path) -> Option<Language> {
    let mut bytes = Vec::new();
    File::open(templates.join("settings.json"))
        .ok()?
        .take(SETTINGS_BYTES_MAX)
        .read_to_end(&mut bytes)
        .ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let (_, behind) = text.split_once("\"language\"")?;
    let word = behind.trim_start().strip_prefix(':')?.trim_start();
    match word.get(..4)? {
        "\"ja\"" => Some(Language::Japanese),
        "\"en\"" => Some(Language::English),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(said: Option<LanguageWord>, variables: &[(&str, &str)], settings: Option<Language>) -> Language {
        let variable = |name: &'static str| {
            variables.iter().find(|(of, _)| *of == name).map(|(_, value)| (*value).to_owned())
        };
        of(said, variable, || settings)
    }

    #[test]
    fn what_is_said_comes_before_the_environment_and_that_before_the_settings() {
        let (japanese, english) = (Some(Language::Japanese), Some(Language::English));
        let english_around = [("LANG", "en_US.UTF-8")];
        assert_eq!(with(Some(LanguageWord::Ja), &english_around, english), Language::Japanese);
        assert_eq!(with(Some(LanguageWord::En), &[("LANG", "ja_JP.UTF-8")], japanese), Language::English);
        assert_eq!(with(None, &english_around, japanese), Language::English);
        assert_eq!(with(None, &[], japanese), Language::Japanese);
        assert_eq!(with(None, &[], english), Language::English);
        assert_eq!(with(None, &[], None), Language::English);
    }

    #[test]
    fn the_strongest_variable_that_is_set_decides() {
        let both = [("LC_ALL", "ja_JP.UTF-8"), ("LANG", "en_US.UTF-8")];
        assert_eq!(with(None, &both, None), Language::Japanese);
        let empty = [("LC_ALL", ""), ("LC_MESSAGES", "ja_JP"), ("LANG", "de_DE")];
        assert_eq!(with(None, &empty, None), Language::Japanese);
        for locale in ["C", "C.UTF-8", "POSIX", ""] {
            assert_eq!(
                with(None, &[("LANG", locale)], Some(Language::Japanese)),
                Language::Japanese,
                "{locale}"
            );
        }
        for locale in ["de_DE.UTF-8", "en", "jam_JM"] {
            assert_eq!(
                with(None, &[("LANG", locale)], Some(Language::Japanese)),
                Language::English,
                "{locale}"
            );
        }
        for locale in ["ja", "ja_JP.eucJP", "JA-JP", "ja_JP@x", "Japanese_Japan.932"] {
            assert_eq!(with(None, &[("LANG", locale)], None), Language::Japanese, "{locale}");
        }
    }

    #[test]
    fn broken_settings_say_their_language_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        for (text, language) in [
            ("{ \"language\" :\n \"ja\" }", Some(Language::Japanese)),
            ("{ // x\n \"language\": \"en\",, ", Some(Language::English)),
            ("{ \"language\": \"fr\" }", None),
            ("{ \"language\": \"日", None),
            ("{}", None),
            ("", None),
        ] {
            std::fs::write(folder.path().join("settings.json"), text).unwrap();
            assert_eq!(of_settings(folder.path()), language, "{text}");
        }
        assert_eq!(of_settings(&folder.path().join("nowhere")), None);
    }
}
