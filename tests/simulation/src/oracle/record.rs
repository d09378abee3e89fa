//! The oracle's memory of a world: calls, attempts, people and versions, each with its place in the order of things.
//!
//! It judges nothing. Two things at the same moment of the virtual clock are still one before the other, so every memory
//! carries the number of its happening.

mod confirmations;
mod mails;
mod people;
pub(super) mod unknown_mails;

pub(super) use mails::{Attempt, Story};
pub(super) use people::Person;

use super::rules::{Edition, Rules};
use crate::happening::{Call, Happening, Invocation, Protection, What};
use cadence::Instant;
use cadence::enrollment::{Enrollment, State};
use cadence::ids::{AttemptId, LeadId, SequenceId};
use cadence::send_key::SendKey;
use chrono::TimeDelta;
use std::collections::{BTreeMap, HashMap};
use unknown_mails::UnknownMail;

/// A place in the order of happenings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub(super) number: u64,
    pub(super) at: Instant,
}

/// Everything remembered.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) rules: Rules,
    now: Moment,
    steps: u64,
    /// Versions by the moment from which they were in force.
    published: Vec<(Moment, String)>,
    calls: BTreeMap<Call, Story>,
    by_key: HashMap<SendKey, Vec<Call>>,
    attempts: HashMap<AttemptId, Attempt>,
    /// The attempt that each invocation claimed last; a sender takes one after the other.
    in_hand: HashMap<Invocation, AttemptId>,
    standing: HashMap<(LeadId, SequenceId), Enrollment>,
    reads: HashMap<(Invocation, LeadId, Protection), Moment>,
    people: HashMap<LeadId, Person>,
    unknown_attempts: Vec<AttemptId>,
    fences_seen: bool,
    taken_seen: bool,
}

impl Record {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            now: Moment { number: 0, at: Instant::UNIX_EPOCH },
            steps: 0,
            published: Vec::new(),
            calls: BTreeMap::new(),
            by_key: HashMap::new(),
            attempts: HashMap::new(),
            in_hand: HashMap::new(),
            standing: HashMap::new(),
            reads: HashMap::new(),
            people: HashMap::new(),
            unknown_attempts: Vec::new(),
            fences_seen: false,
            taken_seen: false,
        }
    }

    /// Remembers the next happening.
    pub(super) fn note(&mut self, happening: &Happening) {
        self.now = Moment { number: self.now.number + 1, at: happening.at };
        let now = self.now;
        match &happening.what {
            What::Published { head } => self.published.push((now, head.clone())),
            What::EnrollmentWritten { invocation, before, after } => {
                self.note_write(*invocation, before.as_ref(), after.as_ref());
            }
            What::ProtectionRead { invocation, lead, of } => {
                self.reads.insert((*invocation, lead.clone(), *of), now);
            }
            What::PostBegan { lead, form, mailbox } => {
                self.known(lead).note_post(now, form, *mailbox);
            }
            What::PostAnswered { lead, accepted, sequences, .. } => {
                self.known(lead).note_answer(now, *accepted, sequences);
            }
            What::RefusalAcknowledged { lead, refusal } => self.known(lead).note_refusal(now, *refusal),
            What::Lifted { lead, .. } => self.known(lead).note_lifted(),
            What::ConsentGiven { lead } => self.known(lead).note_consent(now),
            What::RefusalBegan { lead, refusal } => self.known(lead).note_refusal_begun(now, *refusal),
            What::WishBegan { lead, wish } => self.known(lead).note_wish(now, wish.clone()),
            What::WishAcknowledged { lead, wish } => self.known(lead).note_wish_acknowledged(now, wish),
            What::ConfirmBegan(lead) => self.known(lead).confirmations.note_press(now),
            What::ConfirmAnswered(lead, confirmed) => {
                self.known(lead).confirmations.note_answer(now, *confirmed);
            }
            What::NeverAskAcknowledged(lead) => self.known(lead).confirmations.note_never_ask(now),
            What::TakeBackBegan { lead } => self.known(lead).note_take_back(now),
            What::TakeBackAnswered { lead, taken_back } => {
                self.known(lead).note_take_back_answered(now, *taken_back);
            }
            What::EraseBegan(lead, at) => self.known(lead).note_erasure(now, *at),
            What::EraseEnded(lead, at) => self.known(lead).note_erased(now, *at),
            What::Fenced { attempt, .. } => self.note_fence(attempt),
            What::CallBegan { call, invocation, mail } => self.note_call(*call, *invocation, mail),
            What::CallAccepted { call } => self.note_accepted(*call),
            What::CallEnded { call, answer } => self.note_answer(*call, answer),
            What::EventTaken { attempt, fact, .. } => {
                self.taken_seen = true;
                self.note_evidence(attempt.as_ref(), *fact, false);
            }
            What::EventRecorded { attempt, fact, .. } => self.note_evidence(attempt.as_ref(), *fact, true),
            What::Reconciled { attempt, sent } => self.note_word(attempt, *sent),
            What::Fault { kind, invocation: Some(invocation) } => self.note_fault(*kind, *invocation),
            What::Died { invocation, point, .. } => self.note_death(*invocation, point),
            What::Fault { invocation: None, .. }
            | What::Paused { .. }
            | What::Resumed { .. }
            | What::AddressReported { .. }
            | What::GoalReported { .. }
            | What::Ordered { .. }
            | What::OrderTaken { .. }
            | What::OrderSettled { .. }
            | What::Buried { .. }
            | What::TagsWritten { .. }
            | What::Met { .. }
            | What::FaultsStopped
            | What::Ended => {}
        }
    }

    fn known(&mut self, lead: &LeadId) -> &mut Person {
        self.people.entry(lead.clone()).or_default()
    }

    fn note_write(
        &mut self,
        invocation: Option<Invocation>,
        before: Option<&Enrollment>,
        after: Option<&Enrollment>,
    ) {
        let Some(named) = after.or(before) else { return };
        let place = (named.lead.clone(), named.sequence.clone());
        match after {
            Some(after) => self.standing.insert(place, after.clone()),
            None => self.standing.remove(&place),
        };
        let (held, holds) = (before.and_then(Enrollment::attempt), after.and_then(Enrollment::attempt));
        if let Some(after) = after
            && let State::Sending { step, attempt, .. } = &after.state
            && held != Some(attempt)
        {
            self.steps += 1;
            let claimed = Attempt::claimed(self.now, invocation, after, step);
            self.attempts.insert(attempt.clone(), claimed);
            if let Some(invocation) = invocation {
                self.in_hand.insert(invocation, attempt.clone());
            }
        }
        if let Some(after) = after
            && let State::Unknown { attempt, .. } = &after.state
            && !before.is_some_and(|before| matches!(before.state, State::Unknown { .. }))
        {
            self.note_unknown_mail(attempt);
        }
        match held {
            Some(held) if holds != Some(held) => self.note_left(held, invocation, after),
            Some(held) => {
                if let Some(attempt) = self.attempts.get_mut(held) {
                    attempt.is_noted_upon = true;
                }
            }
            None => {}
        }
    }

    /// The place of the happening that is being looked at.
    pub(super) fn now(&self) -> Moment {
        self.now
    }

    /// Claims that were won.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    /// The call of this name.
    pub(super) fn call(&self, call: Call) -> Option<&Story> {
        self.calls.get(&call)
    }

    /// All calls for one mail, in their order.
    pub(super) fn calls_for<'a>(
        &'a self,
        key: &SendKey,
    ) -> impl Iterator<Item = (Call, &'a Story)> + use<'a> {
        let calls = self.by_key.get(key).map_or(&[][..], Vec::as_slice);
        calls.iter().filter_map(|call| self.calls.get(call).map(|story| (*call, story)))
    }

    /// Every call, in the order in which they began.
    pub(super) fn calls(&self) -> impl Iterator<Item = &Story> {
        self.calls.values()
    }

    /// The memory of an attempt.
    pub(super) fn attempt(&self, attempt: &AttemptId) -> Option<&Attempt> {
        self.attempts.get(attempt)
    }

    /// Every attempt, in no order.
    pub(super) fn attempts(&self) -> impl Iterator<Item = (&AttemptId, &Attempt)> {
        self.attempts.iter()
    }

    /// Every mail that was unknown, in the order in which they became so.
    pub(super) fn unknown_mails(&self) -> Vec<UnknownMail> {
        self.unknown_attempts
            .iter()
            .filter_map(|attempt| self.attempts.get(attempt)?.unknown_mail.clone())
            .collect()
    }

    /// The enrollment as it stands by now.
    pub(super) fn standing(&self, lead: &LeadId, sequence: &SequenceId) -> Option<&Enrollment> {
        self.standing.get(&(lead.clone(), sequence.clone()))
    }

    /// The enrollments of a lead as they stand by now, in no order.
    pub(super) fn runs_of<'a>(&'a self, lead: &'a LeadId) -> impl Iterator<Item = &'a Enrollment> {
        self.standing.iter().filter(move |((of, _), _)| of == lead).map(|(_, run)| run)
    }

    /// When this invocation last began to read what protects a lead.
    pub(super) fn read(&self, invocation: Invocation, lead: &LeadId, of: Protection) -> Option<Moment> {
        self.reads.get(&(invocation, lead.clone(), of)).copied()
    }

    /// Whether a call belongs to somebody who was erased since and came again: to the program that is somebody new.
    pub(super) fn is_forgotten(&self, story: &Story) -> bool {
        let person = self.people.get(&story.mail.lead);
        let since = self.attempt(&story.mail.attempt).map_or(story.began, |attempt| attempt.claimed);
        person.is_some_and(|person| person.came_anew(since, self.now))
    }

    /// The memory of a person.
    pub(super) fn person(&self, lead: &LeadId) -> Option<&Person> {
        self.people.get(lead)
    }

    /// Everybody, in no order.
    pub(super) fn people(&self) -> impl Iterator<Item = (&LeadId, &Person)> {
        self.people.iter()
    }

    /// Whether fences are told in this world.
    pub(super) fn fences_seen(&self) -> bool {
        self.fences_seen
    }

    /// Whether it is told in this world when an event is given to a handler.
    pub(super) fn taken_seen(&self) -> bool {
        self.taken_seen
    }

    /// The versions that were in force at any moment of a span. A program that runs may have read the catalog some minutes
    /// ago, so callers ask from before.
    pub(super) fn in_force(&self, from: Instant, until: Instant) -> impl Iterator<Item = &Edition> {
        let first = self.rules.editions.first().map(|(head, _)| (Instant::MIN_UTC, head.as_str()));
        let published = self.published.iter().map(|(moment, head)| (moment.at, head.as_str()));
        let lives: Vec<(Instant, &str)> = first.into_iter().chain(published).collect();
        let ends = lives.iter().skip(1).map(|(at, _)| *at).chain([Instant::MAX_UTC]);
        let inside = lives.iter().zip(ends).filter(move |((since, _), end)| *since <= until && *end >= from);
        inside.filter_map(|((_, head), _)| self.rules.edition(head)).collect::<Vec<_>>().into_iter()
    }

    /// Whether a version went live in a span, the first of all left out.
    pub(super) fn was_edited(&self, from: Instant, until: Instant) -> bool {
        self.published.iter().skip(1).any(|(moment, _)| from <= moment.at && moment.at <= until)
    }
}

/// The longest time since a running program read the catalog: its time limit, and a process that stood still.
pub(super) fn catalog_age() -> TimeDelta {
    TimeDelta::minutes(15)
}
