//! Pauses of a sequence, or of everything.

use crate::attributes::{Attributes, millis};
use crate::expression::Terms;
use crate::items::pause::{self, LIFTED_AT, Pause};
use crate::keys::{LIVE, PAUSE};
use crate::request::Written;
use crate::{Result, Store};
use cadence::Instant;

const SET: &str = "set a pause";

impl Store {
    /// All pauses that nobody has lifted, also those whose time is over.
    pub async fn pauses(&self) -> Result<Vec<Pause>> {
        let all = self.every_pause().await?;
        Ok(all.into_iter().filter(|(_, lifted_at)| lifted_at.is_none()).map(|(pause, _)| pause).collect())
    }

    /// All pauses, each with when it was lifted. A lifted one stays until the steps that it paused have been let go.
    pub async fn every_pause(&self) -> Result<Vec<(Pause, Option<Instant>)>> {
        let items = self.query_all("read the pauses", LIVE, PAUSE).await?;
        items.iter().map(pause::read_lifted).collect()
    }

    /// Sets a pause, beside those that others set. One of the same setter that pauses the same for as long stays as it is;
    /// then nothing changes, and the answer is false.
    pub async fn add_pause(&self, pause: &Pause) -> Result<bool> {
        let terms = Terms::new().name("pk").name(LIFTED_AT);
        let condition = "attribute_not_exists(#pk) OR attribute_exists(#lifted_at)";
        let item = pause::write(pause);
        match self.put_where(SET, "pause", item.clone(), condition, &terms).await? {
            Written::Done(_) => Ok(true),
            // It was put on by a call whose answer got lost.
            Written::Refused(Some(standing)) if standing == item => Ok(true),
            Written::Refused(Some(standing)) if holds_as_long(&pause::read(&standing)?, pause) => Ok(false),
            Written::Refused(_) => self.put_in_place(item).await,
        }
    }

    async fn put_in_place(&self, item: Attributes) -> Result<bool> {
        self.put(SET, "pause", item).await?;
        Ok(true)
    }

    /// Takes off this pause and no other. Steps that it paused are let go by the next ticks, unless another one pauses them. False
    /// where it does not stand any more, or another one of its setter stands in its place.
    pub async fn lift_pause(&self, pause: &Pause, at: Instant) -> Result<bool> {
        let terms = Terms::new().pair("since", millis(pause.since)).pair(LIFTED_AT, millis(at));
        let change = "SET #lifted_at = if_not_exists(#lifted_at, :lifted_at)";
        match self.update_where("lift a pause", &pause.key(), change, "#since = :since", &terms).await? {
            Written::Done(_) => Ok(true),
            Written::Refused(_) => Ok(false),
        }
    }

    /// Forgets a pause that is over, when nothing is paused by it any more; one that was set anew meanwhile stays.
    pub async fn forget_pause(&self, pause: &Pause) -> Result<()> {
        let terms = Terms::new().pair("since", millis(pause.since));
        self.delete_where("forget a pause", &pause.key(), "#since = :since", &terms).await
    }
}

fn holds_as_long(standing: &Pause, other: &Pause) -> bool {
    match (standing.until, other.until) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(standing), Some(other)) => standing >= other,
    }
}
