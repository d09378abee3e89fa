//! The operations: what can be asked for. Each is a value that travels.

mod import;

pub use import::{BeginImport, ExportList, ImportLeads, LeadRow, SaidGround, TermsOfImport};

use crate::LocalTime;
use serde::{Deserialize, Serialize};

/// Pause a sequence, or everything.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// The sequence; none for everything.
    pub sequence: Option<String>,
    /// The reason, for those who read it later.
    pub reason: Option<String>,
}

/// Resume a sequence, or everything.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The sequence; none for what pauses everything.
    pub sequence: Option<String>,
}

/// Show what people did by hand.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowAudit {
    /// Days to look back, beside today's; days are those of UTC.
    pub days: u32,
}

/// Ask how everything stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookAround {}

/// Show the links of a standalone program.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowLinks {}

/// List unknown mails.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListUnknownMails {
    /// Also those that were decided.
    pub all: bool,
    /// The most mails to list.
    pub limit: u32,
}

/// Decide about an unknown mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleUnknownMail {
    /// The mail.
    pub send_key: String,
    /// The decision.
    pub decision: OperatorDecision,
}

/// A person's word about an unknown mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperatorDecision {
    /// It went out.
    Sent,
    /// It did not go out, and is left out.
    NotSent,
    /// It is sent again.
    SendAgain,
}

/// List dead letters.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListDeadLetters {}

/// Read a dead letter.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowDeadLetter {
    /// Its name.
    pub id: String,
}

/// Handle a dead letter once more, or all.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryDeadLetters {
    /// Its name; none for all.
    pub id: Option<String>,
}

/// Take a dead letter away.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscardDeadLetter {
    /// Its name.
    pub id: String,
}

/// An address, or the id of its lead. It names a person, so it is shown nowhere; whoever carries the operation out makes the id of
/// it at once.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Who(pub String);

impl std::fmt::Debug for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Who(…)")
    }
}

/// Ask whether mail goes to an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowAddress {
    /// The lead.
    pub who: Who,
}

/// Lift the suppression of an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiftSuppression {
    /// The lead.
    pub who: Who,
    /// The name of the person who lifts it.
    pub by: String,
    /// The reason, for those who read it later.
    pub reason: String,
}

/// Show what is known of a person, in short.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowPerson {
    /// The lead.
    pub who: Who,
}

/// Give everything that is kept about a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportPerson {
    /// The lead.
    pub who: Who,
}

/// Erase a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErasePerson {
    /// The lead.
    pub who: Who,
    /// The moment of the wish, by which a repetition is known; `None` for now.
    pub wished_at: Option<LocalTime>,
    /// The name of whoever does it.
    pub by: String,
    /// The reason, for those who read it later.
    pub reason: String,
}
