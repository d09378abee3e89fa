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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::happening::Invocation;
    use cadence::Instant;
    use cadence::ids::{AttemptId, LeadId, RunId, SequenceId, StepId};
    use cadence::send_key::SendKey;
    use cadence::sequence::Purpose;

    #[test]
    fn each_accepted_mail_is_a_line_and_no_other_is() {
        let id = "a".repeat(26);
        let mail = MailTags {
            send_key: SendKey::parse(&id).unwrap(),
            attempt: AttemptId::parse(&id).unwrap(),
            lead: LeadId::parse(&id).unwrap(),
            sequence: SequenceId::parse("win-back").unwrap(),
            run: RunId::parse(&id).unwrap(),
            step: StepId::parse("value").unwrap(),
            purpose: Purpose::Marketing,
            is_tracked: true,
        };
        let mut ledger = Ledger::of(7);
        for call in [1, 2] {
            let what = What::CallBegan { call: Call(call), invocation: Invocation(1), mail: mail.clone() };
            ledger.note(&Happening { at: Instant::UNIX_EPOCH, what });
        }
        ledger.note(&Happening { at: Instant::UNIX_EPOCH, what: What::CallAccepted { call: Call(2) } });
        let lines = ledger.lines();
        assert_eq!(lines.len(), 1);
        let line: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!((&line["seed"], &line["number"], &line["step"]), (&7.into(), &1.into(), &"value".into()));
        assert_eq!(line["at"], "1970-01-01T00:00:00+00:00");
    }
}
