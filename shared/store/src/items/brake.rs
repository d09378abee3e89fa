//! `brake` / `all` or `sequence#<id>`: `since`, `until`, `reason`, `version`, `lifted_at`.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys;
use cadence::Instant;
use cadence::ids::{SequenceId, Version};

/// When somebody took it off.
pub(crate) const LIFTED_AT: &str = "lifted_at";

/// Something that keeps mails from being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brake {
    /// What it holds; none for everything.
    pub sequence: Option<SequenceId>,
    /// Since when.
    pub since: Instant,
    /// Until when; none until somebody lifts it.
    pub until: Option<Instant>,
    /// A machine-readable name of why.
    pub reason: String,
    /// The version of the sequence at fault; another version is not held.
    pub version: Option<Version>,
}

impl Brake {
    /// Whether it holds anything at this moment.
    pub fn holds(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}

pub(crate) fn write(brake: &Brake) -> Attributes {
    Draft::at(&keys::brake(brake.sequence.as_ref()))
        .instant("since", brake.since)
        .maybe_instant("until", brake.until)
        .text("reason", &*brake.reason)
        .maybe_text("version", brake.version.as_ref().map(Version::as_str))
        .done()
}

pub(crate) fn read(item: &Attributes) -> Result<Brake, StoreError> {
    let record = Record::new("brake", item);
    Ok(Brake {
        sequence: match record.text("sk")? {
            "all" => None,
            _ => Some(record.parsed("sk", parse_sequence)?),
        },
        since: record.instant("since")?,
        until: record.maybe_instant("until")?,
        reason: record.text("reason")?.to_owned(),
        version: record.maybe_parsed("version", |text| Version::parse(text).ok())?,
    })
}

fn parse_sequence(sk: &str) -> Option<SequenceId> {
    SequenceId::parse(sk.strip_prefix("sequence#")?).ok()
}
