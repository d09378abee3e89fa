//! The past of one lead, mail by mail.

use super::super::inquiry::long_inquiry;
use super::{ATTRIBUTES, FORM};
use anyhow::{Context as _, bail, ensure};
use cadence::Instant;
use cadence::address::EmailAddress;
use cadence::advance::{self, Context, Event};
use cadence::consent::{Basis, Consent, ConsentState, Proof};
use cadence::enrollment::{Ending, Enrollment, State};
use cadence::facts::{Fact, MessageName};
use cadence::ids::{AttemptId, FormId, LeadId, StepId, Tag};
use cadence::lead::{Card, Profile};
use cadence::preferences::Preferences;
use cadence::score::{Activity, Engagement};
use cadence::send_key::{IdentityKey, text_hash};
use cadence::sequence::{Purpose, Sequence};
use cadence::tags::Tags;
use cadence::{recent, reentry};
use chrono::TimeDelta;
use document::Catalog;
use runtime::entropy::Entropy;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store::{Admission, Admitted, Change, ConsentRecord, Enrolled, Fence, Lane, Saved, Store, Stored};

/// The beginning of the first run; after it, a mail goes each business day.
const BEGINNING: &str = "2021-06-01T01:00:00Z";
/// The time for which a sender has a mail to itself.
const LEASE: TimeDelta = TimeDelta::seconds(90);
/// No cap counts a mail for longer.
const NOBODY_COUNTS_AFTER: TimeDelta = TimeDelta::days(60);
/// The value of an attribute: 30 bytes.
const ATTRIBUTE: &str = "第二倉庫と本社の棚番";

/// The past of one lead while it is written.
pub(super) struct Past<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) store: Store,
    pub(super) identity: &'a IdentityKey,
    pub(super) entropy: Entropy,
    pub(super) address: EmailAddress,
    pub(super) lead: LeadId,
    pub(super) answers: Map<String, Value>,
}

impl Past<'_> {
    /// Writes one run after the other. Returns the number of mails and the time of the last.
    pub(super) async fn write(&self) -> anyhow::Result<(usize, Instant)> {
        let (mut now, mut mails) = (BEGINNING.parse::<Instant>()?, 0);
        for sequence in self.catalog.sequences() {
            let mut standing = self.begin(sequence, now).await?;
            while let State::Waiting { step, due_at, .. } = &standing.value.state {
                now = *due_at;
                let step = step.clone();
                standing = self.mail(sequence, standing, &step, now, mails).await?;
                mails += 1;
            }
            let is_finished = matches!(standing.value.state, State::Done { ending: Ending::Finished, .. });
            ensure!(is_finished, "an earlier run stands at {:?}", standing.value.state);
        }
        self.trim(now).await?;
        Ok((mails, now))
    }

    /// Trims the runs as later senders' looks did: they remember nothing once no cap counts it.
    async fn trim(&self, last: Instant) -> anyhow::Result<()> {
        let (caps, later) = (&self.catalog.policy().caps, last + NOBODY_COUNTS_AFTER);
        for standing in self.store.enrollments_of(&self.lead).await? {
            if let Some(trimmed) = recent::without_stale(&standing.value, caps, later) {
                self.store.save_enrollment(&standing, &trimmed, Lane::Main).await?;
            }
        }
        Ok(())
    }

    fn context<'a>(&'a self, sequence: &'a Sequence, now: Instant) -> Context<'a> {
        self.catalog.context(sequence, self.catalog.policy().zone, now)
    }

    /// A run begins by a post, which gives a ground for marketing.
    async fn begin(&self, sequence: &Sequence, now: Instant) -> anyhow::Result<Stored<Enrollment>> {
        let snapshot = self.store.snapshot(&self.lead, &[]).await?;
        let mut card = snapshot.card.as_ref().map_or_else(|| self.new_card(now), |card| card.value.clone());
        let ground = Consent { basis: Basis::Express, proof: Proof::Posted, obtained_at: now };
        let effect = card.consent.give(ground);
        let text = "案内をメールで受け取ることに同意します。".to_owned();
        let consent = ConsentRecord {
            basis: ground.basis,
            proof: ground.proof,
            effect: Some(effect),
            purpose: Purpose::Marketing,
            obtained_at: now,
            method: "form".to_owned(),
            form: Some(FormId::parse(FORM)?),
            text_hash: text_hash(&text),
            evidence: BTreeMap::from([("text".to_owned(), text)]),
        };
        let mut engagement =
            snapshot.engagement.as_ref().map_or_else(|| Engagement::none(now), |it| it.value.clone());
        let rules = &self.catalog.policy().score;
        let key = format!("form:{FORM}:{}", now.date_naive());
        engagement.add(&Activity { key, weight: rules.weights.form, at: now }, rules);
        let run = self.identity.run(&self.lead, &sequence.id, &format!("form {FORM} {now}"));
        let entered = reentry::enter(None, &self.lead, run, sequence.reentry, &self.context(sequence, now));
        let enrollment = entered.context("a lead enters once")?.enrollment;
        let enrolled =
            Enrolled { seen: None, enrollment, lane: Lane::Fast, entry: self.entry(snapshot.card.is_none()) };
        let admission = Admission {
            lead: self.lead.clone(),
            card: Change::of(snapshot.card.as_ref(), card),
            profile: Change::of(snapshot.profile.as_ref(), self.profile()).if_written(),
            // The first tag of a lead costs more, once, whether the lead is known for long or not.
            tags: snapshot.tags.is_none().then(|| Change::Create(customer())),
            consent: Some(consent),
            engagement: Some(Change::of(snapshot.engagement.as_ref(), engagement)),
            enrollments: vec![enrolled],
            events: Vec::new(),
            campaign: None,
            mailbox: None,
            question: None,
            list: None,
        };
        ensure!(self.store.admit(&admission).await? == Admitted::Done, "an earlier run did not begin");
        self.store.enrollment(&self.lead, &sequence.id).await?.context("an earlier run began")
    }

    fn new_card(&self, created_at: Instant) -> Card {
        Card {
            id: self.lead.clone(),
            address: self.address.clone(),
            zone: self.catalog.policy().zone,
            consent: ConsentState::default(),
            preferences: Preferences::default(),
            complaint_open: false,
            created_at,
            erased_at: None,
        }
    }

    fn profile(&self) -> Profile {
        let name = self.answers["name"].as_str().map(str::to_owned);
        Profile { name, attributes: attributes(&self.answers), ..Profile::default() }
    }

    /// The answers that began a run; the first was a long inquiry.
    fn entry(&self, is_first: bool) -> BTreeMap<String, String> {
        let mut entry = texts(&self.answers, &["company", "name", "sites", "interest"]);
        if is_first {
            let inquiry = long_inquiry().into_iter();
            entry.extend(inquiry.filter_map(|(name, text)| Some((name, text.as_str()?.to_owned()))));
        }
        entry
    }

    /// A mail goes out, and its events come back.
    async fn mail(
        &self,
        sequence: &Sequence,
        standing: Stored<Enrollment>,
        step: &StepId,
        now: Instant,
        number: usize,
    ) -> anyhow::Result<Stored<Enrollment>> {
        let attempt = AttemptId::from_random(self.entropy.bytes()?);
        let run = standing.value.run.clone();
        let send_key = self.identity.send_key(&self.lead, &sequence.id, &run, step);
        let (lease_until, counts_as) = (now + LEASE, Some(send_key.tag()));
        let claim = Event::Claimed { attempt: attempt.clone(), lease_until, counts_as };
        let claimed = self.save(sequence, standing, claim, now).await?;
        let (lead, sequence_id) = (self.lead.clone(), sequence.id.clone());
        let name = MessageName { send_key, lead, sequence: sequence_id, run, step: step.clone() };
        match self.store.fence(&name, Purpose::Marketing, &attempt, now).await? {
            Fence::Won(_) => {}
            Fence::Taken(record) => bail!("an earlier mail was fenced twice: {record:?}"),
        }
        let accepted = Event::Accepted { attempt: attempt.clone() };
        let settled = self.save(sequence, claimed, accepted, now + TimeDelta::seconds(1)).await?;
        for (fact, seconds) in facts(number) {
            let at = now + TimeDelta::seconds(seconds);
            self.store.note_fact(&self.lead, &name.send_key, fact, at, Some(&attempt)).await?;
            if matches!(fact, Fact::Opened | Fact::Clicked) {
                self.engage(&name, fact, at).await?;
            }
        }
        Ok(settled)
    }

    async fn save(
        &self,
        sequence: &Sequence,
        standing: Stored<Enrollment>,
        event: Event,
        now: Instant,
    ) -> anyhow::Result<Stored<Enrollment>> {
        let next = advance::advance(standing.value.clone(), event, &self.context(sequence, now))?.enrollment;
        match self.store.save_enrollment(&standing, &next, Lane::of(&next, sequence)).await? {
            Saved::Yes(saved) => Ok(saved),
            Saved::Conflict(other) => bail!("an earlier run was changed by others: {other:?}"),
        }
    }

    /// The score moves.
    async fn engage(&self, name: &MessageName, fact: Fact, at: Instant) -> anyhow::Result<()> {
        let (rules, send_key) = (&self.catalog.policy().score, &name.send_key);
        let (key, weight) = if fact == Fact::Clicked {
            (format!("click:{send_key}:{:016x}", 1), rules.weights.click)
        } else {
            (format!("open:{send_key}"), rules.weights.open)
        };
        let activity = Activity { key, weight, at };
        let seen = self.store.engagement(&self.lead).await?.context("who posted a form has a score")?;
        let mut next = seen.value.clone();
        next.add(&activity, rules);
        let saved = self.store.save_engagement(&self.lead, Some(&seen), &next).await?;
        ensure!(matches!(saved, Saved::Yes(_)), "a score was changed by others");
        Ok(())
    }
}

/// The answers that stand for the person, filled up to as many as a profile has.
pub(super) fn attributes(answers: &Map<String, Value>) -> BTreeMap<String, String> {
    let mut attributes = texts(answers, &["company", "sites", "interest", "topic", "contract"]);
    for number in 0..ATTRIBUTES - attributes.len() {
        attributes.insert(format!("attribute_{number:02}"), ATTRIBUTE.to_owned());
    }
    attributes
}

/// The tags of a customer.
fn customer() -> Tags {
    Tag::parse("customer").into_iter().collect()
}

fn texts(answers: &Map<String, Value>, wanted: &[&str]) -> BTreeMap<String, String> {
    let some = answers.iter().filter(|(name, _)| wanted.contains(&name.as_str()));
    some.filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned()))).collect()
}

/// The facts of a mail with the seconds after which each came, in about the stated mix.
fn facts(number: usize) -> Vec<(Fact, i64)> {
    let mut facts = vec![(Fact::Sent, 1), (Fact::Delivered, 4)];
    if number % 20 < 3 {
        facts.push((Fact::OpenedByMachine, 60));
    }
    if number % 10 < 3 {
        facts.push((Fact::Opened, 3 * 60 * 60));
    }
    if number.is_multiple_of(12) {
        facts.push((Fact::Clicked, 4 * 60 * 60));
    }
    facts
}
