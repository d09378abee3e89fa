//! The mail service of this proof: it keeps a ledger of the mails that it accepted and has events made of them. Now and then
//! it is too busy, or accepts and hangs up without an answer.

use super::compare::Accepted;
use super::courier::Event;
use super::trap::{Moment, Trap};
use anyhow::Context as _;
use chrono::DateTime;
use kit::locked::Locked;
use kit::mail_service::{self, About, Mail, Taken, event, notification};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// Mails a second that the account may send.
const RATE: f64 = 200.0;
/// Of so many mails, one is refused because the sink is too busy.
const BUSY_ONE_IN: u32 = 40;
/// Of so many accepted mails, one is not answered.
const SILENT_ONE_IN: u32 = 20;

/// The sink. Clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct Sink(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    trap: Trap,
    events: UnboundedSender<Event>,
    every_event: bool,
    state: Locked<State>,
}

#[derive(Debug)]
struct State {
    chance: StdRng,
    ledger: Vec<Accepted>,
    tally: Tally,
}

/// The sink's tally.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) arrived: u64,
    pub(super) busy: u64,
    pub(super) unanswered: u64,
    pub(super) without_events: u64,
}

impl Sink {
    /// Opens it on a free port; the address with the sink.
    pub(super) async fn open(
        trap: Trap,
        events: UnboundedSender<Event>,
        every_event: bool,
        seed: u64,
    ) -> anyhow::Result<(String, Self)> {
        let state =
            State { chance: StdRng::seed_from_u64(seed), ledger: Vec::new(), tally: Tally::default() };
        let sink = Self(Arc::new(Inner { trap, events, every_event, state: Locked::new(state) }));
        let taking = sink.clone();
        let address = mail_service::open(RATE, move |mail| taking.take(&mail)).await?;
        Ok((address, sink))
    }

    /// Everything accepted so far, in the order in which it was, and what else reached the sink.
    pub(super) fn ledger(&self) -> (Vec<Accepted>, Tally) {
        let state = self.state();
        (state.ledger.clone(), state.tally)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock()
    }

    /// Takes a mail or does not.
    fn take(&self, mail: &Mail) -> anyhow::Result<Taken> {
        self.state().tally.arrived += 1;
        if self.0.trap.now(Moment::Arrived) {
            return Ok(Taken::Silence);
        }
        let accepted = accepted(mail)?;
        let mut state = self.state();
        if state.chance.random_ratio(1, BUSY_ONE_IN) {
            state.tally.busy += 1;
            return Ok(Taken::Busy);
        }
        let silent = state.chance.random_ratio(1, SILENT_ONE_IN);
        state.ledger.push(accepted.clone());
        let id = format!("sink-{}", state.ledger.len());
        drop(state);
        let killed = self.0.trap.now(Moment::Accepted);
        let mut state = self.state();
        if silent || killed {
            state.tally.unanswered += 1;
        }
        // Only where a sequence sends again does it matter that nobody ever hears of a mail.
        let lost = silent && !self.0.every_event && accepted.sequence == super::scenery::SENDS_AGAIN;
        state.tally.without_events += u64::from(lost);
        drop(state);
        if !lost {
            for kind in ["Send", "Delivery"] {
                drop(self.0.events.send(Event::new(&accepted, mail, kind, &id)));
            }
        }
        Ok(if silent || killed { Taken::Silence } else { Taken::Under(id) })
    }
}

/// Reads from a mail what the ledger keeps.
fn accepted(mail: &Mail) -> anyhow::Result<Accepted> {
    let mime = mail.mime()?;
    let date =
        mime.lines().find_map(|line| line.strip_prefix("Date: ")).context("a mail without its date")?;
    Ok(Accepted {
        send_key: mail.tag("send_key")?,
        attempt: mail.tag("attempt")?,
        lead: mail.tag("lead")?,
        sequence: mail.tag("sequence")?,
        run: mail.tag("run")?,
        step: mail.tag("step")?,
        dated: DateTime::parse_from_rfc2822(date.trim())?.to_utc(),
    })
}

impl Event {
    fn new(accepted: &Accepted, mail: &Mail, kind: &'static str, id: &str) -> Self {
        let about = About { id, tags: &mail.tags(), to: None, taken_at: accepted.dated };
        Self {
            attempt: accepted.attempt.clone(),
            send_key: accepted.send_key.clone(),
            body: notification(&event(kind, &about, accepted.dated, json!({}))).to_string(),
        }
    }
}
