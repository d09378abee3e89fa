//! The reason a service of AWS did not say what it was asked: it is not there, it may not be known, or nothing came back.

/// The reason there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// The thing asked about is not there.
    #[error("it is not there")]
    NotThere,
    /// Those who ask may not know.
    #[error("it was refused ({0})")]
    Denied(String),
    /// Nothing came back that can be used.
    #[error("no answer ({0})")]
    Unavailable(String),
}

/// Codes that mean: no such thing (the API references of SES, SSM and SQS).
const NOT_THERE: [&str; 4] = [
    "AWS.SimpleQueueService.NonExistentQueue",
    "NotFoundException",
    "ParameterNotFound",
    "QueueDoesNotExist",
];
/// Codes that mean: not with these credentials (AWS API references, "Common Errors").
const DENIED: [&str; 9] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "NotAuthorized",
    "OptInRequired",
    "UnrecognizedClientException",
];

impl Unread {
    /// Sorts the code of an answer.
    pub fn of(code: String) -> Self {
        if NOT_THERE.contains(&code.as_str()) {
            Self::NotThere
        } else if DENIED.contains(&code.as_str()) {
            Self::Denied(code)
        } else {
            Self::Unavailable(code)
        }
    }
}
