//! The folder of dead letters: messages that no function could handle, each with the reason why beside it.
//!
//! A letter is kept as it came, so it may hold personal data; its name and its reason never do. What is to become of a
//! letter is for a person to say.

use crate::private;
use cadence::Instant;
use cadence::fingerprint;
use chrono::{DateTime, SecondsFormat, Utc};
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

/// The end of the name of a letter, and of the reason beside it.
const LETTER: &str = "json";
const REASON: &str = "reason";
/// Hexadecimal digits at the end of an id.
const DIGITS: usize = 16;

/// The name of a dead letter: its queue, and a digest of its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeadLetterId(String);

impl DeadLetterId {
    /// The id of a text that died in a queue The same text has the same id.
    pub fn of(queue: &str, body: &str) -> Self {
        Self(format!("{queue}-{}", fingerprint::hex(body)))
    }

    /// Reads an id; none for a text that is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (queue, digest) = text.rsplit_once('-')?;
        let named = !queue.is_empty() && queue.bytes().all(|byte| byte.is_ascii_lowercase());
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let whole = digest.len() == DIGITS && digest.bytes().all(digits);
        (named && whole).then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The queue in which it died.
    pub fn queue(&self) -> &str {
        self.0.rsplit_once('-').map_or("", |(queue, _)| queue)
    }
}

/// The facts known of a dead letter without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its name.
    pub id: DeadLetterId,
    /// When it died; none where that was not written down.
    pub died_at: Option<Instant>,
    /// The reason it died; none where that was not written down.
    pub reason: Option<String>,
}

/// The folder. It is made when the first letter is put into it.
#[derive(Debug, Clone)]
pub struct DeadLetters(PathBuf);

impl DeadLetters {
    /// The letters in a folder.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Keeps a letter, its reason first, so that none is found without one.
    pub fn bury(&self, id: &DeadLetterId, body: &str, died_at: Instant, reason: &str) -> Result<()> {
        private::make_folder(&self.0)?;
        self.note_reason(id, died_at, reason)?;
        private::write(&self.path(id, LETTER), body.as_bytes())
    }

    /// Writes down why a letter died again; the letter stays as it is, byte for byte.
    pub fn note_reason(&self, id: &DeadLetterId, died_at: Instant, reason: &str) -> Result<()> {
        let stamp = died_at.to_rfc3339_opts(SecondsFormat::Millis, true);
        private::write(&self.path(id, REASON), format!("{stamp}\n{reason}\n").as_bytes())
    }

    /// All letters, the latest first.
    pub fn all(&self) -> Result<Vec<DeadLetter>> {
        let entries = match std::fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut letters = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if let Some(id) = id_of(&path) {
                letters.push(self.known(id)?);
            }
        }
        letters.sort_by(|a, b| b.died_at.cmp(&a.died_at).then_with(|| a.id.cmp(&b.id)));
        Ok(letters)
    }

    /// One letter with its text; none where there is none of that name. Bytes that are not UTF-8 stand as U+FFFD, so that one
    /// such letter keeps nobody from the others.
    pub fn read(&self, id: &DeadLetterId) -> Result<Option<(DeadLetter, String)>> {
        match std::fs::read(self.path(id, LETTER)) {
            Ok(body) => Ok(Some((self.known(id.clone())?, String::from_utf8_lossy(&body).into_owned()))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes a letter out of the folder, whether or not it is there.
    pub fn remove(&self, id: &DeadLetterId) -> Result<()> {
        for ending in [LETTER, REASON] {
            private::remove(&self.path(id, ending))?;
        }
        Ok(())
    }

    fn known(&self, id: DeadLetterId) -> Result<DeadLetter> {
        let text = match std::fs::read(self.path(&id, REASON)) {
            Ok(text) => String::from_utf8_lossy(&text).into_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let (stamp, reason) = text.split_once('\n').unwrap_or_default();
        let died_at = DateTime::parse_from_rfc3339(stamp).ok().map(|at| at.with_timezone(&Utc));
        let reason = Some(reason.trim_end().to_owned()).filter(|reason| !reason.is_empty());
        Ok(DeadLetter { id, died_at, reason })
    }

    fn path(&self, id: &DeadLetterId, ending: &str) -> PathBuf {
        self.0.join(format!("{}.{ending}", id.as_str()))
    }
}

/// The id in the name of a letter's file.
fn id_of(path: &Path) -> Option<DeadLetterId> {
    let (stem, ending) = path.file_name()?.to_str()?.split_once('.')?;
    DeadLetterId::parse(stem).filter(|_| ending == LETTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_timestamp_millis(second * 1000).unwrap()
    }

    #[test]
    fn a_letter_is_found_with_its_reason_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let letters = DeadLetters::in_folder(folder.path().join("dead-letters"));
        assert_eq!(letters.all().unwrap(), []);
        let (early, late) = (DeadLetterId::of("feedback", "a"), DeadLetterId::of("sends", "b"));
        letters.bury(&early, "a", at(1), "not understood").unwrap();
        letters.bury(&late, "b", at(2), "the table did not answer").unwrap();
        let all = letters.all().unwrap();
        assert_eq!(all.iter().map(|letter| &letter.id).collect::<Vec<_>>(), [&late, &early]);
        assert_eq!((late.queue(), early.queue()), ("sends", "feedback"));
        let (letter, body) = letters.read(&early).unwrap().unwrap();
        assert_eq!((body.as_str(), letter.died_at), ("a", Some(at(1))));
        assert_eq!(letter.reason.as_deref(), Some("not understood"));
        letters.remove(&early).unwrap();
        letters.remove(&early).unwrap();
        assert_eq!(letters.read(&early).unwrap(), None);
        assert_eq!(letters.all().unwrap().len(), 1);
        assert_eq!(std::fs::read_dir(folder.path().join("dead-letters")).unwrap().count(), 2);
    }

    #[test]
    fn a_letter_without_a_reason_beside_it_is_listed_too() {
        let folder = tempfile::tempdir().unwrap();
        let id = DeadLetterId::of("feedback", "x");
        std::fs::write(folder.path().join(format!("{}.json", id.as_str())), "x").unwrap();
        std::fs::write(folder.path().join("notes.txt"), "y").unwrap();
        let all = DeadLetters::in_folder(folder.path().to_owned()).all().unwrap();
        assert_eq!(all, [DeadLetter { id, died_at: None, reason: None }]);
    }

    #[test]
    fn a_letter_that_is_not_utf_8_is_listed_and_read_beside_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let letters = DeadLetters::in_folder(folder.path().to_owned());
        let (odd, good) = (DeadLetterId::of("feedback", "odd"), DeadLetterId::of("feedback", "good"));
        letters.bury(&good, "good", at(1), "not understood").unwrap();
        for ending in [LETTER, REASON] {
            std::fs::write(letters.path(&odd, ending), b"caf\xe9 \xff\xfe").unwrap();
        }
        assert_eq!(letters.all().unwrap().len(), 2);
        let (_, body) = letters.read(&odd).unwrap().unwrap();
        assert_eq!(body, "caf\u{fffd} \u{fffd}\u{fffd}");
        assert_eq!(letters.read(&good).unwrap().unwrap().1, "good");
    }

    #[test]
    fn only_names_of_letters_are_ids() {
        let id = DeadLetterId::of("feedback", "text");
        assert_eq!(DeadLetterId::parse(id.as_str()), Some(id));
        for text in [
            "",
            "feedback",
            "feedback-12",
            "../secrets-0123456789abcdef",
            "-0123456789abcdef",
            "sends-0123456789ABCDEF",
        ] {
            assert_eq!(DeadLetterId::parse(text), None, "{text}");
        }
    }
}
