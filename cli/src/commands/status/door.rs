//! The lines of `status` about posts that were refused, or taken otherwise than they came, with what to do about them.

mod words;

use super::Line;
use crate::language::said;
use crate::output::Tone;
use crate::say;
use cadence::door::DoorOutcome;
use cadence::wording::Text;
use cadence::wording::Words;
use operations::answers::AtTheDoor;

/// One line: how often, at which form, and what it means.
pub(super) fn line(counted: &AtTheDoor) -> Line {
    let AtTheDoor { form, outcome, posts } = counted;
    let form = form.as_deref();
    let outcome = DoorOutcome::parse(outcome);
    let advice = outcome.map_or_else(
        || {
            say!(
                en = "counted by a newer program than this one",
                ja = "このプログラムより新しいプログラムが数えました"
            )
        },
        |outcome| said(advice(outcome)),
    );
    let tone = outcome.is_some_and(is_worth_a_look).then_some(Tone::Warning);
    let posts = posts_of(*posts, form);
    (say!(en = "in 7 days", ja = "7日間"), tone, say!(en = "{posts}: {advice}", ja = "{posts}：{advice}"))
}

/// The number of posts, and their form.
fn posts_of(posts: u64, form: Option<&str>) -> String {
    let plural = if posts == 1 { "post" } else { "posts" };
    said(match form {
        Some(form) => Text::new(format!("{posts} {plural} of {form}"), format!("{form} への送信 {posts} 件")),
        None => Text::new(format!("{posts} {plural}"), format!("送信 {posts} 件")),
    })
}

/// Whether somebody may miss something because of it, or is being attacked.
fn is_worth_a_look(outcome: DoorOutcome) -> bool {
    match outcome {
        DoorOutcome::UnlistedOrigin
        | DoorOutcome::UnknownForm
        | DoorOutcome::StaffOnly
        | DoorOutcome::UnknownFields
        | DoorOutcome::ConsentUnclear
        | DoorOutcome::AddressCeiling
        | DoorOutcome::CallerCeiling
        | DoorOutcome::DomainCeiling
        | DoorOutcome::EverybodyCeiling => true,
        DoorOutcome::Honeypot
        | DoorOutcome::Problems
        | DoorOutcome::Unreadable
        | DoorOutcome::HumanCheckFailed
        | DoorOutcome::ConsentDeclined
        | DoorOutcome::ConsentAfterRefusal
        | DoorOutcome::ConsentToBeConfirmed
        | DoorOutcome::ClaimKeptApart
        | DoorOutcome::RestartTooSoon
        | DoorOutcome::BeforeErasure => false,
    }
}

/// The outcome in words, and the remedy.
fn advice(outcome: DoorOutcome) -> Words {
    match outcome {
        DoorOutcome::UnlistedOrigin => words::UNLISTED_ORIGIN,
        DoorOutcome::UnknownForm => words::UNKNOWN_FORM,
        DoorOutcome::StaffOnly => words::STAFF_ONLY,
        DoorOutcome::Unreadable => words::UNREADABLE,
        DoorOutcome::Problems => words::PROBLEMS,
        DoorOutcome::UnknownFields => words::UNKNOWN_FIELDS,
        DoorOutcome::Honeypot => words::HONEYPOT,
        DoorOutcome::HumanCheckFailed => words::HUMAN_CHECK_FAILED,
        DoorOutcome::ConsentUnclear => words::CONSENT_UNCLEAR,
        DoorOutcome::ConsentDeclined => words::CONSENT_DECLINED,
        DoorOutcome::ConsentAfterRefusal => words::CONSENT_AFTER_REFUSAL,
        DoorOutcome::ConsentToBeConfirmed => words::CONSENT_TO_BE_CONFIRMED,
        DoorOutcome::ClaimKeptApart => words::CLAIM_KEPT_APART,
        DoorOutcome::RestartTooSoon => words::RESTART_TOO_SOON,
        DoorOutcome::BeforeErasure => words::BEFORE_ERASURE,
        DoorOutcome::AddressCeiling => words::ADDRESS_CEILING,
        DoorOutcome::CallerCeiling => words::CALLER_CEILING,
        DoorOutcome::DomainCeiling => words::DOMAIN_CEILING,
        DoorOutcome::EverybodyCeiling => words::EVERYBODY_CEILING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_at_the_door_say_how_many_where_and_what_to_do() {
        let counted = |form: Option<&str>, outcome: &str, posts| {
            line(&AtTheDoor { form: form.map(str::to_owned), outcome: outcome.to_owned(), posts }).2
        };
        assert_eq!(
            counted(Some("contact"), "honeypot", 12),
            "12 posts of contact: forgotten, the hidden field was filled in; if people miss their mail, rename the field so that no browser fills it"
        );
        assert!(counted(None, "unknown_form", 1).starts_with("1 post: refused, no form has this name"));
        assert!(counted(None, "of_tomorrow", 2).ends_with("counted by a newer program than this one"));
    }
}
