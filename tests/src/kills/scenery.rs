//! The company whose program is killed: two sequences that one form starts, with steps at once and minutes apart.

use kit::company::{Company, always};
use serde_json::json;
use std::collections::BTreeMap;

/// The path that people post to.
pub(super) const FORM: &str = "/f/signup";
/// The sequence whose unknown mails are sent again.
pub(super) const SENDS_AGAIN: &str = "letters";

/// The templates.
pub(super) fn company() -> Company {
    let welcome = json!({
        "purpose": "transactional",
        "start": { "form": "signup" },
        "steps": [
            { "step": "hello", "send": "hello" },
            { "step": "guide", "send": "guide" },
            { "step": "later", "after": "3 minutes", "send": "later" },
        ],
    });
    let letters = json!({
        "purpose": "marketing",
        "send_between": always(),
        "if_unknown": "resend",
        "start": { "form": "signup" },
        "steps": [
            { "step": "first", "after": "1 minutes", "send": "first" },
            { "step": "second", "after": "2 minutes", "send": "second" },
        ],
    });
    Company::with("welcome", &welcome).and(SENDS_AGAIN, &letters).unhurried(100_000)
}

/// The mails that everybody gets, by sequence.
pub(super) fn mails() -> BTreeMap<String, Vec<String>> {
    let named = |steps: &[&str]| steps.iter().map(|step| (*step).to_owned()).collect();
    BTreeMap::from([
        ("welcome".to_owned(), named(&["hello", "guide", "later"])),
        (SENDS_AGAIN.to_owned(), named(&["first", "second"])),
    ])
}
