//! Edited templates are taken over while everything runs; with mistakes in them, the last good ones stay in force.

use super::stop::Stop;
use crate::commands::check;
use crate::desk::Desk;
use crate::outbox_view::News;
use crate::output::{Format, Output};
use authoring::Report;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Between two looks at the folder.
const EVERY: Duration = Duration::from_secs(1);
/// How deep folders are looked into.
const DEPTH_MAX: usize = 8;

/// What tells one state of a file from another.
type Look = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// A templates folder that is watched.
#[derive(Debug)]
pub(super) struct Edits {
    templates: PathBuf,
    desk: Desk,
    news: News,
    format: Format,
    seen: Look,
}

impl Edits {
    pub(super) fn of(templates: &Path, desk: &Desk, news: &News, format: Format) -> Self {
        let (templates, desk, news) = (templates.to_owned(), desk.clone(), news.clone());
        Self { templates, desk, news, format, seen: Look::new() }
    }

    /// Publishes the folder as it is; false when it has mistakes, which are told.
    pub(super) async fn take_over(&mut self) -> anyhow::Result<bool> {
        self.seen = look(&self.templates);
        let report = self.desk.publish(&self.templates).await?;
        if report.has_errors() {
            self.tell(&report)?;
            self.news.bad(report);
            return Ok(false);
        }
        self.news.good();
        Ok(true)
    }

    /// Takes over every edit.
    pub(super) async fn watch(mut self, mut stop: Stop) {
        loop {
            tokio::select! {
                () = stop.asked() => return,
                () = runtime::clock::pause(EVERY) => {}
            }
            if look(&self.templates) == self.seen {
                continue;
            }
            match self.take_over().await {
                Ok(true) => tracing::info!("the edited templates are in force"),
                Ok(false) => {
                    tracing::warn!("the edited templates have mistakes; the last good ones stay in force");
                }
                Err(error) => {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "the edited templates could not be published"
                    );
                    self.seen.clear();
                }
            }
        }
    }

    fn tell(&self, report: &Report) -> std::io::Result<()> {
        let mut output = Output::standard(self.format);
        match self.format {
            Format::Text => check::print(report, &mut output),
            Format::Json => {
                output.line(json!({ "templates": "mistakes", "findings": report.findings }).to_string())
            }
        }
    }
}

fn look(folder: &Path) -> Look {
    let mut files = Look::new();
    look_into(folder, 0, &mut files);
    files
}

/// What cannot be read looks as if it were not there; publishing tells why.
fn look_into(folder: &Path, depth: usize, files: &mut Look) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(metadata) = fs::metadata(entry.path()) else { continue };
        if metadata.is_dir() && depth < DEPTH_MAX {
            look_into(&entry.path(), depth + 1, files);
        } else {
            files.insert(entry.path(), (metadata.modified().ok(), metadata.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edit_changes_how_the_folder_looks() {
        let folder = tempfile::tempdir().unwrap();
        let mail = folder.path().join("emails/welcome");
        fs::create_dir_all(&mail).unwrap();
        let mut looks = vec![look(folder.path())];
        for text in ["a", "ab"] {
            fs::write(mail.join("subject.txt"), text).unwrap();
            looks.push(look(folder.path()));
        }
        fs::rename(mail.join("subject.txt"), mail.join("body.md")).unwrap();
        looks.push(look(folder.path()));
        fs::remove_file(mail.join("body.md")).unwrap();
        assert!(looks.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(look(folder.path()), looks[0]);
    }
}
