//! `L#<lead>` / `now#tags`: `tags` (list), `rev`. Absent until the lead gets a first tag.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::ids::{LeadId, Tag};
use cadence::tags::Tags;

/// The attribute that holds the names.
pub(crate) const TAGS: &str = "tags";

pub(crate) fn write(lead: &LeadId, tags: &Tags) -> Attributes {
    Draft::at(&keys::tags(lead)).list(TAGS, tags.iter().map(ToString::to_string)).done()
}

pub(crate) fn read(item: &Attributes) -> Result<Tags, StoreError> {
    let names = Record::new("tags", item).all(TAGS, |text| Tag::parse(text).ok())?;
    Ok(names.into_iter().collect())
}
