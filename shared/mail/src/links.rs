//! Targets of a mail's links, and their authors: an address up to its host is the template's, never a value's.
//!
//! A person's text may stand behind the host, encoded. A value that makes the scheme or the host would let anybody who fills in a
//! form choose where other people's mails lead. Used twice: over the author's files, and over each mail when it is filled.

use crate::markup::{Piece, decoded, pieces};

/// One character of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// The character; references are decoded.
    pub character: char,
    /// Whether a value of a lead or an event brought it.
    pub foreign: bool,
}

/// A fault of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A value of a lead or an event makes its scheme, its host, or the address mail goes to.
    Foreign,
    /// It begins with a scheme that mails may not have.
    Scheme,
    /// A web address that is not whole: no `//`, no host, a backslash or a space in the host.
    Broken,
    /// No scheme: it would lead somewhere within the mail program.
    Relative,
    /// Nothing, or `#` alone.
    Empty,
}

/// An address's fault; `None` if it may stand in a mail.
pub fn fault(signs: &[Sign]) -> Option<Fault> {
    // Browsers leave out blanks and control characters around an address, and tabs and line breaks within it.
    let is_blank = |sign: &&Sign| sign.character <= ' ';
    let start = signs.iter().take_while(is_blank).count();
    let end = signs.len() - signs[start..].iter().rev().take_while(is_blank).count();
    let signs: Vec<Sign> = signs[start..end]
        .iter()
        .copied()
        .filter(|sign| !matches!(sign.character, '\t' | '\n' | '\r'))
        .collect();
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let length = signs.iter().take_while(|sign| is_scheme(sign.character)).count();
    let begins_with_letter = signs.first().is_some_and(|sign| sign.character.is_ascii_alphabetic());
    if !begins_with_letter || signs.get(length).is_none_or(|sign| sign.character != ':') {
        return Some(without_scheme(&signs));
    }
    let scheme: String = signs[..length].iter().map(|sign| sign.character.to_ascii_lowercase()).collect();
    if signs[..=length].iter().any(|sign| sign.foreign) {
        return Some(Fault::Foreign);
    }
    let rest = &signs[length + 1..];
    match scheme.as_str() {
        "http" | "https" => host(rest),
        "mailto" | "tel" => {
            let target = rest.iter().take_while(|sign| sign.character != '?');
            let (mut some, mut foreign) = (false, false);
            target.for_each(|sign| (some, foreign) = (true, foreign || sign.foreign));
            if foreign { Some(Fault::Foreign) } else { (!some).then_some(Fault::Broken) }
        }
        _ => Some(Fault::Scheme),
    }
}

fn without_scheme(signs: &[Sign]) -> Fault {
    let anchor = signs.first().is_some_and(|sign| sign.character == '#');
    match signs {
        [] => Fault::Empty,
        [_] if anchor => Fault::Empty,
        _ if signs.iter().any(|sign| sign.foreign) => Fault::Foreign,
        _ => Fault::Relative,
    }
}

/// `//host` with all that belongs to the host: user, name and port.
fn host(rest: &[Sign]) -> Option<Fault> {
    let slashes = rest.iter().take_while(|sign| matches!(sign.character, '/' | '\\')).count();
    let ends = |sign: &&Sign| !matches!(sign.character, '/' | '\\' | '?' | '#');
    let name: Vec<Sign> = rest[slashes..].iter().take_while(ends).copied().collect();
    if rest[..slashes].iter().chain(&name).any(|sign| sign.foreign) {
        return Some(Fault::Foreign);
    }
    let two = slashes == 2 && rest[..2].iter().all(|sign| sign.character == '/');
    let sound = name.iter().all(|sign| !sign.character.is_whitespace() && !sign.character.is_control());
    let stops = rest.get(slashes + name.len()).is_none_or(|sign| sign.character != '\\');
    let some = name.iter().any(|sign| sign.character.is_alphanumeric());
    (!(two && sound && stops && some)).then_some(Fault::Broken)
}

/// An address as it stands in a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'a> {
    /// Its beginning, in bytes.
    pub at: usize,
    /// The address; references are not decoded.
    pub text: &'a str,
    /// The way it is used.
    pub role: Role,
}

/// The use of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A person presses it.
    Link,
    /// A mail program loads it to show it.
    Picture,
}

/// Attributes that hold an address, with what it is for.
const ATTRIBUTES: [(&str, Role); 20] = [
    ("href", Role::Link),
    ("xlink:href", Role::Link),
    ("action", Role::Link),
    ("formaction", Role::Link),
    ("cite", Role::Link),
    ("longdesc", Role::Link),
    ("ping", Role::Link),
    ("data", Role::Link),
    ("manifest", Role::Link),
    ("codebase", Role::Link),
    ("classid", Role::Link),
    ("base-url", Role::Link),
    ("src", Role::Picture),
    ("background", Role::Picture),
    ("background-url", Role::Picture),
    ("thumbnails-src", Role::Picture),
    ("poster", Role::Picture),
    ("icon-src", Role::Picture),
    ("dynsrc", Role::Picture),
    ("lowsrc", Role::Picture),
];

/// Every address in HTML or MJML, in the order in which they stand.
pub fn addresses(html: &str) -> Vec<Address<'_>> {
    addresses_in(&pieces(html))
}

/// The same over pieces.
pub fn addresses_in<'a>(pieces: &[Piece<'a>]) -> Vec<Address<'a>> {
    let mut found = Vec::new();
    let mut sets = None;
    for piece in pieces {
        match piece {
            Piece::Raw { at, text, element } if element == "style" || element == "mj-style" => {
                found.extend(in_style(text, *at));
            }
            // `<mj-html-attribute name="href">https://…</mj-html-attribute>` writes an attribute by its content.
            Piece::Text { at, text } => {
                let blank = text.len() - text.trim_start().len();
                let text = text.trim();
                found.extend(sets.map(|role| Address { at: at + blank, text, role }));
            }
            Piece::Open { name, attributes, .. } => {
                for attribute in attributes {
                    let key = attribute.name.to_ascii_lowercase();
                    let (text, at) = (attribute.value, attribute.value_at);
                    if key == "style" {
                        found.extend(in_style(text, at));
                    } else if key == "srcset" || key == "imagesrcset" {
                        found.extend(in_set(text, at));
                    } else if key == "content" && name == "meta" {
                        found.extend(in_refresh(text, at));
                    } else if let Some(role) = role(&key) {
                        let role = if name == "mj-font" { Role::Picture } else { role };
                        found.push(Address { at, text, role });
                    }
                }
                sets = (name == "mj-html-attribute").then(|| written(attributes)).flatten();
            }
            Piece::Close { .. } => sets = None,
            Piece::Raw { .. } | Piece::Comment { .. } => {}
        }
    }
    found
}

fn role(attribute: &str) -> Option<Role> {
    ATTRIBUTES.iter().find(|(name, _)| *name == attribute).map(|(_, role)| *role)
}

fn written(attributes: &[crate::markup::Attribute<'_>]) -> Option<Role> {
    let name = attributes.iter().find(|it| it.name.eq_ignore_ascii_case("name"))?;
    role(&name.value.trim().to_ascii_lowercase())
}

/// `url(…)` in CSS, and the sheet that `@import "…"` names.
fn in_style(css: &str, from: usize) -> Vec<Address<'_>> {
    let lower = css.to_ascii_lowercase();
    let mut found = Vec::new();
    for (mark, ends) in [("url(", ')'), ("@import", ';')] {
        for (at, _) in lower.match_indices(mark) {
            let start = at + mark.len();
            let inside = css[start..].split(ends).next().unwrap_or_default();
            let text = inside.trim().trim_matches(['"', '\'']);
            if mark == "@import" && text.to_ascii_lowercase().starts_with("url(") {
                continue;
            }
            let text = text.split(['"', '\'']).next().unwrap_or_default();
            let text = text.strip_prefix("&quot;").or(text.strip_prefix("&#39;")).unwrap_or(text);
            let text = text.strip_suffix("&quot;").or(text.strip_suffix("&#39;")).unwrap_or(text);
            let blank = inside.find(text).unwrap_or(0);
            found.push(Address { at: from + start + blank, text, role: Role::Picture });
        }
    }
    found
}

/// `a.png 1x, b.png 2x`
fn in_set(set: &str, from: usize) -> Vec<Address<'_>> {
    let mut at = from;
    let mut found = Vec::new();
    for candidate in set.split(", ").flat_map(|it| it.split(",\n")) {
        let blank = candidate.len() - candidate.trim_start().len();
        let text = candidate.split_whitespace().next().unwrap_or_default();
        if !text.is_empty() {
            found.push(Address { at: at + blank, text, role: Role::Picture });
        }
        at += candidate.len() + 2;
    }
    found
}

/// `0; url=https://…`
fn in_refresh(content: &str, from: usize) -> Option<Address<'_>> {
    let at = content.to_ascii_lowercase().find("url=")? + 4;
    let text = content[at..].trim_matches(['"', '\'', ' ']);
    Some(Address { at: from + at, text, role: Role::Link })
}

/// The characters of an address that a template wrote whole.
pub fn own(text: &str) -> Vec<Sign> {
    decoded(text).into_iter().map(|(character, _)| Sign { character, foreign: false }).collect()
}

/// Whether a value of a lead or an event stands where it makes the scheme or the host of an address in a text. `foreign` says of
/// each byte whether a value brought it. Mail programs make links of addresses wherever they stand.
pub fn forged_in_text(text: &str, foreign: impl Fn(usize) -> bool) -> bool {
    let marks = ["://", "http:", "https:", "www.", "mailto:", "tel:", ":\\\\"];
    let lower = text.to_ascii_lowercase();
    marks.iter().any(|mark| {
        lower.match_indices(mark).any(|(at, _)| {
            let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
            let before =
                lower[..at].chars().rev().take_while(|c| is_scheme(*c)).map(char::len_utf8).sum::<usize>();
            let start = if mark.starts_with(':') { at - before } else { at };
            let slashes = lower[at + mark.len()..].chars().take_while(|c| matches!(c, '/' | '\\')).count();
            let behind = at + mark.len() + slashes;
            let ends = |c: char| {
                c.is_whitespace()
                    || matches!(c, '/' | '\\' | '?' | '#' | '<' | '"' | '>' | '、' | '。' | '」')
            };
            let end = lower[behind..].find(ends).map_or(lower.len(), |length| behind + length);
            // Text that a value brings whole is the value's own affair: who may write it was decided where it came in.
            let (mut ours, mut theirs) = (false, false);
            for byte in start..end {
                if foreign(byte) { theirs = true } else { ours = true }
            }
            ours && theirs && !foreign(start)
        })
    })
}

#[cfg(test)]
mod tests;
