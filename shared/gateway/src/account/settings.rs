//! The account, an identity and a configuration set as SES describes them: read for people, never while mail is sent.

use super::AccountQuota;
use crate::aws::code_of;
use crate::aws::server_time::ServerTime;
use crate::aws::unread::Unread;
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::get_account::GetAccountOutput;
use aws_sdk_sesv2::operation::get_email_identity::GetEmailIdentityOutput;
use aws_sdk_sesv2::types::{
    BehaviorOnMxFailure, DkimStatus, EventDestination, IdentityType, MailFromAttributes,
    MailFromDomainStatus, SuppressionAttributes,
};
use chrono::TimeDelta;

/// Between two calls that send nothing: SES allows one a second (Amazon SES Developer Guide, "Service quotas"). Whoever asks
/// keeps to it.
pub const BETWEEN_CALLS: TimeDelta = TimeDelta::milliseconds(1100);

/// Asks SES about its settings.
#[derive(Debug, Clone)]
pub struct SesSettings(aws_sdk_sesv2::Client);

/// The account in one region.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountSettings {
    /// Whether it may write to everybody; else it is in the sandbox.
    pub has_production_access: bool,
    /// Whether it may send at all.
    pub sends: bool,
    /// Its standing with SES: `HEALTHY`, `PROBATION`, `SHUTDOWN`.
    pub enforcement: Option<String>,
    /// The quota, where SES states one.
    pub quota: Option<AccountQuota>,
    /// For what addresses are put on the account's suppression list: `BOUNCE`, `COMPLAINT`.
    pub suppresses: Vec<String>,
    /// The pricing plan, as the API names it; `NONE` is à la carte.
    pub pricing_plan: Option<String>,
}

/// An identity that mails are sent from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Whether it is a domain, and not one address.
    pub is_domain: bool,
    /// Whether it may be sent from.
    pub is_verified: bool,
    /// The state of its verification.
    pub verification: Option<String>,
    /// Whether its mails are signed, and how the keys in DNS stand; none where SES does not say.
    pub dkim: Option<(bool, String)>,
    /// Its own domain for bounces.
    pub mail_from: Option<MailFrom>,
}

/// A domain of one's own in the envelope of mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFrom {
    /// The domain.
    pub domain: String,
    /// The state of its record in DNS.
    pub status: String,
    /// Whether SES refuses mails while that record is missing.
    pub is_required: bool,
}

/// A configuration set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationSet {
    /// Whether mails may be sent through it.
    pub sends: bool,
    /// For what addresses are put on the suppression list, where it says so for itself.
    pub suppresses: Option<Vec<String>>,
}

/// A destination for events of a configuration set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its name.
    pub name: String,
    /// Whether events are published.
    pub is_enabled: bool,
    /// The SNS topic, if it is one.
    pub topic: Option<String>,
    /// The events: `SEND`, `DELIVERY_DELAY` and so on.
    pub events: Vec<String>,
}

impl SesSettings {
    /// Asks with this configuration; watches what time the answers are from.
    pub fn connect(configuration: impl Into<aws_sdk_sesv2::Config>, server_time: ServerTime) -> Self {
        let configuration = configuration.into().to_builder().interceptor(server_time).build();
        Self(aws_sdk_sesv2::Client::from_conf(configuration))
    }

    /// The account.
    pub async fn account(&self) -> Result<AccountSettings, Unread> {
        let said = self.0.get_account().send().await.map_err(|error| unread(&error))?;
        Ok(account(&said))
    }

    /// An identity: a domain or an address.
    pub async fn identity(&self, name: &str) -> Result<Identity, Unread> {
        let request = self.0.get_email_identity().email_identity(name);
        Ok(identity(request.send().await.map_err(|error| unread(&error))?))
    }

    /// A configuration set.
    pub async fn configuration_set(&self, name: &str) -> Result<ConfigurationSet, Unread> {
        let request = self.0.get_configuration_set().configuration_set_name(name);
        let said = request.send().await.map_err(|error| unread(&error))?;
        let names = |it: &aws_sdk_sesv2::types::SuppressionOptions| {
            it.suppressed_reasons().iter().map(|reason| reason.as_str().to_owned()).collect()
        };
        Ok(ConfigurationSet {
            // SES says it of every set; one of which it does not is as it was made: it sends.
            sends: said.sending_options().is_none_or(|options| options.sending_enabled),
            suppresses: said.suppression_options().map(names),
        })
    }

    /// Reads where the events of a configuration set go.
    pub async fn destinations(&self, name: &str) -> Result<Vec<Destination>, Unread> {
        let request = self.0.get_configuration_set_event_destinations().configuration_set_name(name);
        let said = request.send().await.map_err(|error| unread(&error))?;
        Ok(said.event_destinations().iter().map(destination).collect())
    }
}

fn unread<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Unread {
    Unread::of(code_of(error))
}

fn account(said: &GetAccountOutput) -> AccountSettings {
    let reasons =
        said.suppression_attributes().map(SuppressionAttributes::suppressed_reasons).unwrap_or_default();
    let plan = said.pricing_attributes().and_then(|it| it.current_plan());
    AccountSettings {
        has_production_access: said.production_access_enabled(),
        sends: said.sending_enabled(),
        enforcement: said.enforcement_status().map(str::to_owned),
        quota: said.send_quota().map(|quota| AccountQuota {
            per_second: quota.max_send_rate(),
            per_day: quota.max24_hour_send(),
            sent_in_day: quota.sent_last24_hours(),
        }),
        suppresses: reasons.iter().map(|reason| reason.as_str().to_owned()).collect(),
        pricing_plan: plan.map(|plan| plan.as_str().to_owned()),
    }
}

fn identity(said: GetEmailIdentityOutput) -> Identity {
    let dkim = said.dkim_attributes().map(|dkim| {
        let status = dkim.status().map_or("not said", DkimStatus::as_str);
        (dkim.signing_enabled(), status.to_owned())
    });
    Identity {
        is_domain: said.identity_type() != Some(&IdentityType::EmailAddress),
        is_verified: said.verified_for_sending_status(),
        verification: said.verification_status().map(|status| status.as_str().to_owned()),
        dkim,
        mail_from: said.mail_from_attributes.and_then(mail_from),
    }
}

/// SES says an empty domain where there is none.
fn mail_from(said: MailFromAttributes) -> Option<MailFrom> {
    let MailFromAttributes { mail_from_domain, mail_from_domain_status, behavior_on_mx_failure, .. } = said;
    (!mail_from_domain.is_empty()).then(|| MailFrom {
        domain: mail_from_domain,
        status: MailFromDomainStatus::as_str(&mail_from_domain_status).to_owned(),
        is_required: behavior_on_mx_failure == BehaviorOnMxFailure::RejectMessage,
    })
}

fn destination(said: &EventDestination) -> Destination {
    Destination {
        name: said.name().to_owned(),
        is_enabled: said.enabled(),
        topic: said.sns_destination().map(|sns| sns.topic_arn().to_owned()),
        events: said.matching_event_types().iter().map(|kind| kind.as_str().to_owned()).collect(),
    }
}
