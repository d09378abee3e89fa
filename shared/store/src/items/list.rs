//! `L#<lead>` / `list#<list>`: `since`, `keys` (words, the latest last; absent where there is none), `rev`.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::Instant;
use cadence::fingerprint;
use cadence::ids::{LeadId, ListId};

/// A lead's place on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPlace {
    /// The list.
    pub list: ListId,
    /// The import that brought the lead first.
    pub since: Instant,
    /// Short names of the latest handings over by other systems, the latest last.
    pub keys: Vec<String>,
}

/// Handings over that are remembered for a lead and a list.
const KEYS_MAX: usize = 8;

impl ListPlace {
    /// A place that a lead takes at a time.
    pub fn new(list: &ListId, since: Instant) -> Self {
        Self { list: list.clone(), since, keys: Vec::new() }
    }

    /// Whether a handing over of this name is remembered.
    pub fn knows(&self, key: &str) -> bool {
        self.keys.contains(&fingerprint::hex(key))
    }

    /// The place with a handing over remembered.
    #[must_use]
    pub fn after(mut self, key: &str) -> Self {
        self.keys.push(fingerprint::hex(key));
        if self.keys.len() > KEYS_MAX {
            self.keys.remove(0);
        }
        self
    }
}

pub(crate) fn write(lead: &LeadId, place: &ListPlace) -> Attributes {
    let keys = Some(place.keys.join(" ")).filter(|keys| !keys.is_empty());
    Draft::at(&keys::list(lead, &place.list)).instant("since", place.since).maybe_text("keys", keys).done()
}

pub(crate) fn read(item: &Attributes) -> Result<ListPlace, StoreError> {
    let record = Record::new("list", item);
    let keys = record.maybe_text("keys")?.unwrap_or_default();
    let keys = keys.split_ascii_whitespace().map(str::to_owned).collect();
    Ok(ListPlace { list: record.parsed("sk", keys::parse_list)?, since: record.instant("since")?, keys })
}
