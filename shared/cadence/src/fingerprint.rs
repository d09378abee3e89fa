//! Short names for long texts: FNV-1a, 64 and 32 bits (Fowler, Noll, Vo: RFC 9923). It tells texts apart and keeps no secret.

/// The value to begin with (RFC 9923 §5).
const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// The same for 32 bits.
const OFFSET_BASIS_32: u32 = 0x811c_9dc5;
const PRIME_32: u32 = 0x0100_0193;

/// The fingerprint of some bytes.
pub fn of(bytes: &[u8]) -> u64 {
    after(OFFSET_BASIS, bytes)
}

/// The fingerprint of what came before, whose fingerprint is given, and these bytes after it.
pub fn after(before: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(before, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

/// The fingerprint of some bytes in 32 bits.
pub fn of_32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(OFFSET_BASIS_32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(PRIME_32))
}

/// The fingerprint of a text as 16 hexadecimal digits.
pub fn hex(text: &str) -> String {
    format!("{:016x}", of(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_those_of_the_published_vectors() {
        for (text, expected) in
            [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")]
        {
            assert_eq!(hex(text), expected, "{text:?}");
        }
        assert_eq!(after(of(b"foo"), b"bar"), of(b"foobar"));
        assert_eq!(
            ["", "a", "foobar"].map(|text| of_32(text.as_bytes())),
            [0x811c_9dc5, 0xe40c_292c, 0xbf9c_f968]
        );
    }
}
