//! Repairs of a standalone program by a person: a message that died is handled once more, an unknown mail is decided about.
//!
//! Both go through the functions that would do it by themselves, and not past them.

use super::{FEEDBACK, SENDS, Standalone};
use crate::language;
use cadence::enrollment::Enrollment;
use cadence::facts::MessageName;
use cadence::send_key::IdentityKey;
use gateway::local::dead_letters::DeadLetter;
use gateway::queue::Incoming;
use operations::{LocalFunctions, LocalInstallation, Operations, Pending};
use record_feedback::Report;
use std::sync::Arc;

impl Standalone {
    /// The operations on this standalone program.
    pub fn operations(&self) -> Operations {
        let installation = LocalInstallation {
            identity: self.identity().clone(),
            links: self.functions.ingest.links.clone(),
            base_url: self.base_url().to_owned(),
            dead_letters: self.dead_letters.clone(),
            outbox: self.outbox.clone(),
            functions: Arc::new(self.clone()),
        };
        Operations::on_one_machine(self.functions.reconciler.clone(), installation, language::chosen())
    }

    async fn hand_again(&self, letter: &DeadLetter, body: String) -> anyhow::Result<Option<String>> {
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

    /// Takes the mails of people whose wish to be erased came with these messages out of the outbox. Whoever came back meanwhile
    /// keeps the mails.
    pub(super) async fn forget_the_erased(&self, messages: &[Incoming]) {
        for message in messages {
            let Ok(Report::Erasure(wish)) = record_feedback::parse(&message.body, self.clock.now()) else {
                continue;
            };
            let forgotten = match self.store.tombstone(&wish.lead).await {
                Ok(Some(_)) => self.outbox.forget(&wish.lead).map_err(anyhow::Error::from),
                Ok(None) => continue,
                Err(error) => Err(error.into()),
            };
            if let Err(error) = forgotten {
                tracing::error!(
                    lead.id = %wish.lead, error = format!("{error:#}"),
                    "mails of an erased person are still in the outbox; call `hikyaku person erase` with the lead's id"
                );
            }
        }
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

impl LocalFunctions for Standalone {
    fn handle_again<'a>(
        &'a self,
        letter: &'a DeadLetter,
        body: String,
    ) -> Pending<'a, anyhow::Result<Option<String>>> {
        Box::pin(self.hand_again(letter, body))
    }

    fn drain(&self) -> Pending<'_, ()> {
        Box::pin(Standalone::drain(self))
    }

    fn is_out_of_room(&self) -> bool {
        Standalone::is_out_of_room(self)
    }
}
