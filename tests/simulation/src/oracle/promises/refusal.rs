//! A refusal beats everything: what protects a person is read anew after the fence, and no mail goes out whose read began
//! after the refusal was acknowledged.
//!
//! Unsubscription and erasure stand on the card, hard bounces and complaints in the suppression; transactional mail asks
//! the suppression, and the card only whether the person is there. What a person said holds for the mailbox in every spelling: a
//! post of a stranger that began after it was acknowledged is no ground.

use super::purpose;
use crate::happening::{Happening, Invocation, MailTags, Protection, RefusalKind, What};
use crate::oracle::record::Record;
use crate::oracle::violation::{Promise, Violation};
use cadence::sequence::Purpose;

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    if let What::CallBegan { invocation, mail, .. } = &happening.what {
        found.extend(unread(record, *invocation, mail, happening));
        found.extend(refused(record, *invocation, mail, happening));
        found.extend(refused_elsewhere(record, mail, happening));
        found.extend(erased(record, *invocation, mail, happening));
    }
}

/// Since when the reads must be: the fence of this attempt; its claim where fences are not told.
fn unread(
    record: &Record,
    invocation: Invocation,
    mail: &MailTags,
    happening: &Happening,
) -> Option<Violation> {
    let attempt = record.attempt(&mail.attempt)?;
    let since = attempt.fenced.unwrap_or(attempt.claimed);
    let needed = match purpose(record, mail, happening.at) {
        Purpose::Marketing | Purpose::Confirmation => &[Protection::Suppression, Protection::Card][..],
        Purpose::Transactional => &[Protection::Suppression],
    };
    let is_old = |of: &&Protection| record.read(invocation, &mail.lead, **of).is_none_or(|read| read < since);
    needed.iter().find(is_old).map(|of| {
        let after = if attempt.fenced.is_some() { "fenced" } else { "claimed" };
        let sentence =
            format!("a call began for {mail} although the {of} was not read since the step was {after}");
        Promise::UnreadProtection.broken(happening.at, sentence)
    })
}

fn refused(
    record: &Record,
    invocation: Invocation,
    mail: &MailTags,
    happening: &Happening,
) -> Option<Violation> {
    let person = record.person(&mail.lead)?;
    let ask =
        |of, kinds: &[RefusalKind]| person.refused_before(kinds, record.read(invocation, &mail.lead, of)?);
    let ends_all =
        [RefusalKind::HardBounce, RefusalKind::Complaint, RefusalKind::Listed, RefusalKind::RefusedForGood];
    let suppressed = ask(Protection::Suppression, &ends_all);
    let unsubscribed = match purpose(record, mail, happening.at) {
        Purpose::Marketing => ask(Protection::Card, &[RefusalKind::Unsubscribed]),
        Purpose::Transactional | Purpose::Confirmation => None,
    };
    suppressed.or(unsubscribed).map(|(kind, since)| {
        let sentence = format!(
            "a call began for {mail}; its read of what protects the person began after the {kind} was acknowledged at {}",
            since.at
        );
        Promise::SentAfterRefusal.broken(happening.at, sentence)
    })
}

fn refused_elsewhere(record: &Record, mail: &MailTags, happening: &Happening) -> Option<Violation> {
    match purpose(record, mail, happening.at) {
        Purpose::Marketing => {}
        Purpose::Transactional | Purpose::Confirmation => return None,
    }
    let person = record.person(&mail.lead)?;
    let mailbox = person.mailbox()?;
    let others = record.people().filter(|(lead, it)| **lead != mail.lead && it.mailbox() == Some(mailbox));
    let refused = others.filter_map(|(_, it)| it.own_refusal()).min_by_key(|(_, since)| *since);
    let (kind, since) = refused.filter(|(_, since)| person.came_as_a_stranger_after(*since))?;
    let sentence = format!(
        "a call began for {mail}; the {kind} under another spelling was acknowledged at {}, before anybody posted this one",
        since.at
    );
    Some(Promise::SentAfterRefusal.broken(happening.at, sentence))
}

fn erased(
    record: &Record,
    invocation: Invocation,
    mail: &MailTags,
    happening: &Happening,
) -> Option<Violation> {
    let read = record.read(invocation, &mail.lead, Protection::Card)?;
    let since = record.person(&mail.lead)?.erased_before(read)?;
    let sentence =
        format!("a call began for {mail}, who was erased at {}, before the card was read", since.at);
    Some(Promise::SentAfterRefusal.broken(happening.at, sentence))
}
