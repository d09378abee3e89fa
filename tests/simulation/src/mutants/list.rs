//! The mistakes, each with its name on the command line.

macro_rules! mutants {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Mutant { $($(#[$doc])* $variant,)* }

        impl Mutant {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

mutants! {
    /// The fence is written after the mail was handed over.
    FenceAfterHandOver = "fence-after-hand-over",
    /// The mail service's client repeats calls that were not answered.
    ServiceRetriesOn = "service-retries-on",
    /// A claim whose answer was lost is taken for another sender's.
    OwnClaimNotRecognised = "own-claim-not-recognised",
    /// Senders take every lease for long over.
    NoLeaseCheck = "no-lease-check",
    /// Failed messages are acknowledged.
    AcknowledgeOnError = "acknowledge-on-error",
    /// Events settle whatever attempt is in flight.
    SettleIgnoresAttempt = "settle-ignores-attempt",
    /// Silence counts as evidence while no event comes at all.
    SettleWhileChannelIsDown = "settle-while-channel-is-down",
    /// Items that protect a person are not read again after the fence.
    NoSecondLook = "no-second-look",
    /// Caps are asked about what was known a minute ago.
    CapRace = "cap-race",
    /// The mail that an enrollment has in flight counts for no cap.
    OwnClaimUncounted = "own-claim-uncounted",
    /// Transactional mails count for caps.
    TransactionalCounted = "transactional-counted",
    /// A run that begins anew forgets its marketing mails.
    TimesLostAtRestart = "times-lost-at-restart",
    /// A run that is over forgets its marketing mails.
    TimesLostAtDone = "times-lost-at-done",
    /// The second copy of a mail counts beside the first.
    ResendCountedTwice = "resend-counted-twice",
    /// An event that proves an earlier mail changes no enrollment.
    LateProofIgnored = "late-proof-ignored",
    /// Of two mails in flight the one that was taken first goes, by clocks that differ.
    TieBrokenByTime = "tie-broken-by-time",
    /// The look after the fence shows what stood there before the claim.
    WeakRecheck = "weak-recheck",
    /// The tick does not look behind the last minutes.
    BlindCursor = "blind-cursor",
    /// Enrollments and cards are written whatever stands there.
    Upsert = "upsert",
    /// The fact reported last wins.
    OrderDependentFacts = "order-dependent-facts",
    /// An attempt is voided although it was fenced.
    VoidAlwaysWins = "void-always-wins",
    /// Enrollments are written without asking whether they have changed.
    LostUpdate = "lost-update",
    /// Refusals are acknowledged and not written.
    RefusalUnwritten = "refusal-unwritten",
    /// Jobs for some leads are lost, and the tick does not see them.
    ForgottenJobAndTick = "forgotten-job-and-tick",
    /// Posts are acknowledged and not written.
    AdmissionUnwritten = "admission-unwritten",
    /// The answer of the mail service is not written down.
    AnswerUnwritten = "answer-unwritten",
    /// Facts are acknowledged and not written.
    FactUnwritten = "fact-unwritten",
    /// The fence lets every attempt through.
    OpenFence = "open-fence",
    /// A post to an open form is consent, also after a refusal.
    StrangerConsents = "stranger-consents",
    /// The refusal of a mailbox is not looked at when a stranger posts another spelling.
    MailboxRefusalUnread = "mailbox-refusal-unread",
    /// The refusal of a mailbox is acknowledged and not written.
    MailboxRefusalUnwritten = "mailbox-refusal-unwritten",
    /// Pauses are not looked at.
    PausesUnread = "pauses-unread",
    /// A guess of the mail service suppresses the address.
    GuessSuppresses = "guess-suppresses",
    /// Soft bounces are acknowledged and not written.
    SoftBouncesUnwritten = "soft-bounces-unwritten",
    /// A suppression that was lifted is not looked at when an old event comes again.
    LiftingForgotten = "lifting-forgotten",
    /// An operator lifts also what the person said.
    ComplaintLifted = "complaint-lifted",
    /// The runs begun for a mailbox are not looked at, and written whatever stands there.
    CeilingUnread = "ceiling-unread",
    /// The places and the line of first mails are taken whoever took them.
    PaceUnread = "pace-unread",
    /// A publication leaves the documents of a removed sequence where they were.
    RemovedStillPublished = "removed-still-published",
    /// A run that ends because its sequence was removed forgets its marketing mails.
    TimesLostAtRemoval = "times-lost-at-removal",
    /// Runs of a removed sequence are left where they lie.
    RemovalUnwritten = "removal-unwritten",
    /// Senders overlook one of the published sequences.
    SequenceUnread = "sequence-unread",
    /// Senders do not look at a pause that a person asked for.
    PersonsPauseUnread = "persons-pause-unread",
    /// Senders do not look at the wish for fewer mails.
    FewerMailsUnread = "fewer-mails-unread",
    /// Senders do not look at the topics that a person refused.
    TopicUnread = "topic-unread",
    /// Senders do not look at the wish not to be tracked.
    TrackingUnread = "tracking-unread",
    /// Wishes are acknowledged and not written.
    WishUnwritten = "wish-unwritten",
    /// Runs that a refusal ended stay over when it is taken back.
    SlipLeavesRuns = "slip-leaves-runs",
    /// A run that a refusal ended forgets where it stood.
    SlipForgetsPlace = "slip-forgets-place",
    /// A refusal that is taken back stands on the card.
    SlipKeepsRefusal = "slip-keeps-refusal",
    /// A post's agreement counts although it is to be confirmed.
    PostConfirms = "post-confirms",
    /// Somebody who refused is asked as often as others.
    RefuserReminded = "refuser-reminded",
    /// Senders do not look at the refusal of somebody who was asked.
    QuestionOutlivesRefusal = "question-outlives-refusal",
    /// The wish not to be asked again is acknowledged and not written.
    NeverAskUnwritten = "never-ask-unwritten",
    /// The press that confirms is acknowledged and not written.
    ConfirmationUnwritten = "confirmation-unwritten",
    /// Tags of a lead are written whatever others made of them meanwhile.
    TagsWrittenOver = "tags-written-over",
    /// Tags are written whether or not there is such a lead by then.
    TagsBroughtBack = "tags-brought-back",
    /// An erasure takes the card away and leaves no tombstone.
    TombstoneUnwritten = "tombstone-unwritten",
    /// An erasure overlooks what a person said.
    ErasureLeavesProfile = "erasure-leaves-profile",
}

impl Mutant {
    /// The mutant of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|mutant| mutant.name() == name)
    }
}
