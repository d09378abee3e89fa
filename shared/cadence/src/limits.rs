//! Every limit by name. Time limits of the senders stand in the functions' own configuration.

/// Characters in an id chosen by a marketer (an SES tag value may have 256; an enrollment must stay under 1 KB).
pub const NAME_LENGTH_MAX: usize = 40;
/// Characters in an id made by the program: 16 bytes in base32 without padding.
pub const HASH_ID_LENGTH: usize = 26;
/// Steps in one sequence, branches included.
pub const STEPS_MAX: usize = 200;
/// The deepest nesting of branches.
pub const BRANCH_DEPTH_MAX: usize = 8;
/// The longest wait of one step.
pub const WAIT_DAYS_MAX: u32 = 730;
/// Octets in an address (RFC 5321 §4.5.3.1.3 less the angle brackets).
pub const ADDRESS_LENGTH_MAX: usize = 254;
/// Octets before the at sign (RFC 5321 §4.5.3.1.1).
pub const ADDRESS_LOCAL_LENGTH_MAX: usize = 64;
/// Tags on one lead: a sender reads them at every look, so they must stay under 1 KB with the longest names.
pub const TAGS_PER_LEAD_MAX: usize = 20;
/// Topics of a company: a card keeps by name which of them a person refused, and must stay under 1 KB with the longest names.
pub const TOPICS_MAX: usize = 6;
/// Characters in the title of a topic: it stands on a button.
pub const TOPIC_TITLE_LENGTH_MAX: usize = 40;
/// Attributes on one lead.
pub const ATTRIBUTES_PER_LEAD_MAX: usize = 50;
/// Characters in one attribute of a lead.
pub const ATTRIBUTE_LENGTH_MAX: usize = 1_000;
/// Characters in a name that an import brings.
pub const IMPORTED_NAME_LENGTH_MAX: usize = 100;
/// Characters in the name of an attribute that an import brings.
pub const ATTRIBUTE_NAME_LENGTH_MAX: usize = 100;
/// Characters in the evidence of a ground that an import brings; it is kept with each lead's record.
pub const EVIDENCE_LENGTH_MAX: usize = 200;
/// Leads that are imported at a time: so many rows travel in one request.
pub const IMPORTED_AT_ONCE_MAX: usize = 100;
/// Characters in the key by which another system calls an occurrence; it is kept in the score.
pub const EVENT_KEY_LENGTH_MAX: usize = 100;
/// Fields of an event that another system tells.
pub const EVENT_FIELDS_MAX: usize = 20;
/// The last year in which a clock may stand: holidays are known ten years further, for what is planned then.
pub const CLOCK_YEAR_LAST: i32 = 2089;
/// The first year in which a machine's clock may stand; one that says less was never set.
pub const CLOCK_YEAR_FIRST: i32 = 2025;
/// Seconds by which the clocks of two machines may differ.
pub const CLOCKS_APART_SECONDS: i64 = 30;
/// Days for which the proofs of an erased person's grounds are kept, without anything that names the person: claims run out within
/// three years in most laws (BGB §195, CASL 23).
pub const PROOFS_KEPT_DAYS: i64 = 3 * 365;
/// Minutes an unanswered attempt waits for evidence before its sequence's `if_unknown` decides.
pub const SETTLE_AFTER_MINUTES: i64 = 15;
/// Minutes after which an open unknown mail is looked at again at the latest.
pub const SETTLE_LOOK_MINUTES_MAX: i64 = 120;
/// Seconds that a job given directly has before the tick looks after its step.
pub const DIRECT_JOB_SECONDS: i64 = 15;
/// Minutes a postponed row is at least put off, so that nothing spins.
pub const PUT_OFF_MINUTES_MIN: i64 = 1;
/// Scored events kept by name on one lead; older ones are folded into the sum.
pub const SCORE_EVENTS_MAX: usize = 40;
/// Days in which the same answers to the same form are the same post, however often they come.
pub const SAME_POST_DAYS: i64 = 30;
/// Mails that one frequency cap may count: so many are kept by name on an enrollment, which must stay under 1 KB.
pub const CAP_MAILS_MAX: u32 = 12;
/// Days for which an enrollment remembers its marketing mails at least.
pub const RECENT_MAILS_DAYS: i64 = 31;
/// Immediate steps (choose, tag, notify …) done one after another in one go.
pub const STEPS_AT_ONCE_MAX: usize = 20;
/// Tries at a write against others who write the same thing, in the whole program.
pub const CONTENDED_TRIES_MAX: usize = 8;
/// Characters in a web origin: a host name has at most 253 (RFC 1035 §2.3.4), and scheme and port come with it.
pub const ORIGIN_LENGTH_MAX: usize = 270;
/// Unlisted origins that a process remembers and names in its log; the header is the caller's own word, so this bounds both.
pub const UNLISTED_ORIGINS_MAX: usize = 50;
/// Fields that no form asks for whose names a process remembers and writes into its log; they are the caller's words.
pub const UNKNOWN_FIELDS_MAX: usize = 50;
/// Characters of such a name that are shown.
pub const FIELD_NAME_LENGTH_SHOWN: usize = 40;
/// Characters in one word of a campaign, such as its `utm_source`.
pub const CAMPAIGN_VALUE_LENGTH_MAX: usize = 100;
/// Characters in the address of a page that a campaign names, a longer host left whole.
pub const CAMPAIGN_PAGE_LENGTH_MAX: usize = 200;
/// Different days with a soft bounce and no delivery between them after which an address is suppressed (the default of the
/// step-mail services that were looked at).
pub const SOFT_BOUNCE_DAYS: usize = 3;
/// Days within which they must lie.
pub const SOFT_BOUNCE_SPAN_DAYS: i64 = 30;
