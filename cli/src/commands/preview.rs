//! `hikyaku preview`: a mail as a sample lead would get it.

mod list;

use super::Outcome;
use crate::arguments::PreviewArguments;
use crate::language::said;
use crate::output::{Format, Output, Progress, Tone};
use crate::sample::{self, Written};
use crate::say;
use crate::template_set::{self, TemplateSet};
use crate::usage::WrongUsage;
use anyhow::{Context as _, anyhow};
use authoring::places;
use authoring::preview::{self, PreviewError, Setting};
use cadence::Instant;
use cadence::ids::MailName;
use cadence::publication::CompiledMail;
use cadence::sequence::Sequence;
use document::suggest;
use mail::RenderedMail;
use runtime::clock::Clock;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// Prints a mail, writes mails to files, or lists them.
pub fn run(arguments: &PreviewArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let progress = Progress::over(say!(en = "compiling the mails", ja = "メールを組み立てています"));
    let templates = &arguments.templates.templates;
    let template_set = TemplateSet::draft(templates)?;
    drop(progress);
    let reader = arguments.lead.as_deref().map(sample::read).transpose()?;
    let previews = Previews { template_set: &template_set, reader, now: Clock::real().now() };
    match (&arguments.out, &arguments.sequence, &arguments.mail) {
        (Some(folder), _, _) => return previews.write_all(folder, output),
        (None, Some(sequence), Some(mail)) => {
            let sequence = template_set.sequence(sequence)?;
            let (name, mail) = template_set.mail(&sequence.id, mail)?;
            previews.show(sequence, name, mail, arguments, output)?;
        }
        (None, _, _) if arguments.html.is_some() || arguments.text => {
            return Err(WrongUsage(say!(
                en = "name the mail: hikyaku preview SEQUENCE MAIL; without --html and --text \
                     they are listed",
                ja = "メールを指定してください：hikyaku preview SEQUENCE MAIL（--html と --text を\
                     付けなければ、一覧が出ます）"
            ))
            .into());
        }
        (None, sequence, _) => list::mails(&template_set, sequence.as_deref(), output)?,
    }
    if let Some(aside) = template_set.aside() {
        output.aside(&aside)?;
    }
    Ok(Outcome::Well)
}

struct Previews<'a> {
    template_set: &'a TemplateSet,
    reader: Option<Written>,
    now: Instant,
}

impl Previews<'_> {
    fn render(
        &self,
        sequence: &Sequence,
        name: &MailName,
        mail: &CompiledMail,
    ) -> anyhow::Result<RenderedMail> {
        let catalog = &self.template_set.catalog;
        let setting = Setting {
            policy: catalog.policy(),
            sender: catalog.sender_of(sequence),
            language: sequence.language,
            purpose: template_set::purpose(sequence, name),
            now: self.now,
        };
        let sample = sample::reader(catalog, sequence, mail);
        let reader = self.reader.as_ref().map_or(sample.clone(), |written| written.reader(sample));
        preview::render(mail, &reader, &setting).map_err(|error| self.told(sequence, name, mail, error))
    }

    /// The reason a mail cannot be shown, with the place in the author's file.
    fn told(
        &self,
        sequence: &Sequence,
        name: &MailName,
        mail: &CompiledMail,
        error: PreviewError,
    ) -> anyhow::Error {
        let folder = format!("emails/{}/{name}", sequence.id);
        let place = match &error {
            PreviewError::Fill(failure) => {
                places::of_failure(&self.template_set.files(&sequence.id, name), mail, failure)
            }
            PreviewError::Id(_) | PreviewError::Address(_) => None,
        };
        match place {
            Some((place, what)) => anyhow!("{folder}/{place}: {}", said(what)),
            None => anyhow::Error::new(error).context(say!(
                en = "the mail {}/{name} cannot be shown",
                ja = "メール {}/{name} を表示できません",
                sequence.id
            )),
        }
    }

    /// Says which attributes of a written lead look misspelt.
    fn misspelt(&self, sequence: &Sequence, mail: &CompiledMail, output: &mut Output) -> anyhow::Result<()> {
        let Some(written) = &self.reader else { return Ok(()) };
        let asked = sample::asked(mail);
        let known = |group: &str| {
            let shown = asked.iter().filter(move |(of, _)| of == group).map(|(_, field)| field.as_str());
            self.template_set.fields(sequence).into_iter().chain(shown).collect::<Vec<&str>>()
        };
        for line in written.misspelt(&known("lead"), &known("event")) {
            output.aside(&line)?;
        }
        Ok(())
    }

    fn show(
        &self,
        sequence: &Sequence,
        name: &MailName,
        mail: &CompiledMail,
        arguments: &PreviewArguments,
        output: &mut Output,
    ) -> anyhow::Result<()> {
        self.misspelt(sequence, mail, output)?;
        let rendered = self.render(sequence, name, mail)?;
        if let Some(file) = &arguments.html {
            write(file, &rendered.html)?;
        }
        if output.format == Format::Json {
            let (subject, text, html) = (&rendered.subject, &rendered.text, &rendered.html);
            return Ok(output.json(&json!({
                "sequence": sequence.id.as_str(), "mail": name.as_str(),
                "subject": subject, "text": text, "html": html,
            }))?);
        }
        if arguments.text {
            return Ok(output.line(&rendered.text)?);
        }
        let subject = output.paint(Tone::Strong, &rendered.subject);
        output.line(subject)?;
        output.line("")?;
        output.line(&rendered.text)?;
        if let Some(file) = &arguments.html {
            let wrote = output.paint(
                Tone::Quiet,
                &say!(en = "HTML written to {}", ja = "HTML を {} に書きました", file.display()),
            );
            output.line(wrote)?;
        }
        Ok(())
    }

    /// Writes every mail in which nothing is wrong, and names the others.
    fn write_all(&self, folder: &Path, output: &mut Output) -> anyhow::Result<Outcome> {
        let mut files: Vec<PathBuf> = Vec::new();
        let left = self.template_set.left_out();
        for sequence in self.template_set.catalog.sequences() {
            let folder = folder.join(sequence.id.as_str());
            fs::create_dir_all(&folder)
                .with_context(|| say!(en = "{} cannot be made", ja = "{} を作れません", folder.display()))?;
            for (name, mail) in self.template_set.mails(&sequence.id) {
                if left.contains(&format!("{}/{name}", sequence.id)) {
                    continue;
                }
                let rendered = self.render(sequence, name, mail)?;
                for (ending, text) in
                    [("html", &rendered.html), ("txt", &rendered.text), ("subject.txt", &rendered.subject)]
                {
                    let file = folder.join(format!("{name}.{ending}"));
                    write(&file, text)?;
                    files.push(file);
                }
            }
        }
        match output.format {
            Format::Text => {
                let mails = files.len() / 3;
                output.line(say!(
                    en = "{mails} mails written to {}",
                    ja = "メール {mails} 通を {} に書きました",
                    folder.display()
                ))?;
            }
            Format::Json => output.json(&json!({ "files": files, "left_out": left }))?,
        }
        if left.is_empty() {
            return Ok(Outcome::Well);
        }
        let names: Vec<&str> = left.iter().map(String::as_str).collect();
        let names = said(suggest::listed(&names));
        output.aside(&say!(
            en = "left out, because something in it is wrong: {names}; `hikyaku check` shows what",
            ja = "間違いのあるメールは書いていません：{names}。`hikyaku check` で分かります"
        ))?;
        Ok(Outcome::Found)
    }
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(file, text)
        .with_context(|| say!(en = "{} cannot be written", ja = "{} に書けません", file.display()))
}
