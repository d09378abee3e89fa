//! One world from its first moment to its last: what is on the schedule happens, functions run, time moves to whatever comes
//! next.

mod actions;
mod beginning;
mod ends;
mod pauses;
mod receiving;
mod suppressions;

use super::Finished;
use super::coverage_probe::CoverageProbe;
use super::editions::editions;
use super::happening::{FaultKind, FinalState, FunctionName, Happening, What};
use super::lambda::{Cause, Event, Functions};
use super::mutants::Mutant;
use super::people::People;
use super::schedule::{Action, Storm};
use super::state::WorldState;
use cadence::Instant;
use chrono::TimeDelta;
use kit::executor::{self, Executor};
use kit::functions::Secrets;
use kit::observer;
use runtime::clock::Driver;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Store;

/// The longest a world goes on after the last fault.
const CALM_DAYS_MAX: i64 = 120;
/// The shortest that it goes on.
const CALM_HOURS_MIN: i64 = 24;
/// The pace of ticks while nothing but paused steps waits for them.
const PARKED_LOOK: TimeDelta = TimeDelta::minutes(12);
/// Their pace while all that is due was left lying by the last of them.
const LEFT_LOOK: TimeDelta = TimeDelta::minutes(8);
/// The same when that has been so for hours.
const LEFT_LONG_LOOK: TimeDelta = TimeDelta::hours(3);
/// The number in a row that change nothing before they come less often, and before they come seldom.
const VAIN_TICKS: u32 = 3;
const VAIN_TICKS_LONG: u32 = 30;

/// A world.
#[derive(Debug)]
pub(super) struct World {
    state: Arc<WorldState>,
    driver: Driver,
    executor: Executor,
    functions: Functions,
    people: People,
    secrets: Secrets,
    observer: Store,
    edition: usize,
    erased: BTreeSet<cadence::ids::LeadId>,
    last_tick: Instant,
    /// Ticks in a row since which no enrollment has been written.
    ticked_in_vain: u32,
    writes_seen: u64,
    faults_stop: Instant,
}

impl World {
    /// Another edition goes live.
    fn publish(&mut self, edition: usize) {
        self.edition = edition;
        let edition = &editions()[edition];
        let published = if self.state.is(Mutant::RemovedStillPublished) {
            observer::at_once(edition.publish_beside_removed(&self.observer))
        } else {
            observer::at_once(edition.publish(&self.observer))
        };
        published.expect("the templates are published");
        self.state.tell(What::Published { head: edition.head.clone() });
    }

    /// Lets the world run to its end.
    pub(super) fn run(self, sink: &mut dyn FnMut(&Happening)) -> Finished {
        let ear = CoverageProbe::of(&self.state);
        tracing::subscriber::with_default(ear, || self.play(sink))
    }

    fn play(mut self, sink: &mut dyn FnMut(&Happening)) -> Finished {
        loop {
            self.settle_down(sink);
            let Some(next) = self.next_moment() else { break };
            self.driver.advance_to(next);
            self.what_is_due();
        }
        self.state.tell(What::Ended);
        self.hand_out(sink);
        let final_state = self.final_state();
        let props = self.state.props();
        Finished {
            final_state,
            calls: props.calls,
            passed: props.passed.clone(),
            lines: props.lines.clone().unwrap_or_default(),
        }
    }

    /// Lets tasks run until all of them wait.
    fn settle_down(&mut self, sink: &mut dyn FnMut(&Happening)) {
        loop {
            let state = self.state.clone();
            let next = self.executor.next(|list| executor::draw(&mut state.props().chance, list));
            let Some(task) = next else { break };
            state.props().running = Some(task);
            self.executor.poll(task);
            self.reap();
        }
        self.reap();
        self.hand_out(sink);
    }

    fn hand_out(&mut self, sink: &mut dyn FnMut(&Happening)) {
        let untold = std::mem::take(&mut self.state.props().untold);
        untold.iter().for_each(sink);
    }

    /// Drops the tasks of dead processes and takes the outcomes of those that ended.
    fn reap(&mut self) {
        let dying = {
            let mut props = self.state.props();
            props.running = None;
            std::mem::take(&mut props.dying)
        };
        for invocation in dying {
            self.executor.kill(invocation);
            if let Some((function, cause)) = self.functions.end(invocation, true) {
                self.process_died(cause);
                self.receive_if_due(function);
            }
        }
        let finished = std::mem::take(&mut self.state.props().finished);
        for (invocation, outcome) in finished {
            if let Some((function, cause)) = self.functions.end(invocation, false) {
                self.invocation_ended(cause, outcome);
                self.receive_if_due(function);
            }
        }
    }

    /// When something happens next; none when the world is over.
    fn next_moment(&self) -> Option<Instant> {
        let now = self.state.now();
        if now >= self.faults_stop + TimeDelta::hours(CALM_HOURS_MIN) && self.is_over() {
            return None;
        }
        let on_agenda = self.state.props().schedule.next();
        let next = [self.driver.next(), on_agenda, self.next_tick()].into_iter().flatten().min()?;
        let next = next.max(now);
        let latest = self.faults_stop + TimeDelta::days(CALM_DAYS_MAX);
        (next <= latest).then_some(next)
    }

    /// Whether everybody is done, nothing runs and nothing is on its way.
    fn is_over(&self) -> bool {
        let props = self.state.props();
        props.rows.are_done() && props.schedule.is_idle() && self.driver.next().is_none()
    }

    /// The whole minute at which the next tick has something to do. What a tick left lying is looked at again after a while.
    fn next_tick(&self) -> Option<Instant> {
        let props = self.state.props();
        let soon = self.last_tick + TimeDelta::minutes(1);
        let since = if self.ticked_in_vain >= VAIN_TICKS { self.last_tick } else { Instant::MIN_UTC };
        let listed = props.rows.next_due(since).map(|due| due.max(soon));
        let look = if self.ticked_in_vain >= VAIN_TICKS_LONG { LEFT_LONG_LOOK } else { LEFT_LOOK };
        let left = props.rows.next_due(Instant::MIN_UTC).map(|due| due.max(self.last_tick + look));
        let listed = listed.into_iter().chain(left).min();
        let parked = props.rows.has_parked().then(|| self.last_tick + PARKED_LOOK);
        let earliest = listed.into_iter().chain(parked).min()?;
        let now = self.state.clock.now();
        let earliest = props.fault_rates.lasting(Storm::Ticks, now).map_or(earliest, |end| earliest.max(end));
        let past = earliest.timestamp_millis().rem_euclid(60_000);
        Some(earliest + TimeDelta::milliseconds((60_000 - past) % 60_000))
    }

    fn what_is_due(&mut self) {
        let now = self.state.now();
        if self.next_tick().is_some_and(|at| at <= now) {
            self.last_tick = now;
            self.tick();
        }
        loop {
            let action = self.state.props().schedule.due(now);
            let Some(action) = action else { break };
            self.happen(action);
        }
    }

    fn tick(&mut self) {
        let writes = self.state.props().rows.writes();
        self.ticked_in_vain = if writes == self.writes_seen { self.ticked_in_vain + 1 } else { 0 };
        self.writes_seen = writes;
        self.begin(FunctionName::CadenceTick, Event::Schedule, Cause::Tick);
        let mut props = self.state.props();
        let props = &mut *props;
        if !props.fault_rates.is_clear() && props.chance.happens(0.04) {
            let span = props.chance.millis(0, 8_000);
            props.schedule.add(self.state.clock.now() + span, Action::SecondTick);
        }
    }

    fn second_tick(&mut self) {
        self.state.fault(FaultKind::TicksOverlapped, None);
        self.begin(FunctionName::CadenceTick, Event::Schedule, Cause::Tick);
    }

    fn begin(&mut self, function: FunctionName, event: Event, cause: Cause) -> bool {
        self.functions.begin(&self.state, &mut self.executor, function, event, cause).is_some()
    }

    fn final_state(&self) -> FinalState {
        ends::final_state(&self.state, &self.observer, &self.people.leads())
    }
}
