//! What is published, and whether it is what the folder at hand says.

use super::finding::Finding;
use crate::publish::Candidate;
use cadence::ids::Version;
use document::{Catalog, CatalogError};
use std::path::Path;
use store::{Store, StoreError};

const CHECK: &str = "published";
const FOLDER: &str = "templates";

/// The templates folder at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Templates {
    /// There is none here.
    Absent,
    /// It has so many errors.
    Mistaken(usize),
    /// It is in order, and this is its version.
    Version(Version),
}

/// What is live.
pub(super) type Live = Result<Option<(Version, Result<Catalog, CatalogError>)>, StoreError>;

impl Templates {
    /// Looks at a folder.
    pub fn look(folder: &Path) -> anyhow::Result<Self> {
        if !folder.is_dir() {
            return Ok(Self::Absent);
        }
        Ok(match Candidate::read(folder)? {
            Ok(candidate) => Self::Version(candidate.head().clone()),
            Err(report) => Self::Mistaken(report.count().0),
        })
    }
}

/// Reads what is live.
pub(super) async fn read(store: &Store) -> Live {
    let Some(head) = store.head().await? else { return Ok(None) };
    Ok(Some((head, Catalog::read(store.publications().await?))))
}

pub(super) fn judge(live: &Live, templates: &Templates) -> Vec<Finding> {
    match live {
        Err(error) => vec![Finding::untold(CHECK, error)],
        Ok(None) => vec![Finding::broken(
            CHECK,
            "nothing, so no form is open and nothing is sent",
            "hikyaku publish --stack NAME shows what would be published; --apply does it",
        )],
        Ok(Some((head, catalog))) => vec![readable(head, catalog), folder(head, templates)],
    }
}

fn readable(head: &Version, catalog: &Result<Catalog, CatalogError>) -> Finding {
    let again = "publish again with this version of hikyaku, and deploy the functions of the same version";
    match catalog {
        Err(error) => Finding::broken(CHECK, error.to_string(), again),
        Ok(catalog) => match catalog.problems() {
            [] => {
                let (sequences, forms) = (catalog.sequences().count(), catalog.forms().count());
                Finding::ok(CHECK, format!("version {head}: {sequences} sequences, {forms} forms"))
            }
            [first, ..] => Finding::broken(CHECK, first.to_string(), again),
        },
    }
}

fn folder(head: &Version, templates: &Templates) -> Finding {
    match templates {
        Templates::Version(version) if version == head => {
            Finding::ok(FOLDER, "the folder at hand is what is live")
        }
        Templates::Version(_) => Finding::look(
            FOLDER,
            "the folder at hand differs from what is live",
            "hikyaku publish --stack NAME shows in what; perhaps somebody else published, or you have not yet",
        ),
        Templates::Mistaken(errors) => Finding::look(
            FOLDER,
            format!("the folder at hand has errors: {errors}"),
            "hikyaku check shows them with their remedies",
        ),
        Templates::Absent => Finding::look(
            FOLDER,
            "no folder to compare with what is live",
            "go to the project's folder, or say where it is with --templates DIR",
        ),
    }
}
