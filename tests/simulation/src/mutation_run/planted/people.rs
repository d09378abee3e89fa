//! Mistakes about what people ask for and what is kept of them.

use super::{Planted, planted};
use crate::Mutant;
use crate::oracle::Promise;

pub(super) const PEOPLE: [Planted; 17] = [
    planted(
        Mutant::PersonsPauseUnread,
        "Somebody who asked for a pause gets marketing all the same.",
        &[Promise::SentOnPause],
    ),
    planted(
        Mutant::FewerMailsUnread,
        "Somebody who asked for fewer mails gets as many as before.",
        &[Promise::CapBroken],
    ),
    planted(
        Mutant::TopicUnread,
        "Somebody who refused a topic gets marketing of it all the same.",
        &[Promise::SentOfRefusedTopic],
    ),
    planted(
        Mutant::TrackingUnread,
        "Opens and clicks of somebody are tracked who had refused that.",
        &[Promise::TrackedAgainstTheWish],
    ),
    planted(
        Mutant::WishUnwritten,
        "A pause, the wish for fewer mails or for no tracking, or a refused topic is acknowledged and forgotten.",
        &[
            Promise::SentOnPause,
            Promise::CapBroken,
            Promise::SentOfRefusedTopic,
            Promise::TrackedAgainstTheWish,
            Promise::StepSkipped,
        ],
    ),
    planted(
        Mutant::SlipLeavesRuns,
        "Somebody who undid a slip is told so and gets no mail any more.",
        &[Promise::TakenBackInVain],
    ),
    planted(
        Mutant::SlipForgetsPlace,
        "Somebody who undid a slip goes through the sequence, or is asked to confirm, once more.",
        &[Promise::OutOfOrder, Promise::AskedAmiss],
    ),
    planted(
        Mutant::SlipKeepsRefusal,
        "Somebody who undid a slip is told so, and the next step ends by the refusal.",
        &[Promise::TakenBackInVain],
    ),
    planted(
        Mutant::PostConfirms,
        "Whoever posts somebody's address agrees for them, although the form asks the mailbox.",
        &[Promise::SentUnconfirmed],
    ),
    planted(
        Mutant::RefuserReminded,
        "Somebody who refused is asked and reminded, and asked again.",
        &[Promise::AskedAmiss],
    ),
    planted(
        Mutant::QuestionOutlivesRefusal,
        "A question goes out to somebody who has refused since it was asked.",
        &[Promise::AskedAmiss, Promise::SentAfterRefusal],
    ),
    planted(
        Mutant::NeverAskUnwritten,
        "Somebody who wants no question is asked again.",
        &[Promise::AskedAmiss],
    ),
    planted(
        Mutant::ConfirmationUnwritten,
        "A press is thanked for and lost, and the person is asked again.",
        &[Promise::AskedAmiss],
    ),
    planted(
        Mutant::TagsWrittenOver,
        "Of two tags put on at the same moment one is lost, and a choice takes the wrong way.",
        &[Promise::TagLost],
    ),
    planted(
        Mutant::TagsBroughtBack,
        "A step that sets a tag leaves something of a person who was erased.",
        &[Promise::Resurrected],
    ),
    planted(
        Mutant::TombstoneUnwritten,
        "A post from before an erasure brings the person back, and the refusal is forgotten.",
        &[Promise::Resurrected, Promise::SentAfterRefusal],
    ),
    planted(
        Mutant::ErasureLeavesProfile,
        "The name and the answers of somebody who was erased are still there.",
        &[Promise::Resurrected],
    ),
];
