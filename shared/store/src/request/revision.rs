//! Revisions: a write succeeds only on what its writer has seen.

use crate::attributes::{Attributes, Record, number};
use crate::expression::Terms;
use crate::stored::Stored;
use crate::{Result, line};
use cadence::Instant;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The attribute that holds the revision.
pub(crate) const REV: &str = "rev";

/// Reads an item with its revision.
pub(crate) fn stored<T>(item: &Attributes, read: fn(&Attributes) -> Result<T>) -> Result<Stored<T>> {
    let value = read(item)?;
    Ok(Stored { value, rev: Record::new("item", item).number(REV)? })
}

/// The condition under which an item of this revision, or a new one, may be written.
pub(crate) fn unchanged(seen: Option<u64>) -> (&'static str, Terms) {
    match seen {
        None => ("attribute_not_exists(#pk)", Terms::new().name("pk")),
        Some(rev) => ("#rev = :seen", Terms::new().name(REV).value("seen", number(rev))),
    }
}

/// The item with the revision that follows the one seen. An item that holds no time of its own names the moment since which its
/// lead is known, see [`first_revision`].
pub(crate) fn revised(mut item: Attributes, seen: Option<u64>, lead_since: Option<Instant>) -> Attributes {
    let rev = seen.map_or_else(|| first_revision(&item, lead_since), |seen| seen + 1);
    item.insert(REV.to_owned(), number(rev));
    item
}

/// The first revision of a new item: a number that follows from what is written. Whoever still holds what was
/// erased is thereby not taken for a reader of what was made anew, while a write that is repeated stays the same. The same words
/// about a person who was erased and came back are told apart by the moment since which the person is known.
fn first_revision(item: &Attributes, lead_since: Option<Instant>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (line::line(item), lead_since).hash(&mut hasher);
    hasher.finish() >> 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::text;

    fn item(started_at: &str) -> Attributes {
        Attributes::from(["pk", "started_at"].map(|name| (name.to_owned(), text(started_at))))
    }

    #[test]
    fn what_is_made_anew_begins_elsewhere_and_what_is_written_again_does_not() {
        let first = |at| revised(item(at), None, None)[REV].clone();
        assert_eq!(first("10:00:00.001"), first("10:00:00.001"));
        assert_ne!(first("10:00:00.001"), first("10:00:00.002"));
        let of_lead = |since| revised(item("10:00"), None, Instant::from_timestamp(since, 0))[REV].clone();
        assert_eq!(of_lead(1), of_lead(1));
        assert_ne!(of_lead(1), of_lead(2));
    }

    #[test]
    fn each_write_goes_up_by_one() {
        assert_eq!(revised(item("10:00"), Some(7), None)[REV], number(8));
    }
}
