//! Repairs of a standalone program by a person: a message that died is handled once more, an unknown mail is decided about.
//!
//! Both go through the functions that would do it by themselves, and not past them.

use super::{FEEDBACK, SENDS, Standalone};
use cadence::enrollment::Enrollment;
use cadence::facts::MessageName;
use cadence::send_key::IdentityKey;
use gateway::local::dead_letters::DeadLetter;
use gateway::queue::Incoming;
use send_email::Reconciler;

impl Standalone {
    /// Hands a dead letter to the function of its queue once more. It leaves the folder only when it was handled; else the
    /// folder keeps it with the new reason, which is given back.
    pub async fn handle_again(&self, letter: &DeadLetter, body: String) -> anyhow::Result<Option<String>> {
        let one_at_a_time = self.functions.working.lock().await;
        let message = vec![Incoming { id: letter.id.as_str().to_owned(), body }];
        let unhandled = match letter.id.queue() {
            SENDS => Box::pin(self.functions.send.work_through(message)).await.unhandled,
            FEEDBACK => Box::pin(self.functions.record.work_through(message)).await.unhandled,
            other => anyhow::bail!("there is no queue {other} here; discard the letter or read it"),
        };
        drop(one_at_a_time);
        if let Some(again) = unhandled.into_iter().next() {
            self.dead_letters.note_reason(&letter.id, again.at, &again.reason)?;
            return Ok(Some(again.reason));
        }
        self.dead_letters.remove(&letter.id)?;
        Ok(None)
    }

    /// Decides about unknown mails, as a person says.
    pub fn reconciler(&self) -> &Reconciler {
        &self.functions.reconciler
    }

    /// The key behind the ids of leads.
    pub fn identity(&self) -> &IdentityKey {
        &self.functions.record.identity
    }

    /// The mail in flight or unknown of an enrollment.
    pub fn message_name(&self, enrollment: &Enrollment) -> Option<MessageName> {
        self.functions.send.message_name(enrollment)
    }
}
