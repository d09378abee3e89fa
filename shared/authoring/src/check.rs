//! Reads a templates folder, asks every rule about it, and compiles its mails. What the rules say stands in `rules`.

mod echoes;

use crate::compile;
use crate::finding::{Finding, Report};
use crate::folder::Folder;
use crate::rules::{self, workspace::Document, workspace::Workspace};
use crate::severity::Severity;
use crate::source::Source;
use crate::structure;
use cadence::ids::{FormId, MailName, SequenceId, Version};
use cadence::publication::CompiledMail;
use cadence::sequence::Purpose;
use cadence::words;
use document::{Form, Problem, Problems, Settings};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

/// Everything wrong in a templates folder, in the order of files and lines.
pub fn check(folder: &Path) -> Report {
    check_folder(&Folder::read(folder))
}

/// The same for a folder in memory.
pub fn check_folder(folder: &Folder) -> Report {
    check_and_compile(folder).report
}

/// A folder checked, with the mails that could be compiled.
pub(crate) struct Checked {
    pub(crate) report: Report,
    /// Mails that a step sends.
    pub(crate) mails: Vec<Compiled>,
    /// Mails that no step sends, or not yet.
    pub(crate) spare: Vec<Compiled>,
}

/// A mail of a sequence.
pub(crate) type Compiled = (SequenceId, MailName, CompiledMail);

pub(crate) fn check_and_compile(folder: &Folder) -> Checked {
    let (workspace, mut findings) = ruled(folder);
    let (mails, spare) = mails(&workspace, &mut findings);
    findings.extend(rules::clicks::check(&workspace, |sequence, mail| {
        let found = mails.iter().find(|(of, name, _)| of.as_str() == sequence && name.as_str() == mail);
        found.map(|(_, _, compiled)| compiled)
    }));
    let sequences: Vec<&str> = workspace.sequences.iter().map(|it| it.id.as_str()).collect();
    Checked { report: Report::of(echoes::without(findings, &sequences)), mails, spare }
}

/// The folder as it was read, and what all rules say of it but those that need compiled mails.
pub(crate) fn ruled(folder: &Folder) -> (Workspace<'_>, Vec<Finding>) {
    let mut findings = folder.unreadable().to_vec();
    findings.extend(rules::files::check(folder));
    let mut workspace = read(folder, &mut findings);
    workspace.settings_read = settings(&workspace, &mut findings);
    workspace.usual = workspace.settings_read.clone().or_else(|| Settings::read(USUAL).ok());
    documents(&workspace, &mut findings);
    findings.extend(rules::settings::check(&workspace));
    for sequence in &workspace.sequences {
        findings.extend(rules::sequences::check(sequence, &workspace));
        findings.extend(rules::steps::check(sequence, &workspace));
    }
    findings.extend(rules::answers::check(&workspace));
    findings.extend(rules::forms::check(&workspace));
    findings.extend(rules::mails::check(&workspace));
    (workspace, findings)
}

/// The schema of each kind of document; making them takes longer than checking a folder.
static SCHEMAS: LazyLock<Vec<(&'static str, Value)>> = LazyLock::new(document::schema::all);

fn read<'a>(folder: &'a Folder, findings: &mut Vec<Finding>) -> Workspace<'a> {
    let schema = |name: &str| {
        let found = SCHEMAS.iter().find(|(file, _)| file.strip_suffix(".schema.json") == Some(name));
        found.map_or(&Value::Null, |(_, schema)| schema)
    };
    let text = folder.file("settings.json");
    let settings =
        text.and_then(|text| one(String::new(), "settings.json", text, schema("settings"), findings));
    if text.is_none() {
        let remedy = words!(
            en = "write settings.json with your company and sender",
            ja = "会社と差出人を書いた settings.json を置いてください。"
        );
        let message = words!(
            en = "there are no settings, so nobody knows in whose name to send",
            ja = "settings.json がないので、だれの名前で送るのか分かりません。"
        );
        findings.push(Finding::new("settings-missing", "settings.json", message, remedy));
    }
    let unread = folder.unreadable().iter().filter(|it| echoes::is_unread(it.rule)).map(|it| it.file.clone());
    let mut unread: BTreeSet<String> = unread.collect();
    if text.is_some() && settings.is_none() {
        unread.insert("settings.json".to_owned());
    }
    let mut all = |directory: &str, schema: &Value| -> Vec<Document<'a>> {
        let documents = folder.documents(directory).into_iter();
        let read = documents.filter_map(|(id, file, text)| {
            let read = one(id, &file, text, schema, findings);
            if read.is_none() {
                unread.insert(file);
            }
            read
        });
        read.collect()
    };
    Workspace {
        settings,
        settings_read: None,
        usual: None,
        sequences: all("sequences", schema("sequence")),
        forms: all("forms", schema("form")),
        calendars: all("calendars", schema("calendar")),
        unread,
        mails: folder.mails(),
    }
}

fn one<'a>(
    id: String,
    file: &str,
    text: &'a str,
    schema: &Value,
    findings: &mut Vec<Finding>,
) -> Option<Document<'a>> {
    let mut source = Source::read(file, text, findings)?;
    let broken = structure::check(&mut source, schema, findings);
    Some(Document { id, source, broken })
}

fn settings(workspace: &Workspace<'_>, findings: &mut Vec<Finding>) -> Option<Settings> {
    let settings = workspace.settings.as_ref()?;
    match Settings::read(&settings.source.value.to_string()) {
        Ok(read) => Some(read),
        Err(problems) => {
            findings.extend(translate(settings, problems));
            None
        }
    }
}

/// Adds the findings of the documents' own conversions; the sender makes the same ones.
fn documents(workspace: &Workspace<'_>, findings: &mut Vec<Finding>) {
    let version = Version::from_digest(&[0; 16]);
    for sequence in &workspace.sequences {
        let Some(usual) = &workspace.usual else { continue };
        let Ok(id) = SequenceId::parse(&sequence.id).or_else(|_| SequenceId::parse(STAND_IN)) else {
            continue;
        };
        let text = sequence.source.value.to_string();
        let read = document::read_sequence(id, version.clone(), &text, usual);
        findings.extend(read.err().map(|problems| translate(sequence, problems)).unwrap_or_default());
    }
    for form in &workspace.forms {
        let Ok(id) = FormId::parse(&form.id).or_else(|_| FormId::parse(STAND_IN)) else { continue };
        let read = Form::read(id, &form.source.value.to_string());
        findings.extend(read.err().map(|problems| translate(form, problems)).unwrap_or_default());
    }
    for calendar in &workspace.calendars {
        let read = document::read_calendar(&calendar.source.value.to_string());
        findings.extend(read.err().map(|problems| translate(calendar, problems)).unwrap_or_default());
    }
}

/// The id of a document whose file name cannot be one, so that its content is checked all the same.
const STAND_IN: &str = "checked";
/// Settings that stand in while the real ones are broken, so that the rest is checked all the same.
const USUAL: &str = r#"{ "company": { "legal_name": "-", "postal_address": "-", "contact": { "phone": "-" } },
    "sender": { "name": "-", "address": "nobody@example.com" } }"#;

/// Problems with their places; what follows only from something already told is left out.
fn translate(document: &Document<'_>, problems: Problems) -> Vec<Finding> {
    let fresh = problems.0.into_iter().filter(|problem| !follows(problem, &document.broken));
    fresh.map(|it| document.source.finding(it.rule, &it.pointer, it.message, it.remedy)).collect()
}

/// Whether a problem is there only because something was taken out: it lies in there, or that is what it misses.
fn follows(problem: &Problem, broken: &BTreeSet<String>) -> bool {
    let mut around = Some(problem.pointer.as_str());
    while let Some(pointer) = around {
        if broken.contains(pointer) {
            return true;
        }
        around = pointer.rsplit_once('/').map(|(parent, _)| parent);
    }
    let beneath = format!("{}/", problem.pointer);
    let mut keys = broken.range(beneath.clone()..).map_while(|broken| broken.strip_prefix(&beneath));
    keys.any(|key| !key.contains('/') && misses(problem, key))
}

/// Whether the key that was taken out is what the problem misses.
fn misses(problem: &Problem, key: &str) -> bool {
    match problem.rule {
        "missing-key" => problem.message.english().contains(&format!("`{key}`")),
        "at-without-day" => matches!(key, "day" | "after"),
        "no-verb"
        | "start-one-way"
        | "wait-for-one-thing"
        | "condition-question"
        | "condition-comparison"
        | "closed-when"
        | "company-contact" => true,
        _ => false,
    }
}

/// The mails that could be compiled: those that a step sends, and the others.
fn mails(workspace: &Workspace<'_>, findings: &mut Vec<Finding>) -> (Vec<Compiled>, Vec<Compiled>) {
    let (mut compiled, mut spare) = (Vec::new(), Vec::new());
    for ((sequence, name), files) in &workspace.mails {
        let Some(document) = workspace.sequences.iter().find(|it| it.id == *sequence) else { continue };
        let sent_for = rules::steps::purpose_of_mail(document, name);
        let folder = format!("emails/{sequence}/{name}/");
        let purpose = sent_for.unwrap_or(Purpose::Marketing);
        match compile::compile(files, purpose, workspace.language_of(document)) {
            Ok(mail) => {
                findings.extend(rules::mails::check_size(&folder, files, &mail));
                let doubtful = compile::doubtful(files, &mail);
                let doubtful =
                    doubtful.into_iter().map(|it| Finding { file: format!("{folder}{}", it.file), ..it });
                findings.extend(doubtful);
                if let (Ok(sequence), Ok(name)) = (SequenceId::parse(sequence), MailName::parse(name)) {
                    let kept = if sent_for.is_some() { &mut compiled } else { &mut spare };
                    kept.push((sequence, name, mail));
                }
            }
            Err(found) => {
                let found =
                    found.into_iter().map(|it| Finding { file: format!("{folder}{}", it.file), ..it });
                let told =
                    findings.iter().any(|it| it.severity == Severity::Error && it.file.starts_with(&folder));
                findings
                    .extend(found.filter(|it| !told || it.rule != "compiled-template").collect::<Vec<_>>());
            }
        }
    }
    (compiled, spare)
}
