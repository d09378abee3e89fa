//! The published documents and compiled mails, and the version that is live.

use crate::items::mail::{self, PublishedMail};
use crate::items::publication;
use crate::keys::{self, CATALOG, Key};
use crate::request::{check_size, key_of};
use crate::{Result, Store};
use cadence::ids::{MailName, SequenceId, Version};
use cadence::publication::{CompiledMail, Head, Publication, PublicationKind};
use std::collections::BTreeSet;

impl Store {
    /// The publication that is live; none before the first. Whoever keeps documents loads them anew when it changes, its number
    /// included: what was read while another version was being published belongs to neither, and the version may come back.
    pub async fn head(&self) -> Result<Option<Head>> {
        let item = self.get("read the live publication", &keys::head()).await?;
        item.as_ref().map(publication::read_head).transpose()
    }

    /// All published documents.
    pub async fn publications(&self) -> Result<Vec<Publication>> {
        let items = self.query_all("read what is published", CATALOG, "").await?;
        items.iter().map(publication::read).collect()
    }

    /// The version of a sequence that is published; none when it is not.
    pub async fn live_version(&self, sequence: &SequenceId) -> Result<Option<Version>> {
        let key = keys::publication(PublicationKind::Sequence, sequence.as_str());
        let item = self.get("read the version of a sequence", &key).await?;
        item.map(|item| Ok(publication::read(&item)?.version)).transpose()
    }

    /// A compiled mail of a version of its sequence.
    pub async fn mail(
        &self,
        sequence: &SequenceId,
        version: &Version,
        name: &MailName,
    ) -> Result<Option<CompiledMail>> {
        const OPERATION: &str = "read a compiled mail";
        let key = keys::mail(sequence, version, name);
        // A mail of a version never changes.
        let item = match self.get_weakly(OPERATION, &key).await? {
            Some(item) => Some(item),
            None => self.get(OPERATION, &key).await?,
        };
        item.as_ref().map(mail::read).transpose()
    }

    /// Makes this what is live: the mails first, so that no document names one that is not there; then the documents; those
    /// that are gone are taken away; the head last. Mails of earlier versions stay for leads timed by them. Broken off at any
    /// place, it may be called again.
    pub async fn publish(
        &self,
        version: &Version,
        publications: &[Publication],
        mails: &[PublishedMail],
    ) -> Result<()> {
        const OPERATION: &str = "publish";
        let mails: Vec<_> = mails.iter().map(mail::write).collect();
        let documents: Vec<_> = publications.iter().map(publication::write).collect();
        mails.iter().try_for_each(|item| check_size("mail", item))?;
        documents.iter().try_for_each(|item| check_size("publication", item))?;
        let present: BTreeSet<Key> = documents.iter().filter_map(key_of).collect();
        for item in mails {
            self.put(OPERATION, "mail", item).await?;
        }
        for item in documents {
            self.put(OPERATION, "publication", item).await?;
        }
        for item in self.query_all(OPERATION, CATALOG, "").await? {
            if let Some(stale) = key_of(&item).filter(|key| !present.contains(key)) {
                self.delete(OPERATION, &stale).await?;
            }
        }
        let (change, terms) = publication::next_head(version);
        self.update(OPERATION, &keys::head(), change, &terms).await
    }
}
