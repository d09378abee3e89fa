//! Web origins: which sites' pages may post a form, and whose page a post comes from.
//!
//! An origin is scheme, host and port (RFC 6454 §4). It is kept as browsers write it in the header `Origin`: lower case, the
//! host in punycode, without the port that the scheme has anyway. It names a site, never a person.

use crate::limits::ORIGIN_LENGTH_MAX;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use std::fmt;
use std::net::Ipv6Addr;

/// The origin of a page on the web.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebOrigin(String);

/// The reason a text is no web origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// There is no `https://` or `http://` before the host.
    #[error("it does not begin with https:// or http://")]
    Scheme,
    /// Something follows the host and its port: a slash, a path, a query.
    #[error("something follows the host; an origin has no slash at its end and no path")]
    Path {
        /// The same without what follows.
        bare: WebOrigin,
    },
    /// A `*`. Each site is named by itself.
    #[error("a * stands for nothing here; each site is named by itself")]
    Wildcard,
    /// A name and a password before the host.
    #[error("an origin has no @ in it")]
    Credentials,
    /// The host is no name of a host.
    #[error("what follows :// is not the name of a host")]
    Host,
    /// The port is no number from 1 to 65535.
    #[error("what follows the last colon is not a port")]
    Port,
}

impl WebOrigin {
    /// Reads an origin as a person or a browser writes it.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let (scheme, rest) = text.split_once("://").ok_or(OriginError::Scheme)?;
        let (scheme, usual_port) = match scheme.to_ascii_lowercase().as_str() {
            "https" => ("https", 443),
            "http" => ("http", 80),
            _ => return Err(OriginError::Scheme),
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, follows) = rest.split_at(end);
        if authority.contains('@') {
            return Err(OriginError::Credentials);
        }
        let (host, port) = host_and_port(authority)?;
        let port =
            port.filter(|port| *port != usual_port).map_or_else(String::new, |port| format!(":{port}"));
        let origin = Self(format!("{scheme}://{host}{port}"));
        if origin.0.len() > ORIGIN_LENGTH_MAX {
            return Err(OriginError::Host);
        }
        if follows.is_empty() { Ok(origin) } else { Err(OriginError::Path { bare: origin }) }
    }

    /// The origin of the page at an address.
    pub fn of_url(url: &str) -> Option<Self> {
        match Self::parse(url) {
            Ok(origin) | Err(OriginError::Path { bare: origin }) => Some(origin),
            Err(_) => None,
        }
    }

    /// The origin as browsers send it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request that names this host (`Host`, RFC 9110 §7.2) is answered at this origin, whatever the scheme is that
    /// a proxy in front of us saw.
    fn is_at(&self, host: &str) -> bool {
        let scheme = self.0.split_once("://").map_or("", |(scheme, _)| scheme);
        Self::parse(&format!("{scheme}://{host}")).as_ref() == Ok(self)
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn host_and_port(authority: &str) -> Result<(String, Option<u16>), OriginError> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (address, after) = rest.split_once(']').ok_or(OriginError::Host)?;
        let address: Ipv6Addr = address.parse().map_err(|_| OriginError::Host)?;
        let port = match after.strip_prefix(':') {
            Some(port) => Some(read_port(port)?),
            None if after.is_empty() => None,
            None => return Err(OriginError::Port),
        };
        return Ok((format!("[{address}]"), port));
    }
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) => (name, Some(read_port(port)?)),
        None => (authority, None),
    };
    if name.contains('*') {
        return Err(OriginError::Wildcard);
    }
    let ascii = Uts46::new().to_ascii(name.as_bytes(), AsciiDenyList::URL, Hyphens::Allow, DnsLength::Ignore);
    let ascii = ascii.map_err(|_| OriginError::Host)?;
    if ascii.is_empty() || ascii.starts_with('.') {
        Err(OriginError::Host)
    } else {
        Ok((ascii.into_owned(), port))
    }
}

fn read_port(text: &str) -> Result<u16, OriginError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let port = text.parse().ok().filter(|port| digits && *port > 0);
    port.ok_or(OriginError::Port)
}

/// A request's own words about the page it comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said<'a> {
    /// The header `Origin`; a text that is no origin counts as one that is hidden.
    pub origin: Option<&'a str>,
    /// The header `Referer`, by which older browsers and those that keep the origin to themselves tell the page.
    pub referrer: Option<&'a str>,
    /// Whether the browser vouches that the page is of our own origin (`Sec-Fetch-Site: same-origin`).
    pub is_same_origin: bool,
    /// Whether the browser says that the page is of another site (`Sec-Fetch-Site: cross-site`).
    pub is_cross_site: bool,
    /// The header `Host`.
    pub host: Option<&'a str>,
}

/// The page that a post comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostedFrom {
    /// Nobody says so: a program, another server, a very old browser.
    Unsaid,
    /// One of our own pages.
    Ours,
    /// A site that the form lists.
    Listed(WebOrigin),
    /// A site that the form does not list. Its posts are not taken.
    Unlisted(Unlisted),
}

/// A page whose posts a form does not take.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unlisted {
    /// The site that would have to be listed.
    Site(WebOrigin),
    /// A page whose origin the browser hides (`Origin: null`): a file, a sandboxed frame, a page with the referrer policy
    /// `no-referrer` (Fetch §3.2); or one that is not of the web, such as a browser's extension.
    Hidden,
}

/// Tells whose page a post comes from. `ours` are the origins under which our pages are known, besides the one that the request
/// itself names.
pub fn posted_from(said: Said<'_>, ours: &[WebOrigin], listed: &[WebOrigin]) -> PostedFrom {
    let origin = match said.origin {
        Some(text) => WebOrigin::parse(text).ok(),
        None => match said.referrer.and_then(WebOrigin::of_url) {
            None if !said.is_cross_site => return PostedFrom::Unsaid,
            page => page,
        },
    };
    let Some(origin) = origin else {
        // A page of ours with a strict referrer policy hides its origin, too.
        return if said.is_same_origin { PostedFrom::Ours } else { PostedFrom::Unlisted(Unlisted::Hidden) };
    };
    if ours.contains(&origin) || said.host.is_some_and(|host| origin.is_at(host)) {
        PostedFrom::Ours
    } else if listed.contains(&origin) {
        PostedFrom::Listed(origin)
    } else {
        PostedFrom::Unlisted(Unlisted::Site(origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn origin(text: &str) -> WebOrigin {
        WebOrigin::parse(text).unwrap()
    }

    #[test]
    fn an_origin_is_kept_as_browsers_write_it() {
        for (written, kept) in [
            ("https://www.example.co.jp", "https://www.example.co.jp"),
            ("HTTPS://WWW.Example.co.jp", "https://www.example.co.jp"),
            ("https://www.example.co.jp:443", "https://www.example.co.jp"),
            ("http://www.example.co.jp:80", "http://www.example.co.jp"),
            ("https://www.example.co.jp:80", "https://www.example.co.jp:80"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[0:0::1]:3000", "http://[::1]:3000"),
            ("https://棚番.example", "https://xn--j2vy1y.example"),
            ("https://ＷＷＷ．example．jp", "https://www.example.jp"),
            ("https://my_shop.example", "https://my_shop.example"),
        ] {
            assert_eq!(WebOrigin::parse(written).map(|it| it.0).as_deref(), Ok(kept), "{written}");
        }
    }

    #[test]
    fn a_text_that_is_no_origin_says_why() {
        for (written, error) in [
            ("www.example.co.jp", OriginError::Scheme),
            ("null", OriginError::Scheme),
            ("", OriginError::Scheme),
            ("ftp://example.jp", OriginError::Scheme),
            (" https://example.jp", OriginError::Scheme),
            ("https://", OriginError::Host),
            ("https://exam ple.jp", OriginError::Host),
            ("https://[::1", OriginError::Host),
            ("https://*.example.jp", OriginError::Wildcard),
            ("https://taro:x@example.jp", OriginError::Credentials),
            ("https://example.jp:0", OriginError::Port),
            ("https://example.jp:99999", OriginError::Port),
            ("https://example.jp:+80", OriginError::Port),
            ("https://example.jp/", OriginError::Path { bare: origin("https://example.jp") }),
            ("https://Example.jp/contact?a=b", OriginError::Path { bare: origin("https://example.jp") }),
        ] {
            assert_eq!(WebOrigin::parse(written), Err(error), "{written}");
        }
        assert!(WebOrigin::parse(&format!("https://{}.jp", "a.".repeat(200))).is_err());
    }

    fn whose(origin: Option<&str>, host: &str) -> PostedFrom {
        let ours = [WebOrigin::parse("https://mail.example.co.jp").unwrap()];
        let listed = ["https://www.example.co.jp", "http://localhost:3000"].map(origin_of);
        posted_from(Said { origin, host: Some(host), ..Said::default() }, &ours, &listed)
    }

    fn origin_of(text: &str) -> WebOrigin {
        origin(text)
    }

    #[test]
    fn a_post_is_of_our_own_page_a_listed_site_an_unlisted_one_or_nobody_says() {
        let api = "abc.execute-api.ap-northeast-1.amazonaws.com";
        assert_eq!(whose(None, api), PostedFrom::Unsaid);
        for (said, host) in [
            ("https://mail.example.co.jp", api),
            ("https://abc.execute-api.ap-northeast-1.amazonaws.com", api),
            ("http://127.0.0.1:8025", "127.0.0.1:8025"),
            ("http://localhost:8025", "LOCALHOST:8025"),
            ("https://mail.example.com", "mail.example.com:443"),
            ("http://[::1]:8025", "[::1]:8025"),
        ] {
            assert_eq!(whose(Some(said), host), PostedFrom::Ours, "{said} at {host}");
        }
        for said in ["https://www.example.co.jp", "http://localhost:3000"] {
            assert_eq!(whose(Some(said), api), PostedFrom::Listed(origin(said)));
        }
        for said in [
            "http://www.example.co.jp",
            "https://example.co.jp",
            "https://www.example.co.jp:8443",
            "https://www.example.co.jp.evil.example",
            "http://localhost:3001",
            "http://mail.example.co.jp",
        ] {
            assert_eq!(whose(Some(said), api), PostedFrom::Unlisted(Unlisted::Site(origin(said))), "{said}");
        }
        for said in
            ["null", "", "chrome-extension://abcdef", "https://www.example.co.jp https://evil.example"]
        {
            assert_eq!(whose(Some(said), api), PostedFrom::Unlisted(Unlisted::Hidden), "{said}");
        }
    }

    #[test]
    fn a_hidden_origin_is_ours_only_if_the_browser_vouches_for_it() {
        let said = |is_same_origin| Said {
            origin: Some("null"),
            is_same_origin,
            host: Some("localhost:8025"),
            ..Said::default()
        };
        assert_eq!(posted_from(said(true), &[], &[]), PostedFrom::Ours);
        assert_eq!(posted_from(said(false), &[], &[]), PostedFrom::Unlisted(Unlisted::Hidden));
    }

    #[test]
    fn a_page_that_only_its_referrer_tells_is_as_good_as_its_origin() {
        let listed = [origin("https://www.example.co.jp")];
        let whose = |origin, referrer, is_cross_site| {
            let host = Some("mail.example.org");
            posted_from(Said { origin, referrer, is_cross_site, is_same_origin: false, host }, &[], &listed)
        };
        let evil = PostedFrom::Unlisted(Unlisted::Site(origin("https://evil.example")));
        for page in ["https://evil.example/a?b=c", "https://evil.example", "HTTPS://EVIL.example/"] {
            assert_eq!(whose(None, Some(page), false), evil, "{page}");
        }
        let own = Some("https://www.example.co.jp/contact?x=y");
        assert_eq!(whose(None, own, true), PostedFrom::Listed(listed[0].clone()));
        assert_eq!(whose(None, Some("https://mail.example.org/f/contact"), false), PostedFrom::Ours);
        assert_eq!(whose(Some("https://evil.example"), own, false), evil, "the origin counts");
        for nothing in [None, Some(""), Some("about:blank"), Some("android-app://com.example/")] {
            assert_eq!(whose(None, nothing, false), PostedFrom::Unsaid, "{nothing:?}");
            assert_eq!(whose(None, nothing, true), PostedFrom::Unlisted(Unlisted::Hidden), "{nothing:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_what_is_read_reads_back(text in "(?s).{0,80}", near in "(https?|HTTPS)://[a-zA-Z0-9.:\\[\\]@*あ_-]{0,40}[/?#]?.{0,5}") {
            for text in [text, near] {
                if let Some(read) = WebOrigin::of_url(&text) {
                    prop_assert!(read.as_str().is_ascii() && read.as_str().len() <= ORIGIN_LENGTH_MAX);
                    prop_assert_eq!(WebOrigin::parse(read.as_str()), Ok(read));
                }
            }
        }

        #[test]
        fn only_an_origin_that_is_listed_or_ours_is_let_in(said in "https?://(www\\.)?example\\.(co\\.jp|com|jp)(:[0-9]{2,4})?") {
            let listed = [origin("https://www.example.co.jp")];
            let from = posted_from(Said { origin: Some(&said), host: Some("mail.example.org"), ..Said::default() }, &[], &listed);
            let let_in = !matches!(from, PostedFrom::Unlisted(_));
            prop_assert_eq!(let_in, WebOrigin::parse(&said).as_ref() == Ok(&listed[0]));
        }
    }
}
