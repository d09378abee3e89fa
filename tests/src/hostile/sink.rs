//! A mail service on this machine that speaks the API of SES (version 2): it keeps every mail, and some of its recipients mark
//! theirs as spam.

use super::people::PRESSES;
use super::plan::Plan;
use super::seen::Mail;
use super::wire::millis;
use super::{company, mime};
use crate::kills::wire::{self, Request};
use anyhow::Context as _;
use chrono::SecondsFormat;
use data_encoding::BASE64;
use runtime::clock::Clock;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

/// The sink. Clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct Sink(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    began: Instant,
    /// Complaints, for whoever delivers them.
    complaints: UnboundedSender<String>,
    presses_elsewhere: usize,
    state: Mutex<State>,
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
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let presses_elsewhere = plan.presses_elsewhere;
        let sink = Self(Arc::new(Inner { began, complaints, presses_elsewhere, state: Mutex::default() }));
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                // A connection that breaks is the other side's affair.
                tokio::spawn(async move { drop(serving.serve(stream).await) });
            }
        });
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
                let body = json!({ "MessageId": self.take(&request)? }).to_string();
                wire::answer(&mut stream, "200 OK", None, &body).await?;
            } else {
                wire::answer(&mut stream, "404 Not Found", None, "{}").await?;
            }
        }
        Ok(())
    }

    /// Keeps a mail and gives its id.
    fn take(&self, request: &Request) -> anyhow::Result<String> {
        let request: Value = serde_json::from_slice(&request.body).context("a mail that is no JSON")?;
        let tag = |name: &str| {
            let tags = request["EmailTags"].as_array().into_iter().flatten();
            let found =
                tags.into_iter().find(|tag| tag["Name"] == name).and_then(|tag| tag["Value"].as_str());
            found.map(str::to_owned).with_context(|| format!("a mail without the tag {name}"))
        };
        let to = request["Destination"]["ToAddresses"][0].as_str().context("a mail to nobody")?;
        let to = to.rsplit('<').next().unwrap_or(to).trim_end_matches('>').to_owned();
        let raw = request["Content"]["Raw"]["Data"].as_str().context("a mail without content")?;
        let bytes = BASE64.decode(raw.as_bytes()).context("content that is no base64")?;
        let text = String::from_utf8_lossy(&bytes);
        let mail = Mail {
            at: millis(self.0.began),
            to: to.clone(),
            sequence: tag("sequence")?,
            step: tag("step")?,
            run: tag("run")?,
            text: mime::readable(&text),
        };
        let tags = ["send_key", "attempt", "lead", "sequence", "run", "step"];
        let tags = tags.into_iter().map(|name| Ok((name.to_owned(), json!([tag(name)?]))));
        let tags = tags.collect::<anyhow::Result<serde_json::Map<_, _>>>()?;
        let mut state = self.state();
        if let Some(link) = mime::header(&text, "List-Unsubscribe") {
            state.links.insert(to.to_lowercase(), link);
        }
        let id = format!("hostile-{}", state.mails.len());
        if state.is_pressed(&mail, self.0.presses_elsewhere) {
            *state.pressed.entry(mail.sequence.clone()).or_default() += 1;
            // The task that delivers them ends with the play.
            drop(self.0.complaints.send(complaint(&to, &id, &tags)));
        }
        state.mails.push(mail);
        Ok(id)
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
fn complaint(to: &str, id: &str, tags: &serde_json::Map<String, Value>) -> String {
    let stamp = Clock::real().now().to_rfc3339_opts(SecondsFormat::Millis, true);
    let event = json!({
        "eventType": "Complaint",
        "mail": { "timestamp": stamp, "messageId": id, "destination": [to], "tags": tags },
        "complaint": {
            "timestamp": stamp, "feedbackId": id, "complaintSubType": null, "complaintFeedbackType": "abuse",
            "complainedRecipients": [{ "emailAddress": to }],
        },
    });
    json!({ "Type": "Notification", "Message": event.to_string() }).to_string()
}
