//! Signed links: tokens that name a lead without naming a person.
//!
//! Pure by rule: no IO, no clock, no randomness. It knows what a link says and whether this program said it, not what
//! following it does.
//!
//! A token reads `v1.<key id>.<purpose>.<payload>.<mac>`, payload and mac in base64url without padding (RFC 4648 §5). The mac is
//! HMAC-SHA-256 (RFC 2104) over everything before its dot, cut to 128 bits (RFC 2104 §5 allows half), compared in constant
//! time. A link to refuse never expires: a person may refuse from a mail of years ago (CAN-SPAM asks for 30 days, CASL for 60).
//! A token that takes a refusal back counts for ten minutes, one that confirms an agreement as long as the question stands.

mod api_key;
mod confirm;
mod human_check;
mod keys;
mod pages;
mod staff_form;
mod take_back;
mod unsubscribe;

pub use confirm::ConfirmToken;
pub use human_check::HUMAN_CHECK_MINUTES_MAX;
pub use keys::{BadToken, KEY_BYTES_MIN, KEY_ID_LENGTH_MAX, KeyProblem, LinkKeys};
pub use take_back::{TAKE_BACK_MINUTES, TakeBackToken};
pub use unsubscribe::UnsubscribeToken;
