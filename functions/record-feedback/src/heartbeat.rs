//! The heartbeat of feedback: events come back at all, so that silence means something.

use crate::RecordFeedback;
use cadence::Instant;
use chrono::TimeDelta;
use std::sync::{Mutex, PoisonError};

/// The time by which a mail must be later to be worth writing down; settling looks a quarter of an hour back.
const APART: TimeDelta = TimeDelta::seconds(10);

/// The sending time of the latest mail whose event this process noted.
#[derive(Debug, Default)]
pub struct FeedbackHeartbeat(Mutex<Option<Instant>>);

impl RecordFeedback {
    /// Notes that an event came for a mail sent at `mail_at`; at most one write in ten seconds for each process.
    pub(crate) async fn note_heartbeat(&self, mail_at: Instant) -> anyhow::Result<()> {
        let noted = *self.heartbeat.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.is_some_and(|noted| mail_at < noted + APART) {
            return Ok(());
        }
        self.store.feedback_seen(mail_at).await?;
        let mut noted = self.heartbeat.0.lock().unwrap_or_else(PoisonError::into_inner);
        *noted = (*noted).max(Some(mail_at));
        Ok(())
    }
}
