//! The judge: what was promised, held against what was seen. Pure, so that it can be shown to fail.

mod people;
mod strangers;
#[cfg(test)]
mod tests;

pub(super) use self::people::waits_of;
use super::plan::{Plan, Who};
use super::seen::{Mail, Seen};
use cadence::address::EmailAddress;
use std::collections::{BTreeMap, BTreeSet};

/// The findings about one promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judged {
    /// A stable name.
    pub(super) name: &'static str,
    pub(super) promise: &'static str,
    /// The number of things looked at that could have broken it.
    pub(super) looked_at: usize,
    /// Their name in the plural.
    pub(super) of: &'static str,
    /// Each breach.
    pub(super) broken: Vec<String>,
}

impl Judged {
    /// Whether it held, and could have been broken.
    pub(super) fn holds(&self) -> bool {
        self.broken.is_empty() && self.looked_at > 0
    }
}

/// Judges every promise.
pub(super) fn judge(plan: &Plan, seen: &Seen) -> Vec<Judged> {
    let case = Case::new(plan, seen);
    let mut judged = vec![
        people::refusals(&case),
        people::words(&case),
        strangers::addresses(&case),
        strangers::callers(&case),
        strangers::domains(&case),
        strangers::everybody(&case),
        strangers::pauses(&case),
        strangers::held(&case),
        people::answers(&case),
        people::first_mails(&case),
        people::silence(&case),
    ];
    judged.extend(seen.confirms.then(|| people::questions(&case)));
    judged
}

/// A plan with what was seen, looked up in both directions.
struct Case<'a> {
    plan: &'a Plan,
    seen: &'a Seen,
    /// Mailboxes by the addresses that were posted.
    mailboxes: BTreeMap<String, &'a str>,
    /// Owners' posts by their addresses.
    owners: BTreeMap<&'a str, usize>,
}

impl<'a> Case<'a> {
    fn new(plan: &'a Plan, seen: &'a Seen) -> Self {
        let mailboxes = plan.posts.iter().map(|post| (key(&post.address), &*post.mailbox)).collect();
        let owners = plan.posts.iter().enumerate().filter(|(_, post)| post.who == Who::Owner);
        let owners = owners.map(|(number, post)| (&*post.address, number)).collect();
        Self { plan, seen, mailboxes, owners }
    }

    /// The posts, each with its number and whether it was taken.
    fn posts(&self) -> impl Iterator<Item = (usize, &'a super::plan::Post, bool)> {
        let answers = self.seen.answers.iter().map(super::seen::Answer::is_taken);
        let taken: Vec<bool> = answers.collect();
        let taken = move |number: usize| taken.get(number).copied().unwrap_or_default();
        self.plan.posts.iter().enumerate().map(move |(number, post)| (number, post, taken(number)))
    }

    /// The first mail of each run.
    fn first_mails(&self) -> Vec<&'a Mail> {
        let mut begun = BTreeSet::new();
        let first = |mail: &&Mail| super::company::first_step(&mail.sequence) == mail.step;
        self.seen
            .mails
            .iter()
            .filter(first)
            .filter(|mail| begun.insert((&mail.sequence, &mail.run)))
            .collect()
    }

    /// The number of clock hours of the company's time, UTC, that the posts touch.
    fn hours(&self) -> usize {
        let hour = |at| self.seen.company_time(at).timestamp().div_euclid(3600);
        let last = self.seen.answers.iter().map(|answer| answer.at).max().unwrap_or_default();
        usize::try_from(hour(last) - hour(0) + 1).unwrap_or(usize::MAX)
    }

    /// The length of the company's time, in hours.
    fn long(&self) -> f64 {
        let long = self.seen.company_time(self.seen.ended_at) - self.seen.began;
        long.as_seconds_f64() / 3600.0
    }
}

/// An address as everybody is known by it.
fn key(address: &str) -> String {
    EmailAddress::parse(address).map_or_else(|_| address.trim().to_lowercase(), |read| read.key().to_owned())
}

/// The number of first mails that a pace lets go in so many hours; one more may be under way.
fn at_most(at_once: u32, a_day: u32, hours: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand mails")]
    let dripped = (f64::from(a_day) / 24.0 * hours).ceil() as usize;
    at_once as usize + dripped + 1
}
