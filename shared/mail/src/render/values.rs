//! The values a template sees, cleaned of characters that have no place in a mail.

use super::{RenderContext, RenderError, VALUE_BYTES_MAX};
use crate::template::hidden::{HONORIFIC, LANGUAGE};
use cadence::company::Company;
use cadence::sequence::Language;
use cadence::text::turns_direction;
use minijinja::value::Value;
use std::collections::BTreeMap;

/// URL bytes at most; no builder splits a URL, and a header line ends at 998.
const URL_BYTES_MAX: usize = 500;

/// The whole context, see [`crate::template::KNOWN`].
pub(super) fn of(context: &RenderContext<'_>) -> Result<Value, RenderError> {
    let mut lead = group(&context.lead.profile.attributes)?;
    lead.insert("email".to_owned(), text(context.lead.card.address.wire())?);
    // The lead's name is the profile's to say, also where it says nothing.
    lead.remove("name");
    if let Some(name) = &context.lead.profile.name {
        lead.insert("name".to_owned(), text(name)?);
    }
    let mut values = BTreeMap::from([
        ("lead", Value::from(lead)),
        ("event", Value::from(group(context.event)?)),
        ("company", Value::from(company(&context.policy.company)?)),
        ("sender", Value::from(BTreeMap::from([("name", text(&context.sender.name)?)]))),
        ("today", Value::from(context.today.to_string())),
        (LANGUAGE, Value::from(language_code(context.language))),
        (HONORIFIC, text(&context.policy.honorific)?),
    ]);
    if !context.unsubscribe_url.is_empty() {
        values.insert("unsubscribe_url", url(context.unsubscribe_url, RenderError::UnsubscribeUrl)?);
    }
    if !context.confirm_url.is_empty() {
        values.insert("confirm_url", url(context.confirm_url, RenderError::ConfirmUrl)?);
    }
    Ok(Value::from(values))
}

/// Text without control characters other than line feed and tab, without marks that turn the direction of writing and without
/// noncharacters; every line break a line feed.
pub(super) fn clean(value: &str) -> String {
    value
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .filter(|character| !turns_direction(*character) && !matches!(character, '\u{FDD0}'..='\u{FDEF}'))
        .collect()
}

fn text(value: &str) -> Result<Value, RenderError> {
    if value.len() > VALUE_BYTES_MAX {
        return Err(RenderError::ValueTooLarge);
    }
    Ok(Value::from(clean(value)))
}

fn group(values: &BTreeMap<String, String>) -> Result<BTreeMap<String, Value>, RenderError> {
    values.iter().map(|(name, value)| Ok((name.clone(), text(value)?))).collect()
}

fn company(company: &Company) -> Result<BTreeMap<&'static str, Value>, RenderError> {
    let name = company.trade_name.as_ref().unwrap_or(&company.legal_name);
    let fields = [
        ("legal_name", Some(company.legal_name.as_str())),
        ("trade_name", company.trade_name.as_deref()),
        ("name", Some(name.as_str())),
        ("postal_address", Some(company.postal_address.as_str())),
        ("contact_email", company.contact_email.as_ref().map(cadence::address::EmailAddress::wire)),
        ("contact_phone", company.contact_phone.as_deref()),
        ("contact_url", company.contact_url.as_deref()),
        ("privacy_url", company.privacy_url.as_deref()),
    ];
    fields.into_iter().filter_map(|(name, value)| value.map(|value| Ok((name, text(value)?)))).collect()
}

fn url(value: &str, refused: RenderError) -> Result<Value, RenderError> {
    let visible = value.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"'`\\".contains(&byte));
    let web = value.starts_with("https://") || value.starts_with("http://");
    if visible && web && value.len() < URL_BYTES_MAX { Ok(Value::from(value)) } else { Err(refused) }
}

fn language_code(language: Language) -> &'static str {
    match language {
        Language::Japanese => "ja",
        Language::English => "en",
    }
}
