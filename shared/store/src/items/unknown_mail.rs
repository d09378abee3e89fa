//! `doubts` / `<since>#<send key>#<attempt>`: `lead`, `sequence`, `run`, `step`, `send_key`, `attempt`, `since`; once it was
//! decided `decided_at`, `decision`, `because`; `expires_at` in seconds for the table's time to live, two years on.

use crate::attributes::{Attributes, Draft, Record, millis};
use crate::error::StoreError;
use crate::keys;
use cadence::facts::MessageName;
use cadence::ids::{AttemptId, LeadId, RunId, SequenceId, StepId};
use cadence::send_key::SendKey;
use cadence::settle::{Because, Decided, Decision, UnknownMail};
use chrono::TimeDelta;

/// The time for which an unknown mail is kept.
const KEPT_DAYS: i64 = 730;

pub(crate) fn write(unknown_mail: &UnknownMail) -> Attributes {
    let name = &unknown_mail.name;
    let draft =
        Draft::at(&keys::unknown_mail(&millis(unknown_mail.since), &name.send_key, &unknown_mail.attempt))
            .text("lead", name.lead.as_str())
            .text("sequence", name.sequence.as_str())
            .text("run", name.run.as_str())
            .text("step", name.step.as_str())
            .text("send_key", name.send_key.as_str())
            .text("attempt", unknown_mail.attempt.as_str())
            .instant("since", unknown_mail.since)
            .number("expires_at", (unknown_mail.since + TimeDelta::days(KEPT_DAYS)).timestamp());
    match &unknown_mail.decided {
        None => draft,
        Some(decided) => draft
            .instant("decided_at", decided.at)
            .text("decision", decided.decision.name())
            .text("because", decided.because.name()),
    }
    .done()
}

pub(crate) fn read(item: &Attributes) -> Result<UnknownMail, StoreError> {
    let record = Record::new("unknown mail", item);
    Ok(UnknownMail {
        name: MessageName {
            send_key: record.parsed("send_key", |text| SendKey::parse(text).ok())?,
            lead: record.parsed("lead", |text| LeadId::parse(text).ok())?,
            sequence: record.parsed("sequence", |text| SequenceId::parse(text).ok())?,
            run: record.parsed("run", |text| RunId::parse(text).ok())?,
            step: record.parsed("step", |text| StepId::parse(text).ok())?,
        },
        attempt: record.parsed("attempt", |text| AttemptId::parse(text).ok())?,
        since: record.instant("since")?,
        decided: record
            .maybe_instant("decided_at")?
            .map(|at| {
                let decision = record.parsed("decision", parse_decision)?;
                Ok(Decided { at, decision, because: record.parsed("because", parse_because)? })
            })
            .transpose()?,
    })
}

fn parse_decision(text: &str) -> Option<Decision> {
    [Decision::Sent, Decision::NotSent, Decision::TakeAsSent, Decision::SendAgain]
        .into_iter()
        .find(|decision| decision.name() == text)
}

fn parse_because(text: &str) -> Option<Because> {
    Because::ALL.into_iter().find(|because| because.name() == text)
}
