//! Brakes: what keeps mails from being sent.

use crate::attributes::{Attributes, millis};
use crate::expression::Terms;
use crate::items::brake::{self, Brake, LIFTED_AT};
use crate::keys::{LIVE, PAUSE};
use crate::request::Written;
use crate::{Result, Store};
use cadence::Instant;

const PUT_ON: &str = "put a brake on";

impl Store {
    /// All brakes that nobody has lifted, also those whose time is over.
    pub async fn brakes(&self) -> Result<Vec<Brake>> {
        let all = self.every_brake().await?;
        Ok(all.into_iter().filter(|(_, lifted_at)| lifted_at.is_none()).map(|(brake, _)| brake).collect())
    }

    /// All brakes, each with when it was lifted. A lifted one stays until the steps that it held have been let go.
    pub async fn every_brake(&self) -> Result<Vec<(Brake, Option<Instant>)>> {
        let items = self.query_all("read the brakes", LIVE, PAUSE).await?;
        items.iter().map(brake::read_lifted).collect()
    }

    /// Puts a brake on, beside those of other sources. One of the same source that holds the same for as long stays as it is;
    /// then nothing changes, and the answer is false.
    pub async fn add_brake(&self, brake: &Brake) -> Result<bool> {
        let terms = Terms::new().name("pk").name(LIFTED_AT);
        let condition = "attribute_not_exists(#pk) OR attribute_exists(#lifted_at)";
        let item = brake::write(brake);
        match self.put_where(PUT_ON, "brake", item.clone(), condition, &terms).await? {
            Written::Done(_) => Ok(true),
            // It was put on by a call whose answer got lost.
            Written::Refused(Some(standing)) if standing == item => Ok(true),
            Written::Refused(Some(standing)) if holds_as_long(&brake::read(&standing)?, brake) => Ok(false),
            Written::Refused(_) => self.put_in_place(item).await,
        }
    }

    async fn put_in_place(&self, item: Attributes) -> Result<bool> {
        self.put(PUT_ON, "brake", item).await?;
        Ok(true)
    }

    /// Takes off this brake and no other. Steps that it held are let go by the next ticks, unless another one holds them. False
    /// where it does not stand any more, or another one of its source stands in its place.
    pub async fn lift_brake(&self, brake: &Brake, at: Instant) -> Result<bool> {
        let terms = Terms::new().pair("since", millis(brake.since)).pair(LIFTED_AT, millis(at));
        let change = "SET #lifted_at = if_not_exists(#lifted_at, :lifted_at)";
        match self.update_where("lift a brake", &brake.key(), change, "#since = :since", &terms).await? {
            Written::Done(_) => Ok(true),
            Written::Refused(_) => Ok(false),
        }
    }

    /// Forgets a brake that is over, when nothing is held by it any more; one that was put on anew meanwhile stays.
    pub async fn forget_brake(&self, brake: &Brake) -> Result<()> {
        let terms = Terms::new().pair("since", millis(brake.since));
        self.delete_where("forget a brake", &brake.key(), "#since = :since", &terms).await
    }
}

fn holds_as_long(standing: &Brake, other: &Brake) -> bool {
    match (standing.until, other.until) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(standing), Some(other)) => standing >= other,
    }
}
