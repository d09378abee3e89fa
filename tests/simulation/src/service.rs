//! The mail service at its door: takes a mail, refuses it in each documented way, is silent, late, or not there at all.

mod events;
mod letterbox;
pub(super) mod mailboxes;

use super::connection::{Connection, lost};
use super::happening::{Call, CallAnswer, FaultKind, MailTags, What};
use super::mutants::{self, Mutant};
use super::schedule::{Action, Storm};
use super::state::WorldState;
use aws_smithy_runtime_api::client::result::ConnectorError;
use cadence::disposition::SendFailure;
use cadence::ids::{AttemptId, LeadId, RunId, SequenceId, StepId};
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;
use kit::aws::Reply;
use kit::aws::{self, refusal, response};
use kit::mail_service;
use kit::observer;
use serde_json::{Value, json};
use std::sync::Arc;

/// Codes with which `SendEmail` refuses (SES API reference v2, "Errors"), with their status and what they mean to us.
const REFUSALS: [(&str, u16, SendFailure); 9] = [
    ("TooManyRequestsException", 429, SendFailure::Throttled),
    ("LimitExceededException", 400, SendFailure::DailyQuota),
    ("SendingPausedException", 400, SendFailure::SendingPaused),
    ("AccountSuspendedException", 400, SendFailure::AccountSuspended),
    ("MailFromDomainNotVerifiedException", 400, SendFailure::MailFromNotVerified),
    ("NotFoundException", 404, SendFailure::NotFound),
    ("BadRequestException", 400, SendFailure::BadRequest),
    ("MessageRejected", 400, SendFailure::MessageRejected),
    ("AccessDeniedException", 403, SendFailure::AccessDenied),
];

/// The client's longest wait for an answer (`send_email::ANSWER_WITHIN`).
const CLIENT_WAITS_MS: i64 = 10_000;

/// The fate of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Accepted,
    /// Taken; the answer is lost, or says 500.
    AnswerLost,
    /// Taken after the caller gave up.
    AcceptedLate,
    /// Refused with the code at this place.
    Refused(usize),
    NeverConnected,
    /// An error of the service, and nothing was taken.
    Broken,
}

/// The end of a call, told when the caller hears of it, or when its process is gone.
#[derive(Debug)]
pub(super) struct Ending {
    state: Arc<WorldState>,
    call: Call,
    answer: Option<CallAnswer>,
}

impl Ending {
    /// The caller has heard.
    pub(super) fn heard(mut self) {
        if let Some(answer) = self.answer.take() {
            self.state.tell(What::CallEnded { call: self.call, answer });
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        if self.answer.take().is_some() {
            self.state.tell(What::CallEnded { call: self.call, answer: CallAnswer::NothingHeard });
        }
    }
}

/// One `SendEmail` call.
pub(super) async fn hand_over(connection: &Arc<Connection>, body: &Value) -> (Reply, Option<Ending>) {
    let first = one_call(connection, body).await;
    if connection.state.is(Mutant::ServiceRetriesOn) && unanswered(&first.0) {
        drop(first);
        connection.pause(chrono::TimeDelta::seconds(1)).await;
        return one_call(connection, body).await;
    }
    first
}

fn unanswered(reply: &Reply) -> bool {
    reply.as_ref().map_or(true, |response| response.status().is_server_error())
}

async fn one_call(connection: &Arc<Connection>, body: &Value) -> (Reply, Option<Ending>) {
    let state = &connection.state;
    let read = read(state, body);
    let fate = fate(connection, read.as_ref().map(|(mail, _)| &mail.lead));
    if fate == Fate::NeverConnected {
        connection.fault(FaultKind::ServiceDown);
        let refused: Box<dyn std::error::Error + Send + Sync> =
            "tcp connect error: connection refused".into();
        return (Err(ConnectorError::io(refused)), None);
    }
    let Some((mail, mime)) = read else {
        return (refusal("BadRequestException", 400), None);
    };
    let call = Call(state.number());
    connection.peer().memory.called = true;
    state.tell(What::CallBegan { call, invocation: connection.invocation(), mail: mail.clone() });
    let mut ending = Ending { state: state.clone(), call, answer: Some(CallAnswer::NothingHeard) };
    let reply = match fate {
        Fate::Accepted => {
            letterbox::accept(state, call, &mail, &mime);
            mutants::after_acceptance(connection);
            answer_after(connection, 30, 300).await;
            ending.answer = Some(CallAnswer::Accepted);
            response(200, json!({ "MessageId": format!("m{}", call.0) }).to_string())
        }
        Fate::AnswerLost => {
            letterbox::accept(state, call, &mail, &mime);
            mutants::after_acceptance(connection);
            connection.fault(FaultKind::AnswerLost);
            let status = state.props().chance.below(3);
            answer_after(connection, 50, CLIENT_WAITS_MS).await;
            if status == 0 { refusal("InternalFailure", 500) } else { Err(lost("the connection was reset")) }
        }
        Fate::AcceptedLate => {
            connection.fault(FaultKind::AcceptedLate);
            let late = state.props().chance.seconds(10, 60);
            state.after(late, Action::AcceptLate { call, mail, mime });
            answer_after(connection, CLIENT_WAITS_MS, CLIENT_WAITS_MS).await;
            Err(ConnectorError::timeout("no answer in time".into()))
        }
        Fate::Refused(place) => {
            let (code, status, failure) = REFUSALS[place];
            let throttled = failure == SendFailure::Throttled;
            connection.fault(if throttled {
                FaultKind::ServiceThrottled
            } else {
                FaultKind::ServiceRefused(failure)
            });
            answer_after(connection, 20, 200).await;
            ending.answer = Some(CallAnswer::Refused(code.to_owned()));
            refusal(code, status)
        }
        Fate::NeverConnected | Fate::Broken => {
            connection.fault(FaultKind::ServiceDown);
            answer_after(connection, 20, 5_000).await;
            refusal("ServiceUnavailable", 503)
        }
    };
    (reply, Some(ending))
}

async fn answer_after(connection: &Arc<Connection>, least: i64, most: i64) {
    let span = connection.state.props().chance.millis(least, most);
    connection.pause(span).await;
}

/// Draws what becomes of a call.
fn fate(connection: &Arc<Connection>, lead: Option<&LeadId>) -> Fate {
    let now = connection.state.now();
    let mut props = connection.state.props();
    let props = &mut *props;
    if lead.is_some_and(|lead| props.doomed.remove(lead)) && !props.fault_rates.is_clear() {
        return Fate::AnswerLost;
    }
    if props.fault_rates.lasting(Storm::Service, now).is_some() {
        return if props.chance.happens(0.85) { Fate::NeverConnected } else { Fate::Broken };
    }
    if !props.fault_rates.service(&mut props.chance) {
        return Fate::Accepted;
    }
    match props.chance.below(100) {
        0..25 => Fate::AnswerLost,
        25..38 => Fate::AcceptedLate,
        38..50 => Fate::NeverConnected,
        50..56 => Fate::Broken,
        56..68 => Fate::Refused(0),
        _ => Fate::Refused(props.chance.below(REFUSALS.len())),
    }
}

/// The quota of the account.
pub(super) fn quota(connection: &Arc<Connection>) -> Reply {
    let now = connection.state.now();
    let fails = {
        let mut props = connection.state.props();
        let props = &mut *props;
        props.fault_rates.lasting(Storm::Service, now).is_some() || props.fault_rates.bus(&mut props.chance)
    };
    if fails {
        connection.fault(FaultKind::ServiceDown);
        return Err(lost("the connection was reset"));
    }
    aws::quota(50_000.0, 14.0, 0.0)
}

/// The tags of a call, with the purpose that its message record says, and the mail's text.
fn read(state: &WorldState, body: &Value) -> Option<(MailTags, String)> {
    let taken = mail_service::Mail::read(body).ok()?;
    let tag = |name: &str| taken.tag(name).ok();
    let lead = LeadId::parse(&tag("lead")?).ok()?;
    let send_key = SendKey::parse(&tag("send_key")?).ok()?;
    let record = observer::item(&state.engine, &format!("L#{lead}"), &format!("message#{send_key}"));
    let purpose = match record.as_ref().and_then(|record| record["purpose"]["S"].as_str()) {
        Some("transactional") => Purpose::Transactional,
        Some("confirmation") => Purpose::Confirmation,
        Some(_) | None => Purpose::Marketing,
    };
    let mail = MailTags {
        send_key,
        attempt: AttemptId::parse(&tag("attempt")?).ok()?,
        lead,
        sequence: SequenceId::parse(&tag("sequence")?).ok()?,
        run: RunId::parse(&tag("run")?).ok()?,
        step: StepId::parse(&tag("step")?).ok()?,
        purpose,
        is_tracked: taken.is_tracked,
    };
    Some((mail, taken.mime().ok()?))
}

/// The mail service takes a mail whose caller has given up.
pub(super) fn accept_late(state: &Arc<WorldState>, call: Call, mail: &MailTags, mime: &str) {
    letterbox::accept(state, call, mail, mime);
}
