//! The connection out of one environment, and the process at its other end: each request takes its time on the way, and may be where
//! the process dies or stands still.

use super::happening::{CallLabel, CrashPoint, FaultKind, FunctionName, Invocation, Protection, Side, What};
use super::mutants::memory::Memory;
use super::request::{SeamRequest, TableRequest, lead_of};
use super::state::WorldState;
use aws_smithy_runtime_api::client::result::ConnectorError;
use cadence::ids::AttemptId;
use chrono::TimeDelta;
use kit::aws::Reply;
use kit::locked::Locked;
use std::sync::{Arc, MutexGuard};

/// The process at the other end of the connection.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) invocation: Invocation,
    /// The place it passed last.
    pub(super) point: Option<CrashPoint>,
    /// Whether its time limit stands still with it.
    pub(super) frozen: bool,
    /// The mutants' memory of this invocation.
    pub(super) memory: Memory,
}

/// The line of one environment.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) state: Arc<WorldState>,
    pub(super) function: FunctionName,
    peer: Locked<Peer>,
}

impl Connection {
    pub(super) fn new(state: Arc<WorldState>, function: FunctionName) -> Arc<Self> {
        let peer = Peer { invocation: Invocation(0), point: None, frozen: false, memory: Memory::default() };
        Arc::new(Self { state, function, peer: Locked::new(peer) })
    }

    pub(super) fn peer(&self) -> MutexGuard<'_, Peer> {
        self.peer.lock()
    }

    /// The environment takes up an invocation.
    pub(super) fn begin(&self, invocation: Invocation) {
        *self.peer() = Peer { invocation, point: None, frozen: false, memory: Memory::default() };
    }

    pub(super) fn invocation(&self) -> Invocation {
        self.peer().invocation
    }

    /// Tells of a fault that hits the invocation under way.
    pub(super) fn fault(&self, kind: FaultKind) {
        self.state.fault(kind, Some(self.invocation()));
    }

    /// Tells of a fence that lets an attempt through.
    pub(super) fn tell_of_fence(&self, request: &TableRequest, status: u16) {
        let attempt = request.value["ExpressionAttributeValues"][":attempt"]["S"].as_str();
        if let Some(attempt) = attempt.and_then(|text| AttemptId::parse(text).ok()).filter(|_| status == 200)
        {
            self.state.tell(What::Fenced { invocation: self.invocation(), attempt });
        }
    }

    /// Lets time pass.
    pub(super) async fn pause(&self, span: TimeDelta) {
        self.state.clock.sleep_until(self.state.now() + span).await;
    }

    /// A sender reads what protects a person.
    pub(super) fn look_for_protection(&self, asked: &SeamRequest) {
        let (FunctionName::SendEmail, SeamRequest::Table(request)) = (self.function, asked) else { return };
        let invocation = self.invocation();
        for key in request.read_strongly() {
            let of = match key.1.as_str() {
                "now#card" => Protection::Card,
                "now#suppression" => Protection::Suppression,
                _ => continue,
            };
            let believed = self.peer().memory.believes(self.state.mutant);
            if let Some(lead) = lead_of(&key).filter(|_| !believed) {
                self.state.tell(What::ProtectionRead { invocation, lead, of });
            }
        }
    }

    /// Passes one side of a call: it takes some milliseconds, at times minutes, and at times the process dies.
    pub(super) async fn pass(&self, label: &CallLabel, side: Side) {
        let point = CrashPoint { function: self.function, call: label.clone(), side };
        self.peer().point = Some(point.clone());
        let (span, stalls, dies) = {
            let mut props = self.state.props();
            let props = &mut *props;
            props.calls += u64::from(side == Side::Before);
            let passed = props.passed.entry(point.clone()).or_default();
            *passed += 1;
            let passed = *passed;
            let span = props.chance.millis(1, 10);
            // Right before the mail service's door nobody stands still: that much the protocol assumes.
            let may_stall = *label != CallLabel::HandOver;
            let stalls = if may_stall { props.fault_rates.stalls(&mut props.chance) } else { None };
            let freezes = stalls.is_some() && props.chance.happens(0.5);
            (
                span,
                stalls.map(|span| (span, freezes)),
                props.fault_rates.dies(&mut props.chance, &point, passed),
            )
        };
        if let Some((stall, freezes)) = stalls {
            self.fault(FaultKind::ProcessStalled);
            self.peer().frozen = freezes;
            self.pause(stall).await;
            self.peer().frozen = false;
        }
        self.pause(span).await;
        if dies {
            self.state.fault(FaultKind::ProcessDied, Some(self.invocation()));
            self.die(point);
            std::future::pending::<()>().await;
        }
    }

    /// The process is gone; its task is dropped before anything else happens.
    pub(super) fn die(&self, point: CrashPoint) {
        let invocation = self.invocation();
        self.state.tell(What::Died { invocation, function: self.function, point });
        self.state.props().dying.push(invocation);
    }

    pub(super) fn trace(&self, label: &CallLabel, reply: &Reply) {
        let outcome = match reply {
            Ok(response) => response.status().as_u16().to_string(),
            Err(_) => "no answer".to_owned(),
        };
        self.state.note(|| {
            format!("  invocation {} {:?} {label:?}: {outcome}", self.invocation().0, self.function)
        });
    }
}

/// An answer that never came.
pub(super) fn lost(why: &'static str) -> ConnectorError {
    ConnectorError::io(why.into())
}
