//! All functions at work, each in as many environments as usual, started by what starts them in the cloud: messages in a
//! queue, requests, schedules. Time goes from one thing that happens to the next.

use super::logs::LogBytes;
use super::maker::Maker;
use super::meter::Function;
use super::stage::{Deed, SHARDS, Stage};
use super::wire::pieces;
use crate::faults::glass::{self, at_once};
use crate::faults::happening::Invocation;
use crate::faults::machine::{Machine, Work, draw};
use crate::template;
use authoring::publish::Published;
use bytes::Bytes;
use cadence::Instant;
use cadence::send_key::IdentityKey;
use cadence_tick::CadenceTick;
use chrono::{DurationRound as _, TimeDelta};
use engine::Engine;
use gateway::queue::Incoming;
use ingest_lead::IngestLead;
use links::LinkKeys;
use manage_subscription::ManageSubscription;
use record_feedback::RecordFeedback;
use runtime::clock::{Clock, Driver};
use send_email::SendEmail;
use std::collections::BTreeMap;
use std::collections::btree_map::OccupiedEntry;
use std::sync::Arc;
use store::{Lane, PublishedMail};
use sweep_dormant::SweepDormant;

/// Where the pages of this company would be; nothing listens there.
pub(super) const BASE_URL: &str = "https://mail.example.co.jp";
/// Environments of `send-email`: `SendConcurrency` where nothing is said; and of `record-feedback`, as many as are busy.
const SENDERS: usize = 5;
const RECORDERS: usize = 2;

/// An invocation under way.
struct Running {
    function: Function,
    place: usize,
    began: Instant,
    orders: usize,
}

/// All functions.
pub(super) struct Shop {
    pub(super) stage: Arc<Stage>,
    pub(super) identity: IdentityKey,
    pub(super) links: LinkKeys,
    driver: Driver,
    machine: Machine,
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
        let store = glass::store(&engine);
        at_once(store.create_table(SHARDS))?;
        let mails = published.mails.iter().cloned();
        let mails =
            mails.map(|(sequence, version, name, mail)| PublishedMail { sequence, version, name, mail });
        at_once(store.publish(&published.head, &published.publications, &mails.collect::<Vec<_>>()))?;
        let identity = IdentityKey::new(vec![7; 32])?;
        let links = LinkKeys::new(vec![("k1".to_owned(), vec![9; 32])])?;
        let maker = Maker { stage: stage.clone(), identity: identity.clone(), links: links.clone(), seed };
        Ok(Self {
            identity,
            links,
            driver,
            machine: Machine::default(),
            logs: logs.clone(),
            ingest: Arc::new(maker.ingest()),
            tick: Arc::new(maker.tick()),
            senders: (0..SENDERS).map(|place| Arc::new(maker.sender(place as u64))).collect(),
            recorders: (0..RECORDERS).map(|_| Arc::new(maker.recorder())).collect(),
            sweep: Arc::new(maker.sweep()),
            manage: Arc::new(maker.manage()),
            running: BTreeMap::new(),
            next_tick: start,
            stage,
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

    /// What has come is worked off, and no more happens.
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
        self.stage.props().meter.of(Function::CadenceTick).schedule_invocations += 1.0;
        let work = async move {
            tick.run().await.expect("a tick runs where nothing fails");
        };
        self.begin(Function::CadenceTick, 0, 0, Box::pin(work));
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
        let store = glass::store(&self.stage.engine);
        let shards = Lane::ALL.into_iter().flat_map(|lane| (0..SHARDS).map(move |shard| (lane, shard)));
        let due = shards
            .filter_map(|(lane, shard)| at_once(store.next_due(lane, shard)).expect("the table answers"));
        let doubt = at_once(store.in_doubt(1)).expect("the table answers").first().map(|row| row.due_at);
        due.chain(doubt).min()
    }

    /// Whatever is on the agenda for this moment happens.
    fn happen(&mut self, moment: Instant) {
        loop {
            let first = {
                let mut props = self.stage.props();
                let first = props.agenda.first_entry().filter(|first| first.key().0 <= moment);
                first.map(OccupiedEntry::remove)
            };
            match first {
                None => return,
                Some(Deed::Report(body)) => self.report(body),
                Some(Deed::Post { path, fields }) => {
                    let request = http::Request::post(path).header("content-type", "application/json");
                    let request =
                        request.body(Bytes::from(fields.to_string())).expect("a request can be made");
                    let ingest = Arc::clone(&self.ingest);
                    self.request(Function::IngestLead, async move {
                        let answer = Box::pin(ingest.handle(request)).await;
                        assert!(answer.status().is_success(), "a post was answered {}", answer.status());
                    });
                }
                Some(Deed::Ask { request, expected }) => self.ask(*request, expected),
                Some(Deed::Press { path }) => {
                    let request =
                        http::Request::post(path).header("content-type", "application/x-www-form-urlencoded");
                    let body = Bytes::from_static(b"List-Unsubscribe=One-Click");
                    let request = request.body(body).expect("a request can be made");
                    let manage = Arc::clone(&self.manage);
                    self.request(Function::ManageSubscription, async move {
                        let answer = Box::pin(manage.handle(request)).await;
                        assert!(answer.status().is_success(), "a press was answered {}", answer.status());
                    });
                }
                Some(Deed::Sweep) => {
                    let sweep = Arc::clone(&self.sweep);
                    self.stage.props().meter.of(Function::SweepDormant).schedule_invocations += 1.0;
                    let work = async move {
                        sweep.run().await.expect("a sweep runs where nothing fails");
                    };
                    self.begin(Function::SweepDormant, 0, 0, Box::pin(work));
                }
            }
        }
    }

    /// A request to the HTTP API goes to the function behind its route.
    fn ask(&mut self, request: http::Request<Bytes>, expected: Option<u16>) {
        let (ingest, manage) = (Arc::clone(&self.ingest), Arc::clone(&self.manage));
        let unsubscribes = request.uri().path().starts_with("/u/");
        let function = if unsubscribes { Function::ManageSubscription } else { Function::IngestLead };
        self.request(function, async move {
            let answer = if unsubscribes {
                Box::pin(manage.handle(request)).await
            } else {
                Box::pin(ingest.handle(request)).await
            };
            let status = answer.status().as_u16();
            assert!(expected.is_none_or(|expected| expected == status), "a request was answered {status}");
        });
    }

    /// A report goes through its topic into its queue.
    pub(super) fn report(&self, body: String) {
        let mut props = self.stage.props();
        let used = props.meter.of(Function::RecordFeedback);
        used.topic_requests += pieces(body.len());
        used.queue_requests += pieces(body.len());
        props.feedback.push_back(body);
    }

    fn request(&mut self, function: Function, work: impl Future<Output = ()> + 'static) {
        self.stage.props().meter.of(function).http_requests += 1.0;
        self.begin(function, 0, 0, Box::pin(work));
    }

    fn begin(&mut self, function: Function, place: usize, orders: usize, work: Work) {
        let invocation = {
            let mut props = self.stage.props();
            props.meter.of(function).invocations += 1.0;
            Invocation(props.number())
        };
        let began = self.stage.clock.now();
        self.running.insert(invocation, Running { function, place, began, orders });
        self.machine.spawn(invocation, work);
    }

    /// Everybody works who can at this moment.
    fn work(&mut self) {
        loop {
            while let Some(task) = self.machine.next(|list| draw(&mut self.stage.props().chance, list)) {
                let before = self.logs.read();
                let is_done = self.machine.poll(task);
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
            used.gigabyte_seconds += seconds * running.function.gigabytes();
            props.taken -= running.orders;
            drop(props);
            self.running.remove(&task);
        }
    }

    /// A free environment takes what lies in its queue.
    fn take_batch(&mut self) -> bool {
        for function in [Function::RecordFeedback, Function::SendEmail] {
            let environments = if function == Function::SendEmail { SENDERS } else { RECORDERS };
            let is_free = |place: &usize| {
                !self.running.values().any(|running| running.function == function && running.place == *place)
            };
            let Some(place) = (0..environments).find(is_free) else { continue };
            let batch = self.received(function);
            if batch.is_empty() {
                continue;
            }
            let (orders, work): (usize, Work) = if function == Function::SendEmail {
                let sender = Arc::clone(&self.senders[place]);
                (
                    batch.len(),
                    Box::pin(
                        async move { worked_off(&Box::pin(sender.work_through(batch)).await.unhandled) },
                    ),
                )
            } else {
                let recorder = Arc::clone(&self.recorders[place]);
                (
                    0,
                    Box::pin(
                        async move { worked_off(&Box::pin(recorder.work_through(batch)).await.unhandled) },
                    ),
                )
            };
            self.begin(function, place, orders, work);
            return true;
        }
        false
    }

    /// A batch out of a queue: one request takes it, one deletes it.
    fn received(&self, function: Function) -> Vec<Incoming> {
        let mut props = self.stage.props();
        let (queue, most) = if function == Function::SendEmail {
            (&mut props.sends, template::ORDERS)
        } else {
            (&mut props.feedback, template::EVENTS)
        };
        let many = queue.len().min(most);
        let bodies: Vec<String> = queue.drain(..many).collect();
        if bodies.is_empty() {
            return Vec::new();
        }
        if function == Function::SendEmail {
            props.taken += bodies.len();
        }
        let bytes = bodies.iter().map(String::len).sum();
        props.meter.of(function).queue_requests += pieces(bytes) + 1.0;
        bodies.into_iter().map(|body| Incoming { id: props.number().to_string(), body }).collect()
    }
}

fn worked_off(unhandled: &[gateway::queue::Unhandled]) {
    assert!(unhandled.is_empty(), "a message was not handled: {unhandled:?}");
}

fn whole_minute(moment: Instant) -> Instant {
    let minute = TimeDelta::minutes(1);
    let whole = moment.duration_trunc(minute).expect("a minute divides time");
    if whole < moment { whole + minute } else { whole }
}
