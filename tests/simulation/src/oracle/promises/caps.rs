//! Nobody gets more marketing than the caps allow, in any span.
//!
//! A mail counts from the moment at which its call began; the sender counts it from its fence, which may be up to 80 s
//! earlier (the lease of 90 s less the time limit of 10 s), so spans are taken 90 s shorter. A second copy of one mail, which
//! another promise watches, counts with the first. A mail that the service took and then refused to deliver does not count.

use super::purpose;
use crate::happening::{Happening, Protection, What};
use crate::oracle::record::{Record, Story, catalog_age};
use crate::oracle::violation::{Promise, Violation};
use cadence::Instant;
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;
use chrono::TimeDelta;
use std::collections::BTreeSet;

/// One mail in two weeks, for a person who asked for fewer.
const LESS_OFTEN: (usize, TimeDelta) = (1, TimeDelta::days(14));
/// The longest way from the fence to the call, and a little more.
const FENCE_TO_CALL: TimeDelta = TimeDelta::seconds(90);

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    let What::CallAccepted { call } = &happening.what else { return };
    let Some(this) = record.call(*call) else { return };
    let (mail, at) = (&this.mail, this.began.at);
    if purpose(record, mail, at) != Purpose::Marketing {
        return;
    }
    let never_sent = |story: &Story| {
        record.attempt(&story.mail.attempt).is_some_and(|attempt| attempt.disproven.is_some())
    };
    let to_the_same = record.calls().filter(|story| {
        story.accepted.is_some()
            && !never_sent(story)
            && !record.is_forgotten(story)
            && story.mail.lead == mail.lead
            && purpose(record, &story.mail, story.began.at) == Purpose::Marketing
    });
    let mails: Vec<(Instant, &SendKey)> =
        to_the_same.map(|story| (story.began.at, &story.mail.send_key)).collect();
    let broken_in =
        |caps: &[(usize, TimeDelta)]| caps.iter().find(|cap| is_broken(**cap, &mails, at)).copied();
    let answers: Vec<_> =
        record.in_force(at - catalog_age(), at).map(|edition| broken_in(&edition.caps)).collect();
    let fewer = asked_for_fewer(record, this).then(|| broken_in(&[LESS_OFTEN])).flatten();
    let all: Option<Vec<_>> = answers.into_iter().map(|broken| broken.or(fewer)).collect();
    if let Some((most, span)) = all.and_then(|all| all.first().copied()) {
        let sentence = format!(
            "{mail} was accepted, and with it more than {most} marketing mails in {} days",
            span.num_days()
        );
        found.push(Promise::CapBroken.broken(happening.at, sentence));
    }
}

/// Whether the person had asked for fewer mails before the sender looked.
fn asked_for_fewer(record: &Record, story: &Story) -> bool {
    let read = record.read(story.invocation, &story.mail.lead, Protection::Card);
    let person = record.person(&story.mail.lead);
    read.zip(person).is_some_and(|(read, person)| person.less_often_seen(read))
}

/// Whether more mails than the cap allows lie in a span that has this moment in it.
fn is_broken((most, span): (usize, TimeDelta), mails: &[(Instant, &SendKey)], at: Instant) -> bool {
    let span = span - FENCE_TO_CALL;
    mails.iter().filter(|(first, _)| *first <= at && at < *first + span).any(|(first, _)| {
        let inside = mails.iter().filter(|(moment, _)| first <= moment && *moment < *first + span);
        inside.map(|(_, key)| *key).collect::<BTreeSet<_>>().len() > most
    })
}
