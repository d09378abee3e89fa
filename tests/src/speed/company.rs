//! The company whose mails are measured: nothing in its settings makes a mail wait, so that speed is measured and not pacing.

use super::text;
use kit::company::{Company, always, form_with_consent};
use serde_json::{Value, json};

/// Mails that veterans got before.
pub(super) const PAST_MAILS: u32 = 200;
/// The form that begins a sequence whose mail is due at ten on the next day.
pub(super) const SIGNUP: &str = "signup";
/// The form that begins a sequence whose mail is due at once.
pub(super) const WELCOME: &str = "welcome";
/// The form that begins [`PAST_MAILS`] mails, one behind the other.
pub(super) const PAST: &str = "past";
/// The hour at which the mails of [`SIGNUP`] are due, on the company's clock.
pub(super) const HOUR: u32 = 10;
/// The event that other systems tell; the company's score knows it.
pub(super) const EVENT: &str = "trial_started";

/// The templates.
pub(super) fn company() -> Company {
    let company = Company::new().unhurried(10_000_000).with_setting("caps", json!([]));
    for form in [SIGNUP, WELCOME, PAST] {
        company.write(&format!("forms/{form}.json"), &form_with_consent("お申し込み").to_string());
    }
    sequence(
        &company,
        "daily",
        SIGNUP,
        "offer",
        &[json!({ "step": "offer", "day": 1, "at": format!("{HOUR}:00"), "send": "offer" })],
    );
    sequence(&company, "greeting", WELCOME, "hello", &[json!({ "step": "hello", "send": "hello" })]);
    let past: Vec<_> =
        (1..=PAST_MAILS).map(|number| json!({ "step": format!("past-{number}"), "send": "news" })).collect();
    sequence(&company, "history", PAST, "news", &past);
    company
}

fn sequence(company: &Company, id: &str, form: &str, mail: &str, steps: &[Value]) {
    let html = text::html("{{ lead.name | sama }}", "{{ lead.company | default(\"貴社\") }}");
    company.write(
        &format!("emails/{id}/{mail}/subject.txt"),
        "{{ lead.name | sama }}、棚番だよりをお届けします",
    );
    company.write(&format!("emails/{id}/{mail}/body.html"), &html);
    company.sequence(
        id,
        &json!({ "start": { "form": form }, "purpose": "marketing", "send_between": always(), "steps": steps }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_sound() {
        let company = company();
        let published = authoring::publish::read(company.folder());
        assert!(published.is_ok(), "{:?}", published.err());
    }
}
