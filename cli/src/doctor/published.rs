//! The published version, and whether it is the one of the folder at hand.

use super::finding::Finding;
use crate::say;
use anyhow::Context as _;
use cadence::ids::Version;
use document::{Catalog, CatalogError};
use operations::publish::Candidate;
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

/// The live catalog.
pub(super) type Live = Result<Option<(Version, Result<Catalog, CatalogError>)>, StoreError>;

impl Templates {
    /// Looks at a folder.
    pub fn look(folder: &Path) -> anyhow::Result<Self> {
        if !folder.is_dir() {
            return Ok(Self::Absent);
        }
        let candidate = Candidate::read(folder);
        let candidate = candidate
            .context(say!(en = "the templates cannot be read back", ja = "テンプレートを読み返せません"))?;
        Ok(match candidate {
            Ok(candidate) => Self::Version(candidate.head().clone()),
            Err(report) => Self::Mistaken(report.count().0),
        })
    }
}

/// Reads what is live.
pub(super) async fn read(store: &Store) -> Live {
    let Some(head) = store.head().await? else { return Ok(None) };
    Ok(Some((head.version, Catalog::read(store.publications().await?))))
}

pub(super) fn judge(live: &Live, templates: &Templates) -> Vec<Finding> {
    match live {
        Err(error) => vec![Finding::untold(CHECK, error)],
        Ok(None) => vec![Finding::broken(
            CHECK,
            say!(
                en = "nothing, so no form is open and nothing is sent",
                ja = "何も公開されていないので、フォームは開かず、何も送りません"
            ),
            say!(
                en = "hikyaku publish --stack NAME shows what would be published; --apply does it",
                ja = "hikyaku publish --stack NAME で公開するものが分かります。--apply で公開します"
            ),
        )],
        Ok(Some((head, catalog))) => vec![readable(head, catalog), folder(head, templates)],
    }
}

fn readable(head: &Version, catalog: &Result<Catalog, CatalogError>) -> Finding {
    let again = say!(
        en = "publish again with this version of hikyaku, and deploy the functions of the same version",
        ja = "このバージョンの hikyaku でもう一度公開し、関数も同じバージョンでデプロイしてください"
    );
    match catalog {
        Err(error) => Finding::broken(CHECK, error.to_string(), again),
        Ok(catalog) => match catalog.problems() {
            [] => {
                let (sequences, forms) = (catalog.sequences().count(), catalog.forms().count());
                Finding::ok(
                    CHECK,
                    say!(
                        en = "version {head}: {sequences} sequences, {forms} forms",
                        ja = "バージョン {head}：シナリオ {sequences} 個、フォーム {forms} 個"
                    ),
                )
            }
            [first, ..] => Finding::broken(CHECK, first.to_string(), again),
        },
    }
}

fn folder(head: &Version, templates: &Templates) -> Finding {
    match templates {
        Templates::Version(version) if version == head => Finding::ok(
            FOLDER,
            say!(
                en = "the folder at hand is what is live",
                ja = "手元のフォルダーは、公開中のものと同じです"
            ),
        ),
        Templates::Version(_) => Finding::look(
            FOLDER,
            say!(
                en = "the folder at hand differs from what is live",
                ja = "手元のフォルダーは、公開中のものと違います"
            ),
            say!(
                en = "hikyaku publish --stack NAME shows in what; perhaps somebody else \
                     published, or you have not yet",
                ja = "違いは hikyaku publish --stack NAME で分かります。ほかの人が公開したか、まだ\
                     公開していないのかもしれません"
            ),
        ),
        Templates::Mistaken(errors) => Finding::look(
            FOLDER,
            say!(
                en = "the folder at hand has errors: {errors}",
                ja = "手元のフォルダーに間違いがあります：{errors}"
            ),
            say!(
                en = "hikyaku check shows them with their remedies",
                ja = "直し方は hikyaku check で分かります"
            ),
        ),
        Templates::Absent => Finding::look(
            FOLDER,
            say!(
                en = "no folder to compare with what is live",
                ja = "公開中のものと比べるフォルダーがありません"
            ),
            say!(
                en = "go to the project's folder, or say where it is with --templates DIR",
                ja = "プロジェクトのフォルダーに移るか、--templates DIR で場所を指定してください"
            ),
        ),
    }
}
