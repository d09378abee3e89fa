//! A templates folder as it would be published: checked, compiled and read back as the senders read it.

use crate::commands::WrongUsage;
use anyhow::{Context as _, anyhow};
use authoring::publish::{self, Published};
use cadence::ids::{MailName, SequenceId};
use cadence::publication::CompiledMail;
use cadence::sequence::{Purpose, Sequence};
use document::Catalog;
use std::path::Path;

/// A folder without errors.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Its documents, read.
    pub catalog: Catalog,
    published: Published,
}

impl Edition {
    /// Reads a folder; its errors, as a report, are the error.
    pub fn read(templates: &Path) -> anyhow::Result<Self> {
        folder(templates)?;
        let published = publish::read(templates).map_err(|report| {
            let (errors, _) = report.count();
            let plural = if errors == 1 { "" } else { "s" };
            anyhow!("the templates have {errors} mistake{plural}; `hikyaku check` shows where, and what to write instead")
        })?;
        let catalog =
            Catalog::read(published.publications.clone()).context("the templates cannot be read back")?;
        Ok(Self { catalog, published })
    }

    /// A sequence by the name of its file.
    pub fn sequence(&self, name: &str) -> anyhow::Result<&Sequence> {
        let found = SequenceId::parse(name).ok().and_then(|id| self.catalog.sequence(&id));
        let there = self.catalog.sequences().map(|sequence| sequence.id.as_str());
        Ok(found.ok_or_else(|| missing("sequence", name, there))?)
    }

    /// A mail by the name of its folder.
    pub fn mail(&self, sequence: &SequenceId, name: &str) -> anyhow::Result<(&MailName, &CompiledMail)> {
        let found = self.mails(sequence).find(|(mail, _)| mail.as_str() == name);
        let there = self.mails(sequence).map(|(mail, _)| mail.as_str());
        Ok(found.ok_or_else(|| missing("mail", name, there))?)
    }

    /// The mails of a sequence.
    pub fn mails(&self, sequence: &SequenceId) -> impl Iterator<Item = (&MailName, &CompiledMail)> {
        let own = self.published.mails.iter().filter(move |(of, ..)| of == sequence);
        own.map(|(_, _, name, mail)| (name, mail))
    }
}

/// What a mail is for: what the step says that sends it.
pub fn purpose(sequence: &Sequence, mail: &MailName) -> Purpose {
    let sent = sequence.steps.iter().filter_map(|step| step.verb.mail());
    sent.filter(|(name, _)| *name == mail).last().map_or(sequence.purpose, |(_, purpose)| purpose)
}

/// Makes sure that there is a folder to read.
pub fn folder(templates: &Path) -> Result<(), WrongUsage> {
    if templates.is_dir() {
        return Ok(());
    }
    let templates = templates.display();
    Err(WrongUsage(format!(
        "there is no folder `{templates}`; go to the project's folder, or say where it is with --templates DIR"
    )))
}

/// Something that was named and is not there, with what is.
pub(crate) fn missing<'a>(kind: &str, name: &str, there: impl Iterator<Item = &'a str>) -> WrongUsage {
    let there: Vec<&str> = there.collect();
    let there = if there.is_empty() {
        "there is none".to_owned()
    } else {
        format!("there are: {}", there.join(", "))
    };
    WrongUsage(format!("there is no {kind} `{name}`; {there}"))
}
