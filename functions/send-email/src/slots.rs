//! Slots: the moment at which a mail may go, taken together for the jobs of a batch.

use crate::batch::Batch;
use cadence::Instant;
use chrono::TimeDelta;
use runtime::clock::Clock;
use store::{Lane, Store};

/// The time that a message waits for its slot; beyond it, the mail is put off.
const SLOT_WAIT_MAX: TimeDelta = TimeDelta::seconds(20);

/// Waits for the slot of a mail in this lane. Slots are taken for all jobs of the lane that the batch still has. Gives a
/// moment when the slot is too far away to wait for.
pub(crate) async fn wait(
    store: &Store,
    clock: &Clock,
    batch: &Batch,
    lane: Lane,
) -> anyhow::Result<Option<Instant>> {
    let now = clock.now();
    let slot = match batch.taken_slot(lane, now, SLOT_WAIT_MAX) {
        Some(slot) => slot,
        None => take_slots(store, batch, lane, now).await?,
    };
    if slot - now > SLOT_WAIT_MAX {
        return Ok(Some(slot));
    }
    clock.sleep_until(slot).await;
    Ok(None)
}

async fn take_slots(store: &Store, batch: &Batch, lane: Lane, now: Instant) -> anyhow::Result<Instant> {
    let count = 1 + batch.ahead(lane);
    let slots = store.reserve(lane, count, now, batch.pace()).await?;
    let rest = (1..count).map(|place| slots.at(place));
    batch.keep_slots(lane, rest);
    Ok(slots.at(0))
}
