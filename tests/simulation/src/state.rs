//! The state that all parts of a simulated world share: time, engine, chance, fault rates, and the happenings so far.
//!
//! Everything is on one thread; the locks are never waited for. Nothing here decides what happens.

use super::fault_rates::FaultRates;
use super::happening::{CrashPoint, EventKind, FaultKind, Happening, Invocation, QueueName, What};
use super::mutants::list::Mutant;
use super::queues::QueueModel;
use super::rows::Rows;
use super::schedule::{Action, Schedule};
use super::service::mailboxes::MailService;
use bytes::Bytes;
use cadence::Instant;
use cadence::ids::LeadId;
use chrono::TimeDelta;
use embedded_dynamodb::Engine;
use http::StatusCode;
use kit::chance::Chance;
use kit::locked::Locked;
use runtime::clock::Clock;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::MutexGuard;

/// The outcome of an invocation.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A batch was worked through; these messages have to come again.
    Batch(Vec<String>),
    /// A request was answered, with a page.
    Answer(StatusCode, Bytes),
    /// A schedule's call ended, well or not.
    Scheduled(bool),
}

/// The state that changes while a world runs.
#[derive(Debug)]
pub(super) struct Props {
    pub(super) chance: Chance,
    pub(super) fault_rates: FaultRates,
    pub(super) schedule: Schedule,
    pub(super) rows: Rows,
    pub(super) sends: QueueModel,
    pub(super) feedback: QueueModel,
    pub(super) service: MailService,
    /// Invocations whose process has died and whose task is to be dropped.
    pub(super) dying: Vec<Invocation>,
    pub(super) finished: Vec<(Invocation, Outcome)>,
    /// The one whose task is running.
    pub(super) running: Option<Invocation>,
    /// The event that an enrollment met last in each invocation, until it is written.
    pub(super) met: BTreeMap<Invocation, EventKind>,
    /// The leads whose next mail is taken without an answer.
    pub(super) doomed: BTreeSet<LeadId>,
    /// Up to which moment an operator has answered for what was reported about an address.
    pub(super) lifted: BTreeMap<LeadId, Instant>,
    /// Until when no event about a lead's mails comes.
    pub(super) muted: BTreeMap<LeadId, Instant>,
    /// The number of times each crash point was passed.
    pub(super) passed: BTreeMap<CrashPoint, u64>,
    pub(super) calls: u64,
    /// Happenings that the sink has not got yet.
    pub(super) untold: Vec<Happening>,
    /// Lines about boundary calls, where somebody wants a trace.
    pub(super) lines: Option<Vec<String>>,
    numbers: u64,
}

/// The shared state of one world.
#[derive(Debug)]
pub(super) struct WorldState {
    pub(super) clock: Clock,
    pub(super) engine: Engine,
    pub(super) mutant: Option<Mutant>,
    props: Locked<Props>,
}

impl WorldState {
    /// The state of a world in which nothing has happened.
    pub(super) fn new(
        clock: Clock,
        engine: Engine,
        mut chance: Chance,
        fault_rates: FaultRates,
        mutant: Option<Mutant>,
    ) -> Self {
        let service = MailService::of(chance.seed());
        let props = Props {
            chance,
            fault_rates,
            schedule: Schedule::default(),
            rows: Rows::default(),
            sends: QueueModel::of(QueueName::Sends),
            feedback: QueueModel::of(QueueName::Feedback),
            service,
            dying: Vec::new(),
            finished: Vec::new(),
            running: None,
            met: BTreeMap::new(),
            doomed: BTreeSet::new(),
            lifted: BTreeMap::new(),
            muted: BTreeMap::new(),
            passed: BTreeMap::new(),
            calls: 0,
            untold: Vec::new(),
            lines: None,
            numbers: 0,
        };
        Self { clock, engine, mutant, props: Locked::new(props) }
    }

    pub(super) fn props(&self) -> MutexGuard<'_, Props> {
        self.props.lock()
    }

    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Whether the world is played with this mutant.
    pub(super) fn is(&self, mutant: Mutant) -> bool {
        self.mutant == Some(mutant)
    }

    /// A number that nothing else in this world has.
    pub(super) fn number(&self) -> u64 {
        let mut props = self.props();
        props.numbers += 1;
        props.numbers
    }

    pub(super) fn tell(&self, what: What) {
        let at = self.now();
        let happening = Happening { at, what };
        let mut props = self.props();
        if let Some(lines) = &mut props.lines {
            lines.push(happening.to_string());
        }
        props.untold.push(happening);
    }

    pub(super) fn fault(&self, kind: FaultKind, invocation: Option<Invocation>) {
        self.tell(What::Fault { kind, invocation });
    }

    /// Schedules something.
    pub(super) fn after(&self, span: TimeDelta, action: Action) {
        let at = self.now() + span;
        self.props().schedule.add(at, action);
    }

    /// Writes a line where somebody wants a trace.
    pub(super) fn note(&self, line: impl FnOnce() -> String) {
        let now = self.now();
        let mut props = self.props();
        if let Some(lines) = &mut props.lines {
            lines.push(format!("{}  {}", now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true), line()));
        }
    }
}
