//! The lines of `status` about posts that were refused, or taken otherwise than they came, with what to do about them.

use super::Line;
use crate::control::answers::AtTheDoor;
use crate::output::Tone;
use cadence::door::DoorOutcome;

/// One line: how often, at which form, and what it means.
pub(super) fn line(counted: &AtTheDoor) -> Line {
    let AtTheDoor { form, outcome, posts } = counted;
    let form = form.as_deref().map(|form| format!(" of {form}")).unwrap_or_default();
    let plural = if *posts == 1 { "post" } else { "posts" };
    let outcome = DoorOutcome::parse(outcome);
    let advice = outcome.map_or("counted by a newer program than this one", advice);
    let tone = outcome.is_some_and(is_worth_a_look).then_some(Tone::Warning);
    ("in 7 days", tone, format!("{posts} {plural}{form}: {advice}"))
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
        | DoorOutcome::ClaimKeptApart
        | DoorOutcome::RestartTooSoon => false,
    }
}

/// The outcome in words, and the remedy.
fn advice(outcome: DoorOutcome) -> &'static str {
    match outcome {
        DoorOutcome::UnlistedOrigin => {
            "refused, from a site that the form does not list; if it is yours, add it to allow_origins (the log names it)"
        }
        DoorOutcome::UnknownForm => "refused, no form has this name; see where your sites post to: /f/<form>",
        DoorOutcome::StaffOnly => {
            "refused without the form's key; give staff the link of `hikyaku links`, and no web site"
        }
        DoorOutcome::Unreadable => {
            "refused as unreadable: a file, another encoding than UTF-8 or another content type"
        }
        DoorOutcome::Problems => {
            "sent back to be corrected; if it is many, compare the site's fields with the form's"
        }
        DoorOutcome::UnknownFields => {
            "taken, without fields that the form does not ask for; add them to the form, or take them off the site (the log names them)"
        }
        DoorOutcome::Honeypot => {
            "forgotten, the hidden field was filled in; if people miss their mail, rename the field so that no browser fills it"
        }
        DoorOutcome::HumanCheckFailed => {
            "refused without a valid human check; if people complain, see whether the site sends its token"
        }
        DoorOutcome::ConsentUnclear => {
            "taken without consent, its field said neither yes nor no; let the site send yes"
        }
        DoorOutcome::ConsentDeclined => "taken without consent, its field said no; nothing to do",
        DoorOutcome::ConsentAfterRefusal => {
            "taken without consent, the person has refused; ask the person, then use a staff form"
        }
        DoorOutcome::ClaimKeptApart => {
            "taken for its own sequence only, a known lead came with other data; if they are right, use a staff form"
        }
        DoorOutcome::RestartTooSoon => "recorded, too soon to begin the sequence again; nothing to do",
        DoorOutcome::AddressCeiling => {
            "recorded without a mail, the address got its share; if it is many, require a human check"
        }
        DoorOutcome::CallerCeiling => {
            "refused, too many from one caller; a stand or an office posts with a staff form"
        }
        DoorOutcome::DomainCeiling => {
            "answered slowly, many addresses of one domain; if it is an attack, pause the sequence"
        }
        DoorOutcome::EverybodyCeiling => {
            "answered slowly, more posts than the share of one sequence or of a day; require a human check, or raise ceilings.everybody"
        }
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
