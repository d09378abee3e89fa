//! The use cases, each written once: functions, the command line and whoever comes later call them.
//!
//! The domain decides, the store keeps, the gateway reaches the world; here stands the order in which they are asked, what is
//! tried again when somebody else wrote first, and what others are told of it. A use case that enqueues takes the queue as a
//! parameter, so that a function without one cannot call it.

mod announce;
mod apply;
pub mod catalog;
mod confirm;
mod enroll;
mod erase;
mod fence;
mod import;
mod orphan;
mod preferences;
mod profile;
mod retry;
mod scoring;
mod suppress;
mod together;
mod unsubscribe;
mod wake;

pub use apply::{Applied, Applying, DecidedBy, advance_and_log};
pub use confirm::{Confirmation, Confirmed};
pub use enroll::{Enrolling, Entrant, Proposal};
pub use erase::{Erased, ErasureRequest};
pub use fence::open_fence;
pub use import::{Import, Imported};
pub use orphan::Evidence;
pub use profile::{LeadGone, tags_change, tell_left_out};
pub use retry::Contended;
pub use unsubscribe::{Refusal, Slip};
pub use wake::{enqueue, wake, wake_all};

use gateway::bus::Bus;
use runtime::clock::Clock;
use runtime::entropy::Entropy;
use store::Store;

/// The parts of the world that every use case works with, lent by the function that calls it.
#[derive(Debug, Clone, Copy)]
pub struct Application<'a> {
    /// The table.
    pub store: &'a Store,
    /// The bus on which others are told.
    pub bus: &'a Bus,
    /// The time.
    pub clock: &'a Clock,
    /// Chance, for writers that give way to one another.
    pub entropy: &'a Entropy,
}
