//! Brakes: what keeps mails from being sent.

use crate::attributes::{Record, millis, text};
use crate::expression::Terms;
use crate::items::brake::{self, Brake, LIFTED_AT};
use crate::keys::{self, BRAKE};
use crate::request::Written;
use crate::{Result, Store};
use cadence::Instant;
use cadence::ids::SequenceId;

impl Store {
    /// All brakes that nobody has lifted, also those whose time is over.
    pub async fn brakes(&self) -> Result<Vec<Brake>> {
        let all = self.every_brake().await?;
        Ok(all.into_iter().filter(|(_, lifted_at)| lifted_at.is_none()).map(|(brake, _)| brake).collect())
    }

    /// All brakes, each with when it was lifted. A lifted one stays until the steps that it held have been let go.
    pub async fn every_brake(&self) -> Result<Vec<(Brake, Option<Instant>)>> {
        let items = self.query_all("read the brakes", BRAKE, "").await?;
        let lifted_at = |item| Record::new("brake", item).maybe_instant(LIFTED_AT);
        items.iter().map(|item| Ok((brake::read(item)?, lifted_at(item)?))).collect()
    }

    /// Puts a brake on, in place of the one that stands for the same sequence or for everything.
    pub async fn save_brake(&self, brake: &Brake) -> Result<()> {
        self.put("put a brake on", "brake", brake::write(brake)).await
    }

    /// Puts a brake on where none stands; one that somebody put on for longer is not shortened.
    pub async fn add_brake(&self, brake: &Brake) -> Result<()> {
        let terms = Terms::new().name("pk").name(LIFTED_AT);
        let condition = "attribute_not_exists(#pk) OR attribute_exists(#lifted_at)";
        let item = brake::write(brake);
        match self.put_where("put a brake on", "brake", item, condition, &terms).await? {
            Written::Done(_) => Ok(()),
            Written::Refused(Some(standing)) => {
                let standing = brake::read(&standing)?;
                let longer = standing.until.zip(brake.until).is_some_and(|(old, new)| old < new)
                    || (standing.until.is_some() && brake.until.is_none());
                if longer { self.save_brake(brake).await } else { Ok(()) }
            }
            Written::Refused(None) => self.save_brake(brake).await,
        }
    }

    /// Takes the brake off a sequence, or the one off everything. Steps that it held are let go by the next ticks.
    pub async fn lift_brake(&self, sequence: Option<&SequenceId>, at: Instant) -> Result<()> {
        let key = keys::brake(sequence);
        let terms = Terms::new().name("pk").name(LIFTED_AT).text(LIFTED_AT, millis(at));
        let change = "SET #lifted_at = if_not_exists(#lifted_at, :lifted_at)";
        self.update_where("lift a brake", &key, change, "attribute_exists(#pk)", &terms).await?;
        Ok(())
    }

    /// Forgets a brake that is over, when nothing is held by it any more; one that was put on anew meanwhile stays.
    pub async fn forget_brake(&self, brake: &Brake) -> Result<()> {
        let since = text(millis(brake.since));
        let terms = Terms::new().name("since").value("since", since);
        self.delete_where("forget a brake", &keys::brake(brake.sequence.as_ref()), "#since = :since", &terms)
            .await
    }
}
