//! What is known about one mail: a set of facts that only grows.
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
}

impl Fact {
    /// Every fact.
    pub const ALL: [Self; 11] = [
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
        }
    }

    /// Whether it proves that the mail service took the attempt and did not drop it.
    pub fn proves_sending(self) -> bool {
        !matches!(self, Self::Rejected)
    }
}

/// The facts about one mail, each with the earliest time at which it was reported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    times: BTreeMap<Fact, Instant>,
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
        Self { times, proven, rejected }
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
    /// Which step.
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
    /// Which mail.
    pub name: MessageName,
    /// Marketing mails count for caps.
    pub purpose: Purpose,
    /// Whether an attempt may be on its way.
    pub dispatch: Dispatch,
    /// The last attempt that was given up and may have gone out.
    pub given_up: Option<GivenUp>,
    /// What became known.
    pub facts: Facts,
}

impl MessageRecord {
    /// When this mail counts for frequency caps: an attempt that may have gone out counts as sent, also after it was given
    /// up, and so does one that was shut out and then proved to be sent.
    pub fn counts_at(&self) -> Option<Instant> {
        match self.purpose {
            Purpose::Marketing => self.may_be_sent_at().or_else(|| self.proven_at()),
            Purpose::Transactional => None,
        }
    }

    /// When the last attempt was fenced that may have gone out.
    fn may_be_sent_at(&self) -> Option<Instant> {
        let fenced = match &self.dispatch {
            Dispatch::Fenced { attempt, at } => Some((attempt, *at)),
            Dispatch::Closed => None,
        };
        let given_up = self.given_up.as_ref().map(|given_up| (&given_up.attempt, given_up.at));
        let mut in_doubt = fenced.into_iter().chain(given_up);
        in_doubt.find(|(attempt, _)| !self.facts.rejected.contains(*attempt)).map(|(_, at)| at)
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
mod tests {
    use super::*;
    use crate::fixtures::{lead, mine, minute, other, run, step};
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn permutations(n: usize) -> Vec<Vec<usize>> {
        if n == 0 {
            return vec![vec![]];
        }
        let mut all = Vec::new();
        for shorter in permutations(n - 1) {
            for place in 0..n {
                let mut longer = shorter.clone();
                longer.insert(place, n - 1);
                all.push(longer);
            }
        }
        all
    }

    #[test]
    fn every_order_of_the_same_events_gives_the_same_facts() {
        let attempt = AttemptId::from_random([1; 16]);
        let at = |minutes| Instant::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let events = [
            (Fact::Sent, at(1)),
            (Fact::Delivered, at(2)),
            (Fact::BouncedHard, at(3)),
            (Fact::Opened, at(5)),
            (Fact::Opened, at(4)),
            (Fact::Complained, at(9)),
        ];
        let fold = |order: &[usize]| {
            let mut facts = Facts::default();
            for &index in order {
                facts.note(events[index].0, events[index].1, Some(&attempt));
            }
            facts
        };
        let first = fold(&[0, 1, 2, 3, 4, 5]);
        assert_eq!(first.at(Fact::Opened), Some(at(4)));
        for order in permutations(events.len()) {
            assert_eq!(fold(&order), first);
        }
    }

    #[test]
    fn facts_have_names_for_records_and_all_but_a_rejection_prove_that_a_mail_was_sent() {
        let said = Fact::ALL.map(|fact| {
            format!("{}{}", fact.name(), if fact.proves_sending() { "" } else { " proves the contrary" })
        });
        insta::assert_snapshot!(said.join("\n"), @r"
        sent
        delivered
        delayed
        opened
        opened_by_machine
        clicked
        clicked_by_machine
        bounced_hard
        bounced_soft
        complained
        rejected proves the contrary
        ");
    }

    #[test]
    fn facts_come_out_as_they_were_put_together() {
        let mut facts = Facts::default();
        facts.note(Fact::Delivered, minute(2), Some(&mine()));
        facts.note(Fact::Rejected, minute(1), Some(&other()));
        let (proven, rejected) = (facts.proven().clone(), facts.rejected().clone());
        assert_eq!((&proven, &rejected), (&[mine()].into(), &[other()].into()));
        let times: BTreeMap<Fact, Instant> = facts.iter().collect();
        assert_eq!(times, [(Fact::Delivered, minute(2)), (Fact::Rejected, minute(1))].into());
        assert_eq!(Facts::from_parts(times, proven, rejected), facts);
    }

    fn record(dispatch: Dispatch, purpose: Purpose, events: &[(Fact, i64, AttemptId)]) -> MessageRecord {
        let name = MessageName {
            send_key: SendKey::parse(lead().as_str()).unwrap(),
            lead: lead(),
            sequence: SequenceId::parse("welcome").unwrap(),
            run: run(1),
            step: step("hello"),
        };
        let mut facts = Facts::default();
        for (fact, at, attempt) in events {
            facts.note(*fact, minute(*at), Some(attempt));
        }
        MessageRecord { name, purpose, dispatch, given_up: None, facts }
    }

    #[test]
    fn a_marketing_mail_counts_for_caps_from_its_fence_on_unless_its_attempt_was_rejected() {
        let fenced = Dispatch::Fenced { attempt: mine(), at: minute(3) };
        let counts = |dispatch: &Dispatch, purpose, events: &[_]| {
            record(dispatch.clone(), purpose, events).counts_at()
        };
        let rejected = |attempt| [(Fact::Rejected, 4, attempt)];
        assert_eq!(counts(&fenced, Purpose::Marketing, &[]), Some(minute(3)));
        assert_eq!(counts(&fenced, Purpose::Marketing, &rejected(other())), Some(minute(3)));
        assert_eq!(counts(&fenced, Purpose::Marketing, &rejected(mine())), None);
        assert_eq!(counts(&fenced, Purpose::Transactional, &[]), None);
        assert_eq!(counts(&Dispatch::Closed, Purpose::Marketing, &[]), None);
    }

    #[test]
    fn a_mail_that_was_given_up_and_turned_out_to_be_sent_counts_for_caps_from_what_is_known_first() {
        let sent = [(Fact::Delivered, 6, other()), (Fact::Sent, 5, other()), (Fact::Rejected, 1, mine())];
        let counts = |dispatch, purpose| record(dispatch, purpose, &sent).counts_at();
        assert_eq!(counts(Dispatch::Closed, Purpose::Marketing), Some(minute(5)));
        assert_eq!(counts(Dispatch::Closed, Purpose::Transactional), None);
        let rejected = Dispatch::Fenced { attempt: mine(), at: minute(3) };
        assert_eq!(counts(rejected, Purpose::Marketing), Some(minute(5)));
    }

    #[test]
    fn a_mail_that_was_given_up_counts_for_caps_unless_its_attempt_was_rejected() {
        let given_up = Some(GivenUp { attempt: other(), at: minute(2) });
        let counts = |dispatch, purpose, events: &[_]| {
            MessageRecord { given_up: given_up.clone(), ..record(dispatch, purpose, events) }.counts_at()
        };
        assert_eq!(counts(Dispatch::Closed, Purpose::Marketing, &[]), Some(minute(2)));
        assert_eq!(counts(Dispatch::Closed, Purpose::Transactional, &[]), None);
        assert_eq!(counts(Dispatch::Closed, Purpose::Marketing, &[(Fact::Rejected, 4, other())]), None);
        let again = Dispatch::Fenced { attempt: mine(), at: minute(9) };
        assert_eq!(counts(again.clone(), Purpose::Marketing, &[]), Some(minute(9)));
        assert_eq!(counts(again, Purpose::Marketing, &[(Fact::Rejected, 10, mine())]), Some(minute(2)));
    }

    #[test]
    fn an_attempt_is_one_too_many_once_another_is_proved_to_be_sent_and_was_not_rejected() {
        let too_many =
            |events: &[_]| record(Dispatch::Closed, Purpose::Marketing, events).is_sent_by_another(&mine());
        assert!(!too_many(&[]));
        assert!(!too_many(&[(Fact::Sent, 1, mine())]));
        assert!(too_many(&[(Fact::Delivered, 1, other())]));
        assert!(!too_many(&[(Fact::Sent, 1, other()), (Fact::Rejected, 2, other())]));
    }

    proptest! {
        #[test]
        fn a_repeated_event_changes_nothing(index in 0usize..11, minutes in 0i64..1000) {
            let at = Instant::UNIX_EPOCH + TimeDelta::minutes(minutes);
            let mut once = Facts::default();
            once.note(Fact::ALL[index], at, None);
            let mut twice = once.clone();
            twice.note(Fact::ALL[index], at, None);
            prop_assert_eq!(once, twice);
        }
    }
}
