//! Enrollments: where leads stand in sequences.

use crate::attributes::Attributes;
use crate::items::{enrollment, entry};
use crate::keys::{self, Key};
use crate::lane::Lane;
use crate::request::stored;
use crate::stored::{Saved, Stored};
use crate::{Result, Store};
use cadence::campaign::Touch;
use cadence::enrollment::Enrollment;
use cadence::ids::{LeadId, RunId, SequenceId};
use std::collections::BTreeMap;

impl Store {
    /// The lead's enrollment in the sequence, read strongly.
    pub async fn enrollment(
        &self,
        lead: &LeadId,
        sequence: &SequenceId,
    ) -> Result<Option<Stored<Enrollment>>> {
        self.get_stored("read an enrollment", &keys::enrollment(lead, sequence), enrollment::read).await
    }

    /// All enrollments of the lead, by sequence, read strongly.
    pub async fn enrollments_of(&self, lead: &LeadId) -> Result<Vec<Stored<Enrollment>>> {
        let items =
            self.query_all("read the enrollments of a lead", &keys::lead(lead), keys::ENROLLMENT).await?;
        items.iter().map(|item| stored(item, enrollment::read)).collect()
    }

    /// Writes what became of an enrollment, and moves it in the due index where its time changed. An enrollment is made by
    /// [`Store::admit`] only, so nothing comes back to life here.
    pub async fn save_enrollment(
        &self,
        seen: &Stored<Enrollment>,
        next: &Enrollment,
        lane: Lane,
    ) -> Result<Saved<Enrollment>> {
        let item = enrollment::write(next, lane, self.shards().await?);
        self.save("save an enrollment", "enrollment", item, Some(seen.rev), enrollment::read).await
    }

    /// The fields of the event that began this run; `None` if it brought none. A long field is among them if it is asked for by
    /// its name. What was written for a run never changes, so an old look that shows it suffices.
    pub async fn entry(
        &self,
        lead: &LeadId,
        sequence: &SequenceId,
        run: &RunId,
        asked: impl Fn(&str) -> bool,
    ) -> Result<Option<BTreeMap<String, String>>> {
        const OPERATION: &str = "read an entry event";
        let key = keys::entry(lead, sequence);
        let Some((mut fields, item)) = self.entry_item(OPERATION, &key, run).await? else { return Ok(None) };
        if entry::long_names(&item)?.iter().any(|name| asked(name)) {
            let long = self.entry_item(OPERATION, &keys::long_entry(lead, sequence), run).await?;
            fields.extend(long.map(|(fields, _)| fields).unwrap_or_default());
        }
        Ok(Some(fields))
    }

    async fn entry_item(
        &self,
        operation: &'static str,
        key: &Key,
        run: &RunId,
    ) -> Result<Option<(BTreeMap<String, String>, Attributes)>> {
        if let Some(item) = self.get_weakly(operation, key).await?
            && let Some(fields) = entry::read_of(run, &item)?
        {
            return Ok(Some((fields, item)));
        }
        let Some(item) = self.get(operation, key).await? else { return Ok(None) };
        Ok(entry::read_of(run, &item)?.map(|fields| (fields, item)))
    }

    /// The campaign of the visit that began a run, and the run; it speaks for the present run only if it is the same.
    pub async fn entry_campaign(
        &self,
        lead: &LeadId,
        sequence: &SequenceId,
    ) -> Result<Option<(RunId, Option<Touch>)>> {
        let item = self.get("read the campaign of an entry", &keys::entry(lead, sequence)).await?;
        item.as_ref().map(entry::read_campaign).transpose()
    }
}
