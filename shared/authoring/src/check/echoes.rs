//! Findings that only follow from another one: a mail has no body because its file cannot be read, no step sends a mail because
//! the step that should is misspelt. The person who writes would look for a second mistake that is not there.

use crate::finding::Finding;
use crate::severity::Severity;
use std::collections::BTreeSet;

/// Mistakes of a sequence that may be why a mail of it is not sent.
const MAY_HIDE_A_MAIL: [&str; 7] =
    ["wrong-type", "no-verb", "several-verbs", "no-steps", "missing-key", "unknown-key", "unknown-mail"];

/// The findings without those that follow from another one among them. `sequences` were read.
pub(super) fn without(findings: Vec<Finding>, sequences: &[&str]) -> Vec<Finding> {
    let errors: BTreeSet<(&str, &str)> = findings
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| (it.file.as_str(), it.rule))
        .collect();
    let unread: BTreeSet<&str> =
        errors.iter().filter(|(_, rule)| is_unread(rule)).map(|(file, _)| *file).collect();
    let follows = |finding: &Finding| {
        let folder = finding.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let sequence = finding.file.split('/').nth(1).unwrap_or_default();
        let document = format!("sequences/{sequence}.json");
        match finding.rule {
            "settings-missing" => unread.contains("settings.json") || unread.contains("."),
            "mail-without-body" => unread.iter().any(|file| file.starts_with(&format!("{folder}/body."))),
            "mail-without-subject" => unread.contains(format!("{folder}/subject.txt").as_str()),
            "mail-without-sequence" => {
                !sequences.contains(&sequence) && errors.iter().any(|(file, _)| *file == document)
            }
            "unused-mail" => {
                errors.iter().any(|(file, rule)| *file == document && MAY_HIDE_A_MAIL.contains(rule))
            }
            // Mails lie in a folder of the sequence's name, and that name is to be another.
            "unknown-mail" => errors.contains(&(finding.file.as_str(), "bad-file-name")),
            _ => false,
        }
    };
    let keep: Vec<bool> = findings.iter().map(|it| !follows(it)).collect();
    findings.into_iter().zip(keep).filter_map(|(finding, keep)| keep.then_some(finding)).collect()
}

/// Whether a file of such a finding is not there for anybody.
pub(super) fn is_unread(rule: &str) -> bool {
    matches!(
        rule,
        "wrong-encoding"
            | "file-too-large"
            | "folder-too-large"
            | "not-a-file"
            | "unreadable"
            | "outside-folder"
    )
}
