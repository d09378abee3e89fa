//! Everything published, read: the company's policy, sequences, forms and calendars by name.
//!
//! One broken document does not take the others with it. It knows nothing of where publications are kept.

use crate::calendar;
use crate::form::Form;
use crate::problem::Problems;
use crate::sequence;
use crate::settings::Settings;
use cadence::Instant;
use cadence::advance::Context;
use cadence::calendar::Calendar;
use cadence::company::Sender;
use cadence::ids::{EventName, FormId, SequenceId, StepId};
use cadence::policy::Policy;
use cadence::publication::{Publication, PublicationKind};
use cadence::sequence::{Entry, Purpose, Sequence};
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::fmt;

/// Everything published, read.
#[derive(Debug, Clone)]
pub struct Catalog {
    settings: Settings,
    sequences: BTreeMap<SequenceId, Sequence>,
    forms: BTreeMap<FormId, Form>,
    calendars: BTreeMap<String, Calendar>,
    usual_calendar: Calendar,
    broken: Vec<Broken>,
}

/// A published document that could not be read and is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its kind.
    pub kind: PublicationKind,
    /// The name of its file; empty for the settings.
    pub id: String,
    /// The reason, in one or several sentences.
    pub reason: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            PublicationKind::Settings => "settings",
            PublicationKind::Sequence => "sequence",
            PublicationKind::Form => "form",
            PublicationKind::Calendar => "calendar",
        };
        write!(f, "the published {kind} `{}` cannot be read and is left out: {}", self.id, self.reason)
    }
}

/// The reason why there is no catalog at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// Nothing was published, or not the settings.
    #[error("no settings are published; run `hikyaku publish`")]
    NoSettings,
    /// Without settings nobody knows in whose name to send.
    #[error("the published settings cannot be read; publish them again: {0}")]
    Settings(Problems),
    /// The calendar that the settings name cannot be had, and without it mail would go out on closed days.
    #[error(
        "the calendar `{name}` that the settings name is not published or cannot be read; publish it again"
    )]
    Calendar {
        /// Its name.
        name: String,
    },
}

impl Catalog {
    /// Reads what is published. The order of the publications does not matter.
    pub fn read(publications: Vec<Publication>) -> Result<Self, CatalogError> {
        let text = publications.iter().find(|it| it.kind == PublicationKind::Settings);
        let text = text.map(|it| it.text.as_str()).ok_or(CatalogError::NoSettings)?;
        let settings = Settings::read(text).map_err(CatalogError::Settings)?;
        let mut reading = Reading::new(settings);
        // Calendars come first: a sequence that names one that is not there is left out.
        let (calendars, others): (Vec<_>, Vec<_>) =
            publications.into_iter().partition(|it| it.kind == PublicationKind::Calendar);
        calendars.into_iter().chain(others).for_each(|publication| reading.take(publication));
        reading.finish()
    }

    /// The company's policy.
    pub fn policy(&self) -> &Policy {
        &self.settings.policy
    }

    /// The settings, with what sequences inherit.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A sequence by its id.
    pub fn sequence(&self, id: &SequenceId) -> Option<&Sequence> {
        self.sequences.get(id)
    }

    /// All sequences in the order of their ids.
    pub fn sequences(&self) -> impl Iterator<Item = &Sequence> {
        self.sequences.values()
    }

    /// Sequences that a post of the form starts, but the one that asks for a confirmation.
    pub fn started_by_form(&self, form: &FormId) -> impl Iterator<Item = &Sequence> {
        self.of_form(form).filter(|sequence| sequence.purpose != Purpose::Confirmation)
    }

    /// The sequence that asks whether an agreement by this form is the person's own.
    pub fn confirmation_of(&self, form: &FormId) -> Option<&Sequence> {
        self.of_form(form).find(|sequence| sequence.purpose == Purpose::Confirmation)
    }

    fn of_form(&self, form: &FormId) -> impl Iterator<Item = &Sequence> {
        self.sequences.values().filter(move |it| matches!(&it.entry, Entry::Form(id) if id == form))
    }

    /// The number of sequences that strangers can begin: those of forms that are not for staff.
    pub fn begun_by_strangers(&self) -> usize {
        self.sequences.values().filter(|sequence| self.is_begun_by_strangers(sequence)).count()
    }

    fn is_begun_by_strangers(&self, sequence: &Sequence) -> bool {
        match &sequence.entry {
            Entry::Form(form) => self.form(form).is_none_or(|form| !form.staff_only),
            Entry::Event(_) | Entry::Sweep(_) => false,
        }
    }

    /// Sequences that the event starts.
    pub fn started_by_event(&self, event: &EventName) -> impl Iterator<Item = &Sequence> {
        self.sequences.values().filter(move |it| matches!(&it.entry, Entry::Event(name) if name == event))
    }

    /// Sequences that the nightly sweep starts.
    pub fn started_by_sweep(&self) -> impl Iterator<Item = &Sequence> {
        self.sequences.values().filter(|it| matches!(&it.entry, Entry::Sweep(_)))
    }

    /// A form by its id.
    pub fn form(&self, id: &FormId) -> Option<&Form> {
        self.forms.get(id)
    }

    /// All forms in the order of their ids.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        self.forms.values()
    }

    /// True if anybody can set this mail off, to any address: it is the first mail of a sequence that a form open to all
    /// begins.
    pub fn is_set_off_by_strangers(&self, sequence: &SequenceId, step: &StepId) -> bool {
        let Some(sequence) = self.sequence(sequence) else { return false };
        self.is_begun_by_strangers(sequence) && sequence.steps.is_first_mail(step)
    }

    /// A calendar by its name; `japan` and `plain` are always there.
    pub fn calendar(&self, name: &str) -> Option<&Calendar> {
        self.calendars.get(name)
    }

    /// The calendar of a sequence: its own, or the company's usual one.
    pub fn calendar_of(&self, sequence: &Sequence) -> &Calendar {
        let own = sequence.calendar.as_ref().and_then(|name| self.calendars.get(name));
        own.unwrap_or(&self.usual_calendar)
    }

    /// All that surrounds an enrollment in a sequence when it changes, for a lead in this zone.
    pub fn context<'a>(&'a self, sequence: &'a Sequence, zone: Tz, now: Instant) -> Context<'a> {
        let (calendar, policy) = (self.calendar_of(sequence), self.policy());
        Context { sequence, calendar, quiet_hours: policy.quiet_hours, caps: &policy.caps, zone, now }
    }

    /// The sender of a sequence: its own, or the company's usual one.
    pub fn sender_of<'a>(&'a self, sequence: &'a Sequence) -> &'a Sender {
        sequence.sender.as_ref().unwrap_or(&self.settings.policy.sender)
    }

    /// Documents that are left out because they cannot be read.
    pub fn problems(&self) -> &[Broken] {
        &self.broken
    }
}

/// Calendars that need no file.
fn built_in_calendars() -> BTreeMap<String, Calendar> {
    BTreeMap::from([("japan".to_owned(), Calendar::japan()), ("plain".to_owned(), Calendar::plain())])
}

/// A catalog that is being read.
struct Reading {
    settings: Settings,
    sequences: BTreeMap<SequenceId, Sequence>,
    forms: BTreeMap<FormId, Form>,
    calendars: BTreeMap<String, Calendar>,
    broken: Vec<Broken>,
}

impl Reading {
    fn new(settings: Settings) -> Self {
        let calendars = built_in_calendars();
        Self { settings, sequences: BTreeMap::new(), forms: BTreeMap::new(), calendars, broken: Vec::new() }
    }

    fn take(&mut self, publication: Publication) {
        let taken = match publication.kind {
            PublicationKind::Settings => Ok(()),
            PublicationKind::Sequence => self.take_sequence(&publication),
            PublicationKind::Form => self.take_form(&publication),
            PublicationKind::Calendar => self.take_calendar(&publication),
        };
        if let Err(reason) = taken {
            self.broken.push(Broken { kind: publication.kind, id: publication.id, reason });
        }
    }

    fn take_sequence(&mut self, publication: &Publication) -> Result<(), String> {
        let id = SequenceId::parse(&publication.id).map_err(|error| error.to_string())?;
        let version = publication.version.clone();
        let sequence = sequence::read(id.clone(), version, &publication.text, &self.settings)
            .map_err(|problems| problems.to_string())?;
        if let Some(name) = sequence.calendar.as_ref().filter(|name| !self.calendars.contains_key(*name)) {
            return Err(format!("its calendar `{name}` is not published"));
        }
        self.sequences.insert(id, sequence);
        Ok(())
    }

    fn take_form(&mut self, publication: &Publication) -> Result<(), String> {
        let id = FormId::parse(&publication.id).map_err(|error| error.to_string())?;
        let form = Form::read(id.clone(), &publication.text).map_err(|problems| problems.to_string())?;
        self.forms.insert(id, form);
        Ok(())
    }

    fn take_calendar(&mut self, publication: &Publication) -> Result<(), String> {
        if self.calendars.contains_key(&publication.id) {
            return Err("a calendar of this name is there already".to_owned());
        }
        let calendar = calendar::read(&publication.text).map_err(|problems| problems.to_string())?;
        self.calendars.insert(publication.id.clone(), calendar);
        Ok(())
    }

    fn finish(self) -> Result<Catalog, CatalogError> {
        let name = &self.settings.defaults.calendar;
        let Some(usual_calendar) = self.calendars.get(name).cloned() else {
            return Err(CatalogError::Calendar { name: name.clone() });
        };
        let Self { settings, sequences, forms, calendars, broken } = self;
        Ok(Catalog { settings, sequences, forms, calendars, usual_calendar, broken })
    }
}

#[cfg(test)]
mod tests;
