//! Base32 (RFC 4648 §6, lower case, no padding): 16 bytes as 26 characters, the form of every id that the program makes.

use data_encoding::{Encoding, Specification};
use std::sync::LazyLock;

static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    #[expect(clippy::expect_used, reason = "a constant alphabet of 32 different symbols is always valid")]
    specification.encoding().expect("32 different symbols")
});

/// 16 bytes as 26 characters of base32.
pub(crate) fn encode(bytes: &[u8; 16]) -> String {
    BASE32.encode(bytes)
}

/// The 16 bytes behind 26 characters of base32, as every id made by the program has them.
pub(crate) fn decode(text: &str) -> [u8; 16] {
    let value = |character: u8| match character {
        b'a'..=b'z' => character - b'a',
        other => other.wrapping_sub(b'2').wrapping_add(26) & 31,
    };
    // 25 characters hold 125 bits; the last one has three more, and two that are nothing.
    let bits = text.bytes().take(25).fold(0_u128, |bits, it| (bits << 5) | u128::from(value(it)));
    let last = text.as_bytes().get(25).copied().map_or(0, value);
    ((bits << 3) | u128::from(last >> 2)).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_decodes_to_the_bytes_it_was_made_of() {
        for bytes in [[0; 16], [255; 16], std::array::from_fn(|at| u8::try_from(at * 17).unwrap())] {
            assert_eq!(decode(&encode(&bytes)), bytes);
        }
    }
}
