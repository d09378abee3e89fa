//! Keyed hashes that name a lead, a run and a mail without naming a person.
//!
//! HMAC-SHA-256 (RFC 2104) cut to 128 bits and written in base32 (RFC 4648 §6, lower case, no padding), so that every id
//! fits an SES message tag, a file name and a table key. Each kind of id has its own prefix in the hashed text, and each
//! part its length, so no two different inputs hash the same text.

use crate::address::EmailAddress;
use crate::base32::{decode, encode};
use crate::caller::{Caller, CallerTag};
use crate::ids::{LeadId, RunId, SequenceId, StepId};
use chrono::NaiveDate;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;

/// SHA-256 (FIPS 180-4) of a text in hexadecimal: proof of what a consent was given to.
pub fn text_hash(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// The key behind all ids. It is permanent: with another key every lead would be a stranger.
#[derive(Clone)]
pub struct IdentityKey(Vec<u8>);

/// The reason why bytes are no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the identity key has {0} bytes; at least 32 random bytes are needed")]
pub struct KeyTooShort(usize);

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityKey(…)")
    }
}

impl IdentityKey {
    /// Takes at least 32 random bytes.
    pub fn new(bytes: Vec<u8>) -> Result<Self, KeyTooShort> {
        if bytes.len() < 32 { Err(KeyTooShort(bytes.len())) } else { Ok(Self(bytes)) }
    }

    /// A short text by which two keys can be told apart; stored beside the data to refuse a start with another key.
    pub fn fingerprint(&self) -> String {
        encode(&self.digest("fingerprint", &[]))
    }

    /// The lead with this address.
    pub fn lead(&self, address: &EmailAddress) -> LeadId {
        LeadId::from_digest(&self.digest("lead", &[address.key()]))
    }

    /// The run that an entry event starts.
    pub fn run(&self, lead: &LeadId, sequence: &SequenceId, entry_event: &str) -> RunId {
        RunId::from_digest(&self.digest("run", &[lead.as_str(), sequence.as_str(), entry_event]))
    }

    /// The mail of one step in one run. The version of the sequence is not part of it: an edit must not send again.
    pub fn send_key(&self, lead: &LeadId, sequence: &SequenceId, run: &RunId, step: &StepId) -> SendKey {
        SendKey(encode(
            &self.digest("send", &[lead.as_str(), sequence.as_str(), run.as_str(), step.as_str()]),
        ))
    }

    /// The key of an effect other than mail, so that receivers can drop repetitions.
    pub fn effect_key(&self, lead: &LeadId, sequence: &SequenceId, run: &RunId, step: &StepId) -> String {
        encode(&self.digest("effect", &[lead.as_str(), sequence.as_str(), run.as_str(), step.as_str()]))
    }

    /// The key under which things are counted at the door. A hash made with it cannot be held against ids of leads.
    pub fn door(&self) -> DoorKey {
        DoorKey(Self([self.digest("door", &["1"]), self.digest("door", &["2"])].concat()))
    }

    fn digest(&self, kind: &str, parts: &[&str]) -> [u8; 16] {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104 §3)")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any key");
        for part in std::iter::once(&kind).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let full = mac.finalize().into_bytes();
        let mut cut = [0; 16];
        cut.copy_from_slice(&full[..16]);
        cut
    }
}

/// Names addresses, domains and callers for counting at the door, and for nothing else.
#[derive(Debug, Clone)]
pub struct DoorKey(IdentityKey);

impl DoorKey {
    /// The mailbox behind an address, in whatever spelling.
    pub fn mailbox(&self, address: &EmailAddress) -> DoorHash {
        DoorHash(encode(&self.0.digest("mailbox", &[&address.canonical()])))
    }

    /// The domain of an address.
    pub fn domain(&self, address: &EmailAddress) -> DoorHash {
        DoorHash(encode(&self.0.digest("domain", &[address.domain()])))
    }

    /// A caller on one day; on the next day the same caller has another name.
    pub fn caller(&self, caller: &Caller, day: NaiveDate) -> (DoorHash, CallerTag) {
        let network = data_encoding::HEXLOWER.encode(&caller.bytes());
        let digest = self.0.digest("caller", &[&day.to_string(), &network]);
        let [first, second, third, fourth, ..] = digest;
        (DoorHash(encode(&digest)), CallerTag([first, second, third, fourth]))
    }
}

/// A name under which something is counted at the door.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DoorHash(String);

impl DoorHash {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names one mail to one person for ever; every SES event about it carries it back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SendKey(String);

impl SendKey {
    /// Takes a send key that came back in an event or stands in the table.
    pub fn parse(text: &str) -> Result<Self, crate::ids::IdError> {
        crate::ids::LeadId::parse(text).map(|id| Self(id.as_str().to_owned()))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag under which an enrollment remembers the mail: the first 32 bits of the key.
    pub fn tag(&self) -> MailTag {
        let [first, second, third, fourth, ..] = decode(&self.0);
        MailTag([first, second, third, fourth])
    }
}

/// The first 32 bits of a send key: enough to tell the few mails of one enrollment apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailTag(pub [u8; 4]);

impl fmt::Display for SendKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> IdentityKey {
        IdentityKey::new(vec![7; 32]).unwrap()
    }

    #[test]
    fn the_tag_of_a_send_key_is_its_first_four_bytes() {
        for bytes in [[0; 16], [255; 16], std::array::from_fn(|at| u8::try_from(at * 17).unwrap())] {
            let tag = SendKey::parse(&encode(&bytes)).unwrap().tag();
            assert_eq!(tag, MailTag([bytes[0], bytes[1], bytes[2], bytes[3]]));
        }
    }

    #[test]
    fn parts_do_not_run_into_one_another() {
        let key = key();
        assert_ne!(key.digest("x", &["ab", "c"]), key.digest("x", &["a", "bc"]));
        assert_ne!(key.digest("lead", &["a"]), key.digest("send", &["a"]));
    }

    /// Worked out apart from this program: ids that came out otherwise would make every lead a stranger.
    #[test]
    fn ids_stay_what_they_are_for_ever() {
        let key = key();
        let lead = key.lead(&EmailAddress::parse("taro@example.jp").unwrap());
        let (sequence, step) = (SequenceId::parse("welcome").unwrap(), StepId::parse("hello").unwrap());
        let run = key.run(&lead, &sequence, "post-1");
        let mail = key.send_key(&lead, &sequence, &run, &step);
        let effect = key.effect_key(&lead, &sequence, &run, &step);
        assert_eq!(key.fingerprint(), "sh2yj42jdeqreeeg6ilcu555ce");
        assert_eq!(lead.as_str(), "dcpnuyfxaxcyba7anegrrdhkoq");
        assert_eq!(run.as_str(), "tbzygnskvedntwfnv3zllxw4gm");
        assert_eq!(mail.as_str(), "o2rxbo5mm6exfq6oiomizsbkge");
        assert_eq!(effect, "v2yobko5rillyeap5cgmfxlrba");
        assert_eq!(SendKey::parse(&mail.to_string()), Ok(mail));
    }

    #[test]
    fn door_counters_have_names_of_their_own_and_callers_new_ones_each_day() {
        let (key, door) = (key(), key().door());
        let taro = EmailAddress::parse("taro@example.jp").unwrap();
        let tagged = EmailAddress::parse("Taro+1@example.jp").unwrap();
        assert_eq!(door.mailbox(&taro), door.mailbox(&tagged));
        assert_ne!(door.mailbox(&taro).as_str(), key.lead(&taro).as_str());
        assert_ne!(door.mailbox(&taro), door.domain(&taro));
        let caller = Caller::nearest("203.0.113.7".parse().unwrap(), "", &[]);
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        assert_eq!(door.caller(&caller, day(1)), door.caller(&caller, day(1)));
        assert_ne!(door.caller(&caller, day(1)), door.caller(&caller, day(2)));
        assert_ne!(key.fingerprint(), door.0.fingerprint());
    }

    #[test]
    fn the_hash_of_a_text_is_that_of_the_standard() {
        // FIPS 180-4, the first example of NIST.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(text_hash("abc"), abc);
    }

    #[test]
    fn a_key_of_31_bytes_is_refused_and_none_is_printed() {
        assert_eq!(IdentityKey::new(vec![0; 31]).unwrap_err(), KeyTooShort(31));
        assert_eq!(format!("{:?}", key()), "IdentityKey(…)");
    }

    #[test]
    fn one_address_in_two_spellings_is_one_lead() {
        let key = key();
        let lead = |text| key.lead(&EmailAddress::parse(text).unwrap());
        assert_eq!(lead("Taro@Example.jp"), lead(" ｔａｒｏ@example.jp "));
        assert_ne!(lead("taro@example.jp"), lead("taro+a@example.jp"));
    }
}
