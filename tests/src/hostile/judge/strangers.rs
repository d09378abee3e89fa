//! The bounds of what strangers set off: the ceilings, and the pause of what they attack.

use super::super::people::PRESSES;
use super::super::plan::domain;
use super::{Case, Judged, at_most, key};
use cadence::ceiling::{Ceilings, is_large_provider};
use std::collections::{BTreeMap, BTreeSet};

/// Real time in which a pause has to reach the senders: what a batch has in hand by then still goes out.
const PAUSED_WITHIN: u64 = 10_000;

/// No mailbox gets more first mails in a day than its ceiling says.
pub(super) fn addresses(case: &Case<'_>) -> Judged {
    let most = Ceilings::usual().address.a_day as usize;
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, post, _) in case.posts() {
        *tried.entry(&post.mailbox).or_default() += 1;
    }
    let mut mailed: BTreeMap<&str, usize> = BTreeMap::new();
    for mail in case.first_mails() {
        if let Some(mailbox) = case.mailboxes.get(&key(&mail.to)) {
            *mailed.entry(mailbox).or_default() += 1;
        }
    }
    let over = mailed.into_iter().filter(|(_, mails)| *mails > most);
    Judged {
        name: "address",
        promise: "no mailbox gets more than 5 first mails, in whatever spelling",
        looked_at: tried.values().filter(|posts| **posts > most).count(),
        of: "mailboxes that were posted more often",
        broken: over.map(|(mailbox, mails)| format!("{mailbox} got {mails}")).collect(),
    }
}

/// No caller has more posts taken in an hour of the clock than its ceiling says.
pub(super) fn callers(case: &Case<'_>) -> Judged {
    let an_hour = Ceilings::usual().caller.an_hour as usize;
    let most = an_hour * case.hours();
    let (mut tried, mut had): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
    for (_, post, taken) in case.posts() {
        *tried.entry(post.caller_key()).or_default() += 1;
        *had.entry(post.caller_key()).or_default() += usize::from(taken);
    }
    let over = had.into_iter().filter(|(_, posts)| *posts > most);
    Judged {
        name: "caller",
        promise: "no caller has more than 100 posts taken in an hour of the clock",
        looked_at: tried.values().filter(|posts| **posts > an_hour).count(),
        of: "callers who tried more",
        broken: over.map(|(caller, posts)| format!("{caller} had {posts} taken, not {most}")).collect(),
    }
}

/// First mails reach no company's domain faster than its pace.
pub(super) fn domains(case: &Case<'_>) -> Judged {
    let pace = Ceilings::usual().domain;
    let most = at_most(pace.at_once, pace.a_day, case.long());
    let count = |domains: &mut dyn Iterator<Item = String>| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        domains
            .filter(|domain| !is_large_provider(domain))
            .for_each(|it| *counted.entry(it).or_default() += 1);
        counted
    };
    let tried = count(&mut case.posts().map(|(_, post, _)| post.domain()));
    let mailed = count(&mut case.first_mails().into_iter().map(|mail| domain(&mail.to)));
    let over = mailed.into_iter().filter(|(_, mails)| *mails > most);
    Judged {
        name: "domain",
        promise: "no company's domain gets first mails faster than 40 at once and then 100 a day",
        looked_at: tried.values().filter(|posts| **posts > most).count(),
        of: "domains that were posted more often",
        broken: over.map(|(domain, mails)| format!("{domain} got {mails}, not {most}")).collect(),
    }
}

/// All strangers together set off no more first mails than their pace.
pub(super) fn everybody(case: &Case<'_>) -> Judged {
    let pace = Ceilings::usual().everybody;
    let most = at_most(pace.at_once, pace.a_day, case.long());
    let mails = case.first_mails().len();
    let broken = (mails > most).then(|| format!("{mails} went out, not {most}"));
    Judged {
        name: "everybody",
        promise: "no more first mails go out in all than 1,000 at once and then 5,000 a day",
        looked_at: mails,
        of: "first mails",
        broken: broken.into_iter().collect(),
    }
}

/// The sequence whose mails are marked as spam is paused, and nothing else.
pub(super) fn pauses(case: &Case<'_>) -> Judged {
    let attacked = case.plan.attacked;
    let paused: BTreeSet<&str> = case.seen.paused.keys().map(|name| &**name).collect();
    let mut broken = Vec::new();
    if !paused.contains(attacked) {
        broken.push(format!("{attacked} is not paused"));
    }
    broken
        .extend(paused.into_iter().filter(|name| *name != attacked).map(|name| format!("{name} is paused")));
    Judged {
        name: "paused",
        promise: "the attacked sequence is paused, and nothing else",
        looked_at: case.seen.pressed.get(attacked).copied().unwrap_or_default(),
        of: "presses of spam",
        broken,
    }
}

/// Nothing of the paused sequence goes out any more.
pub(super) fn held(case: &Case<'_>) -> Judged {
    let attacked = case.plan.attacked;
    let since = case.seen.paused.get(attacked).map_or(u64::MAX, |at| at.saturating_add(PAUSED_WITHIN));
    let posts = case.posts().filter(|(number, post, taken)| {
        *taken
            && super::super::company::sequences_of(post.form).contains(&attacked)
            && case.seen.answers[*number].sent_at > since
    });
    let went = case.seen.mails.iter().filter(|mail| mail.sequence == attacked && mail.at > since);
    let told = went.map(|mail| {
        let whose = if mail.to.ends_with(PRESSES) { "a stranger" } else { &*mail.to };
        format!("{whose} got {} of {attacked} {} ms later", mail.step, mail.at - since)
    });
    let broken = told.collect();
    Judged {
        name: "held",
        promise: "nothing of the paused sequence goes out",
        looked_at: posts.count(),
        of: "later posts of its form",
        broken,
    }
}
