//! `L#<lead>` / `entry#<sequence>`: `begins` (the run) and `fields` (map), the data of the event that began that run, and
//! `campaign` (map), the visit in which it was posted. Older items have `run` instead of `begins`, which named the run as it stood
//! when a mail was in flight, so theirs is taken for any run.

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
        .text("begins", enrollment.entered().as_str())
        .map("fields", fields.clone());
    touched(draft, "campaign", campaign).done()
}

/// The fields, if they are those of this run.
pub(crate) fn read_of(
    run: &RunId,
    item: &Attributes,
) -> Result<Option<BTreeMap<String, String>>, StoreError> {
    let record = Record::new("entry", item);
    let begins = record.maybe_parsed("begins", |text| RunId::parse(text).ok())?;
    if begins.is_some_and(|begins| begins != *run) { Ok(None) } else { record.map("fields").map(Some) }
}

/// The run and the campaign of the visit that began it.
pub(crate) fn read_campaign(item: &Attributes) -> Result<(RunId, Option<Touch>), StoreError> {
    let record = Record::new("entry", item);
    let run = |name| record.maybe_parsed(name, |text| RunId::parse(text).ok());
    let run = run("begins")?.or(run("run")?).ok_or_else(|| record.corrupt("begins"))?;
    Ok((run, touch(&record, "campaign")?))
}
