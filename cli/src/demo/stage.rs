//! The stage: sets the clock to whatever comes next, lets it happen, and looks at the mail that came of it.

use super::agenda::{Action, Agenda};
use super::behaviour;
use super::people::Person;
use super::scores::Scores;
use crate::outbox_view::parsed_mail::ParsedMail;
use crate::standalone::Standalone;
use anyhow::Context;
use bytes::Bytes;
use cadence::Instant;
use cadence::ids::{FormId, LeadId};
use chrono::{DurationRound, NaiveDate, SecondsFormat, TimeDelta};
use gateway::local::outbox::{OutboxEntry, ses_event};
use http::{Method, Request, header};
use rand::rngs::StdRng;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Everything that is played with.
pub(super) struct Stage {
    standalone: Standalone,
    cast: Vec<Person>,
    by_address: BTreeMap<String, usize>,
    ledger: BufReader<std::fs::File>,
    entries: BTreeMap<String, OutboxEntry>,
    random: StdRng,
    agenda: Agenda,
    last_tick: Option<Instant>,
    /// People who posted a form.
    pub(super) posted: BTreeSet<usize>,
    /// Leads whose one-click refusal was acknowledged.
    refused: BTreeSet<String>,
    /// Answers other than the expected ones.
    pub(super) surprises: Vec<String>,
}

impl Stage {
    pub(super) fn new(
        standalone: Standalone,
        cast: Vec<Person>,
        ledger: &Path,
        random: StdRng,
        agenda: Agenda,
    ) -> anyhow::Result<Self> {
        let by_address = cast.iter().enumerate().map(|(index, person)| (person.address.clone(), index));
        let ledger = std::fs::File::open(ledger).context("the ledger was just made")?;
        Ok(Self {
            standalone,
            by_address: by_address.collect(),
            cast,
            ledger: BufReader::new(ledger),
            entries: BTreeMap::new(),
            random,
            agenda,
            last_tick: None,
            posted: BTreeSet::new(),
            refused: BTreeSet::new(),
            surprises: Vec::new(),
        })
    }

    /// Counts the leads that refused.
    pub(super) fn refused_leads(&self) -> usize {
        self.refused.len()
    }

    /// Lets everything happen that happens before `end`.
    pub(super) async fn play_until(
        &mut self,
        end: Instant,
        told: &dyn Fn(NaiveDate, usize),
    ) -> anyhow::Result<()> {
        let mut day = None;
        while let Some(now) = self.step(end).await? {
            let today = super::local(now).date_naive();
            if day.replace(today) != Some(today) {
                told(today, self.entries.len());
            }
        }
        Ok(())
    }

    /// The scores as they stand now.
    pub(super) async fn scores(&self) -> anyhow::Result<Scores> {
        let at = self.standalone.clock.now();
        let mut lines = Vec::new();
        self.standalone.store.export_lines(|line| lines.push(line)).await?;
        let rules = self.standalone.policy().await?.score;
        let leads: BTreeSet<String> = lines.iter().filter_map(|line| lead_of(line)).collect();
        let mut scores = Vec::new();
        for lead in leads {
            let snapshot = self.standalone.store.snapshot(&LeadId::parse(&lead)?, &[]).await?;
            scores.extend(snapshot.engagement.map(|kept| kept.value.score(&rules, at)));
        }
        Ok(Scores::of(scores))
    }

    /// Lets the next thing happen. None when nothing is left before the end.
    async fn step(&mut self, end: Instant) -> anyhow::Result<Option<Instant>> {
        let tick = self.next_tick().await?;
        let next = [self.agenda.next_at(), tick].into_iter().flatten().min();
        let Some(now) = next.filter(|now| *now <= end) else {
            self.standalone.clock.tell(end);
            return Ok(None);
        };
        self.standalone.clock.tell(now);
        while let Some(action) = self.agenda.take(now) {
            self.happen(action, now).await?;
            self.standalone.drain().await;
        }
        if tick.is_some_and(|tick| tick <= now) {
            self.last_tick = Some(now);
            self.standalone.tick().await?;
            self.standalone.drain().await;
        }
        self.look_at_new_mail()?;
        Ok(Some(now))
    }

    /// The next whole minute at which something is due; at most one tick a minute.
    async fn next_tick(&self) -> anyhow::Result<Option<Instant>> {
        let minute = TimeDelta::minutes(1);
        let Some(due) = self.standalone.next_due().await? else { return Ok(None) };
        let due = due.max(self.standalone.clock.now());
        let whole = due.duration_trunc(minute)?;
        let at = if whole < due { whole + minute } else { whole };
        Ok(Some(self.last_tick.map_or(at, |last| at.max(last + minute))))
    }

    async fn happen(&mut self, action: Action, now: Instant) -> anyhow::Result<()> {
        match action {
            Action::Sweep => drop(self.standalone.sweep().await?),
            Action::Post { person, form } => self.post(person, form).await?,
            Action::Event { send_key, kind, payload } => {
                let Some(entry) = self.entries.get(&send_key) else { return Ok(()) };
                self.standalone.feedback.send([ses_event(entry, kind, now, payload)]);
            }
            Action::Unsubscribe { lead, url } => {
                if self.visit(Method::POST, &url).await? {
                    self.refused.insert(lead);
                }
            }
            Action::Scan { url } => drop(self.visit(Method::GET, &url).await?),
            Action::LeadEvent { lead, name } => {
                let at = now.to_rfc3339_opts(SecondsFormat::Millis, true);
                let detail = serde_json::json!({ "lead": lead, "event": name, "at": at, "key": format!("{name}:{lead}") });
                let event =
                    serde_json::json!({ "detail-type": "lead.event", "source": "crm", "detail": detail });
                self.standalone.feedback.send([event.to_string()]);
            }
        }
        Ok(())
    }

    async fn post(&mut self, index: usize, form: &str) -> anyhow::Result<()> {
        let fields = behaviour::fields(&self.cast[index], form, index);
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(&fields);
        let request = Request::post(
            self.standalone.form_path(&FormId::parse(form)?, matches!(form, "meeting" | "customer")),
        )
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .body(Bytes::from(body.finish()))?;
        let response = self.standalone.http(request).await;
        if response.status().is_success() {
            self.posted.insert(index);
        } else {
            self.surprises.push(format!("a post of the form {form} was answered with {}", response.status()));
        }
        Ok(())
    }

    /// Follows an unsubscribe link as mail programs (POST) or scanners (GET) do. True when it was acknowledged.
    async fn visit(&mut self, method: Method, url: &str) -> anyhow::Result<bool> {
        let path = url.strip_prefix(super::BASE_URL).unwrap_or(url);
        let body = if method == Method::POST { "List-Unsubscribe=One-Click" } else { "" };
        let request =
            Request::builder().method(method).uri(path).body(Bytes::from_static(body.as_bytes()))?;
        let status = self.standalone.http(request).await.status();
        if !status.is_success() {
            self.surprises.push(format!("an unsubscribe link was answered with {status}"));
        }
        Ok(status.is_success())
    }

    /// People get what was accepted since the last look.
    fn look_at_new_mail(&mut self) -> anyhow::Result<()> {
        let mut line = String::new();
        while self.ledger.read_line(&mut line)? > 0 {
            let entry: OutboxEntry = serde_json::from_str(&line)?;
            line.clear();
            let (_, bytes) = self.standalone.outbox.mail(&entry.send_key)?;
            let parsed_mail = ParsedMail::read(&bytes);
            if let Some(index) = self.by_address.get(&parsed_mail.address) {
                let now = self.standalone.clock.now();
                let person = &self.cast[*index];
                behaviour::treat(person, &entry, &parsed_mail, now, &mut self.random, &mut self.agenda);
            } else {
                self.surprises.push("a mail went to nobody of the cast".to_owned());
            }
            self.entries.insert(entry.send_key.clone(), entry);
        }
        Ok(())
    }
}

/// The lead whose card a line of the export holds.
fn lead_of(line: &str) -> Option<String> {
    let item: serde_json::Value = serde_json::from_str(line).ok()?;
    let is_card = item["sk"]["S"].as_str() == Some("now#card");
    let lead = item["pk"]["S"].as_str()?.strip_prefix("L#")?;
    is_card.then(|| lead.to_owned())
}
