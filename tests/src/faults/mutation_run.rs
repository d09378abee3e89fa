//! A run against planted mistakes: each must be caught by a promise that names it, within so many seeds, and the same seeds
//! must be clean without it.

use super::campaign;
use super::oracle::Promise;
use super::run::{Watch, WorldRun};
use super::{Mutant, Options};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// A planted mistake and what must catch it.
#[derive(Debug, Clone, Copy)]
pub struct Planted {
    /// The mistake.
    pub mutant: Mutant,
    /// What it breaks, in a sentence.
    pub breaks: &'static str,
    /// The promises of which at least one must be found broken.
    pub caught_by: &'static [Promise],
    /// Within how many seeds.
    pub seeds: u64,
}

const fn planted(mutant: Mutant, breaks: &'static str, caught_by: &'static [Promise]) -> Planted {
    Planted { mutant, breaks, caught_by, seeds: 40 }
}

/// Every planted mistake.
pub const MUTANTS: [Planted; 38] = [
    planted(
        Mutant::FenceAfterHandOver,
        "A process that dies between mail service and fence leaves a mail that is taken for not sent.",
        &[Promise::UnfencedCall, Promise::SecondAcceptedAttempt],
    ),
    planted(
        Mutant::ServiceRetriesOn,
        "A call whose answer was lost is repeated by the client, and the mail goes out twice.",
        &[Promise::SecondAcceptedAttempt, Promise::TwoAtOnce],
    ),
    planted(
        Mutant::OwnClaimNotRecognised,
        "A write that took effect is taken for another's, so attempts are given up in the middle.",
        &[Promise::UnansweredStep],
    ),
    planted(
        Mutant::NoLeaseCheck,
        "A sender that stood still hands over a mail whose step it does not hold any more.",
        &[Promise::Overtaken, Promise::TwoAtOnce, Promise::SecondAcceptedAttempt],
    ),
    planted(
        Mutant::AcknowledgeOnError,
        "What a handler could not do is deleted from its queue, and reports and refusals are lost.",
        &[Promise::FactsDoNotAddUp, Promise::SentAfterRefusal, Promise::ProofIgnored],
    ),
    planted(
        Mutant::SettleIgnoresAttempt,
        "An event about an earlier attempt settles the one in flight.",
        &[Promise::Overtaken, Promise::StepSkipped, Promise::FactsDoNotAddUp],
    ),
    planted(
        Mutant::SettleWhileChannelIsDown,
        "Silence is taken for evidence while no event comes at all.",
        &[Promise::SilenceDecided],
    ),
    planted(
        Mutant::NoSecondLook,
        "A refusal that was acknowledged while the mail was written does not stop it.",
        &[Promise::UnreadProtection, Promise::SentAfterRefusal],
    ),
    planted(
        Mutant::CapRace,
        "Two sequences that race for the last place under a cap both send.",
        &[Promise::CapBroken],
    ),
    planted(
        Mutant::OwnClaimUncounted,
        "A mail in flight is seen by no other, and is not remembered once it went out.",
        &[Promise::MailsMisremembered, Promise::CapBroken],
    ),
    planted(
        Mutant::TransactionalCounted,
        "Whoever gets an answer that was asked for gets less marketing.",
        &[Promise::MailsMisremembered],
    ),
    planted(
        Mutant::TimesLostAtRestart,
        "Whoever posts again gets more marketing than the caps allow.",
        &[Promise::MailsMisremembered, Promise::CapBroken],
    ),
    planted(
        Mutant::TimesLostAtDone,
        "A sequence that came to its end counts for no cap any more.",
        &[Promise::MailsMisremembered, Promise::CapBroken],
    ),
    planted(
        Mutant::ResendCountedTwice,
        "A mail that was sent again uses up two places under a cap.",
        &[Promise::MailsMisremembered],
    ),
    planted(
        Mutant::LateProofIgnored,
        "A mail whose fate was proved late counts as it was thought before.",
        &[Promise::MailsMisremembered],
    ),
    planted(
        Mutant::TieBrokenByTime,
        "Of two mails that race, each takes itself for the first by its own clock.",
        &[Promise::CapBroken],
    ),
    planted(
        Mutant::WeakRecheck,
        "The last look before the mail service shows a past without a refusal or another mail.",
        &[Promise::UnreadProtection, Promise::SentAfterRefusal, Promise::CapBroken],
    ),
    planted(Mutant::BlindCursor, "Steps behind the tick's cursor are never seen again.", &[Promise::Stuck]),
    planted(
        Mutant::Upsert,
        "A late write brings back somebody who was erased, or overwrites what changed.",
        &[Promise::Resurrected, Promise::Overtaken, Promise::TwoAtOnce],
    ),
    planted(
        Mutant::OrderDependentFacts,
        "The report that comes last decides when something happened.",
        &[Promise::FactsDoNotAddUp],
    ),
    planted(
        Mutant::VoidAlwaysWins,
        "A mail that was handed over is taken for not sent and goes out again.",
        &[Promise::SecondAcceptedAttempt],
    ),
    planted(
        Mutant::LostUpdate,
        "A write that did not see another one undoes it.",
        &[Promise::Overtaken, Promise::TwoAtOnce],
    ),
    planted(
        Mutant::RefusalUnwritten,
        "A refusal is acknowledged and forgotten.",
        &[Promise::SentAfterRefusal],
    ),
    planted(
        Mutant::StrangerConsents,
        "Whoever posts a form with the address of somebody who refused turns marketing on again.",
        &[Promise::SentAfterRefusal],
    ),
    planted(
        Mutant::MailboxRefusalUnread,
        "Whoever spells the address of somebody who refused in another way turns marketing on again.",
        &[Promise::SentAfterRefusal],
    ),
    planted(
        Mutant::MailboxRefusalUnwritten,
        "A refusal holds for the spelling alone that was mailed.",
        &[Promise::SentAfterRefusal],
    ),
    planted(
        Mutant::ForgottenJobAndTick,
        "A step whose order is lost is not found by the tick either.",
        &[Promise::Stuck],
    ),
    planted(
        Mutant::AdmissionUnwritten,
        "A post is acknowledged and not written down.",
        &[Promise::AcknowledgedLeadLost],
    ),
    planted(
        Mutant::AnswerUnwritten,
        "An accepted mail is not written down, so its step becomes unknown for no reason.",
        &[Promise::UnexplainedUnknown, Promise::StepSkipped],
    ),
    planted(
        Mutant::FactUnwritten,
        "Reports are acknowledged and not written down.",
        &[Promise::FactsDoNotAddUp],
    ),
    planted(
        Mutant::OpenFence,
        "The fence lets an attempt through that was voided before.",
        &[Promise::UnfencedCall, Promise::SecondAcceptedAttempt, Promise::TwoAtOnce],
    ),
    planted(
        Mutant::GuessSuppresses,
        "An address that the mail service only guesses about gets no mail any more.",
        &[Promise::SuppressedWithoutCause],
    ),
    planted(
        Mutant::SoftBouncesUnwritten,
        "A mailbox that takes nothing is mailed for ever.",
        &[Promise::SoftBouncesUncounted],
    ),
    planted(
        Mutant::LiftingForgotten,
        "An old event that comes again suppresses what an operator has lifted.",
        &[Promise::LiftedReturned],
    ),
    planted(
        Mutant::ComplaintLifted,
        "Somebody who complained gets mail again because an operator said so.",
        &[Promise::SentAfterRefusal],
    ),
    planted(Mutant::PausesUnread, "What a person paused is sent all the same.", &[Promise::SentWhilePaused]),
    planted(
        Mutant::CeilingUnread,
        "Whoever spells an address in many ways fills its mailbox.",
        &[Promise::CeilingBroken],
    ),
    planted(
        Mutant::PaceUnread,
        "Strangers set off as many first mails in a moment as they like.",
        &[Promise::PaceBroken],
    ),
];

/// The outcome of one planted mistake.
#[derive(Debug, Clone)]
pub struct MutationOutcome {
    /// The planted mistake.
    pub planted: Planted,
    /// The seed in which it was caught, and the promise that caught it.
    pub caught: Option<(u64, Promise)>,
    /// What else was found broken until then, by name.
    pub others: BTreeSet<&'static str>,
    /// Seeds that are not clean without it, with what was broken there.
    pub unclean: Vec<(u64, &'static str)>,
}

impl MutationOutcome {
    /// Whether it was caught, in seeds that are clean without it.
    pub fn is_well(&self) -> bool {
        self.caught.is_some() && self.unclean.is_empty()
    }
}

/// A run against planted mistakes, which remembers what seeds are like without mistakes.
#[derive(Debug)]
pub struct MutationRun {
    options: Options,
    first: u64,
    workers: u64,
    clean: Watch,
    known: BTreeMap<u64, Option<&'static str>>,
}

impl MutationRun {
    /// A run from a seed on.
    pub fn new(options: Options, first: u64, workers: u64) -> anyhow::Result<Self> {
        let options = Options { mutant: None, ..options };
        Ok(Self { options, first, workers, clean: Watch::of(options)?, known: BTreeMap::new() })
    }

    /// Plays the seeds with one mistake planted.
    pub fn play(&mut self, planted: Planted) -> anyhow::Result<MutationOutcome> {
        let options = Options { mutant: Some(planted.mutant), ..self.options };
        let watch = Watch { options, ..self.clean.clone() };
        let (mut caught, mut others, mut last) = (None, BTreeSet::new(), self.first);
        campaign::run(
            &watch,
            self.first..self.first + planted.seeds,
            self.workers,
            &mut |world_run: WorldRun| {
                last = world_run.seed;
                for violation in &world_run.violations {
                    if planted.caught_by.contains(&violation.promise) {
                        caught.get_or_insert((world_run.seed, violation.promise));
                    } else {
                        others.insert(violation.promise.name());
                    }
                }
                if caught.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        )?;
        self.know(last)?;
        let known = self.known.range(self.first..=last);
        let unclean = known.filter_map(|(seed, broken)| broken.map(|broken| (*seed, broken))).collect();
        Ok(MutationOutcome { planted, caught, others, unclean })
    }

    /// Plays the seeds up to one without mistakes, those that were not played before.
    fn know(&mut self, last: u64) -> anyhow::Result<()> {
        let from = self.known.last_key_value().map_or(self.first, |(seed, _)| seed + 1);
        let known = &mut self.known;
        campaign::run(&self.clean, from..last + 1, self.workers, &mut |world_run: WorldRun| {
            known.insert(
                world_run.seed,
                world_run.violations.first().map(|violation| violation.promise.name()),
            );
            ControlFlow::Continue(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_planted_once_and_by_some_promise() {
        for mutant in Mutant::ALL {
            let planted = MUTANTS.iter().filter(|planted| planted.mutant == *mutant).count();
            assert_eq!(planted, 1, "{}", mutant.name());
        }
        assert!(MUTANTS.iter().all(|planted| !planted.caught_by.is_empty() && planted.seeds > 0));
    }
}
