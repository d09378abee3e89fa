//! The connection out of one environment: every request of its clients passes here, takes its time, may be where the process dies
//! or stands still, and is carried out by the part of the world it was meant for.

use super::happening::{CallLabel, CrashPoint, FaultKind, FunctionName, Invocation, Protection, Side, What};
use super::mutants::Memory;
use super::request::{SeamRequest, lead_of};
use super::state::WorldState;
use super::{boundary, service, table};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use chrono::TimeDelta;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a seam gives back.
pub(super) type Reply = Result<HttpResponse, ConnectorError>;

/// The process at the other end of the connection.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) invocation: Invocation,
    /// The place it passed last.
    pub(super) point: Option<CrashPoint>,
    /// Whether its time limit stands still with it.
    pub(super) frozen: bool,
    /// What mutants remember of this invocation.
    pub(super) memory: Memory,
}

/// The line of one environment.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) state: Arc<WorldState>,
    pub(super) function: FunctionName,
    peer: Mutex<Peer>,
}

impl Connection {
    pub(super) fn new(state: Arc<WorldState>, function: FunctionName) -> Arc<Self> {
        let peer = Peer { invocation: Invocation(0), point: None, frozen: false, memory: Memory::default() };
        Arc::new(Self { state, function, peer: Mutex::new(peer) })
    }

    pub(super) fn peer(&self) -> MutexGuard<'_, Peer> {
        self.peer.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Lets time pass.
    pub(super) async fn pause(&self, span: TimeDelta) {
        self.state.clock.sleep_until(self.state.now() + span).await;
    }

    async fn carry(self: Arc<Self>, request: HttpRequest) -> Reply {
        let asked = SeamRequest::read(&request);
        let label = asked.label(self.function);
        self.look_for_protection(&asked);
        self.pass(&label, Side::Before).await;
        let mut ending = None;
        let reply = match asked {
            SeamRequest::Table(request) => table::carry_out(&self, request, &label).await,
            SeamRequest::Mail(body) => {
                let (reply, end) = service::hand_over(&self, &body).await;
                ending = end;
                reply
            }
            SeamRequest::Quota => service::quota(&self),
            SeamRequest::Order(body) => boundary::enqueue(&self, &body),
            SeamRequest::Depth => boundary::depth(&self),
            SeamRequest::Announce => boundary::announce(&self),
        };
        self.pass(&label, Side::After).await;
        if let Some(ending) = ending {
            ending.heard();
        }
        self.trace(&label, &reply);
        reply
    }

    /// A sender reads what protects a person.
    fn look_for_protection(&self, asked: &SeamRequest) {
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
    async fn pass(&self, label: &CallLabel, side: Side) {
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

    fn trace(&self, label: &CallLabel, reply: &Reply) {
        let outcome = match reply {
            Ok(response) => response.status().as_u16().to_string(),
            Err(_) => "no answer".to_owned(),
        };
        self.state.note(|| {
            format!("  invocation {} {:?} {label:?}: {outcome}", self.invocation().0, self.function)
        });
    }
}

/// The line as the clients of an environment take it.
#[derive(Debug, Clone)]
pub(super) struct Wire(pub(super) Arc<Connection>);

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.0.clone().carry(request))
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// An answer that never came.
pub(super) fn lost(why: &'static str) -> ConnectorError {
    ConnectorError::io(why.into())
}
