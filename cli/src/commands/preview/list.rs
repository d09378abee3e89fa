//! The list of mails: of one sequence, or of all.

use crate::output::{Format, Output, Table, Tone};
use crate::say;
use crate::template_set::{self, TemplateSet};
use cadence::ids::MailName;
use cadence::sequence::{Purpose, Sequence};
use serde_json::{Value, json};

/// A mail of a sequence, as the list shows it.
struct Row {
    mail: String,
    steps: Vec<String>,
    purpose: Purpose,
    mistakes: usize,
}

/// Lists the mails of one sequence, or of each.
pub(super) fn mails(
    template_set: &TemplateSet,
    sequence: Option<&str>,
    output: &mut Output,
) -> anyhow::Result<()> {
    let sequences = match sequence {
        Some(name) => vec![template_set.sequence(name)?],
        None => template_set.catalog.sequences().collect(),
    };
    if output.format == Format::Json {
        let told: Vec<Value> = sequences.iter().map(|sequence| told(template_set, sequence)).collect();
        return Ok(output.json(&json!({ "sequences": told }))?);
    }
    for (index, sequence) in sequences.iter().enumerate() {
        if index > 0 {
            output.line("")?;
        }
        let heading = output.paint(Tone::Strong, &format!("{} ({})", sequence.title, sequence.id));
        output.line(heading)?;
        let mut table = Table::new([
            say!(en = "mail", ja = "メール"),
            say!(en = "sent by step", ja = "送るステップ"),
            say!(en = "purpose", ja = "目的"),
            String::new(),
        ]);
        for row in rows(template_set, sequence) {
            let steps = if row.steps.is_empty() {
                say!(en = "no step yet", ja = "まだありません")
            } else {
                row.steps.join(", ")
            };
            let mistakes = match row.mistakes {
                0 => String::new(),
                1 => say!(en = "1 mistake", ja = "間違い 1 件"),
                many => say!(en = "{many} mistakes", ja = "間違い {many} 件"),
            };
            table.row([row.mail, steps, word(row.purpose).to_owned(), mistakes]);
        }
        output.line(table.lines().join("\n"))?;
    }
    output.line("")?;
    let example = sequence.unwrap_or("SEQUENCE");
    Ok(output.line(say!(
        en = "hikyaku preview {example} MAIL shows one of them",
        ja = "hikyaku preview {example} MAIL で、メールを一つ表示します"
    ))?)
}

fn rows(template_set: &TemplateSet, sequence: &Sequence) -> Vec<Row> {
    let rows = template_set.mail_names(&sequence.id).into_iter().map(|(mail, mistakes)| {
        let name = MailName::parse(&mail).ok();
        let sending = sequence
            .steps
            .iter()
            .filter(|step| step.verb.mail().is_some_and(|(sent, _)| Some(sent) == name.as_ref()));
        let steps = sending.map(|step| step.id.to_string()).collect();
        let purpose = name.map_or(sequence.purpose, |name| template_set::purpose(sequence, &name));
        Row { mail, steps, purpose, mistakes }
    });
    rows.collect()
}

fn told(template_set: &TemplateSet, sequence: &Sequence) -> Value {
    let mails = rows(template_set, sequence).into_iter().map(|row| {
        json!({ "mail": row.mail, "steps": row.steps, "purpose": word(row.purpose), "mistakes": row.mistakes })
    });
    json!({ "sequence": sequence.id.as_str(), "title": sequence.title, "mails": mails.collect::<Vec<_>>() })
}

fn word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Marketing => "marketing",
        Purpose::Transactional => "transactional",
        Purpose::Confirmation => "confirmation",
    }
}
