//! `L#<lead>` / `entry#<sequence>`: `run` and `fields` (map), the data of the event that began that run, and
//! `campaign` (map), the visit in which it was posted.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::items::campaign::{touch, touched};
use crate::keys;
use cadence::campaign::Touch;
use cadence::enrollment::Enrollment;
use cadence::ids::RunId;
use std::collections::BTreeMap;

pub(crate) fn write(
    enrollment: &Enrollment,
    fields: &BTreeMap<String, String>,
    campaign: Option<&Touch>,
) -> Attributes {
    let draft = Draft::at(&keys::entry(&enrollment.lead, &enrollment.sequence))
        .text("run", enrollment.run.as_str())
        .map("fields", fields.clone());
    touched(draft, "campaign", campaign).done()
}

pub(crate) fn read(item: &Attributes) -> Result<(RunId, BTreeMap<String, String>), StoreError> {
    let record = Record::new("entry", item);
    Ok((record.parsed("run", |text| RunId::parse(text).ok())?, record.map("fields")?))
}

/// The run and the campaign of the visit that began it.
pub(crate) fn read_campaign(item: &Attributes) -> Result<(RunId, Option<Touch>), StoreError> {
    let record = Record::new("entry", item);
    Ok((record.parsed("run", |text| RunId::parse(text).ok())?, touch(&record, "campaign")?))
}
