//! The templates of the company: the small folder among the fixtures, with what a scenario adds.
//!
//! A scenario writes its sequences only. The mails they send are made here, and say no more than their names.

#![expect(clippy::missing_panics_doc, reason = "a company that cannot be founded ends the proof")]
#![expect(clippy::expect_used, reason = "a company that cannot be founded ends the proof")]

use crate::folder;
use crate::mail_service::stamp;
use authoring::publish::Published;
use cadence::Instant;
use cadence::ids::LeadId;
use serde_json::{Value, json};
use std::path::Path;
use store::PublishedMail;

/// The base URL of this company's pages; nothing listens there.
pub const BASE_URL: &str = "https://mail.example.co.jp";

/// A folder of templates that may be edited.
#[derive(Debug)]
pub struct Company(tempfile::TempDir);

impl Company {
    /// The company as it stands among the fixtures, without sequences.
    #[expect(clippy::new_without_default, reason = "a company is founded, not defaulted")]
    pub fn new() -> Self {
        let company = Self(tempfile::tempdir().expect("a folder for templates can be made"));
        folder::copy(&folder::fixtures().join("company"), company.folder())
            .expect("the fixtures can be copied");
        company
    }

    /// The company with one sequence.
    pub fn with(id: &str, sequence: &Value) -> Self {
        let company = Self::new();
        company.sequence(id, sequence);
        company
    }

    /// The company with one more sequence.
    #[must_use]
    pub fn and(self, id: &str, sequence: &Value) -> Self {
        self.sequence(id, sequence);
        self
    }

    /// The company with one of its settings changed.
    #[must_use]
    pub fn with_setting(self, key: &str, value: Value) -> Self {
        self.setting(key, value);
        self
    }

    /// The company without anything that makes its mails wait: no quiet hours, no ceilings that so many posts reach, and callers are
    /// those whom a proxy on this machine names.
    #[must_use]
    pub fn unhurried(self, posts: u32) -> Self {
        let many = json!({ "at_once": posts, "per_day": posts });
        self.with_setting("quiet_hours", json!({ "from": "00:00", "to": "00:00" }))
            .with_setting("trusted_proxies", json!(["127.0.0.1"]))
            .with_setting(
                "ceilings",
                json!({ "domain": many, "everybody": many, "restart_after": "0 minutes" }),
            )
    }

    /// Writes a sequence and the mails it sends that are not there yet.
    pub fn sequence(&self, id: &str, sequence: &Value) {
        self.write(&format!("sequences/{id}.json"), &sequence.to_string());
        for name in sent_by(sequence) {
            let mail = format!("emails/{id}/{name}");
            if !self.folder().join(&mail).exists() {
                self.write(&format!("{mail}/subject.txt"), &format!("{id} {name}"));
                let body =
                    format!("{{{{ lead.name | sama }}}}\n\n[{name}](https://www.example.co.jp/{name})\n");
                self.write(&format!("{mail}/body.md"), &body);
            }
        }
    }

    /// Takes a sequence away, with its mails.
    pub fn remove_sequence(&self, id: &str) {
        std::fs::remove_file(self.folder().join(format!("sequences/{id}.json")))
            .expect("the sequence is there");
        std::fs::remove_dir_all(self.folder().join(format!("emails/{id}"))).expect("its mails are there");
    }

    /// Changes one of the settings.
    pub fn setting(&self, key: &str, value: Value) {
        let path = self.folder().join("settings.json");
        let text = std::fs::read_to_string(&path).expect("there are settings");
        let mut settings: Value = serde_json::from_str(&text).expect("the settings are JSON");
        settings[key] = value;
        self.write("settings.json", &settings.to_string());
    }

    /// Writes one file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder().join(path);
        let folder = path.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, text))
            .expect("it can be written");
    }

    /// The folder of the templates.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }
}

/// The names of the mails that a sequence sends, wherever in its branches.
fn sent_by(value: &Value) -> Vec<String> {
    match value {
        Value::Object(object) => {
            let own = object.get("send").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(object.values().flat_map(sent_by)).collect()
        }
        Value::Array(list) => list.iter().flat_map(sent_by).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Compiled mails as the store takes them.
pub fn compiled_mails(published: &Published) -> Vec<PublishedMail> {
    let mails = published.mails.iter().cloned();
    mails.map(|(sequence, version, name, mail)| PublishedMail { sequence, version, name, mail }).collect()
}

/// The address from which somebody of this number calls: each from a place of his own, so that no caller comes near its ceiling.
pub fn caller(number: u64) -> String {
    format!("198.18.{}.{}", number / 250 % 250, number % 250 + 1)
}

/// The header line by which a trusted proxy names the caller.
pub fn forwarded(caller: &str) -> String {
    format!("X-Forwarded-For: {caller}\r\n")
}

/// The event of a lead as another system reports it over the bus.
pub fn lead_event(lead: &LeadId, event: &str, at: Instant, key: &str) -> String {
    let detail = json!({ "lead": lead.as_str(), "event": event, "at": stamp(at), "key": key });
    json!({ "detail-type": "lead.event", "source": "crm", "detail": detail }).to_string()
}

/// The wish of a person to be erased, as another system reports it over the bus.
pub fn erasure_wish(lead: &LeadId, at: Instant) -> String {
    let detail = json!({ "lead": lead.as_str(), "at": stamp(at) });
    json!({ "detail-type": "lead.erase", "source": "crm", "detail": detail }).to_string()
}

/// A sequence that form posts begin: hello at once, and tips at ten some days later.
pub fn hello_and_tips(days: u32) -> Value {
    json!({
        "start": { "form": "signup" },
        "steps": [
            { "step": "hello", "send": "hello" },
            { "step": "tips", "day": days, "at": "10:00", "send": "tips" },
        ],
    })
}

/// Hours of sending without a pause.
pub fn always() -> Value {
    json!({ "from": "00:00", "to": "23:59", "on": "every day" })
}

/// A short form in Japanese that asks for consent.
pub fn form_with_consent(title: &str) -> Value {
    json!({
        "title": title, "language": "ja",
        "fields": [
            { "name": "name", "label": "お名前", "type": "text", "max_length": 60 },
            { "name": "company", "label": "会社名", "type": "text", "max_length": 100 },
            { "name": "email", "label": "メールアドレス", "type": "email", "required": true },
            { "name": "agree", "label": "案内を受け取る", "type": "checkbox" },
        ],
        "consent": { "text": "案内のメールを受け取ることに同意します。", "field": "agree", "basis": "express" },
    })
}
