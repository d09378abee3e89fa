//! The audit as it is shown.

use crate::LocalTime;
use serde::{Deserialize, Serialize};

/// The operations that people did by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// The latest first.
    pub lines: Vec<AuditLine>,
}

/// One operation. It names no person who is mailed: leads stand by their ids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditLine {
    /// When.
    pub at: LocalTime,
    /// The name of whoever did it.
    pub by: String,
    /// The operation, such as `erase-person`.
    pub operation: String,
    /// Its object: a sequence, a list, the id of a lead or of a mail.
    pub about: Option<String>,
    /// The reason that was given.
    pub because: Option<String>,
}
