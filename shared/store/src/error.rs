//! The errors of the table, and what happens next.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// A failure at the table. Texts hold keys (hashes and names of documents), never what an item says about a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No answer, or one that says "later". The call may or may not have taken effect; every method may be called again.
    #[error("{operation}: the table is unavailable ({reason}); try again")]
    Unavailable {
        /// The attempted operation.
        operation: &'static str,
        /// The answer of the table or the network.
        reason: String,
    },
    /// The table refused the request for good: a wrong table, missing permissions or a defect.
    #[error(
        "{operation}: the table refused the request ({reason}); check the table's name, its indexes and the permissions"
    )]
    Refused {
        /// The attempted operation.
        operation: &'static str,
        /// The answer of the table.
        reason: String,
    },
    /// An item does not say what its kind must say.
    #[error("the {kind} at {key} has a missing or unreadable {attribute}; repair or delete the item")]
    Corrupt {
        /// The kind of item.
        kind: &'static str,
        /// Its key.
        key: String,
        /// The attribute at fault.
        attribute: String,
    },
    /// The data were written under another identity key.
    #[error(
        "the table belongs to identity key {stored}, this program runs with {given}; give it the key the data were written with"
    )]
    IdentityMismatch {
        /// The fingerprint and version of normalization in the table.
        stored: String,
        /// Those of this program.
        given: String,
    },
    /// The data were written by a version of the program that keeps them otherwise.
    #[error(
        "the data have layout {stored} and this program works with layout {given}; {}",
        if stored < given { "stop what runs on them, then `hikyaku migrate` carries them over" } else { "use the newer version of the program" }
    )]
    OtherLayout {
        /// The layout of the data.
        stored: u32,
        /// The layout of this program.
        given: u32,
    },
    /// No identity key is settled yet, and whoever asks may not settle one.
    #[error("no identity key is settled in the table yet; `hikyaku publish --apply` settles it")]
    IdentityUnsettled,
    /// More than the table takes in one piece.
    #[error("the {kind} at {key} has {bytes} bytes, at most {limit} fit; shorten it")]
    TooLarge {
        /// The kind of item.
        kind: &'static str,
        /// Its key.
        key: String,
        /// Its size by the table's rule.
        bytes: usize,
        /// The largest size that is taken.
        limit: usize,
    },
}

/// Answers that mean "later" (Amazon DynamoDB Developer Guide, "Error handling": those marked as fit to retry).
const RETRYABLE: [&str; 8] = [
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "ReplicatedWriteConflictException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

impl StoreError {
    /// Whether the same call may succeed later. Where it may not, the message that asked for it is rejected.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unavailable { .. } => true,
            Self::Refused { .. }
            | Self::Corrupt { .. }
            | Self::IdentityMismatch { .. }
            | Self::IdentityUnsettled
            | Self::OtherLayout { .. }
            | Self::TooLarge { .. } => false,
        }
    }

    /// Sorts a failure of the SDK. Only code and message are kept: the rest may hold the item that was read or written.
    pub(crate) fn of<E: ProvideErrorMetadata>(operation: &'static str, error: &SdkError<E>) -> Self {
        match error {
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or("no code");
                let reason = format!("{code}: {}", service.err().message().unwrap_or("no message"));
                if service.raw().status().is_success() {
                    // The call was carried out, and its answer was garbled on the way.
                    let reason = "an answer that cannot be read".to_owned();
                    Self::Unavailable { operation, reason }
                } else if RETRYABLE.contains(&code) || service.raw().status().is_server_error() {
                    Self::Unavailable { operation, reason }
                } else {
                    Self::Refused { operation, reason }
                }
            }
            SdkError::ConstructionFailure(_) => {
                Self::Refused { operation, reason: "the request cannot be built".to_owned() }
            }
            SdkError::TimeoutError(_) => {
                Self::Unavailable { operation, reason: "no answer in time".to_owned() }
            }
            SdkError::DispatchFailure(failure) => {
                let reason = failure
                    .as_connector_error()
                    .map_or_else(|| "not reached".to_owned(), ToString::to_string);
                Self::Unavailable { operation, reason }
            }
            SdkError::ResponseError(_) => {
                Self::Unavailable { operation, reason: "an answer that cannot be read".to_owned() }
            }
            _ => Self::Unavailable { operation, reason: "an unknown failure".to_owned() },
        }
    }

    /// A request whose parts do not fit together.
    pub(crate) fn unbuilt(operation: &'static str, error: &impl std::fmt::Display) -> Self {
        Self::Refused { operation, reason: error.to_string() }
    }

    /// Too many writers on one item at once.
    pub(crate) fn contended(operation: &'static str) -> Self {
        Self::Unavailable { operation, reason: "too many writers at once".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::Attributes;
    use crate::items;
    use aws_sdk_dynamodb::error::ErrorMetadata;
    use aws_sdk_dynamodb::operation::get_item::GetItemError;
    use aws_sdk_dynamodb::types::AttributeValue;

    fn answered(code: &str) -> SdkError<GetItemError> {
        let error = GetItemError::generic(ErrorMetadata::builder().code(code).message("because").build());
        let raw = aws_sdk_dynamodb::config::http::HttpResponse::new(
            400.try_into().unwrap(),
            "{\"Item\": \"what is known about a person\"}".into(),
        );
        SdkError::service_error(error, raw)
    }

    #[test]
    fn throttling_and_silence_are_retried_and_refusals_are_not() {
        let retried = |error| StoreError::of("read", &error).is_retryable();
        assert!(retried(answered("ThrottlingException")));
        assert!(retried(answered("TransactionInProgressException")));
        assert!(retried(SdkError::timeout_error("slow")));
        assert!(!retried(answered("ValidationException")));
        assert!(!retried(answered("AccessDeniedException")));
        assert!(!retried(SdkError::construction_failure("odd")));
    }

    #[test]
    fn an_error_says_what_was_attempted_and_nothing_about_a_person() {
        let error = StoreError::of("read a card", &answered("ValidationException"));
        let said = "read a card: the table refused the request (ValidationException: because); check the table's name, \
                    its indexes and the permissions";
        assert_eq!(error.to_string(), said);
        assert!(!format!("{error:?}").contains("person"));
    }

    #[test]
    fn bad_data_name_their_kind_key_and_attribute() {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let item = Attributes::from([
            ("pk".to_owned(), text("catalog")),
            ("sk".to_owned(), text("sequence#welcome")),
            ("version".to_owned(), text("1.0")),
        ]);
        let error = items::publication::read(&item).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the publication at catalog / sequence#welcome has a missing or unreadable version; repair or delete the item"
        );
        assert!(!error.is_retryable());
    }
}
