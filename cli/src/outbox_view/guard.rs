//! Who may ask: browsers on this machine, and pages of this program only.
//!
//! A page anywhere can make a browser send requests to this machine. A foreign name that resolves to 127.0.0.1 (DNS
//! rebinding) is told apart by `Host`, a foreign page that posts by `Origin` and `Sec-Fetch-Site`.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, Method, StatusCode};

/// Names of this machine.
const HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// Where posts are answered that other sites' pages may send: forms stand on them, and mail programs unsubscribe.
const OPEN_PATHS: [&str; 2] = ["/f/", "/u/"];

/// Lets requests through that are meant for this machine, and changes that one of its own pages asks for.
pub(super) async fn this_machine_only(request: Request, next: Next) -> Response {
    if !is_meant_for_this_machine(request.headers()) {
        let reason = "this is only for browsers on this machine; open http://localhost with the same port\n";
        return (StatusCode::FORBIDDEN, reason).into_response();
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let open = OPEN_PATHS.iter().any(|path| request.uri().path().starts_with(path));
    if changes && !open && !is_from_here(request.headers()) {
        return (StatusCode::FORBIDDEN, "another site's page may not do this\n").into_response();
    }
    next.run(request).await
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
