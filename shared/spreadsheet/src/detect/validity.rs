//! Counts, byte by byte, of the characters that an encoding's structure allows and of the bytes that it does
//! not. Tables of characters are not asked; that is cheap enough for every byte of a file.

/// The number of characters of more than one byte, or of one outside of ASCII, and of places that are no
/// character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) characters: u64,
    pub(super) errors: u64,
}

impl Count {
    /// Whether errors are as rare as damage is: one place in ten characters at most.
    pub(super) const fn is_plausible(self) -> bool {
        self.errors * 10 <= self.characters
    }
}

/// An encoding of which the structure is counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Structure {
    Utf8,
    Cp932,
    EucJp,
}

/// A count under way: it keeps the bytes that may still come, so that chunks can end anywhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Validity {
    structure: Structure,
    /// Bytes that the character still needs.
    missing: u8,
    /// The range of the next of them.
    next: (u8, u8),
    pub(super) count: Count,
}

impl Validity {
    pub(super) fn new(structure: Structure) -> Self {
        Self { structure, missing: 0, next: (0, 0), count: Count::default() }
    }

    /// Whether a byte of ASCII would change nothing.
    pub(super) const fn is_between(self) -> bool {
        self.missing == 0
    }

    /// Takes one more byte.
    pub(super) fn take(&mut self, byte: u8) {
        if self.missing > 0 {
            if self.is_next(byte) {
                self.missing -= 1;
                self.next = self.later();
                self.count.characters += u64::from(self.missing == 0);
                return;
            }
            self.missing = 0;
            self.count.errors += 1;
            if byte < 0x80 {
                return;
            }
        }
        self.lead(byte);
    }

    /// Takes the end of the file, or of a line: no character goes over it.
    pub(super) fn end(&mut self) {
        self.count.errors += u64::from(self.missing > 0);
        self.missing = 0;
    }

    fn is_next(&self, byte: u8) -> bool {
        let gap = matches!(self.structure, Structure::Cp932) && byte == 0x7F;
        byte >= self.next.0 && byte <= self.next.1 && !gap
    }

    /// The range of the bytes after the second.
    const fn later(&self) -> (u8, u8) {
        match self.structure {
            Structure::Utf8 => (0x80, 0xBF),
            Structure::Cp932 => (0x40, 0xFC),
            Structure::EucJp => (0xA1, 0xFE),
        }
    }

    /// Takes the first byte of a character.
    fn lead(&mut self, byte: u8) {
        let form = match self.structure {
            Structure::Utf8 => utf8(byte),
            Structure::Cp932 => cp932(byte),
            Structure::EucJp => euc_jp(byte),
        };
        match form {
            Some((0, _)) => self.count.characters += u64::from(byte >= 0x80),
            Some((missing, next)) => (self.missing, self.next) = (missing, next),
            None => self.count.errors += 1,
        }
    }
}

/// The number of bytes behind a first byte and the range of the second; `None` if no character begins so.
type Form = Option<(u8, (u8, u8))>;

/// UTF-8, after table 3-7 of the Unicode Standard.
const fn utf8(byte: u8) -> Form {
    match byte {
        0x00..=0x7F => Some((0, (0, 0))),
        0xC2..=0xDF => Some((1, (0x80, 0xBF))),
        0xE0 => Some((2, (0xA0, 0xBF))),
        0xED => Some((2, (0x80, 0x9F))),
        0xE1..=0xEC | 0xEE..=0xEF => Some((2, (0x80, 0xBF))),
        0xF0 => Some((3, (0x90, 0xBF))),
        0xF1..=0xF3 => Some((3, (0x80, 0xBF))),
        0xF4 => Some((3, (0x80, 0x8F))),
        0x80..=0xC1 | 0xF5..=0xFF => None,
    }
}

const fn cp932(byte: u8) -> Form {
    match byte {
        0x00..=0x7F | 0xA1..=0xDF => Some((0, (0, 0))),
        0x81..=0x9F | 0xE0..=0xFC => Some((1, (0x40, 0xFC))),
        0x80 | 0xA0 | 0xFD..=0xFF => None,
    }
}

const fn euc_jp(byte: u8) -> Form {
    match byte {
        0x00..=0x7F => Some((0, (0, 0))),
        0x8E => Some((1, (0xA1, 0xDF))),
        0x8F => Some((2, (0xA1, 0xFE))),
        0xA1..=0xFE => Some((1, (0xA1, 0xFE))),
        0x80..=0x8D | 0x90..=0xA0 | 0xFF => None,
    }
}
