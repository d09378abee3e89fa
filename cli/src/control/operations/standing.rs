//! How everything stands: read where it is kept, and cheap however much there is.

use super::{COUNTED_MAX, Operations};
use crate::control::Failure;
use crate::control::answers::{Count, Standing};
use crate::control::deeds::LookAround;
use crate::desk;

impl Operations {
    /// What is held, what is late, what is in doubt, and what waits for a person.
    pub async fn look_around(&self, _: LookAround) -> Result<Standing, Failure> {
        let published = self.published().await?;
        let store = &self.store;
        let now = self.clock.now();
        let oldest_due = desk::next_due(store).await?.filter(|due| *due <= now);
        let in_doubt = store.in_doubt(COUNTED_MAX).await?.len();
        let for_a_person = store.attention(COUNTED_MAX).await?.len();
        let last_tick = store.tick_state().await?.map(|tick| published.moment(tick.value.ran_at));
        Ok(Standing {
            now: published.moment(now),
            zone: published.zone().name().to_owned(),
            held: self.held(&published).await?,
            oldest_due: oldest_due.map(|due| published.moment(due)),
            late_minutes: oldest_due.map_or(0, |due| (now - due).num_minutes()),
            in_doubt: Count::of(in_doubt, COUNTED_MAX),
            for_a_person: Count::of(for_a_person, COUNTED_MAX),
            dead_letters: self.count_letters().await?,
            last_tick,
        })
    }
}
