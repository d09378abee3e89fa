//! `L#<lead>` / `campaign`: `first` and `last`, a map each, as far as they are known. No sender reads it.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::campaign::{Campaign, Touch};
use cadence::ids::LeadId;

pub(crate) fn write(lead: &LeadId, campaign: &Campaign) -> Attributes {
    let draft = Draft::at(&keys::campaign(lead));
    let draft = touched(draft, "first", campaign.first.as_ref());
    touched(draft, "last", campaign.last.as_ref()).done()
}

pub(crate) fn read(item: &Attributes) -> Result<Campaign, StoreError> {
    let record = Record::new("campaign", item);
    Ok(Campaign { first: touch(&record, "first")?, last: touch(&record, "last")? })
}

/// An item with one more touch, where there is one.
pub(crate) fn touched(draft: Draft, name: &str, touch: Option<&Touch>) -> Draft {
    match touch {
        Some(touch) => {
            draft.map(name, touch.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())))
        }
        None => draft,
    }
}

/// A text that was cleaned before it was written is read back as it was.
pub(crate) fn touch(record: &Record<'_>, name: &str) -> Result<Option<Touch>, StoreError> {
    if record.has(name) { Ok(Touch::read(record.map(name)?)) } else { Ok(None) }
}
