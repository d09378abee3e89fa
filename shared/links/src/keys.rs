//! The ring of keys and the form of a token, whatever it says.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// Bytes of a key at least.
pub const KEY_BYTES_MIN: usize = 32;
/// Characters of a key id at most.
pub const KEY_ID_LENGTH_MAX: usize = 16;
/// Characters of a token at most; longer text is not looked at.
const TOKEN_LENGTH_MAX: usize = 400;
const MAC_BYTES: usize = 16;
const FORM: &str = "v1";

/// The reason keys make no ring.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// No key at all.
    #[error("there is no link key; make one of at least {KEY_BYTES_MIN} random bytes")]
    None,
    /// A key that could be guessed.
    #[error("link key `{id}` has {bytes} bytes; at least {KEY_BYTES_MIN} random bytes are needed")]
    Short {
        /// Its id.
        id: String,
        /// The number of its bytes.
        bytes: usize,
    },
    /// A key id that cannot stand in a link.
    #[error("a link key's id is not 1 to {KEY_ID_LENGTH_MAX} lower case letters and digits; rename it")]
    Id,
    /// Two keys with one id.
    #[error("two link keys have the id `{id}`; give each its own")]
    Twice {
        /// The id.
        id: String,
    },
}

/// A text that is not a token of this program and purpose. It does not say why: an answer would help a forger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the link is not valid; use the one in the mail")]
pub struct BadToken;

/// The purpose of a token; one for another purpose is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To refuse.
    Unsubscribe,
    /// To confirm an agreement.
    Confirm,
    /// To take back the refusal of a moment ago.
    TakeBack,
    /// To post a form that is for staff only.
    Form,
    /// To tell of leads as another system of the company.
    Api,
    /// To sign, as the company's own server, that a person posts a form.
    HumanCheck,
    /// To see the pages of one machine.
    Pages,
}

impl Purpose {
    /// Whether older keys still verify. Mails with their links lie in mailboxes, those to refuse for years; who was handed something to post
    /// with can be handed another one, and is shut out by a new key.
    fn outlives_its_key(self) -> bool {
        match self {
            Self::Unsubscribe | Self::Confirm => true,
            Self::TakeBack | Self::Form | Self::Api | Self::HumanCheck | Self::Pages => false,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Unsubscribe => "u",
            Self::Confirm => "c",
            Self::TakeBack => "t",
            Self::Form => "f",
            Self::Api => "a",
            Self::HumanCheck => "h",
            Self::Pages => "p",
        }
    }
}

/// The keys links are signed with: the newest signs; all of them verify what lies in mailboxes, and the newest alone what was
/// handed out to staff and other systems.
///
/// To rotate, put a new key first and keep the old ones for as long as mails with their links lie in mailboxes.
#[derive(Clone)]
pub struct LinkKeys {
    newest: Key,
    older: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    id: String,
    bytes: Vec<u8>,
}

impl fmt::Debug for LinkKeys {
    /// Ids only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all().map(|key| &key.id)).finish()
    }
}

impl LinkKeys {
    /// Takes keys with their ids, the newest first.
    pub fn new(keys: Vec<(String, Vec<u8>)>) -> Result<Self, KeyProblem> {
        let mut ring: Vec<Key> = Vec::with_capacity(keys.len());
        for (id, bytes) in keys {
            let plain = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            if id.is_empty() || id.len() > KEY_ID_LENGTH_MAX || !plain {
                return Err(KeyProblem::Id);
            }
            if bytes.len() < KEY_BYTES_MIN {
                return Err(KeyProblem::Short { id, bytes: bytes.len() });
            }
            if ring.iter().any(|other| other.id == id) {
                return Err(KeyProblem::Twice { id });
            }
            ring.push(Key { id, bytes });
        }
        let mut ring = ring.into_iter();
        let newest = ring.next().ok_or(KeyProblem::None)?;
        Ok(Self { newest, older: ring.collect() })
    }

    /// Signs a payload with the newest key.
    pub(crate) fn sign(&self, purpose: Purpose, payload: &[u8]) -> String {
        let payload = BASE64URL_NOPAD.encode(payload);
        let mut token = format!("{FORM}.{}.{}.{payload}", self.newest.id, purpose.as_str());
        let full = self.newest.mac(&token).finalize().into_bytes();
        token.push('.');
        token.push_str(&BASE64URL_NOPAD.encode(&full[..MAC_BYTES]));
        token
    }

    /// The payload of a token signed for this purpose with a key that verifies it.
    pub(crate) fn verify(&self, purpose: Purpose, token: &str) -> Result<Vec<u8>, BadToken> {
        if token.len() > TOKEN_LENGTH_MAX {
            return Err(BadToken);
        }
        let (signed, mac) = token.rsplit_once('.').ok_or(BadToken)?;
        let fields: Vec<&str> = signed.split('.').collect();
        let [form, id, of_purpose, payload] = fields.as_slice() else { return Err(BadToken) };
        let mut keys = self.all().take(if purpose.outlives_its_key() { usize::MAX } else { 1 });
        let key = keys.find(|key| key.id == *id).ok_or(BadToken)?;
        let mac = BASE64URL_NOPAD.decode(mac.as_bytes()).map_err(|_| BadToken)?;
        if mac.len() != MAC_BYTES {
            return Err(BadToken);
        }
        key.mac(signed).verify_truncated_left(&mac).map_err(|_| BadToken)?;
        if *form != FORM || *of_purpose != purpose.as_str() {
            return Err(BadToken);
        }
        BASE64URL_NOPAD.decode(payload.as_bytes()).map_err(|_| BadToken)
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.newest).chain(&self.older)
    }
}

impl Key {
    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104 §3)")]
        let mac = Hmac::<Sha256>::new_from_slice(&self.bytes).expect("HMAC takes any key");
        mac.chain_update(signed.as_bytes())
    }
}

#[cfg(test)]
mod tests;
