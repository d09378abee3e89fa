//! Brakes: what keeps mails from being sent.

use crate::items::brake::{self, Brake};
use crate::keys::{self, BRAKE};
use crate::{Result, Store};
use cadence::ids::SequenceId;

impl Store {
    /// All brakes, also those whose time is over.
    pub async fn brakes(&self) -> Result<Vec<Brake>> {
        let items = self.query_all("read the brakes", BRAKE, "").await?;
        items.iter().map(brake::read).collect()
    }

    /// Puts a brake on, in place of the one that stands for the same sequence or for everything.
    pub async fn save_brake(&self, brake: &Brake) -> Result<()> {
        self.put("put a brake on", "brake", brake::write(brake)).await
    }

    /// Takes the brake off a sequence, or the one off everything.
    pub async fn lift_brake(&self, sequence: Option<&SequenceId>) -> Result<()> {
        self.delete("lift a brake", &keys::brake(sequence)).await
    }
}
