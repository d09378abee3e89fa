//! The outbox: mails as `.eml` files named by send key, written through to the disk before they count as taken.
//!
//! A mail whose file is there was taken, one whose file is not there was not: no mail is ever unknown. Beside each
//! mail lies what SES would know about it (its tags), and a feedback queue gets the events that SES would publish.

use super::{Proof, SendRequest};
use crate::private;
use crate::queue::local::LocalQueue;
use cadence::Instant;
use cadence::disposition::SendFailure;
use cadence::facts::MessageName;
use cadence::ids::LeadId;
use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A folder that takes mail. Clones are the same one.
#[derive(Debug, Clone)]
pub struct Outbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    feedback: LocalQueue,
    ledger: Option<Mutex<std::fs::File>>,
    taken: std::sync::atomic::AtomicU64,
    failing: std::sync::atomic::AtomicBool,
}

/// The entry beside a mail: its tags and when it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// The send key; the file's name.
    pub send_key: String,
    /// The attempt that was taken.
    pub attempt: String,
    /// The sequence.
    pub sequence: String,
    /// The run.
    pub run: String,
    /// The step.
    pub step: String,
    /// The lead.
    pub lead: String,
    /// When it was taken, RFC 3339 in UTC.
    pub at: String,
    /// The same moment in the lead's zone.
    pub local: String,
    /// Whether opens and clicks may be tracked.
    pub tracking: bool,
}

impl OutboxEntry {
    fn of(request: &SendRequest<'_>) -> Self {
        Self {
            send_key: request.name.send_key.as_str().to_owned(),
            attempt: request.attempt.as_str().to_owned(),
            sequence: request.name.sequence.as_str().to_owned(),
            run: request.name.run.as_str().to_owned(),
            step: request.name.step.as_str().to_owned(),
            lead: request.name.lead.as_str().to_owned(),
            at: request.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            local: request.at.with_timezone(&request.zone).to_rfc3339_opts(SecondsFormat::Millis, false),
            tracking: request.tracking,
        }
    }

    /// The name under which the outbox knows the mail, as SES has message ids.
    pub fn message_id(&self) -> String {
        format!("outbox-{}", self.send_key)
    }
}

impl Outbox {
    /// Opens a folder, which is made if it is not there. Events go to `feedback`, and one JSON line a mail to `ledger`.
    pub fn open(folder: &Path, feedback: LocalQueue, ledger: Option<&Path>) -> std::io::Result<Self> {
        private::make_folder(folder)?;
        let emptied = |path| private::open_lines(path).and_then(|file| file.set_len(0).map(|()| file));
        let ledger = ledger.map(emptied).transpose()?.map(Mutex::new);
        let taken = std::sync::atomic::AtomicU64::new(0);
        let failing = std::sync::atomic::AtomicBool::new(false);
        Ok(Self(Arc::new(Inner { folder: folder.to_owned(), feedback, ledger, taken, failing })))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Whether the last mail could not be written.
    pub fn is_failing(&self) -> bool {
        self.0.failing.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Mails taken since it was opened.
    pub fn taken(&self) -> u64 {
        self.0.taken.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The entries of all mails, the oldest first.
    pub fn entries(&self) -> std::io::Result<Vec<OutboxEntry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(&self.0.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "eml")
                && let Ok(entry) = Self::read_entry(&path)
            {
                entries.push(entry);
            }
        }
        entries.sort_by(|a, b| (&a.at, &a.send_key).cmp(&(&b.at, &b.send_key)));
        Ok(entries)
    }

    /// The entries of one person's mails, the oldest first.
    pub fn entries_of(&self, lead: &LeadId) -> std::io::Result<Vec<OutboxEntry>> {
        let mut entries = self.entries()?;
        entries.retain(|entry| entry.lead == lead.as_str());
        Ok(entries)
    }

    /// Takes a person's mails out of the folder, and tells how many there were.
    pub fn forget(&self, lead: &LeadId) -> std::io::Result<usize> {
        let entries = self.entries_of(lead)?;
        for entry in &entries {
            // The mail first: what has no mail is no entry.
            for extension in ["eml", "json"] {
                private::remove(&self.path(&entry.send_key, extension))?;
            }
        }
        if !entries.is_empty() {
            private::sync_folder(&self.0.folder)?;
        }
        Ok(entries.len())
    }

    /// The entry and the bytes of one mail.
    pub fn mail(&self, send_key: &str) -> std::io::Result<(OutboxEntry, Vec<u8>)> {
        let path = self.path(send_key, "eml");
        let bytes = std::fs::read(&path)?;
        Ok((Self::read_entry(&path)?, bytes))
    }

    pub(crate) fn proof(&self, name: &MessageName) -> Proof {
        let path = self.path(name.send_key.as_str(), "eml");
        if path.exists() { Proof::Taken } else { Proof::NotTaken }
    }

    pub(crate) async fn put(&self, request: &SendRequest<'_>) -> Result<String, SendFailure> {
        let entry = OutboxEntry::of(request);
        let path = self.path(&entry.send_key, "eml");
        if path.exists() {
            return Ok(entry.message_id());
        }
        let json = serde_json::to_vec_pretty(&entry).map_err(|_| SendFailure::BadRequest)?;
        let (this, bytes, written) = (self.clone(), request.mime.to_vec(), entry.clone());
        let outcome = tokio::task::spawn_blocking(move || this.write(&written, &json, &bytes)).await;
        let written = matches!(outcome, Ok(Ok(())));
        self.0.failing.store(!written, std::sync::atomic::Ordering::Relaxed);
        match outcome {
            Ok(Ok(())) => {}
            // Nothing under the mail's name means nothing was taken, whatever happened to the temporary files.
            Ok(Err(error)) => {
                tracing::error!(%error, "the outbox could not write a mail; it waits for a minute");
                return Err(if path.exists() { SendFailure::NoAnswer } else { SendFailure::NotConnected });
            }
            Err(_) => return Err(SendFailure::NoAnswer),
        }
        self.0.taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.0.feedback.send([
            ses_event(&entry, "Send", request.at, serde_json::json!({})),
            ses_event(&entry, "Delivery", request.at, serde_json::json!({ "smtpResponse": "250 ok" })),
        ]);
        Ok(entry.message_id())
    }

    fn write(&self, entry: &OutboxEntry, json: &[u8], mime: &[u8]) -> std::io::Result<()> {
        private::write(&self.path(&entry.send_key, "json"), json)?;
        private::write(&self.path(&entry.send_key, "eml"), mime)?;
        private::sync_folder(&self.0.folder)?;
        if let Some(ledger) = &self.0.ledger {
            let line = serde_json::to_string(entry)?;
            let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
            private::append_line(&mut ledger, &line)?;
        }
        Ok(())
    }

    fn read_entry(eml: &Path) -> std::io::Result<OutboxEntry> {
        let bytes = std::fs::read(eml.with_extension("json"))?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    fn path(&self, send_key: &str, extension: &str) -> PathBuf {
        self.0.folder.join(format!("{send_key}.{extension}"))
    }
}

/// An event about a mail in the outbox, in the shape in which SES publishes it.
pub fn ses_event(entry: &OutboxEntry, kind: &str, at: Instant, mut payload: serde_json::Value) -> String {
    let stamp = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    payload["timestamp"] = stamp.into();
    let key = match kind {
        "DeliveryDelay" => "deliveryDelay".to_owned(),
        "Rendering Failure" => "failure".to_owned(),
        other => other.to_lowercase(),
    };
    let tag = |value: &str| serde_json::json!([value]);
    let mut event = serde_json::json!({
        "eventType": kind,
        "mail": {
            "timestamp": entry.at,
            "messageId": entry.message_id(),
            "tags": {
                "send_key": tag(&entry.send_key),
                "attempt": tag(&entry.attempt),
                "lead": tag(&entry.lead),
                "sequence": tag(&entry.sequence),
                "run": tag(&entry.run),
                "step": tag(&entry.step),
            },
        },
    });
    event[key] = payload;
    event.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cadence::address::EmailAddress;
    use cadence::ids::{AttemptId, LeadId, RunId, SequenceId, StepId};
    use cadence::send_key::SendKey;

    #[tokio::test]
    async fn a_mail_handed_over_twice_is_one_file_one_line_and_two_events() {
        let folder = tempfile::tempdir().unwrap();
        let feedback = LocalQueue::new("feedback", None);
        let ledger = folder.path().join("ledger.jsonl");
        let outbox = Outbox::open(&folder.path().join("outbox"), feedback.clone(), Some(&ledger)).unwrap();
        let id = "a".repeat(26);
        let name = MessageName {
            send_key: SendKey::parse(&id).unwrap(),
            lead: LeadId::parse(&id).unwrap(),
            sequence: SequenceId::parse("welcome").unwrap(),
            run: RunId::parse(&id).unwrap(),
            step: StepId::parse("hello").unwrap(),
        };
        assert_eq!(outbox.proof(&name), Proof::NotTaken);
        let address = EmailAddress::parse("taro@example.jp").unwrap();
        for attempt in [AttemptId::from_random([1; 16]), AttemptId::from_random([2; 16])] {
            let request = SendRequest {
                name: &name,
                attempt: &attempt,
                from: &address,
                to: &address,
                mime: b"Subject: x\r\n\r\nbody",
                tracking: true,
                zone: chrono_tz::Asia::Tokyo,
                at: Instant::UNIX_EPOCH,
            };
            outbox.put(&request).await.unwrap();
        }
        assert_eq!(outbox.proof(&name), Proof::Taken);
        assert_eq!(outbox.taken(), 1);
        assert_eq!(feedback.len(), 2);
        let lines = std::fs::read_to_string(ledger).unwrap();
        assert_eq!(lines.lines().count(), 1);
        assert!(lines.contains("1970-01-01T09:00:00.000+09:00"), "{lines}");
        assert_eq!(outbox.entries().unwrap().len(), 1);
    }
}
