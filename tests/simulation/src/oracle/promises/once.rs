//! A mail is handed over once: no second accepted attempt, no two attempts at once, none by who does not hold the step, and
//! none whose fence is not up. Worlds that do not tell of fences are not asked about them.

use crate::happening::{Call, Happening, MailTags, StateName, What};
use crate::oracle::record::{Record, Story, catalog_age};
use crate::oracle::violation::{Promise, Violation};
use cadence::enrollment::State;
use cadence::ids::AttemptId;
use cadence::sequence::IfUnknown;

pub(super) fn take(record: &Record, happening: &Happening, found: &mut Vec<Violation>) {
    if let What::CallBegan { call, mail, .. } = &happening.what {
        found.extend(overlap(record, *call, mail, happening));
        found.extend(held_by_another(record, mail, happening));
        found.extend(unfenced(record, mail, happening));
    }
    if let What::Fenced { attempt, .. } = &happening.what {
        found.extend(fenced_too_late(record, attempt, happening));
    }
    if let What::CallAccepted { call } = &happening.what {
        found.extend(second(record, *call, happening));
    }
}

/// Another call for the same mail is under way: neither answered, nor did its caller die. One for somebody who was erased
/// meanwhile and came again is a mail to somebody else: nothing is kept by which the two could be told to be one.
fn overlap(record: &Record, call: Call, mail: &MailTags, happening: &Happening) -> Option<Violation> {
    let under_way = |story: &Story| !story.over && !record.is_forgotten(story);
    let other = record.calls_for(&mail.send_key).find(|(other, story)| *other != call && under_way(story));
    other.map(|(other, story)| {
        let sentence =
            format!("{call} began for {mail} while {other} for {} was under way", story.mail.attempt);
        Promise::TwoAtOnce.broken(happening.at, sentence)
    })
}

/// The step must be in the hands of the attempt that calls. Who was erased in between has no step any more; what holds for
/// the erased is said by another promise.
fn held_by_another(record: &Record, mail: &MailTags, happening: &Happening) -> Option<Violation> {
    let claimed = record.attempt(&mail.attempt).map(|attempt| attempt.claimed);
    let erased =
        claimed.zip(record.person(&mail.lead)).is_some_and(|(at, person)| person.is_erased_since(at));
    let state = record.standing(&mail.lead, &mail.sequence).map(|standing| &standing.state);
    let holds = matches!(state, Some(State::Sending { attempt, .. }) if *attempt == mail.attempt);
    (!holds && !erased).then(|| {
        let stands = state.map_or_else(|| "gone".to_owned(), |state| StateName::of(state).to_string());
        let sentence =
            format!("a call began for {mail}, whose step is {stands} and not held by this attempt");
        Promise::TwoAtOnce.broken(happening.at, sentence)
    })
}

/// Those who find the fence open take the mail for not sent, so it must be up before the call.
fn unfenced(record: &Record, mail: &MailTags, happening: &Happening) -> Option<Violation> {
    let attempt = record.attempt(&mail.attempt)?;
    (record.fences_seen() && attempt.fenced.is_none()).then(|| {
        Promise::UnfencedCall
            .broken(happening.at, format!("a call began for {mail}, which was not fenced before"))
    })
}

/// An attempt whose step was given back was voided first; the fence must not let it through any more.
fn fenced_too_late(record: &Record, id: &AttemptId, happening: &Happening) -> Option<Violation> {
    let attempt = record.attempt(id)?;
    let left = attempt.left.filter(|left| *left < record.now())?;
    let erased = record.person(&attempt.lead).is_some_and(|person| person.is_erased_since(attempt.claimed));
    (!erased).then(|| {
        let sentence = format!("{id} was fenced although its step had been taken from it at {}", left.at);
        Promise::UnfencedCall.broken(happening.at, sentence)
    })
}

/// A mail may be accepted again only after the first attempt was written down as unknown, and only where the sequence says
/// `resend` or it was established that the first one did not go out. Who was erased and comes again is somebody new.
fn second(record: &Record, call: Call, happening: &Happening) -> Option<Violation> {
    let this = record.call(call)?;
    let accepted = record
        .calls_for(&this.mail.send_key)
        .filter(|(other, story)| *other != call && story.accepted.is_some());
    let mut unjustified = accepted.filter(|(_, other)| {
        let (earlier, later) = if other.began < this.began { (*other, this) } else { (this, *other) };
        !may_follow(record, earlier, later)
    });
    unjustified.next().map(|(other, story)| {
        let sentence = format!(
            "{call} for {} was accepted although {other} as {} was accepted too and nothing allowed it",
            this.mail, story.mail.attempt
        );
        Promise::SecondAcceptedAttempt.broken(happening.at, sentence)
    })
}

fn may_follow(record: &Record, earlier: &Story, later: &Story) -> bool {
    if earlier.mail.attempt == later.mail.attempt {
        return false;
    }
    if record.is_forgotten(earlier) {
        return true;
    }
    let Some(attempt) = record.attempt(&earlier.mail.attempt) else { return false };
    let Some(unknown_mail) =
        attempt.unknown_mail.as_ref().filter(|unknown_mail| unknown_mail.since <= later.began.at)
    else {
        return false;
    };
    let resends = record
        .in_force(unknown_mail.since - catalog_age(), later.began.at)
        .filter_map(|edition| edition.sequences.get(&earlier.mail.sequence))
        .any(|sequence| sequence.if_unknown == IfUnknown::Resend);
    resends || attempt.disproven.is_some_and(|at| at < later.began)
}
