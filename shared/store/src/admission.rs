//! Admission: everything a new entry writes about a lead, in one transaction.

mod actions;
mod question;

use crate::attributes::Attributes;
use crate::calls;
use crate::ceilings::MailboxRuns;
use crate::change::Change;
use crate::error::StoreError;
use crate::expression::Terms;
use crate::items::consent::ConsentRecord;
use crate::items::list::ListPlace;
use crate::items::{
    begun, campaign, card, consent, engagement, enrollment, entry, event, list, profile, tags,
};
use crate::keys::{self, Key};
use crate::lane::Lane;
use crate::request::{revised, stored, unchanged};
use crate::stored::Saved;
use crate::{Result, Store};
pub(crate) use actions::Actions;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::TransactWriteItem;
use cadence::Instant;
use cadence::campaign::Campaign;
use cadence::enrollment::Enrollment;
use cadence::ids::{EventName, LeadId, ListId};
use cadence::lead::{Card, Profile};
use cadence::score::Engagement;
use cadence::tags::Tags;
pub use question::MailboxQuestion;
use std::collections::BTreeMap;

/// Actions in one transaction (Amazon DynamoDB API Reference, `TransactWriteItems`).
const ACTIONS_MAX: usize = 100;

/// A run that begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolled {
    /// The revision of the enrollment seen; none where there was none.
    pub seen: Option<u64>,
    /// The enrollment.
    pub enrollment: Enrollment,
    /// The lane its steps wait in.
    pub lane: Lane,
    /// The fields of the entry event; where there are none, nothing is written, and those of an earlier run are not taken for them.
    pub entry: BTreeMap<String, String>,
}

/// A named event that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Its name.
    pub name: EventName,
    /// When.
    pub at: Instant,
    /// The same for every report of the same occurrence.
    pub key: String,
}

/// All that one entry writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    /// The lead.
    pub lead: LeadId,
    /// Its card.
    pub card: Change<Card>,
    /// Its profile, if this entry changes it.
    pub profile: Option<Change<Profile>>,
    /// Its tags, if this entry changes them.
    pub tags: Option<Change<Tags>>,
    /// The proof of the ground given with this entry.
    pub consent: Option<ConsentRecord>,
    /// Its engagement.
    pub engagement: Option<Change<Engagement>>,
    /// The runs that begin.
    pub enrollments: Vec<Enrolled>,
    /// The events this entry stands for.
    pub events: Vec<Occurrence>,
    /// The campaigns that the lead keeps, if this entry says one; the last touch also stands beside each run that begins.
    pub campaign: Option<Campaign>,
    /// The runs begun for the lead's mailbox, where the entry is one that anybody could have sent.
    pub mailbox: Option<MailboxRuns>,
    /// The question to a mailbox that refused, where this entry asks one.
    pub question: Option<MailboxQuestion>,
    /// The place on a list, if this entry changes it.
    pub list: Option<(ListId, Change<ListPlace>)>,
}

/// The outcome of an admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admitted {
    /// Everything was written.
    Done,
    /// Nothing was written, because something stands otherwise than seen. Load and decide again. After a lost answer this
    /// is what a repetition gets, and what it then loads is its own earlier work.
    Conflict,
}

impl Store {
    /// Writes all of it or nothing: at most 100 items.
    pub async fn admit(&self, admission: &Admission) -> Result<Admitted> {
        const OPERATION: &str = "admit a lead";
        let shards = self.shards().await?;
        let lead = &admission.lead;
        let lead_since = match &admission.card {
            Change::Create(card) | Change::Replace { next: card, .. } => Some(card.created_at),
            // Nothing is made beside it but runs, which hold times of their own.
            Change::Keep { .. } => None,
        };
        let mut actions = Actions { table: &self.table, operation: OPERATION, lead_since, list: Vec::new() };
        actions.change("card", keys::card(lead), &admission.card, card::write)?;
        if let Some(change) = &admission.profile {
            actions.change("profile", keys::profile(lead), change, |next| profile::write(lead, next))?;
        }
        if let Some(change) = &admission.tags {
            actions.change("tags", keys::tags(lead), change, |next| tags::write(lead, next))?;
        }
        if let Some(record) = &admission.consent {
            actions.put("consent", consent::write(lead, record), None)?;
        }
        if let Some(change) = &admission.engagement {
            let write = |next: &Engagement| engagement::write(lead, next, shards);
            actions.change("engagement", keys::engagement(lead), change, write)?;
        }
        for enrolled in &admission.enrollments {
            let item = enrollment::write(&enrolled.enrollment, enrolled.lane, shards);
            actions.revision("enrollment", item, enrolled.seen)?;
            let touch = admission.campaign.as_ref().and_then(|campaign| campaign.last.as_ref());
            if !enrolled.entry.is_empty() || touch.is_some() {
                for item in entry::write(&enrolled.enrollment, &enrolled.entry, touch) {
                    actions.put("entry", item, None)?;
                }
            }
        }
        if let Some(campaign) = &admission.campaign {
            actions.put("campaign", campaign::write(lead, campaign), None)?;
        }
        for (item, seen) in self.noted(lead, &admission.events).await? {
            actions.revision("event", item, seen)?;
        }
        if let Some(of) = &admission.mailbox {
            let key = keys::begun(&of.mailbox, of.checked);
            actions.change("runs begun", key.clone(), &of.runs, |runs| begun::write(&key, runs))?;
        }
        if let Some(question) = &admission.question {
            actions.question(question)?;
        }
        if let Some((list, change)) = &admission.list {
            actions.change("list", keys::list(lead, list), change, |place| list::write(lead, place))?;
        }
        self.transact(OPERATION, actions.list).await
    }

    /// The histories of the events that occurred, as they are to be written, with the revision seen.
    async fn noted(&self, lead: &LeadId, events: &[Occurrence]) -> Result<Vec<(Attributes, Option<u64>)>> {
        let mut by_name: BTreeMap<&EventName, Vec<&Occurrence>> = BTreeMap::new();
        for occurrence in events {
            by_name.entry(&occurrence.name).or_default().push(occurrence);
        }
        let wanted: Vec<Key> = by_name.keys().map(|name| keys::event(lead, name)).collect();
        let standing = self.batch_get("read events", &wanted).await?;
        let mut noted = Vec::new();
        for (name, occurrences) in by_name {
            let seen =
                standing.get(&keys::event(lead, name)).map(|item| stored(item, event::read)).transpose()?;
            let rev = seen.as_ref().map(|seen| seen.rev);
            let before = seen.map(|seen| seen.value);
            let mut history = before.clone();
            for occurrence in occurrences {
                event::History::note_in(&mut history, occurrence.at, &occurrence.key);
            }
            if let Some(history) = history.filter(|after| before.as_ref() != Some(after)) {
                noted.push((event::write(lead, name, &history), rev));
            }
        }
        Ok(noted)
    }

    pub(crate) async fn transact(
        &self,
        operation: &'static str,
        actions: Vec<TransactWriteItem>,
    ) -> Result<Admitted> {
        if actions.len() > ACTIONS_MAX {
            let reason = format!("{} items at once, at most {ACTIONS_MAX} fit", actions.len());
            return Err(StoreError::Refused { operation, reason });
        }
        let call = self.client.transact_write_items().set_transact_items(Some(actions));
        match calls::transact_write_items(call).await {
            Ok(_) => Ok(Admitted::Done),
            Err(error) if is_conflict(&error) => Ok(Admitted::Conflict),
            Err(error) => Err(cancelled(operation, &error)),
        }
    }

    /// Makes an item of a lead that must exist.
    pub(crate) async fn save_beside_card<T>(
        &self,
        operation: &'static str,
        kind: &'static str,
        (lead, lead_since): (&LeadId, Option<Instant>),
        item: Attributes,
        read: fn(&Attributes) -> Result<T>,
    ) -> Result<Saved<T>> {
        let key = crate::key::key_of(&item).unwrap_or_else(|| keys::card(lead));
        let item = revised(item, None, lead_since);
        let mut actions = Actions { table: &self.table, operation, lead_since, list: Vec::new() };
        actions.check(keys::card(lead), "attribute_exists(#address)", &Terms::new().name(card::ADDRESS))?;
        actions.put(kind, item.clone(), Some(unchanged(None)))?;
        match self.transact(operation, actions.list).await? {
            Admitted::Done => Ok(Saved::Yes(stored(&item, read)?)),
            Admitted::Conflict => match self.get(operation, &key).await? {
                Some(standing) if standing == item => Ok(Saved::Yes(stored(&standing, read)?)),
                Some(standing) => Ok(Saved::Conflict(Some(stored(&standing, read)?))),
                None => Ok(Saved::Conflict(None)),
            },
        }
    }
}

/// The codes of the reasons for which a transaction was cancelled.
fn reasons(error: &SdkError<TransactWriteItemsError>) -> Vec<&str> {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code()).collect()
        }
        _ => Vec::new(),
    }
}

fn is_conflict(error: &SdkError<TransactWriteItemsError>) -> bool {
    reasons(error).iter().any(|code| matches!(*code, "ConditionalCheckFailed" | "TransactionConflict"))
}

fn cancelled(operation: &'static str, error: &SdkError<TransactWriteItemsError>) -> StoreError {
    match reasons(error).into_iter().find(|code| *code != "None") {
        Some(code @ ("ThrottlingError" | "ProvisionedThroughputExceeded")) => {
            StoreError::Unavailable { operation, reason: code.to_owned() }
        }
        Some(code) => StoreError::Refused { operation, reason: code.to_owned() },
        None => StoreError::of(operation, error),
    }
}
