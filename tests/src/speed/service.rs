//! The mail service: speaks the API of SES (version 2) on loopback, takes every mail at once and remembers to whom it went.

use crate::kills::wire::{self, Request};
use anyhow::Context as _;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

/// Mails a second that the account may send: so many that no sender ever waits for its slot.
const RATE: f64 = 100_000.0;

/// One mail that was taken.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    pub(super) to: String,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) id: String,
    pub(super) at: Instant,
}

/// The service. Clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct Service {
    pub(super) address: String,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl Service {
    /// Opens it on a free port.
    pub(super) async fn open() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let service = Self { address: listener.local_addr()?.to_string(), mails: Arc::default() };
        let serving = service.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                // A connection that breaks was closed by a process that ended.
                tokio::spawn(async move { drop(serving.serve(stream).await) });
            }
        });
        Ok(service)
    }

    /// Forgets the mails so far.
    pub(super) fn forget(&self) {
        self.mails().clear();
    }

    /// The number of mails that came since it forgot.
    pub(super) fn count(&self) -> usize {
        self.mails().len()
    }

    /// The mails since it forgot.
    pub(super) fn all(&self) -> Vec<Mail> {
        self.mails().clone()
    }

    /// Gives the mails that came; exactly so many, each to somebody else.
    pub(super) fn take(&self, count: u32) -> anyhow::Result<Vec<Mail>> {
        let mails = std::mem::take(&mut *self.mails());
        let people: BTreeSet<_> = mails.iter().map(|mail| &mail.to).collect();
        let (mails_count, people) = (mails.len(), people.len());
        anyhow::ensure!(
            mails_count == count as usize && people == mails_count,
            "{mails_count} mails came to {people} people, where {count} people each get one"
        );
        Ok(mails)
    }

    fn mails(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, stream: TcpStream) -> anyhow::Result<()> {
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        while let Some(request) = wire::read(&mut stream).await? {
            if request.line.starts_with("GET /v2/email/account") {
                let quota = json!({ "Max24HourSend": -1.0, "MaxSendRate": RATE, "SentLast24Hours": 0.0 });
                let account = json!({ "SendQuota": quota, "SendingEnabled": true }).to_string();
                wire::answer(&mut stream, "200 OK", None, &account).await?;
            } else if request.line.starts_with("POST /v2/email/outbound-emails") {
                let id = self.keep(&request)?;
                wire::answer(&mut stream, "200 OK", None, &json!({ "MessageId": id }).to_string()).await?;
            } else {
                wire::answer(&mut stream, "404 Not Found", None, "{}").await?;
            }
        }
        Ok(())
    }

    fn keep(&self, request: &Request) -> anyhow::Result<String> {
        let at = Instant::now();
        let body: Value = serde_json::from_slice(&request.body).context("a mail that is no JSON")?;
        let to = body["Destination"]["ToAddresses"][0].as_str().context("a mail to nobody")?.to_owned();
        let text = |tag: &Value, name: &str| tag[name].as_str().map(str::to_owned);
        let tags = body["EmailTags"].as_array().into_iter().flatten();
        let tags = tags.filter_map(|tag| text(tag, "Name").zip(text(tag, "Value"))).collect();
        let mut mails = self.mails();
        let id = format!("speed-{}", mails.len());
        mails.push(Mail { to, tags, id: id.clone(), at });
        Ok(id)
    }
}
