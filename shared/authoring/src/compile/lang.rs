//! A language as HTML names it.

use cadence::sequence::Language;

/// The language for a `lang` attribute.
pub(crate) fn code(language: Language) -> &'static str {
    match language {
        Language::Japanese => "ja",
        Language::English => "en",
    }
}
