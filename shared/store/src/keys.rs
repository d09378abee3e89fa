//! Every key of the table, in one place.
//!
//! | pk | sk | item |
//! |---|---|---|
//! | `L#<lead>` | `now#card` | the card the gate reads; the tombstone of somebody who was erased |
//! | `L#<lead>` | `now#enrollment#<sequence>` | a passage through a sequence; index `due` |
//! | `L#<lead>` | `now#suppression` | why nothing is sent to this address, what was lifted, the latest soft bounces; outlives the lead |
//! | `L#<lead>` | `now#tags` | tags; absent until the first |
//! | `L#<lead>` | `profile` | name, language, attributes |
//! | `L#<lead>` | `consent#<time>#<form or method>` | the record of one ground, append-only |
//! | `L#<lead>` | `engagement` | the engagement score; index `dormant` |
//! | `L#<lead>` | `event#<name>` | when a named event happened |
//! | `L#<lead>` | `entry#<sequence>` | the fields of the event that began the run, and the campaign of that visit |
//! | `L#<lead>` | `entry#<sequence>#long` | those of its fields that are longer than 256 bytes |
//! | `L#<lead>` | `campaign` | first and last touch; no sender reads it |
//! | `L#<lead>` | `list#<list>` | since when the lead is on a list that an import brought |
//! | `L#<lead>` | `message#<send key>` | what is known about one mail |
//! | `live` | `head` | the version that is live |
//! | `live` | `quota` | what the mail service allows |
//! | `live` | `pause#all#<set by>`, `pause#sequence#<id>#<set by>` | what is paused, by whom, and why |
//! | `catalog` | `<kind>#<id>` | a published document |
//! | `mails#<sequence>#<version>` | `<mail>` | a compiled mail |
//! | `pace` | `arrivals` | when the next mail may go, in each lane |
//! | `door#<day>` | `posts#<form>` | posts refused, or taken otherwise than they came, by outcome, UTC day |
//! | `door#mailbox#<hash>` | `runs`, `checked` | runs that unproven posts began for one address |
//! | `door#mailbox#<hash>` | `refused` | when its person refused, under whichever spelling, and was asked since; stays |
//! | `door#caller#<hash>` | `<day>` | posts of one caller, by hour, UTC day |
//! | `door#domain#<hash>`, `door#sequence#<id>`, `door#everybody` | `arrival`, `waiting` | when the next first mail has its slot |
//! | `tally#<day>` | `<sequence>` | mails sent, bounced and complained about, UTC day |
//! | `doubts` | `<since>#<send key>#<attempt>` | a mail of which nobody could know whether it went out |
//! | `cursor` | `tick` | who ticks, and how far steps have been handed out |
//! | `channel` | `feedback` | how far events from the mail service reach |
//! | `cursor` | `sweep#<sequence>#<shard>` | how far a sweep has read |
//! | `cursor` | `swept#<sequence>` | the day of the last sweep |
//! | `audit#<day>` | `<time>#<n>` | what a person did by hand, UTC day |
//! | `meta` | `identity`, `shards` | what the data depend on for good: identity key, layout, shards |
//!
//! Index `due` (`due_pk`, `due_sk` = `<time>#<lead>`): `due#<lane>#<shard>` by due time; `doubt` by the time at which an unknown
//! mail is looked at; `attention` by the time since when a person has to decide; `parked#<sequence>` by due time while it is
//! paused. Index `dormant` (`dormant_pk`, `dormant_sk`): `quiet#<shard>` by the day of the last engagement. Both hold keys only.

mod by_day;
mod door;
mod due;

pub(crate) use crate::key::Key;
pub(crate) use by_day::{sweep, swept, tallies, tally, tick};
pub(crate) use door::{
    POSTS, begun, caller, door, door_posts, first_mails, mailbox_refusal, parse_door_posts,
};
pub(crate) use due::{ATTENTION, DUE_INDEX, PARKED, UNKNOWN, due, due_at, due_until, parked, parse_due_at};

use crate::set_by::SetBy;
use cadence::fingerprint;
use cadence::ids::{AttemptId, EventName, LeadId, ListId, MailName, SequenceId, Version};
use cadence::publication::PublicationKind;
use cadence::send_key::SendKey;
use chrono::NaiveDate;

/// The index of who went quiet.
pub(crate) const DORMANT_INDEX: &str = "dormant";
/// Partition of what was unknown.
pub(crate) const UNKNOWN_MAILS: &str = "doubts";
/// Prefix of the items of a lead that a sender reads in one look.
pub(crate) const NOW: &str = "now#";
/// Sort key of a lead's card.
pub(crate) const CARD: &str = "now#card";
/// Prefix of enrollments within a lead.
pub(crate) const ENROLLMENT: &str = "now#enrollment#";
/// Sort key of a lead's suppression.
pub(crate) const SUPPRESSION: &str = "now#suppression";
/// Sort key of a lead's tags.
pub(crate) const TAGS: &str = "now#tags";
/// Sort key of a lead's profile.
pub(crate) const PROFILE: &str = "profile";
/// Prefix of consent records within a lead.
pub(crate) const CONSENT: &str = "consent#";
/// Prefix of messages within a lead.
pub(crate) const MESSAGE: &str = "message#";
/// Prefix of events within a lead.
pub(crate) const EVENT: &str = "event#";
/// Prefix of lists within a lead.
pub(crate) const LIST: &str = "list#";
/// Partition of what is published.
pub(crate) const CATALOG: &str = "catalog";
/// Partition of what every sender asks about before it begins.
pub(crate) const LIVE: &str = "live";
/// Sort key of the live version.
pub(crate) const HEAD: &str = "head";
/// Sort key of the quota.
pub(crate) const QUOTA: &str = "quota";
/// Prefix of pauses.
pub(crate) const PAUSE: &str = "pause#";

/// The partition of a lead.
pub(crate) fn lead(lead: &LeadId) -> String {
    format!("L#{lead}")
}

fn of_lead(id: &LeadId, sk: impl Into<String>) -> Key {
    Key::new(lead(id), sk)
}

pub(crate) fn card(lead: &LeadId) -> Key {
    of_lead(lead, CARD)
}

pub(crate) fn profile(lead: &LeadId) -> Key {
    of_lead(lead, PROFILE)
}

pub(crate) fn tags(lead: &LeadId) -> Key {
    of_lead(lead, TAGS)
}

pub(crate) fn consent(lead: &LeadId, time: &str, form_or_method: &str) -> Key {
    of_lead(lead, format!("{CONSENT}{time}#{form_or_method}"))
}

pub(crate) fn engagement(lead: &LeadId) -> Key {
    of_lead(lead, "engagement")
}

pub(crate) fn event(lead: &LeadId, name: &EventName) -> Key {
    of_lead(lead, format!("{EVENT}{name}"))
}

pub(crate) fn enrollment(lead: &LeadId, sequence: &SequenceId) -> Key {
    of_lead(lead, format!("{ENROLLMENT}{sequence}"))
}

pub(crate) fn entry(lead: &LeadId, sequence: &SequenceId) -> Key {
    of_lead(lead, format!("entry#{sequence}"))
}

/// The long fields of an entry.
pub(crate) fn long_entry(lead: &LeadId, sequence: &SequenceId) -> Key {
    of_lead(lead, format!("entry#{sequence}#long"))
}

pub(crate) fn campaign(lead: &LeadId) -> Key {
    of_lead(lead, "campaign")
}

/// The lead's place on a list.
pub(crate) fn list(lead: &LeadId, list: &ListId) -> Key {
    of_lead(lead, format!("{LIST}{list}"))
}

/// The list in the sort key of such a place.
pub(crate) fn parse_list(sk: &str) -> Option<ListId> {
    ListId::parse(sk.strip_prefix(LIST)?).ok()
}

pub(crate) fn message(lead: &LeadId, send_key: &SendKey) -> Key {
    of_lead(lead, format!("{MESSAGE}{send_key}"))
}

pub(crate) fn suppression(lead: &LeadId) -> Key {
    of_lead(lead, SUPPRESSION)
}

pub(crate) fn head() -> Key {
    Key::new(LIVE, HEAD)
}

pub(crate) fn publication(kind: PublicationKind, id: &str) -> Key {
    let kind = match kind {
        PublicationKind::Settings => "settings",
        PublicationKind::Sequence => "sequence",
        PublicationKind::Form => "form",
        PublicationKind::Calendar => "calendar",
    };
    Key::new(CATALOG, format!("{kind}#{id}"))
}

/// The kind and id in the sort key of a publication.
pub(crate) fn parse_publication(sk: &str) -> Option<(PublicationKind, &str)> {
    let (kind, id) = sk.split_once('#')?;
    let kind = match kind {
        "settings" => PublicationKind::Settings,
        "sequence" => PublicationKind::Sequence,
        "form" => PublicationKind::Form,
        "calendar" => PublicationKind::Calendar,
        _ => return None,
    };
    Some((kind, id))
}

pub(crate) fn mail(sequence: &SequenceId, version: &Version, mail: &MailName) -> Key {
    Key::new(format!("mails#{sequence}#{version}"), mail.as_str())
}

/// When the next mail may go.
pub(crate) fn pace() -> Key {
    Key::new("pace", "arrivals")
}

pub(crate) fn quota() -> Key {
    Key::new(LIVE, QUOTA)
}

/// A pause by whom it was set, on one sequence, or on everything.
pub(crate) fn pause(sequence: Option<&SequenceId>, set_by: SetBy) -> Key {
    let paused = sequence.map_or_else(|| "all".to_owned(), |id| format!("sequence#{id}"));
    Key::new(LIVE, format!("{PAUSE}{paused}#{}", set_by.name()))
}

/// The paused sequence and the setter of a pause, from its sort key.
pub(crate) fn parse_pause(sk: &str) -> Option<(Option<SequenceId>, SetBy)> {
    let (paused, set_by) = sk.strip_prefix(PAUSE)?.rsplit_once('#')?;
    let set_by = SetBy::ALL.into_iter().find(|it| it.name() == set_by)?;
    let sequence = match paused {
        "all" => None,
        _ => Some(SequenceId::parse(paused.strip_prefix("sequence#")?).ok()?),
    };
    Some((sequence, set_by))
}

pub(crate) fn feedback() -> Key {
    Key::new("channel", "feedback")
}

/// An unknown mail. `since` sorts like time.
pub(crate) fn unknown_mail(since: &str, send_key: &SendKey, attempt: &AttemptId) -> Key {
    Key::new(UNKNOWN_MAILS, format!("{since}#{send_key}#{attempt}"))
}

/// The lines about what people did by hand on a day.
pub(crate) fn audit_day(day: NaiveDate) -> String {
    format!("audit#{day}")
}

/// One of them. `time` sorts like time.
pub(crate) fn audit(day: NaiveDate, time: &str, number: &str) -> Key {
    Key::new(audit_day(day), format!("{time}#{number}"))
}

pub(crate) fn identity() -> Key {
    Key::new("meta", "identity")
}

pub(crate) fn shards() -> Key {
    Key::new("meta", "shards")
}

/// Partition of `dormant` for one shard.
pub(crate) fn quiet(shard: u32) -> String {
    format!("quiet#{shard}")
}

/// The lead whose partition this is.
pub(crate) fn parse_lead(pk: &str) -> Option<LeadId> {
    LeadId::parse(pk.strip_prefix("L#")?).ok()
}

/// The sequence in the sort key of an enrollment.
pub(crate) fn parse_enrollment(sk: &str) -> Option<SequenceId> {
    SequenceId::parse(sk.strip_prefix(ENROLLMENT)?).ok()
}

/// The send key in the sort key of a message.
pub(crate) fn parse_message(sk: &str) -> Option<SendKey> {
    SendKey::parse(sk.strip_prefix(MESSAGE)?).ok()
}

/// The name in the sort key of an event.
pub(crate) fn parse_event(sk: &str) -> Option<EventName> {
    EventName::parse(sk.strip_prefix(EVENT)?).ok()
}

/// The shard of a lead: FNV-1a, 32 bits, over its id. It must never change.
pub(crate) fn shard(lead: &LeadId, shards: u32) -> u32 {
    fingerprint::of_32(lead.as_str().as_bytes()) % shards.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out apart from this program: rows under another shard would never be found.
    #[test]
    fn the_shard_of_a_lead_stays_for_ever() {
        let shards = |id: &str| [0, 1, 4, 16].map(|count| shard(&LeadId::parse(id).unwrap(), count));
        assert_eq!(shards("aaaaaaaaaaaaaaaaaaaaaaaaaa"), [0, 0, 3, 15]);
        assert_eq!(shards("dcpnuyfxaxcyba7anegrrdhkoq"), [0, 0, 1, 9]);
    }
}
