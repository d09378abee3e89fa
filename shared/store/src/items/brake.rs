//! `live` / `pause#all#<source>` or `pause#sequence#<id>#<source>`: `since`, `until`, `reason`, `version`, `lifted_at`.

use crate::attributes::{Attributes, Draft, Record};
use crate::error::StoreError;
use crate::keys::{self, Key};
use cadence::Instant;
use cadence::ids::{SequenceId, Version};

/// When somebody took it off.
pub(crate) const LIFTED_AT: &str = "lifted_at";

/// Who puts brakes on. Each has one of its own on the same sequence, so that no reason hides another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BrakeSource {
    /// A person.
    Hand,
    /// A refusal of the mail service.
    MailService,
    /// Rates of bounces and complaints.
    Rates,
}

impl BrakeSource {
    /// All sources.
    pub const ALL: [Self; 3] = [Self::Hand, Self::MailService, Self::Rates];

    /// The name in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::MailService => "mail-service",
            Self::Rates => "rates",
        }
    }
}

/// Something that keeps mails from being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brake {
    /// What it holds; none for everything.
    pub sequence: Option<SequenceId>,
    /// Who put it on.
    pub source: BrakeSource,
    /// Since when.
    pub since: Instant,
    /// Until when; none until somebody lifts it.
    pub until: Option<Instant>,
    /// Why: a person's words, or a machine-readable name and figures. None where a person gave none.
    pub reason: Option<String>,
    /// The version of the sequence at fault; another version is not held.
    pub version: Option<Version>,
}

impl Brake {
    /// Whether it holds anything at this moment.
    pub fn holds(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| until > now)
    }

    pub(crate) fn key(&self) -> Key {
        keys::brake(self.sequence.as_ref(), self.source)
    }
}

pub(crate) fn write(brake: &Brake) -> Attributes {
    Draft::at(&brake.key())
        .instant("since", brake.since)
        .maybe_instant("until", brake.until)
        .maybe_text("reason", brake.reason.as_deref())
        .maybe_text("version", brake.version.as_ref().map(Version::as_str))
        .done()
}

/// The brake and when it was lifted.
pub(crate) fn read_lifted(item: &Attributes) -> Result<(Brake, Option<Instant>), StoreError> {
    Ok((read(item)?, Record::new("brake", item).maybe_instant(LIFTED_AT)?))
}

pub(crate) fn read(item: &Attributes) -> Result<Brake, StoreError> {
    let record = Record::new("brake", item);
    let (sequence, source) = record.parsed("sk", keys::parse_brake)?;
    Ok(Brake {
        sequence,
        source,
        since: record.instant("since")?,
        until: record.maybe_instant("until")?,
        reason: record.maybe_text("reason")?.map(str::to_owned),
        version: record.maybe_parsed("version", |text| Version::parse(text).ok())?,
    })
}
