//! Publishing into a table that is in use: what would change is a plan that is made before, and can be printed without doing it.
//!
//! It must not know where the table is.

mod changes;
mod impact;
mod words;

pub use changes::{Change, Changes, DocumentChange, MailChange, OpenForm, SequenceChange, StepChange};
pub use impact::{Impact, Passages};
pub use words::{because, kind};

use authoring::Report;
use authoring::publish::{self, Published};
use cadence::ids::{MailName, SequenceId, Version};
use cadence::publication::{CompiledMail, Publication};
use document::{Catalog, CatalogError};
use std::collections::BTreeMap;
use std::path::Path;
use store::{PublishedMail, Store};

/// A templates folder without errors, compiled and read back as the senders read it.
#[derive(Debug, Clone)]
pub struct Candidate {
    published: Published,
    catalog: Catalog,
}

/// The live documents of a table.
#[derive(Debug, Clone, Default)]
pub struct Live {
    head: Option<Version>,
    publications: Vec<Publication>,
    /// None where nothing is published, or what is cannot be read by this program.
    catalog: Option<Catalog>,
    /// Those of sequences that are not published as they are live.
    mails: BTreeMap<(SequenceId, MailName), CompiledMail>,
}

impl Candidate {
    /// Reads a folder. One with errors is their report; documents that cannot be read back are a defect of this program.
    pub fn read(templates: &Path) -> Result<Result<Self, Report>, CatalogError> {
        let published = match publish::read(templates) {
            Ok(published) => published,
            Err(report) => return Ok(Err(report)),
        };
        let catalog = Catalog::read(published.publications.clone())?;
        Ok(Ok(Self { published, catalog }))
    }

    /// Its catalog, read.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The version of everything together.
    pub fn head(&self) -> &Version {
        &self.published.head
    }

    /// Makes it what is live. Broken off at any place, it may be done again.
    pub async fn apply(&self, store: &Store) -> store::Result<()> {
        let mails: Vec<PublishedMail> = self
            .published
            .mails
            .iter()
            .map(|(sequence, version, name, mail)| PublishedMail {
                sequence: sequence.clone(),
                version: version.clone(),
                name: name.clone(),
                mail: mail.clone(),
            })
            .collect();
        let Published { head, publications, .. } = &self.published;
        store.publish(head, publications, &mails).await
    }
}

impl Live {
    /// Reads what is live, as far as a candidate is another.
    pub async fn read(store: &Store, candidate: &Candidate) -> store::Result<Self> {
        let (head, publications) =
            (store.head().await?.map(|head| head.version), store.publications().await?);
        let catalog = Catalog::read(publications.clone()).ok();
        let mut mails = BTreeMap::new();
        for old in catalog.iter().flat_map(Catalog::sequences) {
            if candidate.catalog.sequence(&old.id).is_none_or(|new| new.version == old.version) {
                continue;
            }
            for name in changes::mails_of(old) {
                if let Some(mail) = store.mail(&old.id, &old.version, name).await? {
                    mails.insert((old.id.clone(), name.clone()), mail);
                }
            }
        }
        Ok(Self { head, publications, catalog, mails })
    }
}
