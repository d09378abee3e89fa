//! The functions as they run in the cloud: each in one to three environments, each environment with clients and memory of
//! its own, which it loses when its process dies.

use super::connection::Connection;
use super::happening::{CallLabel, CrashPoint, FaultKind, FunctionName, Invocation, Side};
use super::press::Press;
use super::queues::Note;
use super::schedule::Action;
use super::state::{Outcome, WorldState};
use super::wiring::Function;
use bytes::Bytes;
use cadence::Instant;
use cadence::ids::LeadId;
use chrono::TimeDelta;
use gateway::queue::Incoming;
use http::Request;
use kit::executor::{Executor, Work};
use kit::functions::Secrets;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The event that an invocation is given.
#[derive(Debug)]
pub(super) enum Event {
    Batch(Vec<Incoming>),
    Http(Box<Request<Bytes>>),
    Schedule,
}

/// The cause of an invocation.
#[derive(Debug, Clone)]
pub(super) enum Cause {
    /// Messages of a queue, by id, with what they say.
    Queue(Vec<(String, Note)>),
    /// A post.
    Post { post: usize, tried: u32 },
    /// A press on the page behind the link of a mail.
    Press { lead: LeadId, press: Press, tried: u32 },
    /// A tick.
    Tick,
    /// The sweeps of a night.
    Sweep { tried: u32 },
}

/// A warm environment.
#[derive(Debug)]
struct Environment {
    connection: Arc<Connection>,
    function: Function,
}

/// A place for an environment.
#[derive(Debug, Default)]
struct Slot {
    warm: Option<Arc<Environment>>,
    busy: bool,
}

/// An invocation under way.
#[derive(Debug)]
struct Running {
    place: (FunctionName, usize),
    connection: Arc<Connection>,
    cause: Cause,
    began: Instant,
}

/// All functions.
#[derive(Debug)]
pub(super) struct Functions {
    secrets: Secrets,
    slots: BTreeMap<FunctionName, Vec<Slot>>,
    running: BTreeMap<Invocation, Running>,
}

impl Functions {
    /// All of them cold.
    pub(super) fn cold(secrets: Secrets) -> Self {
        let slots = [
            (FunctionName::IngestLead, 2),
            (FunctionName::CadenceTick, 2),
            (FunctionName::SendEmail, 3),
            (FunctionName::RecordFeedback, 2),
            (FunctionName::SweepDormant, 1),
            (FunctionName::ManageSubscription, 2),
        ];
        let slots = slots.map(|(name, many)| (name, (0..many).map(|_| Slot::default()).collect()));
        Self { secrets, slots: BTreeMap::from(slots), running: BTreeMap::new() }
    }

    /// Whether an environment of a function is free.
    pub(super) fn has_room(&self, function: FunctionName) -> bool {
        self.slots.get(&function).is_some_and(|slots| slots.iter().any(|slot| !slot.busy))
    }

    /// Begins an invocation in a free environment.
    pub(super) fn begin(
        &mut self,
        state: &Arc<WorldState>,
        executor: &mut Executor,
        function: FunctionName,
        event: Event,
        cause: Cause,
    ) -> Option<Invocation> {
        let free = |slot: &Slot| !slot.busy;
        let place = self.slots.get(&function)?.iter().position(free)?;
        let secrets = &self.secrets;
        let slot = self.slots.get_mut(&function)?.get_mut(place)?;
        let environment = slot.warm.get_or_insert_with(|| {
            let connection = Connection::new(state.clone(), function);
            let function = Function::at_the_end_of(&connection, secrets);
            Arc::new(Environment { connection, function })
        });
        slot.busy = true;
        let invocation = Invocation(state.number());
        let connection = environment.connection.clone();
        connection.begin(invocation);
        executor.spawn(invocation, work(environment.clone(), invocation, event));
        state.after(time_limit(function), Action::TimeLimit(invocation));
        state.note(|| format!("invocation {} of {function:?} begins", invocation.0));
        let running = Running { place: (function, place), connection, cause, began: state.now() };
        self.running.insert(invocation, running);
        Some(invocation)
    }

    /// An invocation is over and its environment free: with its memory when it ended, without when its process died.
    pub(super) fn end(&mut self, invocation: Invocation, died: bool) -> Option<(FunctionName, Cause)> {
        let running = self.running.remove(&invocation)?;
        running.connection.state.props().met.remove(&invocation);
        let (function, place) = running.place;
        let slot = self.slots.get_mut(&function)?.get_mut(place)?;
        slot.busy = false;
        if died {
            slot.warm = None;
        }
        Some((function, running.cause))
    }

    /// The time limit of an invocation has come: unless it is over, or stands still with its process, the process is ended.
    pub(super) fn limit(&mut self, state: &Arc<WorldState>, invocation: Invocation) {
        let Some(running) = self.running.get(&invocation) else { return };
        if running.connection.peer().frozen {
            state.after(TimeDelta::seconds(20), Action::TimeLimit(invocation));
            return;
        }
        let nowhere = || CrashPoint {
            function: running.place.0,
            call: CallLabel::Other("time-limit".to_owned()),
            side: Side::Before,
        };
        let point = running.connection.peer().point.clone().unwrap_or_else(nowhere);
        state.note(|| format!("invocation {} ran since {}", invocation.0, running.began));
        state.fault(FaultKind::ProcessDied, Some(invocation));
        running.connection.die(point);
    }
}

/// Time limits, as in `infra/template.yaml`.
fn time_limit(function: FunctionName) -> TimeDelta {
    TimeDelta::seconds(match function {
        FunctionName::IngestLead | FunctionName::ManageSubscription => 10,
        FunctionName::CadenceTick | FunctionName::SendEmail => 60,
        FunctionName::RecordFeedback => 30,
        FunctionName::SweepDormant => 900,
    })
}

/// One invocation: the handler at its work, and where its answer goes.
fn work(environment: Arc<Environment>, invocation: Invocation, event: Event) -> Work {
    Box::pin(async move {
        let outcome = match (&environment.function, event) {
            (Function::Send(function), Event::Batch(batch)) => {
                Outcome::Batch(Box::pin(function.handle(batch)).await)
            }
            (Function::Record(function), Event::Batch(batch)) => {
                Outcome::Batch(Box::pin(function.handle(batch)).await)
            }
            (Function::Ingest(function), Event::Http(request)) => {
                answer(Box::pin(function.handle(*request)).await)
            }
            (Function::Manage(function), Event::Http(request)) => {
                answer(Box::pin(function.handle(*request)).await)
            }
            (Function::Tick(function), Event::Schedule) => {
                Outcome::Scheduled(Box::pin(function.run()).await.is_ok())
            }
            (Function::Sweep(function), Event::Schedule) => {
                Outcome::Scheduled(Box::pin(function.run()).await.is_ok())
            }
            (
                Function::Send(_)
                | Function::Record(_)
                | Function::Ingest(_)
                | Function::Manage(_)
                | Function::Tick(_)
                | Function::Sweep(_),
                Event::Batch(_) | Event::Http(_) | Event::Schedule,
            ) => Outcome::Scheduled(false),
        };
        environment.connection.state.props().finished.push((invocation, outcome));
    })
}

fn answer(response: http::Response<Bytes>) -> Outcome {
    Outcome::Answer(response.status(), response.into_body())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::template;

    #[test]
    fn time_limits_are_those_of_the_template() {
        for function in FunctionName::ALL {
            let limit = template::number(&format!("{function:?}Function"), "Timeout");
            assert_eq!(time_limit(function).num_seconds(), i64::try_from(limit).unwrap(), "{function:?}");
        }
    }
}
