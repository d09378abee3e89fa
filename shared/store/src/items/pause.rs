//! `live` / `pause#all#<set by>` or `pause#sequence#<id>#<set by>`: `since`, `until`, `reason`, `version`, `lifted_at`.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys::{self, Key};
use crate::set_by::SetBy;
use cadence::Instant;
use cadence::ids::{SequenceId, Version};

/// When somebody took it off.
pub(crate) const LIFTED_AT: &str = "lifted_at";

/// Mails that are not sent until the pause is lifted or over: those of a sequence, or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// The paused sequence; none for everything.
    pub sequence: Option<SequenceId>,
    /// The one who set it.
    pub set_by: SetBy,
    /// Since when.
    pub since: Instant,
    /// Until when; none until somebody lifts it.
    pub until: Option<Instant>,
    /// The reason: a person's words, or a machine-readable name and figures. None where a person gave none.
    pub reason: Option<String>,
    /// The version of the sequence at fault; another version is not paused.
    pub version: Option<Version>,
}

impl Pause {
    /// Whether it is in force at this moment.
    pub fn is_in_force(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| until > now)
    }

    pub(crate) fn key(&self) -> Key {
        keys::pause(self.sequence.as_ref(), self.set_by)
    }
}

pub(crate) fn write(pause: &Pause) -> Attributes {
    Draft::at(&pause.key())
        .instant("since", pause.since)
        .maybe_instant("until", pause.until)
        .maybe_text("reason", pause.reason.as_deref())
        .maybe_text("version", pause.version.as_ref().map(Version::as_str))
        .done()
}

/// The pause and when it was lifted.
pub(crate) fn read_lifted(item: &Attributes) -> Result<(Pause, Option<Instant>), StoreError> {
    Ok((read(item)?, Record::new("pause", item).maybe_instant(LIFTED_AT)?))
}

pub(crate) fn read(item: &Attributes) -> Result<Pause, StoreError> {
    let record = Record::new("pause", item);
    let (sequence, set_by) = record.parsed("sk", keys::parse_pause)?;
    Ok(Pause {
        sequence,
        set_by,
        since: record.instant("since")?,
        until: record.maybe_instant("until")?,
        reason: record.maybe_text("reason")?.map(str::to_owned),
        version: record.maybe_parsed("version", |text| Version::parse(text).ok())?,
    })
}
