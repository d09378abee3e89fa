//! The right to ask: browsers of this machine that were opened with the link which the start prints, and this program's own pages.
//!
//! A page anywhere can make a browser send requests to this machine. A foreign name that resolves to 127.0.0.1 (DNS
//! rebinding) is told apart by `Host`, a foreign page that posts by `Origin` and `Sec-Fetch-Site`. Another user of this machine,
//! or a program of theirs, does not know the key: it stands in a link that the terminal shows, and in a cookie afterwards.

use super::View;
use super::language::Visitor;
use super::pages::Failure;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, COOKIE, HOST, LOCATION, ORIGIN, REFERRER_POLICY, SET_COOKIE,
};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};

/// Names of this machine.
const HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// Paths of posts that other sites' pages may send: forms stand on them, and mail programs unsubscribe.
const OPEN_PATHS: [&str; 3] = ["/f/", "/u/", "/c/"];
/// Paths that show nothing of anybody, or have a key of their own.
const KEYLESS_PATHS: [&str; 7] = [
    ingest_lead::EVENTS_PATH,
    ingest_lead::LEADS_PATH,
    EVENTS,
    "/healthz",
    "/style.css",
    "/script.js",
    "/favicon.ico",
];
/// The path of events about real mails.
const EVENTS: &str = "/events";
/// The part of the link that holds the key.
const TOKEN: &str = "token";
/// The time a browser keeps the key: a year, in seconds.
const KEPT_SECONDS: u32 = 31_536_000;

/// Lets requests through that are meant for this machine, changes that one of its own pages asks for, and to pages only who
/// has the key.
pub(super) async fn this_machine_only(
    State(view): State<View>,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if !is_meant_for_this_machine(request.headers()) {
        let reason = "this is only for browsers on this machine; open http://localhost with the same port\n";
        return Ok((StatusCode::FORBIDDEN, reason).into_response());
    }
    let path = request.uri().path();
    if OPEN_PATHS.iter().any(|open| path.starts_with(open)) {
        return Ok(next.run(request).await);
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !is_from_here(request.headers()) {
        return Ok((StatusCode::FORBIDDEN, "another site's page may not do this\n").into_response());
    }
    if KEYLESS_PATHS.contains(&path) || view.knows(request.headers()) {
        return Ok(next.run(request).await);
    }
    if let Some(let_in) = view.let_in(request.uri()) {
        return Ok(let_in);
    }
    view.locked(visitor, comes_from_elsewhere(request.headers()))
}

/// Lets in who tells of mails with the key of other systems: in the header, or in the address where a topic can set no header.
pub(super) async fn with_the_api_key(State(view): State<View>, request: Request, next: Next) -> Response {
    let bearer = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let in_address = parameter(request.uri(), "key").map(|key| format!("Bearer {key}"));
    if !view.standalone().opens_api(bearer) && !view.standalone().opens_api(in_address.as_deref()) {
        let text = "events are taken with the key of `hikyaku links`, as Authorization: Bearer or in the address as ?key=\n";
        return (StatusCode::UNAUTHORIZED, text).into_response();
    }
    next.run(request).await
}

impl View {
    /// Whether a request bears the key in its cookie.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let name = self.standalone().pages_cookie();
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(known, value)| known == name && self.standalone().opens_pages(value))
    }

    /// Answers the link that the start prints: the key goes into a cookie, and out of the address.
    fn let_in(&self, uri: &Uri) -> Option<Response> {
        let token = parameter(uri, TOKEN).filter(|token| self.standalone().opens_pages(token))?;
        let name = self.standalone().pages_cookie();
        let cookie = format!("{name}={token}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly; SameSite=Strict");
        let headers = [
            (SET_COOKIE, HeaderValue::from_str(&cookie).ok()?),
            (LOCATION, HeaderValue::from_str(&without_token(uri)).ok()?),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        ];
        Some((StatusCode::SEE_OTHER, headers).into_response())
    }
}

fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query().unwrap_or_default().as_bytes();
    form_urlencoded::parse(query).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The same address without the key. Its path begins with one slash: with two it would name another machine.
fn without_token(uri: &Uri) -> String {
    let rest =
        form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).filter(|(key, _)| key != TOKEN);
    let rest = form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish();
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    if rest.is_empty() { path } else { format!("{path}?{rest}") }
}

/// Browsers keep a strict cookie back when something else than one of our pages, such as a terminal in a browser, leads here.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site")
}

/// Whether a request names this machine.
pub(crate) fn is_meant_for_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.and_then(|host| host.parse::<Authority>().ok());
    host.is_some_and(|host| HOSTS.iter().any(|name| host.host().eq_ignore_ascii_case(name)))
}

/// Browsers say where a post comes from; programs such as curl do not, and they can do what they like anyway.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value: &http::HeaderValue| value.to_str().unwrap_or_default());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let host = text(HOST.as_str()).unwrap_or_default();
    text(ORIGIN.as_str()).is_none_or(|origin| origin.strip_prefix("http://") == Some(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_foreign_name_for_this_machine_is_turned_away() {
        for host in ["localhost:8025", "127.0.0.1:8025", "LOCALHOST", "[::1]:8025"] {
            assert!(is_meant_for_this_machine(&headers(&[("host", host)])), "{host}");
        }
        for host in ["evil.example:8025", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2", ""]
        {
            assert!(!is_meant_for_this_machine(&headers(&[("host", host)])), "{host}");
        }
        assert!(!is_meant_for_this_machine(&HeaderMap::new()));
    }

    #[test]
    fn the_key_is_taken_out_of_an_address_that_stays_on_this_machine() {
        let clean = |uri: &str| without_token(&uri.parse().unwrap());
        assert_eq!(clean("/?token=v1.a"), "/");
        assert_eq!(clean("/leads?token=v1.a&language=ja&page=2"), "/leads?language=ja&page=2");
        assert_eq!(clean("//evil.example/?token=v1.a"), "/evil.example/");
    }

    #[test]
    fn a_foreign_page_cannot_press_the_buttons() {
        let host = ("host", "localhost:8025");
        assert!(is_from_here(&headers(&[host, ("origin", "http://localhost:8025")])));
        assert!(is_from_here(&headers(&[host])));
        for origin in ["null", "http://localhost:9999", "https://localhost:8025", "http://evil.example"] {
            assert!(!is_from_here(&headers(&[host, ("origin", origin)])), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            assert!(!is_from_here(&headers(&[host, ("sec-fetch-site", site)])), "{site}");
        }
    }
}
