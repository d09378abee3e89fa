//! A lead: a person who asked for something, reduced to what sending needs.

use crate::Instant;
use crate::address::EmailAddress;
use crate::consent::ConsentState;
use crate::ids::LeadId;
use crate::preferences::Preferences;
use crate::wording::Language;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// All the gate reads of a lead; kept small because it is read before every mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Keyed hash of the normalized address.
    pub id: LeadId,
    /// The address for the mail.
    pub address: EmailAddress,
    /// The lead's time zone.
    pub zone: Tz,
    /// On what ground marketing may be sent.
    pub consent: ConsentState,
    /// The pause, the fewer mails and whatever else the person asked for.
    pub preferences: Preferences,
    /// A complaint case under way: nothing is sent until it is closed.
    pub complaint_open: bool,
    /// When the lead came in first.
    pub created_at: Instant,
    /// The last erasure of everything that was known of the person; a post of an earlier time is not taken any more.
    pub erased_at: Option<Instant>,
}

/// The facts that mails may say about a lead; not needed to decide whether one is sent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// The name as written, without honorific.
    pub name: Option<String>,
    /// The language, where the form said it.
    pub language: Option<Language>,
    /// The words of forms and imports.
    pub attributes: BTreeMap<String, String>,
}

/// A lead, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// The data that the gate reads.
    pub card: Card,
    /// The data that mails and conditions on attributes read.
    pub profile: Profile,
}
