//! A checked folder made ready to publish: documents with versions that follow from their content, and mails compiled.
//!
//! The same folder gives the same result, always. Where it is stored is not known here.

use crate::check::{self, Checked, Compiled};
use crate::finding::Report;
use crate::folder::Folder;
use cadence::ids::{MailName, SequenceId, Version};
use cadence::publication::{CompiledMail, Publication, PublicationKind};
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// A folder ready to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The version of everything together.
    pub head: Version,
    /// The documents, in the order of kinds and names.
    pub publications: Vec<Publication>,
    /// The mails of each sequence, compiled, in the order of names.
    pub mails: Vec<(SequenceId, Version, MailName, CompiledMail)>,
}

/// Checks and compiles a templates folder. Warnings do not hold it up; [`crate::check`] shows them.
pub fn read(folder: &Path) -> Result<Published, Report> {
    read_folder(&Folder::read(folder))
}

/// The same for a folder in memory.
pub fn read_folder(folder: &Folder) -> Result<Published, Report> {
    let Checked { report, mails, spare: _ } = check::check_and_compile(folder);
    if report.has_errors() {
        return Err(report);
    }
    Ok(published(folder, &mails))
}

/// A folder as far as one has got with it: every document and every mail that can be read, and all that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Documents as they are, also broken ones, and every mail that could be compiled, also those that no step sends yet.
    pub published: Published,
    /// Everything wrong in the folder.
    pub report: Report,
}

/// Reads a folder to be looked at, never to be published: one mistake does not hide the rest.
pub fn draft(folder: &Folder) -> Draft {
    let Checked { report, mut mails, spare } = check::check_and_compile(folder);
    mails.extend(spare);
    Draft { published: published(folder, &mails), report }
}

fn published(folder: &Folder, mails: &[Compiled]) -> Published {
    let settings = folder.file("settings.json").unwrap_or_default();
    let mut publications = vec![publication(PublicationKind::Settings, "", settings, &[settings])];
    let mut compiled = Vec::new();
    for (id, _, text) in folder.documents("sequences") {
        let Ok(sequence) = SequenceId::parse(&id) else { continue };
        let own: Vec<_> = mails.iter().filter(|(of, _, _)| *of == sequence).collect();
        let mut parts = vec![settings, text];
        parts.extend(
            own.iter().flat_map(|(_, name, mail)| [name.as_str(), &mail.subject, &mail.html, &mail.text]),
        );
        // Its calendar decides when its steps come.
        parts.extend(calendar(folder, text).or_else(|| calendar(folder, settings)));
        let publication = publication(PublicationKind::Sequence, &id, text, &parts);
        for (_, name, mail) in own {
            compiled.push((sequence.clone(), publication.version.clone(), name.clone(), mail.clone()));
        }
        publications.push(publication);
    }
    for (kind, directory) in [(PublicationKind::Form, "forms"), (PublicationKind::Calendar, "calendars")] {
        let documents = folder.documents(directory).into_iter();
        publications.extend(documents.map(|(id, _, text)| publication(kind, &id, text, &[text])));
    }
    let versions = publications.iter().flat_map(|it| [it.id.as_str(), it.version.as_str()]);
    let head = version("head", versions);
    Published { head, publications, mails: compiled }
}

/// The text of the calendar that a document names.
fn calendar<'a>(folder: &'a Folder, document: &str) -> Option<&'a str> {
    let document: serde_json::Value = serde_json::from_str(document).ok()?;
    folder.file(&format!("calendars/{}.json", document.get("calendar")?.as_str()?))
}

fn publication(kind: PublicationKind, id: &str, text: &str, parts: &[&str]) -> Publication {
    let name = match kind {
        PublicationKind::Settings => "settings",
        PublicationKind::Sequence => "sequence",
        PublicationKind::Form => "form",
        PublicationKind::Calendar => "calendar",
    };
    let version = version(name, [id].into_iter().chain(parts.iter().copied()));
    Publication { kind, id: id.to_owned(), version, text: text.to_owned() }
}

/// SHA-256 over the parts, each after its length so that no two lists of parts look alike, cut to 16 bytes.
fn version<'a>(kind: &'a str, parts: impl IntoIterator<Item = &'a str>) -> Version {
    let mut hash = Sha256::new();
    for part in std::iter::once(kind).chain(parts) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut digest = [0; 16];
    digest.copy_from_slice(&hash.finalize()[..16]);
    Version::from_digest(&digest)
}
