//! `L#<lead>` / `list#<list>`: `since`, `rev`. Written once, with the lead or later.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::Instant;
use cadence::ids::{LeadId, ListId};

/// A lead's place on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPlace {
    /// The list.
    pub list: ListId,
    /// The import that brought the lead first.
    pub since: Instant,
}

pub(crate) fn write(lead: &LeadId, place: &ListPlace) -> Attributes {
    Draft::at(&keys::list(lead, &place.list)).instant("since", place.since).done()
}

pub(crate) fn read(item: &Attributes) -> Result<ListPlace, StoreError> {
    let record = Record::new("list", item);
    Ok(ListPlace { list: record.parsed("sk", keys::parse_list)?, since: record.instant("since")? })
}
