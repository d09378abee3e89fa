//! Messages: the fence that lets one attempt through, and the facts that come back.
//!
//! An attempt is fenced before the mail service is called. Whoever finds a sender gone writes `void` for its attempt: if
//! that succeeds, the attempt can never be fenced, so its mail was never handed over. Between the two, the record is either
//! closed (no attempt is under way) or fenced by one attempt; attempts that were voided, refused or given up stand in
//! `closed` for ever.

use crate::attributes::{Attributes, millis};
use crate::expression::Terms;
use crate::items::message::{
    self, ATTEMPT, CLOSED, FENCED, FENCED_AT, GIVEN_UP, GIVEN_UP_AT, PHASE, fact_attribute, fact_time,
    proof_attribute, purpose_name,
};
use crate::keys::{self, Key};
use crate::request::Written;
use crate::{Result, Store};
use aws_sdk_dynamodb::types::AttributeValue;
use cadence::Instant;
use cadence::facts::{Fact, MessageName, MessageRecord, Reported};
use cadence::ids::{AttemptId, LeadId};
use cadence::send_key::SendKey;
use cadence::sequence::Purpose;

/// A mail whose fence an attempt holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fenced {
    /// The record of the mail.
    pub record: MessageRecord,
    /// Whether an earlier attempt at it was shut out: an event may still prove that it was sent.
    pub follows_another: bool,
}

impl Fenced {
    fn read(item: &Attributes) -> Result<Self> {
        let follows_another = !message::attempts(item, CLOSED)?.is_empty();
        Ok(Self { record: message::read(item)?, follows_another })
    }
}

/// The outcome of an attempt at the fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fence {
    /// This attempt, and no other, may hand the mail over.
    Won(Box<Fenced>),
    /// It may not: another attempt holds the fence, or this one was voided or refused before.
    Taken(Box<MessageRecord>),
}

/// The outcome of voiding an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voided {
    /// It holds no fence and never will: its mail was not and will not be handed over.
    Voided,
    /// It holds the fence: its mail may have been handed over.
    WasFenced,
}

/// A record after a fact was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The record as it is then.
    pub record: MessageRecord,
    /// False when the same fact had been reported before, at the same time or earlier. A repetition whose first answer was
    /// lost counts as no news.
    pub is_news: bool,
}

impl Store {
    /// Lets this attempt through if no other is under way and it was not voided. To be called right before the mail is
    /// handed over.
    pub async fn fence(
        &self,
        name: &MessageName,
        purpose: Purpose,
        attempt: &AttemptId,
        now: Instant,
    ) -> Result<Fence> {
        let terms = naming(name, purpose)
            .name("pk")
            .pair(ATTEMPT, attempt.as_str())
            .pair(FENCED_AT, millis(now))
            .name(PHASE)
            .text(FENCED, FENCED)
            .pair(CLOSED, CLOSED);
        let written = self
            .update_where(
                "fence an attempt",
                &key(name),
                "SET #sequence = :sequence, #run = :run, #step = :step, #purpose = :purpose, \
                 #attempt = :attempt, #fenced_at = :fenced_at, #phase = :fenced",
                "attribute_not_exists(#pk) OR (#phase = :closed AND NOT contains(#closed, :attempt))",
                &terms,
            )
            .await?;
        match written {
            Written::Done(standing) => Fenced::read(&standing).map(|fenced| Fence::Won(Box::new(fenced))),
            Written::Refused(Some(standing)) if holds(&standing, attempt)? => {
                Fenced::read(&standing).map(|fenced| Fence::Won(Box::new(fenced)))
            }
            Written::Refused(Some(standing)) => Ok(Fence::Taken(Box::new(message::read(&standing)?))),
            Written::Refused(None) => Err(crate::StoreError::contended("fence an attempt")),
        }
    }

    /// Shuts this attempt out for ever, unless it holds the fence.
    pub async fn void(&self, name: &MessageName, purpose: Purpose, attempt: &AttemptId) -> Result<Voided> {
        let terms = naming(name, purpose)
            .name("pk")
            .pair(ATTEMPT, attempt.as_str())
            .name(PHASE)
            .pair(CLOSED, CLOSED)
            .value("voided", AttributeValue::Ss(vec![attempt.as_str().to_owned()]));
        let written = self
            .update_where(
                "void an attempt",
                &key(name),
                // A fence that another attempt holds stays.
                "SET #sequence = :sequence, #run = :run, #step = :step, #purpose = :purpose, \
                 #phase = if_not_exists(#phase, :closed) ADD #closed :voided",
                "attribute_not_exists(#pk) OR #phase = :closed OR #attempt <> :attempt",
                &terms,
            )
            .await?;
        Ok(match written {
            Written::Done(_) => Voided::Voided,
            Written::Refused(_) => Voided::WasFenced,
        })
    }

    /// Opens the fence after a definite refusal; this attempt is shut out for ever and what is known about the mail stays.
    /// False when the attempt neither holds the fence nor was shut out before.
    pub async fn close(&self, name: &MessageName, attempt: &AttemptId) -> Result<bool> {
        self.open_again(name, attempt, "SET #phase = :closed ADD #closed :ended", closing(attempt)).await
    }

    /// Opens the fence because the mail is to be sent again although this attempt may have gone out, which stays known.
    /// False when the attempt neither holds the fence nor was shut out before.
    pub async fn give_up(&self, name: &MessageName, attempt: &AttemptId) -> Result<bool> {
        let change =
            "SET #phase = :closed, #given_up = #attempt, #given_up_at = #fenced_at ADD #closed :ended";
        let terms = closing(attempt).name(GIVEN_UP).name(GIVEN_UP_AT).name(FENCED_AT);
        self.open_again(name, attempt, change, terms).await
    }

    async fn open_again(
        &self,
        name: &MessageName,
        attempt: &AttemptId,
        change: &str,
        terms: Terms,
    ) -> Result<bool> {
        let condition = "#phase = :fenced AND #attempt = :attempt";
        match self.update_where("close an attempt", &key(name), change, condition, &terms).await? {
            Written::Done(_) => Ok(true),
            Written::Refused(None) => Ok(false),
            Written::Refused(Some(standing)) => Ok(message::attempts(&standing, CLOSED)?.contains(attempt)),
        }
    }

    /// Takes away the record of a mail to somebody who was erased while it was prepared; one that may have been handed over
    /// stays.
    pub async fn forget_message(&self, name: &MessageName) -> Result<()> {
        let terms = Terms::new().name(PHASE).text(CLOSED, CLOSED);
        self.delete_where("forget a mail that was never sent", &key(name), "#phase = :closed", &terms).await
    }

    /// Notes a fact with the earliest time at which it was reported, and what it proves about the attempt; the record as it
    /// is then. None when there is no such record. Any order of the same reports ends in the same record.
    pub async fn note_fact(
        &self,
        lead: &LeadId,
        send_key: &SendKey,
        fact: Fact,
        at: impl Into<Reported>,
        attempt: Option<&AttemptId>,
    ) -> Result<Option<Noted>> {
        let key = keys::message(lead, send_key);
        let terms =
            Terms::new().name("pk").alias("fact", &fact_attribute(fact)).text("at", fact_time(at.into()));
        let (change, terms) = match attempt {
            None => ("SET #fact = :at", terms),
            Some(attempt) => ("SET #fact = :at ADD #proof :attempt", proving(terms, fact, attempt)),
        };
        let condition = "attribute_exists(#pk) AND (attribute_not_exists(#fact) OR #fact > :at)";
        let standing = match self.update_where("note a fact", &key, change, condition, &terms).await? {
            Written::Done(item) => return Ok(Some(Noted { record: message::read(&item)?, is_news: true })),
            Written::Refused(None) => return Ok(None),
            Written::Refused(Some(standing)) => standing,
        };
        let record = match attempt {
            Some(attempt) if !message::attempts(&standing, proof_attribute(fact))?.contains(attempt) => {
                self.note_proof(&key, fact, attempt).await?
            }
            Some(_) | None => Some(message::read(&standing)?),
        };
        Ok(record.map(|record| Noted { record, is_news: false }))
    }

    /// Adds the attempt to what the fact proves, where the fact itself was known earlier.
    async fn note_proof(&self, key: &Key, fact: Fact, attempt: &AttemptId) -> Result<Option<MessageRecord>> {
        let terms = proving(Terms::new().name("pk"), fact, attempt);
        let change = "ADD #proof :attempt";
        match self.update_where("note a fact", key, change, "attribute_exists(#pk)", &terms).await? {
            Written::Done(item) => message::read(&item).map(Some),
            Written::Refused(_) => Ok(None),
        }
    }

    /// The record of one mail, read strongly.
    pub async fn message(&self, lead: &LeadId, send_key: &SendKey) -> Result<Option<MessageRecord>> {
        let item = self.get("read a message", &keys::message(lead, send_key)).await?;
        item.as_ref().map(message::read).transpose()
    }

    /// The records of all mails to the lead, read strongly.
    pub async fn messages_of(&self, lead: &LeadId) -> Result<Vec<MessageRecord>> {
        let items = self.query_all("read the messages to a lead", &keys::lead(lead), keys::MESSAGE).await?;
        items.iter().map(message::read).collect()
    }
}

fn key(name: &MessageName) -> Key {
    keys::message(&name.lead, &name.send_key)
}

fn closing(attempt: &AttemptId) -> Terms {
    Terms::new()
        .pair(ATTEMPT, attempt.as_str())
        .name(PHASE)
        .text(FENCED, FENCED)
        .pair(CLOSED, CLOSED)
        .value("ended", AttributeValue::Ss(vec![attempt.as_str().to_owned()]))
}

fn naming(name: &MessageName, purpose: Purpose) -> Terms {
    Terms::new()
        .pair("sequence", name.sequence.as_str())
        .pair("run", name.run.as_str())
        .pair("step", name.step.as_str())
        .pair("purpose", purpose_name(purpose))
}

fn proving(terms: Terms, fact: Fact, attempt: &AttemptId) -> Terms {
    terms
        .alias("proof", proof_attribute(fact))
        .value("attempt", AttributeValue::Ss(vec![attempt.as_str().to_owned()]))
}

fn holds(item: &Attributes, attempt: &AttemptId) -> Result<bool> {
    Ok(message::holder(item)?.as_ref() == Some(attempt))
}
