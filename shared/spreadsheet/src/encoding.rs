//! The encodings of files: their names, and both ways between bytes and text.

use encoding_rs::{EUC_JP, EncoderResult, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// An encoding in which a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// UTF-16, the low byte first: the "Unicode text" of Excel.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// `Shift_JIS` with the characters of NEC and IBM, as Windows writes it.
    Cp932,
    /// EUC-JP.
    EucJp,
    /// ISO-2022-JP, seven bits with escape sequences.
    Iso2022Jp,
    /// Windows-1252, the "ANSI" of Western Europe and America.
    Windows1252,
}

/// A character that an encoding lacks, in place of the one that was to be written. 〓 is the printer's sign
/// for a missing type.
const MISSING_JAPANESE: &str = "〓";
const MISSING: &str = "?";

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Utf8,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Cp932,
        Self::EucJp,
        Self::Iso2022Jp,
        Self::Windows1252,
    ];

    /// The name in options and messages, such as `cp932`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Cp932 => "cp932",
            Self::EucJp => "euc-jp",
            Self::Iso2022Jp => "iso-2022-jp",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Reads a name as people write it; labels of the WHATWG standard (`Shift_JIS`, `sjis`, `latin1`) are
    /// taken too.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        match text.as_str() {
            "cp932" | "ansi-jp" | "shiftjis" => return Some(Self::Cp932),
            "jis" => return Some(Self::Iso2022Jp),
            _ => {}
        }
        let standard = encoding_rs::Encoding::for_label(text.as_bytes())?;
        Self::ALL.into_iter().find(|encoding| encoding.standard() == standard)
    }

    /// The text of some bytes, and whether some of them were no text; U+FFFD stands in their place. A byte
    /// order mark is text.
    pub fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        self.standard().decode_without_bom_handling(bytes)
    }

    /// Appends a text to bytes and returns the characters that the encoding lacks, each as often as it stands
    /// there. 〓 stands in their place, or a question mark where 〓 is lacking too.
    pub fn encode(self, text: &str, bytes: &mut Vec<u8>) -> Vec<char> {
        match self {
            Self::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Self::Utf16Le => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::Utf16Be => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Self::Cp932 | Self::EucJp | Self::Iso2022Jp => {
                return encode_legacy(self.standard(), &twins(text), MISSING_JAPANESE, bytes);
            }
            Self::Windows1252 => return encode_legacy(WINDOWS_1252, text, MISSING, bytes),
        }
        Vec::new()
    }

    /// The byte order mark; empty if it has none that belongs in a file.
    pub(crate) const fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xEF\xBB\xBF",
            Self::Utf16Le => b"\xFF\xFE",
            Self::Utf16Be => b"\xFE\xFF",
            Self::Cp932 | Self::EucJp | Self::Iso2022Jp | Self::Windows1252 => b"",
        }
    }

    const fn standard(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            // The `Shift_JIS` of the WHATWG standard has the characters of NEC and IBM: it is CP932.
            Self::Cp932 => SHIFT_JIS,
            Self::EucJp => EUC_JP,
            Self::Iso2022Jp => ISO_2022_JP,
            Self::Windows1252 => WINDOWS_1252,
        }
    }
}

/// Encodes a text anew for each character that is lacking, all of its places replaced. The library's shorter
/// way writes `&#12316;`, and going on behind such a place leaves escape sequences in ISO-2022-JP that its
/// decoder takes for damage.
fn encode_legacy(
    encoding: &'static encoding_rs::Encoding,
    text: &str,
    missing: &str,
    bytes: &mut Vec<u8>,
) -> Vec<char> {
    let mut text = Cow::Borrowed(text);
    let mut lost = Vec::new();
    let start = bytes.len();
    while let Some(character) = first_missing(encoding, &text, bytes) {
        bytes.truncate(start);
        lost.extend(text.matches(character).map(|_| character));
        text = Cow::Owned(text.replace(character, missing));
    }
    lost
}

/// Appends a text up to the first character that is lacking, and returns that one.
fn first_missing(encoding: &'static encoding_rs::Encoding, text: &str, bytes: &mut Vec<u8>) -> Option<char> {
    let mut encoder = encoding.new_encoder();
    let mut buffer = [0; 1024];
    let mut rest = text;
    loop {
        let (result, read, written) = encoder.encode_from_utf8_without_replacement(rest, &mut buffer, true);
        bytes.extend_from_slice(buffer.get(..written).unwrap_or_default());
        rest = rest.get(read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => return None,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(character) => return Some(character),
        }
    }
}

/// The text with twins in place of signs that CP932 and EUC-JP lack and other tables of the same standard
/// have: people see no difference. Kana and a voice mark behind it, as macOS writes file names, become one
/// sign.
fn twins(text: &str) -> String {
    let mut twins = String::with_capacity(text.len());
    for character in text.chars() {
        let voiced = matches!(character, '\u{3099}' | '\u{309A}')
            .then(|| twins.pop())
            .flatten()
            .map(|before| (before, unicode_normalization::char::compose(before, character)));
        match voiced {
            Some((_, Some(both))) => twins.push(both),
            Some((before, None)) => twins.extend([before, character]),
            None => twins.push(twin(character)),
        }
    }
    twins
}

/// The twin of one sign: the differences between JIS X 0208 by Unicode and by Microsoft, and the two signs of
/// ISO 646-JP, which would come back as a backslash and a tilde.
const fn twin(character: char) -> char {
    match character {
        '\u{301C}' => '～',
        '\u{2016}' => '∥',
        '\u{2014}' => '―',
        '\u{2212}' => '－',
        '\u{A2}' => '￠',
        '\u{A3}' => '￡',
        '\u{AC}' => '￢',
        '\u{A6}' => '￤',
        '\u{A5}' => '￥',
        '\u{203E}' => '￣',
        '\u{A0}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests;
