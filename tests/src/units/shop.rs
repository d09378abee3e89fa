//! All functions at work, each in as many environments as usual, started by what starts them in the cloud: messages in a
//! queue, requests, schedules. Time goes from one thing that happens to the next.

mod actions;
mod queues;

use super::logs::LogBytes;
use super::meter::gigabytes;
use super::stage::{SHARDS, Stage};
use super::wire::Wire;
use authoring::publish::Published;
use cadence::Instant;
use cadence_tick::CadenceTick;
use chrono::{DurationRound as _, TimeDelta};
use embedded_dynamodb::Engine;
use ingest_lead::IngestLead;
use kit::aws::Line;
use kit::company::compiled_mails;
use kit::executor::Invocation;
use kit::executor::{Executor, Work, draw};
use kit::functions::FunctionName;
use kit::functions::{Environment, Secrets};
use kit::observer::{self, at_once};
use manage_subscription::ManageSubscription;
use record_feedback::RecordFeedback;
use runtime::clock::{Clock, Driver};
use runtime::entropy::Entropy;
use send_email::SendEmail;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Lane;
use sweep_dormant::SweepDormant;

/// Environments of `send-email`: `SendConcurrency` where nothing is said; and of `record-feedback`, as many as are busy.
const SENDERS: usize = 5;
const RECORDERS: usize = 2;

/// An invocation under way.
struct Running {
    function: FunctionName,
    place: usize,
    began: Instant,
    jobs: usize,
}

/// All functions.
pub(super) struct Shop {
    pub(super) stage: Arc<Stage>,
    pub(super) secrets: Secrets,
    /// Whether people who ask something by a form write as much as they may.
    pub(super) inquiries_are_long: bool,
    driver: Driver,
    executor: Executor,
    logs: LogBytes,
    ingest: Arc<IngestLead>,
    tick: Arc<CadenceTick>,
    senders: Vec<Arc<SendEmail>>,
    recorders: Vec<Arc<RecordFeedback>>,
    sweep: Arc<SweepDormant>,
    manage: Arc<ManageSubscription>,
    running: BTreeMap<Invocation, Running>,
    next_tick: Instant,
}

impl Shop {
    /// A shop with these templates published, and nothing used so far.
    pub(super) fn open(
        start: Instant,
        published: &Published,
        seed: u64,
        logs: &LogBytes,
    ) -> anyhow::Result<Self> {
        let (clock, driver) = Clock::driven(start);
        let engine = Engine::in_memory()?;
        let stage = Stage::new(clock.clone(), engine.clone(), seed);
        let store = observer::store(&engine);
        at_once(store.create_table(SHARDS))?;
        at_once(store.publish(&published.head, &published.publications, &compiled_mails(published)))?;
        let secrets = Secrets::known();
        let clients = |function, place: usize| {
            // Each sender draws its own attempts; the others are one environment, or draw nothing.
            let drawn =
                if function == FunctionName::SendEmail { seed * 1000 + place as u64 + 1 } else { seed };
            let wire = Wire { stage: stage.clone(), function, place };
            Environment::new(Line(wire), &stage.clock, &secrets, Entropy::seeded(drawn))
        };
        let sender = |place| Arc::new(clients(FunctionName::SendEmail, place).send_email());
        let recorder = |place| Arc::new(clients(FunctionName::RecordFeedback, place).record_feedback());
        Ok(Self {
            secrets: secrets.clone(),
            inquiries_are_long: false,
            driver,
            executor: Executor::default(),
            logs: logs.clone(),
            ingest: Arc::new(clients(FunctionName::IngestLead, 0).ingest_lead()),
            tick: Arc::new(clients(FunctionName::CadenceTick, 0).cadence_tick()),
            senders: (0..SENDERS).map(sender).collect(),
            recorders: (0..RECORDERS).map(recorder).collect(),
            sweep: Arc::new(clients(FunctionName::SweepDormant, 0).sweep_dormant()),
            manage: Arc::new(clients(FunctionName::ManageSubscription, 0).manage_subscription()),
            running: BTreeMap::new(),
            next_tick: start,
            stage: Arc::clone(&stage),
        })
    }

    /// Jumps over time in which nothing is to happen.
    pub(super) fn jump_to(&mut self, moment: Instant) {
        self.driver.advance_to(moment);
        self.next_tick = self.next_tick.max(moment);
    }

    /// Lets time pass until nothing is to come any more, or until a moment. Ticks at which nothing is due are left out:
    /// they belong to the idle day.
    pub(super) fn pass(&mut self, end: Instant) {
        loop {
            self.work();
            let Some(moment) = self.next_moment().filter(|moment| *moment <= end) else { return };
            self.driver.advance_to(moment);
            if self.next_tick <= moment {
                self.next_tick = moment + TimeDelta::minutes(1);
                if self.next_due().is_some_and(|due| due <= moment) {
                    self.run_tick();
                }
            }
            self.happen(moment);
        }
    }

    /// Every tick, also those at which nothing is due.
    pub(super) fn pass_with_every_tick(&mut self, end: Instant) {
        while self.next_tick < end {
            self.jump_to(self.next_tick);
            self.happen(self.next_tick);
            self.run_tick();
            self.settle();
        }
    }

    /// Works off what has come, and lets no more happen.
    pub(super) fn settle(&mut self) {
        while let Some(moment) = self.wake() {
            self.driver.advance_to(moment);
        }
    }

    fn wake(&mut self) -> Option<Instant> {
        self.work();
        self.driver.next()
    }

    fn run_tick(&mut self) {
        let tick = Arc::clone(&self.tick);
        self.next_tick = self.stage.clock.now() + TimeDelta::minutes(1);
        self.stage.props().meter.of(FunctionName::CadenceTick).schedule_invocations += 1.0;
        let work = async move {
            tick.run().await.expect("a tick runs where nothing fails");
        };
        self.begin(FunctionName::CadenceTick, 0, 0, Box::pin(work));
    }

    fn next_moment(&self) -> Option<Instant> {
        let agenda = self.stage.props().agenda.keys().next().map(|(moment, _)| *moment);
        // While somebody is at work the minutes are looked at one by one; that is quicker than to look ahead each time.
        let tick = if self.running.is_empty() {
            self.next_due().map(|due| whole_minute(due).max(self.next_tick))
        } else {
            Some(self.next_tick)
        };
        [self.driver.next(), agenda, tick].into_iter().flatten().min()
    }

    /// When something is due, seen past the counter.
    fn next_due(&self) -> Option<Instant> {
        let store = observer::store(&self.stage.engine);
        let shards = Lane::ALL.into_iter().flat_map(|lane| (0..SHARDS).map(move |shard| (lane, shard)));
        let due = shards
            .filter_map(|(lane, shard)| at_once(store.next_due(lane, shard)).expect("the table answers"));
        let unknown_mail =
            at_once(store.unknown(1)).expect("the table answers").first().map(|row| row.due_at);
        due.chain(unknown_mail).min()
    }

    fn begin(&mut self, function: FunctionName, place: usize, jobs: usize, work: Work) {
        let invocation = {
            let mut props = self.stage.props();
            props.meter.of(function).invocations += 1.0;
            Invocation(props.number())
        };
        let began = self.stage.clock.now();
        self.running.insert(invocation, Running { function, place, began, jobs });
        self.executor.spawn(invocation, work);
    }

    /// Everybody works who can at this moment.
    fn work(&mut self) {
        loop {
            while let Some(task) = self.executor.next(|list| draw(&mut self.stage.props().chance, list)) {
                let before = self.logs.read();
                let is_done = self.executor.poll(task);
                let logged = self.logs.read() - before;
                self.note(task, logged, is_done);
            }
            if !self.take_batch() {
                return;
            }
        }
    }

    fn note(&mut self, task: Invocation, logged: f64, is_done: bool) {
        let Some(running) = self.running.get(&task) else { return };
        let mut props = self.stage.props();
        let used = props.meter.of(running.function);
        used.log_bytes += logged;
        if is_done {
            let millis = (self.stage.clock.now() - running.began).num_milliseconds().max(1);
            let seconds = f64::from(i32::try_from(millis).unwrap_or(i32::MAX)) / 1000.0;
            used.gigabyte_seconds += seconds * gigabytes(running.function);
            props.taken -= running.jobs;
            if running.function == FunctionName::SendEmail {
                props.meter.mails.end_batch(running.place);
            }
            drop(props);
            self.running.remove(&task);
        }
    }
}

fn whole_minute(moment: Instant) -> Instant {
    let minute = TimeDelta::minutes(1);
    let whole = moment.duration_trunc(minute).expect("a minute divides time");
    if whole < moment { whole + minute } else { whole }
}
