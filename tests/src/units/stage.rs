//! The stage of everybody: the time, the engine, the queues, what is to come, and what was used so far.

use super::fate::Fates;
use super::meter::Meter;
use cadence::Instant;
use embedded_dynamodb::Engine;
use kit::chance::Chance;
use kit::locked::Locked;
use runtime::clock::Clock;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, MutexGuard};

/// Shards of the index, as a table has where nothing is said.
pub(super) const SHARDS: u32 = 4;

/// Mails a second, as SES usually allows an account that has just left the sandbox.
pub(super) const RATE: f64 = 14.0;

/// A mail that the mail service took.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    pub(super) number: u64,
    pub(super) address: String,
    /// Its tags, as they come back with every event.
    pub(super) tags: serde_json::Map<String, serde_json::Value>,
    pub(super) taken_at: Instant,
}

/// Something that is to happen.
#[derive(Debug)]
pub(super) enum Action {
    /// Somebody posts a form: its path and the fields.
    Post { path: String, fields: serde_json::Value },
    /// Anybody asks something of the HTTP API, and is answered with this status.
    Ask { request: Box<http::Request<bytes::Bytes>>, expected: Option<u16> },
    /// An event comes to the topic, or, reported by another system, to the bus.
    Report(String),
    /// The button of a mail is pressed.
    Press { path: String },
    /// The nightly sweep.
    Sweep,
}

/// The state that changes as time passes.
#[derive(Debug)]
pub(super) struct Props {
    pub(super) chance: Chance,
    pub(super) meter: Meter,
    pub(super) sends: VecDeque<String>,
    pub(super) feedback: VecDeque<String>,
    /// Jobs that are being worked on.
    pub(super) taken: usize,
    pub(super) agenda: BTreeMap<(Instant, u64), Action>,
    pub(super) mails: Vec<Mail>,
    /// Mails that the mail service did not take.
    pub(super) refused: u64,
    /// Whether people react to mails, and the mail service refuses some.
    pub(super) lively: bool,
    pub(super) fates: Fates,
    number: u64,
}

/// The ground.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) clock: Clock,
    pub(super) engine: Engine,
    props: Locked<Props>,
}

impl Stage {
    pub(super) fn new(clock: Clock, engine: Engine, seed: u64) -> Arc<Self> {
        let props = Props {
            chance: Chance::of(seed),
            meter: Meter::default(),
            sends: VecDeque::new(),
            feedback: VecDeque::new(),
            taken: 0,
            agenda: BTreeMap::new(),
            mails: Vec::new(),
            refused: 0,
            lively: false,
            fates: Fates::of(seed),
            number: 0,
        };
        Arc::new(Self { clock, engine, props: Locked::new(props) })
    }

    pub(super) fn props(&self) -> MutexGuard<'_, Props> {
        self.props.lock()
    }

    /// Lets time pass.
    pub(super) async fn pause(&self, millis: i64) {
        self.clock.sleep_until(self.clock.now() + chrono::TimeDelta::milliseconds(millis)).await;
    }
}

impl Props {
    /// A number that nothing else has.
    pub(super) fn number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// Puts something on the agenda.
    pub(super) fn at(&mut self, moment: Instant, action: Action) {
        let number = self.number();
        self.agenda.insert((moment, number), action);
    }
}
