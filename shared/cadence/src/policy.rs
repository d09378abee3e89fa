//! The company's own rules, the same for all sequences: who sends, quiet hours, caps, scoring.

use crate::caps::Cap;
use crate::ceiling::Ceilings;
use crate::company::{Company, Sender};
use crate::preferences::{Topic, TrackingRule};
use crate::score::ScoreRules;
use crate::window::QuietHours;
use crate::wording::Language;
use chrono_tz::Tz;

/// Rules of the company that sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The company.
    pub company: Company,
    /// The sender whose name stands in From.
    pub sender: Sender,
    /// The zone of leads that did not say theirs, and of the company's calendar.
    pub zone: Tz,
    /// The language of what the program says to leads.
    pub language: Language,
    /// The word that follows a name, such as 様; may be empty.
    pub honorific: String,
    /// When nobody gets marketing.
    pub quiet_hours: Option<QuietHours>,
    /// The most marketing that one person gets.
    pub caps: Vec<Cap>,
    /// The topics of marketing that a person may refuse.
    pub topics: Vec<Topic>,
    /// The rule by which opens and clicks are tracked.
    pub tracking: TrackingRule,
    /// The limits of what strangers can set off.
    pub ceilings: Ceilings,
    /// The rules for scoring engagement and for hot leads.
    pub score: ScoreRules,
}
