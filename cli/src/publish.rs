//! Publishing into a table that is in use: what would change is a plan that is made before, and can be printed without doing it.
//!
//! It must not know where the table is.

mod changes;
mod impact;
mod render;
#[cfg(test)]
mod tests;

pub use changes::{Change, Changes, DocumentChange, MailChange, OpenForm, SequenceChange, StepChange};
pub use impact::{Impact, Passages};
pub use render::render;

use crate::say;
use anyhow::Context as _;
use authoring::Report;
use authoring::publish::{self, Published};
use cadence::ids::{MailName, SequenceId, Version};
use cadence::publication::{CompiledMail, Publication};
use document::Catalog;
use std::collections::BTreeMap;
use std::path::Path;
use store::{PublishedMail, Store};

/// A templates folder without errors, compiled and read back as the senders read it.
#[derive(Debug, Clone)]
pub struct Candidate {
    published: Published,
    catalog: Catalog,
}

/// What is live in a table.
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
    /// Reads a folder. One with errors is their report.
    pub fn read(templates: &Path) -> anyhow::Result<Result<Self, Report>> {
        let published = match publish::read(templates) {
            Ok(published) => published,
            Err(report) => return Ok(Err(report)),
        };
        let catalog = Catalog::read(published.publications.clone())
            .context(say!(en = "the templates cannot be read back", ja = "テンプレートを読み返せません"))?;
        Ok(Ok(Self { published, catalog }))
    }

    /// What it says, read.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The version of everything together.
    pub fn head(&self) -> &Version {
        &self.published.head
    }

    /// Makes it what is live. Broken off at any place, it may be done again.
    pub async fn apply(&self, store: &Store) -> anyhow::Result<()> {
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
        let written = store.publish(head, publications, &mails).await;
        written.context(say!(
            en = "publishing was broken off; it is safe to give the same command again",
            ja = "公開が途中で止まりました。同じコマンドをもう一度実行してかまいません"
        ))
    }
}

impl Live {
    /// Reads what is live, as far as a candidate is another.
    pub async fn read(store: &Store, candidate: &Candidate) -> anyhow::Result<Self> {
        let (head, publications) = (store.head().await?, store.publications().await?);
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
