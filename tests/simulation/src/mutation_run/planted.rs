//! The mistakes that are planted, each with the promises of which one must be found broken.

mod people;

use crate::Mutant;
use crate::oracle::Promise;
use people::PEOPLE;

/// A planted mistake and what must catch it.
#[derive(Debug, Clone, Copy)]
pub struct Planted {
    /// The mistake.
    pub mutant: Mutant,
    /// The harm that it does, in a sentence.
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
pub const MUTANTS: [Planted; 59] = joined();

const fn joined<const N: usize>() -> [Planted; N] {
    let mut all = [DELIVERY[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < DELIVERY.len() { DELIVERY[at] } else { PEOPLE[at - DELIVERY.len()] };
        at += 1;
    }
    all
}

/// Mistakes about mails, runs and pauses.
const DELIVERY: [Planted; 42] = [
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
    planted(
        Mutant::RemovedStillPublished,
        "A sequence that was removed goes on mailing.",
        &[Promise::SentWhileRemoved],
    ),
    planted(
        Mutant::TimesLostAtRemoval,
        "Whoever was in a sequence that was removed gets more marketing than the caps allow.",
        &[Promise::MailsMisremembered, Promise::CapBroken],
    ),
    planted(
        Mutant::RemovalUnwritten,
        "Runs of a sequence that was removed come up for ever.",
        &[Promise::Stuck, Promise::UnknownLeft],
    ),
    planted(
        Mutant::SequenceUnread,
        "A run ends as if its sequence were removed, which is published.",
        &[Promise::RemovedWithoutCause],
    ),
];
