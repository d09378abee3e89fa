//! One JSON line for each mail that the mail service accepted, so that somebody else can count again.
//!
//! Fields: `seed` and `number` name the world and the place in it; `send_key`, `attempt`, `lead`, `sequence`, `run`, `step`
//! are the message tags; `at` is the moment of acceptance in UTC by the virtual clock.

use super::happening::{Call, Happening, MailTags, What};
use std::collections::BTreeMap;

/// The lines of one world.
#[derive(Debug, Default)]
pub struct Ledger {
    seed: u64,
    calls: BTreeMap<Call, MailTags>,
    lines: Vec<String>,
}

impl Ledger {
    /// The ledger of a seed's world.
    pub fn of(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Takes a happening.
    pub fn note(&mut self, happening: &Happening) {
        if let What::CallBegan { call, mail, .. } = &happening.what {
            self.calls.insert(*call, mail.clone());
        }
        if let What::CallAccepted { call } = &happening.what
            && let Some(mail) = self.calls.get(call)
        {
            let line = serde_json::json!({
                "seed": self.seed,
                "number": self.lines.len() + 1,
                "send_key": mail.send_key.as_str(),
                "attempt": mail.attempt.as_str(),
                "lead": mail.lead.as_str(),
                "sequence": mail.sequence.as_str(),
                "run": mail.run.as_str(),
                "step": mail.step.as_str(),
                "at": happening.at.to_rfc3339(),
            });
            self.lines.push(line.to_string());
        }
    }

    /// The lines, in the order in which the mails were accepted.
    pub fn lines(self) -> Vec<String> {
        self.lines
    }
}
