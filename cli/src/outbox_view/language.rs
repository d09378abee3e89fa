//! The language of the pages: what the visitor chose, or what the browser asks for.

use axum::extract::FromRequestParts;
use axum::extract::Query;
use cadence::sequence::Language;
use http::HeaderMap;
use http::header::COOKIE;
use http::request::Parts;
use serde::Deserialize;
use std::convert::Infallible;
use web::language::of_visitor;

/// The name of the cookie, and of the part of the address that sets it.
const NAME: &str = "language";

/// The visitor who looks at a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visitor {
    /// The language to answer in.
    pub(super) language: Language,
    /// Whether the choice was made with this request, so that it is to be kept.
    pub(super) chosen: bool,
}

#[derive(Debug, Deserialize)]
struct Asked {
    language: Option<String>,
}

impl Visitor {
    fn of(asked: Option<&str>, headers: &HeaderMap) -> Self {
        if let Some(language) = asked.and_then(parse) {
            return Self { language, chosen: true };
        }
        let language = of_visitor(headers, kept(headers), None);
        Self { language, chosen: false }
    }

    /// The cookie that keeps the choice for a year.
    pub(super) fn cookie(self) -> Option<String> {
        let cookie =
            format!("{NAME}={}; Path=/; Max-Age=31536000; SameSite=Lax", web::language::code(self.language));
        self.chosen.then_some(cookie)
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let asked = Query::<Asked>::try_from_uri(&parts.uri).ok().and_then(|asked| asked.0.language);
        Ok(Self::of(asked.as_deref(), &parts.headers))
    }
}

fn parse(code: &str) -> Option<Language> {
    let languages = [Language::Japanese, Language::English];
    languages.into_iter().find(|language| web::language::code(*language) == code)
}

fn kept(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == NAME).and_then(|(_, value)| parse(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::ACCEPT_LANGUAGE;

    #[test]
    fn a_choice_beats_a_cookie_and_a_cookie_beats_the_browser() {
        let mut headers = HeaderMap::new();
        let language = |asked, headers: &HeaderMap| Visitor::of(asked, headers).language;
        assert_eq!(language(None, &headers), Language::Japanese);
        headers.insert(ACCEPT_LANGUAGE, "fr-FR,ja-JP;q=0.8,en;q=0.5".parse().unwrap());
        assert_eq!(language(None, &headers), Language::Japanese);
        headers.insert(COOKIE, "a=b; language=en".parse().unwrap());
        assert_eq!(language(None, &headers), Language::English);
        assert_eq!(language(Some("ja"), &headers), Language::Japanese);
        assert_eq!(language(Some("xx"), &headers), Language::English);
    }

    #[test]
    fn only_a_choice_sets_a_cookie() {
        let headers = HeaderMap::new();
        assert_eq!(Visitor::of(None, &headers).cookie(), None);
        assert!(Visitor::of(Some("ja"), &headers).cookie().unwrap().starts_with("language=ja;"));
    }
}
