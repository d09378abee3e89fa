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
mod tests;
