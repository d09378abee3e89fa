//! Texts of JSON in which every value can be held: half surrogate pairs, numbers beyond measure and nesting without end are
//! replaced, so that the library that reads JSON refuses none of them. It does not judge whether a text is JSON.

/// The depth to which anything is read; below it is nothing.
const DEPTH_MAX: usize = 64;

/// The same text with nothing in it that could not be held: half surrogate pairs are U+FFFD, numbers too large and what is
/// nested too deeply are `null`.
pub(super) fn holdable(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut held = String::with_capacity(text.len());
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b'"' => end_of_string(bytes, at),
            b'-' | b'0'..=b'9' => end_of_number(bytes, at),
            _ => at + text[at..].chars().next().map_or(1, char::len_utf8),
        };
        let piece = &text[at..end];
        let shown = depth <= DEPTH_MAX;
        match byte {
            b'[' | b'{' => {
                depth += 1;
                if depth <= DEPTH_MAX {
                    held.push_str(piece);
                } else if shown {
                    held.push_str("null");
                }
            }
            b']' | b'}' => {
                if shown {
                    held.push_str(piece);
                }
                depth = depth.saturating_sub(1);
            }
            _ if !shown => {}
            b'"' => push_string(&mut held, piece),
            b'-' | b'0'..=b'9' if piece.parse::<f64>().is_ok_and(f64::is_infinite) => held.push_str("null"),
            _ => held.push_str(piece),
        }
        at = end;
    }
    held
}

/// The end of the string that begins here, its quotation mark included.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            // An escaped character is ASCII, or the text is no JSON; either way no character is cut in two.
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii) => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn end_of_number(bytes: &[u8], start: usize) -> usize {
    let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    start + bytes[start..].iter().take_while(is_part).count()
}

/// Copies a string, with half surrogate pairs replaced.
fn push_string(held: &mut String, string: &str) {
    let mut rest = string;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        held.push_str(before);
        let taken = match unit(escape) {
            Some(0xd800..=0xdbff)
                if matches!(unit(escape.get(6..).unwrap_or_default()), Some(0xdc00..=0xdfff)) =>
            {
                held.push_str(&escape[..12]);
                12
            }
            Some(0xd800..=0xdfff) => {
                held.push('\u{fffd}');
                6
            }
            Some(_) | None => {
                let taken = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                held.push_str(&escape[..taken]);
                taken
            }
        };
        rest = &escape[taken..];
    }
    held.push_str(rest);
}

/// The UTF-16 unit that an escape of four hexadecimal digits at the beginning names.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}
