//! The keys of what is counted at the door.

use super::Key;
use cadence::ceiling::FirstMailSlots;
use cadence::ids::FormId;
use cadence::send_key::DoorHash;
use chrono::NaiveDate;

/// Prefix of all partitions that strangers' posts write beside those of leads; roles name it.
const DOOR: &str = "door#";
/// Prefix of the counts of posts within a day at the door.
pub(crate) const POSTS: &str = "posts#";

/// The partition of a day's counters at the door.
pub(crate) fn door(day: NaiveDate) -> String {
    format!("{DOOR}{day}")
}

/// The counts of the posts of one form on a day; of posts to no form where there is none.
pub(crate) fn door_posts(day: NaiveDate, form: Option<&FormId>) -> Key {
    Key::new(door(day), format!("{POSTS}{}", form.map_or("", FormId::as_str)))
}

/// The form in the sort key of counts of posts.
pub(crate) fn parse_door_posts(sk: &str) -> Option<FormId> {
    FormId::parse(sk.strip_prefix(POSTS)?).ok()
}

/// The runs that unproven posts began for one mailbox; those of forms with a human check stand apart.
pub(crate) fn begun(mailbox: &DoorHash, checked: bool) -> Key {
    Key::new(format!("{DOOR}mailbox#{}", mailbox.as_str()), if checked { "checked" } else { "runs" })
}

/// The refusal of a mailbox in all its spellings.
pub(crate) fn mailbox_refusal(mailbox: &DoorHash) -> Key {
    Key::new(format!("{DOOR}mailbox#{}", mailbox.as_str()), "refused")
}

/// The posts of one caller on a day.
pub(crate) fn caller(caller: &DoorHash, day: NaiveDate) -> Key {
    Key::new(format!("{DOOR}caller#{}", caller.as_str()), day.to_string())
}

/// The key of the slot of the next first mail.
pub(crate) fn first_mails(slots: FirstMailSlots<'_>) -> Key {
    match slots {
        FirstMailSlots::Domain(domain) => Key::new(format!("{DOOR}domain#{}", domain.as_str()), "arrival"),
        FirstMailSlots::Sequence(sequence) => Key::new(format!("{DOOR}sequence#{sequence}"), "arrival"),
        FirstMailSlots::AtOnce => Key::new(format!("{DOOR}everybody"), "arrival"),
        FirstMailSlots::Waiting => Key::new(format!("{DOOR}everybody"), "waiting"),
    }
}
