//! A pause keeps marketing away to its end, a refused topic for good; no mail is tracked against the person's wish; a refusal that
//! was taken back is as if it had not been.
//!
//! A sender obeys the card as it is when its last look begins. A run whose sender looked before a refusal was taken back may still
//! end by it.

use super::purpose;
use crate::happening::{Happening, Invocation, MailTags, Protection, What};
use crate::oracle::record::{Moment, Person, Record, catalog_age};
use crate::oracle::violation::{Promise, Violation};
use cadence::enrollment::{Ending, Enrollment, State};
use cadence::ids::{LeadId, TopicId};
use cadence::sequence::Purpose;

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    if let What::CallBegan { invocation, mail, .. } = &happening.what {
        found.extend(on_pause(record, *invocation, mail, happening));
        found.extend(of_refused_topic(record, *invocation, mail, happening));
        found.extend(tracked(record, *invocation, mail, happening));
    }
    if let What::TakeBackAnswered { lead, taken_back: true } = &happening.what {
        found.extend(left_over(record, lead, happening));
    }
    if let What::EnrollmentWritten { invocation, before, after: Some(after) } = &happening.what {
        found.extend(ended_again(record, *invocation, before.as_ref(), after, happening));
    }
}

/// The look at a person's card before a call for marketing.
fn looked_for_marketing<'a>(
    record: &'a Record,
    invocation: Invocation,
    mail: &MailTags,
    happening: &Happening,
) -> Option<(Moment, &'a Person)> {
    let is_marketing = purpose(record, mail, happening.at) == Purpose::Marketing;
    let read = record.read(invocation, &mail.lead, Protection::Card).filter(|_| is_marketing)?;
    Some((read, record.person(&mail.lead)?))
}

fn on_pause(
    record: &Record,
    invocation: Invocation,
    mail: &MailTags,
    happening: &Happening,
) -> Option<Violation> {
    let (read, person) = looked_for_marketing(record, invocation, mail, happening)?;
    let end = person.pause_seen(read).filter(|end| *end > happening.at)?;
    let sentence = format!("a call began for {mail}, who had asked for a pause to {end}");
    Some(Promise::SentOnPause.broken(happening.at, sentence))
}

/// Every version that the sender may have had gives the sequence a topic that the card refuses.
fn of_refused_topic(
    record: &Record,
    invocation: Invocation,
    mail: &MailTags,
    happening: &Happening,
) -> Option<Violation> {
    let (read, person) = looked_for_marketing(record, invocation, mail, happening)?;
    let editions = record.in_force(happening.at - catalog_age(), happening.at);
    let mut sequences = editions.filter_map(|edition| edition.sequences.get(&mail.sequence)).peekable();
    sequences.peek()?;
    let is_refused = |topic: &TopicId| person.topic_refused_seen(read, topic);
    sequences.all(|rules| rules.topic.as_ref().is_some_and(is_refused)).then(|| {
        let sentence = format!("a call began for {mail}, who had refused the topic of that sequence");
        Promise::SentOfRefusedTopic.broken(happening.at, sentence)
    })
}

fn tracked(
    record: &Record,
    invocation: Invocation,
    mail: &MailTags,
    happening: &Happening,
) -> Option<Violation> {
    let read = record.read(invocation, &mail.lead, Protection::Card)?;
    (mail.is_tracked && record.person(&mail.lead)?.untracked_seen(read)).then(|| {
        let sentence =
            format!("a call began for {mail}, whose opens and clicks are tracked against the wish");
        Promise::TrackedAgainstTheWish.broken(happening.at, sentence)
    })
}

/// A run that the press ended is still over when the person is told that it was taken back.
fn left_over(record: &Record, lead: &LeadId, happening: &Happening) -> Option<Violation> {
    let person = record.person(lead)?;
    let (began, acknowledged) = person.slip().filter(|(began, _)| !person.is_erased_since(*began))?;
    let by_the_press = |run: &Enrollment| match &run.state {
        State::Done { ending: Ending::Unsubscribed, at } => began.at <= *at && *at <= acknowledged.at,
        State::Done { .. } | State::Waiting { .. } | State::Sending { .. } | State::Unknown { .. } => false,
    };
    let is_published = |run: &Enrollment| {
        let mut versions = record.in_force(began.at - catalog_age(), happening.at);
        versions.all(|edition| edition.sequences.contains_key(&run.sequence))
    };
    let run = record.runs_of(lead).find(|run| by_the_press(run) && is_published(run))?;
    let sentence = format!("{lead} took a refusal back and is still out of {}", run.sequence);
    Some(Promise::TakenBackInVain.broken(happening.at, sentence))
}

/// A run ends by a refusal that was taken back before its sender looked.
fn ended_again(
    record: &Record,
    invocation: Option<Invocation>,
    before: Option<&Enrollment>,
    after: &Enrollment,
    happening: &Happening,
) -> Option<Violation> {
    let ended = |run: &Enrollment| matches!(run.state, State::Done { ending: Ending::Unsubscribed, .. });
    if !ended(after) || before.is_some_and(ended) {
        return None;
    }
    let since = record.person(&after.lead)?.agrees_again_since()?;
    let read = record.read(invocation?, &after.lead, Protection::Card)?;
    (since < read).then(|| {
        let sentence =
            format!("{} in {} ended by a refusal that had been taken back", after.lead, after.sequence);
        Promise::TakenBackInVain.broken(happening.at, sentence)
    })
}
