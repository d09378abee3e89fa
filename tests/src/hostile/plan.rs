//! The plan: posters, posts and times, by a seed.

mod maker;

use super::arguments::Size;
use super::people::{ONE_NETWORK, PRESSES};
use serde::Serialize;

/// The plan.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Plan {
    /// All posts; those before the hour first, each by its number.
    pub(super) posts: Vec<Post>,
    /// The people who press the link to unsubscribe before the hour.
    pub(super) refusers: Vec<String>,
    /// The end of the domains whose owners mark every second mail of the attacked sequence as spam.
    pub(super) presses: &'static str,
    /// The sequence that is attacked.
    pub(super) attacked: &'static str,
    /// The number of mails of other sequences that are marked as spam besides: too few to prove anything.
    pub(super) presses_elsewhere: usize,
}

/// One post.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Post {
    pub(super) who: Who,
    /// When in the hour, as a part of it; nothing before it.
    pub(super) at: Option<f64>,
    pub(super) form: &'static str,
    pub(super) shape: Shape,
    /// The caller, as the company's own proxy says it.
    pub(super) caller: String,
    /// The caller's own word about where the post comes from.
    pub(super) forged: Option<String>,
    /// The address as it is written.
    pub(super) address: String,
    /// The mailbox behind it.
    pub(super) mailbox: String,
    pub(super) word: String,
    /// The value of the consent's box; nothing where it is not ticked.
    pub(super) agree: Option<&'static str>,
}

/// The kinds of posters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Who {
    /// The owner of an address, before the hour.
    Owner,
    /// An honest person in the hour, elsewhere than where most strangers post.
    Honest,
    /// An honest person who posts the form that is attacked, or has a mailbox at the domain that is flooded.
    HonestInTheMiddle,
    /// A stranger in the name of somebody who is known or has refused.
    InAnothersName,
    /// A stranger who fills one mailbox by its many spellings.
    Bomber,
    /// A stranger who fills the mailboxes of one domain.
    Flooder,
    /// A stranger with addresses of his own, who presses spam.
    Presser,
    /// A stranger with addresses at very many domains.
    Spreader,
}

impl Who {
    /// All of them, in the order in which they are told.
    pub(super) const ALL: [Self; 8] = [
        Self::Owner,
        Self::Honest,
        Self::HonestInTheMiddle,
        Self::InAnothersName,
        Self::Bomber,
        Self::Flooder,
        Self::Presser,
        Self::Spreader,
    ];

    /// The words that the report has for him.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Owner => "owners, before the hour",
            Self::Honest => "honest people",
            Self::HonestInTheMiddle => "honest people at what is attacked",
            Self::InAnothersName => "in others' names",
            Self::Bomber => "at few mailboxes, by many spellings",
            Self::Flooder => "at one honest domain",
            Self::Presser => "with addresses of their own, pressing spam",
            Self::Spreader => "at very many domains",
        }
    }

    /// Whether he means well.
    pub(super) fn is_honest(self) -> bool {
        match self {
            Self::Owner | Self::Honest | Self::HonestInTheMiddle => true,
            Self::InAnothersName | Self::Bomber | Self::Flooder | Self::Presser | Self::Spreader => false,
        }
    }
}

/// In which shape a post comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shape {
    /// As forms of pages post.
    Urlencoded,
    /// As scripts post.
    Json,
    /// As scripts post a form's data.
    Multipart,
}

impl Plan {
    /// The plan of a seed.
    pub(super) fn of(seed: u64, size: Size) -> Self {
        let (posts, refusers) = maker::posts(seed, size);
        Self { posts, refusers, presses: PRESSES, attacked: super::company::ATTACKED, presses_elsewhere: 2 }
    }
}

impl Post {
    /// The network that tells its caller apart from others.
    pub(super) fn caller_key(&self) -> &str {
        if self.caller.starts_with(ONE_NETWORK) { ONE_NETWORK } else { &self.caller }
    }

    /// The domain of its address.
    pub(super) fn domain(&self) -> String {
        domain(&self.address)
    }
}

/// The domain of an address.
pub(super) fn domain(address: &str) -> String {
    address.rsplit('@').next().unwrap_or_default().trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::people::ONE_CALLER;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_makes_the_same_plan_and_another_one_another() {
        let text = |seed| serde_json::to_string(&Plan::of(seed, Size::Small)).unwrap();
        assert_eq!(text(1), text(1));
        assert_ne!(text(1), text(2));
    }

    #[test]
    fn strangers_come_from_one_caller_from_one_network_and_from_a_thousand() {
        for size in [Size::Usual, Size::Small] {
            let plan = Plan::of(1, size);
            let hour = plan.posts.iter().filter(|post| !post.who.is_honest());
            let callers: BTreeSet<&str> = hour.map(Post::caller_key).collect();
            assert!(callers.len() > 900, "{}", callers.len());
            assert!(callers.contains(ONE_CALLER) && callers.contains(ONE_NETWORK));
            let honest: BTreeSet<&str> =
                plan.posts.iter().filter(|post| post.who.is_honest()).map(Post::caller_key).collect();
            assert!(honest.is_disjoint(&callers), "who is honest shares no caller with strangers");
        }
    }
}
