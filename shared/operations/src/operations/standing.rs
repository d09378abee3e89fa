//! The state of everything: read where it is kept, and cheap however much there is.

use super::{COUNTED_MAX, Operations};
use crate::Failure;
use crate::answers::{AtTheDoor, Count, Standing};
use crate::installation::Installation;
use crate::requests::LookAround;
use cadence::Instant;
use cadence::door::DoorOutcome;
use chrono::TimeDelta;
use std::collections::BTreeMap;
use store::{Lane, Store};

/// Days of which the counts of posts are told, today included.
const DOOR_DAYS: i64 = 7;

impl Operations {
    /// Everything that is paused, late, unknown, or waits for a person.
    pub async fn look_around(&self, _: LookAround) -> Result<Standing, Failure> {
        let published = self.published().await?;
        let store = &self.store;
        let now = self.clock.now();
        let oldest_due = next_due(store).await?.filter(|due| *due <= now);
        let unknown = store.unknown(COUNTED_MAX).await?.len();
        let for_a_person = store.attention(COUNTED_MAX).await?.len();
        let last_tick = store.tick_state().await?.map(|tick| published.local_time(tick.value.ran_at));
        Ok(Standing {
            now: published.local_time(now),
            zone: published.zone().name().to_owned(),
            paused: self.paused(&published).await?,
            oldest_due: oldest_due.map(|due| published.local_time(due)),
            late_minutes: oldest_due.map_or(0, |due| (now - due).num_minutes()),
            unknown: Count::of(unknown, COUNTED_MAX),
            for_a_person: Count::of(for_a_person, COUNTED_MAX),
            dead_letters: self.count_letters().await?,
            last_tick,
            out_of_room: self.is_out_of_room(),
            at_the_door: self.at_the_door(now).await?,
        })
    }

    /// Whether the disk of a standalone program takes nothing more, as far as the program that has its data found out.
    fn is_out_of_room(&self) -> bool {
        match &self.installation {
            Installation::Local(local) => local.functions.is_out_of_room(),
            #[cfg(feature = "aws")]
            Installation::Cloud(_) => false,
        }
    }

    async fn at_the_door(&self, now: Instant) -> Result<Vec<AtTheDoor>, Failure> {
        let today = now.date_naive();
        let counted = self.store.door_counts(today - TimeDelta::days(DOOR_DAYS - 1), today).await?;
        let mut sums: BTreeMap<(DoorOutcome, Option<String>), u64> = BTreeMap::new();
        for day in counted {
            let form = day.form.map(|form| form.as_str().to_owned());
            for (outcome, posts) in day.counts {
                *sums.entry((outcome, form.clone())).or_insert(0) += posts;
            }
        }
        let lines = sums.into_iter();
        Ok(lines
            .map(|((outcome, form), posts)| AtTheDoor { form, outcome: outcome.name().to_owned(), posts })
            .collect())
    }
}

/// The moment at which the next thing is due in a table, if anything is: a step, or a look at an unknown mail.
pub async fn next_due(store: &Store) -> store::Result<Option<Instant>> {
    let mut next = store.unknown(1).await?.first().map(|row| row.due_at);
    for lane in Lane::ALL {
        for shard in 0..store.shards().await? {
            let due = store.next_due(lane, shard).await?;
            next = [next, due].into_iter().flatten().min();
        }
    }
    Ok(next)
}
