//! The shipped documents with anything in them changed: told with a place, or as good at send time as at the workspace.

mod change;

use crate::publish::read_folder;
use crate::{Folder, check_folder};
use change::{change, changed};
use document::Catalog;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// The JSON documents that are shipped, by their paths, and a short mail for each of theirs.
static SHIPPED: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let whole = Folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates"));
    let mut files = BTreeMap::new();
    for (path, text) in whole.files() {
        let text = match path.rsplit('/').next().unwrap() {
            name if name.starts_with("body.") => {
                "{{ lead.name | sama }}\n\n[見る](https://www.example.co.jp/)\n"
            }
            "subject.txt" => "件名\n",
            name if name.rsplit('.').next() == Some("json") && !name.contains(".schema.") => text,
            _ => continue,
        };
        let path = path.replace("body.mjml", "body.md").replace("body.html", "body.md");
        files.insert(path, text.to_owned());
    }
    files
});

/// The documents among them.
fn documents() -> Vec<(&'static String, &'static String)> {
    SHIPPED.iter().filter(|(path, _)| !path.starts_with("emails/")).collect()
}

/// The shipped files that a changed document is checked among: itself, what is not a mail, and the mails of its sequence.
fn around(path: &str, text: &str) -> Folder {
    let own = path.strip_prefix("sequences/").and_then(|name| name.strip_suffix(".json")).unwrap_or("-");
    let kept = SHIPPED.iter().filter(|(file, _)| {
        let of_sequence =
            |id: &str| *file == &format!("sequences/{id}.json") || file.starts_with(&format!("emails/{id}/"));
        let about_one = file.starts_with("sequences/") || file.starts_with("emails/");
        file.as_str() != path && (!about_one || of_sequence(own) || (own == "-" && of_sequence("win-back")))
    });
    Folder::of(kept.map(|(file, text)| (file.as_str(), text.as_str())).chain([(path, text)]))
}

/// Everything wrong is told with its place; where nothing is wrong, the sender reads all of it.
fn agree(path: &str, text: &str) -> Result<(), TestCaseError> {
    match read_folder(&around(path, text)) {
        Err(report) => {
            prop_assert!(report.has_errors());
            for finding in &report.findings {
                prop_assert!(finding.line >= 1 && finding.column >= 1, "{finding:?}");
                prop_assert!(finding.pointer.is_empty() || finding.pointer.starts_with('/'), "{finding:?}");
                prop_assert!(
                    !finding.message.english().is_empty() && !finding.remedy.english().is_empty(),
                    "{finding:?}"
                );
            }
        }
        Ok(published) => {
            let count = published.publications.len();
            let catalog = match Catalog::read(published.publications) {
                Ok(catalog) => catalog,
                Err(error) => return Err(TestCaseError::fail(format!("{path} was let through: {error}"))),
            };
            prop_assert!(catalog.problems().is_empty(), "{path} was let through: {}", catalog.problems()[0]);
            let read = catalog.sequences().count() + catalog.forms().count();
            prop_assert!(read < count, "{read} of {count}");
        }
    }
    Ok(())
}

#[test]
fn the_shipped_documents_are_sound_among_themselves() {
    for (path, text) in documents() {
        let report = check_folder(&around(path, text));
        assert!(!report.has_errors(), "{path}: {report:?}");
    }
}

/// Checking a folder takes milliseconds, so far fewer folders are tried than usual.
fn fewer() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: (usual.cases / 8).max(1), ..usual }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn a_changed_document_is_told_with_its_place_or_read_by_the_sender(
        which in any::<Index>(), changes in proptest::collection::vec((any::<Index>(), change()), 1..4),
    ) {
        let documents = documents();
        let (path, text) = documents[which.index(documents.len())];
        let mut document: Value = serde_json::from_str(text).unwrap();
        for (at, change) in changes {
            changed(&mut document, at, change);
        }
        agree(path, &document.to_string())?;
    }

    #[test]
    fn altered_letters_of_a_document_are_told_in_place_or_read_by_the_sender(
        which in any::<Index>(), at in any::<Index>(), letters in "([\"{}\\[\\]:,0-9eE.+-]|\\PC){0,3}", gone in 0..6_usize,
    ) {
        let documents = documents();
        let (path, text) = documents[which.index(documents.len())];
        let mut characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len());
        let end = (at + gone).min(characters.len());
        characters.splice(at..end, letters.chars());
        agree(path, &characters.into_iter().collect::<String>())?;
    }
}
