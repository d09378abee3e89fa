//! The mail service of this proof: it keeps every mail, and some of its recipients mark theirs as spam.

use super::company;
use super::people::PRESSES;
use super::plan::Plan;
use super::seen::Mail;
use super::wire::millis;
use kit::locked::Locked;
use kit::mail_service::{self, About, Taken, event, notification};
use kit::mime;
use runtime::clock::Clock;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

/// Mails a second that the account may send.
const RATE: f64 = 200.0;

/// The sink. Clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct Sink(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    began: Instant,
    /// Complaints, for whoever delivers them.
    complaints: UnboundedSender<String>,
    presses_elsewhere: usize,
    state: Locked<State>,
}

#[derive(Debug, Default)]
struct State {
    mails: Vec<Mail>,
    /// The links to unsubscribe, by address.
    links: BTreeMap<String, String>,
    pressed: BTreeMap<String, usize>,
    /// Mails to those who press.
    to_pressers: usize,
}

impl Sink {
    /// Opens it on a free port; the address with the sink.
    pub(super) async fn open(
        plan: &Plan,
        began: Instant,
        complaints: UnboundedSender<String>,
    ) -> anyhow::Result<(String, Self)> {
        let presses_elsewhere = plan.presses_elsewhere;
        let sink = Self(Arc::new(Inner { began, complaints, presses_elsewhere, state: Locked::default() }));
        let taking = sink.clone();
        let address = mail_service::open(RATE, move |mail| taking.take(&mail)).await?;
        Ok((address, sink))
    }

    /// The mails taken so far.
    pub(super) fn mails(&self) -> Vec<Mail> {
        self.state().mails.clone()
    }

    /// The number of mails marked as spam, by sequence.
    pub(super) fn pressed(&self) -> BTreeMap<String, usize> {
        self.state().pressed.clone()
    }

    /// The link to unsubscribe that somebody got.
    pub(super) fn link(&self, address: &str) -> Option<String> {
        self.state().links.get(address).cloned()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock()
    }

    /// Keeps a mail and gives its id.
    fn take(&self, taken: &mail_service::Mail) -> anyhow::Result<Taken> {
        let to = taken.to.rsplit('<').next().unwrap_or(&taken.to).trim_end_matches('>').to_owned();
        let text = taken.mime()?;
        let mail = Mail {
            at: millis(self.0.began),
            to: to.clone(),
            sequence: taken.tag("sequence")?,
            step: taken.tag("step")?,
            run: taken.tag("run")?,
            text: mime::readable(&text),
        };
        let mut state = self.state();
        if let Some(link) = mime::header(&text, "List-Unsubscribe") {
            state.links.insert(to.to_lowercase(), link);
        }
        let id = format!("hostile-{}", state.mails.len());
        if state.is_pressed(&mail, self.0.presses_elsewhere) {
            *state.pressed.entry(mail.sequence.clone()).or_default() += 1;
            // The task that delivers them ends with the play.
            drop(self.0.complaints.send(complaint(&to, &id, &taken.tags())));
        }
        state.mails.push(mail);
        Ok(Taken::Under(id))
    }
}

impl State {
    /// Whether the recipient marks a mail as spam: every second of the attacked sequence, and few besides.
    fn is_pressed(&mut self, mail: &Mail, elsewhere_max: usize) -> bool {
        if !mail.to.ends_with(PRESSES) {
            return false;
        }
        if mail.sequence != company::ATTACKED {
            return self.pressed.get(&mail.sequence).copied().unwrap_or_default() < elsewhere_max;
        }
        self.to_pressers += 1;
        self.to_pressers.is_multiple_of(2)
    }
}

/// The event of a complaint, as a topic delivers it.
fn complaint(to: &str, id: &str, tags: &Map<String, Value>) -> String {
    let now = Clock::real().now();
    let mut payload = mail_service::complaint(to);
    payload["feedbackId"] = id.into();
    payload["complaintSubType"] = Value::Null;
    payload["complaintFeedbackType"] = "abuse".into();
    let about = About { id, tags, to: Some(to), taken_at: now };
    notification(&event("Complaint", &about, now, payload)).to_string()
}
