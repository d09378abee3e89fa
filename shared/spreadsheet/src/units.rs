//! The signs of a file that make cells and rows, told from the bytes of letters in each encoding.
//!
//! Rows are cut in the bytes as they are, so that each keeps its place and its own bytes; only then cells
//! become text. In the encodings of eight bits no byte of a letter is a quotation mark, a delimiter or a line
//! break, and a letter that such a byte cuts off is damaged for the decoder too. ISO-2022-JP and UTF-16 have
//! letters made of such bytes.

use crate::encoding::Encoding;

/// One sign as the splitter sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Quote,
    Delimiter,
    CarriageReturn,
    LineFeed,
    Other,
}

/// Bytes that have to lie ahead so that a sign can be told: the longest escape sequence.
pub(crate) const LOOKAHEAD_BYTES: usize = 4;

/// The way signs are told in one encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Units {
    /// A byte is a sign.
    Bytes,
    /// Two bytes are a sign; `true` if the high one comes first.
    Pairs(bool),
    /// Bytes between escape sequences.
    Escaped(Letters),
}

/// The kind of letters that stand between two escape sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letters {
    /// ASCII or JIS X 0201 Roman.
    Roman,
    /// Half-width katakana, a byte each.
    Kana,
    /// Letters of two bytes.
    Double,
}

impl Units {
    pub(crate) const fn of(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 | Encoding::Cp932 | Encoding::EucJp | Encoding::Windows1252 => Self::Bytes,
            Encoding::Utf16Le => Self::Pairs(false),
            Encoding::Utf16Be => Self::Pairs(true),
            Encoding::Iso2022Jp => Self::Escaped(Letters::Roman),
        }
    }

    /// The next sign and its length in bytes; `ahead` is not empty, and shorter than [`LOOKAHEAD_BYTES`] only
    /// at the end of the file.
    pub(crate) fn next(&mut self, ahead: &[u8], delimiter: u8) -> (Sign, usize) {
        let Some(&first) = ahead.first() else { return (Sign::Other, 0) };
        match self {
            Self::Bytes => (sign(first, delimiter), 1),
            Self::Pairs(high_first) => match (ahead.first(), ahead.get(1)) {
                (Some(&high), Some(&low)) if *high_first => (wide(high, low, delimiter), 2),
                (Some(&low), Some(&high)) => (wide(high, low, delimiter), 2),
                (Some(_) | None, _) => (Sign::Other, 1),
            },
            Self::Escaped(letters) => escaped(letters, first, ahead, delimiter),
        }
    }

    /// Begins anew behind a line break: lines of ISO-2022-JP begin in ASCII (RFC 1468), and each row is read
    /// by itself.
    pub(crate) fn restart(&mut self) {
        if let Self::Escaped(letters) = self {
            *letters = Letters::Roman;
        }
    }
}

fn sign(byte: u8, delimiter: u8) -> Sign {
    match byte {
        b'"' => Sign::Quote,
        b'\r' => Sign::CarriageReturn,
        b'\n' => Sign::LineFeed,
        other if other == delimiter => Sign::Delimiter,
        _ => Sign::Other,
    }
}

fn wide(high: u8, low: u8, delimiter: u8) -> Sign {
    if high == 0 { sign(low, delimiter) } else { Sign::Other }
}

fn escaped(letters: &mut Letters, first: u8, ahead: &[u8], delimiter: u8) -> (Sign, usize) {
    if first == 0x1B {
        let (next, length) = match (ahead.get(1), ahead.get(2)) {
            (Some(b'('), Some(b'B' | b'J')) => (Letters::Roman, 3),
            (Some(b'('), Some(b'I')) => (Letters::Kana, 3),
            (Some(b'$'), Some(b'@' | b'B')) => (Letters::Double, 3),
            // JIS X 0212 and its kin: nobody decodes them, but they are no delimiters either.
            (Some(b'$'), Some(b'(')) => (Letters::Double, ahead.len().min(4)),
            _ => (*letters, 1),
        };
        *letters = next;
        return (Sign::Other, length);
    }
    match letters {
        Letters::Roman => (sign(first, delimiter), 1),
        Letters::Kana | Letters::Double if first == b'\r' || first == b'\n' => {
            *letters = Letters::Roman;
            (sign(first, delimiter), 1)
        }
        Letters::Kana => (Sign::Other, 1),
        Letters::Double => {
            let pair = first > 0x20 && ahead.get(1).is_some_and(|second| *second > 0x20);
            (Sign::Other, if pair { 2 } else { 1 })
        }
    }
}
