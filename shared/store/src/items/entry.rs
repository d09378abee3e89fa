//! `L#<lead>` / `entry#<sequence>`: `run` and `fields` (map), the data of the event that began that run.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::enrollment::Enrollment;
use cadence::ids::RunId;
use std::collections::BTreeMap;

pub(crate) fn write(enrollment: &Enrollment, fields: &BTreeMap<String, String>) -> Attributes {
    Draft::at(&keys::entry(&enrollment.lead, &enrollment.sequence))
        .text("run", enrollment.run.as_str())
        .map("fields", fields.clone())
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<(RunId, BTreeMap<String, String>), StoreError> {
    let record = Record::new("entry", item);
    Ok((record.parsed("run", |text| RunId::parse(text).ok())?, record.map("fields")?))
}
