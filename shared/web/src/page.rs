//! The frame around a page: title, the company's name and ways to reach it, one style; and what browsers may do with it.

use crate::language::{code, say};
use cadence::company::Company;
use cadence::origin::WebOrigin;
use cadence::sequence::Language;
use cadence::text::Escaped;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};

const STYLE: &str = include_str!("style.css");
/// SHA-256 of the style between its tags, by which the policy allows it and no other (CSP Level 3 §2.3.1).
const STYLE_HASH: &str = "sha256-4ANED6YTLKNipQurYFAsAVMGBnUeFv+VAc8G3AtliOk=";

/// A page.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Its language.
    pub language: Language,
    /// Its title and heading.
    pub title: &'a str,
    /// The company whose page it is; `None` if it is not known.
    pub company: Option<&'a Company>,
    /// The content under the heading, as HTML.
    pub inside: &'a str,
}

/// The name by which people know a company.
pub fn known_as(company: &Company) -> &str {
    company.trade_name.as_deref().unwrap_or(&company.legal_name)
}

impl Page<'_> {
    /// The page as HTML.
    pub fn html(&self) -> String {
        let name = self.company.map(|company| Escaped(known_as(company)).to_string());
        let of = name.as_ref().map(|name| format!(" - {name}")).unwrap_or_default();
        let header = name.map(|name| format!("<header>{name}</header>\n")).unwrap_or_default();
        let footer = self.company.map(|company| self.footer(company)).unwrap_or_default();
        let (title, inside, lang) = (Escaped(self.title), self.inside, code(self.language));
        format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}{of}</title>\n\
             <link rel=\"icon\" href=\"data:,\">\n<style>{STYLE}</style>\n</head>\n<body>\n<div class=\"page\">\n\
             {header}<main>\n<h1>{title}</h1>\n{inside}</main>\n{footer}</div>\n</body>\n</html>\n"
        )
    }

    fn footer(&self, company: &Company) -> String {
        let link = |url: &str, text: &str| format!("<a href=\"{}\">{text}</a>", Escaped(url));
        let contact = say(self.language, "お問い合わせ", "Contact");
        let mut ways = Vec::new();
        if let Some(url) = &company.privacy_url {
            ways.push(link(url, say(self.language, "プライバシーポリシー", "Privacy policy")));
        }
        if let Some(url) = &company.contact_url {
            ways.push(link(url, contact));
        }
        if let Some(phone) = &company.contact_phone {
            ways.push(format!("<span class=\"whole\">{}</span>", Escaped(phone)));
        } else if let (Some(address), None) = (&company.contact_email, &company.contact_url) {
            let address = address.wire();
            ways.push(format!(
                "{contact}: {}",
                link(&format!("mailto:{address}"), &Escaped(address).to_string())
            ));
        }
        let (legal, postal) = (Escaped(&company.legal_name), Escaped(&company.postal_address));
        format!("<footer>\n<p>{legal} · {postal}</p>\n<p>{}</p>\n</footer>\n", ways.join(" · "))
    }
}

/// The rights of a page in a browser. Nothing is loaded from anywhere, and no script runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Policy<'a> {
    /// The target of a form's answer outside our own pages. A browser holds redirects of a post against `form-action` as well, so
    /// a site that redirects once more is let through too.
    pub leads_to: Option<&'a str>,
    /// Sites that may show the page in a frame.
    pub framed_by: &'a [WebOrigin],
}

impl Policy<'_> {
    fn csp(&self) -> String {
        let leads = match self.leads_to {
            None => "",
            Some(url) if url.starts_with("http:") => " https: http:",
            Some(_) => " https:",
        };
        let frames: Vec<&str> = self.framed_by.iter().map(WebOrigin::as_str).collect();
        let frames =
            if frames.is_empty() { "'none'".to_owned() } else { format!("'self' {}", frames.join(" ")) };
        format!(
            "default-src 'none'; style-src '{STYLE_HASH}'; img-src data:; form-action 'self'{leads}; base-uri 'none'; \
             frame-ancestors {frames}"
        )
    }

    /// Puts the policy and what goes with it into the headers of a page.
    fn put_into(&self, headers: &mut HeaderMap) {
        let fixed = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            // With `no-referrer` browsers would hide where a post comes from, from ourselves too.
            (header::REFERRER_POLICY, "same-origin"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (HeaderName::from_static("x-robots-tag"), "noindex"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(csp) = HeaderValue::from_str(&self.csp()) {
            headers.insert(header::CONTENT_SECURITY_POLICY, csp);
        }
    }
}

/// A page as an answer, not kept by anybody on its way.
pub fn answer<B: From<String>>(status: StatusCode, page: &Page<'_>, policy: Policy<'_>) -> Response<B> {
    let mut response = Response::new(B::from(page.html()));
    *response.status_mut() = status;
    policy.put_into(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_policy_allows_the_style_as_it_is_written() {
        let hash = data_encoding::BASE64.encode(&Sha256::digest(STYLE.as_bytes()));
        assert_eq!(STYLE_HASH, format!("sha256-{hash}"));
    }

    #[test]
    fn a_page_runs_no_script_and_its_form_posts_to_us_or_where_it_is_led() {
        assert_eq!(
            Policy::default().csp().replace(STYLE_HASH, "…"),
            "default-src 'none'; style-src '…'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        let listed = [WebOrigin::parse("https://www.example.co.jp").unwrap()];
        let csp = Policy { leads_to: Some("https://x.example/thanks"), framed_by: &listed }.csp();
        assert!(csp.contains("form-action 'self' https:;"), "{csp}");
        assert!(csp.ends_with("frame-ancestors 'self' https://www.example.co.jp"), "{csp}");
    }

    #[test]
    fn a_company_stands_in_its_page_escaped() {
        let company = Company {
            legal_name: "A&B <Ltd>".to_owned(),
            trade_name: Some("\"Shop\"".to_owned()),
            postal_address: "Tokyo".to_owned(),
            contact_email: None,
            contact_phone: None,
            contact_url: Some("https://x.example/?a=1&b=2".to_owned()),
            privacy_url: None,
        };
        let page =
            Page { language: Language::English, title: "<Thanks>", company: Some(&company), inside: "" };
        let html = page.html();
        assert!(html.contains("<title>&lt;Thanks&gt; - &quot;Shop&quot;</title>"), "{html}");
        assert!(html.contains("A&amp;B &lt;Ltd&gt; · Tokyo") && html.contains("?a=1&amp;b=2"), "{html}");
    }
}
