//! The code of a failed call, which is all that logs and reasons may say of it.

use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};

/// The error code of an AWS answer, or the kind of failure; never the message, which may quote an address.
pub fn code_of<E: ProvideErrorMetadata>(error: &SdkError<E>) -> String {
    match error.code() {
        Some(code) => code.to_owned(),
        None => match error {
            SdkError::TimeoutError(_) => "timeout".to_owned(),
            SdkError::DispatchFailure(_) => "connection failed".to_owned(),
            SdkError::ResponseError(_) | &_ => "no readable answer".to_owned(),
        },
    }
}
