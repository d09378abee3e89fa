//! The line out of one environment: every request of its clients passes here, takes its time, may be where the process dies
//! or stands still, and is carried out by the part of the world it was meant for.

use super::asked::{Asked, lead_of};
use super::happening::{CallLabel, CrashPoint, FaultKind, FunctionName, Invocation, Protection, Side, What};
use super::mutants::Memory;
use super::stage::Stage;
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

/// What is known about the process at the other end of the line.
#[derive(Debug)]
pub(super) struct Inside {
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
pub(super) struct Link {
    pub(super) stage: Arc<Stage>,
    pub(super) function: FunctionName,
    inside: Mutex<Inside>,
}

impl Link {
    pub(super) fn new(stage: Arc<Stage>, function: FunctionName) -> Arc<Self> {
        let inside =
            Inside { invocation: Invocation(0), point: None, frozen: false, memory: Memory::default() };
        Arc::new(Self { stage, function, inside: Mutex::new(inside) })
    }

    pub(super) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The environment takes up an invocation.
    pub(super) fn begin(&self, invocation: Invocation) {
        *self.inside() = Inside { invocation, point: None, frozen: false, memory: Memory::default() };
    }

    pub(super) fn invocation(&self) -> Invocation {
        self.inside().invocation
    }

    /// Tells of a fault that hits the invocation under way.
    pub(super) fn fault(&self, kind: FaultKind) {
        self.stage.fault(kind, Some(self.invocation()));
    }

    /// Lets time pass.
    pub(super) async fn pause(&self, span: TimeDelta) {
        self.stage.clock.sleep_until(self.stage.now() + span).await;
    }

    async fn carry(self: Arc<Self>, request: HttpRequest) -> Reply {
        let asked = Asked::read(&request);
        let label = asked.label(self.function);
        self.look_for_protection(&asked);
        self.pass(&label, Side::Before).await;
        let mut ending = None;
        let reply = match asked {
            Asked::Table(request) => table::carry_out(&self, request, &label).await,
            Asked::Mail(body) => {
                let (reply, end) = service::hand_over(&self, &body).await;
                ending = end;
                reply
            }
            Asked::Quota => service::quota(&self),
            Asked::Order(body) => boundary::enqueue(&self, &body),
            Asked::Depth => boundary::depth(&self),
            Asked::Announce => boundary::announce(&self),
        };
        self.pass(&label, Side::After).await;
        if let Some(ending) = ending {
            ending.heard();
        }
        self.trace(&label, &reply);
        reply
    }

    /// A sender reads what protects a person.
    fn look_for_protection(&self, asked: &Asked) {
        let (FunctionName::SendEmail, Asked::Table(request)) = (self.function, asked) else { return };
        let invocation = self.invocation();
        for key in request.read_strongly() {
            let of = match key.1.as_str() {
                "now#card" => Protection::Card,
                "now#suppression" => Protection::Suppression,
                _ => continue,
            };
            let believed = self.inside().memory.believes(self.stage.mutant);
            if let Some(lead) = lead_of(&key).filter(|_| !believed) {
                self.stage.tell(What::ProtectionRead { invocation, lead, of });
            }
        }
    }

    /// Passes one side of a call: it takes some milliseconds, at times minutes, and at times the process dies.
    async fn pass(&self, label: &CallLabel, side: Side) {
        let point = CrashPoint { function: self.function, call: label.clone(), side };
        self.inside().point = Some(point.clone());
        let (span, stalls, dies) = {
            let mut props = self.stage.props();
            let props = &mut *props;
            props.calls += u64::from(side == Side::Before);
            let passed = props.passed.entry(point.clone()).or_default();
            *passed += 1;
            let passed = *passed;
            let span = props.chance.millis(1, 10);
            // Right before the mail service's door nobody stands still: that much the protocol assumes.
            let may_stall = *label != CallLabel::HandOver;
            let stalls = if may_stall { props.weather.stalls(&mut props.chance) } else { None };
            let freezes = stalls.is_some() && props.chance.happens(0.5);
            (span, stalls.map(|span| (span, freezes)), props.weather.dies(&mut props.chance, &point, passed))
        };
        if let Some((stall, freezes)) = stalls {
            self.fault(FaultKind::ProcessStalled);
            self.inside().frozen = freezes;
            self.pause(stall).await;
            self.inside().frozen = false;
        }
        self.pause(span).await;
        if dies {
            self.stage.fault(FaultKind::ProcessDied, Some(self.invocation()));
            self.die(point);
            std::future::pending::<()>().await;
        }
    }

    /// The process is gone; its task is dropped before anything else happens.
    pub(super) fn die(&self, point: CrashPoint) {
        let invocation = self.invocation();
        self.stage.tell(What::Died { invocation, function: self.function, point });
        self.stage.props().dying.push(invocation);
    }

    fn trace(&self, label: &CallLabel, reply: &Reply) {
        let outcome = match reply {
            Ok(response) => response.status().as_u16().to_string(),
            Err(_) => "no answer".to_owned(),
        };
        self.stage.note(|| {
            format!("  invocation {} {:?} {label:?}: {outcome}", self.invocation().0, self.function)
        });
    }
}

/// The line as the clients of an environment take it.
#[derive(Debug, Clone)]
pub(super) struct Wire(pub(super) Arc<Link>);

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
