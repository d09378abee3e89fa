//! Topics of marketing, as the company's settings name them: a person may refuse one and keep the others.

use crate::ids::TopicId;
use crate::wording::Language;

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The name by which sequences and cards know it.
    pub id: TopicId,
    /// Its title for readers of Japanese.
    pub japanese: Option<String>,
    /// Its title for readers of English.
    pub english: Option<String>,
}

impl Topic {
    /// Its title in a language; in the other one where it has none.
    pub fn title(&self, language: Language) -> &str {
        let (own, other) = match language {
            Language::Japanese => (&self.japanese, &self.english),
            Language::English => (&self.english, &self.japanese),
        };
        own.as_deref().or(other.as_deref()).unwrap_or(self.id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_in_one_language_serves_readers_of_both() {
        let titled = |japanese: Option<&str>, english: Option<&str>| Topic {
            id: TopicId::parse("news").unwrap(),
            japanese: japanese.map(str::to_owned),
            english: english.map(str::to_owned),
        };
        let both = titled(Some("お知らせ"), Some("News"));
        assert_eq!((both.title(Language::Japanese), both.title(Language::English)), ("お知らせ", "News"));
        assert_eq!(titled(Some("お知らせ"), None).title(Language::English), "お知らせ");
        assert_eq!(titled(None, Some("News")).title(Language::Japanese), "News");
    }
}
