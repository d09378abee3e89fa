//! The presses of people on the page behind the link of a mail.

use bytes::Bytes;
use cadence::preferences::Wish;
use http::{Request, header};

/// The words with which the page says that a refusal was taken back.
const TAKEN_BACK: &str = "元に戻しました";
/// The words with which the page says that an agreement is confirmed.
const CONFIRMED: &str = "確認しました";
/// The beginning of the token with which the page lets a refusal be taken back.
const TOKEN: &str = "name=\"take_back\" value=\"";

/// One press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Press {
    /// No marketing at all (RFC 8058).
    Stop,
    /// Less, or as much as before.
    Wish(Wish),
    /// The refusal was a slip: the token that the page gave.
    TakeBack(String),
    /// The agreement was meant; the path of the link in the mail that asks.
    Confirm(String),
    /// The agreement was not meant, and no question is wanted any more; likewise.
    NeverAsk(String),
}

impl Press {
    /// The request to the path of a mail's link to refuse; a press on another page knows its own.
    pub(super) fn request(&self, path: &str) -> Request<Bytes> {
        let path = match self {
            Self::Confirm(own) | Self::NeverAsk(own) => own,
            Self::Stop | Self::Wish(_) | Self::TakeBack(_) => path,
        };
        let body = match self {
            Self::Stop => "List-Unsubscribe=One-Click".to_owned(),
            Self::Wish(wish) => format!("wish={}", wish.name()),
            Self::TakeBack(token) => format!("take_back={token}"),
            Self::Confirm(_) => "answer=yes".to_owned(),
            Self::NeverAsk(_) => "answer=never".to_owned(),
        };
        Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from(body))
            .expect("a request can be made")
    }
}

/// The token in a page that answered a refusal, if it offers to take it back.
pub(super) fn token(page: &[u8]) -> Option<String> {
    let page = std::str::from_utf8(page).ok()?;
    let (_, rest) = page.split_once(TOKEN)?;
    rest.split('"').next().map(str::to_owned)
}

/// Whether a page says that the agreement is confirmed.
pub(super) fn says_confirmed(page: &[u8]) -> bool {
    std::str::from_utf8(page).is_ok_and(|page| page.contains(CONFIRMED))
}

/// Whether a page says that the refusal was taken back.
pub(super) fn says_taken_back(page: &[u8]) -> bool {
    std::str::from_utf8(page).is_ok_and(|page| page.contains(TAKEN_BACK))
}
