//! One sweep a day for each sequence, however often it is called.

use crate::attributes::{Draft, Record};
use crate::expression::Terms;
use crate::keys;
use crate::request::Written;
use crate::{Result, Store};
use cadence::ids::SequenceId;
use chrono::NaiveDate;

/// The attribute that holds the day of the last sweep.
const SWEPT: &str = "swept";

impl Store {
    /// Whether the sweep of this day begins now. False when it has been begun before, or a later one has.
    pub async fn begin_sweep(&self, sequence: &SequenceId, day: NaiveDate) -> Result<bool> {
        let key = keys::swept(sequence);
        let item = Draft::at(&key).text(SWEPT, day.to_string()).done();
        let terms = Terms::new().name("pk").pair(SWEPT, day.to_string());
        let condition = "attribute_not_exists(#pk) OR #swept < :swept";
        let written = self.put_where("begin a sweep", "cursor", item, condition, &terms).await?;
        Ok(matches!(written, Written::Done(_)))
    }

    /// The day of the last sweep of a sequence.
    pub async fn last_sweep(&self, sequence: &SequenceId) -> Result<Option<NaiveDate>> {
        let item = self.get("read the last sweep", &keys::swept(sequence)).await?;
        item.map(|item| Record::new("cursor", &item).parsed(SWEPT, crate::attributes::parse_day)).transpose()
    }
}
