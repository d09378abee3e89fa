//! The table: items, keys, conditional writes. The only room that says DynamoDB.
//!
//! It owns how values of the domain are kept and what may be written when; it must not know why: nothing here decides what
//! is sent, and no time is read here. Every write is conditional or a repetition of itself, so every method may be called
//! again after an answer was lost.

mod admission;
mod attributes;
mod audit;
mod calls;
mod catalog;
mod ceilings;
mod change;
mod consents;
mod door;
mod dormancy;
mod due;
mod enrollments;
mod erasures;
mod error;
mod events;
mod expression;
mod items;
mod key;
mod keys;
mod lane;
mod layout;
mod leads;
mod line;
mod lists;
mod live;
mod mailboxes;
mod messages;
mod pacing;
mod pauses;
mod refusals;
mod request;
mod runs;
mod set_by;
mod size;
mod stored;
mod suppressions;
mod sweeps;
mod table;
mod tallies;
mod tick;
mod unknown_mails;
mod walk;

pub use admission::{Admission, Admitted, Enrolled, MailboxQuestion, Occurrence};
pub use audit::AuditEntry;
pub use ceilings::{CallerAnswer, FirstMailSlot, MailboxRuns};
pub use change::Change;
pub use door::DoorCount;
pub use dormancy::QuietPage;
pub use due::{DueCursor, DuePage, DueRow};
pub use erasures::Swept;
pub use error::StoreError;
pub use items::consent::ConsentRecord;
pub use items::list::ListPlace;
pub use items::mail::PublishedMail;
pub use items::pause::Pause;
pub use items::quota::Quota;
pub use items::sweep::QuietCursor;
pub use items::tick::{TickState, Watermark};
pub use lane::Lane;
pub use layout::{LAYOUT, Migrated};
pub use leads::{LeadSnapshot, Look, StoredLead};
pub use lists::{ImportLook, ImportQuestion, ListedLead};
pub use live::Live;
pub use messages::{Fence, Fenced, Noted, Voided};
pub use refusals::RefusalNoted;
pub use set_by::SetBy;
pub use stored::{Saved, Stored};
pub use table::{DataIdentity, NORMALIZATION};
pub use walk::{ListPage, Met, WalkPlace, Walked};

use aws_sdk_dynamodb::Client;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

/// Result of a call to the table.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The table. Clones share one client.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: Arc<str>,
    /// Read once; only ever grows while no program runs.
    shards: Arc<OnceLock<u32>>,
    /// Whether the slots of the main lane reached ahead of the time when some were taken last.
    main_is_ahead: Arc<AtomicBool>,
}

impl Store {
    /// The table of this name in the account and region of this configuration.
    pub fn connect(configuration: impl Into<aws_sdk_dynamodb::Config>, table: impl Into<String>) -> Self {
        Self::new(Client::from_conf(configuration.into()), table)
    }

    /// The table of this name, seen through this client.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: Arc::from(table.into()), shards: Arc::default(), main_is_ahead: Arc::default() }
    }
}
