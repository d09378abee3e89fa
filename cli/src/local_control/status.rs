//! The status by which a failure travels from a running `up` to the command that asked.

use cadence::wording::Text;
use http::StatusCode;
use operations::Failure;

/// The status by which a failure travels.
pub(super) fn of(failure: &Failure) -> StatusCode {
    match failure {
        Failure::NotThere(_) => StatusCode::NOT_FOUND,
        Failure::Refused(_) => StatusCode::CONFLICT,
        Failure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The failure that travelled by a status; its text is in the language of the program that was asked.
pub(super) fn failure(status: StatusCode, text: String) -> Failure {
    let text = Text::same(text);
    match status {
        StatusCode::NOT_FOUND => Failure::NotThere(text),
        StatusCode::CONFLICT => Failure::Refused(text),
        _ => Failure::Broken(text),
    }
}
