//! Checks what may go into the MIME builder, and what may come out of it.
//!
//! The builder takes URLs, ids, addresses and header names as they are; a line break in one of them would be a new header,
//! a `>` in a URL a second URL.

use super::{LetterError, MESSAGE_BYTES_MAX, OutgoingMail, TEXT_LENGTH_MAX};

/// Characters of one line at most, without its CR LF (RFC 5322 §2.1.1).
const LINE_LENGTH_MAX: usize = 998;
/// Bytes of a URL or an id at most, so that its header line ends before [`LINE_LENGTH_MAX`].
const ATOM_BYTES_MAX: usize = 500;

/// Checks all that goes in.
pub(super) fn letter(letter: &OutgoingMail<'_>) -> Result<(), LetterError> {
    for (what, address) in [
        ("the sender's address", Some(&letter.from.address)),
        ("the recipient's address", Some(letter.to)),
        ("the address for answers", letter.reply_to.or(letter.from.reply_to.as_ref())),
    ] {
        address.map_or(Ok(()), |address| atom(what, address.wire()))?;
    }
    if let Some(list) = &letter.list {
        url("the unsubscribe URL", list.unsubscribe_url, &["https://", "http://"])?;
        list.unsubscribe_mailto.map_or(Ok(()), |to| url("the unsubscribe address", to, &["mailto:"]))?;
    }
    letter.list_id.map_or(Ok(()), |id| atom("the list id", id))?;
    letter.message_id.map_or(Ok(()), |id| atom("the message id", id))?;
    for (name, value) in letter.trace {
        trace(name, value)?;
    }
    line("the subject", letter.subject)?;
    length("the sender's name", &letter.from.name)?;
    length("the recipient's name", letter.to_name.unwrap_or_default())?;
    part("the text part", letter.text)?;
    part("the HTML part", letter.html)
}

/// Checks what came out: the headers that were meant, in that order and no other, and lines that every server takes.
pub(super) fn message(bytes: &[u8], meant: &[&str]) -> Result<(), LetterError> {
    let broken = |rule| Err(LetterError::Broken { rule });
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(LetterError::TooLarge { bytes: bytes.len() });
    }
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return broken("the header block has an end");
    };
    let Ok(head) = std::str::from_utf8(&bytes[..end]) else { return broken("the header block is ASCII") };
    if !head.bytes().all(|byte| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
        return broken("the header block is visible ASCII");
    }
    if bytes.contains(&0) {
        return broken("there is no NUL");
    }
    let breaks_in_pairs = bytes.iter().enumerate().all(|(index, byte)| match byte {
        b'\r' => bytes.get(index + 1) == Some(&b'\n'),
        b'\n' => index > 0 && bytes[index - 1] == b'\r',
        _ => true,
    });
    if !breaks_in_pairs {
        return broken("every line ends with CR LF");
    }
    let mut lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    if lines.any(|line| line.len() > LINE_LENGTH_MAX) {
        return broken("no line has more than 998 characters");
    }
    let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    let names = lines.map(|line| line.split(':').next().unwrap_or_default());
    if names.eq(meant.iter().copied()) { Ok(()) } else { broken("the headers are those that were meant") }
}

/// Text the builder writes as it is.
fn atom(what: &'static str, text: &str) -> Result<(), LetterError> {
    if text.is_empty() {
        return Err(LetterError::Empty { what });
    }
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>');
    if visible && text.len() <= ATOM_BYTES_MAX { Ok(()) } else { Err(LetterError::Header { what }) }
}

fn url(what: &'static str, text: &str, schemes: &[&str]) -> Result<(), LetterError> {
    atom(what, text)?;
    let listed = schemes.iter().any(|scheme| text.starts_with(scheme));
    // A comma would separate two URLs for a lenient reader (RFC 2369 §2).
    if listed && !text.contains([',', '"', '\\']) { Ok(()) } else { Err(LetterError::Header { what }) }
}

fn trace(name: &str, value: &str) -> Result<(), LetterError> {
    let what = "a trace header";
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !plain || !name.starts_with("X-") || name.len() > 60 {
        return Err(LetterError::Header { what });
    }
    line(what, value)
}

fn line(what: &'static str, text: &str) -> Result<(), LetterError> {
    if text.trim().is_empty() {
        return Err(LetterError::Empty { what });
    }
    if text.contains(char::is_control) {
        return Err(LetterError::Header { what });
    }
    length(what, text)
}

fn length(what: &'static str, text: &str) -> Result<(), LetterError> {
    if text.chars().count() > TEXT_LENGTH_MAX { Err(LetterError::TooLong { what }) } else { Ok(()) }
}

fn part(what: &'static str, text: &str) -> Result<(), LetterError> {
    if text.trim().is_empty() {
        return Err(LetterError::Empty { what });
    }
    if text.contains('\0') { Err(LetterError::Nul { what }) } else { Ok(()) }
}
