//! The tick's own item: one tick at a time, and how far steps have been handed out.

use crate::items::tick::{self, TickState};
use crate::keys;
use crate::stored::{Saved, Stored};
use crate::{Result, Store};

impl Store {
    /// The state that ticks share, read strongly; none before the first one.
    pub async fn tick_state(&self) -> Result<Option<Stored<TickState>>> {
        self.get_stored("read how far ticks have come", &keys::tick(), tick::read).await
    }

    /// Forgets how far ticks have come. Call this if jobs are known to be lost: everything due is handed out anew.
    pub async fn forget_ticks(&self) -> Result<()> {
        let Some(seen) = self.tick_state().await? else { return Ok(()) };
        let next = TickState { lease: None, watermarks: Vec::new(), ..seen.value.clone() };
        self.save_tick_state(Some(&seen), &next).await?;
        Ok(())
    }

    /// Writes what a tick did. Refused when another one wrote in between: it has taken over.
    pub async fn save_tick_state(
        &self,
        seen: Option<&Stored<TickState>>,
        next: &TickState,
    ) -> Result<Saved<TickState>> {
        let seen = seen.map(|seen| seen.rev);
        self.save("save how far a tick has come", "tick", tick::write(next), seen, tick::read).await
    }
}
