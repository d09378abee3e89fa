//! `L#<lead>` / `enrollment#<sequence>`: `run`, `version`, `started_at`, `previous_at`,
//! `previous_step` and `previous_way` together or not at all, `state`, `lane`, `rev`; what only
//! one state knows: `step`, `due_at`, `attempt`, `lease_until`, `since`, `settle_at`, `ending`, `done_at`; what waits for
//! a mail in flight: `then_ending`, or `then_run` and `then_at`; `due_pk` and `due_sk` for the index,
//! which also say where a waiting step is listed.
//!
//! The item must stay under 1 KB with the longest names: every state change is charged by its whole size.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use crate::lane::Lane;
use cadence::Instant;
use cadence::enrollment::{Ending, Enrollment, Listed, Passed, State, Then, Way};
use cadence::ids::{AttemptId, EventName, RunId, StepId, Version};
use cadence::suppression::SuppressionReason;

pub(crate) fn write(enrollment: &Enrollment, lane: Lane, shards: u32) -> Attributes {
    let draft = Draft::at(&keys::enrollment(&enrollment.lead, &enrollment.sequence))
        .text("run", enrollment.run.as_str())
        .text("version", enrollment.version.as_str())
        .instant("started_at", enrollment.started_at)
        .instant("previous_at", enrollment.previous_at)
        .maybe_text("previous_step", enrollment.previous.as_ref().map(|passed| passed.step.as_str()))
        .maybe_text("previous_way", enrollment.previous.as_ref().map(|passed| way_name(passed.way)))
        .text("lane", lane.name());
    let draft = write_state(draft, &enrollment.state);
    match place(enrollment, lane, shards) {
        Some((partition, at)) => {
            draft.text("due_pk", partition).text("due_sk", keys::due_at(at, &enrollment.lead))
        }
        None => draft,
    }
    .done()
}

/// Where the enrollment stands in the index. A step that is taken keeps its place, so that taking it moves nothing.
fn place(enrollment: &Enrollment, lane: Lane, shards: u32) -> Option<(String, Instant)> {
    let partition = || keys::due(lane, keys::shard(&enrollment.lead, shards));
    match &enrollment.state {
        State::Waiting { listed: Listed::At(at), .. } | State::Sending { listed_at: at, .. } => {
            Some((partition(), *at))
        }
        State::Waiting { listed: Listed::Parked, due_at, .. } => {
            Some((keys::parked(&enrollment.sequence), *due_at))
        }
        State::Unknown { settle_at: Some(at), .. } => Some((keys::DOUBT.to_owned(), *at)),
        State::Unknown { settle_at: None, since, .. } => Some((keys::ATTENTION.to_owned(), *since)),
        State::Done { .. } => None,
    }
}

fn write_state(draft: Draft, state: &State) -> Draft {
    match state {
        State::Waiting { step, due_at, .. } => {
            draft.text("state", "waiting").text("step", step.as_str()).instant("due_at", *due_at)
        }
        State::Sending { step, due_at, listed_at: _, attempt, lease_until, then } => {
            write_then(draft, then.as_ref())
                .text("state", "sending")
                .text("step", step.as_str())
                .instant("due_at", *due_at)
                .text("attempt", attempt.as_str())
                .instant("lease_until", *lease_until)
        }
        State::Unknown { step, attempt, since, settle_at, then } => write_then(draft, then.as_ref())
            .text("state", "unknown")
            .text("step", step.as_str())
            .text("attempt", attempt.as_str())
            .instant("since", *since)
            .maybe_instant("settle_at", *settle_at),
        State::Done { ending, at } => {
            draft.text("state", "done").text("ending", ending_text(ending)).instant("done_at", *at)
        }
    }
}

fn write_then(draft: Draft, then: Option<&Then>) -> Draft {
    match then {
        None => draft,
        Some(Then::End(ending)) => draft.text("then_ending", ending_text(ending)),
        Some(Then::Restart { run, at }) => draft.text("then_run", run.as_str()).instant("then_at", *at),
    }
}

pub(crate) fn read(item: &Attributes) -> Result<Enrollment, StoreError> {
    let record = Record::new("enrollment", item);
    Ok(Enrollment {
        lead: record.parsed("pk", keys::parse_lead)?,
        sequence: record.parsed("sk", keys::parse_enrollment)?,
        run: record.parsed("run", parse_run)?,
        version: record.parsed("version", |text| Version::parse(text).ok())?,
        started_at: record.instant("started_at")?,
        previous_at: record.instant("previous_at")?,
        previous: record
            .maybe_parsed("previous_step", parse_step)?
            .map(|step| Ok(Passed { step, way: record.parsed("previous_way", parse_way)? }))
            .transpose()?,
        state: read_state(&record)?,
    })
}

fn read_state(record: &Record<'_>) -> Result<State, StoreError> {
    let step = || record.parsed("step", parse_step);
    let attempt = || record.parsed("attempt", |text| AttemptId::parse(text).ok());
    Ok(match record.text("state")? {
        "waiting" => {
            State::Waiting { step: step()?, due_at: record.instant("due_at")?, listed: read_listed(record)? }
        }
        "sending" => State::Sending {
            step: step()?,
            due_at: record.instant("due_at")?,
            listed_at: record.parsed("due_sk", keys::parse_due_at)?,
            attempt: attempt()?,
            lease_until: record.instant("lease_until")?,
            then: read_then(record)?,
        },
        "unknown" => State::Unknown {
            step: step()?,
            attempt: attempt()?,
            since: record.instant("since")?,
            settle_at: record.maybe_instant("settle_at")?,
            then: read_then(record)?,
        },
        "done" => {
            State::Done { ending: record.parsed("ending", parse_ending)?, at: record.instant("done_at")? }
        }
        _ => return Err(record.corrupt("state")),
    })
}

fn read_listed(record: &Record<'_>) -> Result<Listed, StoreError> {
    if record.text("due_pk")?.starts_with(keys::PARKED) {
        return Ok(Listed::Parked);
    }
    record.parsed("due_sk", keys::parse_due_at).map(Listed::At)
}

fn read_then(record: &Record<'_>) -> Result<Option<Then>, StoreError> {
    if let Some(ending) = record.maybe_parsed("then_ending", parse_ending)? {
        return Ok(Some(Then::End(ending)));
    }
    record
        .maybe_parsed("then_run", parse_run)?
        .map(|run| Ok(Then::Restart { run, at: record.instant("then_at")? }))
        .transpose()
}

fn way_name(way: Way) -> &'static str {
    match way {
        Way::Onward => "onward",
        Way::Then => "then",
        Way::Otherwise => "else",
    }
}

fn parse_way(text: &str) -> Option<Way> {
    match text {
        "onward" => Some(Way::Onward),
        "then" => Some(Way::Then),
        "else" => Some(Way::Otherwise),
        _ => None,
    }
}

fn parse_step(text: &str) -> Option<StepId> {
    StepId::parse(text).ok()
}

fn parse_run(text: &str) -> Option<RunId> {
    RunId::parse(text).ok()
}

/// The ending's name, with what it names after a colon.
fn ending_text(ending: &Ending) -> String {
    match ending {
        Ending::StoppedBy(event) => format!("{}:{event}", ending.name()),
        Ending::Suppressed(reason) => format!("{}:{}", ending.name(), reason.name()),
        Ending::Finished
        | Ending::Stopped
        | Ending::GoalReached
        | Ending::Unsubscribed
        | Ending::NoConsent
        | Ending::Erased
        | Ending::SequenceRemoved => ending.name().to_owned(),
    }
}

fn parse_ending(text: &str) -> Option<Ending> {
    match text.split_once(':') {
        Some(("stopped_by_event", event)) => EventName::parse(event).ok().map(Ending::StoppedBy),
        Some(("suppressed", reason)) => SuppressionReason::parse(reason).map(Ending::Suppressed),
        Some(_) => None,
        None => [
            Ending::Finished,
            Ending::Stopped,
            Ending::GoalReached,
            Ending::Unsubscribed,
            Ending::NoConsent,
            Ending::Erased,
            Ending::SequenceRemoved,
        ]
        .into_iter()
        .find(|ending| ending.name() == text),
    }
}
