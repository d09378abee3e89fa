//! An accepted post has left its lead at the end, and a person who was erased has none.
//!
//! A sender that holds a step while its lead is erased still writes its fence, so that nobody can take the mail for not sent.
//! The fence's record names nobody and is no return; a record of a step taken later is one.

use crate::happening::{FinalState, Happening, What};
use crate::oracle::record::{Moment, Record, catalog_age};
use crate::oracle::violation::{Promise, Violation};
use cadence::facts::MessageRecord;
use cadence::ids::SequenceId;

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    if let What::EnrollmentWritten { before: None, after: Some(after), .. } = &happening.what
        && let Some(since) = record.person(&after.lead).and_then(|person| person.erased_before(record.now()))
    {
        let (lead, sequence) = (&after.lead, &after.sequence);
        let sentence =
            format!("{lead}, erased at {}, is in {sequence} again and nobody posted anything", since.at);
        found.push(Promise::Resurrected.broken(happening.at, sentence));
    }
}

pub(super) fn finish(record: &Record, left: &FinalState, found: &mut Vec<Violation>) {
    for (lead, person) in record.people() {
        for post in person.posts() {
            let Some((answered, true, sequences)) = &post.answered else { continue };
            if person.is_erased_since(post.began) {
                continue;
            }
            let posted = format!("the post of {lead} at {} was accepted", post.began.at);
            if !left.leads.contains(lead) {
                let sentence = format!("{posted} and there is no such lead");
                found.push(Promise::AcknowledgedLeadLost.broken(left.now, sentence));
            }
            let enrolled = |sequence: &SequenceId| {
                let mut all = left.enrollments.iter().map(|standing| &standing.enrollment);
                all.any(|enrollment| enrollment.lead == *lead && enrollment.sequence == *sequence)
            };
            // A program that had read a version without the sequence begins no run in it.
            let published = |sequence: &SequenceId| {
                let mut versions = record.in_force(post.began.at - catalog_age(), answered.at);
                versions.all(|edition| edition.sequences.contains_key(sequence))
            };
            let promised = sequences.iter().filter(|sequence| published(sequence));
            for sequence in promised.filter(|sequence| !enrolled(sequence)) {
                let sentence = format!("{posted} and the lead is not in {sequence}, which the form starts");
                found.push(Promise::AcknowledgedLeadLost.broken(left.now, sentence));
            }
        }
        if let Some(since) = person.erased_before(record.now()) {
            let card = left.leads.contains(lead).then(|| "a card".to_owned());
            let others = left.items.iter().filter(|(of, _)| of == lead).map(|(_, sort)| format!("`{sort}`"));
            let message = left
                .messages
                .iter()
                .any(|message| message.name.lead == *lead && !was_held(record, message, since));
            let message = message.then(|| "a message record".to_owned());
            for item in card.into_iter().chain(others).chain(message) {
                let sentence = format!("{lead} was erased at {} and has {item} again", since.at);
                found.push(Promise::Resurrected.broken(left.now, sentence));
            }
        }
    }
    found.sort_by(|one, other| one.sentence.cmp(&other.sentence));
}

/// Whether a sender held the step of this mail when its lead was erased.
fn was_held(record: &Record, message: &MessageRecord, erased: Moment) -> bool {
    record.attempts().any(|(_, attempt)| {
        let name = &message.name;
        (&attempt.lead, &attempt.sequence, &attempt.run, &attempt.step)
            == (&name.lead, &name.sequence, &name.run, &name.step)
            && attempt.claimed < erased
    })
}
