//! The comparison: acknowledged posts and events, the sink's ledger, and the table. Pure, so that it can be shown to fail.

mod checks;
#[cfg(test)]
mod tests;

use super::table::Table;
use cadence::Instant;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A mail that the sink accepted, by its tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The mail.
    pub send_key: String,
    /// The attempt at it.
    pub attempt: String,
    /// To whom.
    pub lead: String,
    /// Of which sequence.
    pub sequence: String,
    /// In which run.
    pub run: String,
    /// The step.
    pub step: String,
    /// The time that stands in the mail, by the scenario, in whole seconds.
    pub dated: Instant,
}

/// All that is known from outside, and the table.
#[derive(Debug, Clone)]
pub struct Observed {
    /// Addresses whose form post was acknowledged.
    pub acknowledged: BTreeSet<String>,
    /// The mails that the sink accepted, in order.
    pub accepted: Vec<Accepted>,
    /// Send key and attempt of events that were acknowledged.
    pub events: BTreeSet<(String, String)>,
    /// The table as it was left.
    pub table: Table,
    /// The mails that everybody is to get, by sequence.
    pub mails: BTreeMap<String, Vec<String>>,
    /// The scenario's time at the end.
    pub now: Instant,
    /// The real time at the end.
    pub lease_now: Instant,
    /// The factor by which the scenario's time ran faster.
    pub speed: u32,
}

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Violation {
    /// An acknowledged post left no lead, or one that is not in every sequence.
    LeadLost {
        /// The number in the address, which is made up.
        address: String,
        /// The missing thing.
        missing: String,
    },
    /// The sink has two attempts at one mail, and the earlier one was not recorded as unknown.
    MailDoubled {
        /// The mail.
        send_key: String,
        /// The earlier attempt.
        first: String,
        /// The later one.
        second: String,
    },
    /// The sink has one attempt twice.
    AttemptRepeated {
        /// The attempt.
        attempt: String,
    },
    /// The sink has a mail that is not recorded, or recorded as not gone out.
    MailUnrecorded {
        /// The mail.
        send_key: String,
        /// The attempt.
        attempt: String,
    },
    /// A run came to its end, and a mail of it was neither accepted nor recorded as unknown.
    MailMissing {
        /// The lead.
        lead: String,
        /// In which sequence.
        sequence: String,
        /// The step.
        step: String,
    },
    /// An acknowledged event is not in the record.
    EventLost {
        /// About which mail.
        send_key: String,
        /// About which attempt.
        attempt: String,
    },
    /// A run whose time is over by more than two ticks, and nobody took it up.
    Stuck {
        /// The lead.
        lead: String,
        /// In which sequence.
        sequence: String,
        /// Its state.
        how: String,
    },
}

impl Violation {
    /// A stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::LeadLost { .. } => "lead-lost",
            Self::MailDoubled { .. } => "mail-doubled",
            Self::AttemptRepeated { .. } => "attempt-repeated",
            Self::MailUnrecorded { .. } => "mail-unrecorded",
            Self::MailMissing { .. } => "mail-missing",
            Self::EventLost { .. } => "event-lost",
            Self::Stuck { .. } => "stuck",
        }
    }

    /// Every name with the promise behind it.
    pub const PROMISES: [(&'static str, &'static str); 7] = [
        ("lead-lost", "every acknowledged post is a lead in every sequence of its form"),
        ("mail-doubled", "no mail was accepted twice without its first attempt recorded as unknown before"),
        ("attempt-repeated", "no attempt was handed over twice"),
        ("mail-unrecorded", "every accepted mail is recorded as one that may have gone out"),
        ("mail-missing", "every mail of an ended run was accepted, or is recorded as unknown"),
        ("event-lost", "every acknowledged event is in the record of its mail"),
        ("stuck", "nothing is overdue by more than two ticks"),
    ];
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeadLost { address, missing } => {
                let number = address.split('@').next().unwrap_or_default();
                write!(f, "{number} was acknowledged and has no {missing}")
            }
            Self::MailDoubled { send_key, first, second } => {
                write!(
                    f,
                    "mail {send_key} was accepted as {first} and as {second}; the first was not recorded as unknown"
                )
            }
            Self::AttemptRepeated { attempt } => write!(f, "attempt {attempt} was accepted twice"),
            Self::MailUnrecorded { send_key, attempt } => {
                write!(
                    f,
                    "mail {send_key} was accepted as {attempt}, and the table does not say that it may have gone out"
                )
            }
            Self::MailMissing { lead, sequence, step } => {
                write!(f, "{lead} ended {sequence} without {step}, and nothing says that it is unknown")
            }
            Self::EventLost { send_key, attempt } => {
                write!(f, "an acknowledged event about attempt {attempt} at mail {send_key} is not recorded")
            }
            Self::Stuck { lead, sequence, how } => write!(f, "{lead} in {sequence} {how}"),
        }
    }
}

/// Everything that does not hold, each kind together.
pub fn compare(observed: &Observed) -> Vec<Violation> {
    let mut violations = checks::lost_leads(observed);
    violations.extend(checks::doubled_mails(observed));
    violations.extend(checks::unrecorded_mails(observed));
    violations.extend(checks::missing_mails(observed));
    violations.extend(checks::lost_events(observed));
    violations.extend(checks::stuck_runs(observed));
    violations
}
