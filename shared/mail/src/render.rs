//! A compiled mail filled for one lead, whole or not at all.
//!
//! Errors never repeat a value: they name the part of the mail, the line and the placeholder, which are the author's words.

mod error;
mod origin;
mod values;

pub use error::RenderError;

use crate::seen::seen;
use crate::template::{self, Part, TemplateProblem, escape};
use cadence::company::Sender;
use cadence::lead::Lead;
use cadence::policy::Policy;
use cadence::publication::CompiledMail;
use cadence::sequence::{Language, Purpose};
use cadence::words;
use chrono::NaiveDate;
use minijinja::value::Value;
use minijinja::{Environment, ErrorKind};
use origin::{Own, Written};
use std::collections::{BTreeMap, BTreeSet};
use std::{fmt, io};

/// Characters of a subject at most.
pub const SUBJECT_LENGTH_MAX: usize = 200;
/// Bytes of the HTML part or the text part at most.
pub const PART_BYTES_MAX: usize = 500_000;
/// Bytes of one value of a lead or an event at most.
pub const VALUE_BYTES_MAX: usize = 16 * 1024;

/// All that a mail is filled with.
#[derive(Debug, Clone, Copy)]
pub struct RenderContext<'a> {
    /// To whom it goes.
    pub lead: &'a Lead,
    /// The fields that came with the event that started the sequence.
    pub event: &'a BTreeMap<String, String>,
    /// The company's own words about itself, and its honorific.
    pub policy: &'a Policy,
    /// The sender whose name stands in From.
    pub sender: &'a Sender,
    /// The language of the mail.
    pub language: Language,
    /// The purpose of the mail: marketing must say who sends it and how to refuse it.
    pub purpose: Purpose,
    /// The URL where this lead unsubscribes; may be empty in a mail that is no marketing.
    pub unsubscribe_url: &'a str,
    /// The URL where this lead confirms; empty in a mail that does not ask for it.
    pub confirm_url: &'a str,
    /// The day in the lead's zone.
    pub today: NaiveDate,
}

/// A mail filled.
#[derive(Clone, PartialEq, Eq)]
pub struct RenderedMail {
    /// One line of at most [`SUBJECT_LENGTH_MAX`] characters.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part.
    pub text: String,
}

impl fmt::Debug for RenderedMail {
    /// Sizes only: a filled mail is about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenderedMail")
            .field("subject_bytes", &self.subject.len())
            .field("html_bytes", &self.html.len())
            .field("text_bytes", &self.text.len())
            .finish()
    }
}

/// A compiled mail, checked and ready to be filled many times.
#[derive(Debug)]
pub struct MailTemplate {
    environment: Environment<'static>,
    /// The fields of the entry event that it shows; an empty name stands for all of them.
    event_fields: BTreeSet<String>,
    /// Texts that stand within the placeholders.
    literals: Vec<String>,
}

/// The field of the entry event that a placeholder names; empty for the event as a whole.
fn event_field(placeholder: &str) -> Option<&str> {
    match placeholder.split_once('.') {
        Some(("event", field)) => Some(field),
        Some(_) => None,
        None => (placeholder == "event").then_some(""),
    }
}

impl MailTemplate {
    /// Checks and compiles the three templates.
    pub fn new(mail: &CompiledMail) -> Result<Self, TemplateProblem> {
        let mut environment = template::environment();
        environment.set_formatter(escape::write_marked);
        let mut event_fields = BTreeSet::new();
        for (part, source) in
            [(Part::Subject, &mail.subject), (Part::Html, &mail.html), (Part::Text, &mail.text)]
        {
            let names = template::check(source, part)?;
            event_fields.extend(names.iter().filter_map(|name| event_field(name)).map(str::to_owned));
            environment
                .add_template_owned(part.template_name(), source.clone())
                .map_err(|error| TemplateProblem::of(&error))?;
        }
        Ok(Self { environment, event_fields, literals: Own::literals(mail) })
    }

    /// Whether it shows something of the entry event.
    pub fn names_event(&self) -> bool {
        !self.event_fields.is_empty()
    }

    /// Whether it shows this field of the entry event.
    pub fn shows_event_field(&self, name: &str) -> bool {
        self.event_fields.contains(name) || self.event_fields.contains("")
    }

    /// Fills the mail for one lead.
    pub fn render(&self, context: &RenderContext<'_>) -> Result<RenderedMail, RenderError> {
        let values = values::of(context)?;
        let own = Own::of(context, &self.literals);
        let rendered = RenderedMail {
            subject: one_line(&self.part(Part::Subject, &values, &own)?),
            html: self.part(Part::Html, &values, &own)?,
            text: self.part(Part::Text, &values, &own)?,
        };
        if rendered.subject.is_empty() {
            return Err(RenderError::EmptySubject);
        }
        match context.purpose {
            Purpose::Marketing => lawful(&rendered, context)?,
            Purpose::Confirmation if context.confirm_url.is_empty() => return Err(RenderError::ConfirmUrl),
            Purpose::Confirmation | Purpose::Transactional => {}
        }
        Ok(rendered)
    }

    fn part(&self, part: Part, values: &Value, own: &Own) -> Result<String, RenderError> {
        let mut output = Capped::default();
        let result = self
            .environment
            .get_template(part.template_name())
            .and_then(|template| template.render_captured_to(values.clone(), &mut output).map(drop));
        match result {
            _ if output.full => return Err(RenderError::TooLarge { part }),
            Ok(()) => {}
            Err(error) => return Err(self.failure(part, &error)),
        }
        let written = Written::of(&String::from_utf8_lossy(&output.bytes), part, own);
        written.leads_where_the_template_says(part)?;
        Ok(written.text)
    }

    /// Says where filling failed in the author's words; the engine's own message may repeat a value and is dropped.
    fn failure(&self, part: Part, error: &minijinja::Error) -> RenderError {
        let line = error.line().unwrap_or(1);
        let template = self.environment.get_template(part.template_name());
        let placeholder = error
            .range()
            .and_then(|range| template.as_ref().ok()?.source().get(range).map(str::to_owned))
            .unwrap_or_default();
        if error.kind() == ErrorKind::UndefinedError {
            return RenderError::Missing { part, line, placeholder };
        }
        let reason = if error.kind() == ErrorKind::OutOfFuel {
            words!(
                en = "it takes too many steps; shorten its loops",
                ja = "手順が多すぎます。繰り返しを短くしてください。"
            )
        } else {
            words!(
                en = "the value does not fit the filter or operator",
                ja = "値がフィルターや演算に合いません。"
            )
        };
        RenderError::Failed { part, line, placeholder, reason }
    }
}

/// Prepares and fills a mail that is needed once.
pub fn render(mail: &CompiledMail, context: &RenderContext<'_>) -> Result<RenderedMail, RenderError> {
    MailTemplate::new(mail)?.render(context)
}

/// The text on one line: control characters and line breaks become spaces, and no more than one stands at a time.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_control() || c == ' ' || c == '\u{2028}' || c == '\u{2029}') {
        if !word.is_empty() && !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line.chars().take(SUBJECT_LENGTH_MAX).collect::<String>().trim_end().to_owned()
}

/// 特定電子メール法 4条 and CAN-SPAM: who sends it, where they are, how to refuse; in both parts, and seen by who opens them.
fn lawful(rendered: &RenderedMail, context: &RenderContext<'_>) -> Result<(), RenderError> {
    if context.unsubscribe_url.is_empty() {
        return Err(RenderError::UnsubscribeUrl);
    }
    let company = &context.policy.company;
    let url = values::clean(context.unsubscribe_url);
    let needed = [
        ("the unsubscribe link", url.clone()),
        ("the company's registered name", values::clean(&company.legal_name)),
        ("the company's postal address", values::clean(&company.postal_address)),
    ];
    let seen = seen(&rendered.html);
    let leads = seen.links.iter().any(|link| *link == url || *link == escape::html(&url));
    for (what, value) in needed {
        if value.trim().is_empty() || !rendered.text.contains(&value) {
            return Err(RenderError::Unlawful { part: Part::Text, what });
        }
        let shown = seen.text.contains(&escape::html(&value)) || seen.text.contains(&value);
        let leads_there = value == url && leads;
        if !shown && !leads_there {
            return Err(RenderError::Unlawful { part: Part::Html, what });
        }
    }
    Ok(())
}

/// Takes at most [`PART_BYTES_MAX`] bytes, then refuses.
#[derive(Default)]
struct Capped {
    bytes: Vec<u8>,
    full: bool,
}

impl io::Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > PART_BYTES_MAX {
            self.full = true;
            return Err(io::Error::other("the part is too large"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
