//! E-mail addresses: read once, kept in one form, never shown.
//!
//! An address is taken as people write and paste it (full-width letters, `mailto:`, invisible characters) and kept as SMTP
//! wants it (ASCII, the domain in punycode), because SES has no SMTPUTF8. It has no `Display` and a `Debug` that tells
//! nothing, and no error repeats it. Whether a mailbox exists is not known here.

mod canonical;
mod typo;

use crate::limits::{ADDRESS_LENGTH_MAX, ADDRESS_LOCAL_LENGTH_MAX};
use crate::text::carries_encoded_word;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// An e-mail address that can be handed to SMTP as it is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    wire: String,
    key: String,
}

/// The reason why a text is no address that mail can be sent to. None of the messages repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was written.
    #[error("the address is empty; write one such as name@example.jp")]
    Empty,
    /// A line break or another control character stands within it.
    #[error("the address contains a line break or another control character; write it on one line")]
    ControlCharacter,
    /// A space stands within it, or something besides the address.
    #[error("the address contains a space; write only the address, without a name")]
    Space,
    /// There is no at sign.
    #[error("the address has no @; write it in full, such as name@example.jp")]
    NoAtSign,
    /// Nothing stands before the at sign.
    #[error("nothing stands before the @; write the address in full")]
    LocalEmpty,
    /// More octets before the at sign than RFC 5321 §4.5.3.1.1 allows.
    #[error(
        "more than {ADDRESS_LOCAL_LENGTH_MAX} characters stand before the @; check for text pasted by mistake"
    )]
    LocalTooLong,
    /// A letter, sign or emoji before the at sign that is not ASCII.
    #[error(
        "only letters a-z, digits and signs may stand before the @; mail to other letters cannot be sent"
    )]
    LocalNotAscii,
    /// Quotation marks before the at sign (RFC 5322 §3.4.1), which many receivers refuse.
    #[error("the address contains quotation marks, which mail cannot be sent to; ask for another address")]
    LocalQuoted,
    /// Dots in a row, or at an edge, before the at sign of a carrier that gave out such addresses until 2009.
    #[error(
        "dots in a row, at the start or just before the @ were possible at this mobile carrier once, but mail cannot be sent to them; ask for another address"
    )]
    CarrierRelic,
    /// The domain is an IP address.
    #[error("an IP address stands after the @; write the name of the domain")]
    IpAddress,
    /// The domain is no domain name, by UTS 46 and the lengths of RFC 1035 §2.3.4.
    #[error("what stands after the @ is not a domain name; check it for missing or stray characters")]
    Domain,
    /// The domain has no dot.
    #[error("what stands after the @ has no dot; write the whole domain, such as example.jp")]
    DomainWithoutDot,
    /// More octets in all than RFC 5321 §4.5.3.1.3 allows.
    #[error("the address has more than {ADDRESS_LENGTH_MAX} characters; check for text pasted by mistake")]
    TooLong,
    /// It is written as headers of mails are (`=?UTF-8?B?…?=`), and a mail program may show what that hides.
    #[error("the address is garbled, such as =?UTF-8?B?…?=; write it as it is, such as name@example.jp")]
    Encoded,
    /// Another breach of RFC 5322 §3.4.1.
    #[error("the address contains characters or dots where none may stand; check the part before the @")]
    Syntax,
    /// A mailbox of a machine or an office; only for leads.
    #[error("this is the address of a mail system, not of a person; ask for a personal address")]
    RoleAccount,
}

/// Domains whose carriers gave out addresses with dots in a row until 2009.
const RELIC_DOMAINS: [&str; 3] = ["docomo.ne.jp", "ezweb.ne.jp", "au.com"];

/// Names of mailboxes behind which no person reads; `bounce` stands for all that begin so.
const ROLES: [&str; 5] = ["postmaster", "abuse", "mailer-daemon", "noreply", "no-reply"];

impl EmailAddress {
    /// Reads an address as people write it.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = clean(text)?;
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::NoAtSign)?;
        check_local(local)?;
        let domain = ascii_domain(domain)?;
        check_dots(local, &domain)?;
        let wire = format!("{local}@{domain}");
        if wire.len() > ADDRESS_LENGTH_MAX {
            return Err(AddressError::TooLong);
        }
        let options = email_address::Options::default()
            .with_required_tld()
            .without_domain_literal()
            .without_display_text();
        email_address::EmailAddress::parse_with_options(&wire, options).map_err(|_| AddressError::Syntax)?;
        let key = wire.to_ascii_lowercase();
        Ok(Self { wire, key })
    }

    /// Reads the address of a lead: as [`EmailAddress::parse`], but mailboxes that belong to no person and what only
    /// looks like an address are refused.
    pub fn parse_lead(text: &str) -> Result<Self, AddressError> {
        let address = Self::parse(text)?;
        if carries_encoded_word(address.wire()) {
            Err(AddressError::Encoded)
        } else if address.is_role() {
            Err(AddressError::RoleAccount)
        } else {
            Ok(address)
        }
    }

    /// The address for SMTP: before the at sign as it was written, the domain in lower case and punycode.
    pub fn wire(&self) -> &str {
        &self.wire
    }

    /// The identity: the wire form in lower case.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Returns the part before the at sign, as it was written.
    pub fn local(&self) -> &str {
        self.parts().0
    }

    /// The domain, in lower case and punycode.
    pub fn domain(&self) -> &str {
        self.parts().1
    }

    /// The domain that was probably meant, where this one is a frequent slip. A question to ask on a form, never a reason
    /// to rewrite the address.
    pub fn typo_hint(&self) -> Option<&'static str> {
        typo::meant(self.domain())
    }

    fn parts(&self) -> (&str, &str) {
        self.wire.rsplit_once('@').unwrap_or((&self.wire, ""))
    }

    fn is_role(&self) -> bool {
        let local = self.local().to_ascii_lowercase();
        let mailbox = local.split('+').next().unwrap_or_default();
        ROLES.contains(&mailbox) || mailbox.starts_with("bounce")
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// Takes off what comes with typing and pasting, and refuses what could end a header line.
fn clean(text: &str) -> Result<String, AddressError> {
    let text: String = text.nfkc().filter(|character| !is_invisible(*character)).collect();
    let mut text = text.trim();
    while let Some((scheme, rest)) = text.split_once(':')
        && scheme.eq_ignore_ascii_case("mailto")
    {
        text = rest.trim_start();
    }
    if text.is_empty() {
        Err(AddressError::Empty)
    } else if text.contains(char::is_control) {
        Err(AddressError::ControlCharacter)
    } else if text.contains(char::is_whitespace) {
        Err(AddressError::Space)
    } else {
        Ok(text.to_owned())
    }
}

/// Zero-width characters, the byte order mark and marks of writing direction.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn check_local(local: &str) -> Result<(), AddressError> {
    if local.is_empty() {
        Err(AddressError::LocalEmpty)
    } else if !local.is_ascii() {
        Err(AddressError::LocalNotAscii)
    } else if local.contains('"') {
        Err(AddressError::LocalQuoted)
    } else if local.len() > ADDRESS_LOCAL_LENGTH_MAX {
        Err(AddressError::LocalTooLong)
    } else {
        Ok(())
    }
}

fn ascii_domain(domain: &str) -> Result<String, AddressError> {
    if domain.starts_with('[') {
        return Err(AddressError::IpAddress);
    }
    let ascii = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .map_err(|_| AddressError::Domain)?;
    match ascii.rsplit_once('.') {
        None => Err(AddressError::DomainWithoutDot),
        // No top-level domain is a number, and resolvers take 0x7f.1 and the like for IP addresses.
        Some((_, last)) if last.starts_with(|first: char| first.is_ascii_digit()) => {
            Err(AddressError::IpAddress)
        }
        Some(_) => Ok(ascii.into_owned()),
    }
}

fn check_dots(local: &str, domain: &str) -> Result<(), AddressError> {
    if !(local.contains("..") || local.starts_with('.') || local.ends_with('.')) {
        Ok(())
    } else if RELIC_DOMAINS.contains(&domain) {
        Err(AddressError::CarrierRelic)
    } else {
        Err(AddressError::Syntax)
    }
}

#[cfg(test)]
mod tests;
