//! The encoding of a file, told by one pass over all of it.
//!
//! Marketers' files can be plain ASCII for megabytes before the first Japanese name, so no beginning of a
//! file decides. The pass holds one line and the tables of the detector, whatever the size. It takes in this
//! order:
//!
//! 1. a byte order mark;
//! 2. zero bytes in every other place: UTF-16 without a mark;
//! 3. escape sequences of ISO-2022-JP, if all bytes have seven bits: such a file is valid UTF-8 too;
//! 4. UTF-8, if nothing or hardly anything contradicts it;
//! 5. CP932 and EUC-JP, by their structure over the whole file, and where both are possible, or neither, by
//!    the letters' statistics (chardetng) over the first lines outside of ASCII.

mod validity;

use crate::encoding::Encoding;
use crate::limits::{CHUNK_BYTES, SAMPLE_BYTES_MAX, SAMPLE_LINE_BYTES_MAX};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use validity::{Count, Structure, Validity};

/// The reason to take something for granted, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// The user said so.
    Said,
    /// Nothing else is possible, or the file itself says so.
    Certain,
    /// Something else is possible and improbable.
    Likely,
    /// It could as well be something else; people should look at the preview.
    Guess,
}

/// A thing found in a file, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding<T> {
    /// The thing.
    pub value: T,
    /// The reason to believe it.
    pub sureness: Sureness,
}

impl<T> Finding<T> {
    /// A thing with the reason to believe it.
    pub const fn new(value: T, sureness: Sureness) -> Self {
        Self { value, sureness }
    }
}

/// The identity of a file's content. SHA-256 costs little here, because the encoding asks for every byte
/// anyway, and nothing weaker tells an edited list of the same length from the one that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileIdentity {
    /// Bytes of the file.
    pub length: u64,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
}

/// Everything that one pass over a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Survey {
    /// The encoding.
    pub encoding: Finding<Encoding>,
    /// The identity of the content.
    pub identity: FileIdentity,
}

/// Reads a file to its end and tells its encoding.
///
/// # Errors Those of the reader; the bytes themselves are never an error.
pub fn survey(mut input: impl Read) -> io::Result<Survey> {
    let mut detector = Detector::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match input.read(&mut chunk) {
            Ok(0) => return Ok(detector.finish()),
            Ok(read) => detector.feed(chunk.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A detection under way. It is fed chunk by chunk, and chunks can end anywhere.
struct Detector {
    sha256: Sha256,
    length: u64,
    /// The first three bytes.
    opening: Vec<u8>,
    /// The last three bytes that were seen, the latest in the lowest bits.
    latest: u32,
    escapes: u64,
    eight_bits: bool,
    /// Zero bytes in even and in odd places.
    zeros: [u64; 2],
    utf8: Validity,
    cp932: Validity,
    euc_jp: Validity,
    /// The line under way, as long as it may be shown to the statistics.
    line: Vec<u8>,
    line_has_letters: bool,
    sampled: usize,
    statistics: EncodingDetector,
}

impl Detector {
    fn new() -> Self {
        Self {
            sha256: Sha256::new(),
            length: 0,
            opening: Vec::new(),
            latest: 0,
            escapes: 0,
            eight_bits: false,
            zeros: [0; 2],
            utf8: Validity::new(Structure::Utf8),
            cp932: Validity::new(Structure::Cp932),
            euc_jp: Validity::new(Structure::EucJp),
            line: Vec::new(),
            line_has_letters: false,
            sampled: 0,
            statistics: EncodingDetector::new(Iso2022JpDetection::Deny),
        }
    }

    fn feed(&mut self, chunk: &[u8]) {
        self.sha256.update(chunk);
        let missing = 3_usize.saturating_sub(self.opening.len());
        self.opening.extend(chunk.iter().take(missing));
        for byte in chunk {
            self.take(*byte);
        }
    }

    fn take(&mut self, byte: u8) {
        let place = usize::from(self.length % 2 == 1);
        self.length += 1;
        let between = self.utf8.is_between() && self.cp932.is_between() && self.euc_jp.is_between();
        if byte >= 0x80 || !between {
            self.eight_bits |= byte >= 0x80;
            self.line_has_letters = true;
            self.utf8.take(byte);
            self.cp932.take(byte);
            self.euc_jp.take(byte);
        }
        if byte == 0
            && let Some(zeros) = self.zeros.get_mut(place)
        {
            *zeros += 1;
        }
        self.latest = (self.latest << 8 | u32::from(byte)) & 0x00FF_FFFF;
        // ESC $ @, ESC $ B, ESC ( I and ESC ( J; ESC ( B alone changes nothing.
        self.escapes += u64::from(matches!(self.latest, 0x1B_24_40 | 0x1B_24_42 | 0x1B_28_49 | 0x1B_28_4A));
        self.sample(byte);
    }

    /// Keeps the line for the statistics, and shows it to them at its end.
    fn sample(&mut self, byte: u8) {
        if self.sampled >= SAMPLE_BYTES_MAX {
            return;
        }
        if self.line.len() < SAMPLE_LINE_BYTES_MAX {
            self.line.push(byte);
        }
        if byte == b'\n' || byte == b'\r' {
            self.end_line();
        }
    }

    /// Shows a line to the statistics if it has letters outside of ASCII and can be read in one of the two
    /// encodings at least, because one damaged place rules an encoding out for good there.
    fn end_line(&mut self) {
        if self.line.len() >= SAMPLE_LINE_BYTES_MAX {
            // Its end may cut a letter. No byte of a letter is as small as a delimiter.
            let end = self.line.iter().rposition(|byte| *byte < 0x40).map_or(0, |last| last + 1);
            self.line.truncate(end);
        }
        let is_read = |encoding: &'static encoding_rs::Encoding| {
            encoding.decode_without_bom_handling_and_without_replacement(&self.line).is_some()
        };
        if self.line_has_letters && (is_read(encoding_rs::SHIFT_JIS) || is_read(encoding_rs::EUC_JP)) {
            self.statistics.feed(&self.line, false);
            self.sampled += self.line.len();
        }
        self.line.clear();
        self.line_has_letters = false;
    }

    fn finish(mut self) -> Survey {
        for validity in [&mut self.utf8, &mut self.cp932, &mut self.euc_jp] {
            validity.end();
        }
        self.end_line();
        let encoding = self.encoding();
        let identity = FileIdentity { length: self.length, sha256: self.sha256.finalize().into() };
        Survey { encoding, identity }
    }

    fn encoding(&self) -> Finding<Encoding> {
        let mark = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be]
            .into_iter()
            .find(|encoding| self.opening.starts_with(encoding.mark()));
        if let Some(encoding) = mark {
            return Finding::new(encoding, Sureness::Certain);
        }
        let [even, odd] = self.zeros;
        // Three letters of ten in a file of Western names and addresses, and every delimiter, have a zero
        // byte.
        if (even + odd) * 10 > self.length && even.abs_diff(odd) * 10 > (even + odd) * 9 {
            let encoding = if even > odd { Encoding::Utf16Be } else { Encoding::Utf16Le };
            return Finding::new(encoding, Sureness::Likely);
        }
        if self.escapes > 0 && !self.eight_bits {
            return Finding::new(Encoding::Iso2022Jp, Sureness::Certain);
        }
        let utf8 = self.utf8.count;
        if utf8.errors == 0 {
            return Finding::new(Encoding::Utf8, Sureness::Certain);
        }
        if utf8.is_plausible() {
            return Finding::new(Encoding::Utf8, Sureness::Likely);
        }
        self.legacy(self.cp932.count, self.euc_jp.count)
    }

    /// Decides between the encodings of eight bits that are not UTF-8.
    fn legacy(&self, cp932: Count, euc_jp: Count) -> Finding<Encoding> {
        let guessed = |domain: Option<&[u8]>| self.statistics.guess(domain, Utf8Detection::Deny);
        let guess = (self.sampled > 0).then(|| guessed(Some(b"jp")));
        // Any encoding of one byte for a letter: in a short file the statistics are often wrong about which.
        let western = self.sampled == 0 || guessed(None).is_single_byte();
        let sure = |errors: u64| if errors == 0 { Sureness::Certain } else { Sureness::Likely };
        match (cp932.is_plausible(), euc_jp.is_plausible()) {
            (false, false) if western => Finding::new(Encoding::Windows1252, Sureness::Likely),
            (true, false) if western && guess.is_none_or(|guess| guess != encoding_rs::SHIFT_JIS) => {
                Finding::new(Encoding::Windows1252, Sureness::Guess)
            }
            (true, false) => Finding::new(Encoding::Cp932, sure(cp932.errors)),
            (false, true) => Finding::new(Encoding::EucJp, sure(euc_jp.errors)),
            (true, true) | (false, false) => {
                let by_structure =
                    if cp932.errors > euc_jp.errors { Encoding::EucJp } else { Encoding::Cp932 };
                match guess {
                    Some(guess) if guess == encoding_rs::SHIFT_JIS => {
                        Finding::new(Encoding::Cp932, Sureness::Likely)
                    }
                    Some(guess) if guess == encoding_rs::EUC_JP => {
                        Finding::new(Encoding::EucJp, Sureness::Likely)
                    }
                    Some(_) | None => Finding::new(by_structure, Sureness::Guess),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
