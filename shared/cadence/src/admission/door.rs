//! Outcomes of a post at the door, for the company to see: every reason for which a post is not taken as it came has a name.
//!
//! The names stand in the table and in figures, so they never change. Nothing here says who posted.

use std::collections::BTreeMap;

/// The reason a post was not taken, or not taken as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DoorOutcome {
    /// The hidden field was filled in, and the post was forgotten.
    Honeypot,
    /// A field was missing or could not be taken; the person was asked to correct it.
    Problems,
    /// The body could not be read: too large, of another type or encoding, a file, or malformed.
    Unreadable,
    /// The form is for staff, and the post did not carry its key.
    StaffOnly,
    /// No form has this name.
    UnknownForm,
    /// It came from a page of a site that the form does not list.
    UnlistedOrigin,
    /// The form requires a human check, and the post carried no valid token.
    HumanCheckFailed,
    /// The consent field held a value that is neither a yes nor a no; it gave no ground.
    ConsentUnclear,
    /// The consent field held a no; it gave no ground.
    ConsentDeclined,
    /// A consent came after a refusal; it gave no ground.
    ConsentAfterRefusal,
    /// A consent has yet to be confirmed from the mailbox; until then it gives no ground.
    ConsentToBeConfirmed,
    /// The post carried fields that its form does not ask for; it was taken, and nothing of them was kept.
    UnknownFields,
    /// The post says of a known lead what its profile does not; it serves the run that it began, and no other.
    ClaimKeptApart,
    /// As many runs as the address may have were begun; the post was recorded and began none.
    AddressCeiling,
    /// The caller reached its ceiling and was asked to come later; nothing was recorded.
    CallerCeiling,
    /// The domain reached its ceiling; the first mail was put off, or the run did not begin.
    DomainCeiling,
    /// All posts together reached the ceiling of everybody; likewise.
    EverybodyCeiling,
    /// A restart came too soon after the run began; the run goes on as it was.
    RestartTooSoon,
    /// Its person was erased after it came and before it was taken; nothing of it was kept.
    BeforeErasure,
}

impl DoorOutcome {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 19] = [
        Self::UnlistedOrigin,
        Self::UnknownForm,
        Self::StaffOnly,
        Self::Unreadable,
        Self::Problems,
        Self::UnknownFields,
        Self::Honeypot,
        Self::HumanCheckFailed,
        Self::ConsentUnclear,
        Self::ConsentDeclined,
        Self::ConsentAfterRefusal,
        Self::ConsentToBeConfirmed,
        Self::ClaimKeptApart,
        Self::RestartTooSoon,
        Self::BeforeErasure,
        Self::AddressCeiling,
        Self::CallerCeiling,
        Self::DomainCeiling,
        Self::EverybodyCeiling,
    ];

    /// Its name in the table and in what programs read.
    pub fn name(self) -> &'static str {
        let figure = self.figure();
        figure.strip_prefix("posts.").unwrap_or(figure)
    }

    /// The name of its figure.
    pub fn figure(self) -> &'static str {
        match self {
            Self::Honeypot => "posts.honeypot",
            Self::Problems => "posts.problems",
            Self::Unreadable => "posts.unreadable",
            Self::StaffOnly => "posts.staff_only",
            Self::UnknownForm => "posts.unknown_form",
            Self::UnlistedOrigin => "posts.unlisted_origin",
            Self::HumanCheckFailed => "posts.human_check_failed",
            Self::ConsentUnclear => "posts.consent_unclear",
            Self::ConsentDeclined => "posts.consent_declined",
            Self::ConsentAfterRefusal => "posts.consent_after_refusal",
            Self::ConsentToBeConfirmed => "posts.consent_to_be_confirmed",
            Self::UnknownFields => "posts.unknown_fields",
            Self::ClaimKeptApart => "posts.claim_kept_apart",
            Self::AddressCeiling => "posts.address_ceiling",
            Self::CallerCeiling => "posts.caller_ceiling",
            Self::DomainCeiling => "posts.domain_ceiling",
            Self::EverybodyCeiling => "posts.everybody_ceiling",
            Self::RestartTooSoon => "posts.restart_too_soon",
            Self::BeforeErasure => "posts.before_erasure",
        }
    }

    /// Whether the post set off no mail, or only a later one, although it could be taken.
    pub fn withholds(self) -> bool {
        match self {
            Self::AddressCeiling | Self::CallerCeiling | Self::DomainCeiling | Self::EverybodyCeiling => true,
            Self::Honeypot
            | Self::Problems
            | Self::Unreadable
            | Self::StaffOnly
            | Self::UnknownForm
            | Self::UnlistedOrigin
            | Self::HumanCheckFailed
            | Self::ConsentUnclear
            | Self::ConsentDeclined
            | Self::ConsentAfterRefusal
            | Self::ConsentToBeConfirmed
            | Self::UnknownFields
            | Self::ClaimKeptApart
            | Self::RestartTooSoon
            | Self::BeforeErasure => false,
        }
    }

    /// Whether the post did not fit its form, as happens when a site's page and the form differ.
    pub fn misses_the_form(self) -> bool {
        matches!(self, Self::Problems | Self::Unreadable)
    }

    /// The outcome of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// The number of posts with each outcome.
pub type DoorCounts = BTreeMap<DoorOutcome, u64>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_outcome_is_known_by_a_name_of_its_own() {
        let names: BTreeSet<&str> = DoorOutcome::ALL.map(DoorOutcome::name).into();
        assert_eq!(names.len(), DoorOutcome::ALL.len());
        for outcome in DoorOutcome::ALL {
            assert_eq!(DoorOutcome::parse(outcome.name()), Some(outcome));
        }
        assert_eq!(DoorOutcome::Honeypot.name(), "honeypot");
        assert_eq!(DoorOutcome::Honeypot.figure(), "posts.honeypot");
        assert_eq!(DoorOutcome::parse("posts"), None);
    }

    #[test]
    fn alarms_look_at_withheld_mails_and_at_posts_that_miss_their_form() {
        let named = |is: fn(DoorOutcome) -> bool| -> Vec<&str> {
            DoorOutcome::ALL.into_iter().filter(|outcome| is(*outcome)).map(DoorOutcome::name).collect()
        };
        let withheld = ["address_ceiling", "caller_ceiling", "domain_ceiling", "everybody_ceiling"];
        assert_eq!(named(DoorOutcome::withholds), withheld);
        assert_eq!(named(DoorOutcome::misses_the_form), ["unreadable", "problems"]);
    }
}
