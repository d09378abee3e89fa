//! A mail service on this machine that speaks the API of SES (version 2): it takes mails, keeps a ledger of what it accepted
//! and has events made of it. Now and then it is too busy, or accepts and hangs up without an answer.

use super::compare::Accepted;
use super::courier::Event;
use super::trap::{Moment, Trap};
use super::wire::{self, Request};
use anyhow::Context as _;
use chrono::{DateTime, SecondsFormat};
use data_encoding::BASE64;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::UnboundedSender;

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
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    chance: StdRng,
    ledger: Vec<Accepted>,
    tally: Tally,
}

/// What reached the sink.
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
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let state =
            State { chance: StdRng::seed_from_u64(seed), ledger: Vec::new(), tally: Tally::default() };
        let sink = Self(Arc::new(Inner { trap, events, every_event, state: Mutex::new(state) }));
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                // A connection that breaks is the other side's affair: it was killed.
                tokio::spawn(async move { drop(serving.serve(stream).await) });
            }
        });
        Ok((address, sink))
    }

    /// Everything accepted so far, in the order in which it was, and what else reached the sink.
    pub(super) fn ledger(&self) -> (Vec<Accepted>, Tally) {
        let state = self.state();
        (state.ledger.clone(), state.tally)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, stream: TcpStream) -> anyhow::Result<()> {
        let mut stream = BufReader::new(stream);
        while let Some(request) = wire::read(&mut stream).await? {
            if request.line.starts_with("GET /v2/email/account") {
                let quota = json!({ "Max24HourSend": -1.0, "MaxSendRate": 200.0, "SentLast24Hours": 0.0 });
                let account = json!({ "SendQuota": quota, "SendingEnabled": true }).to_string();
                wire::answer(&mut stream, "200 OK", None, &account).await?;
            } else if request.line.starts_with("POST /v2/email/outbound-emails") {
                match self.take(&request)? {
                    Answer::Taken(id) => {
                        let body = json!({ "MessageId": id }).to_string();
                        wire::answer(&mut stream, "200 OK", None, &body).await?;
                    }
                    Answer::Busy => {
                        let (kind, body) = (Some("TooManyRequestsException"), r#"{"message":"too busy"}"#);
                        wire::answer(&mut stream, "429 Too Many Requests", kind, body).await?;
                    }
                    Answer::Silence => return Ok(()),
                }
            } else {
                wire::answer(&mut stream, "404 Not Found", None, "{}").await?;
            }
        }
        Ok(())
    }

    /// Takes a mail or does not.
    fn take(&self, request: &Request) -> anyhow::Result<Answer> {
        self.state().tally.arrived += 1;
        if self.0.trap.now(Moment::Arrived) {
            return Ok(Answer::Silence);
        }
        let accepted = read(&request.body)?;
        let mut state = self.state();
        if state.chance.random_ratio(1, BUSY_ONE_IN) {
            state.tally.busy += 1;
            return Ok(Answer::Busy);
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
                drop(self.0.events.send(Event::new(&accepted, kind, &id)));
            }
        }
        Ok(if silent || killed { Answer::Silence } else { Answer::Taken(id) })
    }
}

enum Answer {
    Taken(String),
    Busy,
    Silence,
}

/// What the ledger keeps of a mail.
fn read(body: &[u8]) -> anyhow::Result<Accepted> {
    let request: Value = serde_json::from_slice(body).context("a mail that is no JSON")?;
    let tags = request["EmailTags"].as_array().context("a mail without tags")?;
    let tag = |name: &str| {
        let found = tags.iter().find(|tag| tag["Name"] == name).and_then(|tag| tag["Value"].as_str());
        found.map(str::to_owned).with_context(|| format!("a mail without the tag {name}"))
    };
    let raw = request["Content"]["Raw"]["Data"].as_str().context("a mail without content")?;
    let mime = BASE64.decode(raw.as_bytes()).context("content that is no base64")?;
    let date =
        String::from_utf8_lossy(&mime).lines().find_map(|line| Some(line.strip_prefix("Date: ")?.to_owned()));
    let dated = DateTime::parse_from_rfc2822(date.context("a mail without its date")?.trim())?;
    Ok(Accepted {
        send_key: tag("send_key")?,
        attempt: tag("attempt")?,
        lead: tag("lead")?,
        sequence: tag("sequence")?,
        run: tag("run")?,
        step: tag("step")?,
        dated: dated.to_utc(),
    })
}

impl Event {
    fn new(mail: &Accepted, kind: &'static str, id: &str) -> Self {
        let stamp = mail.dated.to_rfc3339_opts(SecondsFormat::Millis, true);
        let mut event = json!({
            "eventType": kind,
            "mail": {
                "timestamp": stamp, "messageId": id,
                "tags": {
                    "send_key": [mail.send_key], "attempt": [mail.attempt], "lead": [mail.lead],
                    "sequence": [mail.sequence], "run": [mail.run], "step": [mail.step],
                },
            },
        });
        event[kind.to_lowercase()] = json!({ "timestamp": stamp });
        // As a topic delivers it.
        let notification = json!({ "Type": "Notification", "Message": event.to_string() });
        Self {
            attempt: mail.attempt.clone(),
            send_key: mail.send_key.clone(),
            body: notification.to_string(),
        }
    }
}
