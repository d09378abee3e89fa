//! The table at the seam: failures before and after the effect, throttling, an index that is behind; and what a write
//! changed, told right after it took effect.

use super::connection::{Connection, lost};
use super::fault_rates::Trouble;
use super::happening::{CallLabel, FaultKind, FunctionName, What};
use super::late_writes;
use super::mutants;
use super::press::Press;
use super::request::TableRequest;
use super::request::lead_of;
use super::rows::{ENROLLMENT, Key, TAGS, Written};
use super::schedule::Action;
use super::service::mailboxes::wishes;
use cadence::enrollment::State;
use cadence::ids::Tag;
use kit::aws::Reply;
use kit::aws::response;
use kit::observer;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most times that a client repeats what failed.
const REPEATS_MAX: usize = 2;
/// The chance that it does; else it has used up its tries, and its function hears of the failure.
const REPEATS: f64 = 0.4;

/// Carries out one request, or fails as a table far away does. What failed is repeated at times, as clients do by themselves:
/// a write may so meet its own effect.
pub(super) async fn carry_out(
    connection: &Arc<Connection>,
    request: TableRequest,
    label: &CallLabel,
) -> Reply {
    late_writes::provoke(connection, &request, label).await;
    for _ in 0..REPEATS_MAX {
        let (reply, failure) = one_try(connection, request.clone(), label).await;
        let Some(failure) = failure else { return reply };
        let again = {
            let chance = &mut connection.state.props().chance;
            chance.happens(REPEATS).then(|| chance.millis(25, 1_000))
        };
        let Some(span) = again else {
            connection.fault(failure);
            return reply;
        };
        connection.fault(FaultKind::TableAskedAgain);
        connection.pause(span).await;
    }
    let (reply, failure) = one_try(connection, request, label).await;
    if let Some(failure) = failure {
        connection.fault(failure);
    }
    reply
}

/// One try, and what went wrong with it.
async fn one_try(
    connection: &Arc<Connection>,
    request: TableRequest,
    label: &CallLabel,
) -> (Reply, Option<FaultKind>) {
    let now = connection.state.now();
    let (trouble, kind, span) = {
        let mut props = connection.state.props();
        let props = &mut *props;
        let trouble = props.fault_rates.table(&mut props.chance, now);
        (trouble, props.chance.below(2), props.chance.seconds(1, 8))
    };
    match trouble {
        Trouble::None => {}
        Trouble::Before => {
            let reply = if kind == 0 {
                Err(lost("the connection was reset"))
            } else {
                refused("InternalServerError", 500)
            };
            return (reply, Some(FaultKind::TableFailedBefore));
        }
        Trouble::After if !request.writes() => {
            return (Err(lost("the connection was reset")), Some(FaultKind::TableFailedBefore));
        }
        Trouble::Throttled => {
            let code = ["ProvisionedThroughputExceededException", "ThrottlingException"][kind];
            return (refused(code, 400), Some(FaultKind::TableThrottled));
        }
        Trouble::Slow => {
            connection.fault(FaultKind::TableSlow);
            connection.pause(span).await;
        }
        Trouble::After => {
            effect(connection, request, label);
            return (Err(lost("the answer was lost")), Some(FaultKind::TableFailedAfter));
        }
    }
    let (status, body) = effect(connection, request, label);
    (response(status, body), None)
}

fn refused(code: &str, status: u16) -> Reply {
    let body = json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "injected" });
    response(status, body.to_string())
}

/// The request takes its effect, as the mutant in play lets it.
fn effect(connection: &Arc<Connection>, mut request: TableRequest, label: &CallLabel) -> (u16, String) {
    let state = &connection.state;
    if let Some(answer) = mutants::instead(connection, &mut request, label) {
        return answer;
    }
    let tagged = tags_before(connection, &request);
    let (status, body) = request.answer(&state.engine, state.mutant.is_some());
    if *label == CallLabel::Fence {
        connection.tell_of_fence(&request, status);
    }
    if request.writes() {
        watch(connection, &request, label);
    }
    if let Some((key, before)) = tagged {
        tell_of_tags(connection, &key, before);
    }
    let (status, body) =
        if request.reads_due() { (status, stale(connection, &request, body)) } else { (status, body) };
    mutants::afterwards(connection, &request, label, status, body)
}

/// The tags that a request may write, as they stand before it. An erasure takes the item away and writes none.
fn tags_before(connection: &Arc<Connection>, request: &TableRequest) -> Option<(Key, BTreeSet<Tag>)> {
    if request.operation == "DeleteItem" {
        return None;
    }
    let key = request.written().into_iter().find(|key| key.1 == TAGS)?;
    let tags = tags_at(connection, &key);
    Some((key, tags))
}

fn tags_at(connection: &Arc<Connection>, key: &Key) -> BTreeSet<Tag> {
    let item = observer::item(&connection.state.engine, &key.0, &key.1).unwrap_or_default();
    let names = item["tags"]["L"].as_array().into_iter().flatten().filter_map(|tag| tag["S"].as_str());
    names.filter_map(|name| Tag::parse(name).ok()).collect()
}

fn tell_of_tags(connection: &Arc<Connection>, key: &Key, before: BTreeSet<Tag>) {
    let after = tags_at(connection, key);
    if let Some(lead) = lead_of(key).filter(|_| before != after) {
        let invocation = connection.invocation();
        connection.state.tell(What::TagsWritten { invocation, lead, before, after });
    }
}

/// Tells what a write changed.
fn watch(connection: &Arc<Connection>, request: &TableRequest, label: &CallLabel) {
    let state = &connection.state;
    for key in request.written().into_iter().filter(|key| key.1.starts_with(ENROLLMENT)) {
        let now = state.now();
        let written = state.props().rows.look(&state.engine, &key, now);
        let Some(Written { before, after }) = written else { continue };
        if let Some(State::Unknown { .. }) = after.as_ref().map(|after| &after.state)
            && !matches!(before.as_ref().map(|before| &before.state), Some(State::Unknown { .. }))
        {
            send_somebody(connection);
        }
        let taken = match (&before, &after) {
            (_, Some(after)) if matches!(after.state, State::Sending { .. }) => Some(after.clone()),
            _ => None,
        };
        let claimed =
            taken.filter(|_| connection.function == FunctionName::SendEmail && *label == CallLabel::Claim);
        state.tell(What::EnrollmentWritten { invocation: Some(connection.invocation()), before, after });
        if let Some(claimed) = claimed {
            strike(connection, &claimed);
        }
    }
}

/// A mail is unknown, and silence says something only when events come for later mails: mostly somebody new comes soon.
fn send_somebody(connection: &Arc<Connection>) {
    let mut props = connection.state.props();
    let props = &mut *props;
    if props.chance.happens(0.8) {
        let at = connection.state.clock.now() + props.chance.minutes(2, 12);
        props.schedule.add(at, Action::Newcomer);
    }
}

/// At times something happens to the lead, or to the sequence, while this mail is in flight.
fn strike(connection: &Arc<Connection>, claimed: &cadence::enrollment::Enrollment) {
    let mut props = connection.state.props();
    let props = &mut *props;
    if !props.fault_rates.strikes_in_flight(&mut props.chance) {
        return;
    }
    let lead = claimed.lead.clone();
    let action = match props.chance.below(10) {
        0..2 => Action::Press { lead, press: Press::Stop, in_flight: true, tried: 0 },
        2 => {
            let press = Press::Wish(props.chance.pick(&wishes()));
            Action::Press { lead, press, in_flight: true, tried: 0 }
        }
        3 => Action::Erase { lead, in_flight: true },
        4..7 => Action::EnterAgain { lead, in_flight: true },
        7..9 => Action::Report { lead, event: super::people::goal_of(&claimed.sequence), in_flight: true },
        _ => Action::Publish { in_flight: true },
    };
    let span =
        if props.chance.happens(0.7) { props.chance.millis(0, 120) } else { props.chance.seconds(0, 60) };
    props.schedule.add(connection.state.clock.now() + span, action);
}

/// The index as it may look to somebody who asks too early.
fn stale(connection: &Arc<Connection>, request: &TableRequest, body: String) -> String {
    let state = &connection.state;
    let now = state.now();
    let changed = {
        let mut props = state.props();
        let props = &mut *props;
        let Some(lag) = props.fault_rates.lag(&mut props.chance) else { return body };
        let Ok(mut answer) = serde_json::from_str::<Value>(&body) else { return body };
        props.rows.age(&request.value, &mut answer, lag, now).then_some(answer)
    };
    match changed {
        None => body,
        Some(answer) => {
            connection.fault(FaultKind::StaleIndex);
            answer.to_string()
        }
    }
}
