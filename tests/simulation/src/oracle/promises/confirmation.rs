//! Marketing waits until an agreement is confirmed where its form asks for that; and who is asked whether an agreement was meant
//! is asked about an open question only: somebody who refused by one mail in 180 days over all spellings, and not at all who wants
//! no question.

use super::purpose;
use crate::happening::{Happening, Invocation, MailTags, Protection, What};
use crate::oracle::record::{Moment, Record};
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::ids::{LeadId, RunId};
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;
use chrono::TimeDelta;
use std::collections::HashMap;

/// The time in which somebody who refused is asked once.
const ONCE_IN: TimeDelta = TimeDelta::days(180);

/// The time in which an agreement can be confirmed, and the time in which somebody who refused may be asked.
const WITHIN: TimeDelta = TimeDelta::days(7);
const ONCE_WITHIN: TimeDelta = TimeDelta::days(1);

/// The questions to each mailbox that refused.
#[derive(Debug, Default)]
pub(super) struct Questions {
    of: HashMap<usize, Vec<Question>>,
}

#[derive(Debug, Clone)]
struct Question {
    run: RunId,
    asked_at: Instant,
    mail: SendKey,
}

impl Questions {
    pub(super) fn take(&mut self, record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
        let What::CallBegan { invocation, mail, .. } = &happening.what else { return };
        match purpose(record, mail, happening.at) {
            Purpose::Marketing => found.extend(unconfirmed(record, mail, happening)),
            Purpose::Confirmation => {
                found.extend(answered(record, *invocation, mail, happening));
                found.extend(self.too_often(record, mail, happening));
            }
            Purpose::Transactional => {}
        }
    }

    /// A question to a mailbox that refused before the post: the second in half a year, a reminder, or one that is not wanted.
    fn too_often(&mut self, record: &Record, mail: &MailTags, happening: &Happening) -> Option<Violation> {
        let asked_at = asked_at(record, mail)?;
        let mailbox = record.person(&mail.lead)?.mailbox()?;
        let of_mailbox =
            || record.people().map(|(_, person)| person).filter(|it| it.mailbox() == Some(mailbox));
        let before = |moment: &Moment| moment.at < asked_at;
        if of_mailbox().any(|person| person.confirmations.never_ask().as_ref().is_some_and(before)) {
            let sentence = format!("a call began for {mail}, who wants no question any more");
            return Some(Promise::AskedAmiss.broken(happening.at, sentence));
        }
        if !of_mailbox().any(|person| person.own_refusal().is_some_and(|(_, since)| before(&since))) {
            return None;
        }
        let questions = self.of.entry(mailbox).or_default();
        let near = |known: &&Question| (known.asked_at - asked_at).abs() < ONCE_IN;
        let other = |known: &&Question| known.run != mail.run || known.mail != mail.send_key;
        let lately = questions.iter().filter(near).find(other).cloned();
        questions.push(Question { run: mail.run.clone(), asked_at, mail: mail.send_key.clone() });
        lately.map(|known| {
            let sentence = format!(
                "a call began for {mail}, who refused and was asked about a post of {}",
                known.asked_at
            );
            Promise::AskedAmiss.broken(happening.at, sentence)
        })
    }
}

/// Whether a question that was asked by a post still wants its answer, as far as anybody can know.
pub(super) fn is_open(record: &Record, lead: &LeadId, asked_at: Instant, now: Instant) -> bool {
    let Some(person) = record.person(lead) else { return false };
    let since = Moment { number: 0, at: asked_at };
    if person.confirmations.may_confirm_after(since) || person.may_refuse_after(since) {
        return false;
    }
    let mailbox = person.mailbox();
    let refused = record
        .people()
        .any(|(_, other)| mailbox.is_some() && other.mailbox() == mailbox && other.may_have_refused());
    now - asked_at < if refused { ONCE_WITHIN } else { WITHIN }
}

/// The moment of the post that a question is about: the beginning of its run.
fn asked_at(record: &Record, mail: &MailTags) -> Option<Instant> {
    record.runs_of(&mail.lead).find(|run| run.run == mail.run).map(|run| run.started_at)
}

fn unconfirmed(record: &Record, mail: &MailTags, happening: &Happening) -> Option<Violation> {
    record.person(&mail.lead)?.never_agreed().then(|| {
        let sentence = format!("a call began for {mail}, whose agreement nobody confirmed");
        Promise::SentUnconfirmed.broken(happening.at, sentence)
    })
}

/// A question that the person had answered, by a press or by a refusal, before the card was read.
fn answered(
    record: &Record,
    invocation: Invocation,
    mail: &MailTags,
    happening: &Happening,
) -> Option<Violation> {
    let (asked_at, person) = (asked_at(record, mail)?, record.person(&mail.lead)?);
    let read = record.read(invocation, &mail.lead, Protection::Card)?;
    let since = Moment { number: 0, at: asked_at };
    let confirmed = person.confirmations.confirmed_between(since, read).filter(|at| at.at > asked_at);
    let refused = person.own_refusal_between(asked_at, read);
    let answered =
        confirmed.or(refused).filter(|_| !person.is_erased_since(Moment { number: 0, at: asked_at }))?;
    let sentence = format!("a call began for {mail}, who had answered at {}", answered.at);
    Some(Promise::AskedAmiss.broken(happening.at, sentence))
}
