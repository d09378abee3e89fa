//! The record of one mail: a set of facts that only grows.
//!
//! Events arrive late, twice and in any order. A fact is kept with the earliest time at which it was reported, so folding
//! is commutative and idempotent: every order of the same events gives the same record.

use crate::Instant;
use crate::ids::{AttemptId, LeadId, RunId, SequenceId, StepId};
use crate::send_key::SendKey;
use crate::sequence::Purpose;
use std::collections::{BTreeMap, BTreeSet};

/// Something that became known about a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// The mail service took it.
    Sent,
    /// The receiving server took it.
    Delivered,
    /// The receiving server lets it wait.
    Delayed,
    /// A person opened it.
    Opened,
    /// A machine fetched what a person's opening would.
    OpenedByMachine,
    /// A person clicked in it.
    Clicked,
    /// A machine followed its links.
    ClickedByMachine,
    /// The address does not exist or refuses for good.
    BouncedHard,
    /// It could not be delivered this time.
    BouncedSoft,
    /// The person marked it as spam.
    Complained,
    /// The mail service took it and then did not send it.
    Rejected,
    /// The mail service did not try the address, because it guessed that nobody is there.
    NotTriedGuess,
    /// The mail service did not try the address, because it stands on the suppression list of the account.
    NotTriedListed,
    /// The mail service did not try the address, because it stands on a list that the service keeps for all its customers.
    NotTriedGlobal,
    /// A machine answered in the person's absence.
    AutoReplied,
    /// The person took it out of the spam folder.
    MarkedNotSpam,
}

impl Fact {
    /// Every fact.
    pub const ALL: [Self; 16] = [
        Self::Sent,
        Self::Delivered,
        Self::Delayed,
        Self::Opened,
        Self::OpenedByMachine,
        Self::Clicked,
        Self::ClickedByMachine,
        Self::BouncedHard,
        Self::BouncedSoft,
        Self::Complained,
        Self::Rejected,
        Self::NotTriedGuess,
        Self::NotTriedListed,
        Self::NotTriedGlobal,
        Self::AutoReplied,
        Self::MarkedNotSpam,
    ];

    /// A short name for records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Delayed => "delayed",
            Self::Opened => "opened",
            Self::OpenedByMachine => "opened_by_machine",
            Self::Clicked => "clicked",
            Self::ClickedByMachine => "clicked_by_machine",
            Self::BouncedHard => "bounced_hard",
            Self::BouncedSoft => "bounced_soft",
            Self::Complained => "complained",
            Self::Rejected => "rejected",
            Self::NotTriedGuess => "not_tried_guess",
            Self::NotTriedListed => "not_tried_listed",
            Self::NotTriedGlobal => "not_tried_global",
            Self::AutoReplied => "auto_replied",
            Self::MarkedNotSpam => "marked_not_spam",
        }
    }

    /// Whether it proves that the mail service took the attempt and did not drop it.
    pub fn proves_sending(self) -> bool {
        match self {
            Self::Rejected | Self::NotTriedGuess | Self::NotTriedListed | Self::NotTriedGlobal => false,
            Self::Sent
            | Self::Delivered
            | Self::Delayed
            | Self::Opened
            | Self::OpenedByMachine
            | Self::Clicked
            | Self::ClickedByMachine
            | Self::BouncedHard
            | Self::BouncedSoft
            | Self::Complained
            | Self::AutoReplied
            | Self::MarkedNotSpam => true,
        }
    }
}

/// The facts about one mail, each with the earliest time at which it was reported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    times: BTreeMap<Fact, Instant>,
    /// Facts whose report named no time.
    untimed: BTreeSet<Fact>,
    proven: BTreeSet<AttemptId>,
    rejected: BTreeSet<AttemptId>,
}

impl Facts {
    /// Takes in a fact; the attempt it names, where it names one, is thereby proven sent or not sent.
    pub fn note(&mut self, fact: Fact, at: Instant, attempt: Option<&AttemptId>) {
        self.times.entry(fact).and_modify(|known| *known = at.min(*known)).or_insert(at);
        if let Some(attempt) = attempt {
            let set = if fact.proves_sending() { &mut self.proven } else { &mut self.rejected };
            set.insert(attempt.clone());
        }
    }

    /// When the fact was reported first.
    pub fn at(&self, fact: Fact) -> Option<Instant> {
        self.times.get(&fact).copied()
    }

    /// All facts with their times.
    pub fn iter(&self) -> impl Iterator<Item = (Fact, Instant)> {
        self.times.iter().map(|(fact, at)| (*fact, *at))
    }

    /// The attempts that some event proved to be sent.
    pub fn proven(&self) -> &BTreeSet<AttemptId> {
        &self.proven
    }

    /// The attempts that some event proved not to be sent.
    pub fn rejected(&self) -> &BTreeSet<AttemptId> {
        &self.rejected
    }

    /// Puts facts together as they are kept.
    pub fn from_parts(
        times: BTreeMap<Fact, Instant>,
        proven: BTreeSet<AttemptId>,
        rejected: BTreeSet<AttemptId>,
    ) -> Self {
        Self { times, untimed: BTreeSet::new(), proven, rejected }
    }

    /// The same, where the reports of some facts named no time; theirs is the time of receipt.
    #[must_use]
    pub fn with_untimed(self, untimed: BTreeSet<Fact>) -> Self {
        Self { untimed, ..self }
    }

    /// True if the time of the fact is that of receipt, because its report named none.
    pub fn is_time_of_receipt(&self, fact: Fact) -> bool {
        self.untimed.contains(&fact)
    }
}

/// When something happened, as a report says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported {
    /// When.
    pub at: Instant,
    /// True if the report names no time, and this is when it came.
    pub of_receipt: bool,
}

impl From<Instant> for Reported {
    fn from(at: Instant) -> Self {
        Self { at, of_receipt: false }
    }
}

/// Names one mail and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageName {
    /// The key that every event carries back.
    pub send_key: SendKey,
    /// To whom.
    pub lead: LeadId,
    /// Of which sequence.
    pub sequence: SequenceId,
    /// In which run.
    pub run: RunId,
    /// The step.
    pub step: StepId,
}

/// Whether an attempt at a mail may be on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dispatch {
    /// No attempt is under way; those so far are shut out.
    Closed,
    /// This attempt may have been handed over from this moment on.
    Fenced {
        /// The attempt.
        attempt: AttemptId,
        /// When it was fenced; counts for frequency caps.
        at: Instant,
    },
}

/// An attempt that was given up although it may have gone out, so that the mail could be sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// The attempt.
    pub attempt: AttemptId,
    /// When it was fenced.
    pub at: Instant,
}

/// All that is kept about one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRecord {
    /// The mail.
    pub name: MessageName,
    /// Marketing mails count for caps.
    pub purpose: Purpose,
    /// Whether an attempt may be on its way.
    pub dispatch: Dispatch,
    /// The last attempt that was given up and may have gone out.
    pub given_up: Option<GivenUp>,
    /// The known facts.
    pub facts: Facts,
}

impl MessageRecord {
    /// When this mail counts for frequency caps: an attempt that may have gone out counts as sent, also after it was given
    /// up, and so does one that was shut out and then proved to be sent.
    pub fn counts_at(&self) -> Option<Instant> {
        self.counts_beside(None)
    }

    /// The same, one attempt left out of account: nobody knows yet what becomes of it.
    pub fn counts_beside(&self, open: Option<&AttemptId>) -> Option<Instant> {
        match self.purpose {
            Purpose::Marketing => self.may_be_sent_at(open).or_else(|| self.proven_at()),
            Purpose::Transactional | Purpose::Confirmation => None,
        }
    }

    /// When the last attempt was fenced that may have gone out.
    fn may_be_sent_at(&self, open: Option<&AttemptId>) -> Option<Instant> {
        let fenced = match &self.dispatch {
            Dispatch::Fenced { attempt, at } if Some(attempt) != open => Some((attempt, *at)),
            Dispatch::Fenced { .. } | Dispatch::Closed => None,
        };
        let given_up = self.given_up.as_ref().map(|given_up| (&given_up.attempt, given_up.at));
        let mut unknown = fenced.into_iter().chain(given_up);
        unknown.find(|(attempt, _)| !self.facts.rejected.contains(*attempt)).map(|(_, at)| at)
    }

    /// Whether some other attempt than this one is proved to be sent: then this one must not go out, too.
    pub fn is_sent_by_another(&self, attempt: &AttemptId) -> bool {
        self.sent().any(|sent| sent != attempt)
    }

    /// The attempts that are proved to be sent. What the mail service took and then did not send is none of them.
    fn sent(&self) -> impl Iterator<Item = &AttemptId> {
        self.facts.proven.difference(&self.facts.rejected)
    }

    /// The earliest moment at which something was known that only a mail that was sent can bring about.
    fn proven_at(&self) -> Option<Instant> {
        let proofs = self.facts.iter().filter(|(fact, _)| fact.proves_sending()).map(|(_, at)| at);
        self.sent().next().and_then(|_| proofs.min())
    }
}

#[cfg(test)]
mod tests;
