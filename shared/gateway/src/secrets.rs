//! The two secrets: the permanent key behind all ids, and the keys of signed links. One JSON text holds both, wherever it
//! is kept: an SSM parameter in the cloud, a file on one machine.

#[cfg(feature = "cloud")]
pub mod ssm;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

/// The secrets.
#[derive(Clone)]
pub struct Secrets {
    /// The key behind all ids; permanent.
    pub identity: Vec<u8>,
    /// Keys of signed links with their names, the newest first.
    pub links: Vec<(String, Vec<u8>)>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// The reason a text does not hold the secrets. The text itself is never part of it.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "the secrets could not be read: {0}; restore the text from its backup, a new one would make every lead a stranger"
)]
pub struct SecretsError(String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    identity: String,
    links: Vec<LinkKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkKey {
    id: String,
    key: String,
}

impl Secrets {
    /// New secrets from 64 random bytes.
    pub fn from_random(bytes: &[u8; 64]) -> Self {
        Self { identity: bytes[..32].to_vec(), links: vec![("k1".to_owned(), bytes[32..].to_vec())] }
    }

    /// Reads the JSON text.
    pub fn read(text: &str) -> Result<Self, SecretsError> {
        let text: Text = serde_json::from_str(text)
            .map_err(|error| SecretsError(format!("line {} is not as expected", error.line())))?;
        let bytes = |name: &str, base64: &str| {
            BASE64.decode(base64.as_bytes()).map_err(|_| SecretsError(format!("`{name}` is not base64")))
        };
        let identity = bytes("identity", &text.identity)?;
        let links = text.links.iter().map(|link| Ok((link.id.clone(), bytes(&link.id, &link.key)?)));
        Ok(Self { identity, links: links.collect::<Result<_, SecretsError>>()? })
    }

    /// The JSON text.
    pub fn text(&self) -> String {
        let links: Vec<_> = self
            .links
            .iter()
            .map(|(id, key)| serde_json::json!({ "id": id, "key": BASE64.encode(key) }))
            .collect();
        serde_json::json!({ "identity": BASE64.encode(&self.identity), "links": links }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_survive_writing_and_reading_and_are_never_printed() {
        let secrets = Secrets::from_random(&[9; 64]);
        let read = Secrets::read(&secrets.text()).unwrap();
        assert_eq!(read.identity, secrets.identity);
        assert_eq!(read.links, secrets.links);
        assert_eq!(format!("{read:?}"), "Secrets(…)");
        assert!(!format!("{:?}", Secrets::read("{\"identity\":\"c2VjcmV0\"}").unwrap_err()).contains("c2Vj"));
    }
}
