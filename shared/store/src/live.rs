//! The live publication, the quota and pauses, which every sender and every tick asks about before it begins.

use crate::items::pause::{self, Pause};
use crate::items::publication;
use crate::items::quota::{self, Quota};
use crate::keys::{self, HEAD, LIVE, QUOTA};
use crate::request::key_of;
use crate::{Result, Store};
use cadence::Instant;
use cadence::publication::Head;

/// One partition, read strongly in one request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Live {
    /// The publication that is live; `None` before the first.
    pub head: Option<Head>,
    /// The limits of the mail service when it was asked last.
    pub quota: Option<Quota>,
    /// All pauses, each with when it was lifted. A lifted one stays until the steps that it paused have been let go.
    pub every_pause: Vec<(Pause, Option<Instant>)>,
}

impl Live {
    /// The pauses that nobody has lifted, also those whose time is over.
    pub fn pauses(&self) -> Vec<Pause> {
        let standing = self.every_pause.iter().filter(|(_, lifted_at)| lifted_at.is_none());
        standing.map(|(pause, _)| pause.clone()).collect()
    }
}

impl Store {
    /// Reads the live publication, the quota and all pauses.
    pub async fn live(&self) -> Result<Live> {
        let mut live = Live::default();
        for item in &self.query_all("read what is live", LIVE, "").await? {
            match key_of(item).unwrap_or_else(keys::head).sk.as_str() {
                HEAD => live.head = Some(publication::read_head(item)?),
                QUOTA => live.quota = Some(quota::read(item)?),
                _ => live.every_pause.push(pause::read_lifted(item)?),
            }
        }
        Ok(live)
    }
}
