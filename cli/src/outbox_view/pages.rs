//! Pages from templates: words in two languages, the frame around each page, and what browsers may do with it.

use super::View;
use super::language::Visitor;
use anyhow::Context as _;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use cadence::sequence::Language;
use chrono_tz::Tz;
use document::CacheError;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use minijinja::value::{Serde, Value as Shown};
use minijinja::{Environment, context};
use serde_json::{Value, json};
use store::StoreError;
use web::language::code;

/// Scripts, styles and frames of this program only.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; \
     img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/// Page templates by their names.
const TEMPLATES: [(&str, &str); 7] = [
    ("frame.html", include_str!("frame.html")),
    ("outbox.html", include_str!("outbox.html")),
    ("mail.html", include_str!("mail.html")),
    ("forms.html", include_str!("forms.html")),
    ("leads.html", include_str!("leads.html")),
    ("message.html", include_str!("message.html")),
    ("locked.html", include_str!("locked.html")),
];

/// A JSON value as templates see it.
fn shown(value: &Value) -> Shown {
    Shown::from(Serde(value))
}

/// The templates, and their words in each language.
#[derive(Debug)]
pub(super) struct Pages {
    environment: Environment<'static>,
    japanese: Shown,
    english: Shown,
}

/// The reason why a page cannot be shown.
#[derive(Debug)]
pub(super) struct Failure(anyhow::Error);

impl Pages {
    pub(super) fn new() -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        for (name, source) in TEMPLATES {
            environment.add_template(name, source).with_context(|| format!("the page {name}"))?;
        }
        let words = |text| -> anyhow::Result<Shown> { Ok(shown(&serde_json::from_str(text)?)) };
        let japanese = words(include_str!("words.ja.json"))?;
        let english = words(include_str!("words.en.json"))?;
        Ok(Self { environment, japanese, english })
    }

    fn render(&self, name: &str, values: Shown) -> anyhow::Result<String> {
        let template = self.environment.get_template(name).context("a page is missing")?;
        template.render(values).with_context(|| format!("the page {name}"))
    }

    fn words(&self, language: Language) -> Shown {
        match language {
            Language::Japanese => self.japanese.clone(),
            Language::English => self.english.clone(),
        }
    }
}

impl View {
    /// A page in the frame.
    pub(super) async fn page(
        &self,
        name: &str,
        visitor: Visitor,
        values: Value,
    ) -> Result<Response, Failure> {
        let inner = &self.0;
        let report = inner.template_errors.mistakes();
        let mistakes = report.as_ref().map(|report| report.in_language(visitor.language).findings);
        let shared = context! {
            w => inner.pages.words(visitor.language),
            language => code(visitor.language),
            page => name,
            reaches_people => inner.standalone.reaches_people,
        };
        let inside = inner.pages.render(name, context! { ..shown(&values), ..shared.clone() })?;
        let frame = context! {
            inside => Shown::from_safe_string(inside),
            now => self.clock_text().await?,
            speed => inner.speed,
            mistakes => shown(&json!(mistakes)),
            bar => shown(&self.bar().await?),
        };
        let html = inner.pages.render("frame.html", context! { ..frame, ..shared })?;
        let mut headers = headers();
        if let Some(cookie) = visitor.cookie() {
            headers.insert(SET_COOKIE, HeaderValue::from_str(&cookie).context("a cookie")?);
        }
        Ok((headers, Html(html)).into_response())
    }
}

/// The headers that say what a browser may do with a page.
fn headers() -> HeaderMap {
    let fixed = |text| HeaderValue::from_static(text);
    HeaderMap::from_iter([
        (CONTENT_SECURITY_POLICY, fixed(POLICY)),
        // With `no-referrer` browsers would not say where a post comes from either, and the guard would refuse it.
        (REFERRER_POLICY, fixed("same-origin")),
        (X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (CACHE_CONTROL, fixed("no-store")),
    ])
}

impl View {
    /// The page of who comes without the key: it says where the link is. One who was led here from elsewhere may have the key
    /// all the same, and looks once more by himself.
    pub(super) fn locked(&self, visitor: Visitor, again: bool) -> Result<Response, Failure> {
        let values = context! {
            w => self.0.pages.words(visitor.language),
            language => code(visitor.language),
            again => again,
        };
        let html = self.0.pages.render("locked.html", values)?;
        Ok((StatusCode::FORBIDDEN, headers(), Html(html)).into_response())
    }

    /// The scenario's time in the company's zone.
    pub(super) async fn clock_text(&self) -> Result<String, Failure> {
        let zone = self.catalog().await?.map_or(Tz::UTC, |catalog| catalog.policy().zone);
        Ok(self.standalone().clock.now().with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string())
    }
}

/// A file of the pages.
pub(super) fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

/// There is no such page.
pub(super) async fn nothing_here(
    State(view): State<View>,
    visitor: Visitor,
    uri: Uri,
) -> Result<Response, Failure> {
    let page =
        view.page("message.html", visitor, json!({ "message": "not_found", "path": uri.path() })).await?;
    Ok((StatusCode::NOT_FOUND, page).into_response())
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!(error = format!("{:#}", self.0), "a page of the outbox could not be shown");
        let text = "this page could not be made; the terminal in which `hikyaku up` runs says why\n";
        (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}

impl From<CacheError<StoreError>> for Failure {
    fn from(error: CacheError<StoreError>) -> Self {
        Self(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_languages() {
        let keys = |text: &str| -> Vec<String> {
            let words: Value = serde_json::from_str(text).unwrap();
            words.as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(keys(include_str!("words.ja.json")), keys(include_str!("words.en.json")));
    }

    #[test]
    fn every_page_is_a_template() {
        Pages::new().unwrap();
    }
}
