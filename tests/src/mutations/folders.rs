//! One changed templates folder: written to a disk, checked, and held against what its change has to lead to.

use super::Came;
use super::edits::{Expect, Files, Made, change};
use anyhow::{Context as _, bail, ensure};
use authoring::publish::{self, Published};
use authoring::{Finding, Folder, Report};
use document::Catalog;
use kit::chance::Chance;

/// The files that are shipped.
#[derive(Debug)]
pub(super) struct Shipped(Files);

impl Shipped {
    pub(super) fn read() -> anyhow::Result<Self> {
        let folder = Folder::read(&kit::folder::templates());
        let texts =
            folder.files().filter(|(path, _)| !path.ends_with(".schema.json") && *path != "README.md");
        let files: Files = texts.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
        ensure!(files.len() > 50, "the templates are not there");
        Ok(Self(files))
    }

    /// The company's files and one sequence with its mails, so that a check takes milliseconds.
    fn around(&self, sequence: &str) -> Files {
        let of_one = |path: &str| path.starts_with("sequences/") || path.starts_with("emails/");
        // The contract sends nothing and sets a tag that others ask about.
        let own = [
            "sequences/contract.json".to_owned(),
            format!("sequences/{sequence}.json"),
            format!("emails/{sequence}/"),
        ];
        let files = self
            .0
            .iter()
            .filter(|(path, _)| !of_one(path) || own.iter().any(|own| path.starts_with(own.as_str())));
        files.map(|(path, text)| (path.clone(), text.clone())).collect()
    }

    fn sequences(&self) -> Vec<&str> {
        let names = self.0.keys().filter_map(|path| path.strip_prefix("sequences/")?.strip_suffix(".json"));
        names.collect()
    }
}

/// Makes one change that follows from the seed and looks what comes of it.
pub(super) fn try_one(shipped: &Shipped, seed: u64) -> Came {
    let mut chance = Chance::of(seed);
    let sequence = chance.pick(&shipped.sequences());
    let sound = shipped.around(sequence);
    let (files, made) = loop {
        let mut files = sound.clone();
        let paths: Vec<&String> = sound.keys().collect();
        let path = paths[chance.below(paths.len())].clone();
        if let Some(made) = change(&mut files, &path, &mut chance) {
            break (files, made);
        }
    };
    let place = tempfile::tempdir().context("a folder for the changed files")?;
    for (path, bytes) in &files {
        let path = place.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(place.path()))?;
        std::fs::write(path, bytes)?;
    }
    let folder = Folder::read(place.path());
    let before = authoring::check_folder(&written(&sound)).findings;
    let came = judged(&folder, &made, &before).with_context(|| format!("{} in {}", made.kind, made.file));
    if came.is_err() {
        eprintln!("the folder is kept in {}", place.keep().display());
    }
    Ok(vec![(made.kind, came?)])
}

/// The sound files in memory.
fn written(files: &Files) -> Folder {
    let texts: Vec<(&str, String)> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), String::from_utf8_lossy(bytes).into_owned()))
        .collect();
    Folder::of(texts.iter().map(|(path, text)| (*path, text.as_str())))
}

/// The outcome of a change; `before` are the findings of the sound files, which lack the other sequences.
fn judged(folder: &Folder, made: &Made, before: &[Finding]) -> anyhow::Result<&'static str> {
    let report = authoring::check_folder(folder);
    placed(&report)?;
    match publish::read_folder(folder) {
        Ok(published) => whole(&published, made, &report)?,
        Err(_) if report.has_errors() => {}
        Err(_) => bail!("it is refused and nobody says why"),
    }
    let is_new =
        |finding: &Finding| !before.iter().any(|it| it.rule == finding.rule && it.file == finding.file);
    let found = report.findings.iter().any(is_new);
    match made.expect {
        Expect::Found if !found => bail!("nothing was found"),
        Expect::Clean if found => bail!("something was found though nothing is wrong:\n{}", report.english()),
        Expect::Found | Expect::Clean | Expect::Either | Expect::Seen(_) => {}
    }
    Ok(if found { "found" } else { "harmless" })
}

/// Every finding has a place and says what to do.
fn placed(report: &Report) -> anyhow::Result<()> {
    for finding in &report.findings {
        let fine = finding.line >= 1
            && finding.column >= 1
            && !finding.message.english().is_empty()
            && !finding.remedy.english().is_empty();
        ensure!(
            fine && !finding.file.is_empty(),
            "a finding without a place or a remedy: {}",
            finding.english()
        );
    }
    Ok(())
}

/// A published folder is read back whole by the senders, and shows every word that was written.
fn whole(published: &Published, made: &Made, report: &Report) -> anyhow::Result<()> {
    let catalog = Catalog::read(published.publications.clone())?;
    if let Some(problem) = catalog.problems().first() {
        bail!("it was let through, and cannot be read back: {problem}");
    }
    let Expect::Seen(word) = &made.expect else { return Ok(()) };
    let folder = made.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    if report.findings.iter().any(|finding| finding.file.starts_with(folder)) {
        return Ok(());
    }
    let mail =
        published.mails.iter().find(|(sequence, _, name, _)| folder == format!("emails/{sequence}/{name}"));
    let (_, _, _, mail) = mail.context("the mail is not among those published")?;
    ensure!(mail.html.contains(word), "{word} is not in the HTML part, and nothing says so");
    ensure!(mail.text.contains(word), "{word} is not in the text part, and nothing says so");
    Ok(())
}
