//! Names of things, each its own type, each checked once when it is made.
//!
//! Ids that marketers choose (sequences, steps, mails, forms, tags, events, channels) are file-name safe and fit into an
//! SES message tag: ASCII lower case letters, digits, hyphens and underscores. Ids made by the program are hashes or
//! random text.

use crate::limits::{HASH_ID_LENGTH, NAME_LENGTH_MAX};
use std::fmt;

/// The reason why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing was written.
    #[error("the id is empty; write a short name such as `welcome`")]
    Empty,
    /// More than [`NAME_LENGTH_MAX`] characters.
    #[error("the id has {length} characters; at most {NAME_LENGTH_MAX} are allowed")]
    TooLong {
        /// The number of characters found.
        length: usize,
    },
    /// A character that cannot stand in a file name and in an SES message tag.
    #[error("the id contains {found:?}; use lower case letters a-z, digits, hyphens and underscores")]
    Character {
        /// The first character that is not allowed.
        found: char,
    },
    /// A hash id that does not look like one.
    #[error("not an id made by this program (expected {HASH_ID_LENGTH} characters of base32)")]
    NotAHash,
}

fn name(text: &str) -> Result<String, IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if let Some(found) =
        text.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-' || *c == '_'))
    {
        return Err(IdError::Character { found });
    }
    if text.len() > NAME_LENGTH_MAX {
        return Err(IdError::TooLong { length: text.len() });
    }
    Ok(text.to_owned())
}

fn hash(text: &str) -> Result<String, IdError> {
    let fits = text.len() == HASH_ID_LENGTH
        && text.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b));
    if fits { Ok(text.to_owned()) } else { Err(IdError::NotAHash) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Checks and takes the text.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                $check(text).map(Self)
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(/** A sequence: the name of its file under `templates/sequences`. */ SequenceId, name);
id!(/** A topic of marketing: its name in `settings.json`. */ TopicId, name);
id!(/** A step, stable within its sequence; never its position. */ StepId, name);
id!(/** A mail: the name of its folder under `templates/emails/<sequence>`. */ MailName, name);
id!(/** A form: the name of its file under `templates/forms`. */ FormId, name);
id!(/** A tag on a lead. */ Tag, name);
id!(/** A list that an import brings: whoever was in the file. */ ListId, name);
id!(/** The name of an event that happens to a lead, such as `purchase`. */ EventName, name);
id!(/** Where a notify step reports to, such as `sales`. */ Channel, name);
id!(/** A lead: keyed hash of the normalized address. */ LeadId, hash);
id!(/** One passage of a lead through a sequence, derived from the entry event. */ RunId, hash);
id!(/** One try to hand over one mail; random, made by the caller. */ AttemptId, hash);
id!(/** The content of a published sequence with its mails and settings. */ Version, hash);

impl AttemptId {
    /// The id that stands for 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(crate::base32::encode(&bytes))
    }
}

impl LeadId {
    pub(crate) fn from_digest(bytes: &[u8; 16]) -> Self {
        Self(crate::base32::encode(bytes))
    }
}

impl RunId {
    /// The run with these 16 bytes.
    pub fn from_digest(bytes: &[u8; 16]) -> Self {
        Self(crate::base32::encode(bytes))
    }

    /// The 16 bytes that the text stands for.
    pub fn digest(&self) -> [u8; 16] {
        crate::base32::decode(&self.0)
    }
}

impl Version {
    /// The version of content with this digest.
    pub fn from_digest(bytes: &[u8; 16]) -> Self {
        Self(crate::base32::encode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_that_fits_a_file_and_a_message_tag_is_taken() {
        for text in ["welcome", "step-2", "complaint_opened", "7", &"a".repeat(NAME_LENGTH_MAX)] {
            assert_eq!(SequenceId::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_name_that_does_not_fit_says_why() {
        assert_eq!(StepId::parse(""), Err(IdError::Empty));
        assert_eq!(Tag::parse(&"a".repeat(41)), Err(IdError::TooLong { length: 41 }));
        for (text, found) in
            [("Welcome", 'W'), ("a b", ' '), ("../secret", '.'), ("休眠", '休'), ("a\nb", '\n')]
        {
            assert_eq!(MailName::parse(text), Err(IdError::Character { found }), "{text:?}");
        }
    }

    #[test]
    fn only_26_characters_of_base32_are_an_id_of_the_program() {
        assert!(LeadId::parse(&"a2".repeat(13)).is_ok());
        for text in
            [String::new(), "a".repeat(25), "a".repeat(27), "A".repeat(26), "1".repeat(26), "é".repeat(13)]
        {
            assert_eq!(RunId::parse(&text), Err(IdError::NotAHash), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_id_made_from_bytes_is_read_back(bytes in any::<[u8; 16]>()) {
            let attempt = AttemptId::from_random(bytes);
            prop_assert_eq!(AttemptId::parse(attempt.as_str()), Ok(attempt));
            let lead = LeadId::from_digest(&bytes);
            prop_assert_eq!(LeadId::parse(&lead.to_string()), Ok(lead));
        }

        #[test]
        fn what_is_taken_fits_an_ses_message_tag(text in any::<String>()) {
            if let Ok(id) = EventName::parse(&text) {
                prop_assert!(id.as_str().chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
                prop_assert!((1..=256).contains(&id.as_str().len()));
            }
        }
    }
}
