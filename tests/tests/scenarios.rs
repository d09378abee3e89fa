//! The stories of the people a company writes to, told as they happen to them.

mod arrival;
mod branches;
mod confirmation;
mod edits;
mod erasure;
mod import;
mod looking;
mod preferences;
mod quiet;
mod refusal;
mod score;
mod strangers;
mod timing;
mod topics;

use serde_json::{Value, json};

/// Somebody.
const TARO: &str = "taro@example.jp";
/// Somebody else.
const HANA: &str = "hana@example.jp";

/// A sequence of two mails, which a lead may enter again.
fn two_mails(form: &str) -> Value {
    json!({
        "start": { "form": form },
        "start_again": "restart",
        "steps": [
            { "step": "hello", "send": "hello" },
            { "step": "tips", "day": 3, "at": "10:00", "send": "tips" },
        ],
    })
}
