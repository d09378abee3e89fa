//! Everything that can happen.

use super::{
    AddressReport, Call, CallAnswer, CrashPoint, EventKind, FaultKind, FunctionName, Invocation, MailTags,
    Protection, QueueName, RefusalKind, StateName,
};
use cadence::Instant;
use cadence::enrollment::Enrollment;
use cadence::facts::Fact;
use cadence::ids::{AttemptId, EventName, FormId, LeadId, SequenceId, Tag};
use cadence::preferences::Wish;
use cadence::send_key::SendKey;
use std::collections::BTreeSet;

/// The thing that happened.
#[expect(
    clippy::large_enum_variant,
    reason = "a happening is looked at and dropped; nobody keeps many of them"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    // ---- what people and systems were told: acknowledged means that a 2xx or 3xx answer was given, or that the feedback
    // ---- message was acknowledged to its queue
    /// Somebody posts a form.
    PostBegan {
        /// The lead.
        lead: LeadId,
        /// The form.
        form: FormId,
        /// The mailbox behind the address, in whatever spelling, where the form is one that anybody may post.
        mailbox: Option<usize>,
    },
    /// The post was answered.
    PostAnswered {
        /// Its lead.
        lead: LeadId,
        /// The form.
        form: FormId,
        /// Whether the person was told that it was taken.
        accepted: bool,
        /// The sequences that this form starts for this person.
        sequences: Vec<SequenceId>,
    },
    /// Somebody refuses mail, or the mail service reports what counts as a refusal.
    RefusalBegan {
        /// The lead.
        lead: LeadId,
        /// Its kind.
        refusal: RefusalKind,
    },
    /// The refusal was acknowledged.
    RefusalAcknowledged {
        /// Its lead.
        lead: LeadId,
        /// Its kind.
        refusal: RefusalKind,
    },
    /// A person wishes for less mail, or for as much as before.
    WishBegan {
        /// The lead.
        lead: LeadId,
        /// The wish.
        wish: Wish,
    },
    /// The wish was acknowledged.
    WishAcknowledged {
        /// Its lead.
        lead: LeadId,
        /// The wish.
        wish: Wish,
    },
    /// A person confirms an agreement from the mailbox.
    ConfirmBegan(LeadId),
    /// The person was told whether it is confirmed.
    ConfirmAnswered(LeadId, bool),
    /// A person's wish not to be asked again was acknowledged; it is a refusal too.
    NeverAskAcknowledged(LeadId),
    /// A person takes a refusal back.
    TakeBackBegan {
        /// The lead.
        lead: LeadId,
    },
    /// The person was told whether it was taken back.
    TakeBackAnswered {
        /// Its lead.
        lead: LeadId,
        /// Whether it was.
        taken_back: bool,
    },
    /// An accepted post carried consent that is proven, which lifts an unsubscription.
    ConsentGiven {
        /// Its lead.
        lead: LeadId,
    },
    /// An event that says something about an address was given to a handler, or acknowledged to its queue.
    AddressReported {
        /// The lead of the address.
        lead: LeadId,
        /// The report.
        says: AddressReport,
        /// About which mail.
        send_key: SendKey,
        /// The time that the event itself names.
        at: Instant,
        /// Whether it was acknowledged.
        recorded: bool,
    },
    /// An operator lifted the suppression of an address.
    Lifted {
        /// The lead of the address.
        lead: LeadId,
        /// Events up to this moment are thereby answered for.
        up_to: Instant,
    },
    /// A person asks to be erased, at a moment that names the wish.
    EraseBegan(LeadId, Instant),
    /// The wish of that moment was carried out: nothing that names the person is left.
    EraseEnded(LeadId, Instant),
    /// A system outside reported an event of a lead.
    GoalReported {
        /// Its lead.
        lead: LeadId,
        /// The event.
        event: EventName,
    },
    /// A version of the templates went live.
    Published {
        /// The version that the catalog's head names by now.
        head: String,
    },
    /// A person pauses a sequence, or everything; it was acknowledged.
    Paused {
        /// The sequence that is paused; none for everything.
        sequence: Option<SequenceId>,
    },
    /// A person releases what is paused, whoever paused it.
    Resumed {
        /// The sequence that is released; none for what pauses everything.
        sequence: Option<SequenceId>,
    },

    // ---- the table, seen at the seam, after the write took effect
    /// An enrollment was written, or deleted by an erasure.
    EnrollmentWritten {
        /// By whom; none for what no function did.
        invocation: Option<Invocation>,
        /// The enrollment before.
        before: Option<Enrollment>,
        /// The enrollment by now.
        after: Option<Enrollment>,
    },
    /// The tags of a lead were written.
    TagsWritten {
        /// By whom.
        invocation: Invocation,
        /// Of whom.
        lead: LeadId,
        /// The tags before.
        before: BTreeSet<Tag>,
        /// The tags by now.
        after: BTreeSet<Tag>,
    },
    /// A strong read of what protects a person began, by a sender.
    ProtectionRead {
        /// By whom.
        invocation: Invocation,
        /// Of whom.
        lead: LeadId,
        /// Of which item; a request that reads both is two happenings.
        of: Protection,
    },

    /// A fence that lets this attempt through took effect.
    Fenced {
        /// By whom.
        invocation: Invocation,
        /// The attempt.
        attempt: AttemptId,
    },

    // ---- the mail service
    /// A request arrived at the service.
    CallBegan {
        /// The call.
        call: Call,
        /// Its invocation.
        invocation: Invocation,
        /// For which mail.
        mail: MailTags,
    },
    /// The service took the mail, possibly after the client gave up.
    CallAccepted {
        /// The call.
        call: Call,
    },
    /// The caller saw the end of it.
    CallEnded {
        /// The call.
        call: Call,
        /// The answer it saw.
        answer: CallAnswer,
    },

    // ---- feedback
    /// An event about a mail was given to a handler, which may or may not get to record it.
    EventTaken {
        /// About which mail.
        send_key: SendKey,
        /// About which attempt.
        attempt: Option<AttemptId>,
        /// The fact in it.
        fact: Fact,
        /// The time that the event itself names.
        at: Instant,
    },
    /// An event about a mail was recorded: its queue message was acknowledged.
    EventRecorded {
        /// About which mail.
        send_key: SendKey,
        /// About which attempt.
        attempt: Option<AttemptId>,
        /// The fact in it.
        fact: Fact,
        /// The time that the event itself names.
        at: Instant,
    },

    /// A person said what became of an unknown mail.
    Reconciled {
        /// Of which attempt.
        attempt: AttemptId,
        /// Whether it went out.
        sent: bool,
    },

    // ---- the queue of send jobs
    /// A send job entered the queue; each copy is one happening.
    Ordered {
        /// For whom.
        lead: LeadId,
        /// In which sequence.
        sequence: SequenceId,
        /// By which function.
        by: FunctionName,
    },
    /// A copy was received.
    OrderTaken {
        /// For whom.
        lead: LeadId,
        /// In which sequence.
        sequence: SequenceId,
    },
    /// A copy was deleted.
    OrderSettled {
        /// For whom.
        lead: LeadId,
        /// In which sequence.
        sequence: SequenceId,
    },
    /// A message became a dead letter.
    Buried {
        /// Of which queue.
        queue: QueueName,
        /// The reason.
        reason: String,
    },

    // ---- faults: only what the simulation itself injected
    /// A fault was injected.
    Fault {
        /// The kind of fault.
        kind: FaultKind,
        /// Into whose call; none where it hit no running function.
        invocation: Option<Invocation>,
    },
    /// A process died.
    Died {
        /// During which invocation.
        invocation: Invocation,
        /// Of which function.
        function: FunctionName,
        /// The place of its death.
        point: CrashPoint,
    },
    /// An enrollment met an event inside a handler.
    Met {
        /// The state it was in.
        state: StateName,
        /// The event.
        event: EventKind,
        /// Whether the event was refused.
        refused: bool,
    },
    /// From here on no fault is injected.
    FaultsStopped,
    /// The world is over.
    Ended,
}
