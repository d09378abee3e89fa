//! The fields of a post held against the form: every problem at once, or what the person answered.

use crate::body::Fields;
use cadence::address::{AddressError, EmailAddress};
use cadence::limits::ATTRIBUTE_LENGTH_MAX;
use cadence::text::carries_link;
use document::{Field, FieldKind, Form};
use std::collections::BTreeMap;

/// What a person answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answers {
    /// Where mail goes.
    pub(crate) address: EmailAddress,
    /// The name, where the form asks for it.
    pub(crate) name: Option<String>,
    /// The other fields that were filled in.
    pub(crate) others: BTreeMap<String, String>,
    /// Whether the form's consent was given.
    pub(crate) consents: bool,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldProblem {
    /// The name of the field.
    pub(crate) field: String,
    /// What people read beside it.
    pub(crate) label: String,
    /// What is wrong.
    pub(crate) fault: Fault,
}

/// What can be wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It must be filled in.
    Missing,
    /// It is longer than allowed.
    TooLong {
        /// Characters at most.
        most: usize,
    },
    /// It is none of the options.
    NoOption,
    /// It has line breaks or other control characters.
    ControlCharacter,
    /// It is a name and carries what mail programs make a link of: names stand in mails, and strangers must not advertise
    /// there.
    Link,
    /// It is no address that mail can go to.
    Address(AddressError),
}

/// Whether the hidden field is filled in, which people do not do.
pub(crate) fn is_from_a_machine(form: &Form, fields: &Fields) -> bool {
    let hidden = form.honeypot.as_ref().and_then(|name| fields.get(name));
    hidden.is_some_and(|value| !value.trim().is_empty())
}

/// Holds the fields against the form. Fields that the form does not ask for are not kept.
pub(crate) fn check(form: &Form, fields: &Fields) -> Result<Answers, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let (mut address, mut name, mut others) = (None, None, BTreeMap::new());
    for field in &form.fields {
        let value = fields.get(&field.name).map_or("", |value| value.trim());
        if let Err(fault) = check_field(field, value) {
            problems.push(FieldProblem { field: field.name.clone(), label: field.label.clone(), fault });
            continue;
        }
        match field.kind {
            FieldKind::Email => address = EmailAddress::parse_lead(value).ok(),
            FieldKind::Checkbox if !is_ticked(value) => {}
            FieldKind::Checkbox => drop(others.insert(field.name.clone(), "yes".to_owned())),
            FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Choice { .. } => {
                if value.is_empty() {
                } else if field.name == "name" {
                    name = Some(value.to_owned());
                } else {
                    others.insert(field.name.clone(), value.to_owned());
                }
            }
        }
    }
    let consents = form.consent.as_ref().is_some_and(|consent| match &consent.field {
        None => true,
        Some(box_name) => fields.get(box_name).is_some_and(|value| is_ticked(value)),
    });
    match address {
        Some(address) if problems.is_empty() => Ok(Answers { address, name, others, consents }),
        Some(_) | None => Err(problems),
    }
}

/// What was written in the fields that the form asks for, right or wrong, to be shown to whoever wrote it. A box is among them only
/// if it was ticked.
pub(crate) fn written(form: &Form, fields: &Fields) -> BTreeMap<String, String> {
    let asked = form.fields.iter().filter_map(|field| Some((field, fields.get(&field.name)?)));
    let kept = asked.filter(|(field, value)| field.kind != FieldKind::Checkbox || is_ticked(value));
    kept.map(|(field, value)| (field.name.clone(), value.clone())).collect()
}

/// Fields whose answers stand in mails as they are.
const NAMES: [&str; 2] = ["name", "company"];

/// What browsers and scripts send for a ticked box.
fn is_ticked(value: &str) -> bool {
    !matches!(value.trim().to_lowercase().as_str(), "" | "false" | "0" | "no" | "off")
}

fn check_field(field: &Field, value: &str) -> Result<(), Fault> {
    let ticked = field.kind != FieldKind::Checkbox || is_ticked(value);
    if value.is_empty() || !ticked {
        return if field.required { Err(Fault::Missing) } else { Ok(()) };
    }
    let line_breaks_allowed = matches!(field.kind, FieldKind::LongText { .. });
    let control = |c: char| c.is_control() && !(line_breaks_allowed && matches!(c, '\r' | '\n' | '\t'));
    match &field.kind {
        FieldKind::Email => EmailAddress::parse_lead(value).map(drop).map_err(Fault::Address),
        _ if value.chars().any(control) => Err(Fault::ControlCharacter),
        _ if NAMES.contains(&field.name.as_str()) && carries_link(value) => Err(Fault::Link),
        FieldKind::Text { max_length } | FieldKind::LongText { max_length } => {
            let most = (*max_length).min(if line_breaks_allowed {
                4 * ATTRIBUTE_LENGTH_MAX
            } else {
                ATTRIBUTE_LENGTH_MAX
            });
            if value.chars().count() > most { Err(Fault::TooLong { most }) } else { Ok(()) }
        }
        FieldKind::Choice { options } => {
            if options.iter().any(|option| option == value) {
                Ok(())
            } else {
                Err(Fault::NoOption)
            }
        }
        FieldKind::Checkbox => Ok(()),
    }
}
