//! Amazon SES, API version 2: one call for one mail, never repeated here.
//!
//! SES has no idempotency key. The client must be built with retries off and with connect and read time limits; the
//! SDK's defaults retry time-outs and 5xx answers and would double mail.

use super::SendRequest;
use crate::account::ses::SesAccount;
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{
    ConfigurationOverrides, Destination, EmailContent, FeatureStatus, MessageTag, RawMessage,
    TrackingConfigurationOverrides,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use cadence::disposition::SendFailure;

/// SES with the configuration set that publishes events.
#[derive(Debug, Clone)]
pub struct Ses {
    client: aws_sdk_sesv2::Client,
    configuration_set: String,
}

impl Ses {
    /// Sends with this configuration, whose retries must be off, through this configuration set.
    pub fn connect(configuration: impl Into<aws_sdk_sesv2::Config>, set: impl Into<String>) -> Self {
        let client = aws_sdk_sesv2::Client::from_conf(configuration.into());
        Self { client, configuration_set: set.into() }
    }

    /// The account behind it.
    pub(crate) fn account(&self) -> SesAccount {
        SesAccount::of(self.client.clone())
    }

    pub(crate) async fn send(&self, request: &SendRequest<'_>) -> Result<String, SendFailure> {
        let content = RawMessage::builder().data(Blob::new(request.mime)).build();
        let content = EmailContent::builder().raw(content.map_err(|_| SendFailure::BadRequest)?).build();
        let mut call = self
            .client
            .send_email()
            .from_email_address(request.from.wire())
            .destination(Destination::builder().to_addresses(request.to.wire()).build())
            .content(content)
            .configuration_set_name(&self.configuration_set);
        let name = request.name;
        let tags = [
            ("send_key", name.send_key.as_str()),
            ("attempt", request.attempt.as_str()),
            ("lead", name.lead.as_str()),
            ("sequence", name.sequence.as_str()),
            ("run", name.run.as_str()),
            ("step", name.step.as_str()),
        ];
        for (key, value) in tags {
            let tag = MessageTag::builder().name(key).value(value).build();
            call = call.email_tags(tag.map_err(|_| SendFailure::BadRequest)?);
        }
        if !request.tracking {
            call = call.configuration_overrides(untracked());
        }
        let answer = call.send().await.map_err(|error| failure(&error))?;
        // An accepted mail always has an id; without one nobody can say what SES did.
        answer.message_id().map(str::to_owned).ok_or(SendFailure::NoAnswer)
    }
}

/// Neither opens nor clicks are tracked, whatever the configuration set says.
fn untracked() -> ConfigurationOverrides {
    let off = TrackingConfigurationOverrides::builder()
        .open_tracking_enabled(FeatureStatus::Disabled)
        .click_tracking_enabled(FeatureStatus::Disabled)
        .build();
    ConfigurationOverrides::builder().tracking(off).build()
}

/// Reads what SES or the connection said. Whatever is not known for certain to have been refused is `NoAnswer`.
fn failure(error: &SdkError<SendEmailError>) -> SendFailure {
    match error {
        SdkError::ConstructionFailure(_) => SendFailure::BadRequest,
        SdkError::DispatchFailure(failure) => {
            failure.as_connector_error().map_or(SendFailure::NoAnswer, connection_failure)
        }
        SdkError::ServiceError(service) => {
            refusal(service.err().code().unwrap_or(""), service.raw().status().as_u16())
        }
        // A time-out of the whole call, an answer that could not be read, and whatever a later SDK may add.
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) | &_ => SendFailure::NoAnswer,
    }
}

/// Only a connection that was never made proves that nothing was sent.
fn connection_failure(error: &ConnectorError) -> SendFailure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
    let mut never_connected = false;
    while let Some(inner) = cause {
        let text = inner.to_string();
        never_connected |= text.contains("HTTP connect") || text.contains("error trying to connect");
        never_connected |= text.contains("dns error") || text.contains("tcp connect error");
        cause = inner.source();
    }
    if never_connected { SendFailure::NotConnected } else { SendFailure::NoAnswer }
}

/// The error table of `SendEmail` (SES API reference v2, "Errors").
fn refusal(code: &str, status: u16) -> SendFailure {
    match (code, status) {
        ("TooManyRequestsException" | "ThrottlingException" | "Throttling", _) => SendFailure::Throttled,
        ("LimitExceededException", _) => SendFailure::DailyQuota,
        ("SendingPausedException", _) => SendFailure::SendingPaused,
        ("AccountSuspendedException", _) => SendFailure::AccountSuspended,
        ("MailFromDomainNotVerifiedException", _) => SendFailure::MailFromNotVerified,
        ("NotFoundException", _) => SendFailure::NotFound,
        ("BadRequestException", _) => SendFailure::BadRequest,
        ("MessageRejected", _) => SendFailure::MessageRejected,
        ("AccessDeniedException" | "AccessDenied", _) | (_, 401 | 403) => SendFailure::AccessDenied,
        (_, 429) => SendFailure::Throttled,
        (_, 400..=499) => SendFailure::BadRequest,
        (_, _) => SendFailure::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_that_rule_out_sending_are_refusals() {
        assert_eq!(refusal("TooManyRequestsException", 429), SendFailure::Throttled);
        assert_eq!(refusal("LimitExceededException", 400), SendFailure::DailyQuota);
        assert_eq!(refusal("MessageRejected", 400), SendFailure::MessageRejected);
        assert_eq!(refusal("SomethingNew", 400), SendFailure::BadRequest);
        assert_eq!(refusal("", 403), SendFailure::AccessDenied);
        for status in [500, 502, 503, 504, 200, 302] {
            assert_eq!(refusal("InternalFailure", status), SendFailure::NoAnswer, "{status}");
        }
    }
}
