//! The morning passes: ticks begin at each whole minute, everybody works, and time moves to whatever comes next.

use super::arguments::Arguments;
use super::people;
use super::seeding;
use super::sender::Sender;
use super::sequence::Course;
use super::stage::{Stage, Ticked};
use super::wire::Wire;
use anyhow::{Context, bail};
use cadence::Instant;
use cadence_tick::CadenceTick;
use chrono::TimeDelta;
use embedded_dynamodb::Engine;
use gateway::account::Account;
use gateway::queue::Queue;
use kit::aws::{self, Line};
use kit::executor::Invocation;
use kit::executor::{Executor, draw};
use runtime::clock::{Clock, Driver};
use runtime::entropy::Entropy;
use std::sync::Arc;

/// Nine o'clock in Tokyo on a Monday.
const NINE: &str = "2026-11-30T00:00:00Z";
/// Minutes that are granted beyond thrice what the rate asks for.
const GRACE_MINUTES: i64 = 15;
/// Mails between two lines of progress.
const TELL_EVERY: usize = 50_000;

/// Everybody at work.
struct Morning {
    stage: Arc<Stage>,
    driver: Driver,
    executor: Executor,
    tick: Arc<CadenceTick>,
    wire: Wire,
    spawned: u64,
}

/// Plays the morning to its end.
pub(super) fn play(plan: &Arguments, tell: &mut dyn FnMut(&str)) -> anyhow::Result<Arc<Stage>> {
    let nine = NINE.parse::<Instant>()?;
    let (clock, driver) = Clock::driven(nine);
    let stage = Stage::new(plan, nine, clock, Engine::in_memory()?);
    let course = Arc::new(Course::new()?);
    seeding::seed(&stage, &course, tell)?;
    let mut morning = Morning::new(&stage, driver);
    for _ in 0..plan.senders {
        morning.spawn(Sender::new(&stage, &course).work());
    }
    morning.spawn(people::come(Arc::clone(&stage), course));
    morning.pass(tell)?;
    Ok(stage)
}

impl Morning {
    fn new(stage: &Arc<Stage>, driver: Driver) -> Self {
        let wire = Wire::new(stage);
        let tick = CadenceTick {
            store: wire.store(),
            sends: Queue::Local(stage.queue.clone()),
            account: Account::ses(&aws::configuration(Line(wire.clone()))),
            clock: stage.clock.clone(),
            entropy: Entropy::seeded(stage.plan.seed),
        };
        Self {
            stage: Arc::clone(stage),
            driver,
            executor: Executor::default(),
            tick: Arc::new(tick),
            wire,
            spawned: 0,
        }
    }

    fn spawn(&mut self, work: impl Future<Output = ()> + 'static) {
        self.spawned += 1;
        self.executor.spawn(Invocation(self.spawned), Box::pin(work));
    }

    fn pass(&mut self, tell: &mut dyn FnMut(&str)) -> anyhow::Result<()> {
        let plan = &self.stage.plan;
        let enough = i64::from(plan.due) * 3 / i64::from(plan.rate.max(1));
        let end = self.stage.nine + TimeDelta::seconds(enough) + TimeDelta::minutes(GRACE_MINUTES);
        let mut next_tick = self.stage.nine;
        let mut told = 0;
        while self.stage.clock.now() < end {
            self.work_now()?;
            told = self.tell(told, tell);
            if self.stage.props().door.all_served() && self.stage.props().post.missing() == 0 {
                break;
            }
            let moment = self.driver.next().map_or(next_tick, |moment| moment.min(next_tick));
            self.driver.advance_to(moment);
            if moment == next_tick {
                self.spawn(tick(Arc::clone(&self.stage), Arc::clone(&self.tick), self.wire.clone()));
                next_tick += TimeDelta::minutes(1);
            }
        }
        Ok(())
    }

    /// Lets everybody work who can at this moment.
    fn work_now(&mut self) -> anyhow::Result<()> {
        while let Some(task) = self.executor.next(|list| draw(&mut self.stage.props().chance, list)) {
            self.executor.poll(task);
            let mut props = self.stage.props();
            let props = &mut *props;
            props.post.collect(self.stage.clock.now(), &self.stage.queue, &mut props.chance)?;
            if let Some(failure) = props.failure.take() {
                bail!(failure.context("the morning ended too early"));
            }
        }
        Ok(())
    }

    fn tell(&self, told: usize, tell: &mut dyn FnMut(&str)) -> usize {
        let props = self.stage.props();
        let steps = props.door.accepted() / TELL_EVERY;
        if steps > told {
            let minutes = (self.stage.clock.now() - self.stage.nine).num_minutes();
            tell(&format!("{} mails, {minutes} minutes after nine", props.door.accepted()));
        }
        steps
    }
}

async fn tick(stage: Arc<Stage>, tick: Arc<CadenceTick>, wire: Wire) {
    let (began, pages) = (stage.clock.now(), wire.queries());
    let report = tick.run().await.context("a tick failed");
    let mut props = stage.props();
    match report {
        Ok(report) => {
            let took = stage.clock.now() - began;
            props.ticks.push(Ticked { report, pages: wire.queries() - pages, took });
        }
        Err(error) => props.failure = Some(error),
    }
}
