//! A world begins: its people, its table, and what is known beforehand.

use super::{World, pauses};
use crate::Options;
use crate::fault_rates::FaultRates;
use crate::lambda::Functions;
use crate::people::People;
use crate::schedule::{Action, Storm};
use crate::service::mailboxes::MailService;
use crate::state::WorldState;
use cadence::Instant;
use chrono::{TimeDelta, TimeZone};
use embedded_dynamodb::Engine;
use kit::chance::Chance;
use kit::executor::Executor;
use kit::functions::Secrets;
use kit::observer;
use runtime::clock::Clock;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Quota;

/// Shards of the due index.
const SHARDS: u32 = 1;

impl World {
    /// The world of a seed, ready to begin.
    pub(crate) fn of(seed: u64, options: &Options) -> Self {
        let mut chance = Chance::of(seed);
        let begins = beginning(&mut chance);
        let (clock, driver) = Clock::driven(begins);
        let engine = Engine::in_memory().expect("an engine in memory opens");
        let observer = observer::store(&engine);
        let long = options.days.map_or_else(|| chance.happens(0.3), |days| days > 180);
        let days = options
            .days
            .unwrap_or_else(|| if long { chance.between(205, 250) } else { chance.between(30, 60) });
        let crowd = if MailService::is_bad_list(seed) { 220 } else { 100 };
        let many = options.people.unwrap_or_else(|| crowd + chance.below(101));
        let secrets = Secrets::known();
        let (mut people, mut actions) =
            People::drawn(&mut chance, many, TimeDelta::days(days.min(50)), long, &secrets);
        actions.extend(people.newcomers(&mut chance, days, &secrets));
        if chance.happens(0.5) {
            actions.extend(people.flood(&mut chance, &secrets));
        }
        let fault_rates = FaultRates::of(options.intensity);
        let state = Arc::new(WorldState::new(clock, engine, chance, fault_rates, options.mutant));
        if options.trace {
            state.props().lines = Some(Vec::new());
        }
        let faults_stop = begins + TimeDelta::days(days);
        let functions = Functions::cold(secrets.clone());
        let mut world = Self {
            state,
            driver,
            executor: Executor::default(),
            functions,
            people,
            secrets,
            observer,
            edition: 0,
            erased: BTreeSet::new(),
            last_tick: begins,
            ticked_in_vain: 0,
            writes_seen: 0,
            faults_stop,
        };
        world.lay_out(actions, days, long);
        world
    }

    /// Makes the table and puts what is known beforehand on the schedule.
    fn lay_out(&mut self, actions: Vec<(TimeDelta, Action)>, days: i64, long: bool) {
        let fingerprint = self.secrets.identity.fingerprint();
        let quota =
            Quota { per_second: 14.0, per_day: 50_000.0, sent_in_day: 0.0, read_at: self.state.now() };
        let made = observer::at_once(async {
            self.observer.create_table(SHARDS).await?;
            self.observer.guard_identity(&fingerprint).await?;
            self.observer.save_quota(&quota).await
        });
        made.expect("the table is made");
        self.publish(0);
        let state = &self.state;
        for (after, action) in actions {
            state.after(after, action);
        }
        let first_night = if long { 150 } else { 0 };
        let nights = if long { days } else { 3 };
        for night in first_night..nights {
            // Three in the morning in Tokyo; worlds begin at ten.
            state.after(TimeDelta::hours(17 + night * 24), Action::Sweep { tried: 0 });
        }
        state.after(TimeDelta::days(days), Action::FaultsStop);
        state.after(pauses::LOOK, Action::LookAtPauses);
        if !state.props().fault_rates.is_clear() {
            self.forecast(days.min(45));
        }
    }

    /// Outages, purges and edits, mostly in the hours in which mail goes out.
    fn forecast(&self, days: i64) {
        let mut props = self.state.props();
        let props = &mut *props;
        let now = self.state.clock.now();
        let at = |chance: &mut Chance| {
            now + TimeDelta::days(chance.between(0, days - 1))
                + chance.minutes(-120, 360).max(TimeDelta::zero())
        };
        let storms = [Storm::Service, Storm::ChannelLoses, Storm::ChannelHolds, Storm::Ticks, Storm::Table];
        for storm in storms {
            for _ in 0..props.chance.between(1, 2) {
                let when = at(&mut props.chance);
                props.schedule.add(when, Action::Storm(storm));
            }
        }
        for _ in 0..4 {
            let when = at(&mut props.chance);
            props.schedule.add(when, Action::Purge);
        }
        for _ in 0..props.chance.between(0, 3) {
            let when = at(&mut props.chance);
            props.schedule.add(when, Action::Publish { in_flight: false });
        }
        for _ in 0..props.chance.between(1, 3) {
            let when = at(&mut props.chance);
            let action = Action::Pause(pauses::drawn(&mut props.chance));
            props.schedule.add(when, action);
        }
    }
}

/// Ten in the morning in Tokyo on some day of half a year.
fn beginning(chance: &mut Chance) -> Instant {
    let first = chrono::Utc.with_ymd_and_hms(2026, 4, 1, 1, 0, 0).single().expect("a moment");
    first + TimeDelta::days(chance.between(0, 180))
}
