//! The client that sent a request: whose page a request comes from, in which form it reads an answer, and in which language.
//!
//! Browsers say the first two themselves in headers that no page can set: `Origin` and `Sec-Fetch-Mode` (Fetch Metadata Request
//! Headers, W3C). `Accept` and the content type stand in for headers that older browsers and programs leave out.

use cadence::origin::{PostedFrom, Said, Unlisted, WebOrigin, posted_from};
use cadence::sequence::Language;
use document::Form;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue};

/// In which form a client reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    /// A person, in a browser that shows what is answered: a page, or a redirect to one.
    Pages,
    /// A script or a program: JSON, never a redirect. A script of another site could not follow one.
    Json,
}

/// The client that sent a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    /// The form in which the answer is read.
    pub(crate) reads: Reads,
    /// The language of the answer (`web::language::of_visitor`).
    pub(crate) language: Language,
    /// The page it comes from.
    pub(crate) from: PostedFrom,
    /// Whether it is known which sites may post: the form was found.
    sites_are_known: bool,
}

impl Client {
    /// Looks at what a request says about itself. `company` is the company's language, `ours` is the origin of our own pages.
    pub(crate) fn of(
        headers: &HeaderMap,
        form: Option<&Form>,
        company: Option<Language>,
        ours: &[WebOrigin],
    ) -> Self {
        let of_form = form.and_then(|form| form.language);
        Self {
            reads: reads(headers),
            language: web::language::of_visitor(headers, of_form, company),
            from: posted_from(said(headers), ours, form.map_or(&[], |form| &form.allow_origins)),
            sites_are_known: form.is_some(),
        }
    }

    /// The origin whose scripts may read the answer; `None` if no browser asks for that, or the form does not list it. If no
    /// form was found, the answer holds nothing of anybody, and any site may read it.
    pub(crate) fn may_read(&self) -> Option<HeaderValue> {
        match &self.from {
            PostedFrom::Listed(origin) => Some(origin),
            PostedFrom::Unlisted(Unlisted::Site(origin)) if !self.sites_are_known => Some(origin),
            PostedFrom::Unsaid | PostedFrom::Ours | PostedFrom::Unlisted(_) => None,
        }
        .and_then(|origin| HeaderValue::from_str(origin.as_str()).ok())
    }
}

/// The text of a header; empty where it is missing or no text.
fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

fn said(headers: &HeaderMap) -> Said<'_> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    // Two of them, or bytes that are no text, come from no browser; nothing is let in by them.
    let origin = origins.next().map(|first| match origins.next() {
        None => first.to_str().unwrap_or(""),
        Some(_) => "",
    });
    let site = text(headers, HeaderName::from_static("sec-fetch-site"));
    Said {
        origin,
        referrer: headers.get(header::REFERER).and_then(|referrer| referrer.to_str().ok()),
        is_same_origin: site == "same-origin",
        is_cross_site: site == "cross-site",
        host: headers.get(header::HOST).and_then(|host| host.to_str().ok()),
    }
}

fn reads(headers: &HeaderMap) -> Reads {
    let accept = text(headers, header::ACCEPT);
    let accepts_pages = accept.contains("text/html");
    let content_type = text(headers, header::CONTENT_TYPE).trim_start().to_ascii_lowercase();
    // No form of a page posts JSON.
    if content_type.starts_with("application/json") {
        return Reads::Json;
    }
    match text(headers, HeaderName::from_static("sec-fetch-mode")) {
        "navigate" => Reads::Pages,
        "cors" | "no-cors" | "same-origin" => Reads::Json,
        // Browsers ask for pages by name when they leave one; scripts do not, and they alone send an origin without it.
        _ if accepts_pages => Reads::Pages,
        _ if accept.contains("application/json") || headers.contains_key(header::ORIGIN) => Reads::Json,
        _ => Reads::Pages,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(headers: &[(&'static str, &'static str)]) -> Reads {
        let pairs = headers.iter();
        let pairs =
            pairs.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        reads(&pairs.collect())
    }

    const URLENCODED: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    const ORIGIN: (&str, &str) = ("origin", "https://www.example.co.jp");
    const BROWSER: (&str, &str) =
        ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

    /// Headers as Chromium, Firefox and Safari send them, and as programs do.
    #[test]
    fn a_person_gets_a_page_and_a_script_gets_json() {
        let navigates = ("sec-fetch-mode", "navigate");
        let fetches = ("sec-fetch-mode", "cors");
        let any = ("accept", "*/*");
        for (what, headers, expected) in [
            ("a form in a browser", &[URLENCODED, ORIGIN, navigates, BROWSER][..], Reads::Pages),
            ("a form in Safari 15", &[URLENCODED, ORIGIN, BROWSER], Reads::Pages),
            ("a browser that says no origin", &[URLENCODED, BROWSER], Reads::Pages),
            ("fetch of another site", &[URLENCODED, ORIGIN, fetches, any], Reads::Json),
            (
                "fetch with FormData",
                &[("content-type", "multipart/form-data; boundary=x"), ORIGIN, fetches, any],
                Reads::Json,
            ),
            (
                "fetch of our own page",
                &[URLENCODED, ORIGIN, ("sec-fetch-mode", "same-origin"), any],
                Reads::Json,
            ),
            ("fetch without cors", &[URLENCODED, ORIGIN, ("sec-fetch-mode", "no-cors"), any], Reads::Json),
            ("fetch that takes pages too", &[URLENCODED, ORIGIN, fetches, BROWSER], Reads::Json),
            ("fetch in Safari 15", &[URLENCODED, ORIGIN, any], Reads::Json),
            ("fetch with JSON", &[("content-type", "Application/JSON"), ORIGIN, fetches, any], Reads::Json),
            ("curl", &[URLENCODED, any], Reads::Pages),
            ("a program that wants JSON", &[URLENCODED, ("accept", "application/json")], Reads::Json),
            ("a program that posts JSON", &[("content-type", "application/json")], Reads::Json),
            ("nothing said", &[], Reads::Pages),
        ] {
            assert_eq!(reading(headers), expected, "{what}");
        }
    }

    #[test]
    fn a_site_reads_the_answer_if_its_form_lists_it_or_no_form_was_found() {
        let text = r#"{ "fields": [{ "name": "email", "type": "email" }], "allow_origins": ["https://www.example.co.jp"] }"#;
        let form = Form::read(cadence::ids::FormId::parse("contact").unwrap(), text).unwrap();
        for (origin, form, expected) in [
            ("https://www.example.co.jp", Some(&form), true),
            ("https://evil.example", Some(&form), false),
            ("https://evil.example", None, true),
            ("null", None, false),
        ] {
            let headers = HeaderMap::from_iter([(header::ORIGIN, HeaderValue::from_static(origin))]);
            let read = Client::of(&headers, form, None, &[]).may_read();
            assert_eq!(
                read.as_ref().map(HeaderValue::as_bytes),
                expected.then_some(origin.as_bytes()),
                "{origin}"
            );
        }
    }

    #[test]
    fn two_origins_are_none_that_is_let_in() {
        let mut headers = HeaderMap::new();
        headers.append(header::ORIGIN, HeaderValue::from_static("https://mail.example.co.jp"));
        headers.append(header::ORIGIN, HeaderValue::from_static("https://evil.example"));
        let ours = [WebOrigin::parse("https://mail.example.co.jp").unwrap()];
        assert!(matches!(Client::of(&headers, None, None, &ours).from, PostedFrom::Unlisted(_)));
    }
}
