//! A templates folder as it would be published: checked, compiled and read back as the senders read it. Whole, or as far as it goes
//! for those who look at a part of it.

use crate::language::{self, said};
use crate::say;
use crate::usage::WrongUsage;
use anyhow::anyhow;
use authoring::publish::{self, Published};
use authoring::{Finding, Folder, Report, Severity};
use cadence::ids::{MailName, SequenceId};
use cadence::publication::CompiledMail;
use cadence::sequence::{Entry, Purpose, Sequence};
use cadence::wording::Words;
use cadence::words;
use document::{Catalog, suggest};
use std::collections::BTreeMap;
use std::path::Path;

/// The word for a sequence.
pub(crate) const SEQUENCE: Words = words!(en = "sequence", ja = "シナリオ");

/// Findings that are shown with a refusal; `hikyaku check` shows the others.
const SHOWN_MAX: usize = 5;

/// The templates of a folder that was read.
#[derive(Debug, Clone)]
pub struct TemplateSet {
    /// Its documents, as far as they can be read.
    pub catalog: Catalog,
    folder: Folder,
    published: Published,
    report: Report,
}

impl TemplateSet {
    /// Reads a folder in which nothing may be wrong.
    pub fn read(templates: &Path) -> anyhow::Result<Self> {
        let template_set = Self::draft(templates)?;
        let (errors, _) = template_set.report.count();
        if errors > 0 {
            return Err(anyhow!(told_of(errors)));
        }
        Ok(template_set)
    }

    /// Reads a folder as far as it goes: what somebody asks for later may be sound though something else is not.
    pub fn draft(templates: &Path) -> anyhow::Result<Self> {
        self::folder(templates)?;
        let folder = Folder::read(templates);
        let publish::Draft { published, report } = publish::draft(&folder);
        let catalog = Catalog::read(published.publications.clone());
        match catalog {
            Ok(catalog) => Ok(Self { catalog, folder, published, report }),
            Err(error) => {
                let needed = ["settings.json", "calendars/", "."];
                let found = errors(&report, &needed);
                let why = if found.is_empty() { error.to_string() } else { told(&found) };
                Err(anyhow!(say!(
                    en = "nothing can be shown before the settings and the calendar are right:\n{why}",
                    ja = "設定とカレンダーを直すまでは、何も表示できません：\n{why}"
                )))
            }
        }
    }

    /// A sequence by the name of its file, for which all that decides about its steps is right.
    pub fn sequence(&self, name: &str) -> anyhow::Result<&Sequence> {
        let found = SequenceId::parse(name).ok().and_then(|id| self.catalog.sequence(&id));
        let file = format!("sequences/{name}.json");
        if found.is_none() && self.folder.file(&file).is_none() {
            if let Some(meant) = self.mail_meant(name) {
                return Err(meant.into());
            }
            let written = self.folder.files().filter_map(|(path, _)| path.strip_prefix("sequences/"));
            let there: Vec<&str> = written.filter_map(|file| file.strip_suffix(".json")).collect();
            return Err(missing(SEQUENCE, name, there.into_iter()).into());
        }
        // A mail that is not written yet takes nothing from the others.
        let of_itself = errors(&self.report, &[&file]);
        let of_itself: Vec<&Finding> = of_itself.into_iter().filter(|it| it.rule != "unknown-mail").collect();
        match found {
            Some(sequence) if of_itself.is_empty() => Ok(sequence),
            _ => {
                let mut needed = of_itself;
                if needed.is_empty() {
                    needed = errors(&self.report, &["settings.json", "calendars/"]);
                }
                Err(anyhow!(say!(
                    en = "the sequence `{name}` cannot be shown before this is right:\n{}",
                    ja = "次を直すまでは、シナリオ `{name}` を表示できません：\n{}",
                    told(&needed)
                )))
            }
        }
    }

    /// Tells how to name both where somebody named a mail in place of a sequence.
    fn mail_meant(&self, name: &str) -> Option<WrongUsage> {
        let mails = self.folder.mails();
        let (sequence, mail) =
            mails.keys().find(|(of, mail)| *mail == name || format!("{of}/{mail}") == name)?;
        Some(WrongUsage(say!(
            en = "there is no sequence `{name}`; for the mail write {sequence} {mail}",
            ja = "シナリオ `{name}` はありません。メールを見るなら {sequence} {mail} と書いてください"
        )))
    }

    /// A mail by the name of its folder, in which nothing is wrong.
    pub fn mail(&self, sequence: &SequenceId, name: &str) -> anyhow::Result<(&MailName, &CompiledMail)> {
        let folder = format!("emails/{sequence}/{name}/");
        let wrong = errors(&self.report, &[&folder]);
        if !wrong.is_empty() {
            return Err(anyhow!(say!(
                en = "the mail {sequence}/{name} cannot be shown before this is right:\n{}",
                ja = "次を直すまでは、メール {sequence}/{name} を表示できません：\n{}",
                told(&wrong)
            )));
        }
        let found = self.mails(sequence).find(|(mail, _)| mail.as_str() == name);
        let there = self.mails(sequence).map(|(mail, _)| mail.as_str());
        Ok(found.ok_or_else(|| missing(words!(en = "mail", ja = "メール"), name, there))?)
    }

    /// The mails of a sequence that could be compiled.
    pub fn mails(&self, sequence: &SequenceId) -> impl Iterator<Item = (&MailName, &CompiledMail)> {
        let own = self.published.mails.iter().filter(move |(of, ..)| of == sequence);
        own.map(|(_, _, name, mail)| (name, mail))
    }

    /// The names of all mails of a sequence, with how many mistakes each has.
    pub fn mail_names(&self, sequence: &SequenceId) -> Vec<(String, usize)> {
        let all = self.folder.mails();
        let names = all.keys().filter(|(of, _)| of == sequence.as_str()).map(|(_, name)| name.clone());
        names
            .map(|name| (name.clone(), errors(&self.report, &[&format!("emails/{sequence}/{name}/")]).len()))
            .collect()
    }

    /// Every mail that cannot be shown before something in it, or in its sequence, is right: `sequence/mail`.
    pub fn left_out(&self) -> Vec<String> {
        let mails = self.folder.mails();
        let all = mails.keys().filter(|(sequence, name)| {
            let wrong = !errors(&self.report, &[&format!("emails/{sequence}/{name}/")]).is_empty();
            let compiled = SequenceId::parse(sequence)
                .ok()
                .filter(|id| self.catalog.sequence(id).is_some())
                .is_some_and(|id| self.mails(&id).any(|(mail, _)| mail.as_str() == name));
            let known = self.folder.file(&format!("sequences/{sequence}.json")).is_some();
            wrong || known && !compiled
        });
        all.map(|(sequence, name)| format!("{sequence}/{name}")).collect()
    }

    /// The files of a mail, by their names.
    pub fn files(&self, sequence: &SequenceId, mail: &MailName) -> BTreeMap<&str, &str> {
        let key = (sequence.to_string(), mail.to_string());
        self.folder.mails().remove(&key).unwrap_or_default()
    }

    /// One line about mistakes that are not in the way of what was asked for; `None` where there are none.
    pub fn aside(&self) -> Option<String> {
        let all = errors(&self.report, &[""]);
        let first = all.first()?;
        let place = format!("{}:{}:{}", first.file, first.line, first.column);
        Some(if all.len() == 1 {
            say!(
                en = "there is 1 mistake in other files, at {place}; `hikyaku check` shows all, \
                     and nothing is published before",
                ja = "ほかのファイルに間違いが1件あります（{place}）。すべては `hikyaku check` で\
                     分かります。直すまでは、何も公開されません"
            )
        } else {
            say!(
                en = "there are {} mistakes in other files, at {place}; `hikyaku check` shows \
                     all, and nothing is published before",
                ja = "ほかのファイルに間違いが{}件あります（{place} など）。すべては \
                     `hikyaku check` で分かります。直すまでは、何も公開されません",
                all.len()
            )
        })
    }

    /// Names of the fields that the form of a sequence asks for; of all forms where it has none.
    pub fn fields(&self, sequence: &Sequence) -> Vec<&str> {
        let own = match &sequence.entry {
            Entry::Form(form) => self.catalog.form(form),
            Entry::Event(_) | Entry::Sweep(_) => None,
        };
        let forms: Vec<_> = own.map_or_else(|| self.catalog.forms().collect(), |form| vec![form]);
        forms.into_iter().flat_map(|form| &form.fields).map(|field| field.name.as_str()).collect()
    }
}

/// Errors in files whose paths begin with one of these.
fn errors<'a>(report: &'a Report, places: &[&str]) -> Vec<&'a Finding> {
    let errors = report.findings.iter().filter(|it| it.severity == Severity::Error);
    errors.filter(|it| places.iter().any(|place| it.file.starts_with(place))).collect()
}

/// Findings for a message: a line for each, with its place.
fn told(findings: &[&Finding]) -> String {
    let shown = findings.iter().take(SHOWN_MAX);
    let mut lines: Vec<String> = shown
        .map(|it| {
            let language = language::chosen();
            let (message, remedy) = (it.message.in_language(language), it.remedy.in_language(language));
            format!("  {}:{}:{} {message}\n    → {remedy}", it.file, it.line, it.column)
        })
        .collect();
    if findings.len() > SHOWN_MAX {
        lines.push(say!(
            en = "  and {} more; `hikyaku check` shows them all",
            ja = "  ほかに {} 件。すべては `hikyaku check` で分かります",
            findings.len() - SHOWN_MAX
        ));
    }
    lines.join("\n")
}

/// Says how many mistakes the templates have, and where to see them.
fn told_of(mistakes: usize) -> String {
    if mistakes == 1 {
        return say!(
            en = "the templates have 1 mistake; `hikyaku check` shows where, and what to write instead",
            ja = "テンプレートに間違いが1件あります。場所と直し方は `hikyaku check` で分かります"
        );
    }
    say!(
        en = "the templates have {mistakes} mistakes; `hikyaku check` shows where, and what to write instead",
        ja = "テンプレートに間違いが{mistakes}件あります。場所と直し方は `hikyaku check` で分かります"
    )
}

/// Returns the purpose of a mail: that of the step that sends it.
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
    Err(WrongUsage(say!(
        en = "there is no folder `{templates}`; go to the project's folder, or say where it is \
             with --templates DIR",
        ja = "フォルダー `{templates}` がありません。プロジェクトのフォルダーに移るか、\
             --templates DIR で場所を指定してください"
    )))
}

/// Something that was named and is not there, with what was meant or what is.
pub(crate) fn missing<'a>(kind: Words, name: &str, there: impl Iterator<Item = &'a str>) -> WrongUsage {
    WrongUsage(said(suggest::missing(kind, name, there)))
}

#[cfg(test)]
mod tests;
