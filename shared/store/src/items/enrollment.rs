//! `L#<lead>` / `now#enrollment#<sequence>`, in one of two forms.
//!
//! While a run is under way: `run`, `version`, `started_at`, `previous_at`, `previous_step` and `previous_way` together or
//! not at all, `state`, `lane`, `rev`; what only one state knows: `step`, `due_at`, `attempt`, `lease_until`, `since`,
//! `settle_at`, `counts_as` (four bytes of the send key of a marketing mail); what waits for a mail in flight:
//! `then_ending`, or `then_run` and `then_at`; `due_pk` and `due_sk` for the index, which also say where a waiting step is
//! listed. Once it is over: `over`, 29 bytes (the ending's number, `started_at` and the end in milliseconds since 1970, six
//! bytes each, the run), `ended_by` where the ending names an event, `rev`; where a refusal ended it, `previous_at`,
//! `previous_step` and `previous_way` say where it stood, since the person may take the refusal back.
//!
//! In both forms `recent`: eight bytes a marketing mail, the second since 1970 and four bytes of its send key.
//!
//! The item stays under 1 KB with the longest names, since a state change is charged by the whole size; one that is over
//! takes about 100 bytes, since a sender reads all enrollments of a lead at one look.

mod over;
mod recent;

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use crate::lane::Lane;
use crate::request::REV;
use cadence::Instant;
use cadence::enrollment::{Enrollment, Listed, Passed, State, Then, Way};
use cadence::ids::{AttemptId, RunId, StepId, Version};
use cadence::recent::{MailTag, RecentMails};
use over::{OVER, ending_text, parse_ending, read_over, write_over};
use recent::{read_recent, write_recent};

const COUNTS_AS: &str = "counts_as";
const PREVIOUS_AT: &str = "previous_at";

pub(crate) fn write(enrollment: &Enrollment, lane: Lane, shards: u32) -> Attributes {
    let draft = Draft::at(&keys::enrollment(&enrollment.lead, &enrollment.sequence))
        .bytes("recent", &write_recent(&enrollment.recent));
    if let State::Done { ending, at } = &enrollment.state {
        return write_over(draft, enrollment, ending, *at).done();
    }
    let draft = draft
        .text("run", enrollment.run.as_str())
        .maybe_text("version", enrollment.version.as_ref().map(Version::as_str))
        .instant("started_at", enrollment.started_at)
        .text("lane", lane.name());
    let draft = write_state(write_previous(draft, enrollment), &enrollment.state);
    match place(enrollment, lane, shards) {
        Some((partition, at)) => {
            draft.text("due_pk", partition).text("due_sk", keys::due_at(at, &enrollment.lead))
        }
        None => draft,
    }
    .done()
}

fn write_previous(draft: Draft, enrollment: &Enrollment) -> Draft {
    let previous = enrollment.previous.as_ref();
    draft
        .instant(PREVIOUS_AT, enrollment.previous_at)
        .maybe_text("previous_step", previous.map(|passed| passed.step.as_str()))
        .maybe_text("previous_way", previous.map(|passed| way_name(passed.way)))
}

fn read_previous(record: &Record<'_>) -> Result<Option<Passed>, StoreError> {
    record
        .maybe_parsed("previous_step", parse_step)?
        .map(|step| Ok(Passed { step, way: record.parsed("previous_way", parse_way)? }))
        .transpose()
}

/// The enrollment's place in the index. A step that is taken keeps its place, so that taking it moves nothing.
fn place(enrollment: &Enrollment, lane: Lane, shards: u32) -> Option<(String, Instant)> {
    let partition = || keys::due(lane, keys::shard(&enrollment.lead, shards));
    match &enrollment.state {
        State::Waiting { listed: Listed::At(at), .. } | State::Sending { listed_at: at, .. } => {
            Some((partition(), *at))
        }
        State::Waiting { listed: Listed::Parked, due_at, .. } => {
            Some((keys::parked(&enrollment.sequence), *due_at))
        }
        State::Unknown { settle_at: Some(at), .. } => Some((keys::UNKNOWN.to_owned(), *at)),
        State::Unknown { settle_at: None, since, .. } => Some((keys::ATTENTION.to_owned(), *since)),
        State::Done { .. } => None,
    }
}

fn write_state(draft: Draft, state: &State) -> Draft {
    match state {
        State::Waiting { step, due_at, .. } => {
            draft.text("state", "waiting").text("step", step.as_str()).instant("due_at", *due_at)
        }
        State::Sending { step, due_at, listed_at: _, attempt, lease_until, counts_as, then } => {
            write_then(write_tag(draft, *counts_as), then.as_ref())
                .text("state", "sending")
                .text("step", step.as_str())
                .instant("due_at", *due_at)
                .text("attempt", attempt.as_str())
                .instant("lease_until", *lease_until)
        }
        State::Unknown { step, attempt, since, settle_at, counts_as, then } => {
            write_then(write_tag(draft, *counts_as), then.as_ref())
                .text("state", "unknown")
                .text("step", step.as_str())
                .text("attempt", attempt.as_str())
                .instant("since", *since)
                .maybe_instant("settle_at", *settle_at)
        }
        State::Done { .. } => draft,
    }
}

fn write_tag(draft: Draft, tag: Option<MailTag>) -> Draft {
    draft.bytes(COUNTS_AS, tag.as_ref().map_or(&[], |tag| &tag.0))
}

fn read_tag(record: &Record<'_>) -> Result<Option<MailTag>, StoreError> {
    match record.bytes(COUNTS_AS)? {
        [] => Ok(None),
        bytes => bytes.try_into().map(|bytes| Some(MailTag(bytes))).map_err(|_| record.corrupt(COUNTS_AS)),
    }
}

fn write_then(draft: Draft, then: Option<&Then>) -> Draft {
    match then {
        None => draft,
        Some(Then::End(ending)) => draft.text("then_ending", ending_text(ending)),
        Some(Then::Restart { run, at }) => draft.text("then_run", run.as_str()).instant("then_at", *at),
    }
}

/// Reads an enrollment of layout 1, in which a run that was over kept all its attributes.
pub(crate) fn read_of_before(item: &Attributes) -> Result<Enrollment, StoreError> {
    let record = Record::new("enrollment", item);
    if record.text("state")? != "done" {
        return read(item);
    }
    let (ending, at) = (record.parsed("ending", parse_ending)?, record.instant("done_at")?);
    Ok(Enrollment {
        lead: record.parsed("pk", keys::parse_lead)?,
        sequence: record.parsed("sk", keys::parse_enrollment)?,
        run: record.parsed("run", parse_run)?,
        version: None,
        started_at: record.instant("started_at")?,
        previous_at: at,
        previous: None,
        recent: RecentMails::default(),
        state: State::Done { ending, at },
    })
}

/// An item of layout 1 as this layout writes it. One that is under way keeps its revision and its place in the index.
pub(crate) fn rewritten(mut item: Attributes, enrollment: &Enrollment) -> Attributes {
    let rev = item.remove(REV);
    let fresh = write(enrollment, Lane::Main, 1);
    let mut next = match enrollment.state {
        State::Done { .. } => fresh,
        State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } => {
            let kept = ["recent", COUNTS_AS];
            item.extend(fresh.into_iter().filter(|(name, _)| kept.contains(&name.as_str())));
            item
        }
    };
    next.extend(rev.map(|rev| (REV.to_owned(), rev)));
    next
}

pub(crate) fn read(item: &Attributes) -> Result<Enrollment, StoreError> {
    let record = Record::new("enrollment", item);
    let lead = record.parsed("pk", keys::parse_lead)?;
    let sequence = record.parsed("sk", keys::parse_enrollment)?;
    let recent = read_recent(record.bytes("recent")?).ok_or_else(|| record.corrupt("recent"))?;
    if record.has(OVER) {
        return read_over(&record, lead, sequence, recent);
    }
    Ok(Enrollment {
        lead,
        sequence,
        recent,
        run: record.parsed("run", parse_run)?,
        version: record.maybe_parsed("version", |text| Version::parse(text).ok())?,
        started_at: record.instant("started_at")?,
        previous_at: record.instant(PREVIOUS_AT)?,
        previous: read_previous(&record)?,
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
            counts_as: read_tag(record)?,
            then: read_then(record)?,
        },
        "unknown" => State::Unknown {
            step: step()?,
            attempt: attempt()?,
            since: record.instant("since")?,
            settle_at: record.maybe_instant("settle_at")?,
            counts_as: read_tag(record)?,
            then: read_then(record)?,
        },
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
