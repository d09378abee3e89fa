//! What happens to the people a company writes to, told as it happens to them.

mod arrival;
mod branches;
mod edits;
mod quiet;
mod refusal;
mod score;
mod strangers;
mod timing;

/// Somebody.
const TARO: &str = "taro@example.jp";
/// Somebody else.
const HANA: &str = "hana@example.jp";
