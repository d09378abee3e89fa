//! How everything stands: read where it is kept, and cheap however much there is.

use super::{COUNTED_MAX, DeadLetterPlace, Operations};
use crate::control::Failure;
use crate::control::answers::{AtTheDoor, Count, Standing};
use crate::control::requests::LookAround;
use crate::standalone;
use cadence::Instant;
use cadence::door::DoorOutcome;
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// Days of which the counts of posts are told, today included.
const DOOR_DAYS: i64 = 7;

impl Operations {
    /// Everything that is paused, late, unknown, or waits for a person.
    pub async fn look_around(&self, _: LookAround) -> Result<Standing, Failure> {
        let published = self.published().await?;
        let store = &self.store;
        let now = self.clock.now();
        let oldest_due = standalone::next_due(store).await?.filter(|due| *due <= now);
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
        match &self.letters {
            DeadLetterPlace::OfStandalone(standalone) => standalone.is_out_of_room(),
            #[cfg(feature = "aws")]
            DeadLetterPlace::OfStack(_) => false,
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
