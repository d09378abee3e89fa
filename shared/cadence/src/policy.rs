//! The company's own rules, the same for all sequences: who sends, quiet hours, caps, scoring.

use crate::caps::Cap;
use crate::ceiling::Ceilings;
use crate::company::{Company, Sender};
use crate::score::ScoreRules;
use crate::window::QuietHours;
use crate::wording::Language;
use chrono_tz::Tz;

/// Rules of the company that sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Who it is.
    pub company: Company,
    /// Whose name stands in From.
    pub sender: Sender,
    /// The zone of leads that did not say theirs, and of the company's calendar.
    pub zone: Tz,
    /// The language of what the program says to leads.
    pub language: Language,
    /// What follows a name, such as 様; may be empty.
    pub honorific: String,
    /// When nobody gets marketing.
    pub quiet_hours: Option<QuietHours>,
    /// How much marketing one person gets at most.
    pub caps: Vec<Cap>,
    /// The limits of what strangers can set off.
    pub ceilings: Ceilings,
    /// How engagement is scored and when a lead is hot.
    pub score: ScoreRules,
}
