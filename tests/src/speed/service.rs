//! The mail service of this proof: it takes every mail at once and remembers to whom it went.

use kit::locked::Locked;
use kit::mail_service::{self, Taken};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard};
use tokio::time::Instant;

/// Mails a second that the account may send: so many that no sender ever waits for its slot.
const RATE: f64 = 100_000.0;

/// One mail that was taken.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    pub(super) to: String,
    pub(super) tags: Map<String, Value>,
    pub(super) id: String,
    pub(super) at: Instant,
}

/// The service. Clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct Service {
    pub(super) address: String,
    mails: Arc<Locked<Vec<Mail>>>,
}

impl Service {
    /// Opens it on a free port.
    pub(super) async fn open() -> anyhow::Result<Self> {
        let mails = Arc::new(Locked::new(Vec::new()));
        let kept = Arc::clone(&mails);
        let address = mail_service::open(RATE, move |mail| Ok(Taken::Under(keep(&kept, mail)))).await?;
        Ok(Self { address, mails })
    }

    /// Forgets the mails so far.
    pub(super) fn forget(&self) {
        self.mails().clear();
    }

    /// The number of mails that came since it forgot.
    pub(super) fn count(&self) -> usize {
        self.mails().len()
    }

    /// The mails since it forgot.
    pub(super) fn all(&self) -> Vec<Mail> {
        self.mails().clone()
    }

    /// Gives the mails that came; exactly so many, each to somebody else.
    pub(super) fn take(&self, count: u32) -> anyhow::Result<Vec<Mail>> {
        let mails = std::mem::take(&mut *self.mails());
        let people: BTreeSet<_> = mails.iter().map(|mail| &mail.to).collect();
        let (mails_count, people) = (mails.len(), people.len());
        anyhow::ensure!(
            mails_count == count as usize && people == mails_count,
            "{mails_count} mails came to {people} people, where {count} people each get one"
        );
        Ok(mails)
    }

    fn mails(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.mails.lock()
    }
}

fn keep(mails: &Locked<Vec<Mail>>, mail: mail_service::Mail) -> String {
    let (at, tags) = (Instant::now(), mail.tags());
    let mut mails = mails.lock();
    let id = format!("speed-{}", mails.len());
    mails.push(Mail { to: mail.to, tags, id: id.clone(), at });
    id
}
