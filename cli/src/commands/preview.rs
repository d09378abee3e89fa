//! `hikyaku preview`: a mail as a sample lead would get it.

use super::{Outcome, WrongUsage};
use crate::arguments::PreviewArguments;
use crate::edition::{self, Edition};
use crate::output::{Format, Output, Progress, Tone};
use crate::sample::{self, Written};
use anyhow::Context as _;
use authoring::preview::{self, Reader, Setting};
use cadence::Instant;
use cadence::ids::MailName;
use cadence::publication::CompiledMail;
use cadence::sequence::Sequence;
use letter::Filled;
use runtime::clock::Clock;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// Prints a mail, or writes it to files.
pub fn run(arguments: &PreviewArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let progress = Progress::over("compiling the mails");
    let edition = Edition::read(&arguments.templates.templates)?;
    drop(progress);
    let reader = arguments.lead.as_deref().map(written).transpose()?;
    let previews = Previews { edition: &edition, reader, now: Clock::real().now() };
    match (&arguments.out, &arguments.sequence, &arguments.mail) {
        (Some(folder), _, _) => previews.write_all(folder, output)?,
        (None, Some(sequence), Some(mail)) => {
            let sequence = edition.sequence(sequence)?;
            let (name, mail) = edition.mail(&sequence.id, mail)?;
            previews.show(sequence, name, mail, arguments, output)?;
        }
        (None, _, _) => {
            return Err(WrongUsage("name a sequence and a mail, or use --all --out DIR".into()).into());
        }
    }
    Ok(Outcome::Well)
}

fn written(file: &Path) -> anyhow::Result<Reader> {
    let name = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("the lead in {name} cannot be read"))?;
    let written: Written = serde_json::from_str(&text).with_context(|| {
        format!(r#"{name} is not a lead; write {{"name": "…", "attributes": {{…}}, "event": {{…}}}}, all of them texts"#)
    })?;
    Ok(written.into())
}

struct Previews<'a> {
    edition: &'a Edition,
    reader: Option<Reader>,
    now: Instant,
}

impl Previews<'_> {
    fn fill(&self, sequence: &Sequence, name: &MailName, mail: &CompiledMail) -> anyhow::Result<Filled> {
        let catalog = &self.edition.catalog;
        let setting = Setting {
            policy: catalog.policy(),
            sender: catalog.sender_of(sequence),
            language: sequence.language,
            purpose: edition::purpose(sequence, name),
            now: self.now,
        };
        let reader = self.reader.clone().unwrap_or_else(|| sample::reader(catalog, sequence, mail));
        preview::fill(mail, &reader, &setting)
            .with_context(|| format!("the mail {}/{name} cannot be shown", sequence.id))
    }

    fn show(
        &self,
        sequence: &Sequence,
        name: &MailName,
        mail: &CompiledMail,
        arguments: &PreviewArguments,
        output: &mut Output,
    ) -> anyhow::Result<()> {
        let filled = self.fill(sequence, name, mail)?;
        if let Some(file) = &arguments.html {
            write(file, &filled.html)?;
        }
        if output.format == Format::Json {
            let (subject, text, html) = (&filled.subject, &filled.text, &filled.html);
            return Ok(output.json(&json!({
                "sequence": sequence.id.as_str(), "mail": name.as_str(),
                "subject": subject, "text": text, "html": html,
            }))?);
        }
        if arguments.text {
            return Ok(output.line(&filled.text)?);
        }
        let subject = output.paint(Tone::Strong, &filled.subject);
        output.line(subject)?;
        output.line("")?;
        output.line(&filled.text)?;
        if let Some(file) = &arguments.html {
            let wrote = output.paint(Tone::Quiet, &format!("HTML written to {}", file.display()));
            output.line(wrote)?;
        }
        Ok(())
    }

    fn write_all(&self, folder: &Path, output: &mut Output) -> anyhow::Result<()> {
        let mut files: Vec<PathBuf> = Vec::new();
        for sequence in self.edition.catalog.sequences() {
            let folder = folder.join(sequence.id.as_str());
            fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
            for (name, mail) in self.edition.mails(&sequence.id) {
                let filled = self.fill(sequence, name, mail)?;
                for (ending, text) in
                    [("html", &filled.html), ("txt", &filled.text), ("subject.txt", &filled.subject)]
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
                output.line(format!("{mails} mails written to {}", folder.display()))?;
            }
            Format::Json => output.json(&json!({ "files": files }))?,
        }
        Ok(())
    }
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}
