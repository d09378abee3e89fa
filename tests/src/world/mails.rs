//! The mails that went out, as they lie in the outbox.

use super::{World, time};
use cadence::Instant;
use gateway::local::outbox::OutboxEntry;

/// A mail in the outbox.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its head, unfolded.
    pub head: String,
    /// The URL where one click unsubscribes; none in mails that offer none.
    pub unsubscribe_url: Option<String>,
}

impl World {
    /// The mails that somebody got, in order: `hello 04-06 10:00`, in Tokyo's time.
    pub fn mails_to(&self, address: &str) -> Vec<String> {
        let entries = self.entries(address);
        entries.iter().map(|entry| format!("{} {}", entry.step, time::shown(sent_at(entry)))).collect()
    }

    /// The steps whose mails somebody got, in order.
    pub fn steps_sent_to(&self, address: &str) -> Vec<String> {
        self.entries(address).into_iter().map(|entry| entry.step).collect()
    }

    /// The entry of the latest mail of a step to somebody.
    pub fn entry(&self, address: &str, step: &str) -> OutboxEntry {
        let found = self.entries(address).into_iter().rfind(|entry| entry.step == step);
        found.unwrap_or_else(|| {
            panic!("no mail of the step {step} went out; only {:?}", self.mails_to(address))
        })
    }

    /// The latest mail of a step to somebody.
    pub fn mail(&self, address: &str, step: &str) -> Mail {
        let entry = self.entry(address, step);
        let (_, bytes) = self.standalone.outbox.mail(&entry.send_key).expect("the mail is in the outbox");
        let text = String::from_utf8(bytes).expect("mails are ASCII on the wire");
        let (head, _) = text.split_once("\r\n\r\n").expect("a mail has a head and a body");
        let head = head.replace("\r\n\t", " ").replace("\r\n ", " ").replace("\r\n", "\n");
        let header = head.lines().find_map(|line| line.strip_prefix("List-Unsubscribe:"));
        let unsubscribe_url = header.and_then(|header| {
            let url = header.split_once('<')?.1.split_once('>')?.0;
            Some(url.split_whitespace().collect())
        });
        Mail { head, unsubscribe_url }
    }

    /// The subject of the latest mail of a step to somebody, where it is written in ASCII.
    pub fn subject(&self, address: &str, step: &str) -> String {
        let head = self.mail(address, step).head;
        let subject = head.lines().find_map(|line| line.strip_prefix("Subject: "));
        subject.expect("a mail has a subject").to_owned()
    }

    /// When the latest mail of a step went out.
    pub fn sent_at(&self, address: &str, step: &str) -> Instant {
        sent_at(&self.entry(address, step))
    }

    /// All entries of somebody's mails, in order.
    pub fn entries(&self, address: &str) -> Vec<OutboxEntry> {
        let lead = self.lead(address);
        let all = self.standalone.outbox.entries().expect("the outbox can be read");
        all.into_iter().filter(|entry| entry.lead == lead.as_str()).collect()
    }
}

fn sent_at(entry: &OutboxEntry) -> Instant {
    chrono::DateTime::parse_from_rfc3339(&entry.at).expect("entries carry their time").to_utc()
}
