//! One mail as one person would get it: a sample lead, or one the caller gives.

use cadence::Instant;
use cadence::address::{AddressError, EmailAddress};
use cadence::company::Sender;
use cadence::consent::ConsentState;
use cadence::ids::{IdError, LeadId};
use cadence::lead::{Card, Lead, Profile};
use cadence::policy::Policy;
use cadence::preferences::Preferences;
use cadence::publication::CompiledMail;
use cadence::sequence::{Language, Purpose};
use mail::{RenderContext, RenderError, RenderedMail};
use std::collections::BTreeMap;

/// The target of a preview's unsubscribe button; nobody can be unsubscribed there.
const UNSUBSCRIBE_URL: &str = "https://example.invalid/unsubscribe/preview";
const CONFIRM_URL: &str = "https://example.invalid/confirm/preview";

/// The address of a reader who has none.
const ADDRESS: &str = "preview@example.com";

/// The reason why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The sample person could not be made.
    #[error("the sample lead is not valid: {0}")]
    Id(#[from] IdError),
    /// The sample person could not be made.
    #[error("the sample lead is not valid: {0}")]
    Address(#[from] AddressError),
    /// The mail cannot be filled for this person.
    #[error(transparent)]
    Fill(#[from] RenderError),
}

/// The person who looks at the mail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reader {
    /// The address; a stand-in where there is none.
    pub email: Option<EmailAddress>,
    /// The name; none shows what a person without a name gets.
    pub name: Option<String>,
    /// Attributes, `{{ lead.… }}` in mails.
    pub attributes: BTreeMap<String, String>,
    /// The fields of the event that started the sequence, `{{ event.… }}` in mails.
    pub event: BTreeMap<String, String>,
}

/// The data that fill the mail beside its reader.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The company's policy.
    pub policy: &'a Policy,
    /// The sender whose name stands in From.
    pub sender: &'a Sender,
    /// The language of the mail.
    pub language: Language,
    /// The purpose of the mail.
    pub purpose: Purpose,
    /// When it is read.
    pub now: Instant,
}

/// Fills a compiled mail for a reader.
pub fn render(
    mail: &CompiledMail,
    reader: &Reader,
    setting: &Setting<'_>,
) -> Result<RenderedMail, PreviewError> {
    let zone = setting.policy.zone;
    let lead = Lead {
        card: Card {
            id: LeadId::parse(&"a".repeat(cadence::limits::HASH_ID_LENGTH))?,
            address: reader.email.clone().map_or_else(|| EmailAddress::parse(ADDRESS), Ok)?,
            zone,
            consent: ConsentState::default(),
            preferences: Preferences::default(),
            complaint_open: false,
            created_at: setting.now,
            erased_at: None,
        },
        profile: Profile {
            name: reader.name.clone(),
            attributes: reader.attributes.clone(),
            ..Profile::default()
        },
    };
    let context = RenderContext {
        lead: &lead,
        event: &reader.event,
        policy: setting.policy,
        sender: setting.sender,
        language: setting.language,
        purpose: setting.purpose,
        unsubscribe_url: UNSUBSCRIBE_URL,
        confirm_url: CONFIRM_URL,
        today: setting.now.with_timezone(&zone).date_naive(),
    };
    Ok(mail::render(mail, &context)?)
}
