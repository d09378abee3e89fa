//! Addresses that stand in a file twice. Only the first row of an address is imported; a later one would change what the first one
//! said, and change it back with the next import.

use cadence::address::EmailAddress;
use cadence::fingerprint;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Addresses that are remembered at most, by eight bytes each. Behind that many rows a repetition is imported.
const REMEMBERED_MAX: usize = 1_000_000;

/// The rows in which addresses stood first.
#[derive(Debug, Default)]
pub(super) struct Repeats(HashMap<u64, u64>);

impl Repeats {
    /// Notes the address of a row; gives the row in which it stood before.
    pub(super) fn note(&mut self, address: &str, row: u64) -> Option<u64> {
        let address = EmailAddress::parse(address).ok()?;
        let name = fingerprint::of(address.wire().to_ascii_lowercase().as_bytes());
        let is_full = self.0.len() >= REMEMBERED_MAX;
        match self.0.entry(name) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(free) => {
                if !is_full {
                    free.insert(row);
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_another_case_or_width_is_the_same_and_others_are_not() {
        let mut repeats = Repeats::default();
        assert_eq!(repeats.note("taro@example.jp", 2), None);
        assert_eq!(repeats.note("hana@example.jp", 3), None);
        assert_eq!(repeats.note("Taro@EXAMPLE.jp", 4), Some(2));
        assert_eq!(repeats.note("no address", 5), None);
        assert_eq!(repeats.note("no address", 6), None, "another reason is told");
    }
}
