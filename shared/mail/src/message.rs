//! A filled mail as MIME bytes: the one place that names the MIME builder, and the guard around it.
//!
//! The builder encodes names and subjects well (RFC 2047, never splitting a character) but writes URLs, ids and header
//! names as they come, line breaks and all. So those are checked before they are handed over, and what comes back is read
//! again: exactly the headers that were meant, once each, ASCII, no line over 998 characters (RFC 5322 §2.1.1).
//!
//! It does not sign, and writes no Message-ID unless told to: SES sets its own, together with the DKIM signature.

mod guard;

use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::company::Sender;
use cadence::fingerprint;
use cadence::text::turns_direction;
use mail_builder::headers::Header;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::headers::url::URL;
use mail_builder::mime::{BodyPart, MimePart};

/// Bytes of a whole message at most.
pub const MESSAGE_BYTES_MAX: usize = 500_000;
/// Characters of a subject or a display name at most.
pub const TEXT_LENGTH_MAX: usize = 200;

/// The ways to refuse, for mail programs (RFC 2369, one click by RFC 8058).
#[derive(Clone, Copy)]
pub struct ListHeaders<'a> {
    /// The page that a POST unsubscribes at; `https` where it is to work in Gmail.
    pub unsubscribe_url: &'a str,
    /// An address for the same, as a `mailto:` URL.
    pub unsubscribe_mailto: Option<&'a str>,
}

/// One mail with all that goes on its envelope and in its head.
#[derive(Clone, Copy)]
pub struct OutgoingMail<'a> {
    /// The sender whose name and address stand in From; Reply-To where it has one.
    pub from: &'a Sender,
    /// To whom it goes.
    pub to: &'a EmailAddress,
    /// The recipient's display name.
    pub to_name: Option<&'a str>,
    /// The address for answers, where that differs from the sender's own `reply_to`.
    pub reply_to: Option<&'a EmailAddress>,
    /// One line of at most [`TEXT_LENGTH_MAX`] characters.
    pub subject: &'a str,
    /// The HTML part.
    pub html: &'a str,
    /// The text part.
    pub text: &'a str,
    /// The ways to refuse; marketing only.
    pub list: Option<ListHeaders<'a>>,
    /// The name of the list without angle brackets, such as `welcome.example.co.jp` (RFC 2919).
    pub list_id: Option<&'a str>,
    /// The time in Date.
    pub date: Instant,
    /// An id without angle brackets; only where SES does not set one.
    pub message_id: Option<&'a str>,
    /// Written by a program to a colleague or as an automatic answer (RFC 3834); not for step mail.
    pub auto_generated: bool,
    /// Further headers; each name begins with `X-`.
    pub trace: &'a [(&'a str, &'a str)],
}

/// A failure to write a letter. Another try gives the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// A part that holds characters which could end its header or leave its place.
    #[error("{what} has characters that cannot stand in a mail header; check where it is set")]
    Header {
        /// The part.
        what: &'static str,
    },
    /// A text that is too long.
    #[error("{what} has more than {TEXT_LENGTH_MAX} characters; shorten it")]
    TooLong {
        /// The part.
        what: &'static str,
    },
    /// A part with nothing in it.
    #[error("{what} is empty; write it")]
    Empty {
        /// The part.
        what: &'static str,
    },
    /// A part with a NUL character, which no mail may carry (RFC 5322 §2.3).
    #[error("{what} has a NUL character; remove it")]
    Nul {
        /// The part.
        what: &'static str,
    },
    /// The whole is too large.
    #[error("the message has {bytes} bytes; at most {MESSAGE_BYTES_MAX} are sent")]
    TooLarge {
        /// The number of its bytes.
        bytes: usize,
    },
    /// The built message is not what was meant. A defect of this program: nothing is sent.
    #[error("the built message broke a rule: {rule}; please report this")]
    Broken {
        /// The rule.
        rule: &'static str,
    },
}

/// The letter as bytes, ready for SES `Raw` or SMTP `DATA` (before dot-stuffing). The same letter gives the same bytes.
pub fn mime(letter: &OutgoingMail<'_>) -> Result<Vec<u8>, LetterError> {
    guard::letter(letter)?;
    let mut head = Head::default();
    addresses(&mut head, letter);
    head.put("Subject", &Text::new(letter.subject));
    head.put("Date", &Date::new(letter.date.timestamp()));
    if let Some(id) = letter.message_id {
        head.put("Message-ID", &MessageId::new(id));
    }
    list(&mut head, letter);
    if letter.auto_generated {
        head.put("Auto-Submitted", &Raw::new("auto-generated"));
    }
    for (name, value) in letter.trace {
        head.put(name, &Text::new(*value));
    }
    head.put("MIME-Version", &Raw::new("1.0"));
    head.names.push("Content-Type");
    let Head { names, mut bytes } = head;
    body(letter).write_part(&mut bytes);
    guard::message(&bytes, &names)?;
    Ok(bytes)
}

/// The header block as it grows, and the names that were meant to be in it.
#[derive(Default)]
struct Head<'a> {
    names: Vec<&'a str>,
    bytes: Vec<u8>,
}

impl<'a> Head<'a> {
    fn put(&mut self, name: &'a str, value: &impl Header) {
        self.names.push(name);
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.extend_from_slice(b": ");
        value.write_header(&mut self.bytes, name.len() + 2);
    }
}

fn addresses(head: &mut Head<'_>, letter: &OutgoingMail<'_>) {
    let mailbox = |name: Option<&str>, address: &EmailAddress| {
        let name = name.map(display_name).filter(|name| !name.is_empty());
        Address::new_address(name, address.wire().to_owned())
    };
    head.put("From", &mailbox(Some(&letter.from.name), &letter.from.address));
    head.put("To", &mailbox(letter.to_name, letter.to));
    if let Some(address) = letter.reply_to.or(letter.from.reply_to.as_ref()) {
        head.put("Reply-To", &mailbox(None, address));
    }
}

fn list(head: &mut Head<'_>, letter: &OutgoingMail<'_>) {
    if let Some(list) = &letter.list {
        let urls = std::iter::once(list.unsubscribe_url).chain(list.unsubscribe_mailto);
        head.put("List-Unsubscribe", &URL::new_list(urls));
        head.put("List-Unsubscribe-Post", &Raw::new("List-Unsubscribe=One-Click"));
    }
    if let Some(id) = letter.list_id {
        head.put("List-Id", &URL::new(id));
    }
}

/// Text first, HTML second: mail programs show the last part they can (RFC 2046 §5.1.4).
fn body<'a>(letter: &OutgoingMail<'_>) -> MimePart<'a> {
    let (text, html) = (crlf(letter.text), crlf(letter.html));
    let boundary = boundary(&text, &html);
    MimePart::new(
        ContentType::new("multipart/alternative").attribute("boundary", boundary),
        vec![
            MimePart::new("text/plain", BodyPart::Text(text.into())),
            MimePart::new("text/html", BodyPart::Text(html.into())),
        ],
    )
}

/// A display name on one line, written in one direction.
fn display_name(name: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let name: String = name.chars().filter(|character| !turns_direction(*character)).collect();
    name.split(breaks).map(str::trim).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Every line break as CR LF, the only one a mail may have (RFC 5322 §2.3).
fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
}

/// A text that stands in neither part, derived from both, so that the same letter is always cut the same way.
///
/// `=_` occurs in no base64 and no quoted-printable text (RFC 2045 §6.7); plain text is searched for it.
fn boundary(text: &str, html: &str) -> String {
    let mut digest = fingerprint::after(fingerprint::of(text.as_bytes()), html.as_bytes());
    loop {
        let boundary = format!("=_part_{digest:016x}");
        if !text.contains(&boundary) && !html.contains(&boundary) {
            return boundary;
        }
        digest = fingerprint::after(digest, boundary.as_bytes());
    }
}

#[cfg(test)]
mod tests;
