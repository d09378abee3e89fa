//! `hikyaku timeline`: what a sequence sends when.

mod table;
#[cfg(test)]
mod tests;

use super::Outcome;
use crate::arguments::TimelineArguments;
use crate::output::{Format, Output, Progress};
use crate::sample;
use crate::say;
use crate::template_set::{self, TemplateSet};
use crate::usage::WrongUsage;
use authoring::preview::{self, Setting};
use cadence::Instant;
use cadence::ids::MailName;
use cadence::sequence::Sequence;
use chrono::{NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use runtime::clock::Clock;
use std::collections::BTreeMap;
use timeline::Question;

/// Prints the timeline of a sequence.
pub fn run(arguments: &TimelineArguments, output: &mut Output) -> anyhow::Result<Outcome> {
    let progress = Progress::over(say!(en = "reading the templates", ja = "テンプレートを読んでいます"));
    let template_set = TemplateSet::draft(&arguments.templates.templates)?;
    drop(progress);
    let sequence = template_set.sequence(&arguments.sequence)?;
    let from = match arguments.from {
        Some(local) => moment(local, template_set.catalog.policy().zone)?,
        None => Clock::real().now(),
    };
    let lead = sample::lead(&template_set.catalog, sequence, from)?;
    let subjects = subjects(&template_set, sequence, from);
    let question =
        Question { catalog: &template_set.catalog, sequence, lead: &lead, from, subjects: &subjects };
    let lines = timeline::lines(&question)?;
    match output.format {
        Format::Text => output.line(table::text(&question, &lines).join("\n"))?,
        Format::Json => output.json(&timeline::json(&question, &lines))?,
    }
    if let Some(aside) = template_set.aside() {
        output.aside(&aside)?;
    }
    Ok(Outcome::Well)
}

/// The subjects of a sequence's mails, as the sample lead gets them; of a mail that cannot be filled yet there is none.
pub fn subjects(template_set: &TemplateSet, sequence: &Sequence, now: Instant) -> BTreeMap<MailName, String> {
    let catalog = &template_set.catalog;
    let mails = template_set.mails(&sequence.id).filter_map(|(name, mail)| {
        let setting = Setting {
            policy: catalog.policy(),
            sender: catalog.sender_of(sequence),
            language: sequence.language,
            purpose: template_set::purpose(sequence, name),
            now,
        };
        let rendered = preview::render(mail, &sample::reader(catalog, sequence, mail), &setting).ok()?;
        Some((name.clone(), rendered.subject))
    });
    mails.collect()
}

fn moment(local: NaiveDateTime, zone: Tz) -> Result<Instant, WrongUsage> {
    let found = zone.from_local_datetime(&local).earliest();
    found.map(|at| at.with_timezone(&Utc)).ok_or_else(|| {
        WrongUsage(say!(
            en = "there is no {local} in {zone}: the clocks are put forward then; write another time",
            ja = "{zone} では、{local} という時刻がありません（時計が進みます）。別の時刻を書いてください"
        ))
    })
}
