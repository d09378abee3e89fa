//! `L#<lead>` / `entry#<sequence>`: `begins` (the run) and `fields` (map), the data of the event that began that run, `long`
//! (list), the names of further fields, and `campaign` (map), the visit in which it was posted. Older items have `run` instead
//! of `begins`, which named the run as it stood when a mail was in flight, so theirs is taken for any run.
//!
//! `L#<lead>` / `entry#<sequence>#long`: `begins` and `fields`, the values of more than 256 bytes. They stand apart, so that a
//! mail which does not show an inquiry of several pages does not pay for reading it.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::items::campaign::{touch, touched};
use crate::keys;
use cadence::campaign::Touch;
use cadence::enrollment::Enrollment;
use cadence::ids::RunId;
use std::collections::{BTreeMap, BTreeSet};

const LONG: &str = "long";

/// The longest value in bytes that stands beside the others.
const SHORT_BYTES_MAX: usize = 256;

/// One item, and a second one where a value is long.
pub(crate) fn write(
    enrollment: &Enrollment,
    fields: &BTreeMap<String, String>,
    campaign: Option<&Touch>,
) -> Vec<Attributes> {
    let (long, short): (BTreeMap<_, _>, BTreeMap<_, _>) =
        fields.clone().into_iter().partition(|(_, value)| value.len() > SHORT_BYTES_MAX);
    let item =
        |key, fields| Draft::at(&key).text("begins", enrollment.entered().as_str()).map("fields", fields);
    let (lead, sequence) = (&enrollment.lead, &enrollment.sequence);
    let first = touched(item(keys::entry(lead, sequence), short), "campaign", campaign);
    if long.is_empty() {
        return vec![first.done()];
    }
    let first = first.list(LONG, long.keys().cloned());
    vec![first.done(), item(keys::long_entry(lead, sequence), long).done()]
}

/// The names of the fields that stand apart.
pub(crate) fn long_names(item: &Attributes) -> Result<BTreeSet<String>, StoreError> {
    Record::new("entry", item).all(LONG, |name| Some(name.to_owned()))
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
