//! The published documents: checked, as text, known by kind, name and version.

use crate::ids::Version;

/// A publication that went live. A version may come back; its number never does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The version of everything that was published.
    pub version: Version,
    /// The number of publications up to this one; 0 for one that was written before they were counted.
    pub number: u64,
}

/// One published document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its kind.
    pub kind: PublicationKind,
    /// The name of its file; empty for the settings.
    pub id: String,
    /// Its content together with all that its meaning depends on.
    pub version: Version,
    /// The document as it was checked.
    pub text: String,
}

/// The kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PublicationKind {
    /// `settings.json`
    Settings,
    /// `sequences/*.json`
    Sequence,
    /// `forms/*.json`
    Form,
    /// `calendars/*.json`
    Calendar,
}

/// A mail ready to be filled: MiniJinja templates with the legal footer inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledMail {
    /// One line.
    pub subject: String,
    /// The HTML part, styles inlined.
    pub html: String,
    /// The text part.
    pub text: String,
}
